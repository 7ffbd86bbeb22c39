"""Where examples come from: labels, verified rows of data sets, and written algebra rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mycelium.evaluation.dataset import load_dataset
from mycelium.evaluation.splits import masked
from mycelium_distill.algebra.held_out import held_out_hashes
from mycelium_distill.algebra.rows import text_hash
from mycelium_distill.examples.executing import executed, rational
from mycelium_distill.examples.labelled import UnusableError, agree, annotated
from mycelium_distill.examples.record import Example
from mycelium_distill.labels.tables import read_labels
from mycelium_distill.templates.table import TemplateTable
from mycelium_distill.training_rows import MEASURED, training_rows
from mycelium_distill.written import read_written
from mycelium_ir.nodes import Program
from mycelium_ir.parser import parse
from mycelium_ir.printer import print_program

if TYPE_CHECKING:
    from mycelium.executor import Executor

UNLABELLED = ("mathqa:dev", "draw:train", "dolphin1878:train")
"""The data sets that are learnt from without having been traced."""

LIKE_MEASURED = "a measured row has this text with other numbers"
HELD_OUT = "the problem is on the frozen list"
TWICE = "the problem is there already"


@dataclass
class Gathered:
    """Originals of all sources, each problem once, and what fell out and why.

    Attributes:
        rows: The rows so far.
        dropped: How many of each data set fell out, by reason.
        measured: The number-masked texts of measured rows.
    """

    rows: list[Example] = field(default_factory=list)
    dropped: dict[str, Counter[str]] = field(default_factory=dict)
    measured: frozenset[str] = frozenset()
    _seen: set[str] = field(default_factory=set)

    def drop(self, source: str, why: str) -> None:
        """Count a row that fell out."""
        self.dropped.setdefault(source.partition(".")[0], Counter())[why] += 1

    def refused(self, source: str, split: str, problem: str) -> str | None:
        """Why a row may not be used, if so.

        A training row is not like a measured row; no row is on the frozen list of
        algebra, whose problems are told apart by their numbers; none is there twice.
        """
        if text_hash(problem) in self._seen:
            return TWICE
        if source.startswith("algebra"):
            return HELD_OUT if text_hash(problem) in held_out_hashes() else None
        if split == "train" and masked(problem) in self.measured:
            return LIKE_MEASURED
        return None

    def add(self, row: Example, problem: str) -> None:
        """Take a row, unless it is refused."""
        why = self.refused(row.source, row.split, problem)
        if why is not None:
            self.drop(row.source, why)
            return
        self._seen.add(text_hash(problem))
        self.rows.append(row)

    def unmeasured(self, copies: Iterable[tuple[Example, str]]) -> Iterator[Example]:
        """The copies, given with their problems, that have not become a measured row."""
        for copy, problem in copies:
            why = self.refused(copy.source, copy.split, problem)
            if why is None:
                yield copy
            else:
                self.drop(copy.source, f"a copy: {why}")


def measured_texts(data: Path | str) -> frozenset[str]:
    """The number-masked texts of every row that is measured or tuned on.

    Raises:
        MyceliumError: MYC245, if a file is missing.
    """
    return frozenset(
        masked(example.problem) for name in MEASURED for example in load_dataset(name, folder=data)
    )


def gather_labelled(
    gathered: Gathered, folder: Path, table: TemplateTable, executor: Executor
) -> None:
    """The labelled problems of all splits, those that are measured first."""
    found = sorted(read_labels(folder), key=lambda labels: labels.split == "train")
    usable = []
    for labels in found:
        try:
            usable.append((labels, annotated(labels, table)))
        except UnusableError as error:
            gathered.drop(labels.source, str(error))
    for (labels, program), values in zip(
        usable, executed((program for _, program in usable), executor), strict=True
    ):
        if values is None or not agree(labels, values):
            gathered.drop(labels.source, "its values are not those of its labels")
            continue
        gathered.add(
            _example(labels.id, labels.source, labels.split, program, values, labelled=True),
            labels.problem,
        )


def gather_data(
    gathered: Gathered, data: Path | str, executor: Executor, datasets: Sequence[str] = UNLABELLED
) -> None:
    """The verified training rows of data sets; operations are the base ones."""
    found = training_rows(data, executor, datasets=datasets)
    for name, reasons in found.dropped.items():
        for why, count in reasons.items():
            gathered.dropped.setdefault(name, Counter())[why] += count
    for row in found.rows:
        example = _example(
            row.id, row.dataset, "train", row.program, rational(row.values), labelled=False
        )
        gathered.add(example, row.problem)


def gather_algebra(
    gathered: Gathered,
    paths: Iterable[Path],
    executor: Executor,
    progress: Callable[[int], None] | None = None,
) -> None:
    """The training rows of written files that nothing labels."""
    fresh = []
    for path in paths:
        for row in read_written(path):
            if row.split != "train":
                continue
            why = gathered.refused(row.source, row.split, row.problem)
            if why is None:
                fresh.append((row, parse(row.program)))
            else:
                gathered.drop(row.source, why)
    runs: Iterator[dict[str, str] | None] = executed((program for _, program in fresh), executor)
    for done, ((row, program), values) in enumerate(zip(fresh, runs, strict=True), 1):
        if values is None:
            gathered.drop(row.source, "its program does not run")
        else:
            gathered.add(
                _example(row.id, row.source, "train", program, values, labelled=False), row.problem
            )
        if progress is not None:
            progress(done)


def _example(
    name: str, source: str, split: str, program: Program, values: dict[str, str], *, labelled: bool
) -> Example:
    return Example(name, source, split, print_program(program), values, labelled, name)
