"""Units of measurement: which names are units, and the exact factors between them.

The definitions are those of the library Pint, read with exact fractions; it is
imported when a program first mentions a unit. A factor is a rational number times
a power of pi (degrees are measured in it). Units that rest on a measured constant
have no exact factor and are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from functools import cache
from typing import Any

_SPELLINGS = {
    "gramme": "gram",
    "grammes": "grams",
    "kilogramme": "kilogram",
    "kilogrammes": "kilograms",
    "milligramme": "milligram",
    "milligrammes": "milligrams",
    "centigrade": "degree_Celsius",
    "sec": "second",
    "secs": "seconds",
    "hrs": "hours",
    "mins": "minutes",
    "ounces": "ounce",
    "inches": "inch",
    "feet": "foot",
    "stones": "stone",
}
"""Spellings that Pint does not know by itself."""

_INEXACT = frozenset(
    {
        "K_alpha_Cu_d_220",
        "K_alpha_Mo_d_220",
        "K_alpha_W_d_220",
        "atomic_mass_constant",
        "electron_g_factor",
        "electron_mass",
        "eulers_number",
        "lattice_spacing_of_Si",
        "ln10",
        "neutron_mass",
        "newtonian_constant_of_gravitation",
        "proton_mass",
        "rydberg_constant",
        "tansec",
        "wien_u",
        "wien_x",
    }
)
"""Constants that are measured, or irrational and rounded: no exact factor contains them."""

_PI = frozenset({"pi", "π"})


class UnitError(ValueError):
    """A unit that is not known, not exact, or of another dimension; `hint` says what to do."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True)
class Scale:
    """What a unit is in base units: `(value + offset) * factor * pi**pi_power`.

    Attributes:
        factor: The rational part of the factor.
        pi_power: The power of pi in the factor.
        offset: Where the unit's zero lies, in the unit; 0 except for temperatures.
        dimension: The powers of the base units, sorted by name.
    """

    factor: Fraction
    pi_power: Fraction
    offset: Fraction
    dimension: tuple[tuple[str, Fraction], ...]


def is_unit(name: str) -> bool:
    """Whether a name is a unit: British and American spellings, plurals, prefixes, symbols."""
    return _parts(name) is not None


def nearest_unit(name: str) -> str | None:
    """The name of the unit closest to a misspelt one, or None."""
    found = get_close_matches(name, _names(), n=1, cutoff=0.6)
    return found[0] if found else None


def scale(powers: Mapping[str, Fraction]) -> Scale:
    """What a product of powers of named units is in base units.

    Raises:
        UnitError: if a name is no unit, or has no exact value.
    """
    factor, pi_power, offset = Fraction(1), Fraction(0), Fraction(0)
    dimension: dict[str, Fraction] = {}
    for name, power in powers.items():
        one = _named(name)
        if one.offset and (len(powers) > 1 or power != 1):
            raise UnitError(
                f"`{name}` is a scale with a zero of its own and cannot be part of another unit",
                "use `kelvin`",
            )
        offset = one.offset
        factor *= _raised(one.factor, power)
        pi_power += one.pi_power * power
        for base, exponent in one.dimension:
            dimension[base] = dimension.get(base, Fraction(0)) + exponent * power
    kept = tuple(sorted((base, exponent) for base, exponent in dimension.items() if exponent))
    return Scale(factor, pi_power, offset, kept)


def _raised(factor: Fraction, power: Fraction) -> Fraction:
    if power.denominator != 1:
        raise UnitError("a unit is raised to whole powers only")
    if abs(power) > 100:
        raise UnitError("this power of a unit is too large", "powers up to 100 are possible")
    return factor**power.numerator


@cache
def _registry() -> Any:
    import pint

    return pint.UnitRegistry(non_int_type=Fraction, cache_folder=None)


@cache
def _names() -> tuple[str, ...]:
    return tuple(n for n in _registry()._units if len(n) > 2 and n.isidentifier() and n.isascii())


@cache
def _parts(name: str) -> tuple[str, str] | None:
    """The prefix and the unit that a name consists of, or None if it is no unit."""
    spelt = _SPELLINGS.get(name, name)
    if not spelt.isidentifier():
        return None
    found = [(p, u) for p, u, _ in _registry().parse_unit_name(spelt) if u]
    return found[0] if found else None


@cache
def _named(name: str) -> Scale:
    parts = _parts(name)
    if parts is None:
        close = nearest_unit(name)
        raise UnitError(
            f"there is no unit `{name}`",
            f"did you mean `{close}`?" if close else "units are written as in `mile / hour`",
        )
    prefix, unit = parts
    one = _defined(unit, name)
    if prefix:
        times = Fraction(_registry()._prefixes[prefix].converter.scale)
        if one.offset:
            raise UnitError(f"`{name}` has no exact value", f"use `{unit}`")
        one = Scale(one.factor * times, one.pi_power, one.offset, one.dimension)
    return one


def _defined(unit: str, asked: str) -> Scale:
    """What a unit of the registry is in base units, through the units that define it."""
    definition = _registry()._units.get(unit)
    if unit in _INEXACT or definition is None or not _is_linear(definition.converter):
        raise UnitError(
            f"`{asked}` has no exact value",
            "multiply by the number that the problem gives",
        )
    if definition.is_base:
        return Scale(Fraction(1), Fraction(0), Fraction(0), ((unit, Fraction(1)),))
    factor, pi_power = Fraction(definition.converter.scale), Fraction(0)
    dimension: dict[str, Fraction] = {}
    for name, exponent_of in (definition.reference or {}).items():
        power = Fraction(exponent_of)
        if power.denominator != 1:
            raise UnitError(
                f"`{asked}` has no exact value", "multiply by the number that the problem gives"
            )
        if name in _PI:
            pi_power += power
            continue
        prefix, base = _parts(name) or ("", name)
        one = _defined(base, asked)
        times = Fraction(_registry()._prefixes[prefix].converter.scale) if prefix else Fraction(1)
        factor *= _raised(one.factor * times, power)
        pi_power += one.pi_power * power
        for of, exponent in one.dimension:
            dimension[of] = dimension.get(of, Fraction(0)) + exponent * power
    offset = Fraction(getattr(definition.converter, "offset", 0))
    zero = offset / factor if offset else Fraction(0)
    return Scale(factor, pi_power, zero, tuple(sorted(dimension.items())))


def _is_linear(converter: Any) -> bool:
    return type(converter).__name__ in ("ScaleConverter", "OffsetConverter")
