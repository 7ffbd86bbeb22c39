"""Which of the programs drawn for a problem are right, and which are the same.

A program is right if its answer is the problem's. Right ones are the same if they compute
the same, wrong ones if they are written the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from mycelium.evaluation.answers import Comparer, Verdict
from mycelium.executor import Executor
from mycelium_distill.examples.record import Example
from mycelium_distill.folds.distinct import dag_of, expressions, written
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.language import Language
from mycelium_ir.nodes import Expression, Program
from mycelium_ir.outcome import Value
from mycelium_passes.transcript import transcribe
from mycelium_passes.writing.draft import Draft

MOST_RIGHT, MOST_WRONG = 4, 4
"""How many right and wrong programs of a problem are kept; one like the gold one comes besides."""

MOST_UNANSWERABLE = 2
"""How many programs are kept of a problem that has no answer."""

_ONE_SOLUTION = re.compile(r"\{\((.*)\)\}")

Key = str | tuple[int, ...]


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
class Asked:
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


@dataclass(frozen=True)
class Draw:
    """A draft, and the values of its steps where the executor computed them."""

    draft: Draft
    values: Mapping[str, Value]


def judge(
    solved: Solved,
    asked: Asked,
    draws: Sequence[Draw],
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
