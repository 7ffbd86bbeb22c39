"""Complex numbers: their parts, conjugate and angle."""

from __future__ import annotations

import sympy
from sympy import Expr

from mycelium_ir.lowering.errors import undefined
from mycelium_ir.lowering.exact import is_zero
from mycelium_ir.lowering.values import normal_number


def _settled(z: Expr) -> Expr:
    return z if z.free_symbols else normal_number(z)


def real_part(z: Expr) -> Expr:
    """The real part."""
    return sympy.re(_settled(z))


def imaginary_part(z: Expr) -> Expr:
    """The imaginary part, a real number."""
    return sympy.im(_settled(z))


def conjugate(z: Expr) -> Expr:
    """The complex conjugate."""
    return sympy.conjugate(_settled(z))


def argument(z: Expr) -> Expr:
    """The angle in radians, above -pi up to pi."""
    if not z.free_symbols and is_zero(z):
        raise undefined("the angle of zero")
    return sympy.arg(_settled(z))
