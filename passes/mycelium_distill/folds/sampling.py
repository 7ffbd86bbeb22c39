"""Programs sampled from a model for problems that it has not seen."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from mycelium_distill.examples.executing import arithmetic
from mycelium_distill.examples.record import Example
from mycelium_distill.folds.planning import predicted_plans
from mycelium_distill.folds.programs import sampled
from mycelium_distill.folds.verdicts import Asked, Draw, Running, Solved, judge
from mycelium_distill.judging.unanswerable import is_unanswerable
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.language import Language
from mycelium_ir.nodes import (
    Clause,
    Define,
    Problem,
    Program,
    Step,
    Unknown,
    replace,
)
from mycelium_ir.outcome import Value
from mycelium_ir.parser import parse
from mycelium_passes.reading.encoding import Reading, Readings
from mycelium_passes.reading.model import Model
from mycelium_passes.segment import clauses_of, inside
from mycelium_passes.writing.assembling import Computing
from mycelium_passes.writing.decoding import ON_A_GPU, Task, write
from mycelium_passes.writing.draft import Order, Plan

LONGEST = 256
"""Symbols of a transcript past which a draw is given up: hardly a problem needs as many."""

_ROWS_ON_A_GPU, _ROWS_ELSEWHERE = 256, 64
"""How many problems are read at a time."""

View = tuple[Plan | None, bool]
"""A plan to follow, if any, and whether the clauses are shown."""


@dataclass(frozen=True)
class Sampling:
    """How programs are drawn.

    Attributes:
        samples: Programs a problem; a third of them follow the plan that the model predicts,
            and a third do not see the clauses.
        temperature: Of the draws.
        seed: Of the draws.
        at_once: The most drafts that a GPU writes at a time.
    """

    samples: int = 8
    temperature: float = 0.8
    seed: int = 0
    at_once: int = ON_A_GPU


@dataclass
class Told:
    """How the draws came out; problems that have no answer are counted apart."""

    unanswerable: int = 0
    problems: int = 0
    solved: int = 0
    draws: int = 0
    right: int = 0
    unfit: Counter[str] = field(default_factory=Counter)


def solve_rows(
    model: Model,
    rows: Sequence[Example],
    sampling: Sampling,
    told: Told,
    *,
    running: Running | None = None,
    progress: Callable[[int], None] | None = None,
    until: Callable[[], bool] | None = None,
) -> Iterator[Solved]:
    """Draw programs for the rows and judge them by the rows' answers.

    Args:
        model: It has not seen them.
        rows: Those whose answer cannot be computed are left out and counted. Of those
            that have none, which come without clauses, every program is wrong.
        sampling: How.
        told: Is counted in.
        running: Computes answers that are no rational numbers; without it rows with such
            answers are left out too.
        progress: Told how many rows are done.
        until: Asked now and then whether that is enough.
    """
    room = _ROWS_ON_A_GPU if model.engine.device.type == "cuda" else _ROWS_ELSEWHERE
    for start in range(0, len(rows), room):
        if until is not None and until():
            return
        yield from _solved(model, rows[start : start + room], sampling, told, running)
        if progress is not None:
            progress(min(start + room, len(rows)))


def target_of(row: Example, program: Program) -> Fraction | None:
    """The value of the step that answers the question."""
    told = row.values.get(program.answer or "")
    return None if told is None else Fraction(told)


def _solved(
    model: Model,
    rows: Sequence[Example],
    sampling: Sampling,
    told: Told,
    running: Running | None,
) -> Iterator[Solved]:
    asked = _asked(rows, told, running)
    found = Readings(model).read([each.program for each in asked])
    read: list[tuple[Asked, Reading]] = []
    for each, reading in zip(asked, found, strict=True):
        if isinstance(reading, MyceliumError):
            told.unfit["it cannot be read"] += 1
            continue
        if is_unanswerable(each.row):
            clauses = clauses_of(each.program, reading, inside(model, reading))
            if not clauses:
                # No program is written for it at inference either.
                told.unfit["it has no answer, and no clause is found in it"] += 1
                continue
            program = each.program.add(*(replace(clause, attributes={}) for clause in clauses))
            each = dataclasses.replace(each, program=program)
        read.append((each, reading))
    plans = predicted_plans(model, [(each.program, reading) for each, reading in read])
    tasks: list[list[Task]] = []
    for (each, reading), plan in zip(read, plans, strict=True):
        kept = [s for s in each.program.statements if isinstance(s, Problem | Clause)]
        order = Order(Program(tuple(kept)), {})
        tasks.append(
            [
                Task(reading, dataclasses.replace(order, plan=followed, clauses=shown), count)
                for (followed, shown), count in _shares(plan, sampling.samples)
            ]
        )
    writings = _drawn(model, [each for each, _ in read], tasks, sampling, running)
    for (each, _), plan, own in zip(read, plans, writings, strict=True):
        solved = Solved(each.row, each.program, plan)
        judge(solved, each, own, running)
        if is_unanswerable(each.row):
            told.unanswerable += 1
            yield solved
            continue
        told.problems += 1
        told.draws += len(own)
        told.right += solved.hits
        told.solved += solved.hits > 0
        yield solved


def _asked(rows: Sequence[Example], told: Told, running: Running | None) -> list[Asked]:
    """The rows with their answers; those without any that can be had are counted."""
    found: list[Asked] = []
    others: list[tuple[Example, Program]] = []
    for row in rows:
        program = parse(row.program)
        target = target_of(row, program)
        plain = is_unanswerable(row) or arithmetic(program) is not None
        if is_unanswerable(row) or (target is not None and (plain or running)):
            found.append(Asked(row, program, target, not plain))
        else:
            others.append((row, program))
    if running is None:
        told.unfit["its answer cannot be computed here"] += len(others)
        return found
    outcomes = running.executor.run_many([_bare(program) for _, program in others], partial=True)
    for (row, program), outcome in zip(others, outcomes, strict=True):
        value = outcome.values.get(program.answer or "")
        if value is None:
            told.unfit["its answer cannot be computed"] += 1
        else:
            found.append(Asked(row, program, value, computed=True))
    return found


def _bare(program: Program) -> Program:
    """What of a program computes: nothing that only templates' languages know."""
    return Program(
        tuple(
            Step(each.name, expression=each.expression) if isinstance(each, Step) else each
            for each in program.statements
            if isinstance(each, Step | Unknown | Define)
        )
    )


def _drawn(
    model: Model,
    asked: Sequence[Asked],
    tasks: Sequence[Sequence[Task]],
    sampling: Sampling,
    running: Running | None,
) -> list[list[Draw]]:
    """The draws for each row, all at once; those whose values must be computed by themselves."""
    found: list[list[Draw]] = [[] for _ in asked]
    for computed in (False, True):
        chosen = [number for number, each in enumerate(asked) if each.computed == computed]
        computing = None
        if computed and running is not None:
            computing = Computing(model, running.executor, running.language)
        written = iter(
            write(
                model,
                [task for number in chosen for task in tasks[number]],
                temperature=sampling.temperature,
                seed=sampling.seed,
                values=computing,
                keep_states=computed,
                longest=LONGEST,
                at_once=sampling.at_once,
            )
        )
        owned = [
            (number, each) for number in chosen for _ in tasks[number] for each in next(written)
        ]
        values: dict[int, Mapping[str, Value]] = {}
        if computing is not None:
            whole = [each for _, each in owned if each.draft.log_probability != float("-inf")]
            values = dict(zip(map(id, whole), computing.all_of(whole), strict=True))
        for number, each in owned:
            found[number].append(Draw(each.draft, values.get(id(each), {})))
    return found


def _shares(plan: Plan | None, samples: int) -> list[tuple[View, int]]:
    """The views, each with how many drafts."""
    views: list[View] = [(None, True), (None, False)]
    if plan is not None and any(plan):
        views.insert(0, (plan, True))
    counts = [len(range(number, samples, len(views))) for number in range(len(views))]
    return [(view, count) for view, count in zip(views, counts, strict=True) if count]


def sampled_rows(solved: Solved, language: Language) -> Iterator[Example]:
    """The examples that a problem's draws make: right ones first."""
    gold = [] if solved.gold is None else [solved.gold]
    right = [*gold, *solved.right]
    for number, drawn in enumerate([*right, *solved.wrong]):
        correct = number < len(right)
        yield sampled(
            solved.row, solved.program.goal, drawn.draft, number, language, correct=correct
        )
