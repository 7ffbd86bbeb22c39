"""What each pass should have written for a row: its gold, as far as there is any.

Annotations and equations give gold for the values that `extract` writes and for
`wire`; clauses, operations, implicit steps and goals have gold only where a
program has them (a dataset's own `program`) or where a teacher labelled them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from mycelium.evaluation.answers import Comparer, Verdict
from mycelium.evaluation.attribution.alignment import exact_of
from mycelium.evaluation.dataset import Example
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Define, Expression, Hole, Program, Step, Unknown, has_hole, number
from mycelium_ir.outcome import Outcome, Value
from mycelium_ir.rewrite import substitute_names
from mycelium_ir.verifier import verify

if TYPE_CHECKING:
    from mycelium.executor import Executor
    from mycelium_ir.language import Language

NoGold: TypeAlias = tuple[Diagnostic, ...]
"""Why a row has no gold."""

COMPUTED = frozenset({"expressions", "wired", "answer"})
"""The facts for which any gold program is gold."""

LABELLED = frozenset({"clauses", "typed", "bridged", "goal"})
"""The facts that only labels, or a program with clauses, can be gold for."""


@dataclass(frozen=True)
class Gold:
    """A row's gold.

    Attributes:
        program: A wired program that gives the gold answer.
        known: The facts (`mycelium_ir.facts`) for which it is gold; what it says of
            others is a guess, and is not used.
        teacher: Those of them that a teacher's labels gave.
        values: The value of each step.
        others: Programs that the row may mean as well, the likeliest first.
    """

    program: Program
    known: frozenset[str]
    teacher: frozenset[str] = frozenset()
    values: Mapping[str, Value] = field(default_factory=dict, compare=False)
    others: tuple[Program, ...] = field(default=(), compare=False)

    @cached_property
    def stated(self) -> tuple[Step, ...]:
        """The steps that clauses state, which are `classify`'s."""
        return tuple(step for step in self.program.steps if not step.implicit)

    @cached_property
    def implicit(self) -> tuple[Step, ...]:
        """The steps that no clause states, which are `bridge`'s."""
        return tuple(step for step in self.program.steps if step.implicit)

    @cached_property
    def introduced(self) -> tuple[Unknown | Define, ...]:
        """The unknowns and definitions, which come with the expressions."""
        return tuple(s for s in self.program.statements if isinstance(s, Unknown | Define))

    def expression(self, name: str, names: Mapping[str, Expression]) -> Expression:
        """A step's expression with other names for the steps that it reads.

        A step without a name stands as its value.
        """
        expression = self.program.step(name).expression
        assert expression is not None
        return substitute_names(expression, {**self._operands, **names})

    def with_values(self, expression: Expression) -> Expression:
        """An expression in which the steps that it reads stand as their values."""
        return substitute_names(expression, self._operands)

    @cached_property
    def _operands(self) -> dict[str, Expression]:
        return {s.name: operand_of(self.values.get(s.name)) for s in self.program.steps}


def operand_of(value: Value | None) -> Expression:
    """A result as an operand that is not wired: its value, or a hole where it is no number."""
    exact = exact_of(value)
    return Hole() if exact is None else number(exact)


def known_of(program: Program) -> frozenset[str]:
    """The facts for which a whole program is gold.

    Clauses, operations and implicit steps count where every step says where it comes
    from; the goal counts with them.
    """
    told = bool(program.clauses) and all(s.clauses or s.implicit for s in program.steps)
    if not told:
        return COMPUTED
    known = COMPUTED | {"clauses", "bridged"}
    if all(step.operation is not None for step in program.steps):
        known |= {"typed"}
    return known | ({"goal"} if program.goal is not None else set())


def gold_of_row(example: Example, dataset: str) -> Gold | NoGold:
    """A row's gold from the dataset: its own `program`, else annotations and equations.

    Never raises: what is wrong with the row's gold is returned.
    """
    try:
        own = example.extra.get("program")
        if own is not None:
            programs: tuple[Program, ...] = (_own(example, own),)
        else:
            from mycelium.evaluation.gold_programs import gold_programs

            programs = gold_programs(example, dataset)
    except MyceliumError as error:
        return error.diagnostics
    return Gold(programs[0], known_of(programs[0]), others=programs[1:])


def _own(example: Example, text: object) -> Program:
    """The program that a row holds itself."""
    if not isinstance(text, str):
        raise MyceliumError(no_gold(example.id, "its `program` is no text"))
    from mycelium_ir.parser import parse

    program = parse(text, name=f"<gold program of row {example.id}>")
    if program.problem is not None and program.problem != example.problem:
        raise MyceliumError(no_gold(example.id, "its `program` is of another problem"))
    if program.problem is None:
        from mycelium.api import bare

        program = program.add(*bare(example.problem).statements)
    return program


def verified(
    rows: Sequence[tuple[Example, Gold]],
    executor: Executor,
    comparer: Comparer,
    language: Language,
) -> list[Gold | NoGold]:
    """Each gold with its steps' values, if its program is sound and gives the gold answer.

    Where it does not, the other programs that the row may mean are tried in turn.
    """
    found: list[Gold | NoGold] = []
    faults = [_faults(example, gold, language) for example, gold in rows]
    sound = [gold.program for (_, gold), fault in zip(rows, faults, strict=True) if not fault]
    outcomes = executor.run_many(sound)
    for (example, gold), fault in zip(rows, faults, strict=True):
        if fault:
            found.append(fault)
            continue
        outcome = next(outcomes)
        why = _wrong(example, gold.program, outcome, comparer)
        found.append(
            (no_gold(example.id, why),)
            if why
            else dataclasses.replace(gold, values=dict(outcome.values))
        )
    again = [i for i, gold in enumerate(found) if not isinstance(gold, Gold) and rows[i][1].others]
    if again:
        tried = [(rows[i][0], _next(rows[i][1])) for i in again]
        for i, other in zip(again, verified(tried, executor, comparer, language), strict=True):
            # Where none will do, what is wrong with the likeliest is told.
            found[i] = other if isinstance(other, Gold) else found[i]
    return found


def _next(gold: Gold) -> Gold:
    """The gold with the next program that the row may mean."""
    program = gold.others[0]
    return Gold(program, known_of(program), others=gold.others[1:])


def no_gold(row: str, why: str) -> Diagnostic:
    """The finding for a row whose gold cannot be used."""
    return Diagnostic(
        "MYC259",
        f"the gold of row {row} cannot be used: {why}",
        hint="mend it, or leave it out; the row is counted as one without gold",
        subject=row,
    )


def _faults(example: Example, gold: Gold, language: Language) -> NoGold:
    program = gold.program
    faults = tuple(d for d in verify(program, language) if d.is_error)
    if faults:
        return (no_gold(example.id, faults[0].message),)
    if not {"expressions", "answer"} <= program.facts or _holes(program.steps):
        return (no_gold(example.id, "its program is not whole"),)
    return ()


def _holes(steps: Iterable[Step]) -> bool:
    return any(s.expression is not None and has_hole(s.expression) for s in steps)


def _wrong(example: Example, program: Program, outcome: Outcome, comparer: Comparer) -> str:
    """Why a gold program does not give the gold answer; empty if it does."""
    if outcome.answer is None:
        errors = [d for d in outcome.diagnostics if d.is_error]
        return f"its program has no answer{f' ({errors[0].message})' if errors else ''}"
    goal = None if program.goal is None else program.goal.type
    compared = comparer.compare(example.golds, outcome.answer, goal, program.unknowns)
    if compared.verdict is Verdict.EQUAL:
        return ""
    return f"its program gives {outcome.answer.text}, not {example.answer}"
