"""MAWPS and SVAMP: programs from one equation, `X=((9+5)-3)`, in steps of one operation each."""

from __future__ import annotations

from mycelium.evaluation.dataset import Example
from mycelium.evaluation.gold_programs.building import (
    goal_type,
    operation_of,
    program_of,
    unreadable,
    without_answer,
)
from mycelium.evaluation.gold_programs.exact import NoValueError, values_of
from mycelium.evaluation.gold_programs.reading import Relation, UnreadableError, read_relation
from mycelium_ir.nodes import Call, Expression, Name, Number, Program, Step, replace


def program_of_mawps(example: Example) -> Program:
    """The program of the only equation, `X=...`, `...=x` or a bare expression.

    Raises:
        MyceliumError: MYC265 if it has another form, MYC266 if it has no value.
    """
    equations = tuple(example.extra.get("equations", ()))
    if len(equations) != 1:
        raise unreadable(example.id, f"it has {len(equations)} equations")
    return _program(example, str(equations[0]))


def program_of_svamp(example: Example) -> Program:
    """The program of the row's equation, `( 8.0 - 3.0 )`.

    Raises:
        MyceliumError: MYC265 if it has another form, MYC266 if it has no value.
    """
    return _program(example, str(example.extra.get("equation") or ""))


def _program(example: Example, equation: str) -> Program:
    try:
        expression = right_side(read_relation(equation, letters=True))
    except UnreadableError as error:
        raise unreadable(example.id, f"the equation {equation!r}: {error}") from None
    steps = single_steps(expression)
    program = program_of(example.problem, steps, "number", steps[-1].name)
    try:
        value = values_of(program)[steps[-1].name]
    except NoValueError as error:
        raise without_answer(example.id, f"the equation {equation!r}: {error}") from None
    return program.set_goal(goal_type(value), steps[-1].name)


def right_side(relation: Relation) -> Expression:
    """What an equation says that its unknown is.

    Raises:
        UnreadableError: if neither side is the unknown alone.
    """
    if not relation.signs:
        return relation.sides[0]
    if relation.signs == ("=",):
        left, right = relation.sides
        if type(left) is Name and type(right) is not Name:
            return right
        if type(right) is Name and type(left) is not Name:
            return left
    raise UnreadableError("its unknown does not stand alone on one side")


def single_steps(expression: Expression) -> list[Step]:
    """The steps that compute an expression, one operation each, in order of evaluation.

    A literal, a negated or a percent one is an operand and no step of its own.
    """
    steps: list[Step] = []

    def operand(node: Expression) -> Expression:
        if type(node) is not Call or _is_literal(node):
            return node
        computed = replace(node, operands=tuple(map(operand, node.operands)))
        steps.append(Step(f"s{len(steps)}", operation_of(computed), computed))
        return Name(steps[-1].name)

    last = operand(expression)
    if type(last) is not Name or not steps:
        steps.append(Step("s0", operation_of(last), last))
    return steps


def _is_literal(call: Call) -> bool:
    unary = call.function in ("-", "percent") and len(call.operands) == 1
    return unary and type(call.operands[0]) is Number
