"""Programs from the chain of computations that a written solution states.

A number that equals the stated result of an earlier computation refers to it, to the
latest where several have that value. A stated result that is a rounded one
(`7/2 = 4`) is computed as such where the exact values do not lead to the answer.
What this keeps is only ever what has the answer as its exact value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mycelium.evaluation.dataset import Example
from mycelium.evaluation.gold import read_gold
from mycelium.evaluation.gold_programs.building import (
    goal_type,
    needed,
    operation_of,
    program_of,
    renamed,
    unreadable,
    without_answer,
)
from mycelium.evaluation.gold_programs.computations import (
    Computation,
    Solution,
    numbers_of,
    read_solution,
)
from mycelium.evaluation.gold_programs.exact import NoValueError, value_of
from mycelium.evaluation.gold_programs.reading import UnreadableError
from mycelium.evaluation.rounding import agrees, rounded
from mycelium.evaluation.shapes import Scalar, exact_value
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.nodes import Call, Expression, Name, Number, Program, Step, replace, walk

_PERCENT = re.compile(r"%|per\s?cent|percentage", re.IGNORECASE)


@dataclass(frozen=True)
class Traced:
    """A program, and for each of its steps the computation that it comes from.

    `origins` has None for a step that no computation states. `expressions` are the
    steps' expressions with their places in the solution's text; a name in one is a
    number there.
    """

    program: Program
    origins: tuple[Computation | None, ...]
    expressions: tuple[Expression, ...]


def program_of_solution(example: Example) -> Program:
    """The program that the solution in `example.extra["solution"]` spells.

    Raises:
        MyceliumError: MYC265 if its annotations cannot be read or it computes nothing,
            MYC266 if no step gives the answer.
    """
    return traced_solution(example)[1].program


def traced_solution(example: Example) -> tuple[Solution, Traced]:
    """The solution without its annotations, and its program with where each step comes from.

    The annotated computations are tried, and all that the text states; of two programs
    the one with fewer numbers that are neither results nor from the problem is taken.

    Raises:
        MyceliumError: as `program_of_solution` does.
    """
    try:
        solution = read_solution(str(example.extra.get("solution", "")))
    except UnreadableError as error:
        raise unreadable(example.id, str(error)) from None
    if not solution.all:
        raise unreadable(example.id, "its solution computes nothing")
    found: list[Traced] = []
    problem: MyceliumError | None = None
    for computations in dict.fromkeys((solution.annotated, solution.all)):
        try:
            found.append(traced(example.id, example.problem, computations, example.golds))
        except MyceliumError as error:
            problem = error
    if not found:
        assert problem is not None  # one of them was raised
        raise problem
    stated = numbers_of(example.problem)
    return solution, min(found, key=lambda chain: _unstated(chain.program, stated))


def _unstated(program: Program, stated: frozenset[Fraction]) -> int:
    """How many numbers of a program the problem does not state."""
    return sum(
        type(node) is Number and node.value not in stated
        for step in program.steps
        if step.expression is not None
        for node in walk(step.expression)
    )


def traced(
    row: str, problem: str, computations: Sequence[Computation], golds: Sequence[str]
) -> Traced:
    """The program of a chain of computations, with where each step comes from.

    Raises:
        MyceliumError: MYC266, if no step gives an answer that counts as gold.
    """
    answers = _gold_numbers(golds)
    if not answers:
        raise without_answer(row, f"its answer {golds[0]!r} is no number")
    why = "its solution has no computation"
    for rounding in (False, True):
        try:
            steps, origins, values = _chain(computations, rounding=rounding)
        except NoValueError as error:
            why = f"its solution cannot be computed: {error}"
            continue
        why = "no step of its solution has the answer as its exact value"
        for finish in _FINISHES:
            found = finish(steps, values, answers, problem)
            if found is None:
                continue
            chain = _finished(problem, *found, origins)
            if _is_computed(chain.program):
                return chain
            why = "its solution states a number that it neither computes nor has from the problem"
    raise without_answer(row, why)


def _chain(
    computations: Sequence[Computation], *, rounding: bool
) -> tuple[list[Step], dict[str, Computation], dict[str, Fraction]]:
    """Steps with references for numbers that were results, their origins and values."""
    steps: list[Step] = []
    origins: dict[str, Computation] = {}
    values: dict[str, Fraction] = {}
    stated: dict[Fraction, str] = {}
    for origin, computation in enumerate(computations):
        expression = _referring(computation.expression, stated)
        if type(expression) is Name:  # an earlier result, said again
            continue
        value = value_of(expression, values)
        if rounding:
            expression = _rounding(expression, value, computation)
        name = f"s{origin}"
        values[name] = value_of(expression, values)
        steps.append(Step(name, operation_of(expression), expression))
        origins[name] = computation
        stated[computation.stated] = name
    return steps, origins, values


def _referring(expression: Expression, stated: dict[Fraction, str]) -> Expression:
    """The expression with the names of earlier steps in place of their stated results."""
    if type(expression) is Number:
        name = stated.get(expression.value)
        return expression if name is None else Name(name, at=expression.at)
    if type(expression) is not Call:
        return expression
    if expression.function == "percent" and type(figure := expression.operands[0]) is Number:
        name = stated.get(figure.value / 100)
        if name is not None:
            return Name(name, at=expression.at)
    return replace(
        expression, operands=tuple(_referring(operand, stated) for operand in expression.operands)
    )


def _rounding(expression: Expression, value: Fraction, computation: Computation) -> Expression:
    """The expression rounded as the result is stated; as it is where another is stated."""
    stated, places = computation.stated, computation.places
    if value == stated:
        return expression
    if places and rounded(value, places) == stated:
        return Call("round", (expression, Number(Fraction(places))), at=expression.at)
    if not places and abs(value - stated) < 1:
        return Call("floor" if stated < value else "ceil", (expression,), at=expression.at)
    return expression


def _is_computed(program: Program) -> bool:
    """Whether every step that is nothing but a number has it from the problem.

    Solutions with an unknown state the value that they found (`x = 26`): it stands for
    a computation that is not there.
    """
    bare = [s.expression.value for s in program.steps if type(s.expression) is Number]
    return not bare or set(bare) <= numbers_of(program.problem or "")


# --------------------------------------------------------------------------- answers


@dataclass(frozen=True)
class _Gold:
    """A gold number, and the decimal places at which it accepts a rounded value."""

    value: Fraction
    places: int | None
    percent: bool


def _gold_numbers(golds: Sequence[str]) -> list[_Gold]:
    found: list[_Gold] = []
    for gold in golds:
        try:
            shapes = read_gold(gold)
        except MyceliumError:
            continue
        for shape in shapes:
            if isinstance(shape, Scalar):
                value = exact_value(shape.expression)
                if value is not None:
                    found.append(_Gold(value, shape.places, shape.percent))
    return found


_Finish = tuple[list[Step], str, str]
"""Steps, the name of the one that answers, and the goal's type."""


def _as_it_is(
    steps: list[Step], values: dict[str, Fraction], golds: list[_Gold], problem: str
) -> _Finish | None:
    """The last step whose value is the answer."""
    for step in reversed(steps):
        value = values[step.name]
        if any(not gold.percent and agrees(value, gold.value, gold.places) for gold in golds):
            return steps, step.name, goal_type(value)
        if any(gold.percent and value == gold.value for gold in golds):
            return steps, step.name, "percent"
    return None


def _as_percentage(
    steps: list[Step], values: dict[str, Fraction], golds: list[_Gold], problem: str
) -> _Finish | None:
    """The last step, where it is a share and the problem asks for so many per cent."""
    if not steps or not _PERCENT.search(problem):
        return None
    last = steps[-1].name
    if any(values[last] * 100 == gold.value for gold in golds):
        return steps, last, "percent"
    return None


def _as_whole_number(
    steps: list[Step], values: dict[str, Fraction], golds: list[_Gold], problem: str
) -> _Finish | None:
    """The last step rounded to a whole number, where the solution does so without saying it."""
    if not steps:
        return None
    last = steps[-1].name
    value = values[last]
    for gold in golds:
        whole = gold.value.denominator == 1 and value.denominator != 1
        if whole and abs(value - gold.value) < 1:
            function = "floor" if gold.value < value else "ceil"
            expression = Call(function, (Name(last),))
            return [*steps, Step("rounded", "round_number", expression)], "rounded", "integer"
    return None


_FINISHES: tuple[
    Callable[[list[Step], dict[str, Fraction], list[_Gold], str], _Finish | None], ...
] = (_as_it_is, _as_percentage, _as_whole_number)


def _finished(
    problem: str, steps: list[Step], answer: str, goal: str, origins: dict[str, Computation]
) -> Traced:
    kept, names = renamed(needed(steps, answer))
    old = {new: name for name, new in names.items()}
    return Traced(
        program_of(problem, kept, goal, names[answer]),
        tuple(origins.get(old[step.name]) for step in kept),
        tuple(step.expression for step in kept if step.expression is not None),
    )
