"""Where the numbers of a problem stand in its text: numerals, raised ones, and words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from mycelium.analyses.numbers import read_numbers
from mycelium_distill.written import Span

_NUMERAL = re.compile(r"(?<![\w.])\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?")
_RAISED = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")


class Mentions:
    """The numbers of a problem, by value, each with all of its places from left to right.

    A sign is no part of a number, and a fraction in numerals is two numbers, as the
    language has it; a number in words (`three halves`) is one.
    """

    def __init__(self, problem: str) -> None:
        found: dict[Fraction, set[Span]] = defaultdict(set)
        for numeral in _NUMERAL.finditer(problem):
            found[Fraction(numeral.group().replace(",", ""))].add(numeral.span())
        for raised in _RAISED.finditer(problem):
            found[Fraction(raised.group().translate(_LOWERED))].add(raised.span())
        for mention in read_numbers(problem):
            if not any(character.isdigit() for character in mention.text):
                found[mention.value].add((mention.start, mention.end))
        self._problem = problem
        self._places = {value: tuple(sorted(spans)) for value, spans in found.items()}

    def places(self, value: Fraction) -> tuple[Span, ...]:
        """Where a number of that value stands; nowhere, if the problem has none."""
        return self._places.get(value, ())

    def numerals(self, digits: Sequence[int]) -> tuple[int, ...]:
        """Where a numeral with these digits begins; `a` stands for ten, and so on."""
        numeral = "".join("0123456789abcdefghijklmnopqrstuvwxyz"[digit] for digit in digits)
        found = re.finditer(rf"(?<![0-9a-z]){numeral}(?![0-9a-z])", self._problem)
        return tuple(match.start() for match in found)
