"""Labels by place: clauses, provenance and templates of a program that nothing traced.

A step comes from the pieces of the problem in which its operands stand; the piece of the
last of them is its anchor, as in labels from traces. Where none stands in the text, what
steps of its function mostly have in those labels decides. Its template is its shape's.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache

from mycelium_distill.examples.labelled import UnusableError, language_of
from mycelium_distill.examples.mentioned import Text
from mycelium_distill.labels.derive import SLOTS
from mycelium_distill.labels.segments import question, segments
from mycelium_distill.templates.relevance import OTHER, Vocabulary, facts_of_program
from mycelium_distill.templates.table import TemplateTable
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.nodes import (
    Call,
    Clause,
    Done,
    Expression,
    Name,
    Number,
    Problem,
    Program,
    Statement,
    Step,
    replace,
    walk,
)
from mycelium_ir.references import execution_order
from mycelium_ir.verifier import check

MOST = 24
"""A problem may have so many clauses: so many have a marker in a transcript."""

_SILENT = frozenset(
    {"only", "member", "members", "abs", "from_digits", "digits", "min", "max", "simplify"}
    | {"substitute", "where", "factor", "diff", "set", "tuple", "not", "and", "or", "count"}
)
"""Functions of steps that no clause tells where no operand of theirs stands in the text."""


@dataclass(frozen=True)
class Placement:
    """Where a program's steps come from, by the number of the piece of its problem.

    Attributes:
        pieces: How many pieces the problem has.
        asking: The piece that asks.
        sources: For each step the pieces that it comes from, its anchor last; none for
            an implicit step.
        templates: For each step.
    """

    pieces: int
    asking: int
    sources: tuple[tuple[int, ...], ...]
    templates: tuple[str, ...]

    def fits(self, other: Program) -> bool:
        """Whether it can be that of another program, a copy with other numbers."""
        return len(other.steps) == len(self.sources) and self.pieces == len(
            segments(other.problem or "")
        )


def placement_of(program: Program, table: TemplateTable) -> Placement:
    """The labels of a program by place.

    Raises:
        UnusableError: if its problem has no words, or it has no goal, a step without an
            expression, or steps that do not stand in order of execution.
    """
    problem = program.problem or ""
    pieces = segments(problem)
    if not pieces:
        raise UnusableError("the problem has no words")
    if program.goal is None or any(step.expression is None for step in program.steps):
        raise UnusableError("it has no goal, or a step without an expression")
    if [step.name for step in execution_order(program)] != [step.name for step in program.steps]:
        raise UnusableError("its steps are not in order of execution")
    text = Text(problem, pieces)
    asking = question(problem, pieces)
    return Placement(
        len(pieces), asking, _sources(program, text, asking), _templates(program, text, table)
    )


def placed(program: Program, placement: Placement, table: TemplateTable) -> Program:
    """The program with the clauses, provenance and templates of a placement.

    Raises:
        UnusableError: if it has too many clauses, or the verifier finds an error.
    """
    problem = program.problem or ""
    pieces = segments(problem)
    used = sorted({placement.asking, *(p for source in placement.sources for p in source)})
    if len(used) > MOST:
        raise UnusableError(f"it has more than {MOST} clauses")
    names = {piece: f"c{index}" for index, piece in enumerate(used)}
    clauses = [Clause(names[p], *pieces[p], problem[slice(*pieces[p])]) for p in used]
    steps = {
        step.name: replace(
            step,
            operation=template,
            clauses=tuple(names[piece] for piece in source),
            implicit=not source,
        )
        for step, source, template in zip(
            program.steps, placement.sources, placement.templates, strict=True
        )
    }
    statements: list[Statement] = []
    for statement in program.statements:
        if isinstance(statement, Problem):
            statements += [statement, *clauses]
        elif isinstance(statement, Step):
            statements.append(steps[statement.name])
        elif not isinstance(statement, Clause | Done):
            statements.append(statement)
    found = Program(tuple(statements), header=program.header)
    try:
        check(found, language_of(table))
    except MyceliumError as error:
        raise UnusableError(f"{error.diagnostics[0].code} from the verifier") from None
    return found


# --------------------------------------------------------------------------- provenance


def _sources(program: Program, text: Text, asking: int) -> tuple[tuple[int, ...], ...]:
    """The pieces of each step; a piece anchors no more steps than it has slots.

    Those whose numbers stand in the text come first.
    """
    names = _letters(program)
    slots: Counter[int] = Counter()
    found: dict[str, tuple[int, ...]] = {}
    lettered: dict[str, int | None] = {}
    for step in program.steps:
        assert step.expression is not None
        leaves = text.leaves(step.expression, names)
        if any(leaf.number for leaf in leaves):
            found[step.name] = _anchored(text.pieces_of(leaves), slots)
        else:
            states = type(step.expression) is Call and step.expression.function == "Eq"
            lettered[step.name] = text.lettered(leaves, last=not states)
    for step in program.steps:
        if step.name in lettered:
            assert step.expression is not None
            pieces = _told_elsewhere(step.expression, lettered[step.name], found, asking)
            found[step.name] = _anchored(pieces, slots)
    return tuple(found[step.name] for step in program.steps)


def _letters(program: Program) -> dict[str, str]:
    """What unknowns and functions are called; steps that give an unknown's value are called it."""
    names = {name: name for name in (*program.unknowns, *program.definitions)}
    for step in program.steps:
        body = step.expression
        if type(body) is not Call:
            continue
        of = body.parameters if body.function == "solve" else body.operands
        only = of[0] if body.function in ("solve", "only") and len(of) == 1 else None
        if type(only) is Name and only.id in names:
            names[step.name] = names[only.id]
    return names


def _anchored(pieces: tuple[int, ...], slots: Counter[int]) -> tuple[int, ...]:
    """The pieces with one last that has a slot left; none if none of them has."""
    free = [piece for piece in pieces if slots[piece] < SLOTS]
    if not free:
        return ()
    slots[free[-1]] += 1
    return (*(piece for piece in pieces if piece != free[-1]), free[-1])


def _told_elsewhere(
    expression: Expression,
    lettered: int | None,
    found: dict[str, tuple[int, ...]],
    asking: int,
) -> tuple[int, ...]:
    """The pieces of a step without a number in the text.

    What is solved for is told with the last equation where that is a formula, and else is
    what is asked. Arithmetic with results alone is told nowhere.
    """
    told = () if lettered is None else (lettered,)
    if type(expression) is not Call:
        return told
    if expression.function == "solve":
        parts = [n.id for n in walk(expression) if type(n) is Name and found.get(n.id)]
        return (found[parts[-1]][-1],) if told and parts else (asking,)
    if expression.function in _SILENT:
        return ()
    if told:
        return told
    return (asking,) if expression.function[0].isalpha() else ()


# --------------------------------------------------------------------------- templates


@cache
def _vocabulary(table: TemplateTable) -> Vocabulary:
    return Vocabulary(tuple(template.value for template in table.templates))


def _templates(program: Program, text: Text, table: TemplateTable) -> tuple[str, ...]:
    """The template of each step's shape; what the text does not tell is a constant."""
    names = [*(template.name for template in table.templates), OTHER]
    constants = {
        step.name: [
            node.value
            for node in walk(step.expression)
            if type(node) is Number and not text.tells(node.value)
        ]
        for step in program.steps
        if step.expression is not None
    }
    facts = facts_of_program("", program, text.problem, constants, language_of(table))
    return tuple(names[label] for label in _vocabulary(table).labels(facts))
