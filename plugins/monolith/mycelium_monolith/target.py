"""What the model writes: a whole program as one short text, and back.

    48/2=24;48+24=72;integer
    Eq(m,r+2);Eq(m*r,98);solve(s0,s1;m);solution_set
    unknown x in integer;x**2<20;solve(s0;x);integer_set

A step is its expression, with its value behind `=` where that is a number. An earlier
step that gave a number stands as that number, so that the model computes with values as
a pupil does; one that gave something else by its name, `s0` for the first. Unknowns are
declared where they are not all real, functions where there are any. The goal comes last,
with its step where that is not the last one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from mycelium.evaluation.gold_programs.building import operation_of
from mycelium.evaluation.rounding import rounded
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.language import Language, base_language
from mycelium_ir.nodes import (
    Call,
    Define,
    Done,
    Expression,
    Goal,
    Name,
    Number,
    Problem,
    Program,
    Statement,
    Step,
    Unknown,
    has_hole,
    is_finite_decimal,
    number,
)
from mycelium_ir.outcome import Value
from mycelium_ir.parser import parse, parse_expression
from mycelium_ir.printer import print_expression, print_statement
from mycelium_ir.references import execution_order
from mycelium_ir.rewrite import map_expression, references

PLACES = 4
"""Decimal places of a stated value that has no short decimal form."""
MOST_PLACES = 6
"""A value with at most so many decimal places is stated exactly."""
MOST_STEPS = 64
"""A text with more steps than any problem needs is refused before it is read."""

_STEP_NAME = re.compile(r"s[0-9]+")
_STATED = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?")
_EQUALS = re.compile(r"(?<![<>=])=(?!=)")
_GOAL = re.compile(r"([a-z][a-z0-9_]*)(?: (s[0-9]+))?")


def prompt_of(problem: str) -> str:
    """The problem as the model reads it: white space evened out, a line's end behind it."""
    words = " ".join(problem.split())
    words = re.sub(r" ([.,?!;:])(?=\s|$)", r"\1", words)
    return words.replace("$ ", "$") + "\n"


# --------------------------------------------------------------------------- to text


def target_of(program: Program, values: Mapping[str, Fraction]) -> str:
    """The text that spells a program.

    Args:
        program: a whole one: each step has an expression without holes, and there is a goal.
        values: the values of the steps that gave a rational number.

    Raises:
        ValueError: if it is not whole, or names an unknown as a step would be named.
    """
    goal = program.goal
    if goal is None or any(s.expression is None or has_hole(s.expression) for s in program.steps):
        raise ValueError("only a whole program can be written down")
    if any(_STEP_NAME.fullmatch(name) for name in (*program.unknowns, *program.definitions)):
        raise ValueError("an unknown has a step's name")
    steps = list(execution_order(program))
    shown: dict[str, Expression] = {}
    parts = [_statement(define) for define in program.definitions.values()]
    written: list[str] = []
    for index, step in enumerate(steps):
        assert step.expression is not None
        expression = map_expression(step.expression, lambda node: _shown(node, shown))
        value = values.get(step.name)
        text = _compact(expression)
        if value is None:
            shown[step.name] = Name(f"s{index}")
        else:
            shown[step.name] = number(stated(value))
            if type(step.expression) is not Number:
                text += f"={_compact(shown[step.name])}"
        written.append(text)
    declared = [s for s in program.statements if type(s) is Unknown]
    if declared and declared != _undeclared(program.steps, program.definitions, base_language()):
        parts += [_statement(statement) for statement in declared]
    last = goal.step == steps[-1].name
    place = next(i for i, step in enumerate(steps) if step.name == goal.step)
    return ";".join([*parts, *written, goal.type if last else f"{goal.type} s{place}"])


def stated(value: Fraction) -> Fraction:
    """A value as it is written down: itself, or rounded if it has too many decimal places."""
    if is_finite_decimal(value) and rounded(value, MOST_PLACES) == value:
        return value
    places = PLACES
    while abs(value) * 10**places < 100 and places < 40:
        places += 1
    return rounded(value, places)


def _shown(node: Expression, shown: Mapping[str, Expression]) -> Expression:
    return shown.get(node.id, node) if type(node) is Name else node


def _compact(expression: Expression) -> str:
    return print_expression(expression).replace(" ", "")


def _statement(statement: Unknown | Define) -> str:
    """A declaration on one line, with as few spaces as the language allows."""
    if type(statement) is Define:
        head = f"define {statement.name}({','.join(statement.parameters)})="
        return head + _compact(statement.body)
    return print_statement(statement).replace(", ", ",")


# --------------------------------------------------------------------------- from text


def program_of(problem: str, target: str, language: Language | None = None) -> Program:
    """The program that a text spells; what it says is not run, and not yet verified.

    A literal that equals an earlier stated value becomes a reference to the latest step
    that stated it; names that nothing else explains become real unknowns.

    Raises:
        MyceliumError: MYC277, if the text is none that `target_of` writes.
    """
    language = language or base_language()
    *parts, end = _parts(target)
    if not parts or len(parts) > MOST_STEPS:
        raise _unreadable(target, "it has no step" if not parts else "it has too many steps")
    declared: list[Statement] = []
    steps: list[Step] = []
    named: dict[Fraction, str] = {}
    for part in parts:
        if part.startswith(("unknown ", "define ")):
            declared.append(_declaration(part, target))
            continue
        name = f"s{len(steps)}"
        text, _, value = _divided(part)
        expression = _referring(_expression(text, target), named, root=not value)
        if value and not _STATED.fullmatch(value):
            raise _unreadable(target, f"`{value}` is no number")
        steps.append(Step(name, operation_of(expression), expression))
        if value:
            named[Fraction(value)] = name
        elif type(expression) is Number:
            named[expression.value] = name
    goal = _goal(end, steps, target, language)
    definitions = {s.name: s for s in declared if type(s) is Define}
    if not any(type(statement) is Unknown for statement in declared):
        declared += _undeclared(steps, definitions, language)
    return Program((Problem(problem), *declared, *steps, Done(("wire", "bridge")), goal))


def _parts(target: str) -> list[str]:
    """The text cut at its semicolons, but not within brackets."""
    found, depth, start = [], 0, 0
    for index, character in enumerate(target):
        if character in "({":
            depth += 1
        elif character in ")}":
            depth -= 1
        elif character == ";" and depth == 0:
            found.append(target[start:index].strip())
            start = index + 1
    return [*found, target[start:].strip()]


def _divided(part: str) -> tuple[str, str, str]:
    """Expression, `=`, value; the last two are empty where no value is stated."""
    signs = list(_EQUALS.finditer(part))
    if not signs:
        return part, "", ""
    at = signs[-1].start()
    return part[:at], "=", part[at + 1 :].strip()


def _expression(text: str, target: str) -> Expression:
    try:
        return parse_expression(text)
    except MyceliumError as error:
        raise _unreadable(target, error.diagnostics[0].message) from None


def _declaration(part: str, target: str) -> Statement:
    try:
        found = parse(f"mycelium 1\n{part}\n").statements
    except MyceliumError as error:
        raise _unreadable(target, error.diagnostics[0].message) from None
    if len(found) != 1 or not isinstance(found[0], Unknown | Define):
        raise _unreadable(target, f"`{part}` declares nothing")
    return found[0]


def _goal(end: str, steps: list[Step], target: str, language: Language) -> Goal:
    match = _GOAL.fullmatch(end)
    if match is None or match[1] not in language.goals or not steps:
        raise _unreadable(target, "it does not end in a goal")
    step = match[2] or steps[-1].name
    if step not in {known.name for known in steps}:
        raise _unreadable(target, f"there is no step `{step}`")
    return Goal(match[1], step)


def _referring(
    expression: Expression, named: Mapping[Fraction, str], *, root: bool = False
) -> Expression:
    """The expression with references for literals that are earlier results.

    At the root of a step that states no value a literal is a quantity of its own.
    """
    if type(expression) is Number:
        name = None if root else named.get(expression.value)
        return expression if name is None else Name(name)
    if type(expression) is not Call:
        return expression
    if expression.function == "-" and len(expression.operands) == 1:
        (inside,) = expression.operands
        if type(inside) is Number and (name := named.get(-inside.value)) is not None:
            return Name(name)
    return Call(
        expression.function,
        tuple(_referring(operand, named) for operand in expression.operands),
        tuple(_referring(parameter, named) for parameter in expression.parameters),
    )


def _undeclared(
    steps: list[Step] | tuple[Step, ...], definitions: Mapping[str, Define], language: Language
) -> list[Statement]:
    """The declaration of the names that are no steps, functions or constants, as real."""
    known = {step.name for step in steps} | set(definitions) | set(language.constants)
    names = dict.fromkeys(_free(steps, definitions, language, known))
    return [Unknown(tuple(names))] if names else []


def _free(
    steps: list[Step] | tuple[Step, ...],
    definitions: Mapping[str, Define],
    language: Language,
    known: set[str],
) -> Iterator[str]:
    for define in definitions.values():
        inside = known | set(define.parameters)
        yield from (name for name in references(define.body, language) if name not in inside)
    for step in steps:
        assert step.expression is not None
        yield from (name for name in references(step.expression, language) if name not in known)


# --------------------------------------------------------------------------- values


def rational_values(values: Mapping[str, Value]) -> dict[str, Fraction]:
    """Of the values that a run gave, those that are rational numbers."""
    found = {name: _rational(value) for name, value in values.items()}
    return {name: value for name, value in found.items() if value is not None}


def _rational(value: Value) -> Fraction | None:
    try:
        return Fraction(value.text.replace(" ", ""))
    except ValueError:
        return None


def _unreadable(target: str, why: str) -> MyceliumError:
    shown = target if len(target) <= 80 else target[:79] + "…"
    return MyceliumError(
        Diagnostic(
            "MYC277",
            f"what the model wrote is no program: {why}: {shown!r}",
            hint="the problem may be unlike those that it was trained on: draw several with "
            "`--samples 8`, or take another pipeline",
        )
    )
