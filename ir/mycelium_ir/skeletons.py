"""Operation skeletons: the shapes of expression that an operation admits."""

from __future__ import annotations

from functools import cache

from mycelium_ir.nodes import Call, Expression, Hole, Name, Number
from mycelium_ir.operations import Operation


def admits(operation: Operation, expression: Expression) -> bool:
    """Whether an operation admits an expression; one without skeletons admits all."""
    if not operation.skeletons or type(expression) is Hole:
        return True
    return any(matches(expression, skeleton) for skeleton in skeletons_of(operation.skeletons))


@cache
def skeletons_of(texts: tuple[str, ...]) -> tuple[Expression, ...]:
    """The skeletons of an operation as expressions."""
    from mycelium_ir.parser import parse_expression

    return tuple(parse_expression(text) for text in texts)


def matches(expression: Expression, skeleton: Expression) -> bool:
    """Whether an expression has a skeleton's shape.

    A hole in the skeleton stands for any operand, and the last hole among a
    function's operands, or among its parameters, for one or more. A skeleton that
    is nothing but a hole admits a single operand: a name, a literal, a negated
    literal or a fraction of literals.
    """
    if type(skeleton) is Hole:
        return _is_operand(expression)
    return _matches(expression, skeleton)


def _matches(expression: Expression, skeleton: Expression) -> bool:
    if type(skeleton) is Hole or type(expression) is Hole:
        return True
    if type(skeleton) is not Call:
        return expression == skeleton
    return (
        type(expression) is Call
        and expression.function == skeleton.function
        and _all_match(expression.operands, skeleton.operands, skeleton.function)
        and _all_match(expression.parameters, skeleton.parameters, skeleton.function)
    )


def _all_match(
    given: tuple[Expression, ...], wanted: tuple[Expression, ...], function: str
) -> bool:
    more = bool(wanted) and type(wanted[-1]) is Hole and function[0].isalpha()
    if len(given) < len(wanted) or (len(given) > len(wanted) and not more):
        return False
    return all(_matches(g, w) for g, w in zip(given, wanted, strict=False))


def _is_operand(expression: Expression) -> bool:
    if type(expression) is not Call:
        return True
    if expression.function == "-" and len(expression.operands) == 1:
        return type(expression.operands[0]) in (Number, Name)
    return expression.function == "/" and all(type(o) is Number for o in expression.operands)
