"""Which numbers an expression may name: those that the problem and its steps give reason for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from mycelium.analyses.numbers import read_numbers
from mycelium_ir.nodes import is_finite_decimal
from mycelium_ir.printer import print_number
from mycelium_passes.transcript.values import MOST_DIGITS, MOST_PLACES

_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")


def text_literals(problem: str) -> frozenset[Fraction]:
    """The numbers that a text gives reason for.

    Those in it, in digits or in words; their hundredth part; their complement, 1 - x of
    a share and 100 - x of a percentage's figure; their reciprocal 1/x. What is computed
    and has no short decimal form is left out.
    """
    given: set[Fraction] = set()
    for mention in read_numbers(problem):
        given |= {mention.value, mention.figure}
    for match in _DIGITS.finditer(problem.translate(_SUPERSCRIPTS)):
        if len(match[0]) <= MOST_DIGITS:
            given.add(Fraction(match[0]))
    made: set[Fraction] = set()
    for value in given:
        made |= {value / 100, 1 - value, 100 - value}
        if value:
            made.add(1 / value)
    told = {value for value in given if value >= 0 and is_finite_decimal(value)}
    return frozenset(told | {value for value in made if _short(value)})


def _short(value: Fraction) -> bool:
    return value >= 0 and (value * 10**MOST_PLACES).denominator == 1


class Literals:
    """Numbers as they are spelled, with what may follow each beginning of one.

    A literal's text grows digit by digit: `continues` says which characters lead on to an
    allowed number, `ends` whether it is one already.
    """

    def __init__(self, values: Iterable[Fraction]) -> None:
        self._next: dict[str, str] = {}
        self._ends: set[str] = set()
        for value in values:
            self.add(value)

    def copy(self) -> Literals:
        """A copy that grows by itself."""
        other = Literals(())
        other._next = dict(self._next)
        other._ends = set(self._ends)
        return other

    def add(self, value: Fraction) -> None:
        """Allow one more number, which has a finite decimal form and is not negative."""
        text = print_number(value)
        if text in self._ends:
            return
        self._ends.add(text)
        for index, character in enumerate(text):
            following = self._next.get(text[:index], "")
            if character not in following:
                self._next[text[:index]] = "".join(sorted(following + character))

    def continues(self, text: str) -> str:
        """The characters that may follow, in order."""
        return self._next.get(text, "")

    def ends(self, text: str) -> bool:
        """Whether a number may end here."""
        return text in self._ends
