"""Does an operand refer to an earlier step? Decided by where the calibrated heads point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mycelium_distill.traces.record import Array, Trace

if TYPE_CHECKING:
    from mycelium_distill.written import WrittenOperand

NONE, UNSURE = -1, -2
"""No step; nobody knows whether a step, and which."""

SMALLEST = 0.01
"""Added to shares of attention before their logarithm is taken."""


@dataclass(frozen=True)
class References:
    """A logistic regression over an operand's scores: does it refer to the step pointed at?

    It sees attention only, neither values nor which step is how far away. Without weights an
    operand refers to a step wherever nothing has a higher score.

    Attributes:
        mean: what is taken from each of `features`.
        scale: what it is then divided by.
        weights: one for each.
        bias: the constant.
        threshold: the probability from which on the operand refers to the step.
    """

    mean: tuple[float, ...] = ()
    scale: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()
    bias: float = 0.0
    threshold: float = 0.5

    @staticmethod
    def from_json(found: Mapping[str, Any]) -> References:
        """From JSON values; without any, the one without weights.

        Raises:
            TypeError, ValueError: for what is no such regression.
        """
        return References(
            mean=tuple(found.get("mean", ())),
            scale=tuple(found.get("scale", ())),
            weights=tuple(found.get("weights", ())),
            bias=float(found.get("bias", 0.0)),
            threshold=float(found.get("threshold", 0.5)),
        )

    def probability(self, values: Array) -> Array:
        """That operands refer to the steps pointed at: `features` [n, F] to float64 [n]."""
        logits = (values - np.array(self.mean)) / np.array(self.scale) @ np.array(self.weights)
        probability: Array = 1 / (1 + np.exp(-(logits + self.bias).clip(-30, 30)))
        return probability

    def step(self, trace: Trace, row: int) -> int:
        """The step that the operand in a row of `trace.operands` refers to; -1 for none."""
        step = pointed(trace, row)
        if step < 0:
            return NONE
        if self.weights:
            return step if self.probability(features(trace, row)) >= self.threshold else NONE
        numbers, steps = _scores(trace, row)
        return step if steps[step] > numbers.max(initial=0) else NONE


def edge_of(operand: WrittenOperand) -> int:
    """The step that an operand refers to by the annotations; `NONE` or `UNSURE`."""
    if operand.gold is not None:
        return operand.gold
    if not operand.steps:
        return NONE
    return UNSURE if operand.ambiguous else operand.steps[0]


def pointed(trace: Trace, row: int) -> int:
    """The step with the highest score among steps; -1 where none has any."""
    _, steps = _scores(trace, row)
    return int(steps.argmax()) if steps.max(initial=0) > 0 else NONE


def features(trace: Trace, row: int) -> Array:
    """What is told of an operand, float64 [7].

    The logarithms of the two highest scores of steps and of numbers, and of the attention
    that goes elsewhere; the whole attention to numbers and steps; the best step's part of it.
    """
    numbers, steps = (np.sort(scores)[::-1] for scores in _scores(trace, row))
    mass = float(trace.mass[row])
    best = np.zeros((2, 2))
    best[0, : min(2, len(steps))] = steps[:2]
    best[1, : min(2, len(numbers))] = numbers[:2]
    elsewhere = np.log(max(0.0, 1 - mass) + SMALLEST)
    share = best[0, 0] / (mass + SMALLEST)
    return np.array([*np.log(best + SMALLEST).ravel(), elsewhere, mass, share])


def _scores(trace: Trace, row: int) -> tuple[Array, Array]:
    """An operand's scores of the problem's numbers, and of the steps' results."""
    scores = trace.scores[row].astype("float64")
    count = len(trace.numbers)
    return scores[:count], scores[count:]
