"""The operand slots of an expression: where its literals and its references to steps stand.

A path is the indices of children from the root, operands before parameters. Names
of unknowns, constants and functions are part of the expression's shape and no slots.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction

from mycelium_ir.language import Language, base_language
from mycelium_ir.nodes import Call, Expression, Hole, Name, Number, children
from mycelium_ir.references import bound_by

Path = tuple[int, ...]


@dataclass(frozen=True)
class Slot:
    """One operand: its path, and the literal or the step's name that stands there."""

    path: Path
    leaf: Number | Name


def slots(
    expression: Expression, steps: Collection[str], language: Language | None = None
) -> tuple[Slot, ...]:
    """The slots of a wired expression, left to right.

    Args:
        expression: Any expression.
        steps: The names of the program's steps.
        language: Says which calls bind a name of their own, which hides a step's.
    """
    return tuple(_slots(expression, frozenset(steps), (), language or base_language()))


def put_at(expression: Expression, path: Path, new: Expression) -> Expression:
    """The expression with another one in the place that a path names.

    Raises:
        IndexError: if there is no such place.
    """
    if not path:
        return new
    if type(expression) is not Call:
        raise IndexError(path[0])
    here, *rest = path
    count = len(expression.operands)
    below = list(children(expression))
    below[here] = put_at(below[here], tuple(rest), new)
    return dataclasses.replace(
        expression, operands=tuple(below[:count]), parameters=tuple(below[count:]), at=None
    )


def scalar(expression: Expression) -> Fraction | None:
    """The exact value of a number as the language writes values; None for all else."""
    if type(expression) is Number:
        return expression.value
    if type(expression) is Call and not expression.parameters:
        parts = [scalar(operand) for operand in expression.operands]
        if expression.function == "-" and len(parts) == 1 and parts[0] is not None:
            return -parts[0]
        if expression.function == "/" and len(parts) == 2:
            over, under = parts
            if over is not None and under is not None and under != 0:
                return over / under
    return None


def _slots(
    node: Expression, steps: frozenset[str], path: Path, language: Language
) -> Iterator[Slot]:
    if type(node) is Number or (type(node) is Name and node.id in steps):
        yield Slot(path, node)
    elif type(node) is Call:
        own = bound_by(node, language)
        visible = steps - {own} if own is not None else steps
        for index, child in enumerate(children(node)):
            yield from _slots(child, visible, (*path, index), language)


HOLE = Hole()
"""An operand that has no scalar value before it is wired."""
