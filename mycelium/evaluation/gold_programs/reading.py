"""Reads arithmetic and equations as data sets write them into expressions of the language.

`48/2`, `20%*50`, `$1,200 x .5`, `3(2k+1)^2`, `xy`: the forms that people write and that
the language itself, which has no implicit multiplication, does not read. Every node
keeps its place: character offsets into the text that was read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mycelium_ir.nodes import Call, Expression, Name, Number, replace

MAX_CHARACTERS = 500
"""The longest text that is read: nothing that a data set holds comes near."""

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d*)?|\.\d+)
      | (?P<word>[A-Za-z_]+)
      | (?P<sign>\*\*|<=|>=|!=|≤|≥|≠|[-+*/^()\[\]{}=<>%,;!]|[−–×·÷])
      | (?P<currency>[$€£¥¢])
    )""",
    re.VERBOSE,
)
_PLAIN = {"−": "-", "–": "-", "×": "*", "·": "*", "÷": "/", "^": "**", "≤": "<=", "≥": ">="}
_PLAIN |= {"≠": "!=", "[": "(", "]": ")", "{": "(", "}": ")"}
RELATIONS = ("=", "<=", ">=", "!=", "<", ">")


class UnreadableError(Exception):
    """A text that is no arithmetic; the message says where."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text, in its plain form: `text[start:end]` as it was written."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Relation:
    """Two or more expressions joined by signs: `22 < x + 1 < 30` has two."""

    sides: tuple[Expression, ...]
    signs: tuple[str, ...]


def tokenize(text: str) -> list[Token]:
    """The tokens of a text, currency signs left out.

    Raises:
        UnreadableError: where something else stands in it, or it is too long.
    """
    if len(text) > MAX_CHARACTERS:
        raise UnreadableError(f"it is longer than {MAX_CHARACTERS} characters")
    found: list[Token] = []
    place = 0
    end = len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            raise UnreadableError(f"{text[place : place + 12].strip()!r} is not understood")
        place = match.end()
        kind = match.lastgroup or ""
        if kind != "currency":
            written = match.group(kind)
            found.append(Token(kind, _PLAIN.get(written, written), match.start(kind), place))
    return found


def read_expression(
    text: str, *, times: bool = False, letters: bool = False, functions: Collection[str] = ()
) -> Expression:
    """The expression that a text is.

    Args:
        text: What is read.
        times: Whether `x` between two operands multiplies them; it is no unknown then.
        letters: Whether names of one letter are unknowns, and `xy` their product.
        functions: Names that are applied: `gcd(a, b)`.

    Raises:
        UnreadableError: if it is no such expression.
    """
    relation = read_relation(text, times=times, letters=letters, functions=functions)
    if relation.signs:
        raise UnreadableError(f"{text!r} is an equation and no expression")
    return relation.sides[0]


def read_relation(
    text: str, *, times: bool = False, letters: bool = False, functions: Collection[str] = ()
) -> Relation:
    """The equation, inequality or chain of them that a text is; an expression has no signs.

    Raises:
        UnreadableError: if it is none.
    """
    return _Reader(tokenize(text), times, letters, frozenset(functions)).relation()


def expression_of(tokens: Sequence[Token]) -> Expression:
    """The expression that tokens make, numbers and signs only; its places are theirs.

    Raises:
        UnreadableError: if they make none.
    """
    relation = _Reader(list(tokens), False, False, frozenset()).relation()
    if relation.signs:
        raise UnreadableError("it is an equation and no expression")
    return relation.sides[0]


class _Reader:
    """Recursive descent over tokens; depth is bounded by the length of what is read."""

    def __init__(
        self, tokens: list[Token], times: bool, letters: bool, functions: frozenset[str]
    ) -> None:
        self.tokens = [t for token in tokens for t in self._split(token, times, letters, functions)]
        self.functions = functions
        self.at = 0

    @staticmethod
    def _split(token: Token, times: bool, letters: bool, functions: frozenset[str]) -> list[Token]:
        """A word as what it is here: a sign, a function, or unknowns of one letter each."""
        if token.kind != "word" or token.text in functions:
            return [token]
        if times and token.text in ("x", "X"):
            return [Token("sign", "*", token.start, token.end)]
        if not letters:
            raise UnreadableError(f"the word {token.text!r} is not understood")
        if "_" in token.text:
            raise UnreadableError(f"the name {token.text!r} is not understood")
        return [
            Token("word", letter, token.start + i, token.start + i + 1)
            for i, letter in enumerate(token.text)
        ]

    def relation(self) -> Relation:
        sides, signs = [self.sum()], []
        while (sign := self.accept(*RELATIONS)) is not None:
            signs.append(sign.text)
            sides.append(self.sum())
        if self.at < len(self.tokens):
            raise UnreadableError(f"{self.tokens[self.at].text!r} is not expected")
        return Relation(tuple(sides), tuple(signs))

    def peek(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def accept(self, *signs: str) -> Token | None:
        token = self.peek()
        if token is not None and token.kind == "sign" and token.text in signs:
            self.at += 1
            return token
        return None

    def sum(self) -> Expression:
        value = self.product()
        while (sign := self.accept("+", "-")) is not None:
            value = _call(sign.text, value, self.product())
        return value

    def product(self) -> Expression:
        value = self.signed()
        while True:
            if (sign := self.accept("*", "/")) is not None:
                value = _call(sign.text, value, self.signed())
            elif self._begins_operand():
                value = _call("*", value, self.power())
            else:
                return value

    def _begins_operand(self) -> bool:
        """Whether an operand follows without a sign: `3(x+1)`, `2k`, `xy`; never two numbers."""
        token, before = self.peek(), self.tokens[self.at - 1]
        if token is None:
            return False
        if token.kind == "word" or (token.kind == "sign" and token.text == "("):
            return True
        return token.kind == "number" and before.kind == "sign" and before.text == ")"

    def signed(self) -> Expression:
        if (sign := self.accept("-", "+")) is not None:
            inner = self.signed()
            if sign.text == "+":
                return inner
            return Call("-", (inner,), at=(sign.start, _end(inner)))
        return self.power()

    def power(self) -> Expression:
        base = self.postfix()
        if self.accept("**") is None:
            return base
        return _call("**", base, self.signed())

    def postfix(self) -> Expression:
        value = self.atom()
        while (sign := self.accept("%", "!")) is not None:
            name = "percent" if sign.text == "%" else "factorial"
            value = Call(name, (value,), at=(_start(value), sign.end))
        return value

    def atom(self) -> Expression:
        token = self.peek()
        if token is None:
            raise UnreadableError("it ends too early")
        self.at += 1
        if token.kind == "number":
            return Number(exact(token.text), at=(token.start, token.end))
        if token.kind == "word":
            if token.text in self.functions and self.accept("(") is not None:
                return self.application(token)
            return Name(token.text, at=(token.start, token.end))
        if token.text == "(":
            value = self.sum()
            closing = self.accept(")")
            if closing is None:
                raise UnreadableError("a parenthesis is left open")
            # A call's place takes in its parentheses; a number's is its digits.
            return replace(value, at=(token.start, closing.end)) if type(value) is Call else value
        raise UnreadableError(f"{token.text!r} is not expected")

    def application(self, name: Token) -> Expression:
        operands = [self.sum()]
        while self.accept(",") is not None:
            operands.append(self.sum())
        closing = self.accept(")")
        if closing is None:
            raise UnreadableError("a parenthesis is left open")
        return Call(name.text, tuple(operands), at=(name.start, closing.end))


def exact(text: str) -> Fraction:
    """The value of digits with thousands separators and a decimal part."""
    return Fraction(text.replace(",", "").rstrip("."))


def _call(function: str, left: Expression, right: Expression) -> Call:
    return Call(function, (left, right), at=(_start(left), _end(right)))


def _start(expression: Expression) -> int:
    return expression.at[0] if expression.at is not None else 0


def _end(expression: Expression) -> int:
    return expression.at[1] if expression.at is not None else 0
