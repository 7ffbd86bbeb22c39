"""How values are written in a solution: as a person would in that problem, not canonically."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from mycelium.evaluation.shapes import exact_value
from mycelium_distill.algebra.sketch import is_literal
from mycelium_ir.nodes import (
    Call,
    Expression,
    Number,
    Program,
    is_finite_decimal,
    number,
    replace,
    walk,
)
from mycelium_ir.outcome import Value
from mycelium_ir.printer import print_expression
from mycelium_ir.rewrite import substitute_names


class Shown:
    """The values of a program's steps, as the solution writes them.

    Where the problem reckons with decimals they are decimals, if finite; the members
    of a set or a tuple are written as the program writes them.
    """

    def __init__(self, program: Program, values: Mapping[str, Value]) -> None:
        self._decimal = _has_decimals(program)
        self._literals = _literals(program)
        self._values = values
        self._shown: dict[str, Expression] = {}
        for step in program.steps:
            self._shown[step.name] = shown = self._of(values[step.name])
            if (exact := exact_value(shown)) is not None:
                self._literals.setdefault(exact, shown)

    def value(self, step: str) -> Expression | None:
        """A step's value; None if there is no step of that name."""
        return self._shown.get(step)

    def exact(self, step: str) -> Fraction | None:
        """A step's value, if it is a rational number."""
        shown = self._shown.get(step)
        return None if shown is None else exact_value(shown)

    def text(self, step: str) -> str:
        """A step's value as it is written."""
        value, shown = self._values[step], self._shown[step]
        if shown != value.expression or _is_collection(shown):
            return print_expression(shown)
        return value.text

    def into(self, expression: Expression) -> Expression:
        """An expression with the values of steps in place of their names."""
        return substitute_names(expression, self._shown)

    def _of(self, value: Value) -> Expression:
        expression = value.expression
        if isinstance(expression, Call) and _is_collection(expression):
            members = (self._literals.get(exact_value(o), o) for o in expression.operands)
            return replace(expression, operands=tuple(members))
        exact = exact_value(expression) if self._decimal else None
        return expression if exact is None or not is_finite_decimal(exact) else number(exact)


def _is_collection(expression: Expression) -> bool:
    return isinstance(expression, Call) and expression.function in ("set", "tuple")


def _has_decimals(program: Program) -> bool:
    """Whether a program reckons with decimals."""
    if program.goal is not None and program.goal.type == "decimal":
        return True
    return any(
        isinstance(node, Number) and node.value.denominator > 1
        for step in program.steps
        if step.expression is not None
        for node in walk(step.expression)
    )


def _literals(program: Program) -> dict[Fraction | None, Expression]:
    """The literals of a program by their values, as it writes them."""
    found: dict[Fraction | None, Expression] = {}
    for step in program.steps:
        if step.expression is not None:
            for node in walk(step.expression):
                if isinstance(node, Call) and is_literal(node):
                    found.setdefault(exact_value(node), node)
                elif isinstance(node, Number) and node.value.denominator > 1:
                    found.setdefault(node.value, node)
    return found
