"""From program to text: the canonical form, which `mycelium fmt` writes.

The order of the statements is the author's. Columns are aligned within a run of
statements of one kind, and a blank line parts one kind from the next.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from mycelium_ir.digits import write_digits
from mycelium_ir.nodes import (
    VERSION,
    Answer,
    Attributes,
    AttributeValue,
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

WIDEST_COLUMN = 40
"""A column is never padded beyond this many characters."""

_COMPARISON, _SUM, _PRODUCT, _UNARY, _POWER, _ATOM = range(1, 7)

_LEVEL = {
    "<": _COMPARISON,
    "<=": _COMPARISON,
    ">": _COMPARISON,
    ">=": _COMPARISON,
    "+": _SUM,
    "-": _SUM,
    "*": _PRODUCT,
    "/": _PRODUCT,
    "**": _POWER,
}

# The loosest binding that may stand left and right of an operator without brackets.
_SIDES = {
    _COMPARISON: (_SUM, _SUM),
    _SUM: (_SUM, _PRODUCT),
    _PRODUCT: (_PRODUCT, _POWER),
    _POWER: (_ATOM, _POWER),
}

# Blank lines part these groups of statements.
_SECTION: dict[type, int] = {
    Problem: 0,
    Clause: 1,
    Unknown: 2,
    Define: 2,
    Step: 2,
    Done: 3,
    Answer: 3,
    Goal: 3,
}


def print_program(program: Program) -> str:
    """The canonical text of a program; `parse` gives the same program back."""
    lines: list[str] = []
    lines.extend(_comment_lines(program.header))
    lines.append(_behind(f"mycelium {VERSION}", program.header))
    section = 0
    for kind, run in groupby(program.statements, key=type):
        statements = list(run)
        if _SECTION[kind] != section:
            lines.append("")
            section = _SECTION[kind]
        lines.extend(_run(kind, statements))
    if program.footer:
        lines.append("")
        lines.extend(f"#{comment}" for comment in program.footer)
    return "\n".join(lines) + "\n"


def print_statement(statement: Statement) -> str:
    """One statement as a line of its own, without its comments."""
    return _join(_columns(statement), [0] * 8, statement.attributes)


def print_expression(expression: Expression) -> str:
    """An expression with as few brackets as its meaning allows."""
    return _expression(expression, 0, spaced=True)


def print_value(expression: Expression) -> str:
    """An expression as a value is shown: like `print_expression`, products without spaces."""
    return _expression(expression, 0)


def print_string(text: str) -> str:
    """A text in quotes, with escapes where a reader could not see what stands there."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "".join(_escaped(json.dumps(text, ensure_ascii=False)))


# --------------------------------------------------------------------------- statements


def _run(kind: type, statements: list[Statement]) -> Iterator[str]:
    """The lines of consecutive statements of one kind, their columns aligned."""
    rows = [_columns(statement) for statement in statements]
    widths = [
        max((len(cell) for cell in column if len(cell) <= WIDEST_COLUMN), default=0)
        for column in zip(*rows, strict=True)
    ]
    for statement, row in zip(statements, rows, strict=True):
        yield from _comment_lines(statement.comments)
        yield _behind(_join(row, widths, statement.attributes), statement.comments)


def _columns(statement: Statement) -> tuple[str, ...]:
    """The cells of a statement that are aligned below each other; empty where one is missing."""
    match statement:
        case Step(name, operation, expression, clauses, implicit):
            return (
                f"step {name}",
                f": {operation}" if operation is not None else "",
                f"= {print_expression(expression)}" if expression is not None else "",
                f"@ {', '.join(clauses)}" if clauses else "implicit" if implicit else "",
            )
        case Clause(name, start, end, text):
            return f"clause {name} [{start}:{end}]", print_string(text)
        case Problem(text):
            return (f"problem {print_string(text)}",)
        case Unknown(names, domain):
            return (f"unknown {', '.join(names)} in {domain}",)
        case Define(name, parameters, body):
            return (f"define {name}({', '.join(parameters)}) = {print_expression(body)}",)
        case Done(passes):
            return (f"done {', '.join(passes)}",)
        case Answer(step):
            return (f"answer {step}",)
        case Goal(type_, step):
            return (f"goal {type_} {step}",)


def _join(cells: tuple[str, ...], widths: list[int], attributes: Attributes) -> str:
    """A line of the cells, each padded to its column's width."""
    last = len(cells) - 1
    if attributes:
        cells = (*cells, _attributes(attributes))
        last = len(cells) - 1
    else:
        while not cells[last]:
            last -= 1
    parts = []
    for index, cell in enumerate(cells[: last + 1]):
        width = widths[index] if index < len(widths) else 0
        if index == last:
            parts.append(cell)
        elif cell or width:
            parts.append(cell.ljust(width))
    return " ".join(parts)


def _comment_lines(comments: Comments) -> Iterator[str]:
    return (f"#{comment}" for comment in comments.before)


def _behind(line: str, comments: Comments) -> str:
    return line if comments.behind is None else f"{line}  #{comments.behind}"


def _attributes(attributes: Attributes) -> str:
    return "{" + ", ".join(f"{key}: {_value(value)}" for key, value in attributes.items()) + "}"


def _value(value: AttributeValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        text = format(Decimal(repr(value)), "f")
        return text if "." in text else text + ".0"
    if isinstance(value, str):
        return print_string(value)
    return "[" + ", ".join(_value(v) for v in value) + "]"


# --------------------------------------------------------------------------- expressions


def _expression(node: Expression, least: int, spaced: bool = False) -> str:
    """The text of a node, in brackets where it binds more loosely than `least`.

    `spaced` puts spaces around products too; sums and comparisons always have them.
    """
    if type(node) is Name:
        return node.id
    if type(node) is Number:
        return print_number(node.value)
    if type(node) is Hole:
        return "_"
    assert type(node) is Call
    level = _LEVEL.get(node.function)
    if level is None:
        return _call(node)
    if len(node.operands) == 1:
        level, text = _UNARY, "-" + _expression(node.operands[0], _POWER)
    else:
        left, right = _SIDES[level]
        first, second = node.operands
        sign = node.function
        if level < _PRODUCT or (spaced and level == _PRODUCT):
            sign = f" {sign} "
        same = spaced and type(first) is Call and _LEVEL.get(first.function) == level
        text = _expression(first, left, spaced=same) + sign + _expression(second, right)
    return f"({text})" if level < least else text


def _call(node: Call) -> str:
    operands = ", ".join(_expression(operand, 0) for operand in node.operands)
    if not node.parameters:
        if node.function == "set":
            return "{" + operands + "}"
        if node.function == "tuple" and len(node.operands) > 1:
            return f"({operands})"
        return f"{node.function}({operands})"
    parameters = ", ".join(_expression(parameter, 0) for parameter in node.parameters)
    return f"{node.function}({operands}; {parameters})"


def print_number(value: Fraction) -> str:
    """A literal as a whole number or a finite decimal."""
    numerator, denominator = value.numerator, value.denominator
    if denominator == 1:
        return write_digits(numerator)
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    places = max(twos, fives)
    digits = write_digits(numerator * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}"


# --------------------------------------------------------------------------- strings


def _escaped(quoted: str) -> Iterator[str]:
    """JSON's escapes, and more for what cannot be seen or would reorder the line."""
    for character in quoted:
        code = ord(character)
        unseen = 0x7F <= code <= 0xA0 and code != 0xA0
        if unseen or code in _REORDERING or 0xD800 <= code <= 0xDFFF:
            yield f"\\u{code:04x}"
        else:
            yield character


_REORDERING = frozenset(
    [0x2028, 0x2029, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
