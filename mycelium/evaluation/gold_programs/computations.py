"""The computations that a written solution states: `48/2 = 24`, in prose or annotated.

Both forms give the same: an expression whose numbers know where they stand in the
solution's text (its annotations taken out), and the stated result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from mycelium.analyses.numbers import read_numbers
from mycelium.evaluation.gold_programs.exact import NoValueError, value_of
from mycelium.evaluation.gold_programs.reading import (
    Token,
    UnreadableError,
    exact,
    expression_of,
    read_relation,
)
from mycelium_ir.nodes import Call, Expression, Number

Span = tuple[int, int]
"""Character offsets into a text, start inclusive, end exclusive."""

MAX_UNIT_WORDS = 4
"""How many words may stand behind a number of a computation: `3 bags of rice * 2`."""

_ANNOTATION = re.compile(r"<<([^<>]*)>>")
_PIECE = re.compile(
    r"""
    (?P<number>\d{1,3}(?:,\d{3})+(?![\d,]\d)(?:\.\d+)?|\d+(?:\.\d+)?|(?<![\w.])\.\d+)
  | (?P<equals>=)
  | (?P<sign>[-+*/()%^]|[−–×·÷]|(?<=[\s\d)])[xX](?=[\s\d($.]))
  | (?P<currency>[$€£¥¢])
  | (?P<word>[^\W\d_]+(?:['’-][^\W\d_]+)*\.?)
  | (?P<space>[^\S\n]+)
  | (?P<stop>.|\n)
    """,
    re.VERBOSE | re.DOTALL,
)
_PLAIN = {"−": "-", "–": "-", "×": "*", "·": "*", "÷": "/", "x": "*", "X": "*", "^": "**"}
_HUNDREDTH = Number(Fraction(1, 100))
_BETWEEN = frozenset({"+", "-", "*", "/", "**"})


@dataclass(frozen=True)
class Computation:
    """One computation as a solution states it.

    Attributes:
        expression: What is computed; nodes that were found in the text have their
            places there, the others none.
        stated: The result as it is stated.
        places: The decimal places that the result is written with.
        at: Where in the text it is stated: the place of the result, or where it would be.
        result: The result's span in the text, if it is there.
    """

    expression: Expression
    stated: Fraction
    places: int
    at: int
    result: Span | None


@dataclass(frozen=True)
class Solution:
    """A written solution without its annotations, and what it computes.

    `annotated` are the computations that had an annotation, `all` those and the ones
    that stand in the text alone, both in order of the text.
    """

    text: str
    annotated: tuple[Computation, ...]
    all: tuple[Computation, ...]


def read_solution(solution: str) -> Solution:
    """Take a solution's annotations out and read what it computes.

    Raises:
        UnreadableError: if an annotation is no computation.
    """
    text, marks = stripped(solution)
    prose = computations_in(text)
    by_result = {c.result[0]: c for c in prose if c.result is not None}
    annotated: list[Computation] = []
    used: set[int] = set()
    for content, at in marks:
        found = _annotation(content, at, text)
        beside = by_result.get(found.result[0]) if found.result is not None else None
        if beside is not None:
            used.add(id(beside))
            found = replace(found, expression=_joined(found.expression, beside.expression))
        if found.expression.at is None:
            found = replace(found, expression=_placed(found.expression, text, at))
        annotated.append(found)
    rest = [c for c in prose if id(c) not in used]
    everything = sorted([*annotated, *rest], key=lambda c: c.at)
    return Solution(text, tuple(annotated), tuple(everything))


def stripped(solution: str) -> tuple[str, tuple[tuple[str, int], ...]]:
    """A solution without annotations, and each annotation's content with its place there."""
    pieces: list[str] = []
    marks: list[tuple[str, int]] = []
    length = last = 0
    for match in _ANNOTATION.finditer(solution):
        piece = solution[last : match.start()]
        pieces.append(piece)
        length += len(piece)
        marks.append((match.group(1), length))
        last = match.end()
    pieces.append(solution[last:])
    return "".join(pieces), tuple(marks)


def numbers_of(text: str) -> frozenset[Fraction]:
    """The numbers that a text states, in digits or words; a percentage is its figure too."""
    found = {exact(m.group()) for m in _PIECE.finditer(text) if m.lastgroup == "number"}
    for mention in read_numbers(text):
        found |= {abs(mention.value), abs(mention.figure)}
    return frozenset(found)


def leaves(expression: Expression) -> tuple[Fraction, ...]:
    """The numbers of an expression, from left to right."""
    return tuple(node.value for node in _numbers(expression))


def _numbers(expression: Expression) -> Iterator[Number]:
    if type(expression) is Number:
        yield expression
    elif type(expression) is Call:
        for operand in expression.operands:
            yield from _numbers(operand)


# --------------------------------------------------------------------------- annotations


def _annotation(content: str, at: int, text: str) -> Computation:
    """The computation of an annotation that stood at a place of the text."""
    relation = read_relation(content, times=True)
    if not relation.signs or set(relation.signs) != {"="}:
        raise UnreadableError(f"<<{content}>> is no equality")
    *sides, last = relation.sides
    stated = _value(last)
    if stated is None:
        raise UnreadableError(f"the result of <<{content}>> is no number")
    places = _places(content[content.rindex("=") + 1 :])
    chosen = next((side for side in sides if _agrees(_value(side), stated, places)), sides[0])
    return Computation(_plain(chosen), stated, places, at, _number_at(text, at))


def _value(expression: Expression) -> Fraction | None:
    try:
        return value_of(expression, {})
    except NoValueError:
        return None


def _places(text: str) -> int:
    return len(re.sub(r"[^\d.]", "", text).partition(".")[2])


def _agrees(value: Fraction | None, stated: Fraction, places: int) -> bool:
    return value is not None and abs(value - stated) < Fraction(1, 10**places)


def _number_at(text: str, at: int) -> Span | None:
    """The number that stands at a place of the text, behind a currency sign or not."""
    while at < len(text) and text[at] in "$€£¥¢ -":
        at += 1
    match = _PIECE.match(text, at)
    return match.span() if match is not None and match.lastgroup == "number" else None


def _plain(expression: Expression) -> Expression:
    """The expression without places, and with `20*.01`, the calculator's form of 20%, as that."""
    if type(expression) is not Call:
        return replace(expression, at=None)
    operands = tuple(map(_plain, expression.operands))
    if expression.function == "*" and operands[1] == _HUNDREDTH:
        match operands[0]:
            case Number():
                return Call("percent", operands[:1])
            case Call(function="*", operands=(left, Number() as figure)):
                return Call("*", (left, Call("percent", (figure,))))
    return replace(expression, operands=operands, at=None)


def _joined(expression: Expression, prose: Expression) -> Expression:
    """An annotation's expression with the places of the same one in the text beside it.

    Where the text has them in another order, or more of them, to the same value, it is right.
    """
    ours, theirs = leaves(expression), leaves(prose)
    if ours == theirs:
        return _with_places(expression, [node.at for node in _numbers(prose)], prose.at)
    same = _value(expression) == _value(prose)
    bare = type(expression) is Number  # `4 x 100 = <<400=400>>400`: the text says more
    return prose if same and (bare or sorted(ours) == sorted(theirs)) else expression


def _placed(expression: Expression, text: str, at: int) -> Expression:
    """The expression with its numbers where they stand before `at`, in the same line.

    They are looked for from right to left; one that is not found gets no place, and
    the expression as a whole has one only where all were found.
    """
    line = text.rfind("\n", 0, at) + 1
    before = [m for m in _PIECE.finditer(text, line, at) if m.lastgroup == "number"]
    places: list[Span | None] = []
    for value in reversed(leaves(expression)):
        index = next(
            (i for i in reversed(range(len(before))) if exact(before[i].group()) == value), None
        )
        places.append(None if index is None else before[index].span())
        if index is not None:
            del before[index:]
    places.reverse()
    found = [place for place in places if place is not None]
    whole = (found[0][0], found[-1][1]) if found and len(found) == len(places) else None
    return _with_places(expression, places, whole)


def _with_places(
    expression: Expression, places: Sequence[Span | None], whole: Span | None
) -> Expression:
    waiting = iter(places)

    def go(node: Expression) -> Expression:
        if type(node) is Number:
            return replace(node, at=next(waiting))
        if type(node) is Call:
            return replace(node, operands=tuple(map(go, node.operands)))
        return node

    placed = go(expression)
    return placed if type(placed) is Number else replace(placed, at=whole)


# --------------------------------------------------------------------------- prose


def computations_in(text: str) -> tuple[Computation, ...]:
    """The computations that a text states, `6 monkeys / 10 animals * 100% = 60%`, in order.

    A computation is what stands before an equality sign, back to the first thing that
    belongs to no arithmetic. Units may stand behind its numbers.
    """
    pieces = [
        Token(m.lastgroup or "", m.group(), m.start(), m.end())
        for m in _PIECE.finditer(text)
        if m.lastgroup != "space"
    ]
    found: list[Computation] = []
    for index, piece in enumerate(pieces):
        if piece.kind != "equals":
            continue
        result = _result(pieces, index + 1)
        before = _before(pieces, index - 1)
        if result is None or not before:
            continue
        try:
            expression = expression_of(before)
        except UnreadableError:
            continue
        stated, places, span = result
        found.append(Computation(expression, stated, places, span[0], span))
    return tuple(found)


def _result(pieces: Sequence[Token], at: int) -> tuple[Fraction, int, Span] | None:
    """Value, decimal places and span of the number behind an equality sign."""
    negative = False
    while at < len(pieces) and (pieces[at].kind == "currency" or pieces[at].text in ("-", "−")):
        negative = negative or pieces[at].kind == "sign"
        at += 1
    if at >= len(pieces) or pieces[at].kind != "number":
        return None
    value = exact(pieces[at].text)
    percent = at + 1 < len(pieces) and pieces[at + 1].text == "%"
    if percent:
        value /= 100
    places = len(pieces[at].text.partition(".")[2]) + (2 if percent else 0)
    return -value if negative else value, places, (pieces[at].start, pieces[at].end)


def _before(pieces: Sequence[Token], at: int) -> list[Token]:
    """The tokens of the arithmetic that ends at a place, units and currency signs left out."""
    found: list[Token] = []
    depth = 0
    wanted = True  # whether an operand is wanted next, going left
    while at >= 0:
        if wanted:
            at = _over_units(pieces, at)
            if at < 0:
                break
        piece = pieces[at]
        plain = _PLAIN.get(piece.text, piece.text)
        token = Token("sign", plain, piece.start, piece.end)
        if piece.kind == "currency":
            pass
        elif wanted and piece.kind == "number":
            found.append(Token("number", piece.text, piece.start, piece.end))
            wanted = False
        elif wanted and plain in (")", "%"):
            found.append(token)
            depth += plain == ")"
        elif not wanted and plain == "(" and depth:
            found.append(token)
            depth -= 1
        elif not wanted and plain in _BETWEEN:
            found.append(token)
            wanted = True
        else:
            break
        at -= 1
    found.reverse()
    while found and found[0].text in _BETWEEN and found[0].text != "-":
        del found[0]
    return found if any(token.text in _BETWEEN for token in found[1:]) else []


def _over_units(pieces: Sequence[Token], at: int) -> int:
    """The place before the words that stand behind a number; `at` where they do not."""
    start = at
    while at >= 0 and pieces[at].kind == "word" and start - at < MAX_UNIT_WORDS:
        at -= 1
    if at >= 0 and (pieces[at].kind == "number" or pieces[at].text in (")", "%")):
        return at
    return start
