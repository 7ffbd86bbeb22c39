"""Problems said a little differently while their programs stay: other people, a needless sentence.

A model that has met a problem with always the same names and with no number too many
learns to use every number in sight; both are cheap to take from it.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from mycelium_distill.perturbing.edits import Edits

_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z$\"'0-9])")
_VERBS = (
    "has had have is was bought buys gave gives got gets made makes sold sells spent spends wants "
    "needs went goes picked found ate eats earns earned works received saved collected started "
    "decides decided can took takes"
)
_ACTOR = re.compile(rf"(?<![\w'])([A-Z][a-z]{{2,}})(?:'s)? (?:{'|'.join(_VERBS.split())})\b")
_NOT_NAMES = """
    After All America American And Another Any Both But Children Class Company Each Every
    Everyone Everything For From Grandma Grandpa Half Her Hers Him His How However If Its Job
    Later Mom Dad Mother Father Nobody Not Nothing Now One Only Our Out People Per Restaurant
    Same School She Since Some Someone Store Students Beach That The Their Then There These
    They This Those Today Tomorrow Two Three Four Five Six Seven Eight Nine Ten Twice Week
    What When Where Which While Who Why With Year Yesterday You Your Monday Tuesday Wednesday
    Thursday Friday Saturday Sunday January February March April May June July August
    September October November December
"""
_NO_NAMES = frozenset(_NOT_NAMES.split())
_WORD = re.compile(r"(?<![A-Za-z])[A-Z][a-z]+")
_COUNTED = re.compile(
    r"(?=.*\d)(?:has|had|bought|found|picked|ate|made|sold|saved|collected)\b.*\.$", re.DOTALL
)
_ALSO = 0.3
_FEWEST = 3
"""So many problems must have a word as their actor for it to count as a name."""
_LONGEST = 120
"""The most characters of a needless sentence."""


def names_in(problems: Iterable[str]) -> tuple[str, ...]:
    """The given names of the people in some problems, the common ones, in alphabetical order."""
    seen: Counter[str] = Counter()
    for problem in problems:
        seen.update({match[1] for match in _ACTOR.finditer(problem)} - _NO_NAMES)
    return tuple(sorted(name for name, count in seen.items() if count >= _FEWEST))


@dataclass(frozen=True)
class Varying:
    """Says problems differently.

    Attributes:
        names: the names that people may be given.
        sentences: what can stand in any problem and change nothing; `*` is the person.
    """

    names: tuple[str, ...]
    sentences: tuple[str, ...]
    _known: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_known", frozenset(self.names))

    @classmethod
    def learn(cls, problems: Sequence[str]) -> Varying:
        """The names and the needless sentences of some problems, which must be training rows."""
        names = names_in(problems)
        known = frozenset(names)
        found: dict[str, None] = {}
        for problem in problems:
            for sentence in _SENTENCES.split(problem.strip())[:-1]:  # the last one asks
                first, _, rest = sentence.partition(" ")
                fits = first in known and not known.intersection(_words(rest))
                if fits and len(sentence) <= _LONGEST and _COUNTED.match(rest):
                    found[f"* {rest}"] = None
        return cls(names, tuple(found))

    def renaming(self, problem: str, draw: random.Random) -> Edits:
        """Each of the problem's people gets another name, the same one throughout."""
        people = self.people(problem)
        fresh = draw.sample(self.names, min(len(self.names), 2 * len(people)))
        given = dict(zip(people, (n for n in fresh if n not in people), strict=False))
        return Edits(
            problem,
            tuple(
                (match.span(), given[match[0]])
                for match in _WORD.finditer(problem)
                if match[0] in given
            ),
        )

    def distracting(self, problem: str, draw: random.Random) -> Edits:
        """A needless sentence goes somewhere before the question; nothing if none fits."""
        borders = [match.start() for match in _SENTENCES.finditer(problem.rstrip())]
        people = self.people(problem)
        if not borders or not people or not self.sentences:
            return Edits(problem, ())
        sentence = draw.choice(self.sentences).replace("*", people[0], 1)
        if draw.random() < _ALSO:
            sentence = re.sub(r"^(\S+) (has|had) ", r"\1 also \2 ", sentence)
        at = draw.choice(borders)
        return Edits(problem, (((at, at), f" {sentence}"),))

    def people(self, problem: str) -> list[str]:
        """The names that occur in a problem, in order."""
        return [word for word in dict.fromkeys(_words(problem)) if word in self._known]


def _words(text: str) -> list[str]:
    return _WORD.findall(text)
