"""The metrics of the six passes, as functions on plain data.

Spans are character offsets into the problem, start inclusive, end exclusive. Each
function gives counts or a share from 0 to 1, None where there is nothing to count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from mycelium.evaluation.attribution.assignment import best_pairs

Span: TypeAlias = tuple[int, int]

TOKEN = re.compile(r"\w+|[^\w\s]")
"""A token: a run of letters and digits, or one mark; white space divides (no tokenizer)."""

SENTENCE = re.compile(r"[^\s.?!](?:[^.?!]|[.](?=\d))*[.?!]*")
"""A sentence: up to its mark; a point within a number ends none."""


@dataclass(frozen=True)
class Matches:
    """How many things are right, of those predicted and of those that are gold."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: Matches) -> Matches:
        return Matches(
            self.right + other.right, self.predicted + other.predicted, self.gold + other.gold
        )

    @property
    def precision(self) -> float | None:
        """The right ones of those predicted."""
        return self.right / self.predicted if self.predicted else None

    @property
    def recall(self) -> float | None:
        """The right ones of the gold ones."""
        return self.right / self.gold if self.gold else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both: 2 * right / (predicted + gold)."""
        both = self.predicted + self.gold
        return 2 * self.right / both if both else None


# --------------------------------------------------------------------------- segment


def token_spans(text: str) -> tuple[Span, ...]:
    """The places of a text's tokens."""
    return tuple(found.span() for found in TOKEN.finditer(text))


def sentence_spans(text: str) -> tuple[Span, ...]:
    """The places of a text's sentences."""
    return tuple(found.span() for found in SENTENCE.finditer(text))


def token_matches(text: str, predicted: Collection[Span], gold: Collection[Span]) -> Matches:
    """The tokens that lie in a predicted and in a gold span: whole, each counted once."""

    def inside(spans: Collection[Span]) -> set[Span]:
        return {t for t in token_spans(text) if any(s <= t[0] and t[1] <= e for s, e in spans)}

    mine, theirs = inside(predicted), inside(gold)
    return Matches(len(mine & theirs), len(mine), len(theirs))


def span_matches(
    predicted: Sequence[Span], gold: Sequence[Span], threshold: float = 0.5
) -> Matches:
    """Spans matched one to one whose intersection over union reaches a threshold.

    The number of pairs is the largest possible.
    """
    # A pair that reaches the threshold is worth 1, so that the best sum has the most pairs.
    reached = [[float(overlap(p, g) >= threshold) for g in gold] for p in predicted]
    pairs = best_pairs(reached) if predicted and gold else []
    return Matches(len(pairs), len(predicted), len(gold))


def overlap(first: Span, second: Span) -> float:
    """Intersection over union of two spans, in characters."""
    inside = min(first[1], second[1]) - max(first[0], second[0])
    if inside <= 0:
        return 0.0
    return inside / (max(first[1], second[1]) - min(first[0], second[0]))


# --------------------------------------------------------------------------- classify, goal


def accuracy(predicted: Sequence[Hashable], gold: Sequence[Hashable]) -> float | None:
    """The share of equal entries."""
    if not gold:
        return None
    return sum(p == g for p, g in zip(predicted, gold, strict=True)) / len(gold)


def macro_f1(predicted: Sequence[Hashable], gold: Sequence[Hashable]) -> float | None:
    """The mean over the gold's classes of each one's F1; a class never predicted has 0."""
    if not gold:
        return None
    mine, theirs = Counter(predicted), Counter(gold)
    both = Counter(g for p, g in zip(predicted, gold, strict=True) if p == g)
    return sum(2 * both[c] / (mine[c] + theirs[c]) for c in theirs) / len(theirs)


def majority(gold: Sequence[str | None]) -> str | None:
    """The most frequent class, the first in the alphabet of equals: the best constant."""
    counts = Counter(gold)
    return min(counts, key=lambda c: (-counts[c], str(c)), default=None)


# --------------------------------------------------------------------------- extract, wire


def multiset_matches(predicted: Iterable[Hashable], gold: Iterable[Hashable]) -> Matches:
    """The entries in common, each as often as both have it: values of steps, for instance."""
    mine, theirs = Counter(predicted), Counter(gold)
    return Matches((mine & theirs).total(), mine.total(), theirs.total())


def set_matches(predicted: Collection[Hashable], gold: Collection[Hashable]) -> Matches:
    """The entries in common of two sets: edges, for instance."""
    mine, theirs = set(predicted), set(gold)
    return Matches(len(mine & theirs), len(mine), len(theirs))
