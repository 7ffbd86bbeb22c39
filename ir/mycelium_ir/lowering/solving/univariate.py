"""Equations and inequalities in one unknown: the set of all its solutions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import sympy
from sympy import (
    Abs,
    And,
    Complement,
    ConditionSet,
    Dummy,
    Eq,
    Expr,
    FiniteSet,
    Intersection,
    Interval,
    Max,
    Min,
    Ne,
    Or,
    Poly,
    Rational,
    S,
    Set,
    Symbol,
    Union,
)
from sympy.core.relational import (
    GreaterThan,
    LessThan,
    Relational,
    StrictGreaterThan,
    StrictLessThan,
)
from sympy.logic.boolalg import Boolean

from mycelium_ir.lowering.errors import RefusedError
from mycelium_ir.lowering.exact import is_zero
from mycelium_ir.lowering.sets import integers
from mycelium_ir.lowering.solving.roots import complex_roots, polynomial, real_roots, sign_at
from mycelium_ir.lowering.solving.verify import belongs, holds

_MOST_CASES = 12
_INEQUALITIES = (GreaterThan, LessThan, StrictGreaterThan, StrictLessThan)


def unsolved(what: str = "these equations") -> RefusedError:
    """The error of equations that no method here solves completely."""
    return RefusedError(
        "MYC120",
        f"no complete exact solution of {what} was found",
        "simplify them, or bound the unknowns, as in `solve(e, x >= 0, x < 10; x)`",
    )


def infinitely_many(hint: str | None = None) -> RefusedError:
    """The error of infinitely many solutions that are no interval."""
    return RefusedError(
        "MYC119",
        "there are infinitely many solutions, and they cannot be written out",
        hint or "bound the unknown, as in `solve(e, x >= 0, x < 2*pi; x)`",
    )


def undetermined() -> RefusedError:
    """The error of equations that leave the unknowns free."""
    return RefusedError(
        "MYC119",
        "the equations do not single out solutions that could be listed",
        "give as many equations as unknowns, name fewer unknowns, or bound whole-number unknowns",
    )


def solution_set(statements: Sequence[Boolean], x: Symbol, domain: str) -> Set:
    """All values of `x` in a domain for which every statement holds.

    Args:
        statements: Equations, inequalities and what joins them, in `x` alone.
        x: The unknown.
        domain: integer, rational, real or complex.

    Raises:
        RefusedError: if the set cannot be found completely, or not be written.
    """
    flat = list(_flattened(statements))
    if S.false in flat:
        return S.EmptySet
    for i, statement in enumerate(flat):
        if isinstance(statement, Or):
            rest = flat[:i] + flat[i + 1 :]
            cases = [solution_set([*rest, case], x, domain) for case in statement.args]
            return Union(*cases)
    if not all(isinstance(s, Relational) for s in flat):
        raise unsolved("these statements")
    if domain == "complex":
        return _complex(flat, x)
    if domain == "real":
        return _real(flat, x)
    if domain == "integer":
        return _integer(flat, x)
    found = _real(flat, x)
    if isinstance(found, FiniteSet) or found is S.EmptySet:
        return FiniteSet(*(v for v in found if belongs(v, domain)))
    raise infinitely_many("the rational numbers of an interval cannot be written out")


def _flattened(statements: Sequence[Boolean]) -> Iterator[Boolean]:
    for statement in statements:
        if isinstance(statement, And):
            yield from _flattened(statement.args)
        elif statement != S.true:
            yield statement


# --------------------------------------------------------------------------- domains


def _complex(statements: list[Relational], x: Symbol) -> Set:
    equations = [s for s in statements if isinstance(s, Eq)]
    if len(equations) < len(statements) and not equations:
        raise unsolved("these statements over the complex numbers")
    if not equations:
        raise infinitely_many("every complex number is a solution")
    first = equations[0]
    fraction = _rational_function(first.lhs - first.rhs, x)
    if fraction is not None and fraction[0].is_zero:
        raise infinitely_many("nearly every complex number is a solution")
    if fraction is not None:
        candidates = _rooted(complex_roots, _without_roots_of(*fraction))
    else:
        found = sympy.solveset(first, x, S.Complexes)
        if not isinstance(found, FiniteSet) and found is not S.EmptySet:
            raise _not_finite(found)
        candidates = [value for value in found if holds(first, {x: value})]
    others = [s for s in statements if s is not first]
    return FiniteSet(*(v for v in candidates if _all_hold(others, x, v)))


def _integer(statements: list[Relational], x: Symbol) -> Set:
    """Whole-number solutions: where they are bounded, each is tried."""
    region: Set = S.Reals
    y = Dummy("y", real=True)
    late: list[Relational] = []
    for statement in statements:
        real = statement.xreplace({x: y})
        try:
            region = Intersection(region, _relation_set(real, y, region))
        except (RefusedError, NotImplementedError):
            late.append(statement)
    found = integers(region)
    if isinstance(found, FiniteSet) or found is S.EmptySet:
        return FiniteSet(*(v for v in found if _all_hold(statements, x, v)))
    if late:
        raise unsolved("these equations in whole numbers")
    return found


def _real(statements: list[Relational], x: Symbol) -> Set:
    y = Dummy("y", real=True)
    given: list[Relational] = []
    for statement in statements:
        real = statement.xreplace({x: y})
        if real == S.false:
            return S.EmptySet
        if real != S.true:
            given.append(real)
    region: Set = S.Reals
    for statement in sorted(given, key=lambda s: _effort(s, y)):
        region = Intersection(region, _relation_set(statement, y, region))
    return region


def _effort(statement: Relational, y: Symbol) -> int:
    """Bounds come first, as an equation may need them; then what has finitely many solutions."""
    if isinstance(statement, _INEQUALITIES):
        return 0
    return 1 if (statement.lhs - statement.rhs).is_rational_function(y) else 2


def _all_hold(statements: list[Relational], x: Symbol, value: Expr) -> bool:
    return all(holds(statement, {x: value}) for statement in statements)


# --------------------------------------------------------------------------- one relation


def _relation_set(relation: Boolean, y: Symbol, region: Set, cases: int = 0) -> Set:
    """The real solutions of one relation; those outside `region` may be left out."""
    if relation == S.true:
        return S.Reals
    if relation == S.false or region is S.EmptySet:
        return S.EmptySet
    if isinstance(region, FiniteSet):
        return FiniteSet(*(v for v in region if holds(relation, {y: v})))
    if relation.has(sympy.binomial):
        relation = sympy.expand_func(relation)
    split = _cases(relation, y)
    if split:
        if cases >= _MOST_CASES:
            raise unsolved()
        found: list[Set] = []
        for condition, case in split:
            within = Intersection(region, _relation_set(condition, y, region, cases + 1))
            found.append(Intersection(within, _relation_set(case, y, within, cases + 1)))
        return Union(*found)
    difference = relation.lhs - relation.rhs
    if isinstance(relation, Ne):
        opposite = _relation_set(Eq(relation.lhs, relation.rhs), y, region)
        return Complement(S.Reals, opposite)
    if isinstance(relation, Eq):
        return _equation_set(difference, y, region)
    return _inequality_set(relation, difference, y)


def _cases(relation: Boolean, y: Symbol) -> list[tuple[Boolean, Boolean]]:
    """The cases of an absolute value, sign, maximum or minimum: a condition and what is left."""
    for part in sympy.ordered(relation.atoms(Abs, sympy.sign, Max, Min)):
        if not part.has(y) or any(a.has(Abs, sympy.sign, Max, Min) for a in part.args):
            continue
        inner = part.args[0]
        if isinstance(part, Abs):
            cases = [(inner >= 0, inner), (inner < 0, -inner)]
        elif isinstance(part, sympy.sign):
            cases = [(inner > 0, S.One), (inner < 0, S.NegativeOne), (Eq(inner, 0), S.Zero)]
        else:
            rest = part.func(*part.args[1:])
            first = inner >= rest if isinstance(part, Max) else inner <= rest
            cases = [(first, inner), (sympy.Not(first), rest)]
        return [(condition, relation.xreplace({part: case})) for condition, case in cases]
    return []


def _rational_function(expression: Expr, y: Symbol) -> tuple[Poly, Poly] | None:
    top, bottom = sympy.fraction(sympy.together(expression))
    above, below = polynomial(top, y), polynomial(bottom, y)
    return None if above is None or below is None else (above, below)


def _rooted(find: object, poly: Poly) -> list[Expr]:
    try:
        return find(poly)  # type: ignore[operator,no-any-return]
    except NotImplementedError:
        raise unsolved("this polynomial equation") from None


def _without_roots_of(above: Poly, below: Poly) -> Poly:
    """A numerator without the roots that it shares with the denominator: poles are no zeros."""
    while (common := above.gcd(below)).degree() > 0:
        above = above.quo(common)
    return above


def _equation_set(difference: Expr, y: Symbol, region: Set) -> Set:
    fraction = _rational_function(difference, y)
    if fraction is not None:
        above, below = fraction
        if above.is_zero:
            return Complement(S.Reals, FiniteSet(*_rooted(real_roots, below)))
        return FiniteSet(*_rooted(real_roots, _without_roots_of(above, below)))
    domain = region if isinstance(region, Interval | Union) else S.Reals
    try:
        found = sympy.solveset(difference, y, domain)
    except (NotImplementedError, ValueError, TypeError, AttributeError):
        raise unsolved() from None
    found = Intersection(found, region) if domain is S.Reals else found
    if isinstance(found, FiniteSet):
        return FiniteSet(*(v for v in found if holds(Eq(difference, 0), {y: v})))
    if found is S.EmptySet or _is_plain(found):
        return found
    raise _not_finite(found)


def _is_plain(found: Set) -> bool:
    if isinstance(found, Union):
        return all(_is_plain(part) for part in found.args)
    return found is S.Reals or isinstance(found, Interval | FiniteSet)


def _not_finite(found: Set) -> RefusedError:
    if found.atoms(ConditionSet) or isinstance(found, ConditionSet):
        return unsolved("this equation")
    if found.has(sympy.ImageSet):
        return infinitely_many()
    return unsolved("this equation")


def _inequality_set(relation: Relational, difference: Expr, y: Symbol) -> Set:
    fraction = _rational_function(difference, y)
    if fraction is not None:
        return _by_signs(*fraction, relation)
    try:
        found = sympy.solve_univariate_inequality(relation, y, relational=False)
    except (NotImplementedError, ValueError, TypeError, AttributeError):
        raise unsolved("this inequality") from None
    if found is S.EmptySet or _is_plain(found):
        return found
    raise unsolved("this inequality")


def _by_signs(above: Poly, below: Poly, relation: Relational) -> Set:
    """Where a rational function is positive, negative or zero, from the order of its roots."""
    wanted = 1 if isinstance(relation, GreaterThan | StrictGreaterThan) else -1
    with_zero = isinstance(relation, GreaterThan | LessThan)
    if above.is_zero:
        poles = FiniteSet(*_rooted(real_roots, below))
        return Complement(S.Reals, poles) if with_zero else S.EmptySet
    points = _rooted(real_roots, above * below)
    ends = [S.NegativeInfinity, *points, S.Infinity]
    found: list[Set] = []
    for left, right in pairwise(ends):
        sample = _between(left, right)
        if sign_at(above, sample) * sign_at(below, sample) == wanted:
            found.append(Interval.open(left, right))
    if with_zero:
        zeros = [p for p in points if is_zero(above.eval(p)) and not is_zero(below.eval(p))]
        found.append(FiniteSet(*zeros))
    return Union(*found)


def _between(left: Expr, right: Expr) -> Rational:
    """A rational number between two ends."""
    if left is S.NegativeInfinity and right is S.Infinity:
        return S.Zero
    if left is S.NegativeInfinity:
        return sympy.floor(right) - 1
    if right is S.Infinity:
        return sympy.ceiling(left) + 1
    middle = ((left + right) / 2).evalf(60)
    return Rational(middle)
