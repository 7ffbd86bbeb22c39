"""Does an operand refer to an earlier step? Decided by where the calibrated heads point.

Where a number of the problem equals a result, heads look at both. Which is meant shows in
the other operands: what they point at has a reader already, and a step is written to be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mycelium_distill.traces.record import Array, Trace
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium_distill.written import WrittenOperand

NONE, UNSURE = -1, -2
"""No step; nobody knows whether a step, and which."""

SMALLEST = 0.01
"""Added to shares of attention before their logarithm is taken."""

RIDGE = 1.0

FEATURES = (
    "step",
    "next step",
    "number",
    "next number",
    "elsewhere",
    "mass",
    "step, mean of others",
    "step, most of others",
    "number, mean of others",
    "number, most of others",
    "step, most beside",
    "number, most beside",
)
"""What is told of an operand and an earlier step: `features` has them in this order.

The scores of the step, of the best other step, and of the two best numbers; the attention
that goes elsewhere, and all that goes to numbers and steps. Then what the other operands
give to this step and to the best number, on average and at most; an operand counts that
could read it. Last, the most that an operand of the same step gives to either. Logarithms,
but for the whole attention and the last two.
"""


@dataclass(frozen=True)
class References:
    """A conditional logit over an operand's earlier steps, and none of them.

    It sees attention only, neither values nor which step is how far away. Without weights an
    operand refers to a step wherever nothing has a higher score.

    Attributes:
        mean: what is taken from each of `FEATURES`.
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
        """Of this step or none, that it is the step: `features` [n, F] to float64 [n].

        Raises:
            MyceliumError: MYC285, if the weights are of a version that told something else.
        """
        if len(self.weights) != len(FEATURES):
            raise MyceliumError(
                Diagnostic(
                    "MYC285",
                    f"the calibration weighs {len(self.weights)} features of a reference; this "
                    f"version reads {len(FEATURES)}",
                    hint="choose them anew: mycelium trace WRITTEN.jsonl --teacher FOLDER"
                    " --calibrate",
                )
            )
        logits = (values - np.array(self.mean)) / np.array(self.scale) @ np.array(self.weights)
        probability: Array = 1 / (1 + np.exp(-(logits + self.bias).clip(-30, 30)))
        return probability

    def steps(self, trace: Trace) -> list[int]:
        """The step that each of `trace.operands` refers to; -1 for none."""
        if not self.weights:
            return [_pointed(trace, row) for row in range(len(trace.operands))]
        found = []
        for row in range(len(trace.operands)):
            step, chance = self.likeliest(*features(trace, row))
            found.append(step if chance >= self.threshold else NONE)
        return found

    def likeliest(self, candidates: Array, values: Array) -> tuple[int, float]:
        """Of what `features` gives, the likeliest step and its probability; -1 and 0 for none."""
        if not len(candidates):
            return NONE, 0.0
        chances = self.probability(values)
        best = int(chances.argmax())
        return int(candidates[best]), float(chances[best])


def fitted(tables: Sequence[Array], chosen: Sequence[int], threshold: float = 0.5) -> References:
    """The weights that make the right steps likeliest (conditional logit, McFadden 1974).

    Args:
        tables: `features` of each operand, [its steps, F], each with a step at least.
        chosen: the row of each operand's table that is right, -1 for none.
        threshold: goes into the result.
    """
    from scipy.optimize import minimize

    values = np.concatenate(tables)
    mean, scale = values.mean(axis=0), values.std(axis=0) + 1e-6
    design = np.concatenate([(values - mean) / scale, np.ones((len(values), 1))], axis=1)
    counts = np.array([len(table) for table in tables])
    first = np.cumsum(counts) - counts
    owner = np.repeat(np.arange(len(counts)), counts)
    at = np.array(chosen)
    right = design[(first + at)[at >= 0]].sum(axis=0)
    penalty = np.array([*[RIDGE] * len(mean), 0.0])

    def loss(weights: Array) -> tuple[float, Array]:
        logits = design @ weights
        most = np.maximum(np.maximum.reduceat(logits, first), 0)
        parts = np.exp(logits - most[owner])
        total = np.add.reduceat(parts, first) + np.exp(-most)
        ridge = penalty * weights
        value = (np.log(total) + most).sum() - right @ weights + ridge @ weights / 2
        return float(value), design.T @ (parts / total[owner]) - right + ridge

    found = minimize(loss, np.zeros(design.shape[1]), jac=True, method="L-BFGS-B").x.tolist()
    return References(
        tuple(mean.tolist()), tuple(scale.tolist()), tuple(found[:-1]), found[-1], threshold
    )


def edge_of(operand: WrittenOperand) -> int:
    """The step that an operand refers to by the annotations; `NONE` or `UNSURE`."""
    if operand.gold is not None:
        return operand.gold
    if not operand.steps:
        return NONE
    return UNSURE if operand.ambiguous else operand.steps[0]


def features(trace: Trace, row: int) -> tuple[Array, Array]:
    """An operand's earlier steps that get any attention, int [n]; `FEATURES` of each, [n, F]."""
    numbers, steps = _scores(trace)
    users = trace.operands[:, 0]
    candidates = np.flatnonzero(steps[row, : users[row]] > 0)
    other = np.arange(len(users)) != row
    beside = other & (users == users[row])
    mine = steps[row]
    best = int(numbers[row].argmax()) if numbers.shape[1] else None
    two = np.zeros(2)
    top = np.sort(numbers[row])[::-1][:2]
    two[: len(top)] = top
    elsewhere = numbers[other, best] if best is not None else np.zeros(1)
    near = numbers[beside, best] if best is not None else np.zeros(1)
    mass = float(trace.mass[row])
    table = np.zeros((len(candidates), len(FEATURES)))
    for index, step in enumerate(candidates.tolist()):
        read = steps[other & (users > step), step]
        table[index] = (
            *np.log([mine[step] + SMALLEST, np.delete(mine, step).max(initial=0) + SMALLEST]),
            *np.log(two + SMALLEST),
            np.log(max(0.0, 1 - mass) + SMALLEST),
            mass,
            *np.log([_mean(read) + SMALLEST, read.max(initial=0) + SMALLEST]),
            *np.log([_mean(elsewhere) + SMALLEST, elsewhere.max(initial=0) + SMALLEST]),
            steps[beside, step].max(initial=0),
            near.max(initial=0),
        )
    return candidates, table


def _pointed(trace: Trace, row: int) -> int:
    """The step that gets more than any other step and number; -1 where none does."""
    numbers, steps = (scores[row] for scores in _scores(trace))
    return int(steps.argmax()) if steps.max(initial=0) > numbers.max(initial=0) else NONE


def _mean(values: Array) -> float:
    return float(values.mean()) if len(values) else 0.0


def _scores(trace: Trace) -> tuple[Array, Array]:
    """All operands' scores of the problem's numbers, and of the steps' results."""
    scores = trace.scores.astype("float64")
    count = len(trace.numbers)
    return scores[:, :count], scores[:, count:]
