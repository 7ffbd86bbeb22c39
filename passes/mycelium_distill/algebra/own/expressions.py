"""Expressions to expand, factor, collect and simplify, in the wordings that people use."""

from __future__ import annotations

from random import Random

from mycelium_distill.algebra.own.equations import letters
from mycelium_distill.algebra.own.wording import (
    STYLES,
    linear,
    monomial,
    nonzero,
    polynomial,
    style_of,
    written,
)
from mycelium_distill.algebra.sketch import Draft, Sketch
from mycelium_ir.nodes import Call, Expression, Name, number

_SIZES = {"easy": 6, "medium": 12, "hard": 25}
_GOLD = STYLES[-1]


def _times(first: list[int], second: list[int]) -> list[int]:
    """The coefficients of the product of two polynomials, the highest power first."""
    found = [0] * (len(first) + len(second) - 1)
    for i, a in enumerate(first):
        for j, b in enumerate(second):
            found[i + j] += a * b
    return found


def _product(factors: list[list[int]], letter: str) -> Expression:
    found: Expression = polynomial(factors[0], letter)
    for factor in factors[1:]:
        same = Call("*", (found, polynomial(factor, letter)))
        found = same
    return found


def expand_product(draw: Random, level: str) -> Draft:
    """A product or a power of sums, multiplied out."""
    size, style, x = _SIZES[level], style_of(draw), draw.choice("xxxyaztn")
    a, b = nonzero(draw, 1, 4 if level != "easy" else 1), nonzero(draw, -size, size)
    kind = draw.choice(["square", "two", "two", "single", "three" if level == "hard" else "two"])
    if kind == "square":
        expression: Expression = Call("**", (polynomial([a, b], x), number(2)))
        gold = _times([a, b], [a, b])
    elif kind == "single":
        factor, degree = draw.randint(2, size), draw.choice([0, 1])
        expression = Call("*", (monomial(factor, x, degree), polynomial([a, b], x)))
        gold = _times([factor] + [0] * degree, [a, b])
    else:
        factors = [[a, b], [nonzero(draw, 1, 3), nonzero(draw, -size, size)]]
        if kind == "three":
            factors.append([1, nonzero(draw, -5, 5)])
        expression = _product(factors, x)
        gold = [1]
        for part in factors:
            gold = _times(gold, part)
    text = draw.choice(
        (
            "Expand {e}.",
            "Multiply out {e}.",
            "Expand the expression {e}.",
            "Expand and simplify {e}.",
            "Write {e} without brackets.",
            "What is {e} multiplied out?",
        )
    ).format(e=written(expression, style))
    sketch = Sketch(text)
    sketch.unknown(x)
    found = sketch.step(Call("expand", (expression,)))
    return sketch.draft("expression", found, written(polynomial(gold, x), _GOLD))


def factor_polynomial(draw: Random, level: str) -> Draft:
    """A polynomial with whole roots, written as a product."""
    size, style, x = _SIZES[level], style_of(draw), draw.choice("xxxyaztn")
    p, q = nonzero(draw, -size, size), nonzero(draw, -size, size)
    kind = draw.choice(["two", "two", "squares", "common", "leading"])
    if kind == "squares":
        factors = [[1, abs(p)], [1, -abs(p)]]
    elif kind == "common":
        factors = [[nonzero(draw, 2, 6), 0], [1, p]]
    elif kind == "leading":
        factors = [[draw.randint(2, 4), p], [1, q]]
    else:
        factors = [[1, p], [1, q]]
    expression = polynomial(_times(*factors), x)
    text = draw.choice(
        (
            "Factor {e}.",
            "Factorise {e}.",
            "Factor the expression {e}.",
            "Write {e} as a product of factors.",
            "Factor {e} completely.",
            "Factor the polynomial {e}.",
        )
    ).format(e=written(expression, style))
    sketch = Sketch(text)
    sketch.unknown(x)
    found = sketch.step(Call("factor", (expression,)))
    return sketch.draft("expression", found, written(_product(factors, x), _GOLD))


def collect_terms(draw: Random, level: str) -> Draft:
    """A sum of many multiples of one, two or three letters, gathered."""
    size, style = _SIZES[level], style_of(draw)
    names = letters(draw, draw.choice([1, 2, 2, 3] if level != "easy" else [1, 2]))
    count = len(names) + draw.randint(1, 4)
    terms = [(nonzero(draw, -size, size), draw.choice(names)) for _ in range(count)]
    terms = [(nonzero(draw, -size, size), name) for name in names] + terms
    draw.shuffle(terms)
    expression = linear(terms)
    totals = [(sum(c for c, n in terms if n == name), name) for name in names]
    constant = 0
    if draw.random() < 0.4:
        numbers = [draw.randint(1, size) for _ in range(2)]
        for value in numbers:
            expression = Call("+", (expression, number(value)))
        constant = sum(numbers)
    gold = linear(totals)
    if constant:
        gold = Call("+", (gold, number(constant)))
    text = draw.choice(
        (
            "Collect like terms in {e}.",
            "Collect the terms in {e}.",
            "Combine like terms: {e}.",
            "Simplify {e} by collecting like terms.",
            "Gather like terms in the expression {e}.",
        )
    ).format(e=written(expression, style))
    sketch = Sketch(text)
    for name in names:
        sketch.unknown(name)
    found = sketch.step(Call("collect", (expression,), tuple(map(Name, names))))
    return sketch.draft("expression", found, written(gold, _GOLD))


def simplify_fraction(draw: Random, level: str) -> Draft:
    """A fraction of polynomials that have a factor in common."""
    size, style, x = _SIZES[level], style_of(draw), draw.choice("xxxyaztn")
    p = nonzero(draw, -size, size)
    q = draw.choice([n for n in range(-size, size + 1) if n != p])
    kind = draw.choice(["factor", "factor", "powers", "common"])
    if kind == "powers":
        a, b = draw.randint(2, 6), draw.randint(2, 6)
        m, n = draw.randint(3, 7), draw.randint(1, 2)
        top: Expression = monomial(a * b, x, m)
        bottom: Expression = monomial(a, x, n)
        gold = monomial(b, x, m - n)
    elif kind == "common":
        a = draw.randint(2, 9)
        top, bottom, gold = polynomial([a, a * p], x), number(a), polynomial([1, p], x)
    else:
        top, bottom = polynomial(_times([1, -p], [1, -q]), x), polynomial([1, -p], x)
        gold = polynomial([1, -q], x)
    expression = Call("/", (top, bottom))
    text = draw.choice(
        (
            "Simplify {e}.",
            "Simplify the expression {e}.",
            "Simplify the fraction {e}.",
            "Write {e} in its simplest form.",
            "Reduce {e} to lowest terms.",
        )
    ).format(e=written(expression, style))
    sketch = Sketch(text)
    sketch.unknown(x)
    found = sketch.step(Call("simplify", (expression,)))
    return sketch.draft("expression", found, written(gold, _GOLD))
