"""Whole numbers and their digits, of any length.

Python refuses to convert between text and integers of more than some thousand
digits, because that takes quadratic time. How long a number may be is decided
elsewhere (`TextLimits`, the executor's limits); here it is converted piece by piece.
"""

from __future__ import annotations

_PIECE = 600  # fewer digits than any limit that Python can be given


def read_digits(text: str) -> int:
    """The whole number that a text of decimal digits stands for."""
    if len(text) <= _PIECE:
        return int(text)
    half = len(text) // 2
    power: int = 10**half
    return read_digits(text[:-half]) * power + read_digits(text[-half:])


def write_digits(number: int) -> str:
    """The decimal digits of a whole number that is not negative."""
    pieces = []
    while number >= 10**_PIECE:
        number, rest = divmod(number, 10**_PIECE)
        pieces.append(str(rest).rjust(_PIECE, "0"))
    pieces.append(str(number))
    return "".join(reversed(pieces))
