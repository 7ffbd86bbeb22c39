"""Quantities of a story: told, known to everybody, or computed from others."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction

_COMPUTE: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


class Term:
    """Anything with a value; arithmetic on terms gives formulas."""

    __slots__ = ("value",)

    def __init__(self, value: Fraction) -> None:
        self.value = value

    def __add__(self, other: Term | int) -> Formula:
        return Formula("+", self, as_term(other))

    def __sub__(self, other: Term | int) -> Formula:
        return Formula("-", self, as_term(other))

    def __mul__(self, other: Term | int) -> Formula:
        return Formula("*", self, as_term(other))

    def __truediv__(self, other: Term | int) -> Formula:
        return Formula("/", self, as_term(other))

    def __rsub__(self, other: int) -> Formula:
        return Formula("-", as_term(other), self)

    def __radd__(self, other: int) -> Formula:
        return Formula("+", as_term(other), self)

    def __rmul__(self, other: int) -> Formula:
        return Formula("*", as_term(other), self)

    @property
    def whole(self) -> bool:
        """Whether its value is a whole number above zero."""
        return self.value.denominator == 1 and self.value > 0

    @property
    def number(self) -> int:
        """Its value, which is whole.

        Raises:
            Unfit: if it is not.
        """
        if self.value.denominator != 1:
            raise Unfit(str(self.value))
        return self.value.numerator


class Given(Term):
    """A number of the text; the key finds the place where it is told."""

    __slots__ = ("key",)

    def __init__(self, value: Fraction, key: int) -> None:
        super().__init__(value)
        self.key = key


class Known(Term):
    """A constant that the text does not tell: 7 days in a week."""

    __slots__ = ()


class Formula(Term):
    """An operation on two terms."""

    __slots__ = ("function", "operands")

    def __init__(self, function: str, left: Term, right: Term) -> None:
        if function == "/" and right.value == 0:
            raise Unfit("a division by zero")
        super().__init__(_COMPUTE[function](left.value, right.value))
        self.function = function
        self.operands = (left, right)


class Percent(Term):
    """A hundredth of a term, written with the function `percent`."""

    __slots__ = ("operand",)

    def __init__(self, operand: Term) -> None:
        super().__init__(operand.value / 100)
        self.operand = operand


class Made(Term):
    """The result of a step."""

    __slots__ = ("formula",)

    def __init__(self, formula: Term) -> None:
        super().__init__(formula.value)
        self.formula = formula


class Unfit(Exception):  # noqa: N818 - no error, but a draw to be drawn again
    """The numbers that were drawn make no sensible story; another draw may."""


def as_term(value: Term | int) -> Term:
    """A plain number as what everybody knows."""
    return Known(Fraction(value)) if isinstance(value, int) else value


def made(formula: Term) -> Made:
    """A step that computes the formula; a step is what it is."""
    return formula if isinstance(formula, Made) else Made(formula)


def whole(formula: Term) -> Made:
    """A step whose result is a whole number above zero.

    Raises:
        Unfit: if it is not.
    """
    if not formula.whole:
        raise Unfit(str(formula.value))
    return made(formula)


def cents(formula: Term) -> Made:
    """A step whose result is an amount of money above zero, in dollars.

    Raises:
        Unfit: if it is not.
    """
    if formula.value <= 0 or (formula.value * 100).denominator != 1:
        raise Unfit(str(formula.value))
    return made(formula)


def total(parts: list[Term]) -> Formula:
    """The sum of two terms or more, as one formula."""
    first, second, *rest = parts
    found = first + second
    for part in rest:
        found = found + part
    return found
