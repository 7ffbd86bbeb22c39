"""Logarithms with exact values, and equations that they solve."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from mycelium_distill.algebra.own.arithmetic import fraction, one_step
from mycelium_distill.algebra.sketch import Draft, Sketch
from mycelium_ir.nodes import Call, Name, number

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def logarithm(draw: Random, level: str) -> Draft:
    """Logarithms with exact values, and equations that they solve."""
    size = {"easy": 5, "medium": 8, "hard": 13}[level]
    base = draw.randint(2, size)
    exponent = draw.randint(1, 6 if base < 5 else 3)
    kind = draw.choice(["value", "value", "value", "fraction", "natural", "sum", "equation"])
    if kind == "equation":
        return _exponential(draw, base, exponent)
    if kind == "natural":
        text = draw.choice(
            ("What is ln(e^{n})?", "Evaluate ln(e**{n}).", "Simplify ln(e^{n}).")
        ).format(n=exponent)
        call = Call("ln", (Call("**", (Name("E"), number(exponent))),))
        return one_step(text, call, "integer", str(exponent))
    if kind == "sum":
        other = draw.randint(1, 3)
        a, b = base**exponent, base**other
        text = f"What is {_log(draw, base, a)} + {_log(draw, base, b)}?"
        sketch = Sketch(text)
        parts = tuple(sketch.step(Call("log", (number(v), number(base)))) for v in (a, b))
        return sketch.draft("integer", sketch.step(Call("+", parts)), str(exponent + other))
    value = Fraction(base) ** exponent
    if kind == "fraction":
        value = 1 / value
        exponent = -exponent
    argument = number(value.numerator) if kind == "value" else fraction(value)
    text = draw.choice(
        ("What is {e}?", "Evaluate {e}.", "Calculate {e}.", "Find the value of {e}.")
    ).format(e=_log(draw, base, value))
    call = Call("log", (argument, number(base)))
    return one_step(text, call, "integer", str(exponent))


def _log(draw: Random, base: int, value: int | Fraction) -> str:
    return draw.choice(
        (
            f"log_{base}({value})",
            f"log{str(base).translate(_SUBSCRIPTS)}({value})",
            f"the logarithm of {value} to base {base}",
            f"log base {base} of {value}",
        )
    )


def _exponential(draw: Random, base: int, exponent: int) -> Draft:
    letter = draw.choice("xxynt")
    value = base**exponent
    kind = draw.random() < 0.5
    shown = f"{base}^{letter} = {value}" if kind else f"log_{base}({letter}) = {exponent}"
    text = draw.choice(
        ("Solve {e} for {x}.", "Find {x} if {e}.", "If {e}, what is {x}?", "Solve {e}.")
    ).format(e=shown, x=letter)
    sketch = Sketch(text)
    x = sketch.unknown(letter)
    if kind:
        first = sketch.step(Call("Eq", (Call("**", (number(base), x)), number(value))))
        gold = exponent
    else:
        first = sketch.step(Call("Eq", (Call("log", (x, number(base))), number(exponent))))
        gold = value
    step = sketch.step(Call("solve", (first,), (x,)))
    return sketch.draft("solution_set", step, str(gold))
