"""Arithmetic and geometric sequences, sums, lists in order, quantities in other units."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from mycelium_distill.algebra.own.wording import nonzero
from mycelium_distill.algebra.sketch import Draft, Sketch
from mycelium_ir.nodes import Call, Expression, Name, number
from mycelium_ir.parser import parse_expression

_SIZES = {"easy": 10, "medium": 30, "hard": 100}


def _ordinal(n: int) -> str:
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def progression(draw: Random, level: str) -> Draft:
    """A term, the next term or the sum of terms of an arithmetic or geometric sequence."""
    size = _SIZES[level]
    kind = draw.choice(["term", "term", "next", "sum", "geometric", "geometric next", "all"])
    first, gap = draw.randint(-size, size), nonzero(draw, -size // 2, size // 2)
    n = draw.randint(6, size + 6)
    sketch = Sketch("")
    if kind == "all":
        high = draw.randint(5, size * 5)
        text = draw.choice(
            (
                "What is the sum of the whole numbers from 1 to {n}?",
                "Add all integers from 1 to {n}.",
            )
        ).format(n=high)
        k = Name("k")
        step = sketch.step(Call("sum", (k,), (k, number(1), number(high))))
        return sketch.draft("integer", step, str(high * (high + 1) // 2), text)
    if kind.startswith("geometric"):
        return _geometric(draw, size, kind == "geometric next")
    terms = [first + gap * k for k in range(draw.randint(3, 5))]
    shown = ", ".join(map(str, terms))
    difference = sketch.step(Call("-", (number(terms[1]), number(terms[0]))))
    if kind == "next":
        text = draw.choice(
            ("What is the next term of the arithmetic sequence {s}, ...?",
             "What number comes next: {s}, ?", "Find the next number in {s}.")
        ).format(s=shown)  # fmt: skip
        step = sketch.step(Call("+", (number(terms[-1]), difference)))
        return sketch.draft("integer", step, str(terms[-1] + gap), text)
    steps = sketch.step(Call("-", (number(n), number(1))))
    growth = sketch.step(Call("*", (steps, difference)))
    last = sketch.step(Call("+", (number(terms[0]), growth)))
    value = first + gap * (n - 1)
    if kind == "term":
        text = draw.choice(
            ("What is the {n} term of the arithmetic sequence {s}, ...?",
             "Find the {n} term of the sequence {s}, ...",
             "What is the {n} number in the sequence {s}, ...?")
        ).format(n=_ordinal(n), s=shown)  # fmt: skip
        return sketch.draft("integer", last, str(value), text)
    text = draw.choice(
        ("What is the sum of the first {n} terms of the arithmetic sequence {s}, ...?",
         "Find the sum of the first {n} terms of {s}, ...")
    ).format(n=n, s=shown)  # fmt: skip
    ends = sketch.step(Call("+", (number(terms[0]), last)))
    doubled = sketch.step(Call("*", (number(n), ends)))
    total = sketch.step(Call("/", (doubled, number(2))))
    return sketch.draft("integer", total, str(n * (first + value) // 2), text)


def _geometric(draw: Random, size: int, following: bool) -> Draft:
    first, ratio = nonzero(draw, -size // 2, size // 2), draw.choice([2, 3, 4, 5, -2, -3])
    terms = [first * ratio**k for k in range(draw.randint(3, 4))]
    shown = ", ".join(map(str, terms))
    sketch = Sketch("")
    found = sketch.step(Call("/", (number(terms[1]), number(terms[0]))))
    if following:
        text = draw.choice(
            ("What is the next term of the geometric sequence {s}, ...?",
             "What comes next in the geometric sequence {s}, ...?")
        ).format(s=shown)  # fmt: skip
        step = sketch.step(Call("*", (number(terms[-1]), found)))
        return sketch.draft("integer", step, str(terms[-1] * ratio), text)
    n = draw.randint(5, 9)
    text = draw.choice(
        ("What is the {n} term of the geometric sequence {s}, ...?",
         "Find the {n} term of the geometric sequence {s}, ...")
    ).format(n=_ordinal(n), s=shown)  # fmt: skip
    steps = sketch.step(Call("-", (number(n), number(1))))
    power = sketch.step(Call("**", (found, steps)))
    step = sketch.step(Call("*", (number(terms[0]), power)))
    return sketch.draft("integer", step, str(first * ratio ** (n - 1)), text)


def ordering(draw: Random, level: str) -> Draft:
    """Numbers, fractions and decimals put in order, or the largest or smallest of them."""
    size = _SIZES[level]
    values: list[Fraction] = []
    texts: list[str] = []
    while len(values) < draw.randint(3, 6):
        kind = draw.choice(["whole", "whole", "fraction", "decimal"])
        if kind == "whole":
            text = str(draw.randint(-size, size))
        elif kind == "fraction":
            text = str(Fraction(draw.randint(-size, size), draw.randint(2, 9)))
        else:
            text = f"{draw.randint(-size * 10, size * 10) / 10:.1f}"
        if Fraction(text) not in values:
            values.append(Fraction(text))
            texts.append(text)
    listed = ", ".join(texts)
    kind = draw.choice(["rising", "falling", "largest", "smallest"])
    sketch = Sketch("")
    members = tuple(map(parse_expression, texts))
    if kind in ("largest", "smallest"):
        word = draw.choice(
            {"largest": ["largest", "biggest"], "smallest": ["smallest", "least"]}[kind]
        )
        text = draw.choice(
            ("Which is the {w}: {l}?", "What is the {w} number in {l}?", "Find the {w} of {l}.")
        ).format(w=word, l=listed)
        step = sketch.step(Call("max" if kind == "largest" else "min", members))
        gold = max(values) if kind == "largest" else min(values)
        return sketch.draft("rational", step, str(gold), text)
    orders = {"rising": ["ascending order", "order from smallest to largest", "increasing order"],
            "falling": ["descending order", "order from largest to smallest"]}[kind]  # fmt: skip
    text = draw.choice(("Sort {l} in {w}.", "Put {l} in {w}.", "Arrange {l} in {w}.")).format(
        l=listed, w=draw.choice(orders)
    )
    found: Expression = sketch.step(Call("set", members))
    gold_order = sorted(values, reverse=kind == "falling")
    if kind == "rising":
        last = sketch.step(Call("members", (found,)))
    else:
        falling = (Call("member", (found, number(k))) for k in range(len(values), 0, -1))
        last = sketch.step(Call("tuple", tuple(falling)))
    return sketch.draft("tuple", last, f"({', '.join(map(str, gold_order))})", text)


_UNITS: tuple[dict[str, Fraction], ...] = (
    {"millimetre": Fraction(1, 1000), "centimetre": Fraction(1, 100), "metre": Fraction(1),
     "kilometre": Fraction(1000), "inch": Fraction(254, 10000), "foot": Fraction(3048, 10000),
     "yard": Fraction(9144, 10000), "mile": Fraction(1609344, 1000)},
    {"milligram": Fraction(1, 1000), "gram": Fraction(1), "kilogram": Fraction(1000),
     "ounce": Fraction(28349523125, 10**9), "pound": Fraction(45359237, 10**5)},
    {"second": Fraction(1), "minute": Fraction(60), "hour": Fraction(3600), "day": Fraction(86400),
     "week": Fraction(604800)},
    {"millilitre": Fraction(1, 1000), "centilitre": Fraction(1, 100), "litre": Fraction(1)},
)  # fmt: skip
_PLURALS = {"inch": "inches", "foot": "feet"}


def unit_conversion(draw: Random, level: str) -> Draft:
    """A quantity in other units, metric or customary, in several wordings."""
    units = draw.choice(_UNITS)
    names = list(units)
    if level == "easy":
        names = [name for name in names if name not in ("ounce", "pound", "yard", "mile")]
    start, target = draw.sample(names, 2)
    value = Fraction(draw.randint(1, 60))
    if draw.random() < 0.4:
        value /= draw.choice([2, 4, 5, 10])
    shown = str(value) if value.denominator == 1 else f"{float(value):.2f}".rstrip("0")
    plural = _PLURALS.get(target, f"{target}s")
    unit = start if value == 1 else _PLURALS.get(start, f"{start}s")
    text = draw.choice(
        ("Convert {v} {u} to {t}.", "How many {t} are {v} {u}?", "How many {t} are in {v} {u}?",
         "What is {v} {u} in {t}?", "Express {v} {u} in {t}.", "Change {v} {u} into {t}.")
    ).format(v=shown, u=unit, t=plural)  # fmt: skip
    sketch = Sketch(text)
    step = sketch.step(Call("convert", (number(value), Name(start), Name(target))))
    return sketch.draft("rational", step, str(value * units[start] / units[target]))
