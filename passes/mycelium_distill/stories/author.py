"""Who tells a story: draws numbers and words, and keeps what is told in marked text.

A number of the text stands between two marks with its key, a person is a mark that
becomes a name or a pronoun when the sentences stand in their final order.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from mycelium_distill.stories.lexicon import HERS, HIS, Thing
from mycelium_distill.stories.terms import Given, Made, Percent, Term, Unfit, made

OPEN, CLOSE, PERSON = "\ue000", "\ue001", "\ue002"
BASE = 0xE100
"""Keys and persons are written as characters from here on."""

_T = TypeVar("_T")
_SMALL = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["_", "_", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
TIMES = {2: "twice", 3: "three times", 4: "four times", 5: "five times", 6: "six times"}
PARTS = {
    2: "half", 3: "a third", 4: "a quarter", 5: "a fifth", 6: "a sixth", 8: "an eighth",
    10: "a tenth",
}  # fmt: skip


def in_words(number: int) -> str:
    """A number below a hundred in words."""
    if number < 20:
        return _SMALL[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")


@dataclass(frozen=True)
class Person:
    """A person of the story, as marks: subject, possessive, object."""

    index: int
    name: str
    female: bool

    @property
    def s(self) -> str:
        """The person as a subject."""
        return f"{PERSON}{chr(BASE + self.index)}s"

    @property
    def p(self) -> str:
        """The person's, before a noun."""
        return f"{PERSON}{chr(BASE + self.index)}p"

    @property
    def o(self) -> str:
        """The person as an object."""
        return f"{PERSON}{chr(BASE + self.index)}o"

    @property
    def n(self) -> str:
        """The person by name, whatever stands before."""
        return f"{PERSON}{chr(BASE + self.index)}n"


@dataclass(eq=False)
class Fact:
    """One piece of the text without its final punctuation.

    Attributes:
        text: The piece, with marks.
        condition: The same as a condition of the question (`if ...`), where it can be one.
        joins: Whether it may share a sentence with its neighbour.
        follows: Whether it has to stand behind the fact that was told before it.
    """

    text: str
    condition: str = ""
    joins: bool = True
    follows: bool = False


@dataclass(eq=False)
class Question:
    """What may be asked: the wording without its mark, and the term that it asks for."""

    text: str
    target: Term


@dataclass
class Author:
    """A story while it is made up."""

    random: random.Random
    facts: list[Fact] = field(default_factory=list)
    spare: list[Fact] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    givens: list[Given] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    keep_order: bool = False
    opening: str = ""
    contrast: bool = False

    # ------------------------------------------------------------ drawing

    def chance(self, probability: float) -> bool:
        """True with a probability."""
        return self.random.random() < probability

    def pick(self, *options: _T) -> _T:
        """One of the options."""
        return self.random.choice(options)

    def of(self, options: Sequence[_T]) -> _T:
        """One of a sequence.

        Raises:
            Unfit: if it is empty.
        """
        if not options:
            raise Unfit("nothing to choose from")
        return self.random.choice(options)

    def some(self, options: Sequence[_T], count: int) -> list[_T]:
        """So many different ones of a sequence."""
        return self.random.sample(options, count)

    def person(self) -> Person:
        """Somebody who is not in the story yet."""
        taken = {person.name for person in self.people}
        initials = {name[0] for name in taken}
        female = self.chance(0.5)
        names = HERS if female else HIS
        name = self.of(names)
        while name in taken or name[0] in initials:
            name = self.of(names)
        found = Person(len(self.people), name, female)
        self.people.append(found)
        return found

    def given(self, value: int | Fraction) -> Given:
        """A number that the text tells."""
        found = Given(Fraction(value), len(self.givens))
        self.givens.append(found)
        return found

    def whole(self, low: int, high: int, multiple: int = 1) -> Given:
        """A whole number that the text tells, a multiple of another.

        Raises:
            Unfit: if there is none.
        """
        first, last = -(-low // multiple), high // multiple
        if first > last:
            raise Unfit("no number is left")
        return self.given(self.random.randint(first, last) * multiple)

    def price(self, low: int, high: int) -> Given:
        """A price in dollars, now and then with cents."""
        if self.chance(0.75):
            return self.whole(low, high)
        step = self.pick(50, 25, 10, 5)
        return self.given(
            Fraction(self.random.randint(low * 100 // step, high * 100 // step) * step, 100)
        )

    # ------------------------------------------------------------ numbers in the text

    def mark(self, term: Given, text: str) -> str:
        """A piece of the text that tells a number."""
        return f"{OPEN}{chr(BASE + term.key)}{text}{CLOSE}"

    def n(self, term: Given) -> str:
        """The number as digits or in words."""
        return self.mark(term, self.digits(term))

    def digits(self, term: Given) -> str:
        """How a number is written this time."""
        value = term.value
        if value.denominator != 1:
            return str(float(value))
        number = value.numerator
        if (number <= 12 and self.chance(0.3)) or (number <= 60 and self.chance(0.04)):
            return in_words(number)
        return f"{number:,}" if number >= 1000 and self.chance(0.7) else str(number)

    def count(self, term: Given, noun: Thing) -> str:
        """`3 apples`."""
        return f"{self.n(term)} {noun.one if term.value == 1 else noun.many}"

    def usd(self, term: Given) -> str:
        """An amount of money."""
        value = term.value
        if value.denominator != 1:
            return "$" + self.mark(term, f"{float(value):.2f}")
        number = value.numerator
        if self.chance(0.14):
            return self.mark(term, self.digits(term)) + (" dollar" if number == 1 else " dollars")
        text = f"{number:,}" if number >= 1000 and self.chance(0.7) else str(number)
        return "$" + self.mark(term, text + (".00" if self.chance(0.03) else ""))

    def times(self, term: Given) -> str:
        """`twice`, `3 times`."""
        number = term.number
        if number == 2:
            return self.mark(term, self.pick("twice", "twice", "two times", "2 times"))
        if self.chance(0.5) and number in TIMES:
            return self.mark(term, TIMES[number].split()[0]) + " times"
        return self.mark(term, str(number)) + " times"

    def part(self, term: Given) -> str:
        """`half`, `a third`, of a term that is divided by."""
        word = PARTS[term.number]
        return self.mark(
            term, word.replace("a ", self.pick("a ", "one-")) if word[0:2] == "a " else word
        )

    # ------------------------------------------------------------ telling

    def tell(
        self, *options: str, condition: str = "", joins: bool = True, follows: bool = False
    ) -> None:
        """Tell a fact in one of several wordings."""
        self.facts.append(Fact(self.of(options), condition, joins, follows))

    def aside(self, *options: str) -> None:
        """A fact that no question needs; it may be left out."""
        self.spare.append(Fact(self.of(options)))

    def scene(self, *options: str) -> None:
        """A first sentence without numbers, now and then."""
        if self.chance(0.2):
            self.opening = self.of(options)

    def ask(self, target: Term, *options: str) -> None:
        """A question that the story allows."""
        if target.value >= 0:
            self.questions.append(Question(self.of(options), target))

    # ------------------------------------------------------------ steps

    def percent(self, percent: Given, base: Term) -> Made:
        """A percentage of something, in one of the forms that solutions have."""
        form = self.random.random()
        if form < 0.4:
            return made(percent / 100 * base)
        if form < 0.65:
            return made(base * percent / 100)
        if form < 0.85:
            return made(base * Percent(percent))
        return made(Percent(percent) * base)
