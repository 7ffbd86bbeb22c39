"""Functions of the problem as values."""

from __future__ import annotations

from sympy import Dummy, Eq, Expr, FiniteSet, Lambda, S

from mycelium_ir.lowering.errors import RefusedError


def inverse(function: Lambda, value: Expr) -> Expr:
    """The number that the function takes to a value; it must be the only real one."""
    from mycelium_ir.lowering.solving.parameters import solve_with_parameters
    from mycelium_ir.lowering.solving.univariate import solution_set

    if len(function.variables) != 1:
        raise ValueError("the function has more than one parameter")
    x = Dummy("x", real=True)
    equation = Eq(function(x), value)
    if value.free_symbols:
        free = sorted({x, *value.free_symbols}, key=lambda s: s.name)
        found = [row[x] for row in solve_with_parameters([function(x) - value], free, [x])]
    else:
        members = S.EmptySet if equation == S.false else solution_set([equation], x, "real")
        if not isinstance(members, FiniteSet) and members is not S.EmptySet:
            found = [S.Zero, S.One]
        else:
            found = list(members)
    if not found:
        raise ValueError("the function never has this value")
    if len(found) > 1:
        raise RefusedError(
            "MYC117",
            "the function has this value more than once, so it has no inverse there",
            "solve the equation and choose, as in `max(solve(Eq(f(x), 3); x))`",
        )
    return found[0]
