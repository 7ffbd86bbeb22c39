"""From the unit that a result is in to the unit that the question asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from mycelium_heuristic.literals import literal_value
from mycelium_heuristic.plans import readings
from mycelium_heuristic.programs import spans_of
from mycelium_heuristic.quantities import Quantity
from mycelium_heuristic.question import Question
from mycelium_heuristic.text import stem
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.nodes import Call, Expression, Name, Program, number

CENTS_EACH = {
    "cent": 1,
    "penny": 1,
    "nickel": 5,
    "dime": 10,
    "quarter": 25,
    "half-dollar": 50,
    "dollar": 100,
}
MONTHS_EACH = {"month": 1, "year": 12, "decade": 120, "century": 1200}
MEASURES: tuple[frozenset[str], ...] = tuple(
    frozenset(group.split())
    for group in (
        "second minute hour day week",
        "millimeter centimeter meter metre kilometer km mile yard foot inch cm mm",
        "milligram gram kilogram kg pound ounce ton stone",
        "milliliter liter litre gallon quart pint cup",
    )
)
"""Units that convert into each other and whose names mean nothing else in a problem."""


def converted(operand: Expression, factor: Fraction) -> Expression:
    """An operand times a factor, without decimals: `5 * 381 / 1250`."""
    above, below = number(factor.numerator), number(factor.denominator)
    if factor.numerator == 1:
        return Call("/", (operand, below))
    product = Call("*", (operand, above))
    return product if factor.denominator == 1 else Call("/", (product, below))


def conversion_of(program: Program, step: str) -> Fraction | None:
    """The factor from a step's unit to the question's; None if they agree or are not known."""
    try:
        reading = readings(program.problem or "", spans_of(program))[-1]
    except MyceliumError:
        # Without a number or a question there is no unit to convert.
        return None
    asked = asked_unit(reading.question)
    given = unit_of(program, step, reading.quantities)
    if asked is None or given is None or asked == given:
        return None
    return factor_between(given, asked)


def factor_between(given: str, asked: str) -> Fraction | None:
    """How many of one unit another is: 3 for `yard` in `foot`; None if they do not convert."""
    for table in (CENTS_EACH, MONTHS_EACH):
        if given in table and asked in table:
            return Fraction(table[given], table[asked])
    if any(given in group and asked in group for group in MEASURES):
        from mycelium_ir.units import scale

        one = Fraction(1)
        return scale({given: one}).factor / scale({asked: one}).factor
    return None


def is_convertible(unit: str | None) -> bool:
    """Whether a stem is a unit that this module can convert."""
    return unit is not None and (
        unit in CENTS_EACH or unit in MONTHS_EACH or any(unit in group for group in MEASURES)
    )


def asked_unit(question: Question) -> str | None:
    """The unit that a question asks for: `how many minutes`, `how long, in metres`."""
    for word in (question.head, *question.noun[:1]):
        if is_convertible(word):
            return word
    for word in re.findall(r"\bin (\w+)", question.text):
        if is_convertible(stem(word)):
            return stem(word)
    return None


def unit_of(program: Program, name: str, quantities: Sequence[Quantity]) -> str | None:
    """The unit of a step's value, from the nouns of the numbers in it; None if not clear."""
    step = program.step_names.get(name)
    if step is None or step.expression is None:
        return None
    return _unit(step.expression, program, quantities)


def _unit(expression: Expression, program: Program, quantities: Sequence[Quantity]) -> str | None:
    exact = literal_value(expression)
    if exact is not None:
        return _noun_unit(_stated(exact, quantities))
    if isinstance(expression, Name):
        return unit_of(program, expression.id, quantities)
    if not isinstance(expression, Call) or len(expression.operands) != 2:
        return None
    left, right = expression.operands
    units = [_unit(operand, program, quantities) for operand in (left, right)]
    if expression.function in ("+", "-"):
        return units[0] if units[0] == units[1] else None
    if expression.function not in ("*", "/"):
        return None
    rates = [_rate(operand, quantities) for operand in (left, right)]
    if any(_is_constant(operand, quantities) for operand in (left, right)):
        return None
    if expression.function == "*":
        rated = [unit for unit, rate in zip(units, rates, strict=True) if rate is not None]
        known = rated if len(rated) == 1 else [unit for unit in units if unit is not None]
        return known[0] if len(known) == 1 else None
    if rates[1] is not None:
        per = rates[1].per
        return per if units[0] == units[1] and is_convertible(per) else None
    return units[0] if units[1] is None else None


def _stated(exact: Fraction, quantities: Sequence[Quantity]) -> Quantity | None:
    return next((q for q in quantities if q.value == exact and q.made is None), None)


def _noun_unit(quantity: Quantity | None) -> str | None:
    if quantity is None:
        return None
    return next(
        (word for word in (*quantity.noun[:1], quantity.head) if is_convertible(word)), None
    )


def _rate(operand: Expression, quantities: Sequence[Quantity]) -> Quantity | None:
    exact = literal_value(operand)
    quantity = None if exact is None else _stated(exact, quantities)
    return quantity if quantity is not None and quantity.rate else None


def _is_constant(operand: Expression, quantities: Sequence[Quantity]) -> bool:
    """Whether a literal stands nowhere in the text, as a factor that converts already does."""
    exact = literal_value(operand)
    return exact is not None and _stated(exact, quantities) is None
