"""Quadratic equations, and linear ones told in words."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from random import Random

from mycelium_distill.algebra.own.wording import (
    LETTERS,
    equal,
    nonzero,
    polynomial,
    style_of,
    text_of,
    written,
)
from mycelium_distill.algebra.sketch import Draft, Sketch
from mycelium_ir.nodes import Call, Expression, Name, number

_QUADRATIC = (
    "Find all values of {x} such that {equation}.",
    "Find all real values of {x} such that {equation}.",
    "Solve {equation} for {x}.",
    "Solve the equation {equation}.",
    "Solve the quadratic equation {equation}.",
    "What are the solutions of {equation}?",
    "For which {x} is {equation}?",
    "What values of {x} satisfy {equation}?",
    "Given that {equation}, what are the possible values of {x}?",
    "Find the roots of {equation}.",
    "Determine {x} if {equation}.",
)


def quadratic_equation(draw: Random, level: str) -> Draft:
    """A quadratic equation, with whole, fractional or irrational roots."""
    letter, style = draw.choice("xxxyztmnpk"), style_of(draw)
    size = {"easy": 9, "medium": 14, "hard": 25}[level]
    kind = draw.choice(["whole", "whole", "fraction", "irrational"])
    if level == "easy":
        kind = draw.choice(["whole", "whole", "whole", "irrational"])
    if kind == "irrational":
        a, b, c = draw.choice([1, 1, 2, 3]), draw.randint(-size, size), nonzero(draw, -size, size)
        square = b * b - 4 * a * c
        if square < 0:
            c, square = -c, b * b + 4 * a * c
    else:
        p, q = draw.randint(-size, size), draw.randint(-size, size)
        a = draw.choice([1, 1, 1, 2, 3]) if kind == "fraction" else 1
        a, b, c = a, -(a * q + p), p * q  # (a x - p)(x - q)
        square = b * b - 4 * a * c
    left: Expression = polynomial([a, b, c], letter)
    right: Expression = number(0)
    form = draw.random()
    if c and form < 0.2:
        left, right = polynomial([a, b, 0], letter), number(-c)
    elif b and c and form < 0.3:
        left, right = polynomial([a, 0, 0], letter), polynomial([-b, -c], letter)
    equation = equal(left, right)
    text = draw.choice(_QUADRATIC).format(x=letter, equation=written(equation, style))
    sketch = Sketch(text)
    sketch.unknown(letter)
    first = sketch.step(equation)
    found = sketch.step(Call("solve", (first,), (Name(letter),)))
    return sketch.draft("solution_set", found, _roots(a, b, square))


def _roots(a: int, b: int, square: int) -> str:
    """The roots by the quadratic formula, `square` being what stands under the root."""
    root = isqrt(square)
    if root * root == square:
        values = sorted({Fraction(-b + s * root, 2 * a) for s in (1, -1)})
        return ", ".join(map(text_of, values))
    return f"({-b} + sqrt({square}))/{2 * a}, ({-b} - sqrt({square}))/{2 * a}"


_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_TIMES = {2: "twice", 3: "three times", 4: "four times", 5: "five times", 10: "ten times"}


def equation_in_words(draw: Random, level: str) -> Draft:
    """A linear equation in one unknown that a sentence tells."""
    size = {"easy": 12, "medium": 30, "hard": 90}[level]
    value = draw.randint(-size if level == "hard" else 1, size)
    factor = draw.choice([2, 3, 4, 5, 10, 6, 7, 8])
    offset = draw.randint(1, size)
    x = Name("x")
    times = _TIMES.get(factor) or f"{factor} times"
    scaled = Call("*", (number(factor), x))
    kinds = [
        (
            f"{times.capitalize()} a number plus {offset} is {factor * value + offset}.",
            equal(Call("+", (scaled, number(offset))), number(factor * value + offset)),
        ),
        (
            f"If {offset} is subtracted from {times} a number, the result is "
            f"{factor * value - offset}.",
            equal(Call("-", (scaled, number(offset))), number(factor * value - offset)),
        ),
        (
            f"When a number is multiplied by {factor} and {offset} is added, the result is "
            f"{factor * value + offset}.",
            equal(Call("+", (scaled, number(offset))), number(factor * value + offset)),
        ),
        (
            f"The sum of a number and {offset} is {value + offset}.",
            equal(Call("+", (x, number(offset))), number(value + offset)),
        ),
        (
            f"{times.capitalize()} the sum of a number and {offset} equals "
            f"{factor * (value + offset)}.",
            equal(
                Call("*", (number(factor), Call("+", (x, number(offset))))),
                number(factor * (value + offset)),
            ),
        ),
        (
            f"A number divided by {factor} and increased by {offset} gives {value + offset}.",
            equal(
                Call("+", (Call("/", (x, number(factor))), number(offset))),
                number(value + offset),
            ),
        ),
        (
            f"{times.capitalize()} a number is {(factor - 1) * value} more than the number.",
            equal(scaled, Call("+", (x, number((factor - 1) * value)))),
        ),
    ]
    chosen = draw.randrange(len(kinds))
    told, equation = kinds[chosen]
    gold = value * factor if chosen == 5 else value
    asked = draw.choice(
        ["What is the number?", "Find the number.", "Which number is it?", "Determine the number."]
    )
    sketch = Sketch(f"{told} {asked}")
    sketch.unknown("x")
    first = sketch.step(equation)
    solved = sketch.step(Call("solve", (first,), (x,)))
    return sketch.draft("integer", sketch.step(Call("only", (solved,))), str(gold))


def letters(draw: Random, count: int) -> tuple[str, ...]:
    """Different letters for unknowns."""
    return tuple(draw.sample(LETTERS, count))
