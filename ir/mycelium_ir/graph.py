"""The dependency graph of a program, for whoever wants graph algorithms on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mycelium_ir.language import Language, base_language
from mycelium_ir.nodes import Call, Name, Program, Step, walk
from mycelium_ir.printer import print_expression
from mycelium_ir.references import leaves, read_by_definitions

if TYPE_CHECKING:
    import networkx


def graph_of(
    program: Program, *, clauses: bool = False, language: Language | None = None
) -> networkx.DiGraph[str]:
    """The dependency graph: an edge from each step to the steps that use it.

    Args:
        program: The program, at any stage of its compilation.
        clauses: Whether the clauses are nodes too, with edges to their steps.
        language: Which functions bind names; the base language if not given.

    Returns:
        A graph whose nodes are names, in the author's order. A step's node has the
        data `kind="step"`, `operation`, `expression` (its text), `clauses` and
        `implicit`; a clause's has `kind="clause"`, `text`, `start` and `end`. An edge
        between steps has `kind="operand"` and `positions`: which operand slots of the
        using step it fills, counted from 0; none where the step is read through a
        defined function. An edge from a clause has `kind="provenance"`. The graph
        itself has the data `problem`, `answer` (a step's name) and `goal` (its type).
    """
    import networkx

    language = language or base_language()
    goal = program.goal
    graph: networkx.DiGraph[str] = networkx.DiGraph(
        problem=program.problem,
        answer=program.answer,
        goal=None if goal is None else goal.type,
    )
    if clauses:
        for clause in program.clauses:
            graph.add_node(
                clause.name, kind="clause", text=clause.text, start=clause.start, end=clause.end
            )
    for step in program.steps:
        text = None if step.expression is None else print_expression(step.expression)
        graph.add_node(
            step.name,
            kind="step",
            operation=step.operation,
            expression=text,
            clauses=step.clauses,
            implicit=step.implicit,
        )
    through = read_by_definitions(program, language)
    for step in program.steps:
        for name, positions in _operands(program, step, through, language).items():
            graph.add_edge(name, step.name, kind="operand", positions=tuple(positions))
        if clauses:
            for clause_name in step.clauses:
                if clause_name in graph:
                    graph.add_edge(clause_name, step.name, kind="provenance")
    return graph


def _operands(
    program: Program, step: Step, through: dict[str, tuple[str, ...]], language: Language
) -> dict[str, list[int]]:
    """The steps that a step reads, and the operand slots that each of them fills."""
    found: dict[str, list[int]] = {}
    if step.expression is None:
        return found
    for position, leaf in enumerate(leaves(step.expression, language)):
        if type(leaf) is Name and leaf.id in program.step_names:
            found.setdefault(leaf.id, []).append(position)
    for node in walk(step.expression):
        if type(node) is Call:
            for name in through.get(node.function, ()):
                found.setdefault(name, [])
    return found
