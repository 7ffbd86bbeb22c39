"""Who may be trained on: splits by row index, and keeping measured rows out of training.

Two problems that differ only in their numbers are the same problem to a learner,
so texts are compared with every number masked. MAWPS's test rows often have a near
copy in its training rows; `nearest` finds it, and `copied_answer` scores the
baseline that does nothing but copy the neighbour's equation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Generic, Protocol, TypeVar

NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|\.\d+")
"""A number as it stands in a problem: digits, thousands separators, a decimal part."""

NEAR = 0.8
"""The token Jaccard similarity from which on two problems count as near copies."""

REPORT, TUNE, TRAIN = "report", "tune", "train"


class _HasProblem(Protocol):
    @property
    def problem(self) -> str: ...


T = TypeVar("T", bound=_HasProblem)


def split_of_row(index: int) -> str:
    """The part of GSM8K's training file that a row (counted from 0) belongs to.

    One row in 16 is for reporting, one for tuning, the rest for training.
    """
    return {0: REPORT, 1: TUNE}.get(index % 16, TRAIN)


def masked(text: str) -> str:
    """The text with every number masked, case, punctuation and white space evened out."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = re.findall(r"[^\W\d_]+|#", NUMBER.sub(" # ", folded.replace("#", " ")))
    return " ".join(words)


def tokens(text: str) -> frozenset[str]:
    """The distinct words and marks of a text, numbers masked."""
    return frozenset(masked(text).split())


def jaccard(a: Collection[str], b: Collection[str]) -> float:
    """The share of the tokens of both that they have in common; 1 where both are empty."""
    first, second = frozenset(a), frozenset(b)
    both = first | second
    return len(first & second) / len(both) if both else 1.0


@dataclass(frozen=True)
class Kept(Generic[T]):
    """Training rows that may be used, and those that were dropped."""

    rows: tuple[T, ...]
    dropped: tuple[T, ...]


def without_measured(training: Iterable[T], measured: Iterable[_HasProblem]) -> Kept[T]:
    """The training rows whose number-masked text equals that of no measured row."""
    forbidden = {masked(row.problem) for row in measured}
    kept: list[T] = []
    dropped: list[T] = []
    for row in training:
        (dropped if masked(row.problem) in forbidden else kept).append(row)
    return Kept(tuple(kept), tuple(dropped))


@dataclass(frozen=True)
class Neighbour(Generic[T]):
    """The nearest row and how near it is, from 0 to 1."""

    row: T
    similarity: float


@dataclass(frozen=True)
class Neighbours(Generic[T]):
    """Rows indexed for finding the one with the most similar text."""

    rows: Sequence[T]
    _tokens: tuple[frozenset[str], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_tokens", tuple(tokens(row.problem) for row in self.rows))

    def nearest(self, problem: str) -> Neighbour[T] | None:
        """The row whose masked tokens are most like the problem's; the first of equals.

        None where there are no rows.
        """
        asked = tokens(problem)
        best: Neighbour[T] | None = None
        for row, found in zip(self.rows, self._tokens, strict=True):
            similarity = jaccard(asked, found)
            if best is None or similarity > best.similarity:
                best = Neighbour(row, similarity)
        return best

    def has_near(self, problem: str, threshold: float = NEAR) -> bool:
        """Whether a row is at least `threshold` like the problem."""
        found = self.nearest(problem)
        return found is not None and found.similarity >= threshold


def numbers_in(text: str) -> tuple[Fraction, ...]:
    """The numbers written with digits in a text, in order, exact."""
    return tuple(Fraction(found.replace(",", "")) for found in NUMBER.findall(text))


def copied_answer(
    problem: str,
    neighbours: Neighbours[T],
    equation_of: Callable[[T], str],
) -> Fraction | None:
    """What the nearest row's equation gives with this problem's numbers in its numbers' places.

    The baseline that shows how much of a split is copying: no model, no reading.
    A number of the equation that stands in the neighbour's text (its first such
    place) becomes the number at that place in the problem; all others stay. None
    where the equation needs more numbers than the problem has, or has no value.
    """
    found = neighbours.nearest(problem)
    if found is None:
        return None
    theirs, ours = numbers_in(found.row.problem), numbers_in(problem)
    places: dict[Fraction, int] = {}
    for place, value in enumerate(theirs):
        places.setdefault(value, place)

    def exchanged(value: Fraction) -> Fraction:
        place = places.get(value)
        if place is None:
            return value
        if place >= len(ours):
            raise LookupError(place)
        return ours[place]

    from mycelium.evaluation.equations import solve_simple

    try:
        return solve_simple(equation_of(found.row), exchanged)
    except (LookupError, ValueError, ZeroDivisionError):
        return None
