"""Complex numbers in standard form, and the values of sine, cosine and tangent."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from random import Random

from mycelium_distill.algebra.own.wording import nonzero
from mycelium_distill.algebra.sketch import Draft, Sketch
from mycelium_ir.nodes import Call, Expression, Name, number

_Complex = tuple[Fraction, Fraction]

_ASKED = (
    "Express {e} in the form a+bi.",
    "Express {e} in the form a + bi.",
    "Write {e} in the form a + bi.",
    "Write {e} in standard form.",
    "Simplify {e} to the form a + bi.",
    "What is {e} in the form a+bi?",
    "Calculate {e}.",
)


def complex_form(draw: Random, level: str) -> Draft:
    """Two complex numbers added, subtracted, multiplied or divided; a square; a power of i."""
    size = {"easy": 5, "medium": 9, "hard": 20}[level]
    kind = draw.choice(["*", "*", "*", "+", "-", "/", "square", "power"])
    tight = draw.choice([True, False])
    a = (Fraction(nonzero(draw, -size, size)), Fraction(nonzero(draw, -size, size)))
    b = (Fraction(nonzero(draw, -size, size)), Fraction(nonzero(draw, -size, size)))
    sketch = Sketch("")
    if kind == "power":
        exponent = draw.randint(2, 10 * size)
        shown = f"i^{exponent}"
        expression: Expression = Call("**", (Name("I"), number(exponent)))
        value = [(1, 0), (0, 1), (-1, 0), (0, -1)][exponent % 4]
        gold = _gold((Fraction(value[0]), Fraction(value[1])))
    elif kind == "square":
        shown = f"({_shown(a, tight)})" + draw.choice(["²", "^2"])
        expression = Call("**", (_expression(a), number(2)))
        gold = _gold(_multiplied(a, a))
    else:
        sign = {"*": draw.choice(["", "", "*", " × "])}.get(kind, f" {kind} ")
        shown = f"({_shown(a, tight)}){sign}({_shown(b, tight)})"
        expression = Call(kind, (_expression(a), _expression(b)))
        gold = _gold(_OPERATIONS[kind](a, b))
    text = draw.choice(_ASKED).format(e=shown)
    step = sketch.step(expression, "complex_arithmetic")
    return sketch.draft("complex_standard_form", step, gold, text)


def _multiplied(a: _Complex, b: _Complex) -> _Complex:
    return a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]


def _divided(a: _Complex, b: _Complex) -> _Complex:
    square = b[0] ** 2 + b[1] ** 2
    real, imaginary = _multiplied(a, (b[0], -b[1]))
    return real / square, imaginary / square


_OPERATIONS: dict[str, Callable[[_Complex, _Complex], _Complex]] = {
    "+": lambda a, b: (a[0] + b[0], a[1] + b[1]),
    "-": lambda a, b: (a[0] - b[0], a[1] - b[1]),
    "*": _multiplied,
    "/": _divided,
}


def _shown(value: _Complex, tight: bool) -> str:
    real, imaginary = value
    size = "" if abs(imaginary) == 1 else str(abs(imaginary))
    sign = "+" if imaginary > 0 else "-"
    return f"{real}{sign}{size}i" if tight else f"{real} {sign} {size}i"


def _expression(value: _Complex) -> Expression:
    size = abs(value[1])
    unit: Expression = Name("I")
    part = unit if size == 1 else Call("*", (number(size), unit))
    return Call("+" if value[1] > 0 else "-", (number(value[0]), part))


def _gold(value: _Complex) -> str:
    return f"{value[0]} {'+' if value[1] >= 0 else '-'} {abs(value[1])}*i"


_EXACT = {
    "sin": {0: "0", 30: "1/2", 45: "sqrt(2)/2", 60: "sqrt(3)/2", 90: "1"},
    "tan": {0: "0", 30: "sqrt(3)/3", 45: "1", 60: "sqrt(3)"},
}
_PARTS = {30: "π/6", 45: "π/4", 60: "π/3", 90: "π/2", 120: "2π/3", 135: "3π/4", 150: "5π/6",
          180: "π", 210: "7π/6", 225: "5π/4", 240: "4π/3", 270: "3π/2", 300: "5π/3",
          315: "7π/4", 330: "11π/6", 360: "2π"}  # fmt: skip


def trigonometric_value(draw: Random, level: str) -> Draft:
    """The exact value of a sine, cosine or tangent, in degrees or radians; inverses too."""
    angles = {"easy": [0, 30, 45, 60, 90], "medium": list(range(181)), "hard": list(range(361))}
    function = draw.choice(["sin", "cos", "tan"])
    while True:
        angle = draw.choice([a for a in angles[level] if a % 30 == 0 or a % 45 == 0])
        exact = _exact(function, angle)
        if exact is not None:
            break
    asked = (
        "What is {e}?",
        "Find the exact value of {e}.",
        "Evaluate {e}.",
        "What is the exact value of {e}?",
        "Calculate {e}.",
        "Determine {e}.",
    )
    word = {"sin": "sine", "cos": "cosine", "tan": "tangent"}[function]
    sketch = Sketch("")
    if draw.random() < 0.4 and angle in _PARTS:
        shown = _PARTS[angle] if draw.random() < 0.6 else _PARTS[angle].replace("π", "pi")
        shown = shown.replace("pi", "*pi") if "pi" in shown and shown[0].isdigit() else shown
        call = Call(function, (_radians(angle),))
        text = draw.choice(asked).format(e=f"{function}({shown})")
    else:
        call = Call(f"{function}_deg", (number(angle),))
        shown = draw.choice(
            [f"{function} {angle}°", f"{function}({angle}°)", f"{function}({angle} degrees)",
             f"the {word} of {angle} degrees"]
        )  # fmt: skip
        text = draw.choice(asked).format(e=shown)
    return sketch.draft("number", sketch.step(call, "trigonometry"), exact, text)


def _radians(angle: int) -> Expression:
    part = Fraction(angle, 180)
    pi: Expression = Name("pi")
    top = pi if part.numerator == 1 else Call("*", (number(part.numerator), pi))
    return top if part.denominator == 1 else Call("/", (top, number(part.denominator)))


def _exact(function: str, angle: int) -> str | None:
    """The value by the quadrant's sign and the reference angle; None where there is none."""
    if function == "cos":
        function, angle = "sin", angle + 90
    half = 180 if function == "tan" else 360
    angle %= half
    sign = ""
    if function == "sin" and angle > 180:
        angle, sign = angle - 180, "-"
    if angle > 90:
        angle = 180 - angle
        sign = "-" if function == "tan" else sign
    value = _EXACT[function].get(angle)
    return None if value is None else ("0" if value == "0" else sign + value)
