"""Functions of the problem at a value, expressions with values put in, derivatives."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from mycelium_distill.algebra.own.equations import letters
from mycelium_distill.algebra.own.wording import (
    STYLES,
    Style,
    linear,
    monomial,
    nonzero,
    polynomial,
    style_of,
    text_of,
    written,
)
from mycelium_distill.algebra.sketch import Draft, Sketch
from mycelium_ir.nodes import Call, Expression, number

_SIZES = {"easy": 6, "medium": 12, "hard": 30}


def _coefficients(draw: Random, degree: int, size: int) -> list[int]:
    return [nonzero(draw, -size, size)] + [draw.randint(-size, size) for _ in range(degree)]


def _at(coefficients: list[int], value: Fraction) -> Fraction:
    found = Fraction(0)
    for coefficient in coefficients:
        found = found * value + coefficient
    return found


def _signed(value: int | Fraction) -> str:
    return str(value)


def function_value(draw: Random, level: str) -> Draft:
    """A function that the problem defines, at a value or at another function's value."""
    size, style = _SIZES[level], style_of(draw)
    f, x = draw.choice(["f", "f", "g", "h", "p"]), draw.choice("xxxtnz")
    first = _coefficients(draw, draw.choice([1, 2, 2, 3]), size)
    if draw.random() < 0.5:
        first[0] = 1
    value = draw.randint(-size, size)
    if level != "easy" and draw.random() < 0.35:
        return _composed(draw, f, x, first, value, size)
    shown = written(polynomial(first, x), style)
    text = draw.choice(
        (
            "If {f}({x}) = {body}, find {f}({v}).",
            "If {f}({x}) = {body}, what is {f}({v})?",
            "Let {f}({x}) = {body}. Find {f}({v}).",
            "Let {f}({x}) = {body}. What is {f}({v})?",
            "Given {f}({x}) = {body}, evaluate {f}({v}).",
            "The function {f} is defined by {f}({x}) = {body}. Calculate {f}({v}).",
            "What is the value of {f}({v}) if {f}({x}) = {body}?",
        )
    ).format(f=f, x=x, body=shown, v=_signed(value))
    sketch = Sketch(text)
    sketch.define(f, [x], polynomial(first, x))
    found = sketch.step(Call(f, (number(value),)), "apply", f"{f}({value})")
    return sketch.draft("integer", found, text_of(_at(first, Fraction(value))))


def _composed(draw: Random, f: str, x: str, first: list[int], value: int, size: int) -> Draft:
    style = style_of(draw)
    g = draw.choice([name for name in "fghpq" if name != f])
    second = _coefficients(draw, 1, min(size, 9))
    inner = _at(second, Fraction(value))
    text = draw.choice(
        (
            "If {f}({x}) = {a} and {g}({x}) = {b}, find {f}({g}({v})).",
            "Let {f}({x}) = {a} and {g}({x}) = {b}. What is {f}({g}({v}))?",
            "Given {f}({x}) = {a} and {g}({x}) = {b}, calculate {f}({g}({v})).",
        )
    ).format(
        f=f,
        g=g,
        x=x,
        a=written(polynomial(first, x), style),
        b=written(polynomial(second, x), style),
        v=value,
    )
    sketch = Sketch(text)
    sketch.define(f, [x], polynomial(first, x))
    sketch.define(g, [x], polynomial(second, x))
    middle = sketch.step(Call(g, (number(value),)), "apply", f"{g}({value})")
    found = sketch.step(Call(f, (middle,)), "apply", f"{f}({inner})")
    return sketch.draft("integer", found, text_of(_at(first, inner)))


def substitution(draw: Random, level: str) -> Draft:
    """An expression in one to three letters, with values given for them."""
    size, style = _SIZES[level], style_of(draw)
    names = letters(draw, draw.choice([1, 2, 2, 3]))
    terms = [(nonzero(draw, -size, size), name) for name in names]
    expression: Expression = linear(terms)
    values = {name: draw.randint(-size, size) for name in names}
    total = sum(c * values[name] for c, name in terms)
    if draw.random() < 0.5:
        name, factor, power = draw.choice(names), draw.randint(1, 5), draw.choice([2, 2, 3])
        expression = Call("+", (expression, monomial(factor, name, power)))
        total += factor * values[name] ** power
    if len(names) == 1 and not expression.depth > 2:
        expression = Call("+", (expression, number(size)))
        total += size
    given = [f"{name} = {value}" for name, value in values.items()]
    joint = given[0] if len(given) == 1 else ", ".join(given[:-1]) + " and " + given[-1]
    text = draw.choice(
        (
            "Evaluate {e} when {given}.",
            "What is {e} if {given}?",
            "Find the value of {e} for {given}.",
            "If {given}, what is {e}?",
            "Calculate {e} when {given}.",
            "Given {given}, find {e}.",
        )
    ).format(e=written(expression, style), given=joint)
    sketch = Sketch(text)
    parameters: list[Expression] = []
    for name, value in values.items():
        parameters += [sketch.unknown(name), number(value)]
    found = sketch.step(Call("substitute", (expression,), tuple(parameters)))
    return sketch.draft("integer", found, str(total))


def derivative(draw: Random, level: str) -> Draft:
    """A polynomial's derivative, in some problems at a value."""
    size, style = _SIZES[level], style_of(draw)
    x = draw.choice("xxxtz")
    degree = draw.choice([2, 3, 3, 4] if level != "easy" else [1, 2, 2, 3])
    first = _coefficients(draw, degree, size)
    body = polynomial(first, x)
    slopes = [c * (degree - k) for k, c in enumerate(first[:-1])]
    gold = written(polynomial(slopes, x), style_of_gold())
    shown = written(body, style)
    if draw.random() < 0.35:
        value = draw.randint(-5, 5)
        text = draw.choice(
            (
                "Find the derivative of f({x}) = {body} at {x} = {v}.",
                "If f({x}) = {body}, what is f'({v})?",
                "What is the slope of the tangent to y = {body} at {x} = {v}?",
            )
        ).format(x=x, body=shown, v=value)
        sketch = Sketch(text)
        letter = sketch.unknown(x)
        slope = sketch.step(Call("diff", (body,), (letter,)))
        found = sketch.step(Call("substitute", (slope,), (letter, number(value))))
        return sketch.draft("integer", found, text_of(_at(slopes, Fraction(value))))
    text = draw.choice(
        (
            "Find the derivative of {body}.",
            "Differentiate {body} with respect to {x}.",
            "What is the derivative of {body} with respect to {x}?",
            "If f({x}) = {body}, find f'({x}).",
            "Find d/d{x} of {body}.",
            "Let f({x}) = {body}. What is f'({x})?",
        )
    ).format(x=x, body=shown)
    sketch = Sketch(text)
    letter = sketch.unknown(x)
    return sketch.draft("expression", sketch.step(Call("diff", (body,), (letter,))), gold)


def style_of_gold() -> Style:
    """How gold answers are written."""
    return STYLES[-1]
