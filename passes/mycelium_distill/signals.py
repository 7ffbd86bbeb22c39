"""Signals in a teacher's attention, as plain functions on arrays.

S is the number of solution tokens, T of positions that attention can go to. Attention is
a share between 0 and 1 without unit; divergences are in nats.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def without_sinks(attention: Array, sinks: Sequence[int] | Array) -> Array:
    """Attention with what goes to the sinks taken out; nothing is scaled up to replace it.

    Heads that have nothing to read put their attention on the first positions (Xiao et al.
    2024, "Efficient streaming language models with attention sinks"), which would drown
    every other position once rows are normalised.

    Args:
        attention: [..., T], not negative.
        sinks: positions, indices into T.

    Returns:
        [..., T], zero at the sinks.
    """
    kept = np.array(attention, dtype=np.result_type(attention, np.float32))
    kept[..., np.asarray(sinks, dtype=int)] = 0
    return kept


def normalised(weights: Array) -> Array:
    """Rows that sum to one; a row without any weight stays zero.

    Args:
        weights: [..., T], not negative.

    Returns:
        [..., T], float64.
    """
    values = np.asarray(weights, dtype=np.float64)
    # Denormal numbers lose their last digits in a division; scaling by the largest keeps them.
    largest = values.max(axis=-1, keepdims=True, initial=0)
    scaled = np.divide(values, largest, out=np.zeros_like(values), where=largest > 0)
    total = scaled.sum(axis=-1, keepdims=True)
    shares: Array = np.divide(scaled, total, out=np.zeros_like(scaled), where=total > 0)
    return shares


def jensen_shannon(p: Array, q: Array) -> Array:
    """The Jensen-Shannon divergence of distributions (Lin 1991), natural logarithm.

    Args:
        p: [..., T], weights that are normalised here.
        q: [..., T], the same.

    Returns:
        [...], between 0 (equal) and ln 2 (no position in common). Where one of both has no
        weight at all there is no distribution to compare: 0.
    """
    p, q = normalised(p), normalised(q)
    middle = (p + q) / 2
    divergence = (_relative(p, middle) + _relative(q, middle)) / 2
    both = (p.sum(axis=-1) > 0) & (q.sum(axis=-1) > 0)
    return np.where(both, np.clip(divergence, 0, np.log(2)), 0.0)


def _relative(p: Array, q: Array) -> Array:
    """The Kullback-Leibler divergence, [..., T] to [...]; p is 0 wherever q is."""
    ratio = np.divide(p, q, out=np.ones_like(p), where=(p > 0) & (q > 0))
    divergence: Array = (p * np.log(ratio)).sum(axis=-1)
    return divergence


def consecutive_divergence(attention: Array, window: int = 1) -> Array:
    """How much what is read changes from one token to the next.

    Args:
        attention: [S, T], a row per token.
        window: how many tokens before and after are averaged before they are compared.

    Returns:
        [S], nats; entry t compares the rows from t on with those before t; the first is 0.
    """
    rows = normalised(attention)
    count = len(rows)
    divergence = np.zeros(count)
    if count < 2:
        return divergence
    sums = np.concatenate([np.zeros((1, rows.shape[1])), rows.cumsum(axis=0)])
    at = np.arange(1, count)
    before = sums[at] - sums[np.maximum(0, at - window)]
    after = sums[np.minimum(count, at + window)] - sums[at]
    divergence[1:] = jensen_shannon(before.clip(min=0), after.clip(min=0))
    return divergence


def smooth(signal: Array, window: int = 5, order: int = 2) -> Array:
    """A Savitzky-Golay filter (1964): each point from a polynomial fitted to its window.

    Args:
        signal: [S].
        window: points a fit, odd.
        order: the polynomial's degree, less than `window`.

    Returns:
        [S]; a signal shorter than the window comes back as it is.
    """
    from scipy.signal import savgol_filter

    values = np.asarray(signal, dtype=np.float64)
    if len(values) < window:
        return values
    smoothed: Array = savgol_filter(values, window, order)
    return smoothed


def peaks(signal: Array, prominence: float, distance: int = 1) -> Array:
    """The local maxima that stand out.

    Args:
        signal: [S].
        prominence: how far a peak must rise above the saddles beside it, in standard
            deviations of the signal, so that it holds for loud and quiet signals alike.
        distance: the least number of tokens between two peaks; the lower one goes.

    Returns:
        indices into S, ascending (`scipy.signal.find_peaks`).
    """
    from scipy.signal import find_peaks

    values = np.asarray(signal, dtype=np.float64)
    spread = float(values.std()) if len(values) else 0.0
    if spread == 0:
        return np.zeros(0, dtype=int)
    found, _ = find_peaks(values, prominence=prominence * spread, distance=max(1, distance))
    return np.asarray(found, dtype=int)


def input_fraction(to_problem: Array, to_solution: Array) -> Array:
    """The input attention fraction (IAF): how much of what is read stands in the problem.

    Args:
        to_problem: [S], attention to the problem, sinks removed.
        to_solution: [S], attention to the solution so far.

    Returns:
        [S], between 0 and 1; 0 for a token that reads nothing.
    """
    problem = np.asarray(to_problem, dtype=np.float64)
    total = problem + np.asarray(to_solution, dtype=np.float64)
    return np.divide(problem, total, out=np.zeros_like(total), where=total > 0)


def top_positions(attention: Array, count: int) -> Array:
    """The positions that get most, strongest first; of equals, the earlier one first.

    Args:
        attention: [S, T].
        count: positions a row; fewer where T is smaller.

    Returns:
        [S, min(count, T)], indices into T.
    """
    order = np.argsort(-np.asarray(attention, dtype=np.float64), axis=-1, kind="stable")
    return order[..., :count]


def match_boundaries(found: Array, true: Array, tolerance: int = 2) -> int:
    """How many boundaries are found, each one used once.

    Args:
        found: token indices, ascending.
        true: token indices, ascending.
        tolerance: how many tokens apart two may be and still be the same.

    Returns:
        the largest number of pairs, by matching from left to right.
    """
    hits = at = 0
    for boundary in true:
        while at < len(found) and found[at] < boundary - tolerance:
            at += 1
        if at < len(found) and found[at] <= boundary + tolerance:
            hits += 1
            at += 1
    return hits


def f1(hits: int, found: int, true: int) -> float:
    """The harmonic mean of precision and recall; 1 where there is nothing to find or found."""
    return 2 * hits / (found + true) if found + true else 1.0
