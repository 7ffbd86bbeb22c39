"""What to say when a text does not parse: the place, what was expected, what would mend it."""

from __future__ import annotations

import re

from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from mycelium_ir.diagnostics import Diagnostic, Source, nearest

STATEMENTS = ("problem", "clause", "unknown", "define", "step", "done", "answer", "goal")

_WORDS = {
    "NAME": "a name",
    "DOTTED": "a name",
    "NUMBER": "a number",
    "STRING": 'a text in "quotes"',
    "SPAN": "a span such as [8:48]",
    "HOLE": "`_`",
    "COMPARISON": "`<`",
    "ADDITIVE": "`+`",
    "MINUS": "`-`",
    "MULTIPLICATIVE": "`*`",
    "POWER": "`**`",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "LBRACE": "`{`",
    "RBRACE": "`}`",
    "LSQB": "`[`",
    "RSQB": "`]`",
    "COMMA": "`,`",
    "COLON": "`:`",
    "SEMICOLON": "`;`",
    "EQUAL": "`=`",
    "AT": "`@`",
    "IN": "`in`",
    "IMPLICIT": "`implicit`",
    "_NL": "the end of the line",
    "$END": "the end of the line",
}

_OPERATORS = {"COMPARISON", "ADDITIVE", "MINUS", "MULTIPLICATIVE", "POWER"}

_HINTS = {
    "^": "powers are written with `**`, as in `x**2`",
    "×": "multiplication is written with `*`",
    "·": "multiplication is written with `*`",
    "÷": "division is written with `/`",
    "−": "the minus sign is the plain hyphen `-`",
    "–": "the minus sign is the plain hyphen `-`",
    "²": "powers are written with `**`, as in `x**2`",
    "³": "powers are written with `**`, as in `x**3`",
    "√": "a square root is written `sqrt(x)`",
    "π": "the constant is written `pi`",
    "∞": "infinity is written `oo`",
    "≤": "write `<=`",
    "≥": "write `>=`",
    "≠": "write `Ne(a, b)`",
    "%": "write `percent(x)` for per cent, `mod(a, b)` for a remainder",
    "!": "a factorial is written `factorial(n)`; unequal is `Ne(a, b)`",
    "$": "a number carries no currency sign",
    "'": 'texts stand in double quotes: `"..."`',
    "“": 'texts stand in plain double quotes: `"..."`',
    "_": "names begin with a letter",
    "&": "write `and(a, b)`",
    "|": "write `or(a, b)`, or `abs(x)` for an absolute value",
}


def missing_header(source: Source) -> Diagnostic:
    """The error for a text whose first line is not the version line."""
    first = next((m for m in re.finditer(r"[^\n]+", source.text) if m.group().strip()), None)
    at = first.span() if first else (0, 0)
    return Diagnostic(
        "MYC002",
        "the first line must name the language version",
        at=at,
        hint="begin the file with `mycelium 1`",
        source=source,
    )


def explain(error: UnexpectedInput, source: Source) -> Diagnostic:
    """The diagnostic for lark's error, in the language's own terms."""
    text = source.text
    start = min(error.pos_in_stream or 0, len(text))
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        start = len(text.rstrip())
    expected = _expected(error)
    if start >= len(text) or text[start] == "\n":
        return _at_line_end(source, start, expected)
    found = _word_at(text, start)
    at = (start, start + len(found))
    line_start = text.rfind("\n", 0, start) + 1
    if not text[line_start:start].strip():
        return Diagnostic(
            "MYC010",
            f"no statement begins with `{found}`",
            at=at,
            hint=nearest(found, STATEMENTS) or f"a line begins with {', '.join(STATEMENTS)}",
            source=source,
        )
    if found.startswith('"') and not re.match(r'"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"', found):
        return Diagnostic(
            "MYC011",
            "this text has no closing quote",
            at=at,
            hint=r'end it with `"` on the same line; write a line break as `\n`',
            source=source,
        )
    message = f"expected {_listed(expected)}, found `{found}`"
    if isinstance(error, UnexpectedCharacters):
        # lark does not say here what could follow, only what its lexer knows.
        message = f"`{found}` cannot stand here"
    return Diagnostic(
        "MYC001",
        message,
        at=at,
        hint=_hint(text, start, found, expected),
        source=source,
    )


def _at_line_end(source: Source, start: int, expected: set[str]) -> Diagnostic:
    return Diagnostic(
        "MYC001",
        f"expected {_listed(expected)}, found the end of the line",
        at=(start, start + 1),
        hint="close the bracket" if "RPAR" in expected or "RBRACE" in expected else None,
        source=source,
    )


def _expected(error: UnexpectedInput) -> set[str]:
    if isinstance(error, UnexpectedToken):
        return set(error.accepts or error.expected)
    if isinstance(error, UnexpectedCharacters):
        return set(error.allowed or ())
    return set()


def _word_at(text: str, start: int) -> str:
    match = re.compile(r'"[^\n]*|[A-Za-z0-9_.\u0370-\u03ff]+|<=|>=|==|!=|\*\*|.').match(text, start)
    word = match.group() if match else text[start]
    return word if len(word) <= 40 else word[:39] + "…"


def _listed(expected: set[str]) -> str:
    """What was expected, as a person says it."""
    names = set(expected) - {"COMMENT"}
    words: list[str] = []
    if {"NUMBER", "NAME", "LPAR"} <= names:
        words.append("an operand")
        names -= {"NUMBER", "NAME", "DOTTED", "LPAR", "LBRACE", "MINUS", "HOLE"}
    if names >= _OPERATORS:
        words.append("an operator")
        names -= _OPERATORS
    words.extend(sorted({_WORDS.get(name, f"`{name.lower()}`") for name in names}))
    if not words:
        return "something else"
    if len(words) == 1:
        return words[0]
    return ", ".join(words[:-1]) + " or " + words[-1]


def _hint(text: str, start: int, found: str, expected: set[str]) -> str | None:
    before = text[max(0, start - 1) : start]
    if found in ("=", "==") and "ADDITIVE" in expected:
        return "an equation is written `Eq(a, b)`"
    if found == "!=":
        return "write `Ne(a, b)`"
    if found == "," and before.isdigit() and re.match(r",\d{3}(?!\d)", text[start:]):
        return "a number carries no thousands separator"
    if found in ("<", "<=", ">", ">=") and "COMPARISON" not in expected:
        return "comparisons do not chain: write `and(a < b, b < c)`"
    if found[0] in _HINTS:
        return _HINTS[found[0]]
    if "MULTIPLICATIVE" in expected and (found[0].isalnum() or found[0] == "("):
        return "there is no implicit multiplication: write `2*x`"
    return None
