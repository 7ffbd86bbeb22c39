"""Reads numbers off a text, in digits and in English words, by recursive descent over tokens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from mycelium.analyses.number_tokens import END, Tokens
from mycelium.analyses.number_words import (
    DENOMINATORS,
    DOZEN,
    FRACTION_FOLLOWS,
    HUNDRED,
    LARGE,
    MULTIPLES,
    ORDINAL_SCALES,
    ORDINAL_TENS,
    ORDINAL_UNITS,
    ORDINALS,
    POSSESSIVES,
    SCALES,
    TENS,
    UNITS,
    VULGAR,
    Surface,
)

MAX_DIGITS = 1000
"""A run of more digits than this is no number of a problem and is passed over."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A number read so far: its value, its surface, the tokens `first` to `after` (exclusive)."""

    value: Fraction
    surface: Surface
    first: int
    after: int


class Reader(Tokens):
    """Each method reads at a token, or gives None where no such number stands there."""

    def readings(self) -> Iterator[tuple[int, int, Reading]]:
        """Start, end and reading of each number, from left to right."""
        at = 0
        while at < len(self.tokens):
            read = self.read(at)
            if read is None:
                at += 1
            else:
                yield self.tokens[read.first].start, self.tokens[read.after - 1].end, read
                at = read.after

    # -- the numbers

    def read(self, at: int) -> Reading | None:
        """Any number."""
        token = self.token(at)
        if token.kind in ("dash", "minus"):
            return self.signed(at)
        if token.kind in ("number", "vulgar"):
            if self.glued_left(at):
                return None
            return self.percent(self.scaled(self.mixed(self.digits(at))))
        if token.kind != "word" or self.token(at - 1).text == "_":
            return None
        if token.text == "negative":
            behind = self.spaced(at + 1)
            inner = None if self.word(behind) == "negative" else self.read(behind)
            if inner is None or inner.value <= 0 or inner.surface in _UNSIGNED:
                return None
            return Reading(-inner.value, inner.surface, at, inner.after)
        return self.spelt(at)

    def signed(self, at: int) -> Reading | None:
        """A minus sign that belongs to a number: after a space or bracket, right before a digit."""
        if self.token(at + 1).kind not in ("number", "vulgar"):
            return None
        before = self.token(at - 1)
        if before.kind == "space":
            # `12 -5` takes away; only where no number went before is it a sign.
            beyond = self.token(at - 2)
            if beyond.kind in ("number", "vulgar", "percent") or beyond.text in (")", "]"):
                return None
        elif before is not END and before.text not in "([{=,:;<>|^$":
            return None
        inner = self.read(at + 1)
        if inner is None or inner.surface in _UNSIGNED:
            return None
        return Reading(-inner.value, inner.surface, at, inner.after)

    def digits(self, at: int) -> Reading | None:
        """A number in digits, without what may stand behind it."""
        token = self.token(at)
        if token.kind == "vulgar":
            return Reading(VULGAR[token.text], Surface.FRACTION, at, at + 1)
        value = _exact(token.text)
        if value is None:
            return None
        if "." in token.text:
            return Reading(value, Surface.DECIMAL, at, at + 1)
        if self.word(at + 1) in ("st", "nd", "rd", "th"):
            return Reading(value, Surface.ORDINAL, at, at + 2)
        below = self.below(at)
        if below is not None:
            return Reading(value / below, Surface.FRACTION, at, at + 3)
        return Reading(value, Surface.INTEGER, at, at + 1)

    def below(self, at: int) -> Fraction | None:
        """The denominator of `3/4` whose numerator is token `at`; a date (`3/4/20`) has none."""
        if self.token(at + 1).kind != "slash" or self.token(at + 2).kind != "number":
            return None
        if self.token(at - 1).kind == "slash" and self.token(at - 2).kind == "number":
            return None
        if self.token(at + 3).kind == "slash" and self.token(at + 4).kind == "number":
            return None
        value = _exact(self.token(at + 2).text)
        return value if value and "." not in self.token(at + 2).text else None

    def mixed(self, read: Reading | None) -> Reading | None:
        """An integer with a proper fraction behind it: `2 1/2`, `2½`, `2 and a half`."""
        if read is None or read.surface not in (Surface.INTEGER, Surface.WORDS):
            return read
        at = read.after
        rest: Reading | None = None
        if self.token(self.spaced(at)).kind == "vulgar":
            rest = self.digits(self.spaced(at))
        elif self.token(at).kind == "space" and self.word(at + 1) == "and":
            behind = self.spaced(at + 2)
            digits = self.token(behind).kind in ("number", "vulgar")
            rest = self.digits(behind) if digits else self.shares(behind)
        elif self.token(at).kind == "space" and self.token(at + 1).kind == "number":
            rest = self.digits(at + 1)
        if rest is None or rest.surface is not Surface.FRACTION or not 0 < rest.value < 1:
            return read
        return Reading(read.value + rest.value, Surface.MIXED, read.first, rest.after)

    def scaled(self, read: Reading | None) -> Reading | None:
        """Digits with a scale, a dozen or a fraction's name behind: `5 million`, `3 dozen`."""
        if read is None or read.surface is Surface.ORDINAL:
            return read
        for _ in range(2):  # `5 hundred thousand`
            at = self.gap(read.after)
            word = self.word(at) if at > read.after else ""
            if word in SCALES:
                read = Reading(read.value * SCALES[word], read.surface, read.first, at + 1)
        if word in DOZEN:
            return Reading(read.value * 12, Surface.COLLECTIVE, read.first, at + 1)
        if read.surface is Surface.INTEGER:
            return self.over(read) or read
        return read

    def percent(self, read: Reading | None) -> Reading | None:
        """A number with a percent sign behind it, or the number alone."""
        if read is None or read.surface in _UNSIGNED:
            return read
        at = self.spaced(read.after)
        if self.token(at).kind == "percent" or self.word(at) == "percent":
            return Reading(read.value / 100, Surface.PERCENT, read.first, at + 1)
        if self.token(read.after).kind == "dash" and self.word(read.after + 1) == "percent":
            return Reading(read.value / 100, Surface.PERCENT, read.first, read.after + 2)
        if self.word(at) == "per" and self.word(self.spaced(at + 1)) == "cent":
            return Reading(read.value / 100, Surface.PERCENT, read.first, self.spaced(at + 1) + 1)
        return read

    # -- in words

    def spelt(self, at: int) -> Reading | None:
        """A number in words."""
        word = self.word(at)
        if word in MULTIPLES:
            return Reading(Fraction(MULTIPLES[word]), Surface.MULTIPLE, at, at + 1)
        share = self.share(at)
        if share is not None:
            return share
        if word in ("a", "an"):
            return self.with_article(at)
        cardinal = self.cardinal(at)
        if cardinal is not None:
            if cardinal.surface is Surface.WORDS:
                cardinal = self.over(cardinal) or self.pointed(self.mixed(cardinal) or cardinal)
            return self.percent(self.dozens(cardinal))
        return self.ordinal(at)

    def with_article(self, at: int) -> Reading | None:
        """`a hundred`, `a dozen`, `a couple of`; a bare article is no number."""
        behind = self.spaced(at + 1)
        word = self.word(behind)
        if word in SCALES:
            read = self.cardinal(behind)
            if read is not None and read.surface is Surface.WORDS:
                return self.percent(Reading(read.value, read.surface, at, read.after))
        if word == "dozen":
            return Reading(Fraction(12), Surface.COLLECTIVE, at, behind + 1)
        if word == "couple" and self.word(self.spaced(behind + 1)) == "of":
            return Reading(Fraction(2), Surface.COLLECTIVE, at, behind + 1)
        return None

    def dozens(self, read: Reading) -> Reading:
        """A number of dozens, or the number alone."""
        at = self.gap(read.after)
        if at > read.after and self.word(at) in DOZEN and read.surface is not Surface.ORDINAL:
            return Reading(read.value * 12, Surface.COLLECTIVE, read.first, at + 1)
        return read

    def cardinal(self, at: int) -> Reading | None:
        """`twenty-five`, `two hundred and five thousand`; an ordinal end makes it an ordinal."""
        total = Fraction(0)  # what the large scales have closed off
        part = Fraction(0)  # what stands below a thousand so far
        place = 10**15  # the next scale must be smaller than the last one
        room = 1000  # what may still be added to `part` is smaller than this
        after = at
        here = at
        while True:
            word = self.word(here)
            if word in UNITS and (UNITS[word] < room and (UNITS[word] or after == at)):
                part += UNITS[word]
                room = 1
            elif word in TENS and room > 10:
                part += TENS[word]
                room = 10
            elif word in HUNDRED and 0 < part < 100 and room <= 100:
                part *= 100
                room = 100
            elif word in LARGE and LARGE[word] < place and part:
                total += part * LARGE[word]
                part, place, room = Fraction(0), LARGE[word], 1000
            elif word in SCALES and after == at:
                total, part = (
                    (Fraction(0), Fraction(100))
                    if word in HUNDRED
                    else (
                        Fraction(LARGE[word]),
                        Fraction(0),
                    )
                )
                room = 100 if word in HUNDRED else 1000
                place = LARGE.get(word, place)
            else:
                break
            after = here + 1
            here = self.continued(after, room, place)
            if here == after:
                break
        if after == at:
            if self.word(at) == "dozen":
                return Reading(Fraction(12), Surface.COLLECTIVE, at, at + 1)
            return None
        ending = self.ordinal_end(after, room, place)
        if ending is not None:
            amount, scale, end = ending
            return Reading(total + part * scale + amount, Surface.ORDINAL, at, end)
        return Reading(total + part, Surface.WORDS, at, after)

    def continued(self, at: int, room: int, place: int) -> int:
        """Where a number in words may go on behind `at`, or `at` where it ends."""
        here = self.gap(at)
        if here == at:
            return at
        if self.word(here) == "and" and room >= 100:
            beyond = self.spaced(here + 1)
            return beyond if self.word(beyond) in UNITS | TENS else at
        return here

    def ordinal_end(self, at: int, room: int, place: int) -> tuple[int, int, int] | None:
        """What an ordinal's last word adds, or multiplies by, and the index behind it."""
        here = self.gap(at)
        if here == at:
            return None
        if self.word(here) == "and" and room >= 100:
            here = self.spaced(here + 1)
        word = self.word(here)
        if (
            word in ORDINAL_UNITS
            and ORDINAL_UNITS[word] < room
            and (word != "second" or room == 10)
        ):
            return ORDINAL_UNITS[word], 1, here + 1
        if word in ORDINAL_TENS and room > 10:
            return ORDINAL_TENS[word], 1, here + 1
        if word in ORDINAL_SCALES and ORDINAL_SCALES[word] < place and room < 1000:
            return 0, ORDINAL_SCALES[word], here + 1
        return None

    def ordinal(self, at: int) -> Reading | None:
        """An ordinal of one word: `third`."""
        word = self.word(at)
        if word not in ORDINALS:
            return None
        if word == "second":
            # Sixty seconds are time; the second day is not.
            led = self.word(at - 2) in POSSESSIVES and self.token(at - 1).kind == "space"
            if not (led and self.token(at + 1).kind == "space" and self.word(at + 2)):
                return None
        return Reading(Fraction(ORDINALS[word]), Surface.ORDINAL, at, at + 1)

    def pointed(self, read: Reading) -> Reading:
        """`three point one four`."""
        at = self.spaced(read.after)
        if self.word(at) != "point" or read.surface is not Surface.WORDS:
            return read
        digits = ""
        after = at
        here = self.spaced(at + 1)
        while self.word(here) in UNITS and UNITS[self.word(here)] < 10:
            digits += str(UNITS[self.word(here)])
            after = here + 1
            here = self.spaced(after)
        if not digits:
            return read
        value = read.value + Fraction(int(digits), 10 ** len(digits))
        return Reading(value, Surface.WORDS, read.first, after)

    # -- fractions in words

    def share(self, at: int, *, joined: bool = False) -> Reading | None:
        """`half`, `half a dozen`, `a third of`, `one fifth`; `joined`: behind `two and`."""
        word = self.word(at)
        if word == "half":
            return self.half_of(at)
        if word not in ("a", "an", "one"):
            return None
        behind = self.gap(at + 1)
        below = self.word(behind)
        if behind == at + 1 or below not in DENOMINATORS or below.endswith(("s", "ves")):
            return None
        if below == "half":
            rest = self.half_of(behind)
            return Reading(rest.value, rest.surface, at, rest.after)
        follows = self.word(self.spaced(behind + 1)) in FRACTION_FOLLOWS
        if word != "one" and not (joined or follows):
            return None
        if (
            word == "one"
            and below == "quarter"
            and self.token(at + 1).kind != "dash"
            and not (joined or follows)
        ):
            return None
        if word == "one" and self.token(behind + 1).kind == "dash":
            return None  # `one third-grader`
        return Reading(Fraction(1, DENOMINATORS[below]), Surface.FRACTION, at, behind + 1)

    def shares(self, at: int) -> Reading | None:
        """What may stand behind `two and`: `a half`, `three quarters`."""
        numerator = self.cardinal(at)
        if numerator is not None and numerator.surface is Surface.WORDS:
            found = self.over(numerator, joined=True)
            if found is not None:
                return found
        return self.share(at, joined=True)

    def half_of(self, at: int) -> Reading:
        """`half`, and what it halves where that is a number too: `half a dozen`."""
        behind = self.spaced(at + 1)
        if self.word(behind) in ("a", "an"):
            whole = self.with_article(behind)
            if whole is not None and self.word(whole.after - 1) != "couple":
                return Reading(whole.value / 2, whole.surface, at, whole.after)
        return Reading(Fraction(1, 2), Surface.FRACTION, at, at + 1)

    def over(self, read: Reading, *, joined: bool = False) -> Reading | None:
        """A numerator with its denominator's name behind: `two thirds`, `3 quarters of`."""
        at = self.gap(read.after)
        below = self.word(at)
        if at == read.after or below not in DENOMINATORS or not below.endswith("s"):
            return None
        # Seven quarters are coins unless they are quarters of something.
        coins = below == "quarters" and self.token(read.after).kind != "dash" and not joined
        if coins and self.word(self.spaced(at + 1)) not in FRACTION_FOLLOWS:
            return None
        return Reading(read.value / DENOMINATORS[below], Surface.FRACTION, read.first, at + 1)


_UNSIGNED = (Surface.ORDINAL, Surface.COLLECTIVE, Surface.MULTIPLE)


def _exact(text: str) -> Fraction | None:
    """The value of digits with separators, or None where there are too many of them."""
    if len(text) > MAX_DIGITS:
        return None
    return Fraction("".join(c for c in text if c == "." or c.isdecimal()))
