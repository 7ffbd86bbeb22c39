"""Whole-number unknowns: the bounds that statements put on them, and the values left to try."""

from __future__ import annotations

from collections.abc import Sequence

import sympy
from sympy import Expr, FiniteSet, Integer, Poly, Rational, S, Symbol
from sympy.core.relational import GreaterThan, Relational, StrictGreaterThan, Unequality

from mycelium_ir.lowering.budget import budget
from mycelium_ir.lowering.errors import RefusedError
from mycelium_ir.lowering.solving.univariate import solution_set
from mycelium_ir.lowering.values import is_rational

_ROUNDS = 20
Ends = dict[Symbol, tuple[Rational | None, Rational | None]]


def ranges(free: Sequence[Symbol], bounds: Sequence[Relational]) -> dict[Symbol, range] | None:
    """For each unknown, the whole numbers that linear inequalities leave; None if unbounded."""
    ends = _ends(free, bounds)
    found: dict[Symbol, range] = {}
    total = 1
    for x in free:
        low, high = ends[x]
        if low is None or high is None:
            return None
        found[x] = range(int(sympy.ceiling(low)), int(sympy.floor(high)) + 1)
        total *= max(len(found[x]), 1)
    return found if total <= budget().size else None


def _ends(free: Sequence[Symbol], bounds: Sequence[Relational]) -> Ends:
    """Lower and upper ends, tightened round by round through the linear inequalities."""
    ends: Ends = dict.fromkeys(free, (None, None))
    rows = [row for bound in bounds if (row := _linear_row(bound)) is not None]
    for _ in range(_ROUNDS):
        before = dict(ends)
        for coefficients, constant in rows:
            for x in coefficients:
                if x in ends:
                    _tighten(ends, x, coefficients, constant)
        if before == ends:
            break
    return ends


def _linear_row(bound: Relational) -> tuple[dict[Symbol, Rational], Rational] | None:
    """An inequality as `sum(c*x) + constant >= 0`, or None if it is not linear and rational."""
    if isinstance(bound, Unequality):
        return None
    upward = isinstance(bound, GreaterThan | StrictGreaterThan)
    difference = sympy.expand(bound.lhs - bound.rhs if upward else bound.rhs - bound.lhs)
    names = sorted(difference.free_symbols, key=lambda x: x.name)
    if not difference.is_polynomial(*names):
        return None
    poly = Poly(difference, *names)
    if poly.total_degree() != 1 or not all(is_rational(c) for c in poly.coeffs()):
        return None
    return {x: poly.coeff_monomial(x) for x in names}, poly.coeff_monomial(1)


def _tighten(ends: Ends, x: Symbol, row: dict[Symbol, Rational], constant: Rational) -> None:
    greatest = constant
    for other, coefficient in row.items():
        if other is x:
            continue
        low, high = ends.get(other, (None, None))
        end = high if coefficient > 0 else low
        if end is None:
            return
        greatest += coefficient * end
    low, high = ends[x]
    limit = -greatest / row[x]
    if row[x] > 0:
        ends[x] = (limit if low is None else max(low, limit), high)
    else:
        ends[x] = (low, limit if high is None else min(high, limit))


def tried_values(
    equations: Sequence[Expr], bounds: Sequence[Relational]
) -> tuple[Symbol, list[Integer]] | None:
    """An unknown and the whole numbers that it may be, if they are finitely many; else None."""
    names = sorted({x for e in equations for x in e.free_symbols}, key=lambda x: x.name)
    if not all(x.is_integer for x in names):
        return None
    ends = _ends(names, bounds)
    for x in names:
        low, high = ends[x]
        if low is not None and high is not None and high - low <= budget().size:
            first, last = int(sympy.ceiling(low)), int(sympy.floor(high))
            return x, [Integer(k) for k in range(first, last + 1)]
    for equation in equations:
        if len(equation.free_symbols) == 2 and equation.is_polynomial(*equation.free_symbols):
            found = _from_divisors(equation) or _from_discriminant(equation)
            if found is not None:
                return found
    return None


def _from_divisors(equation: Expr) -> tuple[Symbol, list[Integer]] | None:
    """Values of x in `a*x*y + b*x + c*y + d = 0`: `a*x + c` divides `b*c - a*d`."""
    x, y = sorted(equation.free_symbols, key=lambda s: s.name)
    poly = Poly(equation, x, y)
    poly = poly.clear_denoms()[1] if poly.get_domain() == sympy.QQ else poly
    if poly.get_domain() != sympy.ZZ or not set(poly.monoms()) <= {(1, 1), (1, 0), (0, 1), (0, 0)}:
        return None
    a, b, c, d = (Integer(poly.coeff_monomial(m)) for m in (x * y, x, y, 1))
    product = b * c - a * d
    if a == 0 or product == 0:
        return None
    values = {(sign * k - c) / a for k in sympy.divisors(abs(product)) for sign in (1, -1)}
    return x, sorted((v for v in values if v.is_Integer), key=int)


def _from_discriminant(equation: Expr) -> tuple[Symbol, list[Integer]] | None:
    """Values of x where the equation, quadratic in y, has real solutions."""
    names = sorted(equation.free_symbols, key=lambda s: s.name)
    for x, y in (names, names[::-1]):
        poly = Poly(equation, y)
        if poly.degree() != 2:
            continue
        a, b, c = poly.all_coeffs()
        condition = sympy.expand(b**2 - 4 * a * c) >= 0
        if condition in (S.true, S.false) or a.free_symbols:
            continue
        try:
            values = solution_set([condition], x, "integer")
        except RefusedError:
            continue
        if isinstance(values, FiniteSet) or values is S.EmptySet:
            return x, list(values)
    return None
