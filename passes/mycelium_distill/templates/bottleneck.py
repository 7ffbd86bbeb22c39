"""The information bottleneck by deterministic annealing: clusters that keep what X says of Y.

The trade-off of compression against relevance is beta. Below the first critical
beta there is one cluster; as beta rises, a cluster splits at the moment at which a
perturbed copy of it moves away instead of falling back, first coarse, then fine.

Tishby, Pereira and Bialek, *The information bottleneck method*, 1999
(arXiv:physics/0004057): the self-consistent equations 16, 17 and 28. Rose,
*Deterministic annealing*, Proc. IEEE 86(11), 1998: annealing and phase transitions.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mycelium_distill.templates.state import Annealed, Point, Split, State
from mycelium_distill.templates.state import compressed as _compressed

Array = NDArray[np.floating[Any]]
_TINY = 1e-30


@dataclass(frozen=True)
class Schedule:
    """How to anneal.

    Attributes:
        last: The beta at which annealing ends.
        support: The least number of rows (expected, p(t) N) in a cluster: a direction
            in which fewer would leave is passed over, and the next one is tried.
        clusters: The most clusters.
        overshoot: By how much beta passes a critical value before the split: right at
            it, the iterations would take for ever.
        sweep: The factor by which beta rises where no cluster is about to split.
        tolerance: Iterations end once the clusters' p(y|t), weighted by p(t), move by
            less than this in all (L1).
        iterations: The most iterations at one beta.
        seed: Draws the perturbations.
    """

    last: float = 3.0
    support: float = 20.0
    clusters: int = 256
    overshoot: float = 1.005
    sweep: float = 1.05
    tolerance: float = 1e-4
    iterations: int = 200
    seed: int = 0


def anneal(posterior: Array, schedule: Schedule | None = None) -> Annealed:
    """Cluster the rows of p(y|x), p(x) uniform, while beta rises to its last value.

    Rows that are equal, number for number, are worked on once with their weight;
    no row is rounded. Work for a beta grows with rows x labels x clusters.

    Args:
        posterior: p(y|x), [N, M]; rows sum to one.
        schedule: How to anneal.

    Returns:
        The clusters at the last beta, the tree of splits and the curves.

    Raises:
        ValueError: if `posterior` is no table of distributions.
    """
    schedule = schedule or Schedule()
    rows, weights, inverse = _compressed(posterior)
    annealer = _Annealer(rows, weights, schedule, np.random.default_rng(schedule.seed))
    return annealer.run(inverse)


class _Annealer:
    """One run: the data, the state, and the records that grow while beta rises."""

    def __init__(
        self, rows: Array, weights: Array, schedule: Schedule, random: np.random.Generator
    ) -> None:
        self.p = np.ascontiguousarray(rows, dtype=np.float32)
        self.w = weights.astype(np.float32)  # sums to one
        self.count = 0.0
        self.schedule = schedule
        self.random = random
        self.points: list[Point] = []
        self.splits: list[Split] = []

    def run(self, inverse: NDArray[np.intp]) -> Annealed:
        began = time.monotonic()
        schedule = self.schedule
        self.count = float(len(inverse))
        prior = self.w @ self.p
        state = State.single(prior)
        directions = _Directions(self.random, prior.shape[0])
        beta = min(1.0, schedule.last)
        soft = self._converge(state, beta)
        self.points.append(self._point(state, soft, beta))
        while True:
            growth = directions.leading(self, state, soft)
            ripe = self._next_beta(growth, beta, state)
            if ripe is None:
                break
            if ripe > beta:
                beta = ripe
                soft = self._converge(state, beta)
                growth = directions.leading(self, state, soft)
            candidates = np.flatnonzero(beta * growth > 1.0)
            room = schedule.clusters - state.size
            candidates = candidates[np.argsort(-growth[candidates], kind="stable")][:room]
            if candidates.size:
                soft = self._split(state, soft, candidates, growth, beta, directions)
            self.points.append(self._point(state, soft, beta))
        if beta < schedule.last:
            soft = self._converge(state, schedule.last)
            self.points.append(self._point(state, soft, schedule.last))
            beta = schedule.last
        return Annealed(
            beta=beta,
            prior=state.prior.copy(),
            centres=state.centres.copy(),
            nodes=tuple(state.nodes),
            splits=tuple(self.splits),
            points=tuple(self.points),
            assignment=soft.argmax(axis=1)[inverse].astype(np.int32),
            seconds=time.monotonic() - began,
        )

    def _next_beta(self, growth: NDArray[np.float64], beta: float, state: State) -> float | None:
        """The next beta: just past the next critical value, and never far in one leap."""
        schedule = self.schedule
        if state.size >= schedule.clusters:
            return None
        top = float(growth.max(initial=0.0))
        critical = schedule.overshoot / top if top > 0 else np.inf
        if critical <= beta:
            return beta
        following = min(critical, beta * schedule.sweep)
        return following if following <= schedule.last else None

    # ----------------------------------------------------------------- at one beta

    def soft(self, state: State, beta: float) -> NDArray[np.float32]:
        """p(t|x), [N, K]: equation 28, where the part of the divergence without t cancels."""
        log_centres = np.log(np.maximum(state.centres, _TINY)).astype(np.float32)
        logits = self.p @ log_centres.T
        logits *= np.float32(beta)
        logits += np.log(np.maximum(state.prior, _TINY)).astype(np.float32)
        logits -= logits.max(axis=1, keepdims=True)
        np.exp(logits, out=logits)
        logits /= logits.sum(axis=1, keepdims=True)
        return np.asarray(logits)

    def _converge(self, state: State, beta: float) -> NDArray[np.float32]:
        """Iterate to the fixed point at `beta`; the state changes in place."""
        for _ in range(self.schedule.iterations):
            weighted = self.soft(state, beta)
            weighted *= self.w[:, None]
            mass = weighted.sum(axis=0, dtype=np.float64)
            joint = (weighted.T @ self.p).astype(np.float64)
            moved = float(np.abs(joint - state.prior[:, None] * state.centres).sum())
            state.prior = mass / mass.sum()
            totals = np.maximum(joint.sum(axis=1, keepdims=True), _TINY)
            state.centres = joint / totals
            if moved < self.schedule.tolerance:
                break
        return self.soft(state, beta)

    def _point(self, state: State, soft: NDArray[np.float32], beta: float) -> Point:
        from mycelium_distill.templates.information import entropy, mutual_information

        conditional = -float(
            self.w.astype(np.float64)
            @ np.where(soft > 0, soft * np.log(np.maximum(soft, 1e-38)), 0.0).sum(axis=1)
        )
        joint = state.prior[:, None] * state.centres
        return Point(
            beta=beta,
            clusters=state.size,
            compression=max(entropy(state.prior) - conditional, 0.0),
            relevance=mutual_information(joint),
            purity=float(joint.max(axis=1).sum()),
        )

    # ----------------------------------------------------------------- splitting

    def _split(
        self,
        state: State,
        soft: NDArray[np.float32],
        candidates: NDArray[np.intp],
        growth: NDArray[np.float64],
        beta: float,
        directions: _Directions,
    ) -> NDArray[np.float32]:
        """Put two copies in each candidate's place and keep those that part for good."""
        before = state.copy()
        for cluster in candidates:
            state.part(int(cluster), *self._halves(soft, directions, int(cluster)))
        soft = self._converge(state, beta)
        fallen: list[int] = []
        for place, cluster in enumerate(candidates):
            twin = before.size + place
            least = min(state.prior[cluster], state.prior[twin]) * self.count
            apart = float(np.abs(state.centres[cluster] - state.centres[twin]).sum())
            if least >= self.schedule.support and apart > 0.02:
                continue
            fallen.append(place)
            directions.refuse(int(cluster))
        kept = [place for place in range(len(candidates)) if place not in fallen]
        for place in kept:
            cluster = int(candidates[place])
            children = state.record(cluster, before.size + place, beta)
            self.splits.append(
                Split(
                    beta=beta,
                    critical=float(1 / growth[cluster]),
                    parent=before.leaves[cluster],
                    children=children,
                )
            )
        if fallen:
            state.rejoin([(int(candidates[f]), before.size + f) for f in fallen])
        directions.split([int(candidates[place]) for place in kept])
        return self._converge(state, beta) if fallen else soft

    def _halves(
        self, soft: NDArray[np.float32], directions: _Directions, cluster: int
    ) -> tuple[float, Array, Array]:
        """The two sides of a cluster along its direction: a share, and two p(y|t)."""
        side = self.p @ directions.of(cluster).astype(np.float32) > 0
        inside = soft[:, cluster] * self.w
        upper = (inside * side) @ self.p
        lower = (inside * ~side) @ self.p
        above, below = float(upper.sum()), float(lower.sum())
        share = above / max(above + below, _TINY)
        return share, upper / max(above, _TINY), lower / max(below, _TINY)


class _Directions:
    """Each cluster's most unstable perturbation, kept from beta to beta.

    Near a fixed point, twins q(y|t) ± d(y) become, in one iteration,
    d'(y) = beta sum_x p(x|t) p(y|x) sum_y' p(y'|x) d(y') / q(y'|t): they part where beta
    times the largest eigenvalue of that map passes 1 (its trivial one, d = q, left
    out). The map is symmetric in the inner product sum_y d e / q, so that power iteration
    finds the eigenvalue, for all clusters in two matrix products.
    """

    REFUSED = 12
    """Directions that are remembered as leading to too few rows; with more, a cluster rests."""

    def __init__(self, random: np.random.Generator, labels: int) -> None:
        self._random = random
        self._labels = labels
        self._d = self._fresh(1)
        self._refused: list[list[NDArray[np.float64]]] = [[]]
        self._scaled = self._d

    def _fresh(self, count: int) -> NDArray[np.float64]:
        return self._random.standard_normal((count, self._labels))

    def of(self, cluster: int) -> NDArray[np.float64]:
        """The direction as a function of y, d / q."""
        return np.asarray(self._scaled[cluster])

    def refuse(self, cluster: int) -> None:
        """Never again along this one."""
        self._refused[cluster].append(self._d[cluster].copy())
        self._d[cluster] = self._fresh(1)[0]

    def split(self, clusters: list[int]) -> None:
        """Both halves of a cluster that split begin anew."""
        for cluster in clusters:
            self._d[cluster] = self._fresh(1)[0]
            self._refused[cluster] = []
        self._d = np.concatenate([self._d, self._fresh(len(clusters))])
        self._refused.extend([] for _ in clusters)

    def leading(
        self, run: _Annealer, state: State, soft: NDArray[np.float32]
    ) -> NDArray[np.float64]:
        """The largest eigenvalue of each cluster, [K]; beta times it is the growth."""
        inside = soft * run.w[:, None]
        mass = np.maximum(inside.sum(axis=0, dtype=np.float64), _TINY)
        # A label that has no mass in a cluster can carry no perturbation of it.
        q = np.maximum(state.centres, 1e-12)
        refused = self._orthonormal(q)
        d = self._normal(self._clean(self._d, q, refused), q)
        value = np.zeros(state.size)
        for turn in range(60):
            spread = run.p @ (d / q).astype(np.float32).T
            spread *= inside
            image = (spread.T @ run.p).astype(np.float64) / mass[:, None]
            image = self._clean(image, q, refused)
            found = (d * image / q).sum(axis=1)
            still = np.abs(found - value).max() < 2e-3 * max(found.max(), 1e-3)
            value = found
            d = self._normal(image, q)
            if still and turn >= 2:
                break
        self._d, self._scaled = d, d / q
        resting = [len(seen) >= self.REFUSED for seen in self._refused]
        return np.asarray(np.where(resting, 0.0, value))

    def _orthonormal(self, q: NDArray[np.float64]) -> list[NDArray[np.float64]]:
        """The refused directions of each cluster, made orthonormal under today's q."""
        bases: list[NDArray[np.float64]] = []
        for cluster, seen in enumerate(self._refused):
            basis: list[NDArray[np.float64]] = []
            for direction in seen:
                d = direction - q[cluster] * direction.sum()
                for other in basis:
                    d = d - other * float((d * other / q[cluster]).sum())
                size = float(np.sqrt((d * d / q[cluster]).sum()))
                if size > 1e-9:
                    basis.append(d / size)
            bases.append(np.array(basis).reshape(len(basis), self._labels))
        return bases

    @staticmethod
    def _clean(
        d: NDArray[np.float64], q: NDArray[np.float64], refused: list[NDArray[np.float64]]
    ) -> NDArray[np.float64]:
        d = np.asarray(d - q * d.sum(axis=1, keepdims=True))
        for cluster, basis in enumerate(refused):
            if len(basis):
                d[cluster] -= ((d[cluster] / q[cluster]) @ basis.T) @ basis
        return d

    @staticmethod
    def _normal(d: NDArray[np.float64], q: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(d / np.maximum(np.sqrt((d * d / q).sum(axis=1, keepdims=True)), _TINY))
