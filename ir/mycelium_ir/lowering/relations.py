"""Statements: equality, order, and what joins them."""

from __future__ import annotations

import sympy
from sympy import And, Basic, Eq, Expr, Ge, Gt, Lambda, Le, Lt, Ne, Not, Or, S
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from mycelium_ir.lowering import exact
from mycelium_ir.lowering.errors import RefusedError
from mycelium_ir.lowering.values import is_boolean, is_expression, settled


def equal(left: Basic, right: Basic) -> Boolean:
    """Whether two values are the same; an equation where they have unknowns."""
    if is_expression(left) and is_expression(right):
        if left.free_symbols or right.free_symbols:
            return Eq(left, right)
        return _truth(exact.equal(left, right))
    if is_boolean(left) and is_boolean(right):
        return sympy.Equivalent(left, right)
    if _family(left) != _family(right):
        raise ValueError("only values of one kind can be equal")
    if left.free_symbols or right.free_symbols:
        raise ValueError("sets and tuples with unknowns cannot be compared: solve for these first")
    return _truth(settled(left) == settled(right))


def _family(value: Basic) -> str:
    if is_boolean(value):
        return "statement"
    for family in (Lambda, Expr, sympy.Set, sympy.Tuple):
        if isinstance(value, family):
            return str(family.__name__)
    return type(value).__name__


def unequal(left: Basic, right: Basic) -> Boolean:
    """Whether two values differ."""
    both_expressions = is_expression(left) and is_expression(right)
    if both_expressions and (left.free_symbols or right.free_symbols):
        return Ne(left, right)
    return Not(equal(left, right))


def less(left: Expr, right: Expr) -> Boolean:
    """`left < right`."""
    return _ordered(Lt, left, right)


def at_most(left: Expr, right: Expr) -> Boolean:
    """`left <= right`."""
    return _ordered(Le, left, right)


def greater(left: Expr, right: Expr) -> Boolean:
    """`left > right`."""
    return _ordered(Gt, left, right)


def at_least(left: Expr, right: Expr) -> Boolean:
    """`left >= right`."""
    return _ordered(Ge, left, right)


def _ordered(relation: type, left: Expr, right: Expr) -> Boolean:
    if not left.free_symbols and not right.free_symbols:
        return _truth(exact.decide(relation(left, right, evaluate=False)))
    for side in (left, right):
        if side.is_extended_real is False or any(s.is_real is None for s in side.free_symbols):
            raise RefusedError(
                "MYC109",
                "complex numbers have no order",
                "declare the unknowns as real, or compare `re(z)` or `abs(z)`",
            )
    return relation(left, right)


def of_form(relation: Relational, left: Expr, right: Expr) -> Boolean:
    """The relation between two other sides, or what it comes to.

    Raises:
        RefusedError: MYC109, if a side of an order is not real.
    """
    if isinstance(relation, Eq):
        return equal(left, right)
    if isinstance(relation, Ne):
        return unequal(left, right)
    return _ordered(relation.func, left, right)


def both(*statements: Boolean) -> Boolean:
    """All of the statements."""
    return And(*statements)


def either(*statements: Boolean) -> Boolean:
    """At least one of the statements."""
    return Or(*statements)


def negation(statement: Boolean) -> Boolean:
    """The opposite of a statement."""
    return Not(statement)


def _truth(value: bool) -> Boolean:
    return S.true if value else S.false
