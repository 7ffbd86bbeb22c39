"""The labels' two thresholds, set on the tuning rows where execution says what is right.

A step's operand that stands in one place of the problem and nowhere else shows which
piece was read; one whose value stands nowhere is a constant. Nobody labels anything.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from mycelium.analyses.numbers import read_numbers
from mycelium_distill.labels.evidence import Thresholds, piece_shares
from mycelium_distill.labels.reading import Reading
from mycelium_distill.labels.segments import segment_of, segments
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

LEAST = 30
"""So many examples of each kind are needed to set a threshold."""

Values = npt.NDArray[np.float64]


def calibrate(readings: Iterable[Reading]) -> Thresholds:
    """Set both thresholds.

    Args:
        readings: Tuning rows.

    Raises:
        MyceliumError: MYC298, if the rows show too few operands of a kind.
    """
    read: list[float] = []
    unread: list[float] = []
    told: list[float] = []
    constants: list[float] = []
    for reading in readings:
        _shares(reading, read, unread)
        _masses(reading, told, constants)
    for what, found in (
        ("pieces that are read", read),
        ("pieces that are not read", unread),
        ("operands from the text", told),
    ):
        if len(found) < LEAST:
            raise MyceliumError(
                Diagnostic(
                    "MYC298",
                    f"the tuning rows show {len(found)} {what}; {LEAST} are needed to set a "
                    "threshold",
                    hint="trace more rows of the split `tune`",
                )
            )
    # Few sets have constants enough; without them no operand is taken for one.
    constant = (
        best_threshold(np.array(told), np.array(constants)) if len(constants) >= LEAST else 0.0
    )
    return Thresholds(best_threshold(np.array(read), np.array(unread)), constant)


def best_threshold(positive: Values, negative: Values) -> float:
    """The value from which on most is right: positives at or above it, negatives below.

    Each example counts the same, so that the rarer kind is not favoured. Among equals
    the lowest.

    Args:
        positive: [n], what positives measure.
        negative: [m], what negatives measure.
    """
    cuts = np.unique(np.concatenate([positive, negative]))
    missed = np.searchsorted(np.sort(positive), cuts, side="left")
    taken = len(negative) - np.searchsorted(np.sort(negative), cuts, side="left")
    return float(cuts[int(np.argmin(missed + taken))])


def _shares(reading: Reading, read: list[float], unread: list[float]) -> None:
    """The shares of the pieces that hold a step's operands, and of those that do not."""
    pieces = segments(reading.written.problem)
    for step in reading.written.steps:
        holds = {
            segment_of(operand.places[0], pieces)
            for operand in step.operands
            if len(operand.places) == 1 and not operand.steps
        }
        if not holds or None in holds:
            continue
        for index, share in enumerate(piece_shares(reading.trace, step.span, pieces)):
            (read if index in holds else unread).append(float(share))


def _masses(reading: Reading, told: list[float], constants: list[float]) -> None:
    """What the heads give to all candidates: for operands from the text, and for constants."""
    values = {v for m in read_numbers(reading.written.problem) for v in (m.value, m.figure)}
    for (step, operand), mass in zip(reading.trace.operands, reading.trace.mass, strict=True):
        written = reading.written.steps[step].operands[operand]
        if written.steps:
            continue
        if len(written.places) == 1:
            told.append(float(mass))
        elif not written.places and written.value not in values:
            constants.append(float(mass))
