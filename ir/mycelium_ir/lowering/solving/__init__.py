"""`solve`: all solutions of equations and inequalities, complete and exact, or a clear error."""

from __future__ import annotations

from sympy import Basic, FiniteSet, Or, S, Set, Symbol, Tuple, Union
from sympy.logic.boolalg import Boolean

from mycelium_ir.lowering.solving.complexes import split_complex
from mycelium_ir.lowering.solving.systems import solve_system
from mycelium_ir.lowering.solving.univariate import infinitely_many, solution_set
from mycelium_ir.lowering.solving.verify import domain_of
from mycelium_ir.lowering.values import is_boolean, settled


def solve(*operands: Basic) -> Set:
    """All solutions of statements for the unknowns that are named after them.

    The statements are solved for all unknowns that occur in them, and the solutions
    projected onto those named: one name gives a set of numbers, several a set of
    tuples in the order of the names. Where the statements leave an unknown free that
    is not named, it may stand in the solutions as a parameter, for the values for which
    these are defined (`solve(Eq(A, b*h/2); h)` is `{2*A/b}`).

    Raises:
        RefusedError: if there are infinitely many solutions that are no interval, or no
            method here finds all of them.
    """
    statements = [operand for operand in operands if is_boolean(operand)]
    names = list(operands[len(statements) :])
    if not all(isinstance(name, Symbol) for name in names):
        raise ValueError("after the semicolon come the names of unknowns")
    if len(set(names)) < len(names):
        raise ValueError("an unknown is named twice")
    unknowns = sorted(set(names).union(*(s.free_symbols for s in statements)), key=lambda s: s.name)
    if not names:
        if len(unknowns) != 1:
            raise ValueError("name the unknowns to solve for, as in `solve(e1, e2; x, y)`")
        names = list(unknowns)
    return settled(_solutions(statements, unknowns, names))


def _solutions(statements: list[Boolean], unknowns: list[Symbol], names: list[Symbol]) -> Set:
    statements = [s for s in statements if s != S.true]
    if S.false in statements:
        return S.EmptySet
    for i, statement in enumerate(statements):
        if isinstance(statement, Or) and len(unknowns) > 1:
            rest = statements[:i] + statements[i + 1 :]
            return Union(*(_solutions([*rest, c], unknowns, names) for c in statement.args))
    split = split_complex(statements, unknowns)
    if split is not None:
        found = solve_system(split.statements, split.unknowns, split.unknowns)
        rows = [split.joined(row) for row in found]
        return _projected([[row[name] for name in names] for row in rows])
    if len(unknowns) == 1:
        return solution_set(statements, unknowns[0], domain_of(unknowns[0]))
    if not statements:
        raise infinitely_many("the equations say nothing about the unknowns")
    rows_ = solve_system(statements, unknowns, names)
    return _projected([[row[name] for name in names] for row in rows_])


def _projected(rows: list[list[Basic]]) -> Set:
    if rows and len(rows[0]) == 1:
        return FiniteSet(*(settled(row[0]) for row in rows))
    return FiniteSet(*(settled(Tuple(*row)) for row in rows))
