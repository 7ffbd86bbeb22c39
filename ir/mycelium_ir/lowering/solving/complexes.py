"""Equations with complex parts, split into equations of real numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sympy
from sympy import Dummy, Eq, Expr, I, S, Symbol
from sympy.logic.boolalg import Boolean

_PARTS = (sympy.re, sympy.im, sympy.conjugate, sympy.Abs, sympy.arg)


@dataclass(frozen=True)
class Split:
    """Statements about real numbers, and how the unknowns consist of these."""

    statements: list[Boolean]
    unknowns: list[Symbol]
    parts: Mapping[Symbol, Expr]

    def joined(self, values: Mapping[Symbol, Expr]) -> dict[Symbol, Expr]:
        """The values of the unknowns, from those of the real numbers."""
        return {
            name: expression.subs(list(values.items()), simultaneous=True)
            for name, expression in self.parts.items()
        }


def split_complex(statements: Sequence[Boolean], unknowns: Sequence[Symbol]) -> Split | None:
    """The statements in real numbers, where that is needed to solve them; None elsewhere.

    Needed are real parts where a complex unknown stands under a conjugate, an absolute
    value or the like, and where real unknowns stand beside `I`.
    """
    complexes = [x for x in unknowns if x.is_real is None]
    under = {
        x
        for statement in statements
        for part in statement.atoms(*_PARTS)
        for x in part.free_symbols & set(complexes)
    }
    beside = any(s.has(I) for s in statements if isinstance(s, Eq)) and not complexes
    if not under and not beside:
        return None
    parts: dict[Symbol, Expr] = {}
    real: list[Symbol] = []
    for x in unknowns:
        if x in complexes:
            a, b = Dummy(f"{x.name}_re", real=True), Dummy(f"{x.name}_im", real=True)
            parts[x] = a + I * b
            real.extend([a, b])
        else:
            parts[x] = x
            real.append(x)
    found: list[Boolean] = []
    for statement in statements:
        moved = statement.subs(list(parts.items()), simultaneous=True)
        if isinstance(moved, Eq):
            pair = sympy.expand(moved.lhs - moved.rhs, complex=True).as_real_imag()
            found.extend(Eq(sympy.expand(part), 0) for part in pair)
        else:
            found.append(moved)
    return Split([s for s in found if s != S.true], real, parts)
