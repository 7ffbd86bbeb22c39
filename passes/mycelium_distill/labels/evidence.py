"""What the teacher read for each step: shares of its attention, by piece of the problem.

All shares are of the calibrated heads' whole attention with the sink removed, so a
piece's share is the IAF (input attention fraction) restricted to that piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mycelium_distill.traces.record import Trace
from mycelium_distill.written import Span

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Thresholds:
    """What counts as reading; set on the tuning rows by `calibration`.

    Attributes:
        clause: The least share of a step's attention that a piece of the problem must
            get for a step without operands in the text to be anchored there.
        constant: An operand whose heads give less than this to all numbers and results
            together comes from nowhere: a constant.
    """

    clause: float
    constant: float


def overlapping(offsets: npt.NDArray[np.int32], span: Span) -> npt.NDArray[np.intp]:
    """The tokens that share a character with a span.

    Args:
        offsets: [n, 2], each token's characters.
        span: Character offsets into the same text.
    """
    start, end = span
    return np.flatnonzero((offsets[:, 0] < end) & (offsets[:, 1] > start))


def piece_shares(trace: Trace, span: Span, pieces: Sequence[Span]) -> Array:
    """How much of the attention of a stretch of the solution goes to each piece of the problem.

    Args:
        trace: The reading.
        span: The stretch, as character offsets into the solution.
        pieces: Character offsets into the problem.

    Returns:
        [len(pieces)], the mean over the stretch's tokens; zeros where it has no token.
    """
    rows = overlapping(trace.solution_offsets, span)
    if not len(rows):
        return np.zeros(len(pieces))
    attention = trace.attention[rows].astype(float).mean(axis=0)
    return np.array(
        [attention[overlapping(trace.problem_offsets, piece)].sum() for piece in pieces]
    )


def read_spans(trace: Trace, span: Span, within: Sequence[Span]) -> tuple[Span, ...]:
    """The characters of some pieces that a stretch of the solution reads more than evenly.

    A token counts if it gets more than 1/P of what the stretch gives to the problem's P
    tokens. Neighbouring tokens are joined.
    """
    rows = overlapping(trace.solution_offsets, span)
    if not len(rows) or not len(trace.problem_offsets):
        return ()
    attention = trace.attention[rows].astype(float).mean(axis=0)
    level = attention.sum() / len(attention)
    found: list[Span] = []
    for piece in within:
        for token in overlapping(trace.problem_offsets, piece):
            if attention[token] > level:
                start, end = map(int, trace.problem_offsets[token])
                found.append((max(start, piece[0]), min(end, piece[1])))
    return joined(found)


def joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans sorted, those that touch or overlap made one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return tuple(found)


def covered(spans: Sequence[Span], by: Sequence[Span]) -> float | None:
    """The share of the spans' characters that others cover; None where there are none.

    Both must be sorted and without overlap, as `joined` makes them.
    """
    length = sum(end - start for start, end in spans)
    if not length:
        return None
    shared = sum(
        max(0, min(end, other_end) - max(start, other_start))
        for start, end in spans
        for other_start, other_end in by
    )
    return shared / length
