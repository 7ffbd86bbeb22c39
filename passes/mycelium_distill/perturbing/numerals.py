"""How a number is written in a text, and how another one is written in the same way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from mycelium.analyses.number_words import TENS, UNITS, Surface
from mycelium.analyses.numbers import Mention, read_numbers
from mycelium.evaluation.gold_programs.reading import exact
from mycelium_distill.written import Span

LARGEST_IN_WORDS = 99

_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+")
NUMERAL = re.compile(
    r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?|(?<![\w.])\.\d+"
)
_WORDS = {value: word for word, value in {**UNITS, **TENS}.items()}


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in a text that can be exchanged for another.

    Attributes:
        span: Where its digits or its words stand.
        value: The number that they are: 20 for `20%`.
        percent: Whether a percent sign follows.
        words: Whether it is in words.
        grouped: Whether it has thousands separators.
        places: Its decimal places; None for a whole number.
        capital: Whether it begins with a capital letter.
    """

    span: Span
    value: Fraction
    percent: bool = False
    words: bool = False
    grouped: bool = False
    places: int | None = None
    capital: bool = False

    def written(self, value: Fraction) -> str | None:
        """Another number in the same way; None if it cannot be written so."""
        if self.words:
            if value.denominator != 1 or not 0 <= value <= LARGEST_IN_WORDS:
                return None
            text = in_words(int(value))
            return text.capitalize() if self.capital else text
        places = self.places or 0
        scaled = value * 10**places
        if scaled.denominator != 1 or value < 0:
            return None
        whole, rest = divmod(int(scaled), 10**places)
        text = f"{whole:,}" if self.grouped else str(whole)
        return f"{text}.{rest:0{places}d}" if self.places else text


def in_words(number: int) -> str:
    """A whole number from 0 to 99 in English words."""
    if number in _WORDS:
        return _WORDS[number]
    return f"{_WORDS[number - number % 10]}-{_WORDS[number % 10]}"


@dataclass(frozen=True)
class Numerals:
    """The numbers of a text: those that can be exchanged, and the values of those that cannot.

    `fixed` has what fractions, ordinals, multiples, dates, times and the like state, and
    what their digits would state alone.
    """

    movable: tuple[Numeral, ...]
    fixed: frozenset[Fraction]


def numerals_of(text: str) -> Numerals:
    """Read the numbers of a text."""
    movable: list[Numeral] = []
    fixed: set[Fraction] = set()
    for mention in read_numbers(text):
        numeral = _numeral(mention, text)
        if numeral is None:
            fixed |= _stated(mention)
        else:
            movable.append(numeral)
    covered = [numeral.span for numeral in movable]
    for match in NUMERAL.finditer(text):
        if not any(start <= match.start() and match.end() <= end for start, end in covered):
            fixed.add(exact(match.group()))
    return Numerals(tuple(movable), frozenset(fixed))


def _numeral(mention: Mention, text: str) -> Numeral | None:
    percent = mention.surface is Surface.PERCENT
    start, end = mention.start, mention.end
    if percent or mention.surface in (Surface.INTEGER, Surface.DECIMAL):
        match = _DIGITS.match(mention.text)
        if match is None or exact(match.group()) != mention.figure:
            return None  # a sign, a scale, words
        end = start + match.end()
        if not percent and end != mention.end:
            return None
        if _joined(text, start, mention.end):
            return None
        whole, point, decimals = match.group().partition(".")
        return Numeral(
            (start, end),
            mention.figure,
            percent=percent,
            grouped="," in whole,
            places=len(decimals) if point else None,
        )
    if mention.surface is Surface.WORDS and mention.value.denominator == 1:
        plain = 0 <= mention.value <= LARGEST_IN_WORDS
        if plain and mention.text.lower() == in_words(int(mention.value)):
            capital = mention.text[:1].isupper()
            return Numeral((start, end), mention.value, words=True, capital=capital)
    return None


def _joined(text: str, start: int, end: int) -> bool:
    """Whether a number is a part of a time, a date, a fraction, a score or a power."""
    before, behind = text[max(start - 2, 0) : start], text[end : end + 2]
    if before[-1:] and before[-1] in ":^#_":
        return True
    if before[-1:] == "/" and before[:1].isdigit():
        return True
    return behind[:1] == "^" or (behind[:1] in ("/", ":") and behind[1:].isdigit())


def _stated(mention: Mention) -> set[Fraction]:
    """The values that a number which stays may give a program."""
    value = mention.value
    found = {value, mention.figure, abs(value)}
    if value.denominator != 1:
        found |= {Fraction(value.numerator), Fraction(value.denominator)}
    if value:
        found.add(1 / value)
    if 0 < value < 1:
        found.add(1 - value)
    return found
