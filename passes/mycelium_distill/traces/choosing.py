"""How heads and thresholds are chosen: by operands whose source execution vouches for.

Nobody labels anything. An operand whose value stands in one place only must come from
there, and a head is as good as it points there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from mycelium_distill import signals
from mycelium_distill.traces.calibration import (
    OFFSETS,
    Boundary,
    Triple,
    jsd_peaks,
    peaks_above,
    windows,
)
from mycelium_distill.traces.places import POSITIONS
from mycelium_distill.traces.record import Array

COUNTS = (8, 12, 16, 24, 32)
"""How many heads may be chosen: one alone can be right about operands and blind elsewhere."""

POWERS = (1, 3, 6, 12)
PENALTIES = (0.3, 1.0, 3.0)
CONTENDERS = 120
"""How many heads a logit may choose from."""

BOUNDARY_HEADS = 16
"""How many heads tell where steps end."""

EPSILON = 1e-6


@dataclass(frozen=True, eq=False)
class Question:
    """One operand and the evidence of all heads, flattened to H = positions * layers * heads.

    Attributes:
        evidence: float32 [H, C], attention to each candidate that stands before it.
        true: which candidate it comes from.
        numbers: how many of the candidates are the problem's numbers; the rest are results.
        problem: which problem it belongs to; halves are split by it.
    """

    evidence: Array
    true: int
    numbers: int
    problem: int


def share(evidence: Array) -> Array:
    """Evidence as each head's shares of its candidates, so that loud heads count no more."""
    result: Array = evidence / (evidence.sum(axis=-1, keepdims=True) + EPSILON)
    return result


def accuracies(questions: Sequence[Question]) -> Array:
    """How often each head alone points at the right candidate, float64 [H]."""
    right = [question.evidence.argmax(axis=-1) == question.true for question in questions]
    # A head that sees none of the candidates points nowhere; `argmax` would say the first.
    seen = [question.evidence.max(axis=-1) > 0 for question in questions]
    accuracy: Array = np.mean(np.logical_and(right, seen), axis=0)
    return accuracy


def weights_of(accuracy: Array, count: int, power: int) -> tuple[Array, Array]:
    """The best heads, best first, and their weights, which sum to one."""
    best = np.argsort(-accuracy, kind="stable")[:count]
    weights = accuracy[best] ** power
    total = weights.sum()
    return best, weights / total if total > 0 else np.full(len(best), 1 / len(best))


def located(questions: Sequence[Question], heads: Array, weights: Array) -> Array:
    """Whether each question is answered rightly by the weighted heads, bool [n]."""
    return np.array(
        [
            int((share(q.evidence[heads]) * weights[:, None]).sum(axis=0).argmax()) == q.true
            for q in questions
        ],
        bool,
    )


def choose_triples(
    questions: Sequence[Question], layers: int, heads: int
) -> tuple[tuple[Triple, ...], dict[str, Any]]:
    """Heads and weights, and what they were chosen on.

    Two ways to weight heads compete: the best ones by a power of their own accuracy, and
    a conditional logit, which finds heads that complement each other. Which one, and with
    which constants, two-fold cross-validation over problems decides; the heads themselves
    are then chosen on all questions.
    """
    halves = [[q for q in questions if q.problem % 2 == half] for half in (0, 1)]
    if not all(halves):
        halves = [list(questions), list(questions)]
    ways: dict[str, Callable[[Sequence[Question]], tuple[Array, Array]]] = {}
    for count in COUNTS:
        for power in POWERS:
            ways[f"best {count} by accuracy**{power}"] = partial(
                _by_accuracy, count=count, power=power
            )
    for penalty in PENALTIES:
        ways[f"logit, penalty {penalty}"] = partial(logit_weights, penalty=penalty)
    scores = {
        name: float(
            np.mean([located(halves[1 - side], *way(halves[side])).mean() for side in (0, 1)])
        )
        for name, way in ways.items()
    }
    name = max(scores, key=lambda way: round(scores[way], 4))
    best, weights = ways[name](questions)
    accuracy = accuracies(questions)
    triples = []
    for index, weight in zip(best.tolist(), weights.tolist(), strict=True):
        position, rest = divmod(index, layers * heads)
        layer, head = divmod(rest, heads)
        triples.append(
            Triple(POSITIONS[position], layer, head, round(weight, 6), float(accuracy[index]))
        )
    everyone = np.arange(len(accuracy)), np.full(len(accuracy), 1 / len(accuracy))
    chosen = {
        "operands": len(questions),
        "heads": len(triples),
        "weighted": name,
        "cross_validated_accuracy": round(scores[name], 4),
        "best_16_by_accuracy_6": round(scores["best 16 by accuracy**6"], 4),
        "best_single_head": round(float(accuracy.max()), 4),
        "mean_of_all_heads": round(float(located(questions, *everyone).mean()), 4),
    }
    return tuple(triples), chosen


def _by_accuracy(questions: Sequence[Question], count: int, power: int) -> tuple[Array, Array]:
    return weights_of(accuracies(questions), count, power)


def logit_weights(questions: Sequence[Question], penalty: float) -> tuple[Array, Array]:
    """Heads whose weighted shares make the right candidates likeliest, best first.

    A conditional logit (McFadden 1974): the weights, not negative and kept few by a
    penalty on their sum, maximise the likelihood of the right candidate under a softmax
    of the candidates' weighted shares. The heads with the best accuracy take part.
    """
    from scipy.optimize import minimize

    heads = np.argsort(-accuracies(questions), kind="stable")[:CONTENDERS]
    width = max(q.evidence.shape[1] for q in questions)
    shares = np.zeros((len(questions), len(heads), width), "float32")
    there = np.zeros((len(questions), width), bool)
    for row, question in enumerate(questions):
        count = question.evidence.shape[1]
        shares[row, :, :count] = share(question.evidence[heads])
        there[row, :count] = True
    true = np.array([question.true for question in questions])
    at = np.arange(len(questions))
    right = shares[at, :, true].sum(axis=0, dtype="float64")

    def loss(weights: Array) -> tuple[float, Array]:
        scores = np.einsum("h,nhc->nc", weights.astype("float32"), shares)
        scores = np.where(there, scores, -1e9).astype("float64")
        scores -= scores.max(axis=1, keepdims=True)
        chance = np.exp(scores)
        chance /= chance.sum(axis=1, keepdims=True)
        slope = np.einsum("nc,nhc->h", chance.astype("float32"), shares) - right + penalty
        return float(-np.log(chance[at, true] + 1e-12).sum() + penalty * weights.sum()), slope

    start = np.full(len(heads), 0.1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(heads))
    kept = np.flatnonzero(found.x > 1e-2 * found.x.max())
    kept = kept[np.argsort(-found.x[kept], kind="stable")]
    weights = found.x[kept]
    return heads[kept], weights / weights.sum()


def choose_boundary(
    fractions: Sequence[Array], boundaries: Sequence[Array], count: int = BOUNDARY_HEADS
) -> tuple[Boundary, dict[str, Any]]:
    """A logistic regression over the IAF of the few heads that tell best where steps end.

    Args:
        fractions: for each solution, the IAF of all heads at each token, [S, L, H].
        boundaries: for each, the tokens with which its steps really end.
        count: how many heads are taken, each the one that most reduces what the ones
            before leave unexplained (orthogonal matching pursuit, Pati et al. 1993).
    """
    heads = fractions[0].shape[2]
    values = np.concatenate([f.reshape(len(f), -1) for f in fractions]).astype("float32")
    lengths = [len(f) for f in fractions]
    target = np.concatenate(
        [_marked(length, ends) for length, ends in zip(lengths, boundaries, strict=True)]
    )
    mean, scale = values.mean(axis=0), values.std(axis=0) + 1e-4
    values -= mean
    values /= scale
    cut = np.cumsum(lengths)[:-1]
    rows = np.concatenate([windows(part) for part in np.split(values, cut)])
    chosen = _pursuit(rows, target, count)
    rows = rows.reshape(len(rows), len(OFFSETS), -1)[:, :, chosen].reshape(len(rows), -1)
    weights, bias = logistic(rows, target)
    boundary = Boundary(
        heads=tuple((index // heads, index % heads) for index in chosen),
        mean=tuple(mean[chosen].tolist()),
        scale=tuple(scale[chosen].tolist()),
        weights=tuple(tuple(row) for row in weights.reshape(-1, len(chosen)).tolist()),
        bias=bias,
    )
    probability = 1 / (1 + np.exp(-(rows @ weights + bias).clip(-30, 30)))
    parts = np.split(probability, cut)
    scores = {
        threshold: boundary_f1([peaks_above(p, threshold) for p in parts], boundaries)
        for threshold in np.round(np.arange(0.05, 0.96, 0.05), 2).tolist()
    }
    best = max(scores, key=lambda threshold: (scores[threshold], -abs(threshold - 0.5)))
    told = {"boundary_f1": round(scores[best], 4), "tokens": len(target)}
    return replace(boundary, threshold=best), told


def boundary_f1(found: Sequence[Array], true: Sequence[Array], tolerance: int = 2) -> float:
    """F1 of boundaries over many solutions, each counted once, within some tokens."""
    hits = sum(signals.match_boundaries(f, t, tolerance) for f, t in zip(found, true, strict=True))
    return signals.f1(hits, sum(map(len, found)), sum(map(len, true)))


def choose_prominence(jsd: Sequence[Array], boundaries: Sequence[Array]) -> tuple[float, float]:
    """The prominence of the JSD's peaks with the best F1, and that F1."""
    scores = {
        prominence: boundary_f1([jsd_peaks(one, prominence) for one in jsd], boundaries)
        for prominence in (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0)
    }
    best = max(scores, key=lambda prominence: scores[prominence])
    return best, scores[best]


def choose_threshold(low: Array, high: Array) -> tuple[float, float]:
    """The value that best divides what should be low from what should be high.

    Gives it with the balanced accuracy (the mean of both sides' shares that lie on their
    side; Youden 1950); a half where there is nothing to divide.
    """
    if not len(low) or not len(high):
        return 0.0, 0.5
    cuts = np.unique(np.concatenate([low, high]))
    below = np.searchsorted(np.sort(low), cuts, side="left") / len(low)
    above = 1 - np.searchsorted(np.sort(high), cuts, side="left") / len(high)
    best = int((below + above).argmax())
    return float(cuts[best]), float((below[best] + above[best]) / 2)


def choose_floor(references: Sequence[tuple[float, int, int]]) -> tuple[float, float]:
    """The evidence below which an operand refers to no step, with the best F1 of references.

    Args:
        references: for each operand the evidence, the step that it points at and the one
            that it refers to, -1 for none.

    Returns:
        the least evidence and the F1.
    """
    order = sorted(references, key=lambda reference: -reference[0])
    true = sum(edge >= 0 for _, _, edge in order)
    hits = said = 0
    best = (0.0, 0.0)
    for index, (evidence, points, edge) in enumerate(order):
        said += points >= 0
        hits += points >= 0 and points == edge
        last = index + 1 == len(order)
        if last or order[index + 1][0] < evidence:
            # The lowest of equals, and nothing at all is cut off if the last one is best.
            score = signals.f1(hits, said, true)
            if score >= best[1]:
                best = (0.0 if last else evidence, score)
    return best


def _marked(length: int, ends: Array) -> Array:
    marks = np.zeros(length, "float32")
    marks[ends] = 1
    return marks


def _pursuit(rows: Array, target: Array, count: int) -> list[int]:
    """The heads that explain the target, one after another, each with all of its offsets.

    `rows` are standardised windows, [tokens, len(OFFSETS) * heads].
    """
    wanted = target - target.mean()
    residual = wanted
    chosen: list[int] = []
    grouped = rows.reshape(len(rows), len(OFFSETS), -1)
    for _ in range(min(count, grouped.shape[2])):
        gain = np.linalg.norm((rows.T @ residual).reshape(len(OFFSETS), -1), axis=0)
        gain[chosen] = -1
        best = int(gain.argmax())
        if gain[best] <= 1e-6 * len(target):
            break
        chosen.append(best)
        basis = grouped[:, :, chosen].reshape(len(rows), -1).astype("float64")
        gram = basis.T @ basis + 1e-3 * len(target) * np.eye(basis.shape[1])
        solution = np.linalg.solve(gram, basis.T @ wanted)
        residual = (wanted - basis @ solution).astype("float32")
    return chosen


def logistic(rows: Array, target: Array, ridge: float = 1.0) -> tuple[Array, float]:
    """Weights and bias of a ridge logistic regression, by Newton's method."""
    design = np.concatenate([rows, np.ones((len(rows), 1))], axis=1).astype("float64")
    penalty = ridge * np.eye(design.shape[1])
    penalty[-1, -1] = 1e-6
    weights = np.zeros(design.shape[1])
    for _ in range(30):
        probability = 1 / (1 + np.exp(-(design @ weights).clip(-30, 30)))
        gradient = design.T @ (probability - target) + penalty @ weights
        curvature = (design * (probability * (1 - probability))[:, None]).T @ design + penalty
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return weights[:-1], float(weights[-1])
