"""The program that a problem's labels spell, put together from the labels alone.

What the six specialists would have written, one after the other: clauses, typed
steps, expressions with values, implicit steps, references, answer and goal.
"""

from __future__ import annotations

from mycelium_distill.labels.model import ClauseLabel, GapLabel, Labels
from mycelium_distill.labels.slots import put_at
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.nodes import Clause, Expression, Name, Problem, Program, Statement, Step
from mycelium_ir.parser import parse, parse_expression


class AssemblyError(ValueError):
    """The labels do not fit together; the message says where."""


def assemble(labels: Labels) -> Program:
    """The program: clauses, unknowns and definitions, steps in order, goal.

    Raises:
        AssemblyError: if a step has no operation, is claimed twice, or an edge has no place.
    """
    text = labels.problem
    operations = _operations(labels)
    stated = {name for clause in labels.clauses for name in clause.steps}
    statements: list[Statement] = [Problem(text)]
    for index, clause in enumerate(labels.clauses):
        start, end = clause.span
        statements.append(Clause(f"c{index}", start, end, text[start:end]))
    statements.extend(_introduced(labels))
    for step in labels.steps:
        if step.name not in operations:
            raise AssemblyError(f"no clause and no gap has the step {step.name}")
        statements.append(
            Step(
                step.name,
                operations[step.name],
                _wired(labels, step.name, parse_expression(step.expression)),
                clauses=tuple(f"c{i}" for i in step.clauses) if step.name in stated else (),
                implicit=step.name not in stated,
            )
        )
    program = Program(tuple(statements)).set_done("wire", "bridge")
    return program.set_goal(labels.goal.type, labels.goal.step)


def _operations(labels: Labels) -> dict[str, str]:
    """Each step's operation: from its clause's slots, or from the gap that it stands in."""
    found: dict[str, str] = {}
    groups: list[ClauseLabel | GapLabel] = [*labels.clauses, *labels.gaps]
    for where in groups:
        for name, operation in zip(where.steps, where.operations, strict=True):
            if name in found:
                raise AssemblyError(f"the step {name} is claimed twice")
            found[name] = operation
    return found


def _wired(labels: Labels, name: str, expression: Expression) -> Expression:
    for edge in labels.edges:
        if edge.step == name and edge.source == "step":
            if edge.origin is None:
                raise AssemblyError(f"an edge to {name} has no origin")
            try:
                expression = put_at(expression, edge.path, Name(edge.origin))
            except IndexError:
                raise AssemblyError(f"{name} has no operand at {edge.path}") from None
    return expression


def _introduced(labels: Labels) -> tuple[Statement, ...]:
    """The unknowns and definitions that `extract` introduces."""
    if not labels.statements:
        return ()
    try:
        return parse("\n".join(["mycelium 1", *labels.statements])).statements
    except MyceliumError as error:
        raise AssemblyError(error.diagnostics[0].message) from None
