"""Checks candidate solutions against the statements that they were found from."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Expr, Integer, S, Symbol
from sympy.logic.boolalg import Boolean

from mycelium_ir.lowering.errors import undecided
from mycelium_ir.lowering.exact import is_real, is_zero
from mycelium_ir.lowering.values import is_rational, settled


def domain_of(x: Symbol) -> str:
    """The domain of an unknown: integer, rational, real or complex."""
    if x.is_integer:
        return "integer"
    if x.is_rational:
        return "rational"
    return "real" if x.is_real else "complex"


def belongs(value: Expr, domain: str) -> bool:
    """Whether a number lies in a domain.

    Raises:
        RefusedError: if it cannot be decided.
    """
    if is_rational(value):
        return domain != "integer" or value.q == 1
    if domain == "complex":
        return True
    if not is_real(value):
        return False
    if domain == "real" or value.is_rational is False:
        return domain == "real"
    nearest = Integer(round(value.evalf(30)))
    if is_zero(value - nearest):
        return True
    if domain == "integer":
        return False
    raise undecided("whether a solution is rational")


def holds(statement: Boolean, values: Mapping[Symbol, Expr]) -> bool:
    """Whether a statement is true where unknowns have these values.

    A statement that is undefined there does not hold.
    """
    found = statement.subs(list(values.items()), simultaneous=True)
    if found.has(S.ComplexInfinity, S.NaN):
        return False
    found = settled(found)
    if found == S.true or found == S.false:
        return bool(found)
    raise undecided("whether a candidate solves the equations")
