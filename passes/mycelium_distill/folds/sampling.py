"""Programs sampled from a model for problems that it has not seen, and which of them are right."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from mycelium.evaluation.answers import Comparer, Verdict
from mycelium.executor import Executor
from mycelium_distill.examples.executing import arithmetic
from mycelium_distill.examples.record import Example
from mycelium_distill.folds.distinct import dag_of, expressions, written
from mycelium_distill.folds.planning import predicted_plans
from mycelium_distill.folds.programs import sampled
from mycelium_distill.judging.unanswerable import is_unanswerable
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.language import Language
from mycelium_ir.nodes import (
    Clause,
    Define,
    Expression,
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
from mycelium_passes.transcript import transcribe
from mycelium_passes.writing.assembling import Computing
from mycelium_passes.writing.decoding import ON_A_GPU, Task, write
from mycelium_passes.writing.draft import Draft, Order, Plan

MOST_RIGHT, MOST_WRONG = 4, 4
"""How many right and wrong programs of a problem are kept; one like the gold one comes besides."""

MOST_UNANSWERABLE = 2
"""How many programs are kept of a problem that has no answer."""

LONGEST = 256
"""Symbols of a transcript past which a draw is given up: hardly a problem needs as many."""

_ROWS_ON_A_GPU, _ROWS_ELSEWHERE = 256, 64
"""How many problems are read at a time."""

_ONE_SOLUTION = re.compile(r"\{\((.*)\)\}")

Key = str | tuple[int, ...]


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


@dataclass(frozen=True)
class Running:
    """What computes answers that are no rational numbers.

    Attributes:
        executor: Runs programs.
        language: Of the programs.
    """

    executor: Executor
    language: Language


@dataclass(frozen=True)
class _Asked:
    """A row with its program and its answer.

    Attributes:
        target: A number, another value, or None if the problem has no answer.
        computed: Whether its program is more than arithmetic, which drafts do by themselves.
    """

    row: Example
    program: Program
    target: Fraction | Value | None
    computed: bool = False


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
        answers: Of all draws, where they are rational; None for one without a value.
        hits: How many draws are right.
    """

    row: Example
    program: Program
    plan: tuple[tuple[str, ...], ...] | None
    gold: Drawn | None = None
    right: list[Drawn] = field(default_factory=list)
    wrong: list[Drawn] = field(default_factory=list)
    answers: list[Fraction | None] = field(default_factory=list)
    hits: int = 0


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
    read: list[tuple[_Asked, Reading]] = []
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
        _judge(solved, each, own, running)
        if is_unanswerable(each.row):
            told.unanswerable += 1
            yield solved
            continue
        told.problems += 1
        told.draws += len(own)
        told.right += solved.hits
        told.solved += solved.hits > 0
        yield solved


def _asked(rows: Sequence[Example], told: Told, running: Running | None) -> list[_Asked]:
    """The rows with their answers; those without any that can be had are counted."""
    found: list[_Asked] = []
    others: list[tuple[Example, Program]] = []
    for row in rows:
        program = parse(row.program)
        target = target_of(row, program)
        plain = is_unanswerable(row) or arithmetic(program) is not None
        if is_unanswerable(row) or (target is not None and (plain or running)):
            found.append(_Asked(row, program, target, not plain))
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
            found.append(_Asked(row, program, value, computed=True))
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
    asked: Sequence[_Asked],
    tasks: Sequence[Sequence[Task]],
    sampling: Sampling,
    running: Running | None,
) -> list[list[_Draw]]:
    """The draws for each row, all at once; those whose values must be computed by themselves."""
    found: list[list[_Draw]] = [[] for _ in asked]
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
            found[number].append(_Draw(each.draft, values.get(id(each), {})))
    return found


@dataclass(frozen=True)
class _Draw:
    """A draft, and the values of its steps where the executor computed them."""

    draft: Draft
    values: Mapping[str, Value]


def _shares(plan: Plan | None, samples: int) -> list[tuple[View, int]]:
    """The views, each with how many drafts."""
    views: list[View] = [(None, True), (None, False)]
    if plan is not None and any(plan):
        views.insert(0, (plan, True))
    counts = [len(range(number, samples, len(views))) for number in range(len(views))]
    return [(view, count) for view, count in zip(views, counts, strict=True) if count]


def _judge(
    solved: Solved,
    asked: _Asked,
    draws: Sequence[_Draw],
    running: Running | None,
) -> None:
    """Sort drafts by their answers, and merge those that are the same.

    Without a target all are wrong. One whose answer is not known is neither right nor wrong.
    """
    target = asked.target
    right: dict[Key, Drawn] = {}
    wrong: dict[Key, Drawn] = {}
    for draw in sorted(draws, key=lambda draw: -draw.draft.log_probability):
        draft = draw.draft
        if draft.log_probability == float("-inf"):
            solved.answers.append(None)
            continue
        last = draft.steps[-1].name
        answer = draft.values.get(last)
        solved.answers.append(answer)
        value = draw.values.get(last)
        if target is not None and answer is None and value is None:
            # A run that fails has no answer; what nobody ran may have one.
            if asked.computed:
                _merge(wrong, written(draft.transcript()), draft)
        elif _equal(target, answer, value, running):
            solved.hits += 1
            if not asked.computed:
                _merge(right, dag_of(_expressions(draft), draft.values, last), draft)
            else:
                # Holes hide which steps lead to the answer.
                _merge(right, written(draft.transcript()), draft)
        else:
            _merge(wrong, written(draft.transcript()), draft)
    if right:
        vocabulary = draws[0].draft.vocabulary
        values = {name: Fraction(text) for name, text in solved.row.values.items()}
        try:
            gold = transcribe(solved.program, values, vocabulary)
            own: Key = written(gold)
            if not asked.computed:
                steps = expressions(vocabulary, gold)
                own = dag_of(steps, values, solved.program.answer or "")
            solved.gold = right.pop(own, None)
        except (MyceliumError, ValueError):
            pass  # the gold program cannot be written so, and no draft is like it
    solved.right = _most_drawn(right)[:MOST_RIGHT]
    solved.wrong = _most_drawn(wrong)[: MOST_UNANSWERABLE if target is None else MOST_WRONG]


def _equal(
    target: Fraction | Value | None,
    answer: Fraction | None,
    value: Value | None,
    running: Running | None,
) -> bool:
    """Whether a draw's answer is the wanted one."""
    if target is None or isinstance(target, Fraction):
        return target is not None and answer == target
    if value is None or running is None:
        return False
    # The solution of a system is also the list of its members, as problems ask for it.
    one = _ONE_SOLUTION.fullmatch(target.text)
    golds = [target.text, *([one[1]] if one else [])]
    return Comparer(running.executor).compare(golds, value).verdict is Verdict.EQUAL


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
