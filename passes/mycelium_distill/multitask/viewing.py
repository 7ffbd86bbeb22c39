"""A problem as a trunk's tokens, and where in them its clauses and numbers stand."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from mycelium.analyses.numbers import read_numbers
from mycelium_ir.nodes import Program
from mycelium_passes.transcript import Clean
from mycelium_passes.transcript.symbols import MARKERS


@dataclass(frozen=True)
class View:
    """A problem as tokens."""

    program: Program
    text: Clean
    ids: list[int]
    offsets: list[tuple[int, int]]

    def tokens(self, start: int, end: int) -> tuple[int, int] | None:
        """The tokens of a span of the original text: the first, and one past the last."""
        start, end = self.text.span(start, end)
        found = [
            index
            for index, (first, last) in enumerate(self.offsets)
            if first < end
            and last > start
            and self.text.text[max(first, start) : min(last, end)].strip()
        ]
        return (found[0], found[-1] + 1) if found else None

    def clause_tokens(self) -> list[tuple[int, int]]:
        """The tokens of each clause that has a marker.

        Raises:
            ValueError: if one has none.
        """
        found = []
        for clause in self.program.clauses[:MARKERS]:
            span = self.tokens(clause.start, clause.end)
            if span is None:
                raise ValueError("a clause has no token")
            found.append(span)
        return found

    def segment(self) -> Any:
        """1 for the tokens inside clauses, 0 for the others."""
        labels = np.zeros(len(self.ids), np.int64)
        for clause in self.program.clauses:
            span = self.tokens(clause.start, clause.end)
            if span is not None:
                labels[span[0] : span[1]] = 1
        return labels

    @cached_property
    def numbers(self) -> dict[Fraction, list[int]]:
        """The last tokens of the numbers in the text, by value; a percentage has two."""
        found: dict[Fraction, list[int]] = {}
        for mention in read_numbers(self.program.problem or ""):
            span = self.tokens(mention.start, mention.end)
            for value in {mention.value, mention.figure} if span is not None else ():
                assert span is not None
                found.setdefault(value, []).append(span[1] - 1)
        return found
