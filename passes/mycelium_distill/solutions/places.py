"""Where a problem states the numbers that its solution uses, as digits or as words."""

from __future__ import annotations

import re
from collections import defaultdict
from fractions import Fraction

from mycelium.analyses.number_words import Surface
from mycelium.analyses.numbers import read_numbers
from mycelium.evaluation.gold_programs.reading import exact
from mycelium_distill.written import Span

_NUMERAL = re.compile(r"(?<![\w.])\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|(?<![\w.])\.\d+")


class Places:
    """The numbers of a problem by value, each with all of its places from left to right.

    A percentage states its figure and its share (`20%` is 20 and 1/5). A fraction in
    digits is two numbers besides, and one in words states its denominator: who writes
    `48 / 2` for "half of 48" has read the 2 from "half".
    """

    def __init__(self, problem: str) -> None:
        found: dict[Fraction, set[Span]] = defaultdict(set)
        for numeral in _NUMERAL.finditer(problem):
            found[exact(numeral.group())].add(numeral.span())
        for mention in read_numbers(problem):
            span = mention.start, mention.end
            digits = any(character.isdigit() for character in mention.text)
            if mention.surface is Surface.PERCENT:
                found[mention.value].add(span)
                if not digits:
                    found[mention.figure].add(span)
                continue
            found[abs(mention.value)].add(_outermost(span, found.get(abs(mention.value), set())))
            if mention.surface is Surface.FRACTION and not digits and mention.value > 0:
                found[Fraction(mention.value.denominator)].add(span)
                if mention.value.numerator != 1:
                    found[Fraction(mention.value.numerator)].add(span)
        self._places = {value: tuple(sorted(spans)) for value, spans in found.items()}

    def of(self, value: Fraction) -> tuple[Span, ...]:
        """Where a number of that value stands; nowhere, if the problem states none."""
        return self._places.get(value, ())


def _outermost(span: Span, others: set[Span]) -> Span:
    """A number that is known already inside this span (`3` in `3rd`) keeps its own place."""
    inside = [o for o in others if span[0] <= o[0] and o[1] <= span[1]]
    return inside[0] if inside else span
