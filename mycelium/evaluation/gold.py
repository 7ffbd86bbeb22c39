"""Reading a gold answer, plain or LaTeX, into the shapes that answers are compared in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any, cast

from lark import Lark, Token, Transformer, UnexpectedInput, v_args
from lark.exceptions import VisitError

from mycelium.evaluation.gold_text import prepare
from mycelium.evaluation.shapes import (
    Members,
    Range,
    Relation,
    Scalar,
    Shape,
    Truth,
    Union,
    range_of,
)
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Call, Expression, Name, Number, number

MAX_CHARACTERS = 2_000
"""The longest gold answer that is read."""

_SCALES = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "dozen": 12,
}

_FUNCTIONS = {"arcsin": "asin", "arccos": "acos", "arctan": "atan"}


class _UnreadableError(Exception):
    """A text that the grammar accepts and that still means nothing here."""


def read_gold(text: str) -> tuple[Shape, ...]:
    """What a gold answer may mean, the likeliest first: an answer equals it if it equals one.

    Raises:
        MyceliumError: MYC247, if it cannot be read.
    """
    found: list[Shape] = []
    why = f"it is longer than {MAX_CHARACTERS} characters"
    if len(text) <= MAX_CHARACTERS:
        why = "it is empty, a time of day or the letter of an option"
        for variant in prepare(text):
            try:
                shape = _read(variant)
            except UnexpectedInput as error:
                why = f"what stands {_place(error, variant)} is not understood"
                continue
            except (VisitError, MyceliumError) as error:
                cause = error.orig_exc if isinstance(error, VisitError) else error
                if not isinstance(cause, _UnreadableError | MyceliumError):
                    raise
                why = str(cause) if isinstance(cause, _UnreadableError) else "it is nested too deep"
                continue
            found.extend(also for also in _meanings(shape) if also not in found)
    if not found:
        shown = text if len(text) <= 60 else text[:59] + "…"
        raise MyceliumError(
            Diagnostic(
                "MYC247",
                f"the gold answer {shown!r} cannot be read: {why}",
                hint="write it as a number, an expression, a set {1, 2}, a point (1, 2), "
                "an interval [1, 2] or an equation; LaTeX is read too",
                subject=shown,
            )
        )
    return tuple(found)


def _read(text: str) -> Shape:
    found: Shape = _Reader().transform(_parser().parse(text))
    return found


def _place(error: UnexpectedInput, text: str) -> str:
    at = getattr(error, "pos_in_stream", None)
    return f"at {text[at : at + 20]!r}" if at is not None and at < len(text) else "at its end"


def _meanings(shape: Shape) -> Iterator[Shape]:
    """The shape, and what people mean by it beside: `x = 5` is 5, `-2 < x < 3` an interval."""
    if isinstance(shape, Relation):
        yield from _relation_meanings(shape)
    yield shape


def _relation_meanings(shape: Relation) -> Iterator[Shape]:
    if shape.sign == "=" and type(shape.left.expression) is Name:
        yield shape.right
    bounded = range_of(shape)
    if bounded is not None:
        yield bounded


@cache
def _parser() -> Lark:
    grammar = files("mycelium.evaluation").joinpath("gold.lark").read_text("utf-8")
    return Lark(grammar, parser="lalr", start="answer", maybe_placeholders=False)


@dataclass(frozen=True)
class _Term:
    """An expression as it is read; `minus` differs where a ± stands in it."""

    plus: Expression
    minus: Expression
    places: int | None = None

    @classmethod
    def of(cls, expression: Expression, places: int | None = None) -> _Term:
        return cls(expression, expression, places)

    def shape(self) -> Shape:
        if self.plus == self.minus:
            return Scalar(self.plus, self.places)
        return Members("set", (Scalar(self.plus), Scalar(self.minus)))


def _call(function: str, *terms: _Term) -> _Term:
    return _Term(
        Call(function, tuple(t.plus for t in terms)), Call(function, tuple(t.minus for t in terms))
    )


def _scalar(shape: _Term | Shape) -> Scalar:
    found = _shape(shape)
    if not isinstance(found, Scalar):
        raise _UnreadableError("a ± or a set stands where one number belongs")
    return found


def _shape(found: _Term | Shape) -> Shape:
    return found.shape() if isinstance(found, _Term) else found


def _shapes(found: tuple[Any, ...]) -> tuple[Shape, ...]:
    return tuple(_shape(f) for f in found if not isinstance(f, Token))


def _member(shape: Shape) -> Shape:
    """A member of a list: `x = 2` stands for 2."""
    if isinstance(shape, Relation) and shape.sign == "=" and type(shape.left.expression) is Name:
        return shape.right
    return shape


@v_args(inline=True)
class _Reader(Transformer[Token, Any]):
    """From the grammar's tree to a shape."""

    def answer(self, *choices: Any) -> Shape:
        return _set(choices) if len(choices) > 1 else _shape(choices[0])

    def choice(self, *items: Any) -> _Term | Shape:
        if len(items) == 1:
            # A ± stays open, so that `1 ± 2 or 5` can become a set of three.
            return cast("_Term | Shape", items[0])
        return Members("list", tuple(_member(s) for s in _shapes(items)))

    def without_unit(self, shape: Any, _unit: Any) -> Any:
        return shape

    def percent(self, term: _Term, *_: Any) -> Shape:
        share = _call("/", term, _Term.of(number(100)))
        if share.plus != share.minus:
            return share.shape()
        return Scalar(share.plus, term.places, percent=True)

    def scaled(self, term: _Term, scale: Token, *_: Any) -> _Term:
        return _call("*", term, _Term.of(number(_SCALES[str(scale)])))

    def ratio(self, *terms: _Term) -> Any:
        if len(terms) == 2:
            return _call("/", *terms)
        return Members("tuple", _shapes(terms))

    def relation(self, left: Any, sign: Token, right: Any) -> Shape:
        right_shape = _shape(right)
        if isinstance(right_shape, Members) and str(sign) == "=":
            return right_shape
        return Relation(str(sign), _scalar(left), _scalar(right_shape))

    def chain(self, low: Any, first: Token, middle: Any, second: Token, high: Any) -> Shape:
        signs = (str(first), str(second))
        if signs[0] == signs[1] == "=":
            return Relation("=", _scalar(low), _scalar(high))
        if set(signs) <= {">", ">="}:
            low, high = high, low
            signs = (signs[1].replace(">", "<"), signs[0].replace(">", "<"))
        if not set(signs) <= {"<", "<="}:
            raise _UnreadableError("its two relations do not point the same way")
        return Range(_scalar(low), _scalar(high), signs[0] == "<", signs[1] == "<")

    def membership(self, _name: Any, _sign: Any, region: Shape) -> Shape:
        return _open(region)

    def point(self, *entries: Any) -> Shape:
        return Members("tuple", tuple(_member(s) for s in _shapes(entries)))

    def set(self, *entries: Any) -> Shape:
        return _set(entries)

    def union(self, *parts: Any) -> Shape:
        found: list[Shape] = []
        for part in map(_open, _shapes(parts)):
            found.extend(part.parts if isinstance(part, Union) else (part,))
        return Union(tuple(found))

    def reals(self, *_: Any) -> Shape:
        return Range(Scalar(Call("-", (Name("oo"),))), Scalar(Name("oo")), True, True)

    def closed(self, low: Any, _: Token, high: Any) -> Shape:
        return Range(_scalar(low), _scalar(high), False, False)

    def right_open(self, low: Any, _: Token, high: Any) -> Shape:
        return Range(_scalar(low), _scalar(high), False, True)

    def left_open(self, low: Any, _: Token, high: Any) -> Shape:
        return Range(_scalar(low), _scalar(high), True, False)

    def truth(self, word: Token) -> Shape:
        return Truth(word.lower() in ("true", "yes"))

    # -- expressions

    def negative(self, *parts: Any) -> _Term:
        term: _Term = parts[-1]
        found = _call("-", term)
        return _Term(found.plus, found.minus, term.places)

    def plus_or_minus(self, _: Token, term: _Term) -> _Term:
        return _Term(term.plus, Call("-", (term.minus,)))

    def add(self, a: _Term, b: _Term) -> _Term:
        return _call("+", a, b)

    def subtract(self, a: _Term, _: Token, b: _Term) -> _Term:
        return _call("-", a, b)

    def add_or_subtract(self, a: _Term, _: Token, b: _Term) -> _Term:
        return _Term(Call("+", (a.plus, b.plus)), Call("-", (a.minus, b.minus)))

    def multiply(self, *parts: Any) -> _Term:
        return _call("*", parts[0], parts[-1])

    def divide(self, a: _Term, b: _Term) -> _Term:
        return _call("/", a, b)

    def multiply_unsigned(self, a: _Term, b: _Term) -> _Term:
        whole = type(a.plus) is Number and a.plus.value.denominator == 1 and a.places is None
        match b.plus:
            case Call(function="/", operands=(Number(value=p), Number(value=q))) if whole and p < q:
                return _call("+", a, b)  # a mixed number, `2\frac{1}{2}`
        return _call("*", a, b)

    def raised(self, base: _Term, _: Token, exponent: _Term) -> _Term:
        return _call("**", base, exponent)

    def factorial(self, term: _Term) -> _Term:
        return _call("factorial", term)

    def number(self, token: Token) -> _Term:
        text = str(token)
        if token.type == "MIXED":
            whole, numerator, denominator = text.replace("/", " ").split()
            return _Term.of(number(int(whole) + _fraction(numerator, denominator)))
        digits, _, power = text.lower().partition("e")
        if power and abs(int(power)) > 400:
            raise _UnreadableError("its exponent is too large")
        _, point, decimals = digits.partition(".")
        return _Term.of(number(Fraction(text)), len(decimals) if point and not power else None)

    def name(self, token: Token) -> _Term:
        return _Term.of(Name({"i": "I", "e": "E"}.get(str(token), str(token))))

    def constant(self, token: Token) -> _Term:
        return _Term.of(Name("pi" if token.type == "PI" else "oo"))

    def fraction(self, _: Token, a: _Term, b: _Term) -> _Term:
        return _call("/", a, b)

    def root(self, _: Token, term: _Term) -> _Term:
        return _call("sqrt", term)

    def nth_root(self, _: Token, degree: _Term, term: _Term) -> _Term:
        return _call("root", term, degree)

    def call(self, function: Token, *operands: Any) -> _Term:
        name = str(function).removeprefix("\\")
        terms = [operand for operand in operands if isinstance(operand, _Term)]
        return _call(_FUNCTIONS.get(name, name), *terms)

    def raised_call(self, function: Token, _: Token, power: Token, term: _Term) -> _Term:
        return _call("**", self.call(function, term), _Term.of(number(str(power))))

    def binomial(self, _: Token, n: _Term, k: _Term) -> _Term:
        return _call("binomial", n, k)

    def logarithm(self, _log: Token, _base: Token, base: _Term, term: _Term) -> _Term:
        return _call("log", term, base)

    def common_logarithm(self, _: Token, term: _Term) -> _Term:
        return _call("log", term, _Term.of(number(10)))


def _fraction(numerator: str, denominator: str) -> Fraction:
    if not int(denominator):
        raise _UnreadableError("it divides by zero")
    return Fraction(int(numerator), int(denominator))


def _set(found: tuple[Any, ...]) -> Members:
    """A set, with both values of a ± as members of their own: `2 ± 1 or 7` has three."""
    members: list[Shape] = []
    for item in found:
        if isinstance(item, Token):
            continue
        shape = _shape(item)
        if isinstance(item, _Term) and isinstance(shape, Members):
            members.extend(shape.members)
        else:
            members.append(_member(shape))
    return Members("set", tuple(members))


def _open(shape: Shape) -> Shape:
    """A region: what reads as a point of two is an open interval there."""
    match shape:
        case Members(kind="tuple", members=(Scalar() as low, Scalar() as high)):
            return Range(low, high, True, True)
    return shape
