"""MathQA: programs from nested formulas, `divide(multiply(42000, 4), const_100)`.

The formulas are noisy: many do not lead to the option that is marked as correct. Only
executing them tells which do.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from mycelium.evaluation.dataset import Example
from mycelium.evaluation.gold_programs.building import (
    goal_type,
    operation_of,
    program_of,
    unreadable,
    without_answer,
)
from mycelium.evaluation.gold_programs.exact import NoValueError, values_of
from mycelium_ir.nodes import Call, Expression, Name, Number, Program, Step, number, walk

MAX_STEPS = 60

_TOKEN = re.compile(
    r"\s*(?:(const_[\d._]+|const_pi)|(-?\d+(?:,\d{3})*(?:\.\d+)?)|([a-z_]+)|([(),]))"
)

_CONSTANTS: dict[str, Expression] = {
    "const_pi": Name("pi"),
    # Conversions that the formulas write rounded: km/h to m/s, thirds, miles to km.
    "const_0_2778": Call("/", (Number(Fraction(5)), Number(Fraction(18)))),
    "const_0_33": Call("/", (Number(Fraction(1)), Number(Fraction(3)))),
}

_E = Expression
_TWO, _ONE, _HUNDRED = (Number(Fraction(n)) for n in (2, 1, 100))
_PI = Name("pi")


def _binary(sign: str) -> Callable[[_E, _E], _E]:
    return lambda a, b: Call(sign, (a, b))


_add, _subtract, _multiply, _divide, _power = map(_binary, ("+", "-", "*", "/", "**"))


def _rate(rate: _E, sign: Callable[[_E, _E], _E]) -> _E:
    return sign(_ONE, Call("percent", (rate,)))


_OPERATIONS: dict[tuple[str, int], Callable[..., _E]] = {
    ("add", 2): _add,
    ("subtract", 2): _subtract,
    ("multiply", 2): _multiply,
    ("divide", 2): _divide,
    ("speed", 2): _divide,
    ("power", 2): _power,
    ("negate", 1): lambda a: Call("-", (a,)),
    ("inverse", 1): lambda a: _divide(_ONE, a),
    ("sqrt", 1): lambda a: Call("sqrt", (a,)),
    ("floor", 1): lambda a: Call("floor", (a,)),
    ("factorial", 1): lambda a: Call("factorial", (a,)),
    ("reminder", 2): lambda a, b: Call("mod", (a, b)),
    ("choose", 2): lambda a, b: Call("binomial", (a, b)),
    ("permutation", 2): lambda a, b: Call("permutations", (a, b)),
    ("gcd", 2): lambda a, b: Call("gcd", (a, b)),
    ("lcm", 2): lambda a, b: Call("lcm", (a, b)),
    ("max", 2): lambda a, b: Call("max", (a, b)),
    ("min", 2): lambda a, b: Call("min", (a, b)),
    ("log", 1): lambda a: Call("log", (a,)),
    ("rectangle_area", 2): _multiply,
    ("square_area", 1): lambda a: _power(a, _TWO),
    ("square_perimeter", 1): lambda a: _multiply(Number(Fraction(4)), a),
    ("square_edge_by_area", 1): lambda a: Call("sqrt", (a,)),
    ("rectangle_perimeter", 2): lambda a, b: _multiply(_TWO, _add(a, b)),
    ("triangle_area", 2): lambda a, b: _divide(_multiply(a, b), _TWO),
    ("triangle_perimeter", 3): lambda a, b, c: _add(_add(a, b), c),
    ("rhombus_area", 2): lambda a, b: _divide(_multiply(a, b), _TWO),
    ("quadrilateral_area", 3): lambda d, a, b: _divide(_multiply(d, _add(a, b)), _TWO),
    ("circle_area", 1): lambda r: _multiply(_PI, _power(r, _TWO)),
    ("circumface", 1): lambda r: _multiply(_multiply(_TWO, _PI), r),
    ("volume_cube", 1): lambda a: _power(a, Number(Fraction(3))),
    ("surface_cube", 1): lambda a: _multiply(Number(Fraction(6)), _power(a, _TWO)),
    ("cube_edge_by_volume", 1): lambda a: Call("cbrt", (a,)),
    ("volume_rectangular_prism", 3): lambda a, b, c: _multiply(_multiply(a, b), c),
    ("volume_cylinder", 2): lambda r, h: _multiply(_multiply(_PI, _power(r, _TWO)), h),
    ("original_price_before_loss", 2): lambda p, s: _divide(s, _rate(p, _subtract)),
    ("original_price_before_gain", 2): lambda p, s: _divide(s, _rate(p, _add)),
    ("p_after_gain", 2): lambda p, s: _multiply(s, _rate(p, _add)),
}


def program_of_formula(example: Example) -> Program:
    """The program of `example.extra["formula"]`, one step for each distinct application.

    Raises:
        MyceliumError: MYC265 if the formula cannot be read or applies something that
            has no counterpart here, MYC266 if it has no value.
    """
    formula = str(example.extra.get("formula") or "")
    try:
        steps = _Reader(formula).steps()
    except ValueError as error:
        raise unreadable(example.id, f"the formula {formula[:60]!r}: {error}") from None
    program = program_of(example.problem, steps, "number", steps[-1].name)
    beyond = any(
        (type(node) is Name and node.id == "pi")
        or (type(node) is Call and node.function in _BEYOND)
        for step in steps
        for node in walk(step.expression or _ONE)
    )
    if beyond:  # what only the executor can compute
        return program
    try:
        value = values_of(program)[steps[-1].name]
    except NoValueError as error:
        raise without_answer(example.id, f"the formula {formula[:60]!r}: {error}") from None
    return program.set_goal(goal_type(value), steps[-1].name)


_BEYOND = frozenset(
    {
        "sqrt",
        "cbrt",
        "mod",
        "gcd",
        "lcm",
        "max",
        "min",
        "log",
        "factorial",
        "binomial",
        "permutations",
        "**",
    }
)


class _Reader:
    """Reads a formula into steps; applications that occur twice are one step."""

    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        place, end = 0, len(text.rstrip())
        while place < end:
            match = _TOKEN.match(text, place)
            if match is None:
                raise ValueError(f"{text[place : place + 12]!r} is not understood")
            self.tokens.append(match.group().strip())
            place = match.end()
        self.at = 0
        self.found: list[Step] = []
        self.known: dict[Expression, Name] = {}

    def steps(self) -> list[Step]:
        last = self.operand()
        if self.at < len(self.tokens):
            raise ValueError(f"{self.tokens[self.at]!r} is not expected")
        if type(last) is not Name or last == _PI:
            raise ValueError("it computes nothing")
        answer = next(i for i, step in enumerate(self.found) if step.name == last.id)
        return self.found[: answer + 1]

    def operand(self) -> Expression:
        token = self.next()
        if token[0].isdigit() or token[0] == "-":
            return number(Fraction(token.replace(",", "")))
        if token.startswith("const_"):
            constant = _CONSTANTS.get(token)
            if constant is not None:
                return constant
            return number(Fraction(token.removeprefix("const_").replace("_", ".").rstrip(".")))
        if self.next() != "(":
            raise ValueError(f"nothing is applied by {token!r}")
        operands = [self.operand()]
        while (sign := self.next()) == ",":
            operands.append(self.operand())
        if sign != ")":
            raise ValueError(f"{sign!r} is not expected")
        make = _OPERATIONS.get((token, len(operands)))
        if make is None:
            raise ValueError(f"{token} of {len(operands)} has no counterpart")
        return self.step(make(*operands))

    def step(self, expression: Expression) -> Name:
        name = self.known.get(expression)
        if name is None:
            if len(self.found) >= MAX_STEPS:
                raise ValueError(f"it has more than {MAX_STEPS} steps")
            name = Name(f"s{len(self.found)}")
            self.found.append(Step(name.id, operation_of(expression), expression))
            self.known[expression] = name
        return name

    def next(self) -> str:
        if self.at >= len(self.tokens):
            raise ValueError("it ends too early")
        self.at += 1
        return self.tokens[self.at - 1]
