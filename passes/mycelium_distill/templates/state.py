"""What annealing holds and leaves behind: clusters, the tree of splits, the curves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
_TINY = 1e-30


@dataclass(frozen=True)
class Point:
    """The clustering at one beta.

    Attributes:
        beta: The price of relevance in compression.
        clusters: How many clusters there are.
        compression: I(X;T), in nats.
        relevance: I(T;Y), in nats, Y distributed as the posteriors say.
        purity: The expected probability of a cluster's likeliest label.
    """

    beta: float
    clusters: int
    compression: float
    relevance: float
    purity: float


@dataclass(frozen=True)
class Node:
    """A cluster of the tree, from the beta of its birth on.

    Attributes:
        parent: The node that it split from; None for the root.
        beta: Where it was born.
        prior: p(t) when it was born.
        centre: p(y|t) when it was born, [M].
    """

    parent: int | None
    beta: float
    prior: float
    centre: NDArray[np.float64]


@dataclass(frozen=True)
class Split:
    """A phase transition: one cluster became two.

    Attributes:
        beta: Where the copies had parted.
        critical: The beta from which on the cluster was unstable.
        parent: The node that split.
        children: The two nodes in its place.
    """

    beta: float
    critical: float
    parent: int
    children: tuple[int, int]


@dataclass(frozen=True)
class Annealed:
    """The outcome of annealing.

    Attributes:
        beta: The last beta.
        prior: p(t), [K].
        centres: p(y|t), [K, M].
        nodes: The tree's nodes; the root comes first.
        splits: The splits, in the order in which they happened.
        points: The curves, one point for each beta.
        assignment: The likeliest cluster of each row, [N].
        seconds: How long annealing took.
    """

    beta: float
    prior: NDArray[np.float64]
    centres: NDArray[np.float64]
    nodes: tuple[Node, ...]
    splits: tuple[Split, ...]
    points: tuple[Point, ...]
    assignment: NDArray[np.int32]
    seconds: float

    @property
    def leaves(self) -> tuple[int, ...]:
        """The node of each cluster, in the clusters' order."""
        # A split leaves its first child in the parent's place and appends its second.
        leaves = [0]
        place = {0: 0}
        for split in self.splits:
            at = place[split.parent]
            leaves[at] = split.children[0]
            place[split.children[0]] = at
            place[split.children[1]] = len(leaves)
            leaves.append(split.children[1])
        return tuple(leaves)

    def assign(self, posterior: Array) -> NDArray[np.float64]:
        """p(t|x), [N, K], of rows of p(y|x), [N, M], at the last beta."""
        return memberships(posterior, self.prior, self.centres, self.beta)


def memberships(posterior: Array, prior: Array, centres: Array, beta: float) -> NDArray[np.float64]:
    """p(t|x) in proportion to p(t) exp(-beta KL(p(y|x) || p(y|t))), [N, K]."""
    logits = beta * (np.asarray(posterior, dtype=np.float64) @ np.log(np.maximum(centres, _TINY)).T)
    logits += np.log(np.maximum(prior, _TINY))
    logits -= logits.max(axis=1, keepdims=True)
    np.exp(logits, out=logits)
    return np.asarray(logits / logits.sum(axis=1, keepdims=True))


@dataclass
class State:
    """The clusters while beta rises; changed in place."""

    prior: NDArray[np.float64]
    centres: NDArray[np.float64]
    leaves: list[int]
    nodes: list[Node] = field(default_factory=list)

    @classmethod
    def single(cls, marginal: Array) -> State:
        """One cluster with everything."""
        centre = np.asarray(marginal, dtype=np.float64)[None, :]
        return cls(np.ones(1), centre, [0], [Node(None, 0.0, 1.0, centre[0])])

    @property
    def size(self) -> int:
        """How many clusters there are."""
        return len(self.prior)

    def copy(self) -> State:
        """The same state, to go back to."""
        return State(self.prior.copy(), self.centres.copy(), list(self.leaves), list(self.nodes))

    def part(self, cluster: int, share: float, upper: Array, lower: Array) -> None:
        """Two copies in a cluster's place: the first stays there, the second comes last."""
        whole = self.prior[cluster]
        self.prior = np.append(self.prior, whole * (1 - share))
        self.prior[cluster] = whole * share
        self.centres = np.vstack([self.centres, lower])
        self.centres[cluster] = upper

    def record(self, cluster: int, twin: int, beta: float) -> tuple[int, int]:
        """Enter two clusters that have parted into the tree; their nodes."""
        parent = self.leaves[cluster]
        first = len(self.nodes)
        for child in (cluster, twin):
            self.nodes.append(
                Node(parent, beta, float(self.prior[child]), self.centres[child].copy())
            )
        self.leaves[cluster] = first
        self.leaves.append(first + 1)
        return first, first + 1

    def rejoin(self, pairs: list[tuple[int, int]]) -> None:
        """Put copies that did not part back together."""
        for cluster, twin in pairs:
            both = max(self.prior[cluster] + self.prior[twin], _TINY)
            self.centres[cluster] = (
                self.prior[cluster] * self.centres[cluster] + self.prior[twin] * self.centres[twin]
            ) / both
            self.prior[cluster] = both
        keep = np.ones(self.size, dtype=bool)
        keep[[twin for _, twin in pairs]] = False
        self.prior, self.centres = self.prior[keep], self.centres[keep]


def compressed(posterior: Array) -> tuple[Array, Array, NDArray[np.intp]]:
    """The distinct rows of p(y|x), their weights (sum 1), and each row's place among them.

    Raises:
        ValueError: if a row is no distribution.
    """
    rows = np.ascontiguousarray(posterior, dtype=np.float32)
    if rows.ndim != 2 or not rows.size:
        raise ValueError(f"p(y|x) is a table of rows and labels, not of shape {rows.shape}")
    if not np.isfinite(rows).all() or rows.min() < 0 or np.abs(rows.sum(axis=1) - 1).max() > 1e-3:
        raise ValueError("each row of p(y|x) must be non-negative and sum to one")
    # Equal bytes are equal numbers; looking at bytes is far quicker than sorting by columns.
    keys = rows.view([("", f"V{rows.shape[1] * 4}")]).ravel()
    seen: dict[bytes, int] = {}
    inverse = np.fromiter(
        (seen.setdefault(key.tobytes(), len(seen)) for key in keys), np.intp, len(rows)
    )
    _, first, counts = np.unique(inverse, return_index=True, return_counts=True)
    return rows[first], counts / len(rows), inverse
