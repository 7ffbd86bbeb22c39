"""Sets, intervals and their members."""

from __future__ import annotations

import sympy
from sympy import (
    Basic,
    Complement,
    Dummy,
    Expr,
    FiniteSet,
    Integer,
    Intersection,
    Interval,
    Range,
    S,
    Set,
    Symbol,
    Tuple,
    Union,
)
from sympy.logic.boolalg import Boolean

from mycelium_ir.lowering import exact
from mycelium_ir.lowering.budget import check_size
from mycelium_ir.lowering.errors import RefusedError
from mycelium_ir.lowering.members import finite
from mycelium_ir.lowering.values import is_expression, is_number, settled

# --------------------------------------------------------------------------- making sets


def make_set(*members: Basic) -> FiniteSet:
    """The set of these members; equal ones count once."""
    return FiniteSet(*(settled(member) for member in members))


def make_tuple(*components: Basic) -> Tuple:
    """The components in their order."""
    return Tuple(*components)


def _make_interval(start: Expr, end: Expr, left_open: bool, right_open: bool) -> Interval:
    start, end = settled(start), settled(end)
    order = exact.compare(start, end)
    if order > 0 or (order == 0 and (left_open or right_open)):
        raise ValueError("the left end of an interval lies below its right end")
    if order == 0:
        raise ValueError("an interval has two different ends; write a single number as {a}")
    return Interval(start, end, left_open, right_open)


def interval(start: Expr, end: Expr) -> Interval:
    """All numbers from `start` to `end`, both included."""
    return _make_interval(start, end, False, False)


def open_interval(start: Expr, end: Expr) -> Interval:
    """All numbers between `start` and `end`, both left out."""
    return _make_interval(start, end, True, True)


def left_open_interval(start: Expr, end: Expr) -> Interval:
    """All numbers above `start` up to `end`."""
    return _make_interval(start, end, True, False)


def right_open_interval(start: Expr, end: Expr) -> Interval:
    """All numbers from `start` to below `end`."""
    return _make_interval(start, end, False, True)


def left(of: Interval) -> Expr:
    """The left end of an interval."""
    return of.start


def right(of: Interval) -> Expr:
    """The right end of an interval."""
    return of.end


# --------------------------------------------------------------------------- joining sets


def union(*sets: Set) -> Set:
    """What is in any of the sets."""
    return Union(*sets)


def intersection(*sets: Set) -> Set:
    """What is in all of the sets."""
    if any(_is_whole(part) for part in sets):
        hulls = [Interval(p.inf, p.sup) if _is_whole(p) else p for p in sets]
        return integers(Intersection(*hulls))
    return Intersection(*sets)


def _is_whole(part: Set) -> bool:
    """Whether a set is that of all whole numbers between two ends, as `integers` makes it."""
    return part is S.Integers or (isinstance(part, Range) and part.step == 1)


def difference(whole: Set, removed: Set) -> Set:
    """What is in the first set and not in the second."""
    return Complement(whole, removed)


def is_subset(part: Set, whole: Set) -> bool:
    """Whether every member of the first set is in the second."""
    found = part.is_subset(whole)
    if found is None:
        raise ValueError("it could not be decided whether one set lies in the other")
    return bool(found)


# --------------------------------------------------------------------------- members


def contains(members: Set, value: Basic) -> bool:
    """Whether a value is a member."""
    value = settled(value)
    if isinstance(members, FiniteSet):
        return any(_same(member, value) for member in members.args)
    if not is_number(value):
        return False
    found = members.contains(value)
    if found is S.true or found is S.false:
        return found is S.true
    raise ValueError("it could not be decided whether this is a member")


def _same(left: Basic, right: Basic) -> bool:
    if is_number(left) and is_number(right):
        return exact.equal(left, right)
    return bool(left == right)


def only(members: Set) -> Basic:
    """The single member of a set that has just one."""
    found = finite(members)
    if len(found) != 1:
        told = "no member" if not found else f"{len(found)} members"
        raise RefusedError(
            "MYC117",
            f"the set has {told}, not one",
            "choose with `max(s)`, `min(s)` or `where(s; x > 0)`",
        )
    return found[0]


def member(members: Set, position: Expr) -> Basic:
    """The member at a position, counted from 1 in order of size."""
    return _at(finite(members), position, "member")


def component(of: Tuple, position: Expr) -> Basic:
    """The component of a tuple at a position, counted from 1."""
    return _at(list(of.args), position, "component")


def _at(members: list[Basic], position: Expr, what: str) -> Basic:
    if not isinstance(position, Integer) or not 1 <= position <= len(members):
        raise ValueError(f"there is no {what} {position}: there are {len(members)}")
    return members[int(position) - 1]


def members(of: Set) -> Tuple:
    """The members of a finite set as a tuple, in order of size."""
    return Tuple(*finite(of))


def integers(of: Set) -> Set:
    """The whole numbers in a set."""
    if isinstance(of, FiniteSet):
        return FiniteSet(*(m for m in map(settled, of.args) if isinstance(m, Integer)))
    if isinstance(of, Union):
        return Union(*(integers(part) for part in of.args))
    if isinstance(of, Interval):
        return _integers_between(of)
    return Intersection(of, S.Integers)


def _integers_between(of: Interval) -> Set:
    low, high = of.start, of.end
    if low.is_finite:
        low = sympy.floor(low) + 1 if of.left_open else sympy.ceiling(low)
    if high.is_finite:
        high = sympy.ceiling(high) - 1 if of.right_open else sympy.floor(high)
    if low.is_infinite and high.is_infinite:
        return S.Integers
    if low.is_finite and high.is_finite:
        if low > high:
            return S.EmptySet
        check_size(int(high - low) + 1, "the set of whole numbers")
        return FiniteSet(*range(int(low), int(high) + 1))
    return Range(low, high + 1 if high.is_finite else high)


def where(members_: Set, condition: Boolean, *names: Expr) -> Set:
    """The members for which a condition holds.

    The condition has one unknown, which stands for the member. For tuples, the names
    of the components follow the condition.
    """
    if names:
        if not all(isinstance(name, Symbol) for name in names):
            raise ValueError("after the condition come the names of the components")
        unknowns = list(names)
        strange = condition.free_symbols - set(unknowns)
        if strange:
            raise ValueError(f"`{min(s.name for s in strange)}` is not among the names given")
    else:
        unknowns = sorted(condition.free_symbols, key=lambda symbol: symbol.name)
        if not unknowns:
            return members_ if condition == S.true else S.EmptySet
        if len(unknowns) > 1:
            raise ValueError(
                "the condition has several unknowns: name the components, "
                "as in `where(s; x > y, x, y)`"
            )
    if isinstance(members_, FiniteSet) or members_ is S.EmptySet:
        return FiniteSet(*(m for m in finite(members_) if _meets(m, condition, unknowns)))
    if len(unknowns) > 1:
        raise ValueError("an infinite set has numbers as members, not tuples")
    from mycelium_ir.lowering.solving.univariate import solution_set

    symbol = Dummy(real=True)
    allowed = solution_set([condition.subs(unknowns[0], symbol)], symbol, "real")
    return Intersection(members_, allowed)


def _meets(value: Basic, condition: Boolean, unknowns: list[Symbol]) -> bool:
    from mycelium_ir.lowering.solving.verify import holds

    values = list(value.args) if isinstance(value, Tuple) else [value]
    if not all(is_expression(one) for one in values):
        raise ValueError("the condition speaks of numbers, and some members are none")
    if len(values) != len(unknowns):
        raise ValueError(
            f"the members have {len(values)} components, and {len(unknowns)} names are given"
        )
    return holds(condition, dict(zip(unknowns, values, strict=True)))
