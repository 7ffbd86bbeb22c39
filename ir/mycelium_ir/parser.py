"""From text to program: lark reads the grammar, `node_builder.py` builds the nodes.

The whole file is parsed at once. Only where that fails is each line parsed by
itself, so that every mistake in the file is reported and not just the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from lark import Lark
from lark.exceptions import UnexpectedInput

from mycelium_ir import syntax_errors
from mycelium_ir.diagnostics import Diagnostic, MyceliumError, Source
from mycelium_ir.limits import DEFAULT_LIMITS, STRING_OR_COMMENT, TextLimits, check_size
from mycelium_ir.node_builder import Children, NodeBuilder, PartialClause
from mycelium_ir.nodes import VERSION, Comments, Expression, Problem, Program, Statement

MOST_ERRORS = 100
"""Reading stops after this many errors."""

_HEADER = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*mycelium[ \t]+([0-9]{1,9})(?![0-9.])")


def parse(text: str, *, name: str = "<text>", limits: TextLimits = DEFAULT_LIMITS) -> Program:
    """Read a program at any stage of its compilation.

    Args:
        text: The contents of a `.myc` file.
        name: What errors call the file.
        limits: How large the text may be.

    Raises:
        MyceliumError: with every syntax error of the text, each with its place.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    source = Source(text, name)
    check_size(source, limits)
    _check_header(source)
    try:
        parsed: Any = _lark().parse(text + "\n", start="program")
    except UnexpectedInput as error:
        found = _line_by_line(source) or [syntax_errors.explain(error, source)]
        raise MyceliumError(*found) from None
    except MyceliumError as error:
        raise MyceliumError(*(_line_by_line(source) or error.diagnostics)) from None
    statements, at = parsed
    program = Program(_located_clauses(statements, source), source=source)
    return _with_comments(program, text, at) if "#" in text else program


def parse_expression(text: str, *, limits: TextLimits = DEFAULT_LIMITS) -> Expression:
    """Read a single expression, such as `s0 / 2`.

    Raises:
        MyceliumError: if the text is no expression.
    """
    source = Source(text, "<expression>")
    check_size(source, limits)
    try:
        parsed: Any = _lark().parse(text, start="expression")
    except UnexpectedInput as error:
        raise MyceliumError(syntax_errors.explain(error, source)) from None
    except MyceliumError as error:
        raise MyceliumError(*(replace(d, source=source) for d in error.diagnostics)) from None
    expression: Expression = parsed
    return expression


# --------------------------------------------------------------------------- the version line


def _check_header(source: Source) -> None:
    """Refuse a text without a version line, or of a version that is still to come."""
    match = _HEADER.match(source.text)
    if match is None:
        raise MyceliumError(syntax_errors.missing_header(source))
    version = int(match.group(1))
    if version > VERSION or version < 1:
        hint = f"install a release of mycelium that reads language version {version}"
        if version < 1:
            hint = f"the versions are 1 to {VERSION}"
        raise MyceliumError(
            Diagnostic(
                "MYC003",
                f"this file is written in language version {version}; "
                f"this release reads versions up to {VERSION}",
                at=match.span(1),
                hint=hint,
                source=source,
            )
        )


# --------------------------------------------------------------------------- all the errors


def _line_by_line(source: Source) -> list[Diagnostic]:
    """Every syntax error of a text that does not parse as a whole."""
    found: list[Diagnostic] = []
    start, header_seen = 0, False
    for line in source.text.split("\n"):
        if line.strip() and not line.lstrip().startswith("#"):
            if not header_seen:
                header_seen = True
                found.extend(_errors_of(line + "\n", "header", start, source))
            else:
                found.extend(_errors_of(line, "statement", start, source))
        start += len(line) + 1
        if len(found) >= MOST_ERRORS:
            break
    return found


def _errors_of(line: str, rule: str, start: int, source: Source) -> Iterator[Diagnostic]:
    try:
        _lark().parse(line, start=rule)
    except UnexpectedInput as error:
        found = syntax_errors.explain(error, Source(line.rstrip("\n")))
        at = None if found.at is None else (found.at[0] + start, found.at[1] + start)
        yield replace(found, at=at, source=source)
    except MyceliumError as error:
        for found in error.diagnostics:
            at = None if found.at is None else (found.at[0] + start, found.at[1] + start)
            yield replace(found, at=at, source=source)


# --------------------------------------------------------------------------- clauses, comments


def _located_clauses(statements: Children, source: Source) -> tuple[Statement, ...]:
    """The statements, with each clause's span or text filled in from the problem."""
    if not any(type(s) is PartialClause for s in statements):
        return tuple(statements)
    problem = next((s.text for s in statements if type(s) is Problem), None)
    located: list[Statement] = []
    errors: list[Diagnostic] = []
    for statement in statements:
        if type(statement) is not PartialClause:
            located.append(statement)
            continue
        result = statement.locate(problem)
        if isinstance(result, Diagnostic):
            errors.append(replace(result, source=source))
        else:
            located.append(result)
    if errors:
        raise MyceliumError(*errors)
    return tuple(located)


def _with_comments(program: Program, text: str, header_at: int) -> Program:
    """The program with each comment at the statement that it stands before or behind."""
    starts = [header_at, *(s.at[0] for s in program.statements if s.at is not None)]
    before: list[list[str]] = [[] for _ in range(len(starts) + 1)]
    behind: list[str | None] = [None] * len(starts)
    index = 0
    for match in STRING_OR_COMMENT.finditer(text):
        if not match.group().startswith("#"):
            continue
        while index < len(starts) and starts[index] < match.start():
            index += 1
        comment = match.group()[1:].rstrip()
        if index and "\n" not in text[starts[index - 1] : match.start()]:
            behind[index - 1] = comment
        else:
            before[index].append(comment)
    made = [Comments(tuple(b), e) for b, e in zip(before, behind, strict=False)]
    return Program(
        tuple(
            replace(s, comments=c) if c.before or c.behind is not None else s
            for s, c in zip(program.statements, made[1:], strict=True)
        ),
        header=made[0],
        footer=tuple(before[-1]),
        source=program.source,
    )


@cache
def _lark() -> Lark:
    from mycelium_ir.grammar import load

    return load(NodeBuilder())
