"""Questions: patterns, and functions that write the last steps of a program for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from mycelium_distill.algebra.deepmind.reading import Reading
from mycelium_distill.algebra.sources import UnreadError
from mycelium_ir.nodes import Name


@dataclass(frozen=True)
class Asked:
    """The step that answers a question, in which form, and the gold answer.

    The gold answer is the package's, put otherwise where it is no value: for the
    letter of a choice the choice, for a sorted list a tuple.
    """

    step: Name
    goal: str
    gold: str


Question: TypeAlias = Callable[[Reading, tuple[str, ...], str], Asked]
"""From a reading, the groups of the question's pattern and the package's answer."""


class Questions:
    """A list of patterns with their questions; the first that fits counts."""

    def __init__(self) -> None:
        self._known: list[tuple[re.Pattern[str], Question]] = []

    def ask(self, *patterns: str) -> Callable[[Question], Question]:
        """A decorator: the function answers questions of these patterns."""

        def register(question: Question) -> Question:
            self._known.extend((re.compile(pattern), question) for pattern in patterns)
            return question

        return register

    def find(self, text: str) -> tuple[Question, tuple[str, ...]] | None:
        """The question that a text asks, and its pattern's groups."""
        for pattern, question in self._known:
            if found := pattern.fullmatch(text):
                return question, found.groups()
        return None


def answer_to(reading: Reading, answer: str, tables: Sequence[Questions]) -> Asked:
    """The answer to a reading's question, by the first table that knows it.

    Raises:
        UnreadError: if none does, or the question has no program.
    """
    text = reading.question.rstrip(".?").strip()
    for table in tables:
        if found := table.find(text):
            question, groups = found
            return question(reading, groups, answer)
    raise UnreadError("the question is not understood")
