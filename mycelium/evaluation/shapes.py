"""The shapes of an answer, the same for gold answers and for computed values.

Inside a shape stand expressions of the language; how an answer was written (decimal
places, per cent) is kept, because the rules of equality ask for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from mycelium_ir.nodes import Call, Expression, Name, Number, walk


@dataclass(frozen=True)
class Scalar:
    """A number or an expression.

    `places` is the number of decimal places that it is written with, None if it
    is not written as a decimal; `percent` says that it stands before a per cent
    sign, in which case the expression is the value (0.12 for `12%`).
    """

    expression: Expression
    places: int | None = None
    percent: bool = False


@dataclass(frozen=True)
class Members:
    """Several values: a set, a tuple in its order, or a bare list, `5, -2`, in no order."""

    kind: Literal["set", "tuple", "list"]
    members: tuple[Shape, ...]


@dataclass(frozen=True)
class Range:
    """All real numbers between two bounds; the bounds may be infinite."""

    low: Scalar
    high: Scalar
    left_open: bool
    right_open: bool


@dataclass(frozen=True)
class Union:
    """Several ranges or sets taken together."""

    parts: tuple[Shape, ...]


@dataclass(frozen=True)
class Relation:
    """An equation (`sign` is `=`) or an inequality (`!=`, `<`, `<=`, `>`, `>=`)."""

    sign: str
    left: Scalar
    right: Scalar


@dataclass(frozen=True)
class Truth:
    """True or false."""

    value: bool


Shape: TypeAlias = Scalar | Members | Range | Union | Relation | Truth

CONSTANTS = frozenset({"pi", "E", "I", "oo", "true", "false"})
"""Names that stand for a value."""

_RELATIONS = {"Eq": "=", "Ne": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}

_INTERVALS: Mapping[str, tuple[bool, bool]] = {
    "interval": (False, False),
    "open_interval": (True, True),
    "left_open_interval": (True, False),
    "right_open_interval": (False, True),
}


def shape_of(expression: Expression) -> Shape:
    """The shape of a value that the executor gave, from its expression."""
    if type(expression) is Name and expression.id in ("true", "false"):
        return Truth(expression.id == "true")
    if type(expression) is not Call:
        return Scalar(expression)
    name, operands = expression.function, expression.operands
    if name in ("set", "tuple"):
        kind: Literal["set", "tuple"] = "set" if name == "set" else "tuple"
        return Members(kind, tuple(shape_of(operand) for operand in operands))
    if name in _RELATIONS and len(operands) == 2:
        return Relation(_RELATIONS[name], Scalar(operands[0]), Scalar(operands[1]))
    if name in _INTERVALS and len(operands) == 2:
        low, high = Scalar(operands[0]), Scalar(operands[1])
        return Range(low, high, *_INTERVALS[name])
    if name == "union":
        return Union(tuple(shape_of(operand) for operand in operands))
    if name == "and" and len(operands) == 2:
        first, second = map(shape_of, operands)
        return _between(first, second) or Scalar(expression)
    return Scalar(expression)


def range_of(relation: Relation) -> Range | None:
    """The numbers that meet `x < 3` or `3 < x`, where one side is a bare name; else None."""
    left, right, sign = relation.left, relation.right, relation.sign
    if sign not in _MIRRORED:
        return None
    if _is_bound(left.expression):
        left, right, sign = right, left, _MIRRORED[sign]
    if type(left.expression) is not Name or not _is_bound(right.expression):
        return None
    if sign in ("<", "<="):
        return Range(Scalar(Call("-", (Name("oo"),))), right, True, sign == "<")
    return Range(right, Scalar(Name("oo")), sign == ">", True)


_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _is_bound(expression: Expression) -> bool:
    return all(type(node) is not Name or node.id in CONSTANTS for node in walk(expression))


def _between(first: Shape, second: Shape) -> Range | None:
    """The numbers that meet two inequalities for the same name, one from each side."""
    if not (isinstance(first, Relation) and isinstance(second, Relation)):
        return None
    names = {n for r in (first, second) for n in free_names(r.left.expression, r.right.expression)}
    one, other = range_of(first), range_of(second)
    if one is None or other is None or len(names) != 1:
        return None
    if one.low.expression == Call("-", (Name("oo"),)):
        one, other = other, one
    if one.high.expression != Name("oo") or other.low.expression != Call("-", (Name("oo"),)):
        return None
    return Range(one.low, other.high, one.left_open, other.right_open)


def free_names(*expressions: Expression) -> list[str]:
    """The names in some expressions that are no constants, in order, each once."""
    found = {n.id: None for e in expressions for n in walk(e) if type(n) is Name}
    return [name for name in found if name not in CONSTANTS]


def exact_value(expression: Expression) -> Fraction | None:
    """The value of plain arithmetic on rational numbers; None for anything else.

    Powers are carried out only for small whole exponents, so that this never takes long.
    """
    if type(expression) is Number:
        return expression.value
    if type(expression) is not Call:
        return None
    values = [exact_value(operand) for operand in expression.operands]
    known = [value for value in values if value is not None]
    if len(known) != len(values) or expression.parameters:
        return None
    match expression.function, known:
        case "-", [a]:
            return -a
        case "+", [a, b]:
            return a + b
        case "-", [a, b]:
            return a - b
        case "*", [a, b]:
            return a * b
        case "/", [a, b] if b:
            return a / b
        case "**", [a, b] if b.denominator == 1 and abs(b) <= 64 and _short(a) and (a or b >= 0):
            return a ** int(b)
        case "percent", [a]:
            return a / 100
    return None


def _short(value: Fraction) -> bool:
    return max(value.numerator.bit_length(), value.denominator.bit_length()) <= 256
