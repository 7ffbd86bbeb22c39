"""Labelling many problems: derive, assemble, execute, and keep what comes out right.

A problem's labels are kept only if the program that they spell, assembled from the
labels alone, executes to the gold answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from mycelium.evaluation.answers import Comparer, Verdict
from mycelium_distill.labels.assemble import AssemblyError, assemble
from mycelium_distill.labels.derive import derive
from mycelium_distill.labels.evidence import Thresholds
from mycelium_distill.labels.model import Labels
from mycelium_distill.labels.reading import Reading, UnlabelledError
from mycelium_distill.traces.record import Trace
from mycelium_distill.written import Written
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.nodes import Program
from mycelium_ir.parser import parse

if TYPE_CHECKING:
    from mycelium.executor import Executor

BATCH = 256
"""Problems that are treated at a time."""

T = TypeVar("T")


@dataclass(frozen=True)
class Fate:
    """What became of one problem: its labels, or the reason why it has none."""

    id: str
    source: str
    split: str
    labels: Labels | None
    reason: str = ""


def readings(
    rows: Iterable[tuple[Written, Trace]],
    executor: Executor,
    templates: Mapping[tuple[str, str], str],
) -> Iterator[Reading | Fate]:
    """Parse and run each row's program, for the values of its steps; a fate where that fails.

    Args:
        rows: Solutions with their traces.
        executor: Runs the programs.
        templates: The template of a step, by problem and step.
    """
    for batch in _batches(rows, BATCH):
        programs = [_parsed(written) for written, _ in batch]
        outcomes = executor.run_many(p for p in programs if isinstance(p, Program))
        for (written, trace), program in zip(batch, programs, strict=True):
            if not isinstance(program, Program):
                yield _unlabelled(written, program)
                continue
            outcome = next(outcomes)
            if not outcome.ok:
                yield _unlabelled(written, "the solution's program does not run")
                continue
            yield Reading(
                written,
                program,
                {name: value.expression for name, value in outcome.values.items()},
                trace,
                {
                    step.name: templates[written.id, step.name]
                    for step in program.steps
                    if (written.id, step.name) in templates
                },
            )


def label(
    found: Iterable[Reading | Fate], thresholds: Thresholds, executor: Executor
) -> Iterator[Fate]:
    """Label each reading, and keep the labels whose program executes to the gold answer."""
    comparer = Comparer(executor)
    for batch in _batches(found, BATCH):
        derived = [f if isinstance(f, Fate) else _derived(f, thresholds) for f in batch]
        ready = [d for d in derived if not isinstance(d, Fate)]
        outcomes = executor.run_many(program for _, program in ready)
        for entry in derived:
            if isinstance(entry, Fate):
                yield entry
                continue
            labels, program = entry
            outcome = next(outcomes)
            reason = ""
            if not outcome.ok or outcome.answer is None:
                reason = "the program of the labels does not run"
            else:
                goal = None if program.goal is None else program.goal.type
                compared = comparer.compare(labels.answer, outcome.answer, goal, program.unknowns)
                if compared.verdict is not Verdict.EQUAL:
                    reason = "the program of the labels gives another answer"
            yield Fate(labels.id, labels.source, labels.split, None if reason else labels, reason)


def _derived(reading: Reading, thresholds: Thresholds) -> tuple[Labels, Program] | Fate:
    try:
        labels = derive(reading, thresholds)
        return labels, assemble(labels)
    except (UnlabelledError, AssemblyError) as error:
        return _unlabelled(reading.written, str(error))
    except MyceliumError as error:
        return _unlabelled(reading.written, error.diagnostics[0].message)


def _parsed(written: Written) -> Program | str:
    try:
        return parse(written.program, name=written.id)
    except MyceliumError as error:
        return f"the solution's program cannot be read: {error.diagnostics[0].message}"


def _unlabelled(written: Written, reason: str) -> Fate:
    return Fate(written.id, written.source, written.split, None, reason)


def _batches(rows: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    stream = iter(rows)
    while batch := list(islice(stream, size)):
        yield batch
