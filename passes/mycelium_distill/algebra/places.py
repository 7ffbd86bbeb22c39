"""Digits and their places, as `mathematics_dataset` words them."""

from __future__ import annotations

from mycelium.analyses.numbers import read_numbers

_SECONDS = ("thousands", "millions", "billions", "trillions", "quadrillions", "quintillions")
_PLACES = (
    "units",
    "tens",
    "hundreds",
    *(first + second for second in _SECONDS for first in ("", "ten ", "hundred ")),
)


def digits_of(numeral: str) -> tuple[int, ...]:
    """The digits of a numeral, `a` for ten and so on, the highest first."""
    return tuple(int(digit, 36) for digit in numeral)


def place_of(name: str) -> int | None:
    """The power of ten of a digit's place: 1 for `tens`; None if the name is not known."""
    return _PLACES.index(name) if name in _PLACES else None


def rounding_place(text: str) -> int | None:
    """How many decimal places are meant by `3 dps`, `two decimal places`, `integer` or `1000`.

    It is negative for tens and above; None if the text is not understood.
    """
    if text == "integer":
        return 0
    found = read_numbers(text)
    if len(found) != 1 or found[0].value.denominator != 1:
        return None
    value = int(found[0].value)
    if "place" in text or "dp" in text:
        return value
    power = len(str(value)) - 1
    return -power if value == 10**power else None
