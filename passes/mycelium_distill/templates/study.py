"""One study of steps: clusters under several seeds, their names, their figures on held-out rows."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mycelium_distill.templates.clustering import (
    Clustering,
    Measured,
    Settings,
    find,
    measure,
    one_hot,
    stability,
)
from mycelium_distill.templates.gather import Steps
from mycelium_distill.templates.naming import names_of
from mycelium_distill.templates.probe import Axes
from mycelium_distill.templates.relevance import OTHER, StepFacts, Vocabulary
from mycelium_distill.templates.table import TemplateTable, build_table
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

TRAIN, TUNE, REPORT = "train", "tune", "report"
_SKELETONS = 12
"""The most skeletons, as written, that a template lists."""


@dataclass(frozen=True)
class Study:
    """What a study found.

    Attributes:
        vocabulary: The values of Y.
        table: The templates of the first seed, the commonest first.
        clustering: The first seed's clusters; its group g is the table's template g.
        groups: Each step's template, [N], by the cross-fitted posterior on training steps.
        probability: The probability of that template, [N].
        labels: Each step's own label, [N].
        figures: What is reported, as plain data.
    """

    vocabulary: Vocabulary
    table: TemplateTable
    clustering: Clustering
    groups: NDArray[np.int32]
    probability: NDArray[np.float64]
    labels: NDArray[np.int32]
    figures: Mapping[str, Any]

    def name(self, group: int) -> str:
        """The name of a group; `other` for the last one."""
        return (*(t.name for t in self.table.templates), OTHER)[group]

    def template_of_label(self, label: int) -> str:
        """The template that is named for a label; `other` if there is none."""
        place = np.flatnonzero(self.clustering.labels == label)
        return self.name(int(place[0])) if len(place) else OTHER


def study(
    steps: Steps,
    settings: Settings,
    seeds: int = 5,
    log: Callable[[str], None] = lambda line: None,
) -> Study:
    """Cluster the training steps, and measure on those of the tune and report rows.

    Args:
        steps: All steps.
        settings: How; the seed is the first of `seeds` consecutive ones.
        seeds: How many runs to compare; the first one's clusters are what is kept.
        log: Told what is going on.

    Raises:
        MyceliumError: MYC296, if there are too few training steps to find anything.
    """
    training = steps.of(TRAIN)
    enough = training.sum() >= settings.support
    problems = [fact.row for fact in steps.facts]
    train_facts = [f for f, inside in zip(steps.facts, training, strict=True) if inside]
    vocabulary = Vocabulary.fit(train_facts, settings.support)
    if not enough or not vocabulary.values or len(set(problems)) < settings.folds:
        raise MyceliumError(
            Diagnostic(
                "MYC296",
                f"{int(training.sum())} training steps are too few to find templates in",
                hint=f"no kind of step occurs {settings.support} times in at least "
                f"{settings.folds} training problems: give more solutions, or lower --support",
            )
        )
    labels = vocabulary.labels(steps.facts)
    count = len(vocabulary.values) + 1
    x, y = steps.embeddings[training], labels[training]
    rows = [p for p, inside in zip(problems, training, strict=True) if inside]
    log(f"{len(x):,} training steps, {count - 1} values of Y; embeddings of {x.shape[1]} numbers")
    axes = Axes.fit(x, settings.axes)
    runs: list[Clustering] = []
    seconds: list[float] = []
    for turn in range(seeds):
        began = time.monotonic()
        own = replace(settings, seed=settings.seed + turn)
        runs.append(find(x, y, rows, count, own, axes))
        seconds.append(time.monotonic() - began)
        log(
            f"seed {own.seed}: {len(runs[-1].annealed.prior)} clusters, "
            f"{len(runs[-1].labels)} templates, {seconds[-1]:.0f} s"
        )
    first = _by_support(runs[0])
    table = _table(first, vocabulary, labels, steps.facts)
    groups = np.empty(len(steps), dtype=np.int32)
    probability = np.empty(len(steps))
    member = first.probabilities(steps.embeddings[~training])
    groups[~training], probability[~training] = member.argmax(axis=1), member.max(axis=1, initial=0)
    member = first.grouped(first.annealed.assign(first.posterior))
    groups[training], probability[training] = first.assignment, member.max(axis=1)
    figures = {
        "settings": _plain(settings),
        "steps": {part: int(steps.of(part).sum()) for part in (TRAIN, TUNE, REPORT)},
        "values_of_y": count - 1,
        "clusters": len(first.annealed.prior),
        "templates": len(table),
        "arithmetic_templates": sum(t.is_arithmetic for t in table.templates),
        "held_out": {
            part: _measured(steps, part, groups, labels, first, count)
            for part in (TRAIN, TUNE, REPORT)
            if steps.of(part).any()
        },
        "by_source": _by_source(steps, groups, labels, first, count),
        "seeds": _over_seeds(runs, steps, labels, count, seconds),
        "one_hot_labels": asdict(one_hot(y, count, settings)),
    }
    return Study(vocabulary, table, first, groups, probability, labels, figures)


def _by_support(found: Clustering) -> Clustering:
    """The same clusters with the groups in order of support."""
    order = np.argsort(-found.support, kind="stable")
    place = np.append(np.empty(len(order), np.int32), np.int32(len(order)))
    place[order] = np.arange(len(order), dtype=np.int32)
    return replace(
        found,
        groups=place[found.groups],
        labels=found.labels[order],
        support=found.support[order],
        assignment=place[found.assignment],
    )


def _table(
    found: Clustering,
    vocabulary: Vocabulary,
    labels: NDArray[np.int32],
    facts: Sequence[StepFacts],
) -> TemplateTable:
    written: dict[int, Counter[str]] = {}
    for label, fact in zip(labels, facts, strict=True):
        written.setdefault(int(label), Counter())[fact.shapes.written] += 1
    values = [vocabulary.values[label] for label in found.labels]
    shapes = []
    for label, value in zip(found.labels, values, strict=True):
        common = [s for s, _ in sorted(written[int(label)].items(), key=lambda p: (-p[1], p[0]))]
        shapes.append(list(dict.fromkeys([*common[:_SKELETONS], value.skeleton])))
    return build_table(values, found.support.tolist(), shapes, names_of(values))


def _measured(
    steps: Steps,
    part: str,
    groups: NDArray[np.int32],
    labels: NDArray[np.int32],
    found: Clustering,
    count: int,
) -> dict[str, Any]:
    inside = steps.of(part)
    measured: Measured = measure(groups[inside], labels[inside], found.labels, count - 1)
    told = np.append(found.labels, count - 1)[groups[inside]]
    rows = [f.row for f, keep in zip(steps.facts, inside, strict=True) if keep]
    return {
        **asdict(measured),
        "purity_error": clustered_error((told == labels[inside]).astype(float), rows),
        "problems": len(set(rows)),
    }


def clustered_error(values: NDArray[np.float64], rows: Sequence[str]) -> float:
    """The standard error of a mean of values that go together by row: steps of one problem."""
    if len(values) < 2:
        return 0.0
    sums: dict[str, float] = {}
    for row, rest in zip(rows, values - values.mean(), strict=True):
        sums[row] = sums.get(row, 0.0) + float(rest)
    return float(np.sqrt(sum(s * s for s in sums.values())) / len(values))


def _by_source(
    steps: Steps,
    groups: NDArray[np.int32],
    labels: NDArray[np.int32],
    found: Clustering,
    count: int,
) -> dict[str, Any]:
    """The figures of each source's steps that are not training steps."""
    held_out = ~steps.of(TRAIN)
    table: dict[str, Any] = {}
    for source in sorted(set(steps.source.tolist())):
        inside = held_out & (steps.source == source)
        if inside.any():
            measured = measure(groups[inside], labels[inside], found.labels, count - 1)
            table[source] = asdict(measured)
    return table


def _over_seeds(
    runs: Sequence[Clustering],
    steps: Steps,
    labels: NDArray[np.int32],
    count: int,
    seconds: Sequence[float],
) -> dict[str, Any]:
    held_out = steps.of(REPORT) if steps.of(REPORT).any() else ~steps.of(TRAIN)
    assigned = [run.assign(steps.embeddings[held_out]) for run in runs]
    agreed = stability([run.assignment for run in runs])
    agreed_held_out = stability(assigned)
    figures = [
        measure(groups, labels[held_out], run.labels, count - 1)
        for groups, run in zip(assigned, runs, strict=True)
    ]
    return {
        "count": len(runs),
        "agreement_on_training_steps": _least_and_mean(agreed),
        "agreement_on_held_out_steps": _least_and_mean(agreed_held_out),
        "templates": [len(run.labels) for run in runs],
        "clusters": [len(run.annealed.prior) for run in runs],
        "purity": [f.purity for f in figures],
        "relevance": [f.relevance for f in figures],
        "seconds": [round(s, 1) for s in seconds],
        "annealing_seconds": [round(run.annealed.seconds, 1) for run in runs],
    }


def _least_and_mean(values: Sequence[float]) -> dict[str, float] | None:
    return {"least": min(values), "mean": float(np.mean(values))} if values else None


def _plain(settings: Settings) -> dict[str, Any]:
    return asdict(settings)
