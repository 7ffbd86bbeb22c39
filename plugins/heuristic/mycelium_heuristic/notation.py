"""Mathematical notation in running text: `3x² − 10 = 0`, read into expressions of the language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mycelium_ir.nodes import Call, Expression, Name, Number

_TOKEN = re.compile(
    r"(?P<number>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"|(?P<power>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
    r"|(?P<relation><=|>=|==|[=<>≤≥])"
    r"|(?P<sign>\*\*|[-+*/^()×·÷−–√])"
    r"|(?P<letter>[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹](?![^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹]))"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<other>\S)"
)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SAME_SIGN = {"×": "*", "·": "*", "÷": "/", "−": "-", "–": "-", "^": "**", "≤": "<=", "≥": ">="}
_SAME_SIGN["=="] = "="
_MATH = frozenset({"number", "power", "relation", "sign", "letter"})
MAX_TOKENS = 400
"""Longer pieces of notation are left alone."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Formula:
    """A piece of notation: `text[start:end]`; `relation` is empty for a bare expression."""

    start: int
    end: int
    relation: str
    left: Expression
    right: Expression | None = None

    @property
    def expression(self) -> Expression:
        """The formula in the language: `Eq(left, right)`, an inequality, or `left` alone."""
        if self.right is None:
            return self.left
        return Call("Eq" if self.relation == "=" else self.relation, (self.left, self.right))


def formulas(text: str) -> Iterator[Formula]:
    """The formulas of a text that can be read, from left to right."""
    for run in _runs(text):
        tokens = _trimmed(run)
        found = _read(tokens)
        if found is not None:
            yield found


def _runs(text: str) -> Iterator[list[_Token]]:
    """Stretches of mathematical tokens."""
    run: list[_Token] = []
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        if kind in _MATH:
            sign = _SAME_SIGN.get(match.group(), match.group())
            run.append(_Token(kind, sign, match.start(), match.end()))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _trimmed(run: Sequence[_Token]) -> list[_Token]:
    """A stretch without the article `a` or the word `I` at its ends."""
    tokens = list(run)
    while len(tokens) > 1 and _is_article(tokens[0]) and tokens[1].kind in ("letter", "number"):
        tokens.pop(0)
    while len(tokens) > 1 and _is_article(tokens[-1]) and tokens[-2].kind in ("letter", "number"):
        tokens.pop()
    return tokens


def _is_article(token: _Token) -> bool:
    return token.kind == "letter" and token.text in ("a", "A", "I")


def _read(tokens: Sequence[_Token]) -> Formula | None:
    relations = [i for i, token in enumerate(tokens) if token.kind == "relation"]
    if not tokens or len(relations) > 1 or len(tokens) > MAX_TOKENS:
        return None
    start, end = tokens[0].start, tokens[-1].end
    try:
        if not relations:
            return Formula(start, end, "", _Reader(tokens).whole())
        at = relations[0]
        left, right = _Reader(tokens[:at]).whole(), _Reader(tokens[at + 1 :]).whole()
    except _UnreadableError:
        return None
    return Formula(start, end, tokens[at].text, left, right)


class _UnreadableError(Exception):
    """The tokens are no expression."""


class _Reader:
    """Recursive descent with implicit multiplication; `i` is the imaginary unit beside numbers."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self.tokens = tokens
        self.at = 0

    def whole(self) -> Expression:
        """All tokens as one expression."""
        found = self.sum()
        if self.at < len(self.tokens):
            raise _UnreadableError
        return found

    def peek(self) -> _Token:
        """The token at hand, or one that fits nowhere."""
        return self.tokens[self.at] if self.at < len(self.tokens) else _Token("end", "", -1, -1)

    def take(self, *signs: str) -> str | None:
        """The next token's text if it is one of these signs."""
        token = self.peek()
        if token.kind == "sign" and token.text in signs:
            self.at += 1
            return token.text
        return None

    def sum(self) -> Expression:
        """Terms with + and - between them."""
        found = self.product()
        while sign := self.take("+", "-"):
            found = Call(sign, (found, self.product()))
        return found

    def product(self) -> Expression:
        """Factors with * or / or nothing between them."""
        found = self.signed()
        while True:
            sign = self.take("*", "/")
            if sign is not None:
                found = Call(sign, (found, self.signed()))
            elif self.peek().kind == "letter" or self.peek().text in ("(", "√"):
                found = Call("*", (found, self.power()))
            else:
                return found

    def signed(self) -> Expression:
        """A factor with its signs in front."""
        if self.take("-"):
            return Call("-", (self.signed(),))
        if self.take("+"):
            return self.signed()
        return self.power()

    def power(self) -> Expression:
        """An operand and its exponent."""
        base = self.operand()
        token = self.peek()
        if token.kind == "power":
            self.at += 1
            return Call("**", (base, Number(Fraction(token.text.translate(_SUPERSCRIPTS)))))
        if self.take("**"):
            return Call("**", (base, self.signed()))
        return base

    def operand(self) -> Expression:
        """A number, a letter, a root or a parenthesis."""
        token = self.peek()
        if token.kind == "number":
            self.at += 1
            return Number(Fraction(token.text.replace(",", "")))
        if token.kind == "letter":
            self.at += 1
            return Name("I" if token.text == "i" else token.text)
        if self.take("√"):
            return Call("sqrt", (self.power(),))
        if self.take("("):
            found = self.sum()
            if not self.take(")"):
                raise _UnreadableError
            return found
        raise _UnreadableError
