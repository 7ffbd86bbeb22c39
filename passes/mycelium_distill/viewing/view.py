"""What a picture of a trace shows, for the terminal and the page alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mycelium_distill.labels.evidence import overlapping, piece_shares
from mycelium_distill.labels.segments import segments
from mycelium_distill.traces.record import Trace
from mycelium_distill.written import Span, Written

LIKELY = 0.5
"""The calibrated probability from which on a boundary is shown."""


@dataclass(frozen=True)
class StepView:
    """A step: its text in the solution, its IAF, and the share of each piece of the problem."""

    name: str
    span: Span
    iaf: float
    shares: tuple[float, ...]


@dataclass(frozen=True)
class Arrow:
    """An operand of the solution, and where the calibrated heads say that it comes from.

    `place` is in the problem, or in the solution where `step` names an earlier step;
    `share` is the chosen place's part of the heads' score, from 0 to 1.
    """

    operand: Span
    step: int
    place: Span
    origin: str | None
    share: float


@dataclass(frozen=True)
class View:
    """All that is shown of one trace; spans are character offsets.

    Attributes:
        problem: The problem's text.
        solution: The solution's text.
        pieces: The pieces of the problem.
        steps: The steps, in the order in which they are written.
        arrows: Where the operands come from.
        boundaries: Offsets in the solution where a step ends, by attention.
        answer: The gold answer.
    """

    id: str
    problem: str
    solution: str
    pieces: tuple[Span, ...]
    steps: tuple[StepView, ...]
    arrows: tuple[Arrow, ...]
    boundaries: tuple[int, ...]
    answer: str


def view_of(written: Written, trace: Trace) -> View:
    """Gather what a picture of a trace shows.

    Raises:
        ValueError: if the trace is of another solution.
    """
    if written.id != trace.id:
        raise ValueError(f"a trace of {trace.id} is none of {written.id}")
    pieces = segments(written.problem)
    return View(
        written.id,
        written.problem,
        written.solution,
        pieces,
        tuple(_step(written, index, trace, pieces) for index in range(len(written.steps))),
        tuple(_arrows(written, trace)),
        tuple(int(trace.solution_offsets[t, 1]) for t in np.flatnonzero(trace.boundary >= LIKELY)),
        written.answer,
    )


def _step(written: Written, index: int, trace: Trace, pieces: tuple[Span, ...]) -> StepView:
    step = written.steps[index]
    tokens = overlapping(trace.solution_offsets, step.span)
    iaf = float(trace.iaf[tokens].mean()) if len(tokens) else 0.0
    shares = piece_shares(trace, step.span, pieces)
    return StepView(step.name, step.span, iaf, tuple(map(float, shares)))


def _arrows(written: Written, trace: Trace) -> list[Arrow]:
    found = []
    for row, (step, operand) in enumerate(trace.operands):
        located = trace.located(int(step), int(operand))
        if located is None:
            continue
        kind, index = located
        scores = trace.scores[row].astype(float)
        share = float(scores.max() / scores.sum())
        span = written.steps[step].operands[operand].span
        if kind == "problem":
            start, end = map(int, trace.numbers[index])
            found.append(Arrow(span, int(step), (start, end), None, share))
        else:
            origin = written.steps[index]
            found.append(Arrow(span, int(step), origin.result or origin.span, origin.name, share))
    return found
