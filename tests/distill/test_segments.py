"""Where a problem's text may be cut into clauses."""

import itertools

import pytest

from mycelium_distill.labels.segments import question, segment_of, segments


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in segments(text)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "Ann has 3 pens, and then she buys 4. How many now?",
            ["Ann has 3 pens", "and then she buys 4", "How many now"],
        ),
        ("What is the mean of 5, -2, 7?", ["What is the mean of 5, -2, 7"]),
        ("A coat costs $1,234.50; it is reduced.", ["A coat costs $1,234.50", "it is reduced"]),
        ("If m = r + 2 and m × r = 98, find m", ["If m = r + 2 and m × r = 98", "find m"]),
        ("Solve x - 3 = 5 for x.", ["Solve x - 3 = 5 for x"]),
        ("What is f(1, g, 2)?", ["What is f(1, g, 2)"]),
        ('He said: "Take 3." Then he left.', ["He said", '"Take 3', "Then he left"]),
        ("...", []),
        ("", []),
        ("Él tiene 3 🍎\u00a0hoy, ella 4.", ["Él tiene 3 🍎\u00a0hoy", "ella 4"]),
    ],
)
def test_pieces(text, pieces):
    assert cut(text) == pieces


def test_pieces_are_in_order_and_apart():
    text = "One, two. Three; four: five - six\nseven?"
    spans = segments(text)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


def test_the_question_is_before_the_last_question_mark():
    text = "Ann has 3 pens. How many has she? Show your work."
    assert cut(text)[question(text, segments(text))] == "How many has she"
    assert question("Find m", segments("Find m")) == 0
    with pytest.raises(ValueError, match="asks nothing"):
        question("", ())


def test_the_segment_of_a_place():
    text = "Ann has 3 pens. Bob has 4."
    assert segment_of((text.index("4"), text.index("4") + 1), segments(text)) == 1
    assert segment_of((14, 15), segments(text)) is None
