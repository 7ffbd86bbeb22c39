"""The symbols of transcripts: a vocabulary of its own, small enough to be an output head.

It holds the signs of the language, its functions and units as one symbol each, digits and
letters, markers of clauses, and the templates that were found in data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from mycelium_ir.language import base_language

MARKERS = 24
"""How many clauses of a problem have a marker."""

WHOLE, STATED, GO, END = "<whole>", "<stated>", "<go>", "<end>"
IMPLICIT, BARE = "@-", "@?"
"""In place of a clause's marker: the step is implicit; its provenance is not known."""
EQUALS, STEP = "=", "."
"""What ends an expression, and what ends a step; a decimal point is `POINT`."""
POINT, HOLE = "·", "_"
UNKNOWN, DEFINE, IN = "unknown", "define", "in"

_SIGNS = ("+", "-", "*", "/", "**", "(", ")", ",", ";", "{", "}", "<", "<=", ">", ">=")
_DOMAINS = ("integer", "rational", "real", "complex")
_UNIT_NAMES = """
    litre liter millilitre milliliter centilitre centiliter gallon quart pint cup tablespoon
    teaspoon kilogram gram milligram microgram nanogram tonne pound ounce ton second minute hour
    day week month year decade century millennium nanosecond microsecond millisecond metre meter
    kilometre kilometer centimetre centimeter millimetre millimeter micrometre micrometer
    nanometre nanometer foot inch yard mile dozen dollar cent kph mph
"""
UNITS = tuple(_UNIT_NAMES.split())
_WORD = re.compile(r"\*\*|<=|>=|[A-Za-z][A-Za-z0-9_]*|[0-9]|\S")
_NUMBER = re.compile(r"(?<=[0-9])\.(?=[0-9])")


@dataclass(frozen=True)
class Symbols:
    """A vocabulary: all symbols, each with the number that is its place.

    Attributes:
        templates: The templates' names, `other` among them.
    """

    templates: tuple[str, ...]

    @cached_property
    def all(self) -> tuple[str, ...]:
        """Every symbol, by number; templates come last, as `:name`."""
        language = base_language()
        words = [f for f in language.functions if f.isidentifier()]
        listed = [
            *(WHOLE, STATED, GO, END, IMPLICIT, BARE, EQUALS, STEP, POINT, HOLE),
            *(UNKNOWN, DEFINE, IN, *_DOMAINS, *_SIGNS),
            *"0123456789",
            *(chr(code) for code in (*range(65, 91), *range(97, 123))),
            *(name for name in language.constants if len(name) > 1),
            *words,
            *UNITS,
            *(f"@{index}" for index in range(MARKERS)),
            *(f":{name}" for name in self.templates),
        ]
        return tuple(dict.fromkeys(listed))

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each symbol."""
        return {symbol: number for number, symbol in enumerate(self.all)}

    def __len__(self) -> int:
        return len(self.all)

    def __getitem__(self, symbol: str) -> int:
        return self.numbers[symbol]

    def template(self, name: str) -> int:
        """The number of a template's symbol.

        Raises:
            KeyError: if there is no such template.
        """
        return self.numbers[f":{name}"]

    @cached_property
    def functions(self) -> frozenset[int]:
        """The symbols that are functions written with brackets."""
        language = base_language()
        return frozenset(self.numbers[f] for f in language.functions if f.isidentifier())

    def spelled(self, text: str) -> list[int]:
        """The symbols of an expression's text.

        Raises:
            ValueError: if it has a sign or a letter that is no symbol.
        """
        found: list[int] = []
        for match in _WORD.finditer(_NUMBER.sub(POINT, text)):
            word = match[0]
            number = self.numbers.get(word)
            if number is not None:
                found.append(number)
                continue
            try:
                found += [self.numbers[character] for character in word]
            except KeyError as error:
                raise ValueError(f"`{word}` cannot be spelled: no symbol {error}") from None
        return found

    def text(self, numbers: Iterable[int]) -> str:
        """The text of symbols: what `spelled` would read again, where it is an expression."""
        return "".join(self.all[number] for number in numbers).replace(POINT, ".")

    def pieces(self, number: int) -> str:
        """A text that says about what a symbol does, to begin its embedding with."""
        symbol = self.all[number]
        told = _TOLD.get(symbol, symbol)
        return told.removeprefix(":").replace("_", " ").strip() or symbol


_TOLD = {
    WHOLE: "all steps",
    STATED: "stated steps",
    GO: "solution",
    END: "end",
    IMPLICIT: "implicit",
    BARE: "step",
    POINT: ".",
    HOLE: "unknown value",
    STEP: "\n",
    **{f"@{index}": f"sentence {index + 1}" for index in range(MARKERS)},
}
