"""What an ablation found: a report for each variant, and each compared with the reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mycelium.evaluation.ablation.variants import Arm, Variant
from mycelium.evaluation.answers import RULES, Verdict
from mycelium.evaluation.paired import Paired
from mycelium.evaluation.report import LENIENT, STRICT, Report, RowReport
from mycelium.evaluation.statistics import holm
from mycelium.pipeline import Pipeline

HEADER = (
    "variant",
    "accuracy [95%]",
    "coverage",
    "difference [95%]",
    "gained",
    "lost",
    "p",
    "Holm's p",
    "time",
)
"""The columns of the table."""

LEGEND = (
    "accuracy: the rows with an equal answer, Wilson's interval; coverage: those that "
    "compiled and ran",
    "difference: to the reference on the same rows, in points, paired bootstrap; gained and "
    "lost: rows that only the variant, only the reference has right",
    "p: McNemar's mid-p; Holm's p: adjusted for the number of variants",
    "time: median for a problem, passes that variants share counted for each",
)
"""How the figures of the table come about, a line each."""


@dataclass(frozen=True)
class ArmReport:
    """What was measured of one variant."""

    arm: Arm
    report: Report

    @property
    def name(self) -> str:
        """The variant's name."""
        return self.arm.name

    @property
    def variant(self) -> Variant:
        """What the variant changes."""
        return self.arm.variant

    @property
    def pipeline(self) -> Pipeline:
        """The passes that ran."""
        return self.arm.pipeline

    @property
    def milliseconds(self) -> float:
        """The median time for a problem."""
        return 1000 * self.report.seconds[0]

    @cached_property
    def right(self) -> tuple[bool, ...]:
        """For each row whether its answer was equal."""
        return tuple(row.verdict is Verdict.EQUAL for row in self.report.rows)


@dataclass(frozen=True)
class Flip:
    """A row that one of reference and variant has right, and the other has not."""

    problem: str
    reference: RowReport
    variant: RowReport

    @property
    def id(self) -> str:
        """The row's id."""
        return self.reference.id

    @property
    def gained(self) -> bool:
        """Whether it is the variant that has it right."""
        return self.variant.verdict is Verdict.EQUAL


@dataclass(frozen=True)
class Ablation:
    """The result of an ablation.

    Attributes:
        arms: The reference first, then the variants, all over the same rows.
        problems: The rows' texts by id.
        stages: How many passes ran over each row; those that variants share count once.
    """

    arms: Sequence[ArmReport]
    problems: Mapping[str, str]
    stages: int

    @property
    def reference(self) -> ArmReport:
        """The pipeline as given."""
        return self.arms[0]

    @property
    def variants(self) -> Sequence[ArmReport]:
        """What is compared with it."""
        return self.arms[1:]

    @cached_property
    def paired(self) -> tuple[Paired, ...]:
        """Each variant compared with the reference, in their order."""
        first = self.reference
        ids = [row.id for row in first.report.rows]
        return tuple(
            Paired((first.name, arm.name), ids, first.right, arm.right) for arm in self.variants
        )

    @cached_property
    def adjusted(self) -> tuple[float, ...]:
        """Each variant's p value, adjusted for the number of variants after Holm (1979)."""
        return tuple(holm([pair.p for pair in self.paired]))

    def flips(self, number: int) -> tuple[Flip, ...]:
        """The rows that flipped with the variant of that number, from 0; lost ones first."""
        rows = zip(
            self.reference.report.rows,
            self.variants[number].report.rows,
            self.reference.right,
            self.variants[number].right,
            strict=True,
        )
        found = [Flip(self.problems[a.id], a, b) for a, b, was, now in rows if was is not now]
        return tuple(sorted(found, key=lambda flip: flip.gained))

    # -- shown

    def cells(self) -> list[tuple[str, ...]]:
        """The rows of the table as text, the reference's first."""
        compared = [_NOTHING, *map(_compared, self.paired, self.adjusted)]
        return [
            (arm.name, *_measured(arm.report), *versus, f"{arm.milliseconds:.1f} ms")
            for arm, versus in zip(self.arms, compared, strict=True)
        ]

    def head(self) -> list[str]:
        """What was measured, in lines of text."""
        told = self.reference.report.configuration
        sampled = ", a sample" if told["limit"] else ""
        return [
            f"{told['dataset']} {told['split']}: n = {told['n']}{sampled}, seed {told['seed']}",
            f"reference: {told['pipeline']}",
        ]

    def notes(self) -> list[str]:
        """How the figures came about, in lines of text."""
        report = self.reference.report
        told = report.configuration
        saved = sum(len(arm.pipeline) for arm in self.arms)
        lines = [*LEGEND, f"equality: mathematical; {STRICT if told['strict'] else LENIENT}"]
        if self.stages < saved:
            lines.append(f"passes run for each problem: {self.stages} instead of {saved}")
        lines += [f"baseline, {name}: {100 * v:.1f}%" for name, v in report.baselines.items()]
        for name in report.groups:
            listed = ", ".join(
                f"{a.name} {_percent(a.report.group(name).value)}" for a in self.arms
            )
            lines.append(f"{name} (n = {report.group(name).n}): {listed}")
        if report.broken:
            lines.append(f"not measured: {len(report.broken)} rows that could not be read:")
            lines += [f"  {d.message}" for d in report.broken[:10]]
            if len(report.broken) > 10:
                lines.append(f"  and {len(report.broken) - 10} more")
        versions = ", ".join(f"{name} {version}" for name, version in told["versions"].items())
        return [*lines, f"versions: {versions}"]

    def to_json(self) -> dict[str, Any]:
        """The ablation as a JSON object, without its rows."""
        shared = self.reference.report
        own = ("pipeline", "fingerprint", "passes")
        return {
            "configuration": {k: v for k, v in shared.configuration.items() if k not in own},
            "rules": RULES,
            "stages": self.stages,
            "variants": [
                {
                    "name": arm.name,
                    "change": str(arm.variant) if number else "",
                    **{k: arm.report.configuration[k] for k in own},
                    **{k: v for k, v in arm.report.to_json().items() if k in _FIGURES},
                    "versus": self._versus(number - 1) if number else None,
                }
                for number, arm in enumerate(self.arms)
            ],
            "baselines": dict(shared.baselines),
            "broken": [d.to_json() for d in shared.broken],
        }

    def _versus(self, number: int) -> dict[str, Any]:
        told = self.paired[number].to_json()
        kept = {k: v for k, v in told.items() if k not in ("first", "second", "gained", "lost")}
        return {
            **kept,
            "p_holm": self.adjusted[number],
            "gained": told["gained"],
            "lost": told["lost"],
        }

    def __str__(self) -> str:
        rows = [HEADER, *self.cells()]
        widths = [max(len(row[i]) for row in rows) for i in range(len(HEADER))]
        table = [
            "  ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)).rstrip() for r in rows
        ]
        return "\n".join([*self.head(), "", *table, "", *self.notes()])


_FIGURES = (
    "accuracy",
    "coverage",
    "accuracy_when_answered",
    "verdicts",
    "errors",
    "seconds",
    "groups",
)
_NOTHING = ("",) * 5


def _measured(report: Report) -> tuple[str, str]:
    share = report.accuracy
    low, high = 100 * share.interval.low, 100 * share.interval.high
    return f"{_percent(share.value)} [{low:.1f}, {high:.1f}]", _percent(report.coverage.value)


def _compared(pair: Paired, adjusted: float) -> tuple[str, ...]:
    low, high = 100 * pair.interval.low, 100 * pair.interval.high
    return (
        f"{100 * pair.difference:+.1f} [{low:+.1f}, {high:+.1f}]",
        str(len(pair.gained)),
        str(len(pair.lost)),
        probability(pair.p),
        probability(adjusted),
    )


def _percent(share: float | None) -> str:
    return "n/a" if share is None else f"{100 * share:.1f}%"


def probability(p: float) -> str:
    """A p value as it is printed: four places, and never a bare zero."""
    return "<0.0001" if p < 0.0001 else f"{p:.4f}"
