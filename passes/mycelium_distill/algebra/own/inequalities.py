"""Inequalities with whole numbers or an interval as their solution."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor, isqrt
from random import Random

from mycelium_distill.algebra.own.wording import Style, nonzero, polynomial, style_of, written
from mycelium_distill.algebra.sketch import Draft, Sketch
from mycelium_ir.nodes import Call, Name, number

_INTEGER = (
    "Find all integer values of {x} such that {inequality}.",
    "Find all integers {x} such that {inequality}.",
    "Which integers {x} satisfy {inequality}?",
    "List all whole numbers {x} with {inequality}.",
    "For which integers {x} is {inequality}?",
    "What integer values of {x} satisfy {inequality}?",
    "Determine all integers {x} for which {inequality}.",
)
_INTERVAL = (
    "Solve {inequality} for {x}.",
    "Solve the inequality {inequality}.",
    "For which real numbers {x} is {inequality}?",
    "Find all real values of {x} such that {inequality}.",
    "What values of {x} satisfy {inequality}?",
    "Give the solution of {inequality} as an interval.",
    "Find the solution set of {inequality}.",
)
_SIZES = {"easy": 20, "medium": 90, "hard": 400}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def integer_inequality(draw: Random, level: str) -> Draft:
    """A quadratic or double inequality over the whole numbers, with few solutions."""
    letter, style, size = draw.choice("xxxnkmtz"), style_of(draw), _SIZES[level]
    kind = draw.choice(["square", "square", "shifted", "double", "absolute"])
    sign = draw.choice(["<", "<="])
    strict = sign == "<"
    if kind == "square":
        bound = draw.randint(2, size)
        root = isqrt(bound - 1) if strict else isqrt(bound)
        left = polynomial([1, 0, 0], letter)
        parts = [Call(sign, (left, number(bound)))]
        low, high = -root, root
    elif kind == "shifted":
        p, q = sorted(draw.sample(range(-9, 10), 2))
        parts = [Call(sign, (polynomial([1, -p - q, p * q], letter), number(0)))]
        low, high = (p + 1, q - 1) if strict else (p, q)
    elif kind == "absolute":
        centre, radius = nonzero(draw, -9, 9), draw.randint(2, 9)
        inner = polynomial([1, -centre], letter)
        parts = [Call(sign, (Call("abs", (inner,)), number(radius)))]
        low, high = centre - radius + strict, centre + radius - strict
    else:
        return _double(draw, letter, style)
    gold = "{" + ", ".join(map(str, range(low, high + 1))) + "}"
    text = draw.choice(_INTEGER).format(x=letter, inequality=written(parts[0], style))
    return _draft(text, parts, letter, "integer", "integer_set", gold)


def _double(draw: Random, letter: str, style: Style) -> Draft:
    """A double inequality: p < a x + b <= q."""
    a, b = draw.randint(1, 5), draw.randint(-9, 9)
    low, high = sorted(draw.sample(range(-20, 40), 2))
    signs = draw.choice([("<", "<"), ("<=", "<"), ("<", "<="), ("<=", "<=")])
    middle = polynomial([a, b], letter)
    shown = (
        f"{low} {style.relation(signs[0])} {written(middle, style)} "
        f"{style.relation(signs[1])} {high}"
    )
    first, last = Fraction(low - b, a), Fraction(high - b, a)
    start = floor(first) + 1 if signs[0] == "<" else ceil(first)
    end = ceil(last) - 1 if signs[1] == "<" else floor(last)
    gold = "{" + ", ".join(map(str, range(start, end + 1))) + "}"
    text = draw.choice(_INTEGER).format(x=letter, inequality=shown)
    parts = [Call(signs[0], (number(low), middle)), Call(signs[1], (middle, number(high)))]
    return _draft(text, parts, letter, "integer", "integer_set", gold)


def interval_inequality(draw: Random, level: str) -> Draft:
    """A linear, quadratic or absolute inequality over the real numbers."""
    letter, style, size = draw.choice("xxxyztmp"), style_of(draw), _SIZES[level] // 4 + 5
    kind = draw.choice(["linear", "linear", "quadratic", "absolute"])
    if kind == "linear":
        return _linear(draw, letter, style, size)
    sign = draw.choice(["<", "<="])
    if kind == "quadratic":
        p, q = sorted(draw.sample(range(-size, size + 1), 2))
        part = Call(sign, (polynomial([1, -p - q, p * q], letter), number(0)))
        low, high = Fraction(p), Fraction(q)
    else:
        a, b, radius = draw.randint(1, 4), nonzero(draw, -size, size), draw.randint(1, size)
        part = Call(sign, (Call("abs", (polynomial([a, b], letter),)), number(radius)))
        low, high = Fraction(-radius - b, a), Fraction(radius - b, a)
    brackets = "()" if sign == "<" else "[]"
    gold = f"{brackets[0]}{low}, {high}{brackets[1]}"
    text = draw.choice(_INTERVAL).format(x=letter, inequality=written(part, style))
    return _draft(text, [part], letter, "real", "interval", gold)


def _linear(draw: Random, letter: str, style: Style, size: int) -> Draft:
    """A x + b < c x + d, its solution a half-line."""
    a, c = draw.sample(range(-6, 10), 2)
    b, d = draw.randint(-size, size), draw.randint(-size, size)
    if draw.random() < 0.5:
        a, c = nonzero(draw, -9, 9), 0
    sign = draw.choice(["<", "<=", ">", ">="])
    part = Call(sign, (polynomial([a, b], letter), polynomial([c, d], letter)))
    bound = Fraction(d - b, a - c)
    way = sign if a > c else _MIRRORED[sign]
    golds = {
        "<": f"(-oo, {bound})",
        "<=": f"(-oo, {bound}]",
        ">": f"({bound}, oo)",
        ">=": f"[{bound}, oo)",
    }
    text = draw.choice(_INTERVAL).format(x=letter, inequality=written(part, style))
    return _draft(text, [part], letter, "real", "interval", golds[way])


def _draft(text: str, parts: list[Call], letter: str, domain: str, goal: str, gold: str) -> Draft:
    sketch = Sketch(text)
    sketch.unknown(letter, domain)
    steps = tuple(sketch.step(part) for part in parts)
    return sketch.draft(goal, sketch.step(Call("solve", steps, (Name(letter),))), gold)
