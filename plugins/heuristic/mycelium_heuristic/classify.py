"""The pass `classify`: cue words decide which operations the clauses call for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from mycelium.passes import Context, ProgramPass
from mycelium_heuristic.plans import Plan, plans
from mycelium_heuristic.programs import clause_names, spans_of
from mycelium_ir.language import Language
from mycelium_ir.nodes import Program, Step, replace
from mycelium_ir.rewrite import fresh_names
from mycelium_ir.skeletons import admits

MARK = "classify"


@dataclass(frozen=True)
class Classify(ProgramPass):
    """Plans typed steps for a program that has none, and types the steps that lack it."""

    name: ClassVar[str] = "classify"
    requires: ClassVar[frozenset[str]] = frozenset({"problem", "clauses"})
    provides: ClassVar[frozenset[str]] = frozenset({"typed"})

    def rewrite(self, program: Program, context: Context) -> Program:
        """The program with every step typed.

        Raises:
            MyceliumError: MYC181, MYC182 or MYC183, if the clauses have no
                number, no question, or no sensible computation.
        """
        if program.steps:
            return _typed(program, context.language)
        plan = _first_plan(program)
        clauses, names = clause_names(program), fresh_names(program, "s")
        return program.add(
            *(
                Step(
                    next(names),
                    step.operation,
                    clauses=tuple(clauses[i] for i in step.clauses),
                    attributes={"by": MARK},
                )
                for step in plan.steps
            )
        )


def _typed(program: Program, language: Language) -> Program:
    untyped = [step for step in program.steps if step.operation is None]
    return program.update({step.name: _with_type(step, program, language) for step in untyped})


def _with_type(step: Step, program: Program, language: Language) -> Step:
    """A person's step with an operation: from its expression, or from the plan for its clauses."""
    expression = step.expression
    if expression is not None:
        fitting = (
            name
            for name, operation in language.operations.items()
            if operation.skeletons and admits(operation, expression)
        )
        return replace(step, operation=next(fitting, "expression"))
    plan = _first_plan(program)
    names = clause_names(program)
    here = (
        planned.operation
        for planned in plan.steps
        if any(names[i] in step.clauses for i in planned.clauses)
    )
    return replace(step, operation=next(here, plan.steps[0].operation))


def _first_plan(program: Program) -> Plan:
    return next(plans(program.problem or "", spans_of(program)))
