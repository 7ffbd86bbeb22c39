"""The one rounding rule: what an exact value rounds to at d decimal places."""

from __future__ import annotations

from fractions import Fraction

FEWEST_PLACES = 2
"""A gold decimal with fewer places than this accepts only an equal value."""


def rounded(value: Fraction, places: int) -> Fraction:
    """The value at `places` decimal places; a tie goes away from zero, as taught in school."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    result = Fraction(whole, 10**places)
    return -result if value < 0 else result


def agrees(value: Fraction, gold: Fraction, places: int | None) -> bool:
    """Whether a value equals a gold number, or rounds to one that has enough places.

    `places` is how many decimal places the gold number is written with; None or
    less than two means that only an equal value agrees.
    """
    if value == gold:
        return True
    return places is not None and places >= FEWEST_PLACES and rounded(value, places) == gold
