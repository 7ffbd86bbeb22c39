"""Programs sampled from a model for problems that it has not seen, and which of them are right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from mycelium_distill.examples.record import Example
from mycelium_distill.folds.distinct import dag_of, expressions, written
from mycelium_distill.folds.planning import predicted_plans
from mycelium_distill.folds.programs import sampled
from mycelium_distill.judging.unanswerable import is_unanswerable
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.language import Language
from mycelium_ir.nodes import Clause, Expression, Problem, Program, replace
from mycelium_ir.parser import parse
from mycelium_passes.reading.encoding import Reading, Readings
from mycelium_passes.reading.model import Model
from mycelium_passes.segment import clauses_of, inside
from mycelium_passes.transcript import transcribe
from mycelium_passes.writing.decoding import Task, write
from mycelium_passes.writing.draft import Draft, Order, Plan

MOST_RIGHT, MOST_WRONG = 4, 4
"""How many right and wrong programs of a problem are kept; one like the gold one comes besides."""

MOST_UNANSWERABLE = 2
"""How many programs are kept of a problem that has no answer."""

LONGEST = 256
"""Symbols of a transcript past which a draw is given up: hardly a problem needs as many."""

_ON_A_GPU, _ELSEWHERE = 1024, 64
"""How many problems are read at a time."""

Key = str | tuple[int, ...]


@dataclass(frozen=True)
class Sampling:
    """How programs are drawn.

    Attributes:
        samples: Programs a problem; half of them follow the plan that the model predicts.
        temperature: Of the draws.
        seed: Of the draws.
    """

    samples: int = 8
    temperature: float = 0.8
    seed: int = 0


@dataclass
class Drawn:
    """A distinct program, with how many draws gave it."""

    draft: Draft
    count: int = 1


@dataclass
class Solved:
    """What a model made of an example.

    Attributes:
        row: The example.
        program: Its program.
        plan: The templates of each clause as the model predicts them; None without clauses.
        gold: The draw that computes as the gold program does.
        right: Other programs with its answer, distinct by DAG, the most drawn first.
        wrong: Programs with another answer, distinct by text, the most drawn first.
        answers: Of all draws; None for one without a value.
    """

    row: Example
    program: Program
    plan: tuple[tuple[str, ...], ...] | None
    gold: Drawn | None = None
    right: list[Drawn] = field(default_factory=list)
    wrong: list[Drawn] = field(default_factory=list)
    answers: list[Fraction | None] = field(default_factory=list)


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
    progress: Callable[[int], None] | None = None,
) -> Iterator[Solved]:
    """Draw programs for the rows and judge them by the rows' answers.

    Args:
        model: It has not seen them.
        rows: Those whose answer is no rational number are left out and counted. Of those
            that have none, which come without clauses, every program is wrong.
        sampling: How.
        told: Is counted in.
        progress: Told how many rows are done.
    """
    room = _ON_A_GPU if model.engine.device.type == "cuda" else _ELSEWHERE
    for start in range(0, len(rows), room):
        yield from _solved(model, rows[start : start + room], sampling, told)
        if progress is not None:
            progress(min(start + room, len(rows)))


def target_of(row: Example, program: Program) -> Fraction | None:
    """The value of the step that answers the question."""
    told = row.values.get(program.answer or "")
    return None if told is None else Fraction(told)


def _solved(
    model: Model, rows: Sequence[Example], sampling: Sampling, told: Told
) -> Iterator[Solved]:
    fit: list[tuple[Example, Program, Fraction | None]] = []
    for row in rows:
        program = parse(row.program)
        target = target_of(row, program)
        if target is None and not is_unanswerable(row):
            told.unfit["its answer is no rational number"] += 1
        else:
            fit.append((row, program, target))
    found = Readings(model).read([program for _, program, _ in fit])
    read: list[tuple[Example, Program, Fraction | None, Reading]] = []
    for (row, program, target), reading in zip(fit, found, strict=True):
        if isinstance(reading, MyceliumError):
            told.unfit["it cannot be read"] += 1
            continue
        if is_unanswerable(row):
            clauses = clauses_of(program, reading, inside(model, reading))
            if not clauses:
                # No program is written for it at inference either.
                told.unfit["it has no answer, and no clause is found in it"] += 1
                continue
            program = program.add(*(replace(clause, attributes={}) for clause in clauses))
        read.append((row, program, target, reading))
    plans = predicted_plans(model, [(program, reading) for _, program, _, reading in read])
    tasks: list[Task] = []
    for (_, program, _, reading), plan in zip(read, plans, strict=True):
        begun = Program(tuple(s for s in program.statements if isinstance(s, Problem | Clause)))
        tasks += [
            Task(reading, Order(begun, {}, each), samples)
            for each, samples in _shares(plan, sampling.samples)
        ]
    drawn = iter(
        zip(
            tasks,
            write(
                model,
                tasks,
                temperature=sampling.temperature,
                seed=sampling.seed,
                longest=LONGEST,
            ),
            strict=True,
        )
    )
    for (row, program, target, _), plan in zip(read, plans, strict=True):
        drafts = [
            writing.draft for _ in _shares(plan, sampling.samples) for writing in next(drawn)[1]
        ]
        solved = Solved(row, program, plan)
        _judge(solved, target, drafts)
        if is_unanswerable(row):
            told.unanswerable += 1
            yield solved
            continue
        told.problems += 1
        told.draws += len(drafts)
        told.right += sum(answer == target for answer in solved.answers)
        told.solved += target in solved.answers
        yield solved


def _shares(plan: Plan | None, samples: int) -> list[tuple[Plan | None, int]]:
    """The plans that are followed, each with how many drafts."""
    if plan is None or not any(plan):
        return [(None, samples)]
    half = samples // 2
    return [(each, count) for each, count in ((plan, samples - half), (None, half)) if count]


def _judge(solved: Solved, target: Fraction | None, drafts: Sequence[Draft]) -> None:
    """Sort drafts by their answers, and merge those that are the same; without a target all
    are wrong.
    """
    right: dict[Key, Drawn] = {}
    wrong: dict[Key, Drawn] = {}
    for draft in sorted(drafts, key=lambda draft: -draft.log_probability):
        if draft.log_probability == float("-inf"):
            solved.answers.append(None)
            continue
        last = draft.steps[-1].name
        answer = draft.values.get(last)
        solved.answers.append(answer)
        if target is not None and answer == target:
            _merge(right, dag_of(_expressions(draft), draft.values, last), draft)
        else:
            _merge(wrong, written(draft.transcript()), draft)
    if right:
        vocabulary = drafts[0].vocabulary
        values = {name: Fraction(text) for name, text in solved.row.values.items()}
        try:
            gold = transcribe(solved.program, values, vocabulary)
            steps = expressions(vocabulary, gold)
            own = dag_of(steps, values, solved.program.answer or "")
            solved.gold = right.pop(own, None)
        except (MyceliumError, ValueError):
            pass  # the gold program cannot be written so, and no draft is like it
    solved.right = _most_drawn(right)[:MOST_RIGHT]
    solved.wrong = _most_drawn(wrong)[: MOST_UNANSWERABLE if target is None else MOST_WRONG]


def _expressions(draft: Draft) -> Iterator[tuple[str, Expression]]:
    for step in draft.steps:
        assert step.expression is not None
        yield step.name, step.expression


def _merge(found: dict[Key, Drawn], key: Key, draft: Draft) -> None:
    if key in found:
        found[key].count += 1
    else:
        found[key] = Drawn(draft)


def _most_drawn(found: dict[Key, Drawn]) -> list[Drawn]:
    return sorted(found.values(), key=lambda each: -each.count)


def sampled_rows(solved: Solved, language: Language) -> Iterator[Example]:
    """The examples that a problem's draws make: right ones first."""
    gold = [] if solved.gold is None else [solved.gold]
    right = [*gold, *solved.right]
    for number, drawn in enumerate([*right, *solved.wrong]):
        correct = number < len(right)
        yield sampled(
            solved.row, solved.program.goal, drawn.draft, number, language, correct=correct
        )
