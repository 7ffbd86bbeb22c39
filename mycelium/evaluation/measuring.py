"""The pieces of an evaluation: which rows count, the verdict on a row, what figures depend on.

Rows whose gold answer cannot be read are set aside before anything runs, so that
which rows count does not depend on the pipeline.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from mycelium.api import bare
from mycelium.evaluation.answers import Comparer, Comparison, Verdict
from mycelium.evaluation.dataset import Dataset, Example
from mycelium.evaluation.gold import read_gold
from mycelium.evaluation.report import CandidateReport, Report, RowReport
from mycelium.evaluation.sampling import (
    PROBABILITY,
    RULES,
    VERIFIER,
    Sampled,
    with_candidate,
)
from mycelium.evaluation.symbolic import TIMEOUT_CODE
from mycelium.files import unwritable
from mycelium.solving import Broken, Solved, told
from mycelium.trust import trust_of
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Program

if TYPE_CHECKING:
    from mycelium.executor import Limits
    from mycelium.passes import Context
    from mycelium.pipeline import Pipeline

OWN = "mycelium-math"
"""The distribution that this is part of."""

_LOADED = {
    "torch": "torch",
    "transformers": "transformers",
    "datasets": "datasets",
    "mathematics_dataset": "mathematics_dataset",
    "reasoning_gym": "reasoning-gym",
}
"""Modules that figures depend on where they are loaded, and the distributions they come from."""


@dataclass(frozen=True)
class ToMeasure:
    """The rows to measure, and findings about those of the dataset that cannot be."""

    sample: Dataset
    broken: tuple[Diagnostic, ...]

    def report(self, rows: Sequence[RowReport], configuration: Mapping[str, Any]) -> Report:
        """The report, once the rows have been measured."""
        sample = self.sample
        ids = {example.id for example in sample}
        return Report(
            rows=tuple(rows),
            configuration=configuration,
            broken=self.broken,
            groups={name: frozenset(group) & ids for name, group in sample.groups.items()},
            baselines=dict(sample.baselines),
        )


def to_measure(dataset: Dataset, limit: int | None, seed: int) -> ToMeasure:
    """The rows that can be measured; of more than `limit`, a sample drawn by the seed.

    Raises:
        MyceliumError: MYC249, if there are none.
    """
    readable, unread = _with_readable_gold(dataset)
    sample = readable.sample(limit, seed)
    if not sample.examples:
        raise MyceliumError(*_nothing_to_measure(dataset, unread))
    return ToMeasure(sample, (*dataset.problems, *unread))


def _with_readable_gold(dataset: Dataset) -> tuple[Dataset, tuple[Diagnostic, ...]]:
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


def begun(example: Example) -> Program | Broken:
    """The program that an example's problem begins as, or why it has none."""
    try:
        return bare(example.problem)
    except MyceliumError as error:
        return error.diagnostics


def row_report(solved: Solved[Example], comparison: Comparison) -> RowReport:
    """What became of a row, with the verdict on its answer."""
    example = solved.item
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


def sampled_report(sampled: Sampled[Example], comparer: Comparer, samples: int) -> RowReport:
    """What became of a row, with the verdict on it and, of several samples, on each candidate.

    The answer was chosen before; here alone the gold answers are looked at.
    """
    row = row_report(sampled.solved, compared(sampled.solved, comparer))
    if samples == 1:
        return row
    tried = [with_candidate(sampled, place) for place in range(len(sampled.tried))]
    candidates: list[CandidateReport] = []
    for candidate, solved in zip(sampled.tried, tried, strict=True):
        verdict = compared(solved, comparer).verdict
        fields = told(solved)
        candidates.append(
            CandidateReport(
                verdict,
                candidate.score,
                candidate.draws,
                fields["answer"],
                fields["error"],
                fields["program"],
                candidate.judged,
            )
        )
    return replace(row, candidates=tuple(candidates), choices=dict(sampled.choices))


def compared(solved: Solved[Example], comparer: Comparer) -> Comparison:
    """The verdict on a row: its answer against the gold answers, or what it failed by."""
    if solved.diagnostics:
        first = solved.diagnostics[0]
        verdict = Verdict.TIMEOUT if first.code == TIMEOUT_CODE else Verdict.ERROR
        return Comparison(verdict, f"{first.code}: {first.message}")
    program, answer = solved.program, solved.answer
    if program is None or answer is None:
        return Comparison(Verdict.ERROR, "the program has no answer")
    goal = None if program.goal is None else program.goal.type
    return comparer.compare(solved.item.golds, answer, goal, program.unknowns)


@contextmanager
def row_writer(path: Path | None) -> Iterator[Callable[[RowReport], None]]:
    """Writes rows to a file as they come, or nowhere if there is none.

    Raises:
        MyceliumError: MYC237, if the file cannot be opened for writing.
    """
    if path is None:
        yield lambda row: None
        return
    try:
        file = path.open("wb")
    except OSError as error:
        raise unwritable(path, error) from None
    from mycelium.journal import to_line

    def write(row: RowReport) -> None:
        file.write(to_line(row.to_json()))
        file.flush()

    with file:
        yield write


def configuration(
    sample: Dataset,
    pipeline: Pipeline,
    context: Context,
    limit: int | None,
    strict: bool,
    limits: Limits | None,
) -> Mapping[str, Any]:
    """All that the figures depend on."""
    rule = PROBABILITY if trust_of(pipeline) is None else VERIFIER
    return {
        "dataset": sample.name,
        "split": sample.split,
        "held_out": sample.held_out,
        "n": len(sample),
        "limit": limit,
        "seed": context.seed,
        "samples": context.samples,
        **({"choice": RULES[rule]} if context.samples > 1 else {}),
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
    yield "mycelium", version(OWN)
    yield "python", platform.python_version()
    yield "sympy", version("sympy")
    for name, distribution in _LOADED.items():
        module = sys.modules.get(name)
        if module is not None:
            yield distribution, _version(distribution, module)
    from mycelium.plugins import plugins

    for info in plugins().infos:
        if info.distribution and info.distribution != OWN:
            yield info.distribution, info.version


def _version(distribution: str, module: ModuleType) -> str:
    """What is installed; what the module says of itself where it was not installed."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return str(getattr(module, "__version__", "unknown"))
