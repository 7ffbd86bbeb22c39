"""A linear probe on step embeddings, cross-fitted: p(y|x) from a probe that never saw x's problem.

Multinomial logistic regression with an L2 penalty, by L-BFGS, on embeddings that are
standardised and rotated to their principal axes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Single = NDArray[np.float32]


@dataclass(frozen=True)
class Axes:
    """How an embedding is standardised: `(x - mean) @ rotation`.

    Attributes:
        mean: [D].
        rotation: [D, R]; its columns are principal axes, scaled to unit variance.
    """

    mean: Single
    rotation: Single

    @classmethod
    def fit(cls, x: Floats, most: int = 512, floor: float = 1e-3) -> Axes:
        """The principal axes of embeddings, each feature first brought to unit variance.

        Args:
            x: [N, D].
            most: The most axes.
            floor: Axes with less than this part of the largest variance are shrunk, not
                blown up to unit variance.
        """
        mean = x.mean(axis=0, dtype=np.float64)
        deviation = x.std(axis=0, dtype=np.float64)
        scale = 1 / np.where(deviation > 1e-12, deviation, np.inf)
        y = ((x - mean) * scale).astype(np.float32)
        variance, vectors = np.linalg.eigh((y.T @ y).astype(np.float64) / len(y))
        best = np.argsort(-variance, kind="stable")[:most]
        variance, vectors = variance[best], vectors[:, best]
        # An eigenvector's sign is arbitrary; a fixed one makes runs the same everywhere.
        vectors *= np.sign(vectors[np.abs(vectors).argmax(axis=0), np.arange(vectors.shape[1])])
        shrink = np.sqrt(np.maximum(variance, floor * variance[0]))
        rotation = scale[:, None] * vectors / shrink
        return cls(mean.astype(np.float32), rotation.astype(np.float32))

    def __call__(self, x: Floats) -> Single:
        """Embeddings [N, D] along the axes, [N, R]."""
        return np.asarray((x - self.mean) @ self.rotation, dtype=np.float32)


@dataclass(frozen=True)
class Probe:
    """A linear classifier.

    Attributes:
        weights: [R, M].
        bias: [M].
    """

    weights: Single
    bias: Single

    def posterior(self, x: Floats) -> Single:
        """p(y|x), [N, M], of features [N, R]."""
        return softmax(np.asarray(x, dtype=np.float32) @ self.weights + self.bias)


def softmax(logits: Single) -> Single:
    """Each row's distribution."""
    logits = logits - logits.max(axis=1, keepdims=True)
    np.exp(logits, out=logits)
    return np.asarray(logits / logits.sum(axis=1, keepdims=True), dtype=np.float32)


def fit_probe(
    x: Single, y: NDArray[np.integer[Any]], labels: int, penalty: float, iterations: int = 80
) -> Probe:
    """Logistic regression: mean cross-entropy + penalty / 2 |W|^2, from zero, deterministic.

    Args:
        x: Features, [N, R].
        y: Labels below `labels`, [N].
        labels: M.
        penalty: The L2 penalty on the weights; the bias has none.
        iterations: The most steps of L-BFGS.
    """
    from scipy.optimize import minimize

    count, width = x.shape
    rows = np.arange(count)

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        table = flat.reshape(width + 1, labels)
        weights, bias = table[:-1].astype(np.float32), table[-1].astype(np.float32)
        p = softmax(x @ weights + bias)
        cost = -float(np.log(np.maximum(p[rows, y], 1e-30), dtype=np.float64).mean())
        p[rows, y] -= 1
        p /= np.float32(count)
        gradient = np.empty_like(table)
        gradient[:-1] = x.T @ p + penalty * table[:-1]
        gradient[-1] = p.sum(axis=0, dtype=np.float64)
        return cost + penalty / 2 * float((table[:-1] ** 2).sum()), gradient.ravel()

    start = np.zeros((width + 1, labels))
    start[-1] = np.log((np.bincount(y, minlength=labels) + 0.5) / (count + 0.5 * labels))
    found = minimize(
        loss,
        start.ravel(),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": iterations, "maxcor": 10, "ftol": 1e-7, "gtol": 1e-7},
    )
    table = found.x.reshape(width + 1, labels).astype(np.float32)
    return Probe(table[:-1], table[-1])


@dataclass(frozen=True)
class CrossFit:
    """A cross-fitted probe.

    Attributes:
        posterior: p(y|x) of each row, by the probe of the fold that its problem is not in, [N, M].
        probe: For rows of other problems: the mean of the folds' probes, which has the
            geometric mean of their posteriors.
        folds: Each row's fold, [N].
    """

    posterior: Single
    probe: Probe
    folds: NDArray[np.int32]


def folds_by_problem(problems: Sequence[str], folds: int, seed: int) -> NDArray[np.int32]:
    """A fold for each row, the same for all rows of a problem, of about equal sizes.

    Raises:
        ValueError: if there are fewer problems than folds.
    """
    distinct = list(dict.fromkeys(problems))
    if not 2 <= folds <= len(distinct):
        raise ValueError(f"{len(distinct)} problems cannot be put into {folds} folds")
    order = np.random.default_rng(seed).permutation(len(distinct))
    fold = {distinct[place]: turn % folds for turn, place in enumerate(order)}
    return np.array([fold[problem] for problem in problems], dtype=np.int32)


def cross_fit(
    x: Single,
    y: NDArray[np.integer[Any]],
    problems: Sequence[str],
    labels: int,
    *,
    penalty: float = 1e-5,
    folds: int = 5,
    seed: int = 0,
    iterations: int = 80,
) -> CrossFit:
    """p(y|x) of each row by a probe fitted on other problems' rows alone.

    Args:
        x: Features, [N, R].
        y: Labels, [N].
        problems: What the rows' folds go by: rows of one problem are never apart.
        labels: M.
        penalty: See `fit_probe`.
        folds: How many probes are fitted.
        seed: Draws the folds.
        iterations: See `fit_probe`.
    """
    fold = folds_by_problem(problems, folds, seed)
    posterior = np.empty((len(x), labels), dtype=np.float32)
    probes = []
    for held_out in range(folds):
        inside = fold != held_out
        probe = fit_probe(x[inside], y[inside], labels, penalty, iterations)
        posterior[~inside] = probe.posterior(x[~inside])
        probes.append(probe)
    mean = Probe(
        np.stack([p.weights for p in probes]).mean(axis=0, dtype=np.float64).astype(np.float32),
        np.stack([p.bias for p in probes]).mean(axis=0, dtype=np.float64).astype(np.float32),
    )
    return CrossFit(posterior, mean, fold)
