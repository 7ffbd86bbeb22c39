"""Equations as data sets write them, `X=(69.0-51.0)`, read and solved for their one unknown.

Plain exact arithmetic on fractions: enough for gold equations, with no symbolic
algebra behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?|\.\d+)(%)?|([A-Za-z]\w*)|(\*\*|[-+*/^()=]))")

Exchange = Callable[[Fraction], Fraction]


@dataclass(frozen=True)
class Linear:
    """`slope` times the unknown plus `offset`."""

    slope: Fraction
    offset: Fraction


def solve_simple(equation: str, exchange: Exchange = lambda value: value) -> Fraction:
    """The value of an equation's unknown, or of an expression that has none.

    `exchange` is applied to every number as it is read.

    Raises:
        ValueError: if it cannot be read, has several unknowns, or is not linear.
        ZeroDivisionError: if it divides by zero or leaves the unknown open.
    """
    left, *right = equation.split("=")
    if len(right) > 1:
        raise ValueError(f"{equation!r} has two equality signs")
    reader = _Reader(equation, exchange)
    first = reader.read(left)
    if not right:
        if first.slope:
            raise ValueError(f"{equation!r} is no equation and has an unknown")
        return first.offset
    second = reader.read(right[0])
    return (second.offset - first.offset) / (first.slope - second.slope)


class _Reader:
    """A recursive-descent reader that computes as it reads."""

    def __init__(self, equation: str, exchange: Exchange) -> None:
        self.equation = equation
        self.exchange = exchange
        self.unknown: str | None = None
        self.tokens: list[str] = []
        self.at = 0

    def read(self, text: str) -> Linear:
        self.tokens, self.at = [], 0
        place = 0
        text = text.rstrip()
        while place < len(text):
            found = _TOKEN.match(text, place)
            if found is None:
                raise ValueError(f"cannot read {text[place:]!r} in {self.equation!r}")
            self.tokens.append(found.group().strip())
            place = found.end()
        value = self.sum()
        if self.at < len(self.tokens):
            raise ValueError(f"{self.tokens[self.at]!r} is not expected in {self.equation!r}")
        return value

    def next_is(self, *wanted: str) -> str | None:
        if self.at < len(self.tokens) and self.tokens[self.at] in wanted:
            self.at += 1
            return self.tokens[self.at - 1]
        return None

    def sum(self) -> Linear:
        value = self.product()
        while sign := self.next_is("+", "-"):
            other = self.product()
            way = 1 if sign == "+" else -1
            value = Linear(value.slope + way * other.slope, value.offset + way * other.offset)
        return value

    def product(self) -> Linear:
        value = self.signed()
        while sign := self.next_is("*", "/"):
            other = self.signed()
            if sign == "*" and not other.slope:
                value = Linear(value.slope * other.offset, value.offset * other.offset)
            elif sign == "*" and not value.slope:
                value = Linear(value.offset * other.slope, value.offset * other.offset)
            elif sign == "/" and not other.slope:
                value = Linear(value.slope / other.offset, value.offset / other.offset)
            else:
                raise ValueError(f"{self.equation!r} is not linear")
        return value

    def signed(self) -> Linear:
        if sign := self.next_is("+", "-"):
            value = self.signed()
            return Linear(-value.slope, -value.offset) if sign == "-" else value
        return self.power()

    def power(self) -> Linear:
        base = self.atom()
        if not self.next_is("^", "**"):
            return base
        exponent = self.signed()
        whole = exponent.offset.denominator == 1 and abs(exponent.offset) <= 64
        if base.slope or exponent.slope or not whole:
            raise ValueError(f"{self.equation!r} has a power that is not of plain numbers")
        return Linear(Fraction(0), base.offset ** int(exponent.offset))

    def atom(self) -> Linear:
        if self.next_is("("):
            value = self.sum()
            if not self.next_is(")"):
                raise ValueError(f"a parenthesis is left open in {self.equation!r}")
            return value
        if self.at >= len(self.tokens):
            raise ValueError(f"{self.equation!r} ends too early")
        token = self.tokens[self.at]
        self.at += 1
        if token[0].isdigit() or token[0] == ".":
            value_read = self.exchange(Fraction(token.removesuffix("%")))
            return Linear(Fraction(0), value_read / 100 if token.endswith("%") else value_read)
        if token[0].isalpha():
            if self.unknown not in (None, token):
                raise ValueError(f"{self.equation!r} has several unknowns")
            self.unknown = token
            return Linear(Fraction(1), Fraction(0))
        raise ValueError(f"{token!r} is not expected in {self.equation!r}")
