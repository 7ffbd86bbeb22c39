"""Questions for a quantity in other units, as `mathematics_dataset` words them."""

from __future__ import annotations

import re
from fractions import Fraction

from mycelium.analyses.numbers import read_numbers
from mycelium_distill.algebra.deepmind.reading import ORDINALS
from mycelium_distill.algebra.sketch import Draft, Sketch
from mycelium_distill.algebra.sources import Raw, UnreadError
from mycelium_ir.nodes import Call, Expression, Name, number
from mycelium_ir.parser import parse_expression

_PATTERNS = tuple(
    map(
        re.compile,
        (
            r"How many (?P<target>[a-z]+) are there in (?P<value>.+?) of a (?P<base>[a-z]+)\?",
            r"What is (?P<value>.+?) of a (?P<base>[a-z]+) in (?P<target>[a-z]+)\?",
            r"How many (?P<target>[a-z]+) are there in (?P<value>[-\d./]+) ?(?P<base>[a-z]+)\?",
            r"What is (?P<value>[-\d./]+) ?(?P<base>[a-z]+) in (?P<target>[a-z]+)\?",
            r"Convert (?P<value>[-\d./]+) ?(?P<base>[a-z]+) to (?P<target>[a-z]+)\.",
        ),
    )
)

_NUMERALS = re.compile(r"\d+(?:\.\d+|/\d+)?")
_SYMBOLS = {
    "m": "metre", "km": "kilometre", "cm": "centimetre", "mm": "millimetre",
    "um": "micrometre", "nm": "nanometre", "s": "second", "ms": "millisecond",
    "us": "microsecond", "ns": "nanosecond", "kg": "kilogram", "t": "tonne", "g": "gram",
    "mg": "milligram", "ug": "microgram", "ng": "nanogram", "l": "litre", "ml": "millilitre",
}  # fmt: skip

_PARTS = {"half": 2, "halve": 2, "quarter": 4}
_PLURALS = {"centuries": "century", "millennia": "millennium"}


def draft(raw: Raw) -> Draft:
    """The program of a question for a quantity in other units.

    Raises:
        UnreadError: if it is not understood.
    """
    found = next((m for p in _PATTERNS if (m := p.fullmatch(raw.problem))), None)
    if found is None:
        raise UnreadError("the question is not understood")
    sketch = Sketch(raw.problem)
    expression = _value(found["value"])
    base, target = _unit(found["base"]), _unit(found["target"])
    # A decade is no unit of the language: it is ten years.
    if base == "decade":
        expression, base = sketch.step(Call("*", (expression, number(10)))), "year"
    decades = target == "decade"
    step = sketch.step(
        Call("convert", (expression, Name(base), Name("year" if decades else target)))
    )
    if decades:
        step = sketch.step(Call("/", (step, number(10))))
    goal = "integer" if Fraction(raw.answer).denominator == 1 else "decimal"
    return sketch.draft(goal, step, raw.answer)


def _value(text: str) -> Expression:
    """A quantity in numerals, or a fraction in words: `twenty-nine halves`."""
    if _NUMERALS.fullmatch(text):
        return parse_expression(text)
    words, _, part = text.rpartition(" ")
    denominator = _PARTS.get(part.removesuffix("s")) or ORDINALS.get(part.removesuffix("s"))
    mentions = read_numbers(words)
    if denominator is None or len(mentions) != 1 or mentions[0].text != words:
        raise UnreadError("the quantity is not understood")
    return Call("/", (number(mentions[0].value), number(denominator)))


def _unit(name: str) -> str:
    if name in _SYMBOLS:
        return _SYMBOLS[name]
    return _PLURALS.get(name, name.removesuffix("s"))
