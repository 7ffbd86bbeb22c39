"""Reading gold answers: what a text means, seen through the shapes that it is read into."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mycelium.evaluation.gold import read_gold
from mycelium.evaluation.shapes import Members, Range, Relation, Scalar, Shape, Truth, Union
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.printer import print_expression


def told(shape: Shape) -> str:
    match shape:
        case Scalar():
            places = "" if shape.places is None else f" to {shape.places}"
            return print_expression(shape.expression) + places + "%" * shape.percent
        case Members():
            return f"{shape.kind} " + " | ".join(map(told, shape.members))
        case Range():
            ends = "(" if shape.left_open else "[", ")" if shape.right_open else "]"
            return f"{ends[0]}{told(shape.low)}, {told(shape.high)}{ends[1]}"
        case Union():
            return " u ".join(map(told, shape.parts))
        case Relation():
            return f"{told(shape.left)} {shape.sign} {told(shape.right)}"
        case Truth():
            return str(shape.value)


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("$1,234.50", ["1234.5 to 2"]),
        ("12.5%", ["12.5 / 100 to 1%"]),
        ("2xy", ["2 * x * y"]),
        ("5 cm", ["5", "5 * c * m"]),
        ("(1,200)", ["1200", "tuple 1 | 200"]),
        ("x = 5", ["5", "x = 5"]),
        ("x > 5", ["(5, oo)", "x > 5"]),
        ("4; 6 or 3; 6", ["set list 4 | 6 | list 3 | 6"]),
        ("1 \\pm 2 or 7", ["set 1 + 2 | 1 - 2 | 7"]),
        ("[1, 2) \\cup (5, \\infty)", ["[1, 2) u (5, oo)"]),
        ("no", ["False"]),
        ("none", ["set "]),
        (r"\boxed{\frac{1}{\boxed{2}}}", ["2"]),
        ("1/2x", ["1/2 * x"]),
        ("-x^2", ["-x**2"]),
        ("2^-3", ["2**(-3)"]),
    ],
)
def test_what_a_text_means(text: str, meanings: list[str]) -> None:
    def squeezed(word: str) -> str:
        return word.replace(" ", "")

    assert [squeezed(told(s)) for s in read_gold(text)] == [squeezed(m) for m in meanings]


@given(st.text(alphabet="0123456789.,;:%$+-*/^=<>()[]{}\\_ xyipmcfraqtsboednu|±√", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        assert read_gold(text)
    except MyceliumError as error:
        assert error.code == "MYC247"  # noqa: PT017 - both ways are right


@given(st.integers(-(10**12), 10**12))
def test_every_integer_is_read(value: int) -> None:
    for text in (str(value), f"{value:,}", f"${value}", f"\\boxed{{{value}}}", f"{value} apples"):
        (shape,) = read_gold(text)
        assert isinstance(shape, Scalar)
        assert told(shape) == str(value)
