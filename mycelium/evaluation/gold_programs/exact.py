"""The values of arithmetic in plain fractions: exact, and thousands of programs a second.

What the executor gives for the same programs; anything beyond it (unknowns, roots
that are no fractions) has no value here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from mycelium.evaluation.rounding import rounded
from mycelium_ir.nodes import Call, Expression, Name, Number, Program

MAX_EXPONENT = 64
MAX_BITS = 4096
"""A number with more bits above or below its line is given up on."""


class NoValueError(Exception):
    """An expression that has no value as a fraction; the message says why."""


def value_of(expression: Expression, values: Mapping[str, Fraction]) -> Fraction:
    """The exact value of an expression, given the values of the steps that it names.

    Raises:
        NoValueError: if it has none: a division by zero, an unknown, an unwieldy power.
    """
    if type(expression) is Number:
        return expression.value
    if type(expression) is Name:
        found = values.get(expression.id)
        if found is None:
            raise NoValueError(f"`{expression.id}` has no value")
        return found
    if type(expression) is not Call or expression.parameters:
        raise NoValueError("it is no plain arithmetic")
    operands = [value_of(operand, values) for operand in expression.operands]
    compute = _FUNCTIONS.get((expression.function, len(operands)))
    if compute is None:
        raise NoValueError(f"`{expression.function}` is no plain arithmetic")
    result = compute(*operands)
    if result.numerator.bit_length() > MAX_BITS or result.denominator.bit_length() > MAX_BITS:
        raise NoValueError("a value is too long")
    return result


def values_of(program: Program) -> dict[str, Fraction]:
    """The value of each step of a program whose steps stand in order of execution.

    Raises:
        NoValueError: if a step has none.
    """
    values: dict[str, Fraction] = {}
    for step in program.steps:
        if step.expression is None:
            raise NoValueError(f"step {step.name} has no expression")
        values[step.name] = value_of(step.expression, values)
    return values


def _divide(a: Fraction, b: Fraction) -> Fraction:
    if not b:
        raise NoValueError("it divides by zero")
    return a / b


def _power(a: Fraction, b: Fraction) -> Fraction:
    if b.denominator != 1 or abs(b.numerator) > MAX_EXPONENT:
        raise NoValueError("it has a power that is no plain number")
    if not a and b < 0:
        raise NoValueError("it divides by zero")
    return Fraction(a ** int(b))


def _root(a: Fraction) -> Fraction:
    if a < 0:
        raise NoValueError("it has the root of a negative number")
    above, below = math.isqrt(a.numerator), math.isqrt(a.denominator)
    if above * above != a.numerator or below * below != a.denominator:
        raise NoValueError("it has a root that is no fraction")
    return Fraction(above, below)


def _round(a: Fraction, places: Fraction) -> Fraction:
    if places.denominator != 1 or not 0 <= places <= 30:
        raise NoValueError("it rounds to no number of places")
    return rounded(a, int(places))


_FUNCTIONS: dict[tuple[str, int], Callable[..., Fraction]] = {
    ("+", 2): lambda a, b: a + b,
    ("-", 2): lambda a, b: a - b,
    ("-", 1): lambda a: -a,
    ("*", 2): lambda a, b: a * b,
    ("/", 2): _divide,
    ("**", 2): _power,
    ("percent", 1): lambda a: a / 100,
    ("round", 1): lambda a: rounded(a, 0),
    ("round", 2): _round,
    ("floor", 1): lambda a: Fraction(math.floor(a)),
    ("ceil", 1): lambda a: Fraction(math.ceil(a)),
    ("abs", 1): abs,
    ("sqrt", 1): _root,
}
