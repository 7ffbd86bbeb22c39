"""All roots of a polynomial in one unknown: exact, each once, none missing."""

from __future__ import annotations

import sympy
from sympy import Expr, Poly, Symbol

from mycelium_ir.lowering.exact import in_order, is_real, is_zero, sign
from mycelium_ir.lowering.values import normal_number

_PLACES = 40
_TINY = sympy.Rational(1, 10**25)


def polynomial(expression: Expr, x: Symbol) -> Poly | None:
    """An expression as a polynomial in `x`, or None if it is none."""
    if not expression.is_polynomial(x):
        return None
    return Poly(sympy.expand(expression), x)


def real_roots(poly: Poly) -> list[Expr]:
    """The distinct real roots of a polynomial that is not zero, in order of size.

    Roots that have no closed form are `CRootOf` objects: exact, but not writable.

    Raises:
        NotImplementedError: if the coefficients are irrational and the degree is too high.
    """
    found: list[Expr] = []
    for factor in _factors(poly):
        if factor.degree() <= 2:
            found.extend(r for r in _up_to_two(factor) if is_real(r))
        elif _is_rational(factor):
            found.extend(_real_of_rational(factor))
        else:
            found.extend(r for r in _closed_forms(factor) if is_real(r))
    return in_order(_distinct(found))


def complex_roots(poly: Poly) -> list[Expr]:
    """The distinct complex roots of a polynomial that is not zero.

    Raises:
        NotImplementedError: if the coefficients are irrational and the degree is too high.
    """
    found: list[Expr] = []
    for factor in _factors(poly):
        if factor.degree() <= 2:
            found.extend(_up_to_two(factor))
            continue
        try:
            found.extend(_closed_forms(factor))
        except NotImplementedError:
            if not _is_rational(factor):
                raise
            found.extend(factor.all_roots())
    return in_order(_distinct(found))


def _is_rational(poly: Poly) -> bool:
    return poly.get_domain() in (sympy.ZZ, sympy.QQ)


def _factors(poly: Poly) -> list[Poly]:
    """The irreducible factors over the rationals; the polynomial itself if it is not rational."""
    if poly.degree() <= 0:
        return []
    if _is_rational(poly):
        return [factor for factor, _ in poly.factor_list()[1]]
    zero_at_origin = 0
    coefficients = [normal_number(c) for c in poly.all_coeffs()]
    while is_zero(coefficients[0]):
        coefficients.pop(0)
        if len(coefficients) == 1:
            return []
    while is_zero(coefficients[-1]):
        coefficients.pop()
        zero_at_origin = 1
    rest = Poly(coefficients, *poly.gens)
    return [Poly(poly.gen, poly.gen)] * zero_at_origin + ([rest] if rest.degree() > 0 else [])


def _up_to_two(poly: Poly) -> list[Expr]:
    if poly.degree() == 1:
        a, b = poly.all_coeffs()
        return [normal_number(-b / a)]
    a, b, c = poly.all_coeffs()
    radicand = normal_number(b**2 - 4 * a * c)
    if is_zero(radicand):
        return [normal_number(-b / (2 * a))]
    half = sympy.sqrt(radicand)
    return [normal_number((-b - half) / (2 * a)), normal_number((-b + half) / (2 * a))]


def _closed_forms(poly: Poly, trig: bool = False) -> list[Expr]:
    found = list(sympy.roots(poly, trig=trig))
    if len(found) != poly.degree():
        raise NotImplementedError
    return [normal_number(root) for root in found]


def _real_of_rational(factor: Poly) -> list[Expr]:
    """The real roots of an irreducible polynomial over the rationals of degree 3 or more."""
    count = factor.count_roots()
    if not count:
        return []
    try:
        closed = _closed_forms(factor, trig=factor.degree() == 3 and count == 3)
    except NotImplementedError:
        return list(factor.real_roots())
    real = [root for root in closed if _looks_real(root)]
    return real if len(real) == count else list(factor.real_roots())


def _looks_real(root: Expr) -> bool:
    """Whether a root's imaginary part vanishes numerically; the count of roots proves the rest."""
    return bool(abs(root.evalf(_PLACES).as_real_imag()[1]) < _TINY)


def _distinct(roots: list[Expr]) -> list[Expr]:
    return list(dict.fromkeys(roots))


def sign_at(poly: Poly, point: Expr) -> int:
    """The sign of a polynomial's value at a real point."""
    value = poly.eval(point)
    return sign(value)
