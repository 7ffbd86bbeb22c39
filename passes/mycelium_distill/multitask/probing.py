"""How good the specialists are while they are trained: the tuning rows that they solve.

A program is written greedily for the clauses of the label, with no plan; what counts is
whether its last step has the answer's value. Only rows of plain arithmetic are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from mycelium_distill.examples.record import Example, read_examples
from mycelium_distill.multitask.learning import Learner
from mycelium_distill.training.fitting import Probe
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.nodes import Clause, Problem, Program
from mycelium_ir.parser import parse

FIGURE = "solved"
"""The mean over the sources of the share of rows that are solved."""

MOST = 512
"""So many rows of a source are asked."""


@dataclass(frozen=True)
class Asked:
    """A tuning row: its source, its problem with clauses, and the answer's value."""

    source: str
    program: Program
    answer: Fraction


def asked_of(files: Iterable[Path]) -> list[Asked]:
    """The tuning rows of files of examples that are plain arithmetic."""
    found: dict[str, list[Asked]] = {}
    for path in files:
        for example in read_examples(path):
            if example.split != "tune" or not example.labelled or example.id != example.group:
                continue
            asked = _asked(example)
            if asked is not None and len(found.setdefault(asked.source, [])) < MOST:
                found[asked.source].append(asked)
    return [asked for rows in found.values() for asked in rows]


def _asked(example: Example) -> Asked | None:
    program = parse(example.program)
    value = example.values.get(program.answer or "")
    if value is None or len(example.values) < len(program.steps):
        return None
    bare = Program(tuple(s for s in program.statements if isinstance(s, Problem | Clause)))
    return Asked(example.source.partition(".")[0], bare, Fraction(value))


def solving_probe(rows: Sequence[Asked]) -> Probe:
    """A probe that gives the share of rows solved, by source, and their mean as `solved`."""

    def probe(learner: Learner, step: int) -> Mapping[str, float]:
        import torch

        from mycelium_passes.reading.encoding import Readings
        from mycelium_passes.reading.model import Model
        from mycelium_passes.writing.decoding import Task, write
        from mycelium_passes.writing.draft import Order

        with torch.inference_mode():
            model = Model.from_training(learner.specialists, learner.trunk, learner.config)
            readings = Readings(model).read([row.program for row in rows])
            sound = [
                (row, reading)
                for row, reading in zip(rows, readings, strict=True)
                if not isinstance(reading, MyceliumError)
            ]
            written = write(model, [Task(r, Order(row.program, {})) for row, r in sound])
        right: dict[str, list[bool]] = {}
        for (row, _), (writing,) in zip(sound, written, strict=True):
            draft = writing.draft
            value = draft.values.get(draft.steps[-1].name) if draft.steps else None
            right.setdefault(row.source, []).append(value == row.answer)
        shares = {source: sum(each) / len(each) for source, each in right.items()}
        return {
            **{f"{FIGURE}.{source}": share for source, share in shares.items()},
            FIGURE: sum(shares.values()) / max(1, len(shares)),
        }

    return probe


def together(probes: Sequence[Probe]) -> Probe:
    """A probe that gives all figures of several."""

    def probe(learner: Learner, step: int) -> Mapping[str, float]:
        found: dict[str, float] = {}
        for one in probes:
            found |= one(learner, step)
        return found

    return probe
