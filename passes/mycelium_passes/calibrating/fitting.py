"""Logistic regression by Newton's method, with a little ridge, and what it promises unseen rows."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RIDGE = 1.0
"""The penalty on the squared weights of standardised features."""
STEPS = 50
FOLDS = 5

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Logistic:
    """Log odds as a weighted sum of features.

    Attributes:
        features: Their names.
        weights: A weight for each.
        bias: What is added.
    """

    features: tuple[str, ...]
    weights: tuple[float, ...]
    bias: float

    def probability(self, row: Mapping[str, float]) -> float:
        """That of one row."""
        from mycelium.trust import sigmoid

        pairs = zip(self.features, self.weights, strict=True)
        return sigmoid(sum(row[name] * weight for name, weight in pairs) + self.bias)


def fit(
    names: Sequence[str], rows: Sequence[Mapping[str, float]], right: Sequence[bool]
) -> Logistic:
    """The likeliest weights; a feature that never varies gets none."""
    table = np.array([[row[name] for name in names] for row in rows], dtype=np.float64)
    wanted = np.array(right, dtype=np.float64)
    centre, spread = table.mean(0), table.std(0)
    spread[spread < 1e-9] = np.inf
    inputs = np.column_stack([(table - centre) / spread, np.ones(len(table))])
    penalty = np.append(np.full(len(names), RIDGE), 0.0)
    found = np.zeros(len(names) + 1)
    for _ in range(STEPS):
        chances = _sigmoid(inputs @ found)
        gradient = inputs.T @ (chances - wanted) + penalty * found
        # A little on the diagonal keeps it solvable where all rows are as sure as can be.
        curve = inputs.T @ (inputs * (chances * (1 - chances))[:, None])
        step = np.linalg.solve(curve + np.diag(penalty + 1e-9), gradient)
        found -= step * min(1.0, 4.0 / max(float(np.abs(step).max()), 1e-12))
        if float(np.abs(step).max()) < 1e-9:
            break
    weights = found[:-1] / spread
    bias = float(found[-1] - (weights * centre).sum())
    return Logistic(tuple(names), tuple(float(weight) for weight in weights), bias)


def unseen(
    names: Sequence[str], rows: Sequence[Mapping[str, float]], right: Sequence[bool]
) -> list[float]:
    """Each row's probability by weights that were fitted to the other folds' rows."""
    found = [0.0] * len(rows)
    order = list(range(len(rows)))
    random.Random("folds").shuffle(order)  # rows that lie together may be alike
    for fold in range(FOLDS):
        kept = [index for place, index in enumerate(order) if place % FOLDS != fold]
        fitted = fit(names, [rows[index] for index in kept], [right[index] for index in kept])
        for index in order[fold::FOLDS]:
            found[index] = fitted.probability(rows[index])
    return found


def threshold(confidences: Sequence[float | None], answered: float) -> float:
    """The least confidence at which at most so large a share of rows is answered.

    Rows without an answer, None, are answered at none. It lies halfway between two rows,
    so that rounding it decides nothing.
    """
    allowed = int(answered * len(confidences))
    sure = sorted((c for c in confidences if c is not None), reverse=True)
    if len(sure) <= allowed:
        return 0.0
    above = next((c for c in reversed(sure[:allowed]) if c > sure[allowed]), 1.0)
    return (above + sure[allowed]) / 2


def _sigmoid(values: Array) -> Array:
    found: Array = 0.5 * (1 + np.tanh(values / 2))
    return found
