"""Conversion between units; the factors are exact."""

from __future__ import annotations

from fractions import Fraction

from sympy import Expr, Rational, pi

from mycelium_ir.lowering.errors import RefusedError
from mycelium_ir.units import Scale, UnitError, scale


def unit_factor(source: Expr, target: Expr) -> Expr:
    """What a quantity in one unit is multiplied by to be in another."""
    one, other = _scales(source, target)
    if one.offset or other.offset:
        raise ValueError("these scales have different zeros: use `convert(x, celsius, kelvin)`")
    return _factor(one, other)


def convert(x: Expr, source: Expr, target: Expr) -> Expr:
    """A quantity given in one unit, in another unit."""
    one, other = _scales(source, target)
    factor = _factor(one, other)
    if one.offset == other.offset == 0:
        return x * factor
    return (x + _exact(one.offset)) * factor - _exact(other.offset)


def _scales(source: Expr, target: Expr) -> tuple[Scale, Scale]:
    try:
        one, other = scale(_powers(source)), scale(_powers(target))
    except UnitError as error:
        raise RefusedError("MYC073", str(error), error.hint) from None
    if one.dimension != other.dimension:
        raise RefusedError(
            "MYC118",
            f"{_shown(source)} cannot be converted to {_shown(target)}: "
            f"one measures {_dimension(one)}, the other {_dimension(other)}",
            "convert between units of the same quantity",
        )
    return one, other


def _factor(one: Scale, other: Scale) -> Expr:
    return _exact(one.factor / other.factor) * pi ** _exact(one.pi_power - other.pi_power)


def _exact(value: Fraction) -> Rational:
    return Rational(value.numerator, value.denominator)


def _powers(unit: Expr) -> dict[str, Fraction]:
    return {
        base.name: Fraction(int(power.p), int(power.q))
        for base, power in unit.as_powers_dict().items()
        if base.free_symbols
    }


def _shown(unit: Expr) -> str:
    return f"`{unit}`"


_QUANTITIES: dict[tuple[tuple[str, int | Fraction], ...], str] = {
    (): "a plain number",
    (("meter", 1),): "a length",
    (("meter", 2),): "an area",
    (("meter", 3),): "a volume",
    (("gram", 1),): "a mass",
    (("second", 1),): "a time",
    (("kelvin", 1),): "a temperature",
    (("radian", 1),): "an angle",
    (("meter", 1), ("second", -1)): "a speed",
    (("bit", 1),): "an amount of data",
}


def _dimension(of: Scale) -> str:
    told = _QUANTITIES.get(of.dimension)
    if told is not None:
        return told
    return " * ".join(n if p == 1 else f"{n}**{p}" for n, p in of.dimension)
