"""Values as operands: which literal stands for an earlier result before it is wired."""

from __future__ import annotations

from fractions import Fraction

from mycelium_ir.kinds import Kind
from mycelium_ir.nodes import Call, Expression, Hole, Number, is_finite_decimal, number
from mycelium_ir.outcome import Value


def as_operand(value: Value | None) -> Expression:
    """An earlier result as an operand: its value if that is a rational number, else a hole."""
    exact = exact_of(value)
    return Hole() if exact is None else number(exact)


def exact_of(value: Value | None) -> Fraction | None:
    """A value as a fraction, or None if it is no rational number."""
    if value is None or value.kind is not Kind.NUMBER:
        return None
    return _constant(value.expression)


def literal_value(expression: Expression) -> Fraction | None:
    """The number that an expression stands for, if it is how a single number is written.

    Those are a literal, a negated one, and a fraction in lowest terms that has no
    finite decimal form; `48/2` is a computation.
    """
    if isinstance(expression, Number):
        return expression.value
    exact = _constant(expression)
    if exact is None or number(exact) != expression:
        return None
    return exact if exact < 0 or not is_finite_decimal(exact) else None


def _constant(expression: Expression) -> Fraction | None:
    match expression:
        case Number(value):
            return value
        case Call("-", (operand,)):
            inner = _constant(operand)
            return None if inner is None else -inner
        case Call("/", (Number(above), Number(below))) if below:
            return above / below
    return None
