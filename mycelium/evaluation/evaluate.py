"""Measuring a pipeline on a dataset: compile, run, compare, and keep every row.

Rows whose gold answer cannot be read are set aside before anything runs, so that
which rows count does not depend on the pipeline.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mycelium.api import bare
from mycelium.compiler import BATCH_SIZE
from mycelium.evaluation.answers import Comparer, Comparison, Verdict
from mycelium.evaluation.dataset import Dataset, Example
from mycelium.evaluation.gold import read_gold
from mycelium.evaluation.report import Report, RowReport
from mycelium.evaluation.symbolic import TIMEOUT_CODE
from mycelium.solving import Broken, Solved, solve_iter, told
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Program

if TYPE_CHECKING:
    from mycelium.executor import Limits
    from mycelium.passes import Context
    from mycelium.pipeline import Pipeline

Progress = Callable[[int, int, int], None]
"""Called after each row with the rows done, all rows, and those that were right."""


def evaluate(
    dataset: Dataset,
    pipeline: Pipeline,
    context: Context,
    *,
    limit: int | None = None,
    strict: bool = False,
    batch_size: int = BATCH_SIZE,
    limits: Limits | None = None,
    rows: Path | None = None,
    progress: Progress | None = None,
) -> Report:
    """Compile and run every problem of a dataset and compare the answers.

    Args:
        dataset: The problems with their gold answers.
        pipeline: The passes.
        context: What passes may use; its executor runs the programs and compares, and
            its seed draws the sample.
        limit: The most rows to measure, drawn by the context's seed; all if not given.
        strict: Whether gold decimals accept only equal values.
        batch_size: Rows that are compiled at a time; it has no bearing on the result.
        limits: What each program may use; the executor's own limits if not given.
        rows: A JSON-lines file that gets a line for each row, as it comes.
        progress: Called after each row.

    Raises:
        MyceliumError: MYC237 if the file of rows cannot be written, MYC249 if nothing
            is left to measure. What goes wrong with a row is in the report.
    """
    readable, unread = _with_readable_gold(dataset)
    sample = readable.sample(limit, context.seed)
    if not sample.examples:
        raise MyceliumError(*_nothing_to_measure(dataset, unread))
    comparer = Comparer(context.executor, strict)
    found: list[RowReport] = []
    hits = 0
    with _writer(rows) as write:
        for solved in solve_iter(
            ((example, _program(example)) for example in sample),
            pipeline,
            context,
            batch_size=batch_size,
            limits=limits,
        ):
            row = _row(solved, comparer)
            found.append(row)
            write(row)
            hits += row.verdict is Verdict.EQUAL
            if progress is not None:
                progress(len(found), len(sample), hits)
    return Report(
        rows=tuple(found),
        configuration=_configuration(sample, pipeline, context, limit, strict, limits),
        broken=(*dataset.problems, *unread),
        groups={
            name: frozenset(ids) & {e.id for e in sample} for name, ids in sample.groups.items()
        },
        baselines=dict(sample.baselines),
    )


def _with_readable_gold(dataset: Dataset) -> tuple[Dataset, tuple[Diagnostic, ...]]:
    from dataclasses import replace

    kept: list[Example] = []
    unread: list[Diagnostic] = []
    for example in dataset:
        problem = _unreadable(example)
        if problem is None:
            kept.append(example)
        else:
            where = f"{dataset.name} {dataset.split}, row {example.id}"
            unread.append(replace(problem, message=f"{where}: {problem.message}", subject=where))
    if not unread:
        return dataset, ()
    # A baseline was computed on all rows, and holds for these no longer.
    return replace(dataset, examples=tuple(kept), baselines={}), tuple(unread)


def _unreadable(example: Example) -> Diagnostic | None:
    """Why none of an example's gold answers can be read; None if one can."""
    first: Diagnostic | None = None
    for gold in example.golds:
        try:
            read_gold(gold)
        except MyceliumError as error:
            first = first or error.diagnostics[0]
        else:
            return None
    return first


def _nothing_to_measure(dataset: Dataset, unread: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    told = Diagnostic(
        "MYC249",
        f"{dataset.name} {dataset.split} has no row that can be measured",
        hint="see what is wrong with its rows, below"
        if dataset.problems or unread
        else "the file holds no rows",
        subject=dataset.name,
    )
    return (told, *dataset.problems[:5], *unread[:5])


def _program(example: Example) -> Program | Broken:
    try:
        return bare(example.problem)
    except MyceliumError as error:
        return error.diagnostics


def _row(solved: Solved[Example], comparer: Comparer) -> RowReport:
    example = solved.item
    comparison = _compared(solved, comparer)
    fields = told(solved)
    return RowReport(
        id=example.id,
        verdict=comparison.verdict,
        reason=comparison.reason,
        gold=example.answer,
        alternatives=example.alternatives,
        answered=solved.answer is not None,
        **fields,
    )


def _compared(solved: Solved[Example], comparer: Comparer) -> Comparison:
    if solved.diagnostics:
        first = solved.diagnostics[0]
        verdict = Verdict.TIMEOUT if first.code == TIMEOUT_CODE else Verdict.ERROR
        return Comparison(verdict, f"{first.code}: {first.message}")
    program, answer = solved.program, solved.answer
    if program is None or answer is None:
        return Comparison(Verdict.ERROR, "the program has no answer")
    goal = None if program.goal is None else program.goal.type
    return comparer.compare(solved.item.golds, answer, goal, program.unknowns)


class _writer:  # noqa: N801 - a context manager that reads like a function
    """Writes rows as they come, or nowhere if there is no file."""

    def __init__(self, path: Path | None) -> None:
        self.path = path

    def __enter__(self) -> Callable[[RowReport], None]:
        from contextlib import ExitStack

        self.stack = ExitStack()
        if self.path is None:
            return lambda row: None
        try:
            file = self.stack.enter_context(self.path.open("wb"))
        except OSError as error:
            why = (error.strerror or type(error).__name__).lower()
            raise MyceliumError(
                Diagnostic(
                    "MYC237",
                    f"cannot write {self.path}: {why}",
                    hint="name a file in a folder that exists and that you may write to",
                    subject=str(self.path),
                )
            ) from None

        def write(row: RowReport) -> None:
            from mycelium.journal import to_line

            file.write(to_line(row.to_json()))
            file.flush()

        return write

    def __exit__(self, *_: object) -> None:
        self.stack.close()


def _configuration(
    sample: Dataset,
    pipeline: Pipeline,
    context: Context,
    limit: int | None,
    strict: bool,
    limits: Limits | None,
) -> Mapping[str, Any]:
    """All that the figures depend on."""
    return {
        "dataset": sample.name,
        "split": sample.split,
        "n": len(sample),
        "limit": limit,
        "seed": context.seed,
        "strict": strict,
        "pipeline": str(pipeline),
        "fingerprint": pipeline.fingerprint,
        "passes": {
            label: {
                "pass": stage.name,
                "fingerprint": stage.instance.fingerprint,
                "weights": stage.instance.weights,
            }
            for label, stage in zip(pipeline.labels, pipeline, strict=True)
        },
        "limits": asdict(limits or context.executor.limits),
        "versions": dict(_versions()),
    }


def _versions() -> Iterator[tuple[str, str]]:
    from importlib.metadata import version

    yield "mycelium", version("mycelium-math")
    yield "python", platform.python_version()
    yield "sympy", version("sympy")
    from mycelium.plugins import plugins

    for info in plugins().infos:
        if info.distribution:
            yield info.distribution, info.version
