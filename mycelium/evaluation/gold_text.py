"""Evening out how gold answers are spelled, before the grammar reads them.

LaTeX's many spellings of one thing become one; currency signs, thousands separators
and mathematics delimiters go. Where a spelling can mean two things (`1,234` within
brackets, `xy` as a product or as a unit), both texts are given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SPACES = re.compile(
    r"\\(?:[,;:!> ]|quad|qquad|left|right|displaystyle|limits|big|Big)(?![a-z])|~|\s+"
)
_WRAPPED = re.compile(
    r"\\(?:text|textbf|textit|textrm|mathrm|mathbf|mathit|mbox|operatorname)\s*\{([^{}]*)\}"
)
_CURRENCY = re.compile(
    r"\\?\$|[€£¥₹¢]|\\(?:pounds|euro|cents?)\b|\b(?:USD|EUR|GBP|US|[Rr]s)\s*\.?\s*(?=[-\d])"
)
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d])")
_DECIMAL_REPEATING = re.compile(r"(\d*)\.(\d*)\\overline\{(\d+)\}")
_UNIT_LETTER = re.compile(
    r"(?<=[\d)}])\s+([a-zA-Z])(?=\s*(?:$|[,;)}\]]|/\s*[a-z]+\s*$|\^\s*\{?[23]\}?\s*$))"
)
_LABEL = re.compile(r"^(?:the\s+)?(?:final\s+)?(?:answer|ans)\b\s*(?:is|:|=)+\s*", re.IGNORECASE)
_FUNCTION_LABEL = re.compile(r"^[fghFGHP]\s*\([^()=]*\)\s*=\s*(?!=)")
_NO_VALUE = re.compile(
    r"^$|^(?-i:[A-E])$|^\(\s*[A-E]\s*\)$|^\d{1,2}:\d\d(?::\d\d)?\s*[ap]\.?m\.?$", re.IGNORECASE
)
_EMPTY = re.compile(
    r"^(?:no (?:real |integer )?solutions?|none|the empty set|empty set|∅|\{\s*\})$", re.IGNORECASE
)
_REALS = re.compile(r"^(?:all real numbers|all reals|any real number|R)$")

_SPELLINGS: tuple[tuple[str, str], ...] = (
    (r"\\[dtc]frac(?![a-z])", r"\\frac"),
    (r"\\frac\s*(\d)\s*(\d)", r"\\frac{\1}{\2}"),
    (r"\\frac\s*(\d)\s*\{", r"\\frac{\1}{"),
    (r"\}\s*(\d)(?=\s*$)", r"}{\1}"),
    (r"\\sqrt\s*\[", r"\\root["),
    (r"√\s*\(", "sqrt("),
    (r"√\s*(\d+|[a-z])", r"sqrt(\1)"),
    (r"\\sqrt\s*(\d)", r"\\sqrt{\1}"),
    (r"\\(?:cdot|times|ast)(?![a-z])|[×·∗⋅]", " × "),
    (r"\\div(?![a-z])|÷", " / "),
    (r"[−–—]", "-"),
    (r"\\(?:leq?|leqslant)(?![a-z])|≤|=<", " <= "),
    (r"\\(?:geq?|geqslant)(?![a-z])|≥|=>", " >= "),
    (r"\\lt(?![a-z])", " < "),
    (r"\\gt(?![a-z])", " > "),
    (r"\\neq?(?![a-z])|≠", " != "),
    (r"\\infty(?![a-z])|∞", " oo "),
    (r"\\pi(?![a-z])|π", " pi "),
    (r"\\pm(?![a-z])|±|\+/-|\+-", " ± "),
    (r"\\cup(?![a-z])|∪", " ∪ "),
    (r"\\in(?![a-z])|∈", " ∈ "),
    (r"\\(?:emptyset|varnothing)(?![a-z])", "∅"),
    (r"\\mathbb\s*\{?R\}?|ℝ", " reals "),
    (r"\^\s*\{?\s*\\(?:circ|degree)(?![a-z])\s*\}?|\\degree(?![a-z])|°", " degrees "),
    (r"\\([{}%])", r"\1"),
    (r"\\[()\[\]]", " "),
    (r"\\lvert|\\rvert|\\vert", "|"),
    (r"\|([^|]+)\|", r"abs(\1)"),
    (r"\{,\}", ","),
    (r"log\s*_\s*(\w)", r"log_{\1}"),
    (r"(?<!log)_\{(\w+)\}", r"_\1"),
    (r"²", "^2"),
    (r"³", "^3"),
    (r"\\approx|≈", " "),
    (r"\\(alpha|beta|gamma|delta|theta|lambda|mu|phi|omega)(?![a-z])", r" \1 "),
)
_RULES = tuple((re.compile(pattern), new) for pattern, new in _SPELLINGS)

_VULGAR = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5",
    "⅗": "3/5", "⅘": "4/5", "⅙": "1/6", "⅚": "5/6", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8",
}  # fmt: skip

_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "theta": "θ",
    "lambda": "λ", "mu": "μ", "phi": "φ", "omega": "ω",
}  # fmt: skip

_KNOWN_WORDS = re.compile(
    "or|and|per|true|yes|false|no|percents?|pct|cents?|hundred|thousand|million|billion|trillion"
    "|dozen|reals|oo|infinity|pi|log|sqrt|frac|root|binom|sinh|cosh|tanh|sin|cos|tan|cot|sec|csc"
    "|arcsin|arccos|arctan|asin|acos|atan|ln|exp|abs|floor|ceil|gcd|lcm|max|min",
    re.IGNORECASE,
)

_SHORT_UNITS = re.compile(
    "mm|cm|dm|km|in|ft|yd|mi|mg|kg|lbs?|oz|ml|dl|cl|gal|min|sec|hrs?|yrs?|mph|kp?mh|kph"
    "|am|pm|deg|rad|pts|pcs",
    re.IGNORECASE,
)


def boxed(text: str) -> str | None:
    r"""What stands in the last `\boxed{...}` of a text; None where there is none."""
    found = None
    for mark in re.finditer(r"\\f?boxed\s*\{", text):
        depth, at = 1, mark.end()
        while at < len(text) and depth:
            depth += {"{": 1, "}": -1}.get(text[at], 0) if text[at - 1] != "\\" else 0
            at += 1
        if not depth:
            found = text[mark.end() : at - 1]
    return found


def prepare(text: str) -> Iterator[str]:
    """The texts for the grammar that a gold answer can mean, the likeliest first."""
    inner = boxed(text)
    base = _even(text if inner is None else inner)
    if _NO_VALUE.match(base):
        return
    if _EMPTY.match(base):
        yield "{}"
        return
    if _REALS.match(base):
        yield "reals"
        return
    seen: set[str] = set()
    for separated in _separated(base):
        for read in (_units, _products):
            variant = " ".join(read(separated).split())
            if variant not in seen:
                seen.add(variant)
                yield variant


def _even(text: str) -> str:
    text = text.strip()
    for sign, words in _VULGAR.items():
        text = re.sub(rf"(\d)\s*{sign}", rf"\1 {words}", text).replace(sign, words)
    text = _DECIMAL_REPEATING.sub(_repeating, text)
    text = re.sub(r"\\left\s*\|(.*?)\\right\s*\|", r"abs(\1)", text)
    text = _WRAPPED.sub(r" \1 ", text)
    text = _SPACES.sub(" ", text)
    for pattern, new in _RULES:
        text = pattern.sub(new, text)
    for word, letter in _GREEK.items():
        text = re.sub(rf"\b{word}\b", letter, text)
    text = _CURRENCY.sub(" ", text)
    text = re.sub(r"\s+", " ", text).strip()
    text = _FUNCTION_LABEL.sub("", _LABEL.sub("", text))
    text = re.sub(r"(?<=[A-Za-z])\.(?=\s|$)", "", text)
    return text.removesuffix(".").removeprefix("=").strip()


def _repeating(found: re.Match[str]) -> str:
    whole, fixed, cycle = found.groups()
    digits = len(fixed)
    numerator = int((whole or "0") + fixed + cycle) - int((whole or "0") + fixed)
    return f"({numerator}/{(10 ** len(cycle) - 1) * 10**digits})"


def _separated(text: str) -> Iterator[str]:
    """Commas between groups of three digits gone; within brackets also as separators."""
    if _THOUSANDS.search(text):
        yield _THOUSANDS.sub(lambda found: found.group().replace(",", ""), text)
        if any(bracket in text for bracket in "([{"):
            yield _THOUSANDS.sub(lambda found: found.group().replace(",", ", "), text)
    else:
        yield text


def _units(text: str) -> str:
    """Words, and a single letter behind a number and a space, as units.

    A short word that sticks to a number is a unit only if it is a common one: `2xy`
    is a product.
    """

    def stuck(found: re.Match[str]) -> str:
        word = found.group()
        kept = _KNOWN_WORDS.fullmatch(word) or _SHORT_UNITS.fullmatch(word)
        return word if kept else " ".join(word)

    # Seconds and minutes have the names of functions.
    text = re.sub(r"(?<=\d)\s*(?:sec|min)\b(?!\s*[({])", " units", text)
    text = re.sub(r"(?<=\d)[A-Za-z]{2,3}(?![A-Za-z])", stuck, text)
    return _UNIT_LETTER.sub(r" unit\1", text)


def _products(text: str) -> str:
    """Words of two or three letters that name nothing as products of letters."""

    def split(found: re.Match[str]) -> str:
        word = found.group()
        if len(word) > 3 or _KNOWN_WORDS.fullmatch(word):
            return word
        return " ".join(word)

    return re.sub(r"(?<![\\A-Za-z_])[A-Za-z]{2,}", split, text)
