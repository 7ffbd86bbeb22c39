"""What of a program a worker is sent, and how places in it lead back to the author's file.

Only what decides a value travels: unknowns, definitions, expressions and the
goal, one statement a line. The program itself is sent, printed, and never the
file that it was once read from, so that a rewritten program cannot run stale text.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from mycelium_ir.diagnostics import Diagnostic, MyceliumError, Source
from mycelium_ir.nodes import (
    VERSION,
    Answer,
    Define,
    Expression,
    Goal,
    Place,
    Program,
    Statement,
    Step,
    Unknown,
    children,
)
from mycelium_ir.outcome import Outcome
from mycelium_ir.printer import print_statement

_PRINTED = "<program>"
"""What errors call a program that has no file."""


def executable_text(program: Program) -> str:
    """The program as the worker reads it; line `i + 2` is statement `i` of `_executed`."""
    lines = [f"mycelium {VERSION}", *(print_statement(s) for s in _executed(program))]
    return "\n".join(lines) + "\n"


def with_places(outcome: Outcome, program: Program) -> Outcome:
    """The worker's outcome with the places of its diagnostics led back to the author's file.

    A program that no file spells any more is shown as `print` would write it.
    """
    if not outcome.diagnostics:
        return outcome
    from mycelium_ir.parser import parse
    from mycelium_ir.printer import print_program

    text = executable_text(program)
    try:
        sent = parse(text)
        shown = program
        if program.source is None:
            shown = parse(print_program(program), name=_PRINTED)
    except MyceliumError:
        # The worker could not read it either, and its errors point into what it was sent.
        source = Source(text, _PRINTED)
        found = tuple(dataclasses.replace(d, source=source) for d in outcome.diagnostics)
        return dataclasses.replace(outcome, diagnostics=found)
    places = dict(_pairs(sent, shown))
    return dataclasses.replace(
        outcome,
        diagnostics=tuple(_placed(found, places, sent, shown) for found in outcome.diagnostics),
    )


def _executed(program: Program) -> Iterator[Statement]:
    for statement in program.statements:
        match statement:
            case Step(name, _, expression):
                yield Step(name, None, expression)
            case Unknown() | Define() | Answer() | Goal():
                yield dataclasses.replace(statement, attributes={})
            case _:
                pass


def _originals(program: Program) -> Iterator[Statement]:
    """The statements that `_executed` takes, as they are."""
    kinds = (Unknown, Define, Step, Answer, Goal)
    return (statement for statement in program.statements if isinstance(statement, kinds))


def _expression_of(statement: Statement) -> Expression | None:
    match statement:
        case Step(expression=expression):
            return expression
        case Define(body=body):
            return body
        case _:
            return None


# --------------------------------------------------------------------------- places


def _pairs(sent: Program, shown: Program) -> Iterator[tuple[Place, Place]]:
    """Each place in the text that was sent, with its place in the text that is shown."""
    for here, there in zip(_originals(sent), _originals(shown), strict=False):
        if here.at is not None and there.at is not None:
            yield here.at, there.at
        first, second = _expression_of(here), _expression_of(there)
        if first is None or second is None:
            continue
        stack = [(first, second)]
        while stack:
            left, right = stack.pop()
            if left.at is not None and right.at is not None:
                yield left.at, right.at
            stack.extend(zip(children(left), children(right), strict=False))


def _placed(
    found: Diagnostic, places: dict[Place, Place], sent: Program, shown: Program
) -> Diagnostic:
    at = None if found.at is None else places.get(found.at)
    if at is None and found.at is not None and sent.source is not None:
        # A word of the line that is no expression, such as a goal's type: show the statement.
        row, _ = sent.source.position(found.at[0])
        statements = list(_originals(shown))
        at = statements[row - 2].at if 2 <= row < len(statements) + 2 else None
    source: Source | None = shown.source
    return dataclasses.replace(found, at=at, source=source)
