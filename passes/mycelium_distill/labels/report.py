"""What labelling found: how many rows survived, and what the labels look like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mycelium.evaluation.report import Share
from mycelium_distill.labels.labelling import Fate
from mycelium_distill.labels.model import EdgeLabel, Labels


@dataclass
class LabelReport:
    """Counts over all rows that were labelled, filled by `add`.

    `rows` counts by source: all, and kept. `reasons` says why the others fell.
    `steps_per_clause`, `clauses_per_step` and `implicit_steps` are distributions.
    """

    rows: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    steps_per_clause: Counter[int] = field(default_factory=Counter)
    clauses_per_step: Counter[int] = field(default_factory=Counter)
    implicit_steps: Counter[int] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    ambiguous: int = 0
    traced: int = 0
    overlaps: list[float] = field(default_factory=list)

    def add(self, fate: Fate) -> None:
        """Count one row."""
        source = family(fate.source)
        self.rows[source] += 1
        if fate.labels is None:
            self.reasons[source, fate.reason] += 1
            return
        self.kept[source] += 1
        labels = fate.labels
        self.steps_per_clause.update(len(clause.steps) for clause in labels.clauses)
        self.clauses_per_step.update(len(step.clauses) for step in labels.steps if step.clauses)
        self.implicit_steps[sum(len(gap.steps) for gap in labels.gaps)] += 1
        self.overlaps.extend(s.overlap for s in labels.steps if s.overlap is not None)
        for edge in labels.edges:
            self.sources[edge.source] += 1
            self.ambiguous += bool(edge.rivals)
            self.traced += edge.evidence is not None

    def to_json(self) -> dict[str, Any]:
        """The report as a JSON object."""
        return {
            "rows": dict(self.rows),
            "kept": dict(self.kept),
            "reasons": [
                {"source": source, "reason": reason, "rows": count}
                for (source, reason), count in self.reasons.most_common()
            ],
            "steps_per_clause": _sorted(self.steps_per_clause),
            "clauses_per_step": _sorted(self.clauses_per_step),
            "implicit_steps_per_problem": _sorted(self.implicit_steps),
            "operand_sources": dict(self.sources),
            "ambiguous_operands": self.ambiguous,
            "traced_operands": self.traced,
            "overlap": self.overlap,
        }

    @property
    def overlap(self) -> float | None:
        """The mean share of the operands' characters that the clauses' IAF had marked already."""
        return sum(self.overlaps) / len(self.overlaps) if self.overlaps else None

    def __str__(self) -> str:
        lines = ["rows that give a full, execution-verified label set for all six specialists:"]
        for source, count in sorted(self.rows.items()):
            lines.append(f"  {source:14s} {Share(self.kept[source], count)}")
        if self.reasons:
            lines.append("why the others fell:")
            lines += [
                f"  {source:14s} {count:6d}  {reason}"
                for (source, reason), count in self.reasons.most_common(20)
            ]
        lines += [
            f"steps a clause           {_distribution(self.steps_per_clause)}",
            f"clauses a stated step    {_distribution(self.clauses_per_step)}",
            f"implicit steps a problem {_distribution(self.implicit_steps)}",
            "operands come from       "
            + ", ".join(f"{name} {count:,}" for name, count in self.sources.most_common()),
            f"ambiguous by value       {self.ambiguous:,} of {self.sources.total():,} operands",
            f"located by attention     {self.traced:,} of {self.sources.total():,} operands",
        ]
        if self.overlap is not None:
            lines.append(
                f"operands' characters that the clauses' IAF marks too: {100 * self.overlap:.1f}%"
            )
        return "\n".join(lines)


@dataclass(frozen=True)
class Agreement:
    """Edges of ambiguous operands against the same operands in copies with other numbers."""

    same: int
    all: int

    def __str__(self) -> str:
        return (
            "edges whose operand is ambiguous, against attention alone on copies with other "
            f"numbers, where it is not: {Share(self.same, self.all)}"
        )


def agreement(labels: Mapping[str, Labels], copies: Iterable[tuple[str, Labels]]) -> Agreement:
    """How often the source of an ambiguous operand is also its source in a perturbed copy.

    Args:
        labels: Labels by problem.
        copies: The labels of copies, each with the id of the problem that it is a copy of.
            Only operands that have rivals in the original and none in the copy count.
    """
    same = count = 0
    for original, copy in copies:
        if original not in labels:
            continue
        first = {(e.step, e.path): e for e in labels[original].edges}
        for edge in copy.edges:
            before = first.get((edge.step, edge.path))
            if before is None or not before.rivals or edge.rivals:
                continue
            count += 1
            same += _source(before, labels[original]) == _source(edge, copy)
    return Agreement(same, count)


def _source(edge: EdgeLabel, labels: Labels) -> tuple[str, str | int | None]:
    """Where an edge comes from, in words that hold for a copy too: numbers by their rank."""
    if edge.place is None:
        return edge.source, edge.origin
    from mycelium.analyses.numbers import read_numbers

    starts = [mention.start for mention in read_numbers(labels.problem)]
    return edge.source, starts.index(edge.place[0])


def family(source: str) -> str:
    """The set that a source belongs to: `algebra` for `algebra.linear_1d`."""
    return source.partition(".")[0]


def _sorted(counts: Counter[int]) -> dict[str, int]:
    return {str(key): counts[key] for key in sorted(counts)}


def _distribution(counts: Counter[int], most: int = 5) -> str:
    """`0: 12.0%, 1: 70.1%, ...`, all above the last shown as one."""
    total = counts.total()
    if not total:
        return "none"
    shown: Sequence[int] = [key for key in sorted(counts) if key < most]
    parts = [f"{key}: {100 * counts[key] / total:.1f}%" for key in shown]
    above = sum(count for key, count in counts.items() if key >= most)
    if above:
        parts.append(f"{most} or more: {100 * above / total:.1f}%")
    mean = sum(key * count for key, count in counts.items()) / total
    return ", ".join(parts) + f"   (mean {mean:.2f})"
