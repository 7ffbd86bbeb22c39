"""A told story as a program: the steps that its question needs, each where it is stated."""

from __future__ import annotations

from fractions import Fraction

from mycelium.evaluation.gold_programs.building import goal_type
from mycelium.evaluation.gold_programs.exact import value_of
from mycelium_distill.examples.record import Example
from mycelium_distill.labels.segments import question as asking
from mycelium_distill.labels.segments import segment_of, segments
from mycelium_distill.stories.naming import Naming
from mycelium_distill.stories.telling import Told
from mycelium_distill.stories.terms import Formula, Given, Known, Made, Percent, Term, Unfit
from mycelium_ir.nodes import (
    Call,
    Clause,
    Expression,
    Goal,
    Name,
    Number,
    Problem,
    Program,
    Statement,
    Step,
    is_finite_decimal,
)
from mycelium_ir.printer import print_program
from mycelium_ir.verifier import check


def needed(target: Term) -> list[Made]:
    """The steps that a term depends on, each behind those that it reads."""
    found: dict[int, Made] = {}
    _gather(target, found)
    return list(found.values())


def keys(target: Term) -> set[int]:
    """The numbers of the text that a term depends on."""
    return {given.key for step in needed(target) for given in _givens(step.formula)}


def program(told: Told, target: Term, naming: Naming) -> tuple[Program, dict[str, str]]:
    """The program and its steps' values.

    Raises:
        Unfit: if the text does not tell a number that the answer needs, or nothing is computed.
        MyceliumError: if the program does not verify, which is a bug of a schema.
    """
    steps = needed(target)
    if not steps or steps[-1] is not target:
        raise Unfit("nothing is asked")
    pieces = segments(told.text)
    used = {asking(told.text, pieces)}
    anchors: list[int | None] = []
    for step in steps:
        read = [_piece(told, given, pieces) for given in _givens(step.formula)]
        used.update(read)
        anchors.append(read[-1] if read else None)
    clauses = {piece: f"c{i}" for i, piece in enumerate(sorted(used))}
    names = {id(step): f"s{i}" for i, step in enumerate(steps)}
    statements: list[Statement] = [Problem(told.text)]
    for piece, name in clauses.items():
        start, end = pieces[piece]
        statements.append(Clause(name, start, end, told.text[start:end]))
    values: dict[str, Fraction] = {}
    for step, anchor in zip(steps, anchors, strict=True):
        name = names[id(step)]
        expression = _expression(step.formula, names)
        values[name] = value_of(expression, values)
        if values[name] != step.value:
            raise AssertionError(f"{name} is {values[name]}, not {step.value}")
        operation = naming.name(expression, _constants(step.formula), told.text)
        statements.append(
            Step(
                name,
                operation,
                expression,
                clauses=() if anchor is None else (clauses[anchor],),
                implicit=anchor is None,
            )
        )
    statements.append(Goal(goal_type(target.value), names[id(target)]))
    made = Program(tuple(statements)).set_done("wire", "bridge")
    check(made, naming.language)
    return made, {name: str(value) for name, value in values.items()}


def example(
    told: Told, target: Term, naming: Naming, name: str, source: str, group: str, split: str
) -> Example:
    """The row of a told story.

    Raises:
        Unfit: as `program` does.
    """
    made, values = program(told, target, naming)
    return Example(name, source, split, print_program(made), values, True, group)


def _gather(term: Term, found: dict[int, Made]) -> None:
    if isinstance(term, Made):
        if id(term) not in found:
            _gather(term.formula, found)
            found[id(term)] = term
    elif isinstance(term, Formula):
        for operand in term.operands:
            _gather(operand, found)
    elif isinstance(term, Percent):
        _gather(term.operand, found)


def _givens(term: Term) -> list[Given]:
    if isinstance(term, Given):
        return [term]
    if isinstance(term, Formula):
        return [given for operand in term.operands for given in _givens(operand)]
    return _givens(term.operand) if isinstance(term, Percent) else []


def _constants(term: Term) -> list[Fraction]:
    if isinstance(term, Known):
        return [term.value]
    if isinstance(term, Formula):
        return [value for operand in term.operands for value in _constants(operand)]
    return _constants(term.operand) if isinstance(term, Percent) else []


def _piece(told: Told, given: Given, pieces: tuple[tuple[int, int], ...]) -> int:
    place = told.places.get(given.key)
    found = None if place is None else segment_of(place, pieces)
    if found is None:
        raise Unfit("a number that is needed is not told")
    return found


def _expression(term: Term, names: dict[int, str]) -> Expression:
    if isinstance(term, Made):
        return Name(names[id(term)])
    if isinstance(term, Formula):
        return Call(term.function, tuple(_expression(operand, names) for operand in term.operands))
    if isinstance(term, Percent):
        return Call("percent", (_expression(term.operand, names),))
    if not is_finite_decimal(term.value):
        raise Unfit("a number that cannot be written")
    return Number(term.value)
