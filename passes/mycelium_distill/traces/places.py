"""Where things stand in a teacher's sequence: numbers, results, operands, steps, questions.

All of it is read off the written solution's character spans; attention plays no part yet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from mycelium.analyses.numbers import read_numbers
from mycelium_distill.traces.encoding import Encoded, Span, token_at
from mycelium_distill.traces.record import Array
from mycelium_distill.traces.references import edge_of

if TYPE_CHECKING:
    from mycelium_distill.written import Written, WrittenOperand

POSITIONS = ("before", "own", "after")
"""Whose attention is asked about an operand: the token before it, its own last one, the next."""


@dataclass(frozen=True, eq=False)
class Places:
    """The places of one written solution, as positions in its sequence of T tokens.

    A candidate is what an operand may come from: one of the N numbers of the problem, or
    the result of one of the K steps, in this order.

    Attributes:
        written: the solution.
        encoded: its tokens.
        numbers: int32 [N, 2], spans in the problem.
        candidates: float32 [N + K, T], 1 at each candidate's tokens and the token before
            them (heads often attend there); a step without a result has none.
        steps: float32 [K, T], 1 at the tokens of each step's text.
        operands: int32 [M, 2], step and operand within it.
        rows: int32 [M, 3], the token before each operand, its own last, the one after.
        allowed: bool [M, N + K], which candidates stand before the operand.
    """

    written: Written
    encoded: Encoded
    numbers: Array
    candidates: Array
    steps: Array
    operands: Array
    rows: Array
    allowed: Array

    @cached_property
    def true(self) -> Array:
        """int32 [M], the candidate that each operand comes from; -1 where that is not sure.

        Execution vouches for it: the program that these references spell gives the right
        answer, and the operand's value stands nowhere else.
        """
        found = [self._source(operand) for operand in self._operands()]
        return np.array(found, "int32").reshape(len(self.operands))

    @cached_property
    def edges(self) -> Array:
        """int32 [M], the step that each operand refers to, -1 for none, -2 where unsure."""
        found = [edge_of(operand) for operand in self._operands()]
        return np.array(found, "int32").reshape(len(self.operands))

    @cached_property
    def ambiguous(self) -> Array:
        """Whether the operand's value also stands where it does not come from; bool [M]."""
        found = [operand.ambiguous for operand in self._operands()]
        return np.array(found, bool).reshape(len(self.operands))

    @cached_property
    def boundaries(self) -> Array:
        """The solution's tokens with which a line or a step ends, indices into S, ascending."""
        solution, offsets = self.written.solution, self.encoded.solution_offsets
        ends = {at for at, mark in enumerate(solution) if mark == "\n"}
        ends |= {step.span[1] - 1 for step in self.written.steps}
        tokens = {token_at(offsets, end) for end in ends}
        merged: list[int] = []
        for token in sorted(token for token in tokens if token is not None):
            # A step's last character and the newline behind it are one boundary.
            if not merged or token - merged[-1] > 2:
                merged.append(token)
        return np.array(merged, "int32")

    def _operands(self) -> list[WrittenOperand]:
        steps = self.written.steps
        return [steps[step].operands[operand] for step, operand in self.operands.tolist()]

    def _source(self, operand: WrittenOperand) -> int:
        if operand.ambiguous or operand.source == "unknown":
            return -1
        if operand.steps:
            return self._result(operand.steps[0])
        return _number_at(self.numbers, operand.places[0]) if operand.places else -1

    def _result(self, step: int) -> int:
        index = len(self.numbers) + step
        return index if self.candidates[index].any() else -1


_SENTENCE = re.compile(r"\S(?:.*?)(?:[.?!]+[\"'”’)]*(?=\s|$)|(?=\s*$)|(?=\n\s*\n))", re.DOTALL)
"""From a sentence's first character to the mark that ends it; `3.5` has no end in it."""


def find_places(written: Written, encoded: Encoded) -> Places:
    """The places of a written solution."""
    numbers = _numbers(written)
    length, count = encoded.length, len(written.steps)
    candidates = np.zeros((len(numbers) + count, length), "float32")
    for index, span in enumerate(numbers.tolist()):
        _mark(candidates[index], encoded.problem_positions(tuple(span)))
    steps = np.zeros((count, length), "float32")
    for index, step in enumerate(written.steps):
        steps[index, encoded.solution_positions(step.span)] = 1
        if step.result is not None:
            _mark(candidates[len(numbers) + index], encoded.solution_positions(step.result))
    candidates[:, encoded.sinks] = 0
    operands: list[tuple[int, int]] = []
    rows: list[tuple[int, int, int]] = []
    for index, step in enumerate(written.steps):
        for place, operand in enumerate(step.operands):
            tokens = encoded.solution_positions(operand.span)
            if len(tokens):
                operands.append((index, place))
                rows.append((tokens[0] - 1, tokens[-1], min(tokens[-1] + 1, length - 1)))
    allowed = np.zeros((len(operands), len(candidates)), bool)
    allowed[:, : len(numbers)] = True
    for row, (index, _) in enumerate(operands):
        allowed[row, len(numbers) : len(numbers) + index] = True
    return Places(
        written=written,
        encoded=encoded,
        numbers=numbers,
        candidates=candidates,
        steps=steps,
        operands=np.array(operands, "int32").reshape(len(operands), 2),
        rows=np.array(rows, "int32").reshape(len(rows), 3),
        allowed=allowed & candidates.any(axis=1),
    )


def questions(problem: str) -> list[Span]:
    """The sentences of a problem that ask, or its last one where none ends in `?`."""
    found = [match.span() for match in _SENTENCE.finditer(problem)]
    asking = [span for span in found if problem[: span[1]].rstrip("\"'”’)").endswith("?")]
    return asking or found[-1:]


def _numbers(written: Written) -> Array:
    """The problem's numbers: where operands stand, then whatever else reads as a number."""
    spans = {place for step in written.steps for op in step.operands for place in op.places}
    for mention in read_numbers(written.problem):
        if not any(mention.start < end and mention.end > start for start, end in spans):
            spans.add((mention.start, mention.end))
    return np.array(sorted(spans), "int32").reshape(len(spans), 2)


def _number_at(numbers: Array, span: Span) -> int:
    found = np.flatnonzero((numbers == span).all(axis=1))
    return int(found[0])


def _mark(row: Array, tokens: Array) -> None:
    row[tokens] = 1
    if len(tokens):
        row[max(0, tokens[0] - 1)] = 1
