"""From embeddings and labels to clusters with names: probe, annealing, and what each cluster is.

Steps become templates this way, sustained low-IAF spans bridging types, and question
clauses answer types: everything here is arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mycelium_distill.templates.bottleneck import Schedule, anneal
from mycelium_distill.templates.information import (
    adjusted_mutual_information,
    contingency,
    entropy,
    mutual_information,
    purity,
)
from mycelium_distill.templates.probe import Axes, Probe, Single, cross_fit
from mycelium_distill.templates.state import Annealed, memberships

Floats = NDArray[np.floating[Any]]
Labels = NDArray[np.int32]


@dataclass(frozen=True)
class Settings:
    """How clusters are found.

    Attributes:
        axes: The most principal axes of the embeddings that the probe reads.
        penalty: The L2 penalty of the probe.
        folds: How many probes are cross-fitted.
        iterations: The most L-BFGS steps of a probe.
        schedule: How to anneal.
        annealed: The most rows that are annealed, drawn at random; all rows are assigned.
        support: The least number of training steps of a template.
        seed: Draws folds and perturbations.
    """

    axes: int = 512
    penalty: float = 5e-4
    folds: int = 3
    iterations: int = 60
    schedule: Schedule = field(default_factory=Schedule)
    annealed: int = 20_000
    support: int = 20
    seed: int = 0


@dataclass(frozen=True)
class Clustering:
    """What was found; it assigns new embeddings.

    Attributes:
        axes: How embeddings are standardised.
        probe: The probe on them.
        annealed: The clusters of the probe's posteriors.
        groups: For each cluster its group, [K]; `len(labels)` for those without support.
        labels: For each group the label that most of its training rows carry, [G].
        support: For each group, how many training rows are assigned to it, [G].
        posterior: The training rows' cross-fitted p(y|x), [N, M].
        assignment: The training rows' groups, by their cross-fitted posteriors, [N].
    """

    axes: Axes
    probe: Probe
    annealed: Annealed
    groups: NDArray[np.int32]
    labels: Labels
    support: NDArray[np.int64]
    posterior: Single
    assignment: Labels

    def grouped(self, member: Floats) -> NDArray[np.float64]:
        """p(t|x) of the clusters, [N, K], summed to groups and `other`, [N, G + 1]."""
        return grouped(member, self.groups, len(self.labels))

    def probabilities(self, embeddings: Floats) -> NDArray[np.float64]:
        """The probability of each group, then of `other`, [N, G + 1], of embeddings [N, D]."""
        return self.grouped(self.annealed.assign(self.probe.posterior(self.axes(embeddings))))

    def assign(self, embeddings: Floats) -> Labels:
        """The likeliest group of each embedding, [N]; `len(labels)` is `other`."""
        return np.asarray(self.probabilities(embeddings).argmax(axis=1), dtype=np.int32)


def grouped(member: Floats, groups: NDArray[np.int32], count: int) -> NDArray[np.float64]:
    """p(t|x) of clusters, [N, K], summed to groups and `other`, [N, count + 1]."""
    into = np.zeros((member.shape[1], count + 1))
    into[np.arange(member.shape[1]), groups] = 1
    return np.asarray(member @ into)


def find(
    embeddings: Floats,
    labels: NDArray[np.integer[Any]],
    problems: Sequence[str],
    count: int,
    settings: Settings | None = None,
    axes: Axes | None = None,
) -> Clustering:
    """Cluster training rows.

    Clusters whose rows mostly carry the same label are one group: a template is what
    its steps do, and its name says it. A group with too few rows is none.

    Args:
        embeddings: [N, D].
        labels: Y, below `count`; the last one, `count - 1`, means `other`, and founds no group.
        problems: The problem of each row; a row is never scored by a probe that saw its problem.
        count: M.
        settings: How.
        axes: The axes of these embeddings, where they are known already.
    """
    settings = settings or Settings()
    y = np.asarray(labels, dtype=np.int32)
    axes = axes or Axes.fit(embeddings, settings.axes)
    fitted = cross_fit(
        axes(embeddings),
        y,
        problems,
        count,
        penalty=settings.penalty,
        folds=settings.folds,
        seed=settings.seed,
        iterations=settings.iterations,
    )
    annealed = _annealed(fitted.posterior, settings)
    return _named(axes, fitted.probe, annealed, fitted.posterior, y, count, settings.support)


def _annealed(posterior: Single, settings: Settings) -> Annealed:
    """Anneal all rows, or a sample of them; then assign every one."""
    rows = len(posterior)
    kept = posterior
    if rows > settings.annealed:
        random = np.random.default_rng(settings.seed)
        kept = posterior[np.sort(random.choice(rows, settings.annealed, replace=False))]
    support = settings.support * len(kept) / rows
    found = anneal(kept, replace(settings.schedule, support=support, seed=settings.seed))
    if len(kept) == rows:
        return found
    member = memberships(posterior, found.prior, found.centres, found.beta)
    return replace(found, assignment=member.argmax(axis=1).astype(np.int32))


def _named(
    axes: Axes,
    probe: Probe,
    annealed: Annealed,
    posterior: Single,
    y: Labels,
    count: int,
    least: int,
) -> Clustering:
    """Group the clusters by the label that most of their rows carry, where enough rows do."""
    clusters = len(annealed.prior)
    table = np.zeros((clusters, count), dtype=np.int64)
    np.add.at(table, (annealed.assignment, y), 1)
    majority = table.argmax(axis=1)
    member = memberships(posterior, annealed.prior, annealed.centres, annealed.beta)
    filled = table.sum(axis=1) > 0
    wanted = sorted({int(label) for label in majority[filled]} - {count - 1})
    while True:
        place = {label: i for i, label in enumerate(wanted)}
        groups = np.array(
            [
                place.get(int(label), len(wanted)) if full else len(wanted)
                for label, full in zip(majority, filled, strict=True)
            ],
            dtype=np.int32,
        )
        assignment = grouped(member, groups, len(wanted)).argmax(axis=1).astype(np.int32)
        support = np.bincount(assignment, minlength=len(wanted) + 1)[: len(wanted)]
        if (support >= least).all():
            break
        wanted = [label for label, rows in zip(wanted, support, strict=True) if rows >= least]
    return Clustering(
        axes=axes,
        probe=probe,
        annealed=annealed,
        groups=groups,
        labels=np.array(wanted, dtype=np.int32),
        support=support,
        posterior=posterior,
        assignment=assignment,
    )


# --------------------------------------------------------------------------- measuring


@dataclass(frozen=True)
class Measured:
    """How well groups keep the labels of some rows.

    Attributes:
        rows: How many rows.
        purity: The share of rows whose label is the one that their group is named for
            (named on training rows; `other` is right for rows labelled `other`).
        own_purity: The share of rows with the commonest label of their group among these
            rows: the usual purity, which is never lower.
        relevance: I(T;Y) / H(Y), plug-in.
        agreement: Adjusted mutual information of T and Y.
        other: The share of rows in `other`.
        used: How many groups have a row.
    """

    rows: int
    purity: float
    own_purity: float
    relevance: float
    agreement: float
    other: float
    used: int


def measure(
    groups: NDArray[np.integer[Any]],
    labels: NDArray[np.integer[Any]],
    named: NDArray[np.integer[Any]],
    other: int,
) -> Measured:
    """Compare the rows' groups with their labels.

    Args:
        groups: Each row's group, `len(named)` for `other`.
        labels: Each row's label.
        named: For each group, its label.
        other: The label that means `other`.
    """
    told = np.append(named, other)[groups]
    table = contingency(groups, labels)
    known = entropy(table.sum(axis=0))
    return Measured(
        rows=len(labels),
        purity=float((told == labels).mean()) if len(labels) else 1.0,
        own_purity=purity(groups, labels),
        relevance=mutual_information(table) / known if known > 0 else 1.0,
        agreement=adjusted_mutual_information(groups, labels),
        other=float((groups == len(named)).mean()) if len(labels) else 0.0,
        used=len(np.unique(groups[groups < len(named)])),
    )


def stability(assignments: Sequence[NDArray[np.integer[Any]]]) -> list[float]:
    """The adjusted mutual information of each two runs' assignments of the same rows."""
    return [
        adjusted_mutual_information(a, b)
        for i, a in enumerate(assignments)
        for b in assignments[i + 1 :]
    ]


def one_hot(labels: NDArray[np.integer[Any]], count: int, settings: Settings) -> Measured:
    """The figures of annealing on the labels themselves, in place of posteriors.

    A reference, and named so wherever it is shown: the method then never sees an
    embedding, and its clusters are the labels.
    """
    annealed = _annealed(np.eye(count, dtype=np.float32)[labels], settings)
    counts = np.zeros((len(annealed.prior), count), dtype=np.int64)
    np.add.at(counts, (annealed.assignment, labels), 1)
    return measure(annealed.assignment, labels, counts.argmax(axis=1), count - 1)
