"""The English words that numbers are written with, and what each is worth."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction


class Surface(StrEnum):
    """How a number is written."""

    INTEGER = "integer"
    """In digits: `48`, `1,200`, `5 million`."""
    DECIMAL = "decimal"
    """In digits with a point: `3.5`, `.5`, `2.5 million`."""
    FRACTION = "fraction"
    """`3/4`, `½`, `two thirds`, `half`, `a quarter of`."""
    MIXED = "mixed"
    """`2 1/2`, `2½`, `two and a half`."""
    PERCENT = "percent"
    """`25%`, `twelve percent`."""
    ORDINAL = "ordinal"
    """`3rd`, `twenty-first`."""
    WORDS = "words"
    """`twenty-five`, `a hundred`, `three point five`."""
    COLLECTIVE = "collective"
    """`a dozen`, `3 dozen`, `a couple of`."""
    MULTIPLE = "multiple"
    """`twice`, `double`, `tripled`."""


UNITS = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
}
TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fourty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
HUNDRED = {"hundred": 100}
LARGE = {
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
SCALES = HUNDRED | LARGE
DOZEN = {"dozen": 12, "dozens": 12}

_IRREGULAR_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fifth": 5,
    "eighth": 8,
    "ninth": 9,
    "twelfth": 12,
}
_REGULAR = {name: value for name, value in UNITS.items() if value not in (0, 1, 2, 3, 5, 8, 9, 12)}

ORDINAL_UNITS = _IRREGULAR_ORDINALS | {f"{name}th": value for name, value in _REGULAR.items()}
ORDINAL_TENS = {f"{name.removesuffix('y')}ieth": value for name, value in TENS.items()}
ORDINAL_SCALES = {f"{name}th": value for name, value in SCALES.items()}
ORDINALS = ORDINAL_UNITS | ORDINAL_TENS | ORDINAL_SCALES

DENOMINATORS: dict[str, int] = {
    "half": 2,
    "halves": 2,
    "quarter": 4,
    "quarters": 4,
} | {form: value for name, value in ORDINALS.items() if value > 2 for form in (name, f"{name}s")}
"""What can stand below a fraction's line, in the singular and the plural; never "seconds"."""

MULTIPLES = {
    "twice": 2,
    "thrice": 3,
    "double": 2,
    "doubles": 2,
    "doubled": 2,
    "doubling": 2,
    "triple": 3,
    "triples": 3,
    "tripled": 3,
    "tripling": 3,
    "quadruple": 4,
    "quadruples": 4,
    "quadrupled": 4,
    "quadrupling": 4,
    "quintuple": 5,
    "quintupled": 5,
}

VULGAR: dict[str, Fraction] = {
    "½": Fraction(1, 2),
    "⅓": Fraction(1, 3),
    "⅔": Fraction(2, 3),
    "¼": Fraction(1, 4),
    "¾": Fraction(3, 4),
    "⅕": Fraction(1, 5),
    "⅖": Fraction(2, 5),
    "⅗": Fraction(3, 5),
    "⅘": Fraction(4, 5),
    "⅙": Fraction(1, 6),
    "⅚": Fraction(5, 6),
    "⅐": Fraction(1, 7),
    "⅛": Fraction(1, 8),
    "⅜": Fraction(3, 8),
    "⅝": Fraction(5, 8),
    "⅞": Fraction(7, 8),
    "⅑": Fraction(1, 9),
    "⅒": Fraction(1, 10),
}
"""Fractions that are one character."""

POSSESSIVES = frozenset({"the", "his", "her", "their", "its", "my", "our", "your", "and"})
"""The words after which `second` counts and is no stretch of time."""

FRACTION_FOLLOWS = frozenset({"of", "as", "the", "that", "less", "more", "full"})
"""The words before which `a third` and `three quarters` are shares, no order and no coins."""
