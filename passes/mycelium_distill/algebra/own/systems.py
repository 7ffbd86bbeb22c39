"""Systems of two and three equations, bare and told in words."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from random import Random

from mycelium_distill.algebra.own.equations import letters
from mycelium_distill.algebra.own.wording import (
    Style,
    add,
    equal,
    linear,
    nonzero,
    style_of,
    written,
)
from mycelium_distill.algebra.sketch import Draft, Sketch
from mycelium_ir.nodes import Call, Expression, Name, number

_SIZES = {"easy": 9, "medium": 15, "hard": 40}


def _solved(
    text: str,
    equations: list[Call],
    unknowns: tuple[str, ...],
    wanted: str,
    gold: str,
    single: bool = True,
) -> Draft:
    """The equations as steps, solved for one unknown."""
    sketch = Sketch(text)
    for name in unknowns:
        sketch.unknown(name)
    steps = tuple(sketch.step(equation) for equation in equations)
    found = sketch.step(Call("solve", steps, (Name(wanted),)))
    if not single:
        return sketch.draft("solution_set", found, gold)
    goal = "integer" if Fraction(gold).denominator == 1 else "rational"
    return sketch.draft(goal, sketch.step(Call("only", (found,))), gold)


_ASKED = (
    "If {equations}, find {x}.",
    "If {equations}, what is {x}?",
    "If {equations}, what is the value of {x}?",
    "Given that {equations}, find {x}.",
    "Suppose {equations}. What is {x}?",
    "Let {equations}. Find {x}.",
    "{equations}. Find the value of {x}.",
)


def system_of_two(draw: Random, level: str) -> Draft:
    """Two equations for two letters, one of them asked for; some with a product."""
    x, y = letters(draw, 2)
    style, size = style_of(draw), _SIZES[level]
    kind = draw.choice(["product", "linear", "linear", "sum and difference", "multiple"])
    if kind == "product":
        return _product(draw, x, y, style, size)
    a, b = draw.randint(-size, size), draw.randint(-size, size)
    if kind == "linear":
        while True:
            p, q, r, s = (nonzero(draw, -size, size) for _ in range(4))
            if p * s != q * r:
                break
        first = equal(linear([(p, x), (q, y)]), number(p * a + q * b))
        second = equal(linear([(r, x), (s, y)]), number(r * a + s * b))
    elif kind == "sum and difference":
        first = equal(linear([(1, x), (1, y)]), number(a + b))
        second = equal(linear([(1, x), (-1, y)]), number(a - b))
    else:
        factor = draw.randint(2, 6)
        a = factor * b
        first = equal(Name(x), linear([(factor, y)]))
        second = equal(linear([(1, x), (1, y)]), number(a + b))
    wanted, gold = draw.choice([(x, a), (y, b)])
    text = _told(draw, [first, second], wanted, style)
    return _solved(text, [first, second], (x, y), wanted, str(gold))


def _product(draw: Random, x: str, y: str, style: Style, size: int) -> Draft:
    """X = y + a and x × y = p: both roots of a quadratic."""
    a, p = draw.randint(1, size), draw.randint(2, size * size + 20)
    sign = draw.choice(["+", "-"])
    first = equal(Name(x), Call(sign, (Name(y), number(a))))
    second = equal(Call("*", (Name(x), Name(y))), number(p))
    shown = [written(first, style), f"{x}{style.times}{y} = {p}"]
    text = draw.choice(_ASKED).format(equations=" and ".join(shown), x=x)
    shift = a if sign == "+" else -a  # x² - shift x - p = 0
    square = shift * shift + 4 * p
    root = isqrt(square)
    if root * root == square:
        gold = ", ".join(str(Fraction(shift + s * root, 2)) for s in (1, -1))
    else:
        gold = f"({shift} + sqrt({square}))/2, ({shift} - sqrt({square}))/2"
    return _solved(text, [first, second], (x, y), x, gold, single=False)


def _told(draw: Random, equations: list[Call], wanted: str, style: Style) -> str:
    shown = [written(equation, style) for equation in equations]
    joint = ", ".join(shown[:-1]) + " and " + shown[-1]
    return draw.choice(_ASKED).format(equations=joint, x=wanted)


def system_of_three(draw: Random, level: str) -> Draft:
    """Three linear equations for three letters, one of them asked for."""
    names = draw.choice([("x", "y", "z"), ("a", "b", "c"), letters(draw, 3)])
    size, style = {"easy": 3, "medium": 5, "hard": 9}[level], style_of(draw)
    values = [draw.randint(-size * 2, size * 2) for _ in names]
    while True:
        rows = [[draw.randint(-size, size) for _ in names] for _ in names]
        if _determinant(rows) and all(sum(map(bool, row)) >= 2 for row in rows):
            break
    equations = [
        equal(
            linear(list(zip(row, names, strict=True))),
            number(sum(c * v for c, v in zip(row, values, strict=True))),
        )
        for row in rows
    ]
    wanted = draw.randrange(3)
    if draw.random() < 0.3:
        shown = ", ".join(written(equation, style) for equation in equations)
        text = f"Solve the system {shown} for {names[wanted]}."
    else:
        text = _told(draw, equations, names[wanted], style)
    return _solved(text, equations, names, names[wanted], str(values[wanted]))


def _determinant(m: list[list[int]]) -> int:
    return (
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
        - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    )


_THINGS = (
    ("adult ticket", "child ticket"),
    ("pen", "notebook"),
    ("sandwich", "drink"),
    ("rose", "tulip"),
    ("large box", "small box"),
    ("chair", "stool"),
)
_ANIMALS = (("chicken", "rabbit", 2, 4), ("duck", "goat", 2, 4), ("spider", "bird", 8, 2))
_NAMES = ("Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gina", "Hugo", "Ida", "Jon")


def system_in_words(draw: Random, level: str) -> Draft:
    """Two unknowns that a sentence or two describe, as puzzles tell them."""
    size = {"easy": 15, "medium": 40, "hard": 120}[level]
    kind = draw.choice([_sum_difference, _multiple, _prices, _counts, _legs, _ages, _rectangle])
    return kind(draw, size)


def _xy() -> tuple[Name, Name]:
    return Name("x"), Name("y")


def _sum_difference(draw: Random, size: int) -> Draft:
    x, y = _xy()
    low, gap = draw.randint(1, size), draw.randint(1, size)
    high = low + gap
    told = draw.choice(
        [
            f"The sum of two numbers is {low + high} and their difference is {gap}.",
            f"Two numbers add up to {low + high}. One of them is {gap} more than the other.",
            f"The difference of two numbers is {gap}, and their sum is {low + high}.",
        ]
    )
    wanted, gold, word = draw.choice([("x", high, "larger"), ("y", low, "smaller")])
    asked = draw.choice([f"What is the {word} number?", f"Find the {word} number."])
    equations = [equal(add(x, y), number(low + high)), equal(Call("-", (x, y)), number(gap))]
    return _solved(f"{told} {asked}", equations, ("x", "y"), wanted, str(gold))


def _multiple(draw: Random, size: int) -> Draft:
    x, y = _xy()
    low, factor, offset = draw.randint(1, size), draw.randint(2, 6), draw.randint(1, 9)
    more = draw.choice([True, False])
    high = factor * low + (offset if more else -offset)
    word = "more" if more else "less"
    told = (
        f"One number is {offset} {word} than {factor} times another number. "
        f"Their sum is {low + high}."
    )
    scaled = Call("*", (number(factor), y))
    equations = [
        equal(x, Call("+" if more else "-", (scaled, number(offset)))),
        equal(add(x, y), number(low + high)),
    ]
    wanted, gold, which = draw.choice([("x", high, "first"), ("y", low, "second")])
    return _solved(f"{told} What is the {which} number?", equations, ("x", "y"), wanted, str(gold))


def _weighted(a: int, x: Expression, b: int, y: Expression) -> Call:
    return add(
        x if a == 1 else Call("*", (number(a), x)), y if b == 1 else Call("*", (number(b), y))
    )


def _prices(draw: Random, size: int) -> Draft:
    x, y = _xy()
    first, second = draw.choice(_THINGS)
    price, other = draw.sample(range(2, size + 10), 2)
    while True:
        a, b, c, d = (draw.randint(1, 6) for _ in range(4))
        if a * d != b * c:
            break
    totals = (a * price + b * other, c * price + d * other)
    told = (
        f"{_many(a, first)} and {_many(b, second)} cost ${totals[0]}. "
        f"{_many(c, first)} and {_many(d, second)} cost ${totals[1]}."
    )
    wanted, gold, thing = draw.choice([("x", price, first), ("y", other, second)])
    asked = draw.choice([f"How much is one {thing}?", f"What does one {thing} cost?"])
    equations = [
        equal(_weighted(a, x, b, y), number(totals[0])),
        equal(_weighted(c, x, d, y), number(totals[1])),
    ]
    return _solved(f"{told} {asked}", equations, ("x", "y"), wanted, str(gold))


def _many(count: int, thing: str) -> str:
    plural = f"{thing}es" if thing.endswith(("box", "ch")) else f"{thing}s"
    return f"{count} {thing if count == 1 else plural}"


def _counts(draw: Random, size: int) -> Draft:
    x, y = _xy()
    first, second = draw.choice(_THINGS)
    price, other = draw.sample(range(2, 25), 2)
    a, b = draw.randint(2, size), draw.randint(2, size)
    one, two = _many(2, first)[2:], _many(2, second)[2:]
    told = (
        f"{one.capitalize()} cost ${price} each and {two} cost ${other} each. "
        f"{draw.choice(_NAMES)} sold {a + b} of them for ${a * price + b * other} in all."
    )
    wanted, gold, thing = draw.choice([("x", a, one), ("y", b, two)])
    equations = [
        equal(add(x, y), number(a + b)),
        equal(_weighted(price, x, other, y), number(a * price + b * other)),
    ]
    return _solved(f"{told} How many {thing} were sold?", equations, ("x", "y"), wanted, str(gold))


def _legs(draw: Random, size: int) -> Draft:
    x, y = _xy()
    first, second, legs, others = draw.choice(_ANIMALS)
    a, b = draw.randint(1, size), draw.randint(1, size)
    told = (
        f"A farm has {first}s and {second}s. Together they have {a + b} heads and "
        f"{a * legs + b * others} legs."
    )
    wanted, gold, animal = draw.choice([("x", a, first), ("y", b, second)])
    equations = [
        equal(add(x, y), number(a + b)),
        equal(_weighted(legs, x, others, y), number(a * legs + b * others)),
    ]
    return _solved(
        f"{told} How many {animal}s are there?", equations, ("x", "y"), wanted, str(gold)
    )


def _ages(draw: Random, size: int) -> Draft:
    x, y = _xy()
    one, two = draw.sample(_NAMES, 2)
    young, factor, years = draw.randint(2, 20), draw.randint(2, 4), draw.randint(1, 12)
    old = factor * young
    told = (
        f"{one} is {factor} times as old as {two}. In {years} years the sum of their ages "
        f"will be {old + young + 2 * years}."
    )
    later = add(add(x, number(years)), add(y, number(years)))
    equations = [
        equal(x, Call("*", (number(factor), y))),
        equal(later, number(old + young + 2 * years)),
    ]
    wanted, gold, who = draw.choice([("x", old, one), ("y", young, two)])
    return _solved(f"{told} How old is {who} now?", equations, ("x", "y"), wanted, str(gold))


def _rectangle(draw: Random, size: int) -> Draft:
    x, y = _xy()
    width, gap = draw.randint(1, size), draw.randint(1, size)
    length = width + gap
    around = 2 * (length + width)
    unit = draw.choice(["metres", "cm", "feet", "inches"])
    told = (
        f"The perimeter of a rectangle is {around} {unit}. It is {gap} {unit} longer than it is "
        "wide."
    )
    wanted, gold, side = draw.choice([("x", length, "length"), ("y", width, "width")])
    equations = [
        equal(Call("*", (number(2), add(x, y))), number(around)),
        equal(x, add(y, number(gap))),
    ]
    return _solved(f"{told} What is its {side}?", equations, ("x", "y"), wanted, str(gold))
