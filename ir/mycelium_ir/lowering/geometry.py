"""Points of the plane and of space: distance, midpoint, slope, area."""

from __future__ import annotations

import sympy
from sympy import Expr, S, Tuple

from mycelium_ir.lowering.errors import RefusedError
from mycelium_ir.lowering.exact import is_zero, sign
from mycelium_ir.lowering.values import is_expression


def _pair(p: Tuple, q: Tuple) -> list[tuple[Expr, Expr]]:
    if len(p.args) != len(q.args):
        raise ValueError("the points have different numbers of coordinates")
    if not all(is_expression(c) for c in (*p.args, *q.args)):
        raise ValueError("the coordinates of a point are numbers")
    return list(zip(p.args, q.args, strict=True))


def distance(p: Tuple, q: Tuple) -> Expr:
    """The distance between two points."""
    return sympy.sqrt(sum(((a - b) ** 2 for a, b in _pair(p, q)), S.Zero))


def midpoint(p: Tuple, q: Tuple) -> Tuple:
    """The point halfway between two points."""
    return Tuple(*((a + b) / 2 for a, b in _pair(p, q)))


def slope(p: Tuple, q: Tuple) -> Expr:
    """The slope of the line through two points of the plane."""
    pairs = _pair(p, q)
    if len(pairs) != 2:
        raise ValueError("a slope needs points of the plane")
    run, rise = pairs[0][1] - pairs[0][0], pairs[1][1] - pairs[1][0]
    if not run.free_symbols and is_zero(run):
        raise RefusedError("MYC100", "a vertical line has no slope", "exclude this case first")
    return rise / run


def polygon_area(*points: Tuple) -> Expr:
    """The area of a polygon whose sides do not cross, from its corners in order."""
    if len(points) < 3 or any(len(p.args) != 2 for p in points):
        raise ValueError("a polygon has three or more corners in the plane")
    doubled = S.Zero
    for p, q in zip(points, (*points[1:], points[0]), strict=True):
        doubled += p.args[0] * q.args[1] - q.args[0] * p.args[1]
    if doubled.free_symbols:
        return sympy.Abs(doubled) / 2
    return doubled / 2 if sign(doubled) >= 0 else -doubled / 2
