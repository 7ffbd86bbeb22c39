"""Drawing a new number of the same kind and about the same size as an old one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from random import Random

from mycelium_distill.perturbing.numerals import LARGEST_IN_WORDS, Numeral

YEARS = range(1900, 2101)
"""Whole numbers without separators in this range may be years, and stay years."""

KEPT = 0.15
"""How often a number stays what it is."""

Draw = Callable[[Random], Fraction]


def drawing(value: Fraction, numerals: Sequence[Numeral]) -> Draw:
    """What draws new values for a number that is written in these ways."""
    places = max((numeral.places or 0 for numeral in numerals), default=0)
    if value.denominator != 1:
        return _decimal(value, places)
    whole = int(value)
    if any(numeral.words for numeral in numerals):
        return _whole(lambda random: _in_words(whole, random))
    if all(numeral.percent for numeral in numerals):
        return _whole(lambda random: _percentage(whole, random))
    if whole in YEARS and not any(numeral.grouped for numeral in numerals):
        return _whole(lambda random: whole + random.randint(-20, 20))
    return _whole(lambda random: _figure(whole, random))


def _whole(draw: Callable[[Random], int]) -> Draw:
    return lambda random: Fraction(draw(random))


def _decimal(value: Fraction, places: int) -> Draw:
    scaled = value * 10**places
    low, high = max(1, int(scaled * 2 / 5)), int(scaled * 2) + 2
    below_one = value < 1

    def draw(random: Random) -> Fraction:
        if random.random() < KEPT:
            return value
        drawn = Fraction(random.randint(low, high), 10**places)
        return value if below_one and drawn >= 1 else drawn

    return draw


def _in_words(value: int, random: Random) -> int:
    if random.random() < KEPT:
        return value
    if value <= 12:
        return random.randint(2, 12)
    if value % 10 == 0:
        return 10 * random.randint(2, 9)
    return random.randint(11, LARGEST_IN_WORDS)


def _percentage(value: int, random: Random) -> int:
    if random.random() < KEPT:
        return value
    if value > 100:
        return 10 * random.randint(11, 30)
    if value == 100:
        return value
    return 5 * random.randint(1, 19) if value % 5 == 0 else random.randint(2, 99)


def _figure(value: int, random: Random) -> int:
    """A whole number of about the same size; often a multiple, so that divisions come out."""
    choice = random.random()
    if choice < KEPT:
        return value
    if choice < 0.4:
        numerator, denominator = random.choice(_RATIOS)
        if value * numerator % denominator == 0 and value * numerator // denominator > 1:
            return value * numerator // denominator
    if value <= 12:
        return random.randint(2, 15)
    if value <= 100:
        kind = random.randrange(3)
        if kind == 0:
            return random.randint(5, 99)
        return 5 * random.randint(1, 20) if kind == 1 else 10 * random.randint(1, 10)
    if value <= 1000:
        kind = random.randrange(3)
        if kind == 0:
            return random.randint(50, 999)
        return 10 * random.randint(5, 99) if kind == 1 else 50 * random.randint(2, 20)
    size: int = 10 ** (len(str(value)) - 2)
    return size * random.randint(5, 99)


_RATIOS = ((2, 1), (3, 1), (1, 2), (3, 2), (4, 1), (1, 3), (2, 3), (5, 2), (3, 4), (1, 4), (5, 1))
