"""Systems with fewer equations than unknowns: some unknowns stand in the solution of others."""

from __future__ import annotations

from collections.abc import Sequence

import sympy
from sympy import Expr, Integer, Poly, S, Symbol

from mycelium_ir.lowering.arithmetic import root
from mycelium_ir.lowering.errors import undecided
from mycelium_ir.lowering.solving.univariate import undetermined, unsolved
from mycelium_ir.lowering.solving.verify import belongs, domain_of


def solve_with_parameters(
    equations: Sequence[Expr], unknowns: Sequence[Symbol], names: Sequence[Symbol]
) -> list[dict[Symbol, Expr]]:
    """The named unknowns in terms of unknowns that the equations leave free.

    Unknowns that are not named are eliminated while there are more equations than
    names; the others are parameters.

    Raises:
        RefusedError: if the named ones are not determined even so.
    """
    left = list(equations)
    spare = sorted(set(unknowns) - set(names), key=lambda x: x.name)
    while len(left) > len(names):
        for x in list(spare):
            spare.remove(x)
            if _eliminate(left, x):
                break
        else:
            break
    left = [e for e in left if sympy.expand(e) != 0]
    if any(not e.free_symbols for e in left):
        return []
    if len(left) < len(names):
        raise undetermined()
    if len(names) == 1 and len(left) == 1:
        return [{names[0]: value} for value in _one(left[0], names[0])]
    return _linear(left, names)


def _eliminate(equations: list[Expr], x: Symbol) -> bool:
    """Put an unknown that occurs linearly into the other equations; False if none has it so."""
    for equation in equations:
        top = sympy.expand(sympy.fraction(sympy.together(equation))[0])
        if not top.is_polynomial(x) or Poly(top, x).degree() != 1:
            continue
        slope, rest = Poly(top, x).all_coeffs()
        equations.remove(equation)
        equations[:] = [e.subs(x, -rest / slope) for e in equations]
        return True
    return False


def _one(equation: Expr, x: Symbol) -> list[Expr]:
    """One named unknown from one equation."""
    top = sympy.fraction(sympy.together(equation))[0]
    if not top.has(x):
        raise undetermined()
    if x.is_integer or x.is_rational:
        found = _expressions(top, x)
        if all(value.is_integer if x.is_integer else value.is_rational for value in found):
            return found
        raise undecided(f"for which values `{x.name}` is {'whole' if x.is_integer else 'rational'}")
    return [value for value in _expressions(top, x) if _may_belong(value, x)]


def _may_belong(value: Expr, x: Symbol) -> bool:
    """Whether a value lies in the unknown's domain, at least for some values of the parameters."""
    if not value.free_symbols:
        return belongs(value, domain_of(x))
    return x.is_real is None or value.is_real is not False


def _expressions(top: Expr, x: Symbol) -> list[Expr]:
    if top.is_polynomial(x):
        factors = [factor for factor, _ in sympy.factor_list(top)[1] if factor.has(x)]
        if len(factors) > 1:
            found_ = [value for factor in factors for value in _expressions(factor, x)]
            return list(dict.fromkeys(found_))
        poly = Poly(sympy.expand(top), x)
        if poly.degree() == 1:
            slope, rest = poly.all_coeffs()
            return [sympy.simplify(-rest / slope)]
        if poly.degree() == 2:
            a, b, c = poly.all_coeffs()
            half = sympy.sqrt(sympy.factor(b**2 - 4 * a * c))
            return [sympy.simplify((-b - half) / (2 * a)), sympy.simplify((-b + half) / (2 * a))]
        if poly.length() == 2 and poly.all_coeffs()[-1] != 0 and x.is_real:
            return _binomial(poly, x)
        raise unsolved("this equation")
    found = sympy.solve(top, x, dict=True)
    if len(found) != 1 or x not in found[0] or found[0][x].has(sympy.Piecewise):
        raise unsolved("this equation")
    return [found[0][x]]


def _binomial(poly: Poly, x: Symbol) -> list[Expr]:
    """The real solutions of `a*x**n + c = 0`."""
    radicand = sympy.simplify(-poly.all_coeffs()[-1] / poly.LC())
    value = root(radicand, Integer(poly.degree()))
    return [value] if poly.degree() % 2 else [-value, value]


def _linear(equations: list[Expr], names: Sequence[Symbol]) -> list[dict[Symbol, Expr]]:
    """Several named unknowns from equations that are linear in them."""
    try:
        found = sympy.linsolve(equations, *names)
    except (ValueError, NotImplementedError, sympy.PolynomialError):
        raise unsolved() from None
    if found is S.EmptySet and any(e.free_symbols - set(names) for e in equations):
        # Only for some values of the parameters are there solutions: which, is not said.
        raise unsolved()
    rows = []
    for row in found:
        if any(value.free_symbols & set(names) for value in row):
            raise undetermined()
        values = {name: sympy.simplify(v) for name, v in zip(names, row, strict=True)}
        if all(_may_belong(value, name) for name, value in values.items()):
            rows.append(values)
    return rows
