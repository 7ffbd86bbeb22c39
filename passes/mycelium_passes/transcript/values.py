"""Values as they are written down in a transcript."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from mycelium_ir.nodes import is_finite_decimal
from mycelium_ir.outcome import Value

PLACES = 4
"""Decimal places of a stated value that has no short decimal form."""
MOST_PLACES = 6
"""A value with at most so many decimal places is stated exactly."""
MOST_DIGITS = 24
"""A value with more digits before its point is not stated: nothing can be read off it."""


def stated(value: Fraction) -> Fraction | None:
    """A value as it is written down: itself, or rounded if it has too many decimal places.

    None if it is too long to be written down, or so near to 0 that it would stand as 0.
    """
    from mycelium.evaluation.rounding import rounded

    if abs(value) >= 10**MOST_DIGITS:
        return None
    if value.denominator == 1:
        return value
    if is_finite_decimal(value) and rounded(value, MOST_PLACES) == value:
        return value
    places = PLACES
    while abs(value) * 10**places < 100 and places < MOST_DIGITS:
        places += 1
    return rounded(value, places) or None


def rational_values(values: Mapping[str, Value]) -> dict[str, Fraction]:
    """Of the values that a run gave, those that are rational numbers."""
    found: dict[str, Fraction] = {}
    for name, value in values.items():
        try:
            found[name] = Fraction(value.text.replace(" ", ""))
        except (ValueError, ZeroDivisionError):
            continue
    return found
