"""What functions over several numbers share: the members of their operands, in order."""

from __future__ import annotations

from sympy import Basic, FiniteSet, Set, Tuple

from mycelium_ir.lowering.errors import RefusedError
from mycelium_ir.lowering.exact import in_order


def members_of(*operands: Basic) -> list[Basic]:
    """The members of one set or tuple, or the operands themselves.

    Raises:
        RefusedError: for an infinite set.
        ValueError: for a set or tuple among several operands.
    """
    if len(operands) == 1:
        if isinstance(operands[0], Set):
            return finite(operands[0])
        if isinstance(operands[0], Tuple):
            return list(operands[0].args)
    if any(isinstance(operand, Set | Tuple) for operand in operands):
        raise ValueError("give either numbers or one set or tuple")
    return list(operands)


def finite(members: Set) -> list[Basic]:
    """The members of a finite set, in canonical order.

    Raises:
        RefusedError: if it is infinite, with a hint.
    """
    if isinstance(members, FiniteSet):
        return in_order(list(members.args))
    if members.is_empty:
        return []
    raise RefusedError(
        "MYC115",
        "this set has infinitely many members",
        "take its whole numbers, as in `integers(s)`, or bound it with `where(s; x < 10)`",
    )
