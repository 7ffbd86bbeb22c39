"""From a draft that a model wrote to an example."""

from __future__ import annotations

import dataclasses

from mycelium.evaluation.gold_programs.building import operation_of
from mycelium_distill.examples.record import Example
from mycelium_ir.language import Language
from mycelium_ir.nodes import Goal, Program, Statement, Step, replace
from mycelium_ir.printer import print_program
from mycelium_passes.writing.assembling import declarations
from mycelium_passes.writing.draft import Draft

SAMPLED = ".sampled"
"""What a source's name ends in when its programs are a model's."""


def sampled(
    row: Example, goal: Goal | None, draft: Draft, number: int, language: Language, *, correct: bool
) -> Example:
    """The example of a draft; its operands stay numbers, and refer to nothing.

    Args:
        row: Whose problem it was written for.
        goal: The row's; the draft's last step is handed back in its form.
        draft: It is finished.
        number: Tells a row's drafts apart.
        language: Knows the templates.
        correct: Whether it gives the row's answer.
    """
    steps = [_typed(step) for step in draft.steps]
    statements: list[Statement] = [
        *draft.order.program.statements,
        *declarations(draft, steps, language),
        *steps,
    ]
    if goal is not None:
        statements.append(Goal(goal.type, steps[-1].name))
    return dataclasses.replace(
        row,
        id=f"{row.id}+{number}",
        source=f"{row.source}{SAMPLED}",
        program=print_program(Program(tuple(statements))),
        values={name: str(value) for name, value in draft.values.items()},
        correct=correct,
        plan=None,
    )


def _typed(step: Step) -> Step:
    """A step without a header gets a base operation, as in rows that are not labelled."""
    if step.operation is not None or step.expression is None:
        return step
    return replace(step, operation=operation_of(step.expression))
