"""Exact decisions about numbers: zero, sign, reality, order.

Numeric evaluation may prove that a number is not zero; it never proves that it is.
"""

from __future__ import annotations

from functools import cmp_to_key

import sympy
from sympy import Basic, Expr, I, Rational, S, Tuple
from sympy.core.relational import (
    Equality,
    GreaterThan,
    LessThan,
    Relational,
    StrictGreaterThan,
    StrictLessThan,
    Unequality,
)
from sympy.core.sorting import default_sort_key
from sympy.polys.numberfields.minpoly import minimal_polynomial
from sympy.polys.polyerrors import PolynomialError

from mycelium_ir.lowering.errors import RefusedError, undecided
from mycelium_ir.lowering.values import is_number, is_rational, normal_number

_PLACES = 40
_TINY = Rational(1, 10**20)
_LARGEST_PROVEN = 100
"""Numbers of more operations are not proven to be zero: it takes too long."""


def is_zero(number: Expr) -> bool:
    """Whether a number is zero, exactly.

    Raises:
        RefusedError: if it cannot be decided.
    """
    if is_rational(number):
        return bool(number.p == 0)
    if number is S.Infinity or number is S.NegativeInfinity:
        return False
    known = number.is_zero
    if known is not None:
        return bool(known)
    normal = normal_number(number)
    if is_rational(normal):
        return bool(normal.p == 0)
    if _clearly_not_zero(normal):
        return False
    if _proven_zero(normal):
        return True
    raise undecided("whether two numbers are equal")


def _clearly_not_zero(number: Expr) -> bool:
    approximate = number.evalf(_PLACES)
    if not approximate.is_number or approximate.has(S.NaN, S.ComplexInfinity):
        return False
    parts = approximate.as_real_imag()
    return any(part.is_Float and abs(part) > _TINY for part in parts)


def _proven_zero(number: Expr) -> bool:
    if number.count_ops() > _LARGEST_PROVEN:
        return False
    if number.is_algebraic is not False and not number.has(sympy.Function):
        try:
            symbol = sympy.Dummy()
            return bool(minimal_polynomial(number, symbol) == symbol)
        except (NotImplementedError, PolynomialError):
            pass  # not algebraic after all: simplification may still show it
    return bool(sympy.simplify(number) == 0)


def is_real(number: Expr) -> bool:
    """Whether a number is real (infinities count as real)."""
    if is_rational(number):
        return True
    known = number.is_extended_real
    return bool(known) if known is not None else is_zero(sympy.im(number))


def sign(number: Expr) -> int:
    """-1, 0 or 1 for a real number.

    Raises:
        RefusedError: if the number is not real, or its sign cannot be decided.
    """
    if is_rational(number):
        return int(number.p > 0) - int(number.p < 0)
    if number.is_extended_positive:
        return 1
    if number.is_extended_negative:
        return -1
    if not is_real(number):
        raise RefusedError(
            "MYC109",
            "complex numbers have no order",
            "compare their real parts `re(z)` or their absolute values `abs(z)`",
        )
    if is_zero(number):
        return 0
    return 1 if sympy.re(number.evalf(_PLACES)) > 0 else -1


def compare(left: Expr, right: Expr) -> int:
    """-1, 0 or 1 as a real number is less than, equal to or greater than another."""
    if is_rational(left) and is_rational(right):
        return sign(left - right)
    if left == right:
        sign(left)
        return 0
    for end in (S.Infinity, S.NegativeInfinity):
        if right is end or left is end:
            sign(left), sign(right)
            return -1 if (left is S.NegativeInfinity or right is S.Infinity) else 1
    return sign(left - right)


def equal(left: Expr, right: Expr) -> bool:
    """Whether two numbers are equal, exactly."""
    if left == right:
        return True
    if is_rational(left) and is_rational(right):
        return False
    if left.has(S.Infinity, S.NegativeInfinity) or right.has(S.Infinity, S.NegativeInfinity):
        return False
    return is_zero(left - right)


def decide(relation: Relational) -> bool:
    """Whether a relation between numbers holds."""
    left, right = relation.lhs, relation.rhs
    if isinstance(relation, Equality):
        return equal(left, right)
    if isinstance(relation, Unequality):
        return not equal(left, right)
    order = compare(left, right)
    if isinstance(relation, StrictLessThan):
        return order < 0
    if isinstance(relation, LessThan):
        return order <= 0
    if isinstance(relation, StrictGreaterThan):
        return order > 0
    assert isinstance(relation, GreaterThan)
    return order >= 0


def in_order(members: list[Basic]) -> list[Basic]:
    """Values in canonical order: real numbers by size, complex ones by their parts, then the rest.

    Tuples are ordered by their components.
    """
    return sorted(members, key=cmp_to_key(_canonical))


def _canonical(left: Basic, right: Basic) -> int:
    if is_rational(left) and is_rational(right):
        return sign(left - right)
    if isinstance(left, Tuple) and isinstance(right, Tuple):
        for a, b in zip(left.args, right.args, strict=False):
            order = _canonical(a, b)
            if order:
                return order
        return len(left.args) - len(right.args)
    if _orderable(left) and _orderable(right):
        (a, b), (c, d) = (_parts(left), _parts(right))
        if abs(a - c) > _TINY:
            return 1 if a > c else -1
        if abs(b - d) > _TINY:
            return 1 if b > d else -1
    a_key, b_key = default_sort_key(left), default_sort_key(right)
    return bool(a_key > b_key) - bool(a_key < b_key)


def _orderable(value: Basic) -> bool:
    return is_number(value) and value.is_finite is not False


def _parts(value: Expr) -> tuple[Expr, Expr]:
    approximate = value.evalf(_PLACES)
    real = approximate.as_real_imag()[0] if approximate.has(I) else approximate
    imaginary = approximate.as_real_imag()[1] if approximate.has(I) else S.Zero
    return real, imaginary
