"""Measuring the variants of a pipeline on the same rows of a dataset."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from mycelium.compiler import BATCH_SIZE
from mycelium.evaluation.ablation.result import Ablation, ArmReport
from mycelium.evaluation.ablation.sharing import compile_shared, tree_of
from mycelium.evaluation.ablation.variants import Arm
from mycelium.evaluation.answers import Comparer, Comparison
from mycelium.evaluation.dataset import Dataset, Example
from mycelium.evaluation.measuring import (
    begun,
    compared,
    configuration,
    row_report,
    row_writer,
    to_measure,
)
from mycelium.evaluation.report import RowReport
from mycelium.solving import Ran, Solved, run_compiled
from mycelium_ir.nodes import Program

if TYPE_CHECKING:
    from mycelium.executor import Limits
    from mycelium.passes import Context

Progress: TypeAlias = Callable[[int, int], None]
"""Called after each batch with the rows done and all rows, those of every variant counted."""


def ablate(
    dataset: Dataset,
    arms: Sequence[Arm],
    context: Context,
    *,
    limit: int | None = None,
    strict: bool = False,
    batch_size: int = BATCH_SIZE,
    limits: Limits | None = None,
    rows: Path | None = None,
    warm: bool = True,
    progress: Progress | None = None,
) -> Ablation:
    """Measure all variants on the same rows, each as `evaluate` would measure it alone.

    Passes that several variants begin with run once, and so do equal programs of a row.

    Args:
        dataset: The problems with their gold answers.
        arms: The reference and the variants, as `arms_of` gives them.
        context: What passes may use; its executor runs the programs and compares, and
            its seed draws the sample.
        limit: The most rows to measure, drawn by the context's seed; all if not given.
        strict: Whether gold decimals accept only equal values.
        batch_size: Rows that are compiled at a time; it has no bearing on the result.
        limits: What each program may use; the executor's own limits if not given.
        rows: A folder that gets a JSON-lines file for each variant, `file_names` says
            which; it is made if it is missing.
        warm: Send the first batch through everything once before the clock starts, so
            that no variant pays for what others find loaded.
        progress: Called after each batch.

    Raises:
        MyceliumError: MYC237 if a file of rows cannot be written, MYC249 if nothing
            is left to measure.
    """
    measured = to_measure(dataset, limit, context.seed)
    sample = measured.sample
    run = _Run(arms, context, Comparer(context.executor, strict), limits)
    if warm:
        context.executor.warm()
        list(run.batch(sample.examples[:batch_size]))
    found: list[list[RowReport]] = [[] for _ in arms]
    examples = iter(sample)
    with ExitStack() as files:
        names = file_names(arms)
        if rows is not None:
            rows.mkdir(parents=True, exist_ok=True)
        writers = [
            files.enter_context(row_writer(None if rows is None else rows / name)) for name in names
        ]
        while batch := list(islice(examples, batch_size)):
            for reports, write, made in zip(found, writers, run.batch(batch), strict=True):
                reports += made
                for row in made:
                    write(row)
            if progress is not None:
                progress(sum(map(len, found)), len(sample) * len(arms))
    return Ablation(
        arms=tuple(
            ArmReport(
                arm,
                measured.report(
                    reports,
                    configuration(sample, arm.pipeline, context, limit, strict, limits),
                ),
            )
            for arm, reports in zip(arms, found, strict=True)
        ),
        problems={example.id: example.problem for example in sample},
        stages=run.tree.stages,
    )


def file_names(arms: Sequence[Arm]) -> tuple[str, ...]:
    """What the file of each variant's rows is called: `without-bridge.jsonl`."""
    names: list[str] = []
    taken: set[str] = set()  # some file systems do not tell capitals from small letters
    for arm in arms:
        stem = re.sub(r"[^\w.=-]+", "-", arm.name).strip("-.") or "variant"
        name, count = stem, 2
        while name.casefold() in taken:
            name, count = f"{stem}-{count}", count + 1
        taken.add(name.casefold())
        names.append(f"{name}.jsonl")
    return tuple(names)


class _Run:
    """All variants over one batch after another."""

    def __init__(
        self, arms: Sequence[Arm], context: Context, comparer: Comparer, limits: Limits | None
    ) -> None:
        self.pipelines = [arm.pipeline for arm in arms]
        self.tree = tree_of(self.pipelines)
        self.context = context
        self.comparer = comparer
        self.limits = limits

    def batch(self, examples: Sequence[Example]) -> Iterator[list[RowReport]]:
        """What became of the rows, variant by variant."""
        batch = [(example, begun(example)) for example in examples]
        programs = [program for _, program in batch if isinstance(program, Program)]
        compiled = compile_shared(programs, self.pipelines, self.tree, self.context)
        ran: dict[Program, Ran] = {}
        verdicts: dict[tuple[str, Program], Comparison] = {}
        for number in range(len(self.pipelines)):
            solved = run_compiled(batch, compiled[number], self.context, self.limits, ran)
            yield [row_report(one, self._verdict(one, verdicts)) for one in solved]

    def _verdict(
        self, solved: Solved[Example], known: dict[tuple[str, Program], Comparison]
    ) -> Comparison:
        """The verdict on a row, found once for equal programs that ran."""
        if solved.program is None or solved.outcome is None:
            return compared(solved, self.comparer)
        key = solved.item.id, solved.program
        if key not in known:
            known[key] = compared(solved, self.comparer)
        return known[key]
