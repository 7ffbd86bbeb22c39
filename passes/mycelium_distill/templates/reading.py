"""How a step read its operands, by the teacher's attention: what is appended to its states.

A number that comes from nowhere (the 7 of a week, the 2 of "half") is told from one that
was read by how little attention it pays to the places where numbers stand. States pooled
over a step lose which operand that was; these features keep it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from mycelium_distill.traces.record import Trace
    from mycelium_distill.written import Written

_KEPT = 4
"""How many operands, those with the least attention first, have features of their own."""

_STEPS = (0.05, 0.1, 0.2, 0.3, 0.5)
"""The operands whose mass is below each of these are counted."""

READING = (
    "tokens",
    "operands",
    "mean_mass",
    *(f"mass_{n}" for n in range(_KEPT)),
    *(f"log_mass_{n}" for n in range(_KEPT)),
    *(f"best_{n}" for n in range(_KEPT)),
    *(f"below_{step}" for step in _STEPS),
    "least_problem",
    "least_result",
    "least_iaf",
    "least_tokens",
    "first_mass",
    "last_mass",
    "iaf",
)
"""What is appended to a step's pooled states: how many tokens were pooled (log), how many
operands were sought (log), the mean attention of its operands to numbers of the problem and to
results (their mass); the least masses, their logarithms, and the least of the operands' best
scores, 1 where there are fewer operands; how many masses are below some values; of the operand
with the least mass the best score among the problem's numbers and among results, the
mean IAF over it and its tokens; the first and the last operand's mass; and the mean IAF over the
expression."""


def reading(row: Written, trace: Trace, place: int) -> NDArray[np.float32]:
    """The values of `READING` for the step at a place in the solution."""
    step = row.steps[place]
    inside = _tokens(trace, step.expression or step.span)
    found: NDArray[np.float32] = np.zeros(len(READING), dtype=np.float32)
    found[0] = np.log1p(inside.sum())
    found[-1] = _mean(trace.iaf[inside])
    operands: NDArray[Any] = trace.operands
    at = np.flatnonzero(operands[:, 0] == place)
    if len(at):
        found[1:-1] = _operands(row, trace, place, at)
    return found


def _operands(
    row: Written, trace: Trace, place: int, at: NDArray[np.intp]
) -> NDArray[np.floating[Any]]:
    """Everything that is known of the operands at these rows of the trace."""
    mass = np.asarray(trace.mass, np.float64)[at]
    scores = np.asarray(trace.scores, np.float64)[at]
    numbers = len(trace.numbers)
    problem = scores[:, :numbers].max(axis=1, initial=0)
    result = scores[:, numbers:].max(axis=1, initial=0)
    least = int(mass.argmin())
    written = row.steps[place].operands[int(trace.operands[at[least], 1])]
    tokens = _tokens(trace, written.span)
    masses = _padded(mass)
    return np.array(
        [
            np.log1p(len(mass)),
            mass.mean(),
            *masses,
            *np.log(masses + 0.02),
            *_padded(np.maximum(problem, result)),
            *((mass < step).sum() for step in _STEPS),
            problem[least],
            result[least],
            _mean(trace.iaf[tokens]),
            tokens.sum(),
            mass[0],
            mass[-1],
        ]
    )


def _padded(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The least of the values in rising order, ones after them."""
    kept = np.sort(values)[:_KEPT]
    return np.concatenate([kept, np.ones(_KEPT - len(kept))])


def _tokens(trace: Trace, span: tuple[int, int]) -> NDArray[np.bool_]:
    offsets: NDArray[Any] = trace.solution_offsets
    return np.asarray((offsets[:, 0] < span[1]) & (offsets[:, 1] > span[0]))


def _mean(values: NDArray[Any]) -> float:
    return float(values.mean()) if len(values) else 0.0
