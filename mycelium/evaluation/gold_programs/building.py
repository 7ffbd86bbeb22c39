"""What the readers share: operations and goals that fit, and programs of steps in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache

from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.language import base_language
from mycelium_ir.nodes import (
    Call,
    Expression,
    Goal,
    Name,
    Number,
    Problem,
    Program,
    Step,
    Unknown,
    is_finite_decimal,
    replace,
    walk,
)
from mycelium_ir.skeletons import matches, skeletons_of


def no_program(code: str, row: str, why: str, hint: str) -> MyceliumError:
    """The error for a row that has no gold program."""
    return MyceliumError(Diagnostic(code, f"{row}: {why}", hint=hint, subject=row))


def unreadable(row: str, why: str) -> MyceliumError:
    """MYC265, for a row whose solution is not understood."""
    return no_program("MYC265", row, why, "leave the row out of training")


def without_answer(row: str, why: str) -> MyceliumError:
    """MYC266, for a row whose own solution does not lead to its answer."""
    return no_program("MYC266", row, why, "leave the row out of training")


@cache
def _skeletons() -> tuple[tuple[str, Expression, bool], ...]:
    """Operation, skeleton, and whether the skeleton says more than its outermost sign."""
    found = []
    for name, operation in base_language().operations.items():
        for skeleton in skeletons_of(operation.skeletons):
            nodes = list(walk(skeleton))
            calls = [node.function for node in nodes if type(node) is Call]
            hundred = any(type(node) is Number and node.value == 100 for node in nodes)
            told = len(calls) > 1 and (hundred or "percent" in calls)
            found.append((name, skeleton, told))
    # Stable: those that tell more come first, and each half stays in the table's order.
    return tuple(sorted(found, key=lambda entry: not entry[2]))


def operation_of(expression: Expression) -> str:
    """The base operation that says best what a step with this expression is.

    The first whose skeleton admits it, those with a percentage in their skeleton before
    the plain ones; `quantity` only for a single operand; else `expression`.
    """
    single = type(expression) in (Number, Name) or (
        type(expression) is Call
        and expression.function == "-"
        and len(expression.operands) == 1
        and type(expression.operands[0]) in (Number, Name)
    )
    if single:
        return "quantity"
    for name, skeleton, _ in _skeletons():
        if type(skeleton) is Call and matches(expression, skeleton):
            return name
    return "expression"


def goal_type(value: Fraction) -> str:
    """The goal that hands a number back: a whole one, a finite decimal, or a fraction."""
    if value.denominator == 1:
        return "integer"
    return "decimal" if is_finite_decimal(value) else "rational"


def program_of(
    problem: str,
    steps: Sequence[Step],
    goal: str,
    answer: str,
    unknowns: Mapping[str, Sequence[str]] | None = None,
) -> Program:
    """A program with no clauses; `unknowns` are names by domain."""
    declared = [Unknown(tuple(names), domain) for domain, names in (unknowns or {}).items()]
    placeless = (
        step
        if step.expression is None
        else replace(step, expression=without_places(step.expression))
        for step in steps
    )
    return Program((Problem(problem), *declared, *placeless, Goal(goal, answer)))


def without_places(expression: Expression) -> Expression:
    """The expression with no node that says where it was read."""
    if type(expression) is Call:
        return replace(
            expression,
            operands=tuple(map(without_places, expression.operands)),
            parameters=tuple(map(without_places, expression.parameters)),
            at=None,
        )
    return replace(expression, at=None)


def needed(steps: Sequence[Step], answer: str) -> list[Step]:
    """The steps that the answer depends on, the answer's own included, in order."""
    wanted = {answer}
    kept: list[Step] = []
    for step in reversed(steps):
        if step.name in wanted:
            kept.append(step)
            wanted |= names_in(step.expression)
    return kept[::-1]


def renamed(steps: Iterable[Step]) -> tuple[list[Step], dict[str, str]]:
    """The steps as `s0`, `s1`, ... in order, and their new names by the old ones."""
    names: dict[str, str] = {}
    found: list[Step] = []
    for step in steps:
        names[step.name] = f"s{len(found)}"
        expression = None if step.expression is None else exchanged(step.expression, names)
        found.append(replace(step, name=names[step.name], expression=expression))
    return found, names


def names_in(expression: Expression | None) -> set[str]:
    """The names that occur in an expression."""
    if expression is None:
        return set()
    return {node.id for node in walk(expression) if type(node) is Name}


def exchanged(expression: Expression, names: Mapping[str, str]) -> Expression:
    """The expression with names exchanged."""
    if type(expression) is Name:
        return replace(expression, id=names.get(expression.id, expression.id))
    if type(expression) is Call:
        return replace(
            expression,
            operands=tuple(exchanged(operand, names) for operand in expression.operands),
            parameters=tuple(exchanged(operand, names) for operand in expression.parameters),
        )
    return expression
