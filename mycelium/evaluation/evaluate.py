"""Measuring a pipeline on a dataset: compile, run, compare, and keep every row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mycelium.compiler import BATCH_SIZE
from mycelium.evaluation.answers import Comparer, Verdict
from mycelium.evaluation.dataset import Dataset
from mycelium.evaluation.measuring import (
    begun,
    configuration,
    row_writer,
    sampled_report,
    to_measure,
)
from mycelium.evaluation.report import Report, RowReport
from mycelium.evaluation.sampling import Tried, sample_iter
from mycelium.solving import given

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
    min_confidence: float = 0.0,
) -> Report:
    """Compile and run every problem of a dataset and compare the answers.

    Where the context asks for several samples, that many candidates of a row are run
    and one answer is chosen among them, by `mycelium.evaluation.sampling.RULES`.

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
        min_confidence: Answers that are less sure do not count; those that nobody judged do.

    Raises:
        MyceliumError: MYC237 if the file of rows cannot be written, MYC249 if nothing
            is left to measure. What goes wrong with a row is in the report.
    """
    measured = to_measure(dataset, limit, context.seed)
    sample = measured.sample
    comparer = Comparer(context.executor, strict)
    found: list[RowReport] = []
    hits = 0
    with row_writer(rows) as write:
        for sampled in sample_iter(
            ((example, begun(example)) for example in sample),
            pipeline,
            context,
            sameness(comparer),
            batch_size=batch_size,
            limits=limits,
        ):
            kept = replace(sampled, solved=given(sampled.solved, min_confidence))
            row = sampled_report(kept, comparer, context.samples)
            found.append(row)
            write(row)
            hits += row.verdict is Verdict.EQUAL
            if progress is not None:
                progress(len(found), len(sample), hits)
    told = configuration(sample, pipeline, context, limit, strict, limits)
    if min_confidence:
        told = {**told, "min_confidence": min_confidence}
    return measured.report(found, told)


def sameness(comparer: Comparer) -> Callable[[Tried, Tried], bool]:
    """Whether two candidates have equal answers."""

    def same(first: Tried, second: Tried) -> bool:
        a, b = first.answer, second.answer
        return a is not None and b is not None and comparer.same(a, b, first.program.unknowns)

    return same
