"""Expressions under construction: Python's operators on the language's expressions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Call, Expression, Hole, Name, Number, number


@dataclass(frozen=True, eq=False, slots=True)
class Term:
    """An expression under construction, on which `+ - * / **` and `< <= > >=` work.

    The other operand may be a term, an expression, an `int`, `Fraction` or
    `Decimal`, or a text of the language. Equations are `call("Eq", a, b)`,
    because `==` is Python's own comparison of objects.
    """

    expression: Expression

    def __add__(self, other: Operand) -> Term:
        return _binary("+", self, other)

    def __radd__(self, other: Operand) -> Term:
        return _binary("+", other, self)

    def __sub__(self, other: Operand) -> Term:
        return _binary("-", self, other)

    def __rsub__(self, other: Operand) -> Term:
        return _binary("-", other, self)

    def __mul__(self, other: Operand) -> Term:
        return _binary("*", self, other)

    def __rmul__(self, other: Operand) -> Term:
        return _binary("*", other, self)

    def __truediv__(self, other: Operand) -> Term:
        return _binary("/", self, other)

    def __rtruediv__(self, other: Operand) -> Term:
        return _binary("/", other, self)

    def __pow__(self, other: Operand) -> Term:
        return _binary("**", self, other)

    def __rpow__(self, other: Operand) -> Term:
        return _binary("**", other, self)

    def __neg__(self) -> Term:
        return Term(Call("-", (self.expression,)))

    def __lt__(self, other: Operand) -> Term:
        return _binary("<", self, other)

    def __le__(self, other: Operand) -> Term:
        return _binary("<=", self, other)

    def __gt__(self, other: Operand) -> Term:
        return _binary(">", self, other)

    def __ge__(self, other: Operand) -> Term:
        return _binary(">=", self, other)

    def __bool__(self) -> bool:
        raise TypeError(
            f"`{self}` has no truth value before the program runs; "
            'write call("and", a, b) where both are meant'
        )

    def __str__(self) -> str:
        from mycelium_ir.printer import print_expression

        return print_expression(self.expression)


Operand: TypeAlias = Term | Number | Name | Hole | Call | int | Fraction | Decimal | str
"""What can stand where an expression is wanted."""

HOLE = Term(Hole())
"""An operand that is not known yet."""


def expression_of(operand: Operand) -> Expression:
    """The expression that an operand stands for.

    An `int`, `Fraction` or `Decimal` is an exact number; a `str` is a text of the
    language, such as `"0.1"`, `"s0 / 2"` or `"_"`.

    Raises:
        MyceliumError: MYC050 for a float, a truth value or another object;
            the errors of `parse_expression` for a text that is no expression.
    """
    if isinstance(operand, Term):
        return operand.expression
    if isinstance(operand, Number | Name | Hole | Call):
        return operand
    if isinstance(operand, str):
        from mycelium_ir.parser import parse_expression

        return parse_expression(operand)
    if isinstance(operand, int | Fraction | Decimal) and not isinstance(operand, bool):
        if not isinstance(operand, Decimal) or operand.is_finite():
            return number(Fraction(operand))
    elif isinstance(operand, float):
        raise _error(
            f"the float {operand!r} is no exact number",
            f'write a text, such as "{operand!r}", or Fraction({str(operand)!r})',
        )
    raise _error(
        f"{operand!r} cannot stand in an expression",
        "give a term, an int, a Fraction, a Decimal or a text of the language",
    )


def call(function: str, *operands: Operand, parameters: Sequence[Operand] = ()) -> Term:
    """A function applied to operands: `call("solve", s0, s1, parameters=[m])`.

    Raises:
        MyceliumError: MYC050 if an operand is no exact expression.
    """
    return Term(
        Call(function, tuple(map(expression_of, operands)), tuple(map(expression_of, parameters)))
    )


def _binary(sign: str, left: Operand, right: Operand) -> Term:
    return Term(Call(sign, (expression_of(left), expression_of(right))))


def _error(message: str, hint: str) -> MyceliumError:
    return MyceliumError(Diagnostic("MYC050", message, hint=hint))
