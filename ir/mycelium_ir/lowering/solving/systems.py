"""Systems in several unknowns: elimination, factors, Groebner bases, then one unknown at a time.

Every step keeps all solutions: a linear unknown is put into the other equations, a
product is zero where a factor is, a Groebner basis has the same zeros as what it came
from, and an equation in one unknown is solved completely. What comes out is checked
against the statements that went in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sympy
from sympy import Dummy, Eq, Expr, FiniteSet, Integer, Poly, S, Symbol
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Boolean

from mycelium_ir.lowering.errors import RefusedError
from mycelium_ir.lowering.exact import is_zero
from mycelium_ir.lowering.solving.integers import ranges, tried_values
from mycelium_ir.lowering.solving.parameters import solve_with_parameters
from mycelium_ir.lowering.solving.univariate import solution_set, undetermined, unsolved
from mycelium_ir.lowering.solving.verify import belongs, domain_of, holds
from mycelium_ir.lowering.values import normal_number

Assignment = dict[Symbol, Expr]
_MOST_BRANCHES = 10_000


def solve_system(
    statements: Sequence[Boolean], unknowns: Sequence[Symbol], names: Sequence[Symbol]
) -> list[Assignment]:
    """All solutions: for each, the values of the unknowns, at least of those named.

    Raises:
        RefusedError: if there are infinitely many, or no method here finds them all.
    """
    flat: list[Relational] = []
    for statement in statements:
        flat.extend(statement.args if isinstance(statement, And) else [statement])
    if S.false in flat:
        return []
    if not all(isinstance(s, Relational) for s in flat):
        raise unsolved("these statements")
    if len(unknowns) == 1:
        found = solution_set(flat, unknowns[0], domain_of(unknowns[0]))
        if not isinstance(found, FiniteSet) and found is not S.EmptySet:
            raise undetermined()
        return [{unknowns[0]: value} for value in found]
    equations = [s.lhs - s.rhs for s in flat if isinstance(s, Eq)]
    bounds = [s for s in flat if not isinstance(s, Eq)]
    whole = all(x.is_integer for x in unknowns)
    if len(equations) < len(unknowns) and not whole and not bounds:
        return solve_with_parameters(equations, unknowns, names)
    search = _Search(flat, bounds, tuple(unknowns), frozenset(names))
    return search.solutions(equations)


@dataclass
class _Search:
    """A search through the branches of a system."""

    statements: list[Relational]
    bounds: list[Relational]
    unknowns: tuple[Symbol, ...]
    names: frozenset[Symbol]
    branches: int = 0

    def solutions(self, equations: list[Expr]) -> list[Assignment]:
        """The solutions, each checked, in no particular order."""
        found: dict[tuple[Expr, ...], Assignment] = {}
        for values in self._branch(_State(tuple(equations))):
            key = tuple(values[x] for x in self.unknowns)
            if key not in found and self._is_solution(values):
                found[key] = values
        return list(found.values())

    def _is_solution(self, values: Assignment) -> bool:
        if not all(belongs(value, domain_of(x)) for x, value in values.items()):
            return False
        return all(holds(statement, values) for statement in self.statements)

    # -- the search

    def _branch(self, state: _State) -> list[Assignment]:
        """The candidates of one branch."""
        self.branches += 1
        if self.branches > _MOST_BRANCHES:
            raise unsolved()
        cleaned = _cleaned(state.equations)
        if cleaned is None:
            return []
        state = replace(state, equations=cleaned)
        if not cleaned:
            return self._leaf(state)
        for way in (
            self._one_unknown,
            self._linear,
            self._factors,
            self._basis,
            self._generators,
            self._whole_numbers,
        ):
            found = way(state)
            if found is not None:
                return found
        if len(cleaned) < len({s for e in cleaned for s in e.free_symbols}):
            raise undetermined()
        raise unsolved()

    def _one_unknown(self, state: _State) -> list[Assignment] | None:
        """Solve an equation that has one unknown left, and go on with each of its solutions."""
        single = [e for e in state.equations if len(e.free_symbols) == 1]
        for equation in sorted(single, key=lambda e: (e.count_ops(), sympy.default_sort_key(e))):
            (x,) = equation.free_symbols
            near = [b for b in self._bounds_now(state) if b.free_symbols == {x}]
            domain = "real" if x.is_real else "complex"
            try:
                values = solution_set([Eq(equation, 0), *near], x, domain)
            except RefusedError:
                if equation is single[-1] and len(single) == len(state.equations):
                    raise
                continue
            if isinstance(values, FiniteSet) or values is S.EmptySet:
                rest = tuple(e for e in state.equations if e is not equation)
                return [
                    row
                    for value in values
                    for row in self._branch(replace(state, equations=rest).assign(x, value))
                ]
        return None

    def _linear(self, state: _State) -> list[Assignment] | None:
        """Put an unknown that occurs linearly, with a number before it, into the rest."""
        for equation in sorted(state.equations, key=lambda e: e.count_ops()):
            for x in self._unnamed_first(equation):
                value = _solved_linear(equation, x)
                if value is not None:
                    rest = tuple(e for e in state.equations if e is not equation)
                    return self._branch(replace(state, equations=rest).assign(x, value))
        return None

    def _unnamed_first(self, equation: Expr) -> list[Symbol]:
        return sorted(equation.free_symbols, key=lambda x: (x in self.names, x.name))

    def _factors(self, state: _State) -> list[Assignment] | None:
        """Branch on the factors of an equation."""
        for equation in state.equations:
            if not equation.is_polynomial(*equation.free_symbols):
                continue
            factors = [f for f, _ in sympy.factor_list(equation)[1]]
            if len(factors) > 1:
                rest = tuple(e for e in state.equations if e is not equation)
                return [
                    row
                    for factor in factors
                    for row in self._branch(replace(state, equations=(*rest, factor)))
                ]
        return None

    def _basis(self, state: _State) -> list[Assignment] | None:
        """Exchange polynomial equations for a Groebner basis, which has one in one unknown."""
        free = sorted({s for e in state.equations for s in e.free_symbols}, key=lambda s: s.name)
        if state.based or len(state.equations) < 2:
            return None
        if not all(e.is_polynomial(*free) for e in state.equations):
            return None
        basis = sympy.groebner(state.equations, *free, order="grevlex")
        if basis.is_zero_dimensional:
            basis = basis.fglm("lex")
        return self._branch(replace(state, equations=tuple(basis.exprs), based=True))

    def _generators(self, state: _State) -> list[Assignment] | None:
        """Solve for the terms in which the equations are polynomials, each of one unknown."""
        try:
            polys, options = sympy.parallel_poly_from_expr(state.equations)
        except (sympy.PolynomialError, NotImplementedError):
            return None
        terms = options.gens
        owners = [term.free_symbols for term in terms]
        if all(term.is_Symbol for term in terms) or any(len(o) != 1 for o in owners):
            return None
        if len({next(iter(o)) for o in owners}) < len(owners):
            return None
        stand_in = [Dummy(real=True if next(iter(o)).is_real else None) for o in owners]
        inner = solve_system(
            [Eq(p.as_expr().xreplace(dict(zip(terms, stand_in, strict=True))), 0) for p in polys],
            stand_in,
            stand_in,
        )
        found: list[Assignment] = []
        for row in inner:
            equations = tuple(
                term - row[dummy] for term, dummy in zip(terms, stand_in, strict=True)
            )
            found.extend(self._branch(replace(state, equations=equations)))
        return found

    def _whole_numbers(self, state: _State) -> list[Assignment] | None:
        """Try every value of an unknown that is a whole number within bounds."""
        values = tried_values(state.equations, self._bounds_now(state))
        if values is None:
            return None
        x, tried = values
        return [row for value in tried for row in self._branch(state.assign(x, value))]

    # -- the end of a branch

    def _leaf(self, state: _State) -> list[Assignment]:
        """The candidates of a branch without equations left."""
        values = state.values()
        free = sorted({x for x in self.unknowns if x not in values}, key=lambda x: x.name)
        if not free:
            return [values]
        bounded = ranges(free, self._bounds_now(state)) if self._is_whole(free) else None
        if bounded is not None:
            x = min(free, key=lambda x: len(bounded[x]))
            return [row for v in bounded[x] for row in self._branch(state.assign(x, Integer(v)))]
        raise undetermined()

    @staticmethod
    def _is_whole(free: Sequence[Symbol]) -> bool:
        return all(x.is_integer for x in free)

    def _bounds_now(self, state: _State) -> list[Relational]:
        """The inequalities, with what is known put in, and the undecided ones kept."""
        known = state.values()
        bounds = [bound.subs(list(known.items()), simultaneous=True) for bound in self.bounds]
        return [b for b in bounds if isinstance(b, Relational) and b.free_symbols]


@dataclass(frozen=True)
class _State:
    """Equations that are left, and the unknowns that are expressed by others, in order."""

    equations: tuple[Expr, ...]
    solved: tuple[tuple[Symbol, Expr], ...] = ()
    based: bool = False

    def assign(self, x: Symbol, value: Expr) -> _State:
        """The state with an unknown expressed, and put into every equation."""
        equations = tuple(e.subs(x, value) for e in self.equations)
        return _State(equations, (*self.solved, (x, value)))

    def values(self) -> Assignment:
        """The unknowns in terms of those that are still free."""
        values: Assignment = {}
        for x, value in reversed(self.solved):
            put = value.subs(list(values.items()), simultaneous=True)
            values[x] = put if put.free_symbols else normal_number(put)
        return values


def _cleaned(equations: Sequence[Expr]) -> tuple[Expr, ...] | None:
    """The equations as numerators, multiplied out; None if one of them cannot hold."""
    kept: dict[Expr, None] = {}
    for equation in equations:
        if equation.has(S.ComplexInfinity, S.NaN):
            return None
        top = sympy.fraction(sympy.together(equation))[0]
        if top.is_polynomial(*top.free_symbols):
            top = sympy.expand(top)
        if not top.free_symbols:
            if not is_zero(top):
                return None
            continue
        kept[top] = None
    return tuple(kept)


def _solved_linear(equation: Expr, x: Symbol) -> Expr | None:
    """What `x` is, if it occurs linearly with a number before it."""
    if not equation.is_polynomial(x):
        return None
    poly = Poly(equation, x)
    if poly.degree() != 1:
        return None
    slope, rest = poly.all_coeffs()
    if slope.free_symbols or is_zero(slope):
        return None
    return sympy.expand(-rest / slope)
