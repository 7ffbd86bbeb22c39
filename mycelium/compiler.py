"""The compiler: runs a pipeline over rows, in batches, and keeps each row's trouble to itself.

Between passes every program is verified. Each pass fills only what is missing, so
a program that stopped half way compiles on: its passes run again and leave what
is there as it is. No pass is skipped because its facts hold already.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import TypeAlias

from mycelium.passes import Candidate, Context, Failure
from mycelium.pipeline import Pipeline, PipelineStage, order_problems
from mycelium.reproducer import FOLDER
from mycelium.stage_run import StageRun
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Program
from mycelium_ir.verifier import verify

BATCH_SIZE = 32
"""Rows that are compiled at a time, unless said otherwise."""

KEEP = 8
"""Candidates that are kept for a row, unless said otherwise."""

Observer: TypeAlias = Callable[[int, str, Program], None]
"""Called after each pass with the row, the stage's label (`wire#2`) and the row's best program."""


@dataclass(frozen=True)
class RowResult:
    """What became of one row.

    Attributes:
        row: Its place among the programs that were given, from 0.
        candidates: The compiled programs, the best first; empty if the row failed.
        failure: Why the row failed, or None.
        reached: The best program before the pass in which the row failed; else the best.
        stage: The label of the pass in which the row failed, or None.
        timings: Each pass's label and this row's share of its time, in seconds.
    """

    row: int
    candidates: tuple[Candidate, ...]
    failure: Failure | None
    reached: Program
    stage: str | None = None
    timings: tuple[tuple[str, float], ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the row was compiled."""
        return self.failure is None

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Why the row failed; empty if it did not."""
        return self.failure.diagnostics if self.failure is not None else ()

    @property
    def program(self) -> Program:
        """The best program.

        Raises:
            MyceliumError: the row's own errors, if it failed.
        """
        if self.failure is not None:
            raise MyceliumError(*self.failure.diagnostics)
        return self.candidates[0].program


def compile_rows(
    programs: Sequence[Program],
    pipeline: Pipeline,
    context: Context,
    *,
    stop_after: str | None = None,
    batch_size: int = BATCH_SIZE,
    keep: int = KEEP,
    observer: Observer | None = None,
    reproducers: Path | None = FOLDER,
) -> list[RowResult]:
    """Compile all rows; like `compile_iter`, except that it refuses what cannot begin.

    Raises:
        MyceliumError: MYC155, if for every row some pass would lack a fact; what
            `Pipeline.stop_after` raises.
    """
    if stop_after is not None:
        pipeline = pipeline.stop_after(stop_after)
    problems = [order_problems(pipeline, program.facts) for program in programs]
    if problems and all(problems):
        raise MyceliumError(*problems[0])
    return list(
        compile_iter(
            programs,
            pipeline,
            context,
            batch_size=batch_size,
            keep=keep,
            observer=observer,
            reproducers=reproducers,
        )
    )


def compile_iter(
    programs: Iterable[Program],
    pipeline: Pipeline,
    context: Context,
    *,
    batch_size: int = BATCH_SIZE,
    keep: int = KEEP,
    observer: Observer | None = None,
    reproducers: Path | None = FOLDER,
) -> Iterator[RowResult]:
    """Compile rows as they come, a batch at a time; results are in the rows' order.

    A row that fails gives a `RowResult` with its failure, whatever the reason:
    its own errors, a fact that some pass would lack, a pass that crashes on it or
    breaks it. The other rows are as they would be without it.

    Args:
        programs: The rows, from bare problems to half-compiled programs.
        pipeline: The passes.
        context: What passes may use.
        batch_size: Rows that a pass is given at a time.
        keep: The most candidates that are kept for a row after each pass, by score;
            among equal scores those that came first, among equal programs one. At
            least as many as the context asks for are kept.
        observer: Called for each living row after each pass.
        reproducers: The folder for programs on which a pass failed through its own
            fault; None writes none.
    """
    if batch_size < 1 or keep < 1:
        raise ValueError("batch_size and keep are at least 1")
    compilation = Compilation(context, max(keep, context.samples), observer, reproducers)
    rows = enumerate(programs)
    while batch := list(itertools.islice(rows, batch_size)):
        begun = compilation.begin(batch, pipeline)
        for label, stage in zip(pipeline.labels, pipeline, strict=True):
            compilation.advance(label, stage, begun)
        yield from (row.result() for row in begun)


def total_timings(results: Iterable[RowResult]) -> dict[str, float]:
    """The seconds that each pass took for all these rows, by label, in the pipeline's order."""
    totals: dict[str, float] = {}
    for result in results:
        for label, seconds in result.timings:
            totals[label] = totals.get(label, 0.0) + seconds
    return totals


@dataclass
class RowUnderWay:
    """A row between two passes: what `RowResult` says of it, so far."""

    row: int
    reached: Program
    candidates: list[Candidate]
    failure: Failure | None = None
    stage: str | None = None
    timings: list[tuple[str, float]] = field(default_factory=list)

    def fork(self) -> RowUnderWay:
        """The row as it stands, to be taken on another way than this one."""
        return replace(self, timings=list(self.timings))

    def fail(self, diagnostics: Iterable[Diagnostic], stage: str | None = None) -> None:
        """End the row here."""
        self.failure = Failure(self.row, tuple(diagnostics))
        self.candidates = []
        self.stage = stage

    def result(self) -> RowResult:
        """What became of the row, if this is where it ends."""
        return RowResult(
            self.row,
            tuple(self.candidates),
            self.failure,
            self.reached,
            self.stage,
            tuple(self.timings),
        )


@dataclass(frozen=True)
class Compilation:
    """How rows are compiled, pass by pass; `compile_iter` says what the fields are."""

    context: Context
    keep: int = KEEP
    observer: Observer | None = None
    reproducers: Path | None = None

    def begin(self, batch: Iterable[tuple[int, Program]], pipeline: Pipeline) -> list[RowUnderWay]:
        """Rows at their start; one that is faulty, or cannot be compiled so, has failed already."""
        return [self._begun(row, program, pipeline) for row, program in batch]

    def advance(self, label: str, stage: PipelineStage, rows: Sequence[RowUnderWay]) -> None:
        """Take the rows that have not failed through one pass."""
        living = [row for row in rows if row.failure is None]
        if living:
            self._stage(label, stage, living)

    def _begun(self, row: int, program: Program, pipeline: Pipeline) -> RowUnderWay:
        begun = RowUnderWay(row, program, [Candidate(row, program)])
        faults = [d for d in verify(program, self.context.language) if d.is_error]
        faults = faults or list(order_problems(pipeline, program.facts))
        if faults:
            begun.fail(faults)
        return begun

    def _stage(self, label: str, stage: PipelineStage, rows: Sequence[RowUnderWay]) -> None:
        started = perf_counter()
        run = StageRun(stage, self.context, self.reproducers)
        answers = run.results([row.candidates for row in rows])
        for row, answer in zip(rows, answers, strict=True):
            if isinstance(answer, Failure):
                row.fail(answer.diagnostics, label)
            else:
                row.candidates = _best(answer, self.keep)
                row.reached = row.candidates[0].program
        share = (perf_counter() - started) / len(rows)
        for row in rows:
            row.timings.append((label, share))
            if self.observer is not None and row.failure is None:
                self.observer(row.row, label, row.reached)


def _best(candidates: Sequence[Candidate], keep: int) -> list[Candidate]:
    """The best candidates, in order; of equal programs the best scored one, with all draws."""
    found: dict[Program, Candidate] = {}
    for candidate in sorted(candidates, key=lambda c: -c.score):
        best = found.setdefault(candidate.program, candidate)
        if best is not candidate:
            found[candidate.program] = replace(best, draws=best.draws + candidate.draws)
    return list(found.values())[:keep]
