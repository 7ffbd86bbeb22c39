"""From text to program: lark reads the grammar, this module builds the nodes.

The whole file is parsed at once. Only where that fails is each line parsed by
itself, so that every mistake in the file is reported and not just the first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any, TypeAlias

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedInput

from mycelium_ir import syntax_errors
from mycelium_ir.diagnostics import Diagnostic, MyceliumError, Source
from mycelium_ir.digits import read_digits
from mycelium_ir.limits import DEFAULT_LIMITS, TextLimits
from mycelium_ir.nodes import (
    VERSION,
    Answer,
    Attributes,
    Call,
    Clause,
    Comments,
    Define,
    Done,
    Expression,
    Goal,
    Hole,
    Name,
    Number,
    Problem,
    Program,
    Statement,
    Step,
    Unknown,
)

MOST_ERRORS = 100
"""Reading stops after this many errors."""

_STRING = r'"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"'
_STRING_OR_COMMENT = re.compile(_STRING + r"|#[^\n]*")
_BRACKET = re.compile(_STRING + r"|#[^\n]*|[()\[\]{}]")
_HEADER = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*mycelium[ \t]+([0-9]{1,9})(?![0-9.])")

Children: TypeAlias = list[Any]


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
    _check_size(source, limits)
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
    _check_size(source, limits)
    try:
        parsed: Any = _lark().parse(text, start="expression")
    except UnexpectedInput as error:
        raise MyceliumError(syntax_errors.explain(error, source)) from None
    except MyceliumError as error:
        raise MyceliumError(*(replace(d, source=source) for d in error.diagnostics)) from None
    expression: Expression = parsed
    return expression


# --------------------------------------------------------------------------- limits, header


def _too_large(code: str, what: str, source: Source, at: int = 0) -> MyceliumError:
    return MyceliumError(
        Diagnostic(
            code,
            f"the program has {what}",
            at=(at, at + 1),
            hint="split it into several files or steps",
            source=source,
        )
    )


def _check_size(source: Source, limits: TextLimits) -> None:
    text = source.text
    if len(text) > limits.characters:
        raise _too_large("MYC005", f"more than {limits.characters} characters", source)
    if text.count("\n") > limits.statements:
        lines = (line.lstrip() for line in text.split("\n"))
        statements = sum(1 for line in lines if line and not line.startswith("#")) - 1
        if statements > limits.statements:
            raise _too_large("MYC009", f"more than {limits.statements} statements", source)
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end - start > limits.nesting:
            _check_line(source, start, end, limits)
        start = end + 1


def _check_line(source: Source, start: int, end: int, limits: TextLimits) -> None:
    """Check one line that is long enough to break a limit."""
    line = source.text[start:end]
    depth = 0
    if line.count("(") + line.count("[") + line.count("{") > limits.nesting:
        for match in _BRACKET.finditer(line):
            bracket = match.group()
            if bracket in "([{":
                depth += 1
            elif bracket in ")]}":
                depth -= 1
            if depth > limits.nesting:
                what = f"brackets nested more than {limits.nesting} deep"
                raise _too_large("MYC008", what, source, start + match.start())
    digits = re.search(rf"[0-9]{{{limits.digits + 1},}}", line)
    if digits and digits.group() in _STRING_OR_COMMENT.sub(" ", line):
        what = f"a number of more than {limits.digits} digits"
        raise _too_large("MYC007", what, source, start + digits.start())
    if end - start > limits.line and len(_STRING_OR_COMMENT.sub("", line)) > limits.line:
        what = f"a line of more than {limits.line} characters"
        raise _too_large("MYC006", what, source, start)


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
    if not any(type(s) is _PartialClause for s in statements):
        return tuple(statements)
    problem = next((s.text for s in statements if type(s) is Problem), None)
    located: list[Statement] = []
    errors: list[Diagnostic] = []
    for statement in statements:
        if type(statement) is not _PartialClause:
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


class _PartialClause:
    """A clause of which the file gives only the span or only the text."""

    def __init__(
        self,
        name: str,
        span: tuple[int, int] | None,
        text: str | None,
        attributes: Attributes,
        at: tuple[int, int],
    ) -> None:
        self.name, self.span, self.text = name, span, text
        self.attributes, self.at = attributes, at

    def locate(self, problem: str | None) -> Clause | Diagnostic:
        """The whole clause, or what is wrong."""
        if problem is None:
            return Diagnostic(
                "MYC013",
                f"clause `{self.name}` cannot be placed: the program has no problem",
                at=self.at,
                hint='add `problem "..."`, or give the clause both its span and its text',
            )
        if self.span is not None:
            start, end = self.span
            return Clause(
                self.name, start, end, problem[start:end], attributes=self.attributes, at=self.at
            )
        if self.text is None:
            return Diagnostic(
                "MYC014",
                f"clause `{self.name}` has neither a span nor a text",
                at=self.at,
                hint=f'write `clause {self.name} "..."` with words of the problem',
            )
        count = _occurrences(problem, self.text)
        if count != 1:
            times = "does not occur" if count == 0 else f"occurs {count} times"
            return Diagnostic(
                "MYC015",
                f"the text of clause `{self.name}` {times} in the problem",
                at=self.at,
                hint="copy the words exactly"
                if count == 0
                else "add the span, as in `[8:48]`, to say which one is meant",
            )
        start = problem.index(self.text)
        end = start + len(self.text)
        return Clause(self.name, start, end, self.text, attributes=self.attributes, at=self.at)


def _occurrences(text: str, piece: str) -> int:
    """How often a piece stands in a text, overlapping occurrences included."""
    if not piece:
        return 0
    count, at = 0, text.find(piece)
    while at >= 0:
        count, at = count + 1, text.find(piece, at + 1)
    return count


def _with_comments(program: Program, text: str, header_at: int) -> Program:
    """The program with each comment at the statement that it stands before or behind."""
    starts = [header_at, *(s.at[0] for s in program.statements if s.at is not None)]
    before: list[list[str]] = [[] for _ in range(len(starts) + 1)]
    behind: list[str | None] = [None] * len(starts)
    index = 0
    for match in _STRING_OR_COMMENT.finditer(text):
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


# --------------------------------------------------------------------------- building nodes


@cache
def _lark() -> Lark:
    from mycelium_ir.grammar import load

    return load(_Build())


@lru_cache(4096)
def _exact(literal: str) -> Fraction:
    whole, _, decimals = literal.partition(".")
    return Fraction(read_digits(whole + decimals), 10 ** len(decimals))


def _number(token: Token) -> Fraction:
    return _exact(str(token))


def _string(token: Token) -> str:
    inside = token[1:-1]
    if "\\" not in inside:
        return str(inside)
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        raise MyceliumError(
            Diagnostic(
                "MYC012",
                "this text has an escape that means nothing",
                at=(token.start_pos or 0, token.end_pos or 0),
                hint=r"the escapes are \" \\ \/ \b \f \n \r \t and \u followed by 4 hex digits",
            )
        ) from None


class _Build(Transformer[Token, Any]):
    """Called by lark while it parses: each method gets a rule's children, in order."""

    # -- statements

    def program(self, c: Children) -> tuple[Children, int]:
        return c[1:], c[0]

    def header(self, c: Children) -> int:
        return int(c[0].start_pos)

    def problem(self, c: Children) -> Problem:
        return Problem(_string(c[1]), attributes=c[2] or {}, at=_at(c[0]))

    def clause(self, c: Children) -> Clause | _PartialClause:
        _, name, span, text, attributes = c
        place = None if span is None else _span(span)
        if place is None or text is None:
            words = None if text is None else _string(text)
            return _PartialClause(str(name), place, words, attributes or {}, _at(c[0]))
        return Clause(str(name), *place, _string(text), attributes=attributes or {}, at=_at(c[0]))

    def unknown(self, c: Children) -> Unknown:
        domain = "real" if c[2] is None else str(c[2])
        return Unknown(c[1], domain, attributes=c[3] or {}, at=_at(c[0]))

    def define(self, c: Children) -> Define:
        return Define(str(c[1]), c[2], c[3], attributes=c[4] or {}, at=_at(c[0]))

    def step(self, c: Children) -> Step:
        keyword, name, operation, expression, provenance, attributes = c
        return Step(
            str(name),
            None if operation is None else str(operation),
            expression,
            provenance if type(provenance) is tuple else (),
            provenance is True,
            attributes=attributes or {},
            at=_at(keyword),
        )

    def done(self, c: Children) -> Done:
        return Done(c[1], attributes=c[2] or {}, at=_at(c[0]))

    def answer(self, c: Children) -> Answer:
        return Answer(str(c[1]), attributes=c[2] or {}, at=_at(c[0]))

    def goal(self, c: Children) -> Goal:
        return Goal(str(c[1]), str(c[2]), attributes=c[3] or {}, at=_at(c[0]))

    def provenance(self, c: Children) -> tuple[str, ...]:
        names: tuple[str, ...] = c[0]
        return names

    def implicit(self, c: Children) -> bool:
        return True

    def names(self, c: Children) -> tuple[str, ...]:
        return tuple(str(token) for token in c)

    # -- attributes

    def attributes(self, c: Children) -> dict[str, Any]:
        named = dict(c)
        if len(named) < len(c):
            raise MyceliumError(Diagnostic("MYC016", "an attribute is given twice"))
        return named

    def attribute(self, c: Children) -> tuple[str, Any]:
        return str(c[0]), c[1]

    def plain_number(self, c: Children) -> int | float:
        value = _number(c[0])
        return float(c[0]) if "." in c[0] else int(value)

    def minus_number(self, c: Children) -> int | float:
        return -self.plain_number(c)

    def plain_string(self, c: Children) -> str:
        return _string(c[0])

    def plain_word(self, c: Children) -> str | bool:
        word = str(c[0])
        return word == "true" if word in ("true", "false") else word

    def value_list(self, c: Children) -> tuple[Any, ...]:
        return tuple(value for value in c if value is not None)

    # -- expressions

    def number(self, c: Children) -> Number:
        token = c[0]
        return Number(_number(token), (token.start_pos, token.end_pos))

    def name(self, c: Children) -> Name:
        token = c[0]
        return Name(str(token), (token.start_pos, token.end_pos))

    def hole(self, c: Children) -> Hole:
        return Hole((c[0].start_pos, c[0].end_pos))

    def binary(self, c: Children) -> Call:
        left, operator, right = c
        return Call(str(operator), (left, right), (), (left.at[0], right.at[1]))

    def negation(self, c: Children) -> Call:
        return Call("-", (c[1],), (), (c[0].start_pos, c[1].at[1]))

    def call(self, c: Children) -> Call:
        name, _, operands, parameters, close = c
        return Call(str(name), operands, parameters or (), (name.start_pos, close.end_pos))

    def group(self, c: Children) -> Expression:
        inside: Expression = c[1]
        return inside

    def tuple(self, c: Children) -> Call:
        return Call("tuple", (*c[1:-1],), (), (c[0].start_pos, c[-1].end_pos))

    def set(self, c: Children) -> Call:
        return Call("set", c[1], (), (c[0].start_pos, c[2].end_pos))

    def operands(self, c: Children) -> Any:
        return (*(child for child in c if child is not None),)


def _at(keyword: Token) -> tuple[int, int]:
    return keyword.start_pos or 0, keyword.end_pos or 0


def _span(token: Token) -> tuple[int, int]:
    start, _, end = token[1:-1].partition(":")
    return int(start), int(end)
