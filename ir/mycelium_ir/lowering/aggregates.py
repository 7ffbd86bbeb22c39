"""Over several values at once: sums, products, counts, extremes and means.

Over a range (`sum(k**2; k, 1, 10)`) the operand is evaluated for one whole number
after another. Where the range is long, endless or has unknown ends, a closed form is
looked for instead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from sympy import Basic, Dummy, Expr, Integer, Interval, S, Set, Symbol

from mycelium_ir.lowering import exact
from mycelium_ir.lowering.bodies import Body, with_bodies
from mycelium_ir.lowering.budget import budget, check_number, put_in
from mycelium_ir.lowering.errors import RefusedError
from mycelium_ir.lowering.members import members_of
from mycelium_ir.lowering.raising import WRITABLE
from mycelium_ir.lowering.values import is_boolean, is_expression, is_number, is_rational, settled

_SHORT = 1_000
"""Ranges up to this length are always gone through one by one."""


@with_bodies
def total(over: Any, index: Symbol | None = None, *bounds: Expr) -> Expr:
    """The sum over a range, or of the members of a set or tuple."""
    if index is None:
        return sympy.Add(*_numbers(over))
    return _over_range(over, bounds, sympy.Add, sympy.summation)


@with_bodies
def product(over: Any, index: Symbol | None = None, *bounds: Expr) -> Expr:
    """The product over a range, or of the members of a set or tuple."""
    if index is None:
        return sympy.Mul(*_numbers(over))
    return _over_range(over, bounds, sympy.Mul, sympy.product)


@with_bodies
def count(over: Any, index: Symbol | None = None, *bounds: Expr) -> int:
    """How many members a set or tuple has, or for how many of a range a statement holds."""
    if index is None:
        if isinstance(over, Expr) or is_boolean(over):
            raise ValueError("give a set or tuple, or a range as in `count(is_prime(k); k, 1, 9)`")
        return len(members_of(over))
    first, last = _whole_bounds(bounds)
    _check_range(last - first + 1)
    return sum(_holds(over, k) for k in range(first, last + 1))


def _holds(body: Body, k: int) -> bool:
    found = settled(body.at(Integer(k)))
    if found is not S.true and found is not S.false:
        raise ValueError("what is counted must be true or false for each number of the range")
    return found is S.true


def _over_range(
    body: Body,
    bounds: tuple[Expr, ...],
    join: Callable[..., Expr],
    closed_form: Callable[..., Expr],
) -> Expr:
    if len(bounds) != 2:
        raise ValueError("give the range's first and last number, as in `sum(k; k, 1, 10)`")
    low, high = bounds
    if isinstance(low, Integer) and isinstance(high, Integer):
        terms = int(high - low) + 1
        if terms > _SHORT:
            found = _closed(body, bounds, closed_form)
            if found is not None:
                return found
            _check_range(terms)
        return _one_by_one(body, range(int(low), int(high) + 1), join)
    for end in bounds:
        if is_number(end) and not isinstance(end, Integer) and not end.is_infinite:
            raise ValueError("the ends of the range are whole numbers")
    found = _closed(body, bounds, closed_form)
    if found is None:
        raise RefusedError(
            "MYC116", "no closed form was found for this range", "give it whole numbers as ends"
        )
    return found


def _one_by_one(body: Body, indices: range, join: Callable[..., Expr]) -> Expr:
    """The terms joined; rational ones as they come, to notice early when they get too long."""
    exact: Expr = join()
    others: list[Expr] = []
    for k in indices:
        value = body.at(Integer(k))
        if is_rational(value):
            exact = join(exact, value)
            check_number(exact)
        elif is_expression(value):
            others.append(value)
        else:
            raise ValueError("the terms must be numbers or expressions")
    return join(exact, *others)


def _closed(body: Body, bounds: tuple[Expr, ...], closed_form: Callable[..., Expr]) -> Expr | None:
    """The sum or product in closed form, or None if none is found that can be written."""
    term = body.symbolic()
    if not is_expression(term):
        raise ValueError("the terms must be numbers or expressions")
    low, high = bounds
    if not isinstance(high, Integer):
        found = closed_form(term, (body.symbol, low, high))
        return found if _is_closed(found) else None
    # The last number is put in afterwards: some closed forms are long to compute.
    last = Dummy("last", integer=True, positive=True)
    found = closed_form(term, (body.symbol, low, last))
    if not _is_closed(found):
        return None
    found = put_in(found, {last: high})
    return None if found.has(S.NaN, S.ComplexInfinity) else found


def _is_closed(found: Expr) -> bool:
    return not found.has(sympy.Sum, sympy.Product, sympy.Piecewise, S.NaN) and all(
        type(part) in WRITABLE for part in found.atoms(sympy.Function)
    )


def _whole_bounds(bounds: tuple[Expr, ...]) -> tuple[int, int]:
    if len(bounds) != 2 or not all(isinstance(b, Integer) for b in bounds):
        raise ValueError("the ends of the range are whole numbers, as in `k, 1, 10`")
    return int(bounds[0]), int(bounds[1])


def _check_range(terms: int) -> None:
    limit = budget().size
    if terms > limit:
        raise RefusedError(
            "MYC116",
            f"the range has more than {limit:,} numbers, and no closed form was found",
            "shorten the range, or raise the limit on size",
        )


# --------------------------------------------------------------------------- several numbers


def _numbers(*operands: Basic) -> list[Expr]:
    members = members_of(*operands)
    if not all(is_expression(m) for m in members):
        raise ValueError("the members must be numbers")
    return members


def _extreme(operands: tuple[Basic, ...], largest: bool) -> Expr:
    only = operands[0]
    word = "greatest" if largest else "least"
    if len(operands) == 1 and isinstance(only, Set) and not only.is_FiniteSet:
        return _end(only, largest, word)
    members = _numbers(*operands)
    if not members:
        raise ValueError(f"an empty set has no {word} member")
    if any(m.free_symbols for m in members):
        return sympy.Max(*members) if largest else sympy.Min(*members)
    best = members[0]
    exact.sign(best)
    for member in members[1:]:
        order = exact.compare(member, best)
        if order == (1 if largest else -1):
            best = member
    return best


def _end(members: Set, largest: bool, word: str) -> Expr:
    """The greatest or least member of an infinite set."""
    if members is S.EmptySet:
        raise ValueError(f"an empty set has no {word} member")
    end = members.sup if largest else members.inf
    if members.contains(end) is not S.true:
        open_end = isinstance(members, Interval) and end.is_finite
        told = ": its end is left out" if open_end else ""
        raise ValueError(f"this set has no {word} member{told}")
    return end


def greatest(*operands: Basic) -> Expr:
    """The greatest of several numbers, or of the members of a set or tuple."""
    return _extreme(operands, largest=True)


def least(*operands: Basic) -> Expr:
    """The least of several numbers, or of the members of a set or tuple."""
    return _extreme(operands, largest=False)


def mean(*operands: Basic) -> Expr:
    """The arithmetic mean."""
    members = _numbers(*operands)
    if not members:
        raise ValueError("the mean of nothing is undefined")
    return sympy.Add(*members) / len(members)


def median(*operands: Basic) -> Expr:
    """The middle number in order of size; the mean of the middle two where there are two."""
    members = _numbers(*operands)
    if not members:
        raise ValueError("the median of nothing is undefined")
    for member in members:
        if member.free_symbols:
            raise ValueError("the median needs numbers")
        exact.sign(member)
    members = exact.in_order(members)
    middle = len(members) // 2
    if len(members) % 2:
        return members[middle]
    return (members[middle - 1] + members[middle]) / 2
