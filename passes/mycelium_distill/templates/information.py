"""Entropy, mutual information and purity of tables of counts, in nats; two partitions compared.

What is measured here is measured on held-out steps, so it takes plain counts and
knows nothing of how the clusters were found.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Counts = NDArray[np.floating[Any] | np.integer[Any]]
Labels = NDArray[np.integer[Any]]


def entropy(weights: Counts | Sequence[float]) -> float:
    """The entropy of a distribution given by non-negative weights of any sum, in nats."""
    mass = np.asarray(weights, dtype=np.float64).ravel()
    mass = mass[mass > 0]
    if not mass.size:
        return 0.0
    share = mass / mass.sum()
    return float(-(share * np.log(share)).sum())


def mutual_information(table: Counts) -> float:
    """I(A;B) in nats of a joint table [A, B] of non-negative weights (plug-in estimate)."""
    joint = np.asarray(table, dtype=np.float64)
    both = entropy(joint.sum(axis=1)) + entropy(joint.sum(axis=0)) - entropy(joint)
    return max(both, 0.0)


def contingency(a: Labels, b: Labels) -> NDArray[np.int64]:
    """How often each label of `a` meets each of `b`: [labels of a, labels of b], both compacted."""
    _, first = np.unique(a, return_inverse=True)
    _, second = np.unique(b, return_inverse=True)
    table = np.zeros((first.max(initial=-1) + 1, second.max(initial=-1) + 1), dtype=np.int64)
    np.add.at(table, (first, second), 1)
    return table


def purity(clusters: Labels, labels: Labels) -> float:
    """The share of items that carry the commonest label of their own cluster."""
    table = contingency(clusters, labels)
    return float(table.max(axis=1, initial=0).sum() / table.sum()) if table.size else 1.0


def adjusted_mutual_information(a: Labels, b: Labels) -> float:
    """How far two partitions agree beyond chance: 1 the same, about 0 independent.

    The adjustment subtracts the mutual information expected of two random
    partitions with these cluster sizes, and divides by the mean of the entropies
    (Vinh, Epps and Bailey, JMLR 11, 2010, the AMI of their table 2 with the sum norm).

    Raises:
        ValueError: if the two label different numbers of items.
    """
    if len(a) != len(b):
        raise ValueError(f"two partitions of the same items: {len(a)} and {len(b)} labels")
    table = contingency(a, b)
    if table.size == 0 or table.shape == (1, 1):
        return 1.0
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    expected = _expected_information(rows, columns)
    most = (entropy(rows) + entropy(columns)) / 2
    found = mutual_information(table)
    room = most - expected
    if abs(room) < 1e-12:  # every item alone in both
        return 1.0 if found >= most - 1e-12 else 0.0
    return float((found - expected) / room)


def _expected_information(rows: NDArray[np.int64], columns: NDArray[np.int64]) -> float:
    """The mean of I over all tables with these margins (their equation 24a)."""
    from scipy.special import gammaln

    total = int(rows.sum())
    sum_ = 0.0
    log_factorial = gammaln(np.arange(total + 1, dtype=np.float64) + 1)
    # Clusters of one size have the same terms: each pair of sizes is worked out once.
    row_sizes, row_times = np.unique(rows, return_counts=True)
    column_sizes, column_times = np.unique(columns, return_counts=True)
    for size, times in zip(row_sizes, row_times, strict=True):
        for other, others in zip(column_sizes, column_times, strict=True):
            least, most = max(1, int(size + other) - total), int(min(size, other))
            n = np.arange(least, most + 1)
            chance = np.exp(
                log_factorial[size]
                + log_factorial[other]
                + log_factorial[total - size]
                + log_factorial[total - other]
                - log_factorial[total]
                - log_factorial[n]
                - log_factorial[size - n]
                - log_factorial[other - n]
                - log_factorial[total - size - other + n]
            )
            term = n / total * (np.log(n) + np.log(total) - np.log(size) - np.log(other)) * chance
            sum_ += float(times) * float(others) * float(term.sum())
    return sum_
