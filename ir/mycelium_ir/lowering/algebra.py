"""Algebra and calculus: rewriting expressions, derivatives, integrals, limits."""

from __future__ import annotations

from math import comb

import sympy
from sympy import Add, Basic, Expr, Integer, Pow, S, Symbol

from mycelium_ir.lowering.budget import check_digits, check_size, digits_of, put_in
from mycelium_ir.lowering.errors import RefusedError
from mycelium_ir.lowering.values import is_expression, settled

_MOST_DERIVATIVES = 1_000


def symbol(value: Basic) -> Symbol:
    """A parameter that must be an unknown.

    Raises:
        ValueError: if it is anything else.
    """
    if not isinstance(value, Symbol):
        raise ValueError("the name of an unknown is needed after the semicolon")
    return value


def substitute(into: Basic, *pairs: Basic) -> Basic:
    """An expression with values put in for unknowns, all at once."""
    if len(pairs) % 2:
        raise ValueError("give an unknown and its value, as in `substitute(e; x, 2, y, 3)`")
    values = {symbol(name): value for name, value in zip(pairs[::2], pairs[1::2], strict=True)}
    if not all(is_expression(value) for value in values.values()):
        raise ValueError("only numbers and expressions can be put in for unknowns")
    try:
        result = put_in(into, values)
    except TypeError:
        raise RefusedError(
            "MYC109", "a complex number is put into an inequality", "put in real numbers only"
        ) from None
    if result.has(S.ComplexInfinity, S.NaN):
        raise RefusedError("MYC101", "the expression is undefined there", "it divides by zero")
    return settled(result)


def simplify(x: Expr) -> Expr:
    """An equal expression that is as simple as can be found."""
    return sympy.simplify(x)


def expand(x: Expr) -> Expr:
    """An expression multiplied out."""
    for power in x.atoms(Pow):
        _check_expansion(power)
    return sympy.expand(x)


def _check_expansion(power: Pow) -> None:
    if isinstance(power.base, Add) and isinstance(power.exp, Integer):
        parts, exponent = len(power.base.args), abs(int(power.exp))
        check_size(exponent, "the expanded power")
        check_size(comb(exponent + parts - 1, parts - 1), "the expanded power")
        longest = max((digits_of(n) for n in power.base.atoms(sympy.Rational)), default=1.0)
        check_digits(exponent * longest, "a coefficient of the expanded power")


def factor(x: Expr) -> Expr:
    """An expression as a product of factors with rational coefficients."""
    return sympy.factor(x)


def collect(x: Expr, *names: Basic) -> Expr:
    """An expression gathered by powers of unknowns."""
    return sympy.collect(expand(x), [symbol(name) for name in names])


def differentiate(x: Expr, name: Basic, times: Expr = S.One) -> Expr:
    """The derivative, or the one after so many."""
    if not isinstance(times, Integer) or not 0 <= times <= _MOST_DERIVATIVES:
        raise ValueError(f"the number of derivatives is a whole number up to {_MOST_DERIVATIVES}")
    result = sympy.diff(x, symbol(name), int(times))
    if result.has(sympy.Derivative, sympy.Subs):
        raise ValueError("this derivative has no closed form")
    return result


def integrate(x: Expr, name: Basic, *ends: Expr) -> Expr:
    """An antiderivative (without a constant), or the integral between two ends."""
    if len(ends) == 1:
        raise ValueError("give both ends, as in `integrate(x**2; x, 0, 3)`, or none")
    over = symbol(name)
    result = sympy.integrate(x, (over, *ends) if ends else over)
    if result.has(sympy.Integral, sympy.Piecewise):
        raise ValueError("no closed form was found for this integral")
    if result.has(S.NaN, S.ComplexInfinity):
        raise RefusedError("MYC101", "this integral is undefined", "check its ends")
    return result


def limit(x: Expr, name: Basic, point: Expr, side: Expr = S.Zero) -> Expr:
    """The limit at a point; `side` 1 comes from above, -1 from below, 0 from both."""
    over = symbol(name)
    direction = {S.Zero: "+-", S.One: "+", S.NegativeOne: "-"}.get(side)
    if direction is None:
        raise ValueError("the side is 1 (from above), -1 (from below) or 0 (both)")
    if point in (S.Infinity, S.NegativeInfinity):
        direction = "+"
    if over in point.free_symbols:
        raise ValueError(f"the point must not depend on `{over.name}`")
    result = sympy.limit(x, over, point, direction)
    if result.has(sympy.Limit, sympy.AccumBounds, S.NaN, S.ComplexInfinity):
        raise ValueError("there is no limit, or none was found")
    return result


def coefficient(x: Expr, name: Basic, power: Expr = S.One) -> Expr:
    """The coefficient of a power of an unknown in a polynomial."""
    over = symbol(name)
    if not isinstance(power, Integer) or power < 0:
        raise ValueError("the power is a whole number that is not negative")
    return _polynomial(x, over).coeff_monomial(over**power)


def degree(x: Expr, name: Basic) -> Expr:
    """The degree of a polynomial in an unknown."""
    found = _polynomial(x, symbol(name)).degree()
    if found is S.NegativeInfinity:
        raise ValueError("the zero polynomial has no degree")
    return Integer(found)


def _polynomial(x: Expr, over: Symbol) -> sympy.Poly:
    for power in x.atoms(Pow):
        _check_expansion(power)
    try:
        return sympy.Poly(x, over)
    except sympy.PolynomialError:
        raise ValueError(f"this is no polynomial in `{over.name}`") from None
