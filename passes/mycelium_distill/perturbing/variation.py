"""Which numbers of a problem and its program belong together, and new ones for all at once.

A number of the text may be exchanged where the program uses it and nothing else in the
problem depends on it unseen: a literal that the text does not state is either a
constant that everybody knows or was worked out in somebody's head, and then the
numbers that it may come from stay what they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from random import Random

from mycelium.evaluation.gold_programs.exact import NoValueError, value_of
from mycelium_distill.perturbing.drawing import Draw, drawing
from mycelium_distill.perturbing.numerals import Numeral, Numerals, numerals_of
from mycelium_ir.nodes import Call, Expression, Number, Program, is_finite_decimal, replace, walk

_CONSTANTS = """
0 1 2 3 4 5 6 7 8 10 12 16 24 25 28 29 30 31 36 50 52 60 90 100 120 144 180 360 365 366 500 1000
1760 2000 3600 5280 10000 1000000 1/2 1/4 3/4 1/3 2/3 0.01 0.001 0.05 0.1 1.5 2.5 3.6 3.14 0.2778
"""

CONSTANTS = frozenset(map(Fraction, _CONSTANTS.split()))
"""Numbers that a program may hold though its problem does not state them."""

_UNITS = (
    (r"weeks?|weekly|daily", "7 52"),
    (r"days?", "7 24 365"),
    (r"months?|monthly|years?|yearly|annual(?:ly)?", "12 52 365"),
    (r"dozens?|foot|feet|inch(?:es)?", "12"),
    (r"hours?|hourly|minutes?|seconds?|mph", "24 60 3600"),
    (r"cents?|penn(?:y|ies)|meters?|cm|centi\w+", "100"),
    (r"km|kg|kilo\w+|grams?|milli\w+|lit(?:er|re)s?", "1000"),
    (r"half|halves|twice|double[ds]?|pairs?|couples?|both|each other", "2"),
    (r"perimeters?|fenc(?:e[sd]?|ing)|rectang(?:le|ular)s?|squares?|borders?|sides?", "2 4"),
    (r"triang(?:le|ular)s?", "2 3"),
    (r"round[- ]?trips?|(?:each|either) way|there and back|back and forth|return\w*", "2"),
    (r"averag\w+", "2 3 4 5"),
    (r"yards?", "3"),
    (r"quarter(?:s|ly)?", "4"),
)
_WORDS = tuple(
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), frozenset(map(Fraction, values.split())))
    for words, values in _UNITS
)
"""Words that bring a number with them: the program may mean it and not the one in the text."""

SMALL = 4
"""Up to this, a whole number may be one that nobody counts: sides, ways, the members of a pair."""

_HUNDRED = Fraction(100)


class NoVariationError(Exception):
    """A problem whose numbers cannot be exchanged; the message says why."""


Exchange = Mapping[Fraction, Fraction]
"""New numbers by the old ones, as they are written: 20 for `20%`."""


@dataclass(frozen=True)
class Variation:
    """A problem with its program, prepared for drawing new numbers.

    Attributes:
        program: The program, with its problem.
        numerals: The numbers of its text.
        draws: What draws a new value for each number that moves.
        shares: The shares that the program holds for percentages of the text, with their figures.
        values: The value of each step.
    """

    program: Program
    numerals: Numerals
    draws: Mapping[Fraction, Draw]
    shares: Mapping[Fraction, Fraction]
    values: Mapping[str, Fraction]

    def draw(self, random: Random) -> tuple[Exchange, list[Fraction]] | None:
        """New numbers with the new values of the steps; None where they do not do."""
        exchange = self.exchange(random)
        computed = None if exchange is None else self._computed(exchange)
        return None if exchange is None or computed is None else (exchange, computed)

    def exchange(self, random: Random) -> Exchange | None:
        """New numbers; None where none is new, or two that differed are one now."""
        exchange = {value: draw(random) for value, draw in self.draws.items()}
        if all(old == new for old, new in exchange.items()):
            return None
        taken = set(exchange.values())
        if len(taken) < len(exchange) or not taken.isdisjoint(self._staying):
            return None
        return exchange

    def literal(self, value: Fraction, exchange: Exchange) -> Fraction:
        """What a literal of the program becomes."""
        figure = self.shares.get(value)
        if figure is not None:
            return exchange.get(figure, figure) / _HUNDRED
        return exchange.get(value, value)

    @property
    def _staying(self) -> frozenset[Fraction]:
        return frozenset(n.value for n in self.numerals.movable if n.value not in self.draws)

    def _computed(self, exchange: Exchange) -> list[Fraction] | None:
        """The steps' new values in order, if each is as whole and as positive as it was."""
        found: dict[str, Fraction] = {}
        for step, old in zip(self.program.steps, self.values.values(), strict=True):
            assert step.expression is not None  # it has a value
            try:
                new = value_of(self.expression(step.expression, exchange), found)
            except (NoValueError, ValueError):
                return None
            if not alike(old, new):
                return None
            found[step.name] = new
        return list(found.values())

    def expression(self, node: Expression, exchange: Exchange) -> Expression:
        """An expression of the program with new numbers."""
        if type(node) is Number:
            new = self.literal(node.value, exchange)
            return node if new == node.value else Number(new)
        if type(node) is Call:
            operands = tuple([self.expression(operand, exchange) for operand in node.operands])
            return replace(node, operands=operands)
        return node


def alike(old: Fraction, new: Fraction) -> bool:
    """Whether a result may stand for another: as whole, as positive, a share as it was."""
    if (old > 0) != (new > 0) or (old < 0) != (new < 0):
        return False
    if old.denominator == 1:
        return new.denominator == 1
    if 0 < old < 1 and new >= 1:
        return False
    return is_finite_decimal(new) or not is_finite_decimal(old)


def prepare(program: Program, values: Mapping[str, Fraction]) -> Variation:
    """Find what may be exchanged in a program of plain arithmetic with these values.

    Raises:
        NoVariationError: if nothing may.
    """
    problem = program.problem or ""
    numerals = numerals_of(problem)
    by_value: dict[Fraction, list[Numeral]] = {}
    for numeral in numerals.movable:
        by_value.setdefault(numeral.value, []).append(numeral)
    percentages = {
        value / _HUNDRED: value
        for value, group in by_value.items()
        if any(numeral.percent for numeral in group)
    }
    uses = Counter(
        node.value
        for step in program.steps
        if step.expression is not None
        for node in walk(step.expression)
        if type(node) is Number
    )
    literals = set(uses)
    shares = {
        value: percentages[value]
        for value in literals & percentages.keys()
        if value not in by_value and value not in numerals.fixed
    }
    used = {value for value in literals if value in by_value} | set(shares.values())
    frozen = _frozen(problem, numerals, by_value, uses)
    for value in literals - by_value.keys() - shares.keys() - numerals.fixed:
        behind = _behind(value, list(by_value), percentages)
        if not behind and value not in CONSTANTS:
            raise NoVariationError(f"its program holds {value}, and the problem does not state it")
        frozen |= behind
    draws = {
        value: drawing(value, by_value[value]) for value in sorted(used) if value not in frozen
    }
    if not draws:
        raise NoVariationError("none of its numbers may be exchanged")
    return Variation(program, numerals, draws, shares, values)


def _frozen(
    problem: str,
    numerals: Numerals,
    by_value: Mapping[Fraction, Sequence[Numeral]],
    uses: Mapping[Fraction, int],
) -> set[Fraction]:
    """The numbers of the text that must stay.

    They are stated otherwise too, or may be units, or are small and the program may mean
    another: it uses them more often than the text states them, or the text states them in
    words alone, as it does what is not counted with (`two gates` in a fence of 2 * (5 + 3)).
    """
    frozen = {value for value in by_value if value <= 1 and value.denominator == 1}
    frozen |= {
        value
        for value, group in by_value.items()
        if value <= SMALL
        and value.denominator == 1
        and (uses.get(value, 0) > len(group) or all(n.words for n in group))
    }
    frozen |= numerals.fixed & by_value.keys()
    for words, constants in _WORDS:
        meant = constants & by_value.keys()
        if meant and words.search(problem):
            frozen |= meant
    return frozen


def _behind(
    value: Fraction, stated: Sequence[Fraction], percentages: Mapping[Fraction, Fraction]
) -> set[Fraction]:
    """The stated numbers from which an unstated one may have been worked out."""
    found: set[Fraction] = set()
    for share, figure in percentages.items():
        if value in (1 - share, 1 + share, 100 - figure, 100 + figure, share):
            found.add(figure)
    for a, b in combinations(stated, 2):
        if value in (a + b, abs(a - b), a * b) or (a and value == b / a) or (b and value == a / b):
            found |= {a, b}
    for a in stated:
        if value in (a - 1, a + 1, 2 * a, a / 2, a * a):
            found.add(a)
    return found
