"""Sentences that change nothing, put into a problem where they can be told from the rest.

Three kinds, all from training problems: a sentence about one of the problem's people and
something else; one about somebody else; and a copy of one of the problem's own sentences
with another number and another thing or another person.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from mycelium_distill.perturbing.edits import Edits
from mycelium_distill.perturbing.numerals import NUMERAL, numerals_of
from mycelium_distill.perturbing.varying import names_in
from mycelium_distill.written import Span

_SHORTENED = "".join(
    rf"(?<!\b{word}\.)(?<!\b{word} \.)"
    for word in ("Mr", "Mrs", "Ms", "Dr", "St", "rs", "Rs", "no", "No", "ft", "lb", "oz")
)
_BORDER = re.compile(
    rf"(?:(?<=[!?])|{_SHORTENED}(?<=\.))\s+(?=[A-Z$\"'0-9])|{_SHORTENED}(?<= [.!?])\s+(?=\w)"
)
_WORD = re.compile(r"[A-Za-z]+")
_NAME = re.compile(r"(?<![A-Za-z])[A-Z][a-z]+")
_COUNTED = re.compile(r"\S+ (?:has|had|bought|found|picked|ate|made|sold|saved|collected)\b")
_RELATIVE = re.compile(
    r"\b(?:if|they|their|them|each|every|rest|remaining|left|same|total|altogether|this|these|"
    r"those|others?|than|as|more|less|fewer|twice|half|average|both|all|another|again|per|first|"
    r"then|half|third|times|one|she|he|we|you|it)\b|[%?!\"]",
    re.IGNORECASE,
)
"""What ties a sentence to its neighbours."""
_AGGREGATE = re.compile(
    r"\b(?:total|altogether|in all|combined|together|everyone|they|all|both|average|people|"
    r"friends|more|fewer|less|each)\b",
    re.IGNORECASE,
)
"""Questions about more than one person, which somebody else's things may bear on."""
_PRONOUN = re.compile(r"\b(?:he|she|his|her|him|hers)\b", re.IGNORECASE)
_HANGING = re.compile(
    r"(?:he|she|they|it|his|her|their|its|this|that|these|those|then|after|later|the rest|the "
    r"other|the remaining|each|one|both|another|in addition|also|however)\b",
    re.IGNORECASE,
)
"""What a sentence begins with that goes on from the one before it."""
_TIED = re.compile(
    r"\b(?:they|that (?:amount|number|many|much|day|time)|these|those|such|same)\b", re.IGNORECASE
)
_MONEY = re.compile(
    r"[$]|\b(?:dollars?|cents?|money|costs?|pays?|paid|spen[dt]|earn(?:s|ed)?|price)\b",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\b(\d+)((?: [a-z]+)? )([a-z]{3,}s)\b")
_MEASURES = """
    hours minutes seconds days weeks months years times dollars cents percent points miles
    feet inches meters yards pounds ounces grams kilograms liters gallons degrees was has less
    this its rows pages needs observes colors females types
"""
_NO_THINGS = frozenset(_MEASURES.split())
_EVERYWHERE = """
    have has had with from that this were will would there their they them then than into
    onto what when where which while more most some many much bought buys sold sells gave gives
    made makes took takes found picked each every about after before also only just during
    over under been being does used uses went goes wants need needs left total altogether
"""
_COMMON = frozenset(_EVERYWHERE.split())
_FEWEST = 4
"""So many problems must count a thing for it to stand in for another."""
_LONGEST = 120
_TRIES = 6


@dataclass(frozen=True)
class Distractors:
    """Finds needless sentences.

    Attributes:
        names: The people that are known.
        sentences: Sentences about one person, who is `*` there.
        things: What is counted in problems, in the plural.
    """

    names: tuple[str, ...]
    sentences: tuple[str, ...]
    things: tuple[str, ...]
    _known: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_known", frozenset(self.names))

    @classmethod
    def learn(cls, problems: Sequence[str]) -> Distractors:
        """What some problems, which must be training rows, offer."""
        names = names_in(problems)
        known = frozenset(names)
        found: dict[str, None] = {}
        things: Counter[str] = Counter()
        for problem in problems:
            things.update({match[3] for match in _COUNT.finditer(problem)})
            for sentence in _BORDER.split(problem.strip())[:-1]:  # the last one asks
                first, _, rest = sentence.partition(" ")
                if first not in known or known.intersection(_NAME.findall(rest)):
                    continue
                plain = re.sub(r" ?\.$", ".", rest)
                fits = plain.endswith(".") and len(plain) <= _LONGEST and NUMERAL.search(plain)
                if fits and not _RELATIVE.search(plain):
                    found[f"* {plain}"] = None
        return cls(
            names,
            tuple(found),
            tuple(sorted(t for t, n in things.items() if n >= _FEWEST and t not in _NO_THINGS)),
        )

    def inserting(self, problem: str, clauses: Sequence[Span], draw: random.Random) -> Edits:
        """A needless sentence goes in before the question, outside all clauses.

        Nothing goes in where no sentence is safe: where it would share its things with
        the problem's person, or the question does not say whom it asks about.
        """
        place = _Place(problem, frozenset(clauses), self._known)
        if not place.borders:
            return Edits(problem, ())
        for _ in range(_TRIES):
            kind = draw.random()
            if kind < 0.25:
                found = self._of_same(place, draw)
            elif kind < 0.55:
                found = self._of_another(place, draw)
            else:
                found = self._of_own(place, draw)
            if found is not None:
                at, sentence = found
                if " . " in problem:
                    sentence = re.sub(r"\.$", " .", sentence)
                return Edits(problem, (((at, at), f" {sentence}"),))
        return Edits(problem, ())

    def _of_same(self, place: _Place, draw: random.Random) -> tuple[int, str] | None:
        """Another sentence about one of the problem's people, with nothing in common."""
        if not place.people or not self.sentences:
            return None
        sentence = draw.choice(self.sentences).replace("*", draw.choice(place.people), 1)
        if not _COUNTED.match(sentence) or place.shares_words(sentence):
            return None
        if _MONEY.search(sentence) and _MONEY.search(place.text):
            return None
        return draw.choice(place.borders), place.with_new_numbers(sentence, draw)

    def _of_another(self, place: _Place, draw: random.Random) -> tuple[int, str] | None:
        """A sentence about somebody whom the problem does not know."""
        borders = place.loose_borders
        if not borders or not self.sentences or place.pronoun_asked:
            return None
        name = draw.choice(self.names)
        sentence = draw.choice(self.sentences).replace("*", name, 1)
        if name in place.people or (not place.one_asked and place.shares_words(sentence)):
            return None
        return draw.choice(borders), place.with_new_numbers(sentence, draw)

    def _of_own(self, place: _Place, draw: random.Random) -> tuple[int, str] | None:
        """One of the problem's own sentences, with another number and thing, or person."""
        own = [s for s in place.counting if place.people and s[1].split()[0] in place.people]
        if not own:
            return None
        at, sentence = draw.choice(own)
        name = sentence.split()[0]
        match = _COUNT.search(sentence)
        if match is None or match[3] in _NO_THINGS:
            return None
        sentence = re.sub(r" ?\.$", ".", sentence)
        if draw.random() < 0.5:
            new = draw.choice(self.names)
            borders = [border for border in place.loose_borders if border >= at]
            if new in place.people or not place.one_asked or not borders:
                return None
            sentence = sentence.replace(name, new)
        else:
            thing = draw.choice(self.things)
            borders = [border for border in place.borders if border >= at]
            if not borders or place.shares_words(thing) or match[3] not in place.question:
                return None
            sentence = sentence[: match.start(2)] + f" {thing}" + sentence[match.end(3) :]
            sentence = re.sub(r"^(\S+) (\w+)", r"\1 also \2", sentence, count=1)
        return draw.choice(borders), place.with_new_numbers(sentence, draw, every=True)


class _Place:
    """A problem that a sentence is to be put into."""

    def __init__(self, text: str, clauses: frozenset[Span], known: frozenset[str]) -> None:
        self.text = text
        ends = [match.span() for match in _BORDER.finditer(text.rstrip())]
        starts = [0, *(end for _, end in ends)]
        stops = [*(start for start, _ in ends), len(text.rstrip())]
        self.sentences = list(zip(starts, stops, strict=True))
        self.question = text[starts[-1] :]
        self.people = [w for w in dict.fromkeys(_NAME.findall(text)) if w in known]
        self.numbers = {numeral.value for numeral in numerals_of(text).movable}
        # An insertion must lie outside all clauses.
        free = [
            (start, end)
            for start, end in ends
            if not any(left < start < right for left, right in clauses)
        ]
        self.borders = [start for start, _ in free]
        stops_at = dict(zip(starts, stops, strict=True))
        self.loose_borders = [
            start for start, end in free if not self._hangs(text[end : stops_at[end]], known)
        ]
        asked = [word for word in _NAME.findall(self.question) if word in known]
        self.one_asked = len(set(asked)) == 1 and not _AGGREGATE.search(self.question)
        self.pronoun_asked = bool(_PRONOUN.search(self.question)) and not asked

    def _hangs(self, sentence: str, known: frozenset[str]) -> bool:
        """Whether a sentence speaks of somebody or something that the one before it names."""
        if _HANGING.match(sentence) or _TIED.search(sentence):
            return True
        pronoun = _PRONOUN.search(sentence)
        return pronoun is not None and not known.intersection(
            _NAME.findall(sentence[: pronoun.start()])
        )

    @property
    def counting(self) -> list[tuple[int, str]]:
        """Sentences that count one thing and stand for themselves, with their ends."""
        found = []
        for start, end in self.sentences[:-1]:
            sentence = self.text[start:end]
            numbers = NUMERAL.findall(sentence)
            names = set(_NAME.findall(sentence)) & set(self.people)
            alone = len(numbers) == 1 and len(names) == 1 and sentence.endswith(".")
            if alone and _COUNT.search(sentence) and not _RELATIVE.search(sentence):
                found.append((end, sentence))
        return found

    def shares_words(self, sentence: str) -> bool:
        """Whether a sentence speaks of something that the problem speaks of."""
        people = {person.lower() for person in self.people}
        return bool((_stems(sentence) & _stems(self.text)) - people)

    def with_new_numbers(self, sentence: str, draw: random.Random, *, every: bool = False) -> str:
        """The sentence with numbers that the problem does not have."""
        pieces = []
        for numeral in numerals_of(sentence).movable:
            if not every and numeral.value not in self.numbers:
                continue
            high = max(12, int(numeral.value) * 2)
            for _ in range(20):
                new = Fraction(draw.randint(2, high))
                written = numeral.written(new)
                if new not in self.numbers and written is not None:
                    pieces.append((numeral.span, written))
                    break
        return Edits(sentence, tuple(pieces)).new


def _stems(text: str) -> set[str]:
    return {
        word.removesuffix("s").removesuffix("e")
        for word in _words(text)
        if len(word) > 3 and word not in _COMMON
    }


def _words(text: str) -> Iterator[str]:
    return (match[0].lower() for match in _WORD.finditer(text))
