"""What an attribution found: for each wrong row the pass at fault, and the table of them all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mycelium.evaluation.report import LENIENT, STRICT, Report, RowReport, Share
from mycelium_ir.diagnostics import Diagnostic
from mycelium_ir.nodes import Program

if TYPE_CHECKING:
    from mycelium.evaluation.attribution.scores import Score


class Category(StrEnum):
    """What a row without the right answer is, where no single pass is named for it."""

    WRONG = "wrong answer"
    MORE_THAN_ONE = "more than one"
    NOT_REPAIRED = "not repaired"
    NO_GOLD = "no gold"
    NOT_COMPILED = "not compiled"
    EXECUTION = "execution"
    NOT_COMPARED = "not compared"


MEANINGS: dict[Category, str] = {
    Category.WRONG: "a pass is at fault: its gold, and that of all before it, makes it right",
    Category.MORE_THAN_ONE: "right with some gold, and wrong again with more",
    Category.NOT_REPAIRED: "wrong with all the gold there is: a pass without gold is at fault, "
    "or its steps align with no gold step",
    Category.NO_GOLD: "wrong, and the row has no gold program to substitute",
    Category.NOT_COMPILED: "a pass gave up, so there is no program",
    Category.EXECUTION: "the program has no answer: an error, or a limit reached",
    Category.NOT_COMPARED: "the answer could not be compared with the gold answer",
}


@dataclass(frozen=True)
class RowFault:
    """One row without the right answer.

    Attributes:
        row: What evaluation found.
        problem: The problem's text.
        category: `WRONG` where a pass is named, else why none is.
        fault: The label of the pass at fault, if one is named.
        later: The labels of passes after it that are at fault too.
        right: For k from 0 on, whether it was right with gold for k passes.
        gold: The gold program, if there is one.
        no_gold: Why there is no gold; empty if there is.
    """

    row: RowReport
    problem: str
    category: Category
    fault: str | None
    later: tuple[str, ...]
    right: tuple[bool, ...]
    gold: Program | None
    no_gold: tuple[Diagnostic, ...]

    @property
    def name(self) -> str:
        """The pass at fault, or the category where none is named."""
        return self.fault if self.fault is not None else self.category.value

    def to_json(self) -> dict[str, Any]:
        """The row as a JSON object."""
        return {
            "id": self.row.id,
            "category": self.category.value,
            "fault": self.fault,
            "later": list(self.later),
            "right_with_gold": list(self.right),
            "answer": self.row.answer,
            "gold_answer": self.row.gold,
            "error": self.row.error,
            "program": self.row.program,
            "gold_program": None if self.gold is None else str(self.gold),
            "no_gold": [d.to_json() for d in self.no_gold],
        }


@dataclass(frozen=True)
class Attribution:
    """Where the errors of a pipeline on a dataset come from.

    Attributes:
        report: The evaluation of the pipeline.
        labels: The passes, `wire#2` for a second place.
        gold: For each of them where its gold comes from: `data`, `teacher labels`, `n/a`.
        faults: Every row that is not right.
        scores: The metrics of the passes, if they were asked for.
        broken: Findings about gold that belong to no row, such as a missing table.
    """

    report: Report
    labels: tuple[str, ...]
    gold: tuple[str, ...]
    faults: tuple[RowFault, ...]
    scores: tuple[Score, ...] = ()
    broken: tuple[Diagnostic, ...] = ()

    @cached_property
    def counts(self) -> dict[str, int]:
        """Rows by name: each pass in the pipeline's order, then each other category."""
        found = Counter(fault.name for fault in self.faults)
        categories = [c.value for c in Category if c is not Category.WRONG]
        return {name: found[name] for name in (*self.labels, *categories)}

    def of(self, name: str) -> list[RowFault]:
        """The rows of a pass or a category."""
        return [fault for fault in self.faults if fault.name == name]

    def share(self, name: str) -> Share:
        """The rows of a pass or a category, of all rows that are not right."""
        return Share(self.counts[name], len(self.faults))

    @cached_property
    def stopped(self) -> dict[str, int]:
        """The passes in which rows that were not compiled stopped, with how many."""
        where = Counter(
            fault.row.error["stage"]
            for fault in self.of(Category.NOT_COMPILED)
            if fault.row.error is not None
        )
        return dict(where.most_common())

    @cached_property
    def reasons(self) -> dict[str, int]:
        """Why rows have no gold: the first finding's code and message, with how many."""
        return dict(
            Counter(
                f"{f.no_gold[0].code} {_without_row(f.no_gold[0], f.row.id)}"
                for f in self.faults
                if f.no_gold
            ).most_common()
        )

    @property
    def table(self) -> list[list[str]]:
        """The table: name, where its gold comes from, rows, share of the rows not right."""
        origin = dict(zip(self.labels, self.gold, strict=True))
        lines = []
        for name, count in self.counts.items():
            value = self.share(name).value
            told = "" if value is None else f"{100 * value:.1f}%"
            # Without gold no row can be laid to a pass, which is not the same as none.
            blind = origin.get(name) == "n/a" and not count
            rows = ["n/a", ""] if blind else [str(count), told]
            lines.append([name, origin.get(name, ""), *rows])
        return lines

    def to_json(self) -> dict[str, Any]:
        """The attribution as a JSON object, every row that is not right included."""
        return {
            "configuration": dict(self.report.configuration),
            "accuracy": self.report.accuracy.to_json(),
            "passes": [
                {"pass": label, "gold": gold, "rows": self.counts[label]}
                for label, gold in zip(self.labels, self.gold, strict=True)
            ],
            "categories": {name: n for name, n in self.counts.items() if name not in self.labels},
            "not_right": len(self.faults),
            "more_faults_behind": sum(bool(f.later) for f in self.faults),
            "stopped": self.stopped,
            "no_gold_reasons": self.reasons,
            "metrics": [score.to_json() for score in self.scores],
            "rows": [fault.to_json() for fault in self.faults],
            "broken": [d.to_json() for d in (*self.report.broken, *self.broken)],
        }

    def __str__(self) -> str:
        return "\n".join(self._lines())

    @property
    def headline(self) -> str:
        """Dataset, split, rows, seed, accuracy, in a line."""
        told = self.report.configuration
        return (
            f"{told['dataset']} {told['split']}: n = {told['n']}, seed {told['seed']}, "
            f"accuracy {self.report.accuracy}"
        )

    def _lines(self) -> list[str]:
        told = self.report.configuration
        lines = [self.headline, "", f"the {len(self.faults)} rows that are not right:"]
        lines += columns(["pass at fault", "its gold", "rows", "share"], self.table, {2, 3})
        both = sum(bool(fault.later) for fault in self.faults)
        if both:
            lines.append(f"({both} of them have another pass at fault behind the one named)")
        blind = [n for n, gold in zip(self.labels, self.gold, strict=True) if gold == "n/a"]
        if self.counts[Category.NOT_REPAIRED] and blind:
            lines.append(f"not repaired: look for the fault in {', '.join(blind)} (no gold)")
        if self.stopped:
            where = ", ".join(f"{name} {count}" for name, count in self.stopped.items())
            lines.append(f"not compiled, by the pass that gave up: {where}")
        if self.reasons:
            lines.append("rows without gold, whatever their category:")
            lines += [f"  {count}  {why}" for why, count in list(self.reasons.items())[:8]]
        broken = (*self.report.broken, *self.broken)
        if broken:
            lines.append(f"set aside: {len(broken)} findings:")
            lines += [f"  {d.code} {d.message}" for d in broken[:8]]
        if self.scores:
            from mycelium.evaluation.attribution.scores import score_table

            lines += ["", "each pass on gold input, beside its best trivial predictor:"]
            lines += columns(*score_table(self.scores))
        lines += [
            "",
            f"pipeline     {told['pipeline']}",
            f"fingerprint  {told['fingerprint']}",
            f"equality     mathematical; {STRICT if told['strict'] else LENIENT}",
            "versions     " + ", ".join(f"{n} {v}" for n, v in _versions(told).items()),
        ]
        return lines


def columns(header: Sequence[str], rows: Sequence[Sequence[str]], numbers: set[int]) -> list[str]:
    """A table in plain columns, a line a row; `numbers` are the columns set flush right."""
    cells = [list(header), *map(list, rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    return [
        "  ".join(
            cell.rjust(w) if i in numbers else cell.ljust(w)
            for i, (cell, w) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]


def _versions(told: Mapping[str, Any]) -> Mapping[str, str]:
    versions: Mapping[str, str] = told["versions"]
    return versions


def _without_row(diagnostic: Diagnostic, row: str) -> str:
    """A finding's message without the row's name, so that equal findings count together."""
    message = diagnostic.message
    for named in (f" of row {row}", f"row {row}: ", f"{row}: "):
        message = message.replace(named, "")
    return message
