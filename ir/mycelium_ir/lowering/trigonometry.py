"""Angles: trigonometric functions in radians and in degrees, and their inverses."""

from __future__ import annotations

from collections.abc import Callable

import sympy
from sympy import Expr, S, pi

from mycelium_ir.lowering.errors import undefined
from mycelium_ir.lowering.exact import is_real, is_zero, sign
from mycelium_ir.lowering.values import is_number


def degrees(x: Expr) -> Expr:
    """An angle in radians, in degrees."""
    return x * 180 / pi


def radians(x: Expr) -> Expr:
    """An angle in degrees, in radians."""
    return x * pi / 180


def _forward(function: Callable[[Expr], Expr], name: str) -> tuple[Callable[[Expr], Expr], ...]:
    def in_radians(x: Expr) -> Expr:
        value = function(x)
        if value in (S.ComplexInfinity, S.NaN):
            raise undefined(f"`{name}` of this angle")
        return value

    def in_degrees(x: Expr) -> Expr:
        return in_radians(radians(x))

    return in_radians, in_degrees


def _inverse(function: Callable[[Expr], Expr], name: str) -> tuple[Callable[[Expr], Expr], ...]:
    def to_radians(x: Expr) -> Expr:
        value = function(x)
        if value.has(S.ComplexInfinity, S.NaN):
            raise undefined(f"`{name}` of this number")
        return value

    def to_degrees(x: Expr) -> Expr:
        return degrees(to_radians(x))

    return to_radians, to_degrees


sin, sin_deg = _forward(sympy.sin, "sin")
cos, cos_deg = _forward(sympy.cos, "cos")
tan, tan_deg = _forward(sympy.tan, "tan")
cot, cot_deg = _forward(sympy.cot, "cot")
sec, sec_deg = _forward(sympy.sec, "sec")
csc, csc_deg = _forward(sympy.csc, "csc")
asin, asin_deg = _inverse(sympy.asin, "asin")
acos, acos_deg = _inverse(sympy.acos, "acos")
atan, atan_deg = _inverse(sympy.atan, "atan")
acot, acot_deg = _inverse(sympy.acot, "acot")
asec, asec_deg = _inverse(sympy.asec, "asec")
acsc, acsc_deg = _inverse(sympy.acsc, "acsc")


def atan2(y: Expr, x: Expr) -> Expr:
    """The angle of the point (x, y) from the positive x axis, in radians, above -pi up to pi."""
    if is_number(x) and is_number(y):
        if not (is_real(x) and is_real(y)):
            raise ValueError("the coordinates of the point are real numbers")
        if is_zero(x) and is_zero(y):
            raise undefined("the angle of the origin")
        return _angle(y, x)
    return sympy.atan2(y, x)


def _angle(y: Expr, x: Expr) -> Expr:
    """The angle of a point that is not the origin, by its quadrant."""
    if is_zero(x):
        return sign(y) * pi / 2
    if sign(x) > 0:
        return sympy.atan(y / x)
    return sympy.atan(y / x) + (pi if sign(y) >= 0 else -pi)


def atan2_deg(y: Expr, x: Expr) -> Expr:
    """The angle of the point (x, y) in degrees, above -180 up to 180."""
    return degrees(atan2(y, x))
