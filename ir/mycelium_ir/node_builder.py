"""From lark's rules to nodes: what is built while a text is parsed."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

from lark import Token, Transformer

from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.digits import read_digits
from mycelium_ir.nodes import (
    Answer,
    Attributes,
    Call,
    Clause,
    Define,
    Done,
    Expression,
    Goal,
    Hole,
    Name,
    Number,
    Problem,
    Step,
    Unknown,
)

Children: TypeAlias = list[Any]


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


class NodeBuilder(Transformer[Token, Any]):
    """Called by lark while it parses: each method gets a rule's children, in order."""

    # -- statements

    def program(self, c: Children) -> tuple[Children, int]:
        return c[1:], c[0]

    def header(self, c: Children) -> int:
        return int(c[0].start_pos)

    def problem(self, c: Children) -> Problem:
        return Problem(_string(c[1]), attributes=c[2] or {}, at=_at(c[0]))

    def clause(self, c: Children) -> Clause | PartialClause:
        _, name, span, text, attributes = c
        place = None if span is None else _span(span)
        if place is None or text is None:
            words = None if text is None else _string(text)
            return PartialClause(str(name), place, words, attributes or {}, _at(c[0]))
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


class PartialClause:
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
