"""The class of a step's constants: numbers that come neither from the problem nor from a step."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from fractions import Fraction

from mycelium_ir.nodes import Call, Expression, Number, walk


class Constants(StrEnum):
    """What the numbers are that a step brings along by itself."""

    NONE = "none"
    PERCENT = "percent"
    UNIT = "unit"
    OTHER = "other"


UNITS: frozenset[Fraction] = frozenset(
    map(
        Fraction,
        (
            *(60, 3600, 24, 1440, 86400, 7, 30, 365, 366, 52, 12),  # time; 12 is a dozen, too
            *(4, 16, 3, 36, 5280, 1760, 2000, 128, 8),  # quarts, ounces, feet, yards, miles, pints
            *(1000, 1000000, 100, 10),  # metric prefixes; cents in a dollar
            *(25, 5),  # quarters and nickels, in cents
        ),
    )
)
"""Conversion factors between units that problems take as known."""

_UNIT_WORDS = frozenset(
    re.findall(
        r"\w+",
        """second minute hour day week month year decade century weekday weekend fortnight
    inch foot feet yard mile meter metre centimeter centimetre millimeter millimetre kilometer
    kilometre cm mm km m kg g mg gram kilogram milligram ounce oz pound lb ton tonne
    liter litre milliliter millilitre ml l cup pint quart gallon tablespoon teaspoon
    cent dollar penny pennies nickel dime quarter dozen score pair am pm""",
    )
)
_LARGE = frozenset(map(Fraction, (60, 3600, 24, 1440, 86400, 7, 365, 366, 52, 12, 1000)))
"""Factors that are conversions wherever they come from nowhere."""

_PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|per\s?cent)", re.IGNORECASE)


def constant_class(
    expression: Expression, constants: Iterable[Fraction], problem: str
) -> Constants:
    """The class of the constants of a step.

    - `percent`: a call of `percent`, a division by the constant 100 or a product with
      0.01; a constant that is a share of the problem in other words (the problem says
      20%, the step 0.2, 0.8 or 1.2; or 80 and 120 beside 100).
    - `unit`: a conversion factor (60, 24, 7, 12, 1000, ...) that multiplies or divides.
      Small factors (3 feet in a yard, 4 quarters in a dollar) count only where the
      problem names a unit.
    - `other`: any other constant, such as the 2 of "half".
    - `none`: all numbers are the problem's or earlier results.

    Where a step has several, the first of these classes decides.

    Args:
        expression: The step's expression.
        constants: The values of those of its numbers that come from nowhere.
        problem: The problem's text.
    """
    values = set(constants)
    if any(type(node) is Call and node.function == "percent" for node in walk(expression)):
        return Constants.PERCENT
    if not values:
        return Constants.NONE
    if _is_percent(expression, values, problem):
        return Constants.PERCENT
    factors = values & UNITS & _factors(expression)
    if factors & _LARGE or (factors and _names_unit(problem)):
        return Constants.UNIT
    return Constants.OTHER


def _is_percent(expression: Expression, values: set[Fraction], problem: str) -> bool:
    shares = {Fraction(found) / 100 for found in _PERCENT.findall(problem)}
    hundred, hundredth = Fraction(100), Fraction(1, 100)
    if hundredth in values:
        return True
    if hundred in values and (shares or _divides_by_hundred(expression)):
        return True
    told = {*shares, *(1 - share for share in shares), *(1 + share for share in shares)}
    return bool(values & (told | {100 * share for share in told}) - {Fraction(1), Fraction(2)})


def _divides_by_hundred(expression: Expression) -> bool:
    return any(
        type(node) is Call
        and node.function == "/"
        and type(node.operands[1]) is Number
        and node.operands[1].value == 100
        for node in walk(expression)
    )


def _factors(expression: Expression) -> set[Fraction]:
    """The literals that are operands of a product or a quotient."""
    return {
        operand.value
        for node in walk(expression)
        if type(node) is Call and node.function in ("*", "/")
        for operand in node.operands
        if type(operand) is Number
    }


def _names_unit(problem: str) -> bool:
    words = re.findall(r"[a-z]+", problem.lower())
    return any(word in _UNIT_WORDS or word.removesuffix("s") in _UNIT_WORDS for word in words)
