"""Splits, number-masked texts, near neighbours and the baseline that copies equations."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pytest

from mycelium.evaluation.equations import solve_simple
from mycelium.evaluation.rounding import agrees, rounded
from mycelium.evaluation.splits import (
    Neighbours,
    copied_answer,
    jaccard,
    masked,
    numbers_in,
    split_of_row,
    without_measured,
)


@dataclass(frozen=True)
class Row:
    problem: str
    equation: str = ""


def test_one_row_in_sixteen_reports_and_one_tunes() -> None:
    parts = [split_of_row(i) for i in range(64)]
    assert parts[:3] == ["report", "tune", "train"]
    assert parts.count("report") == parts.count("tune") == 4
    assert parts.count("train") == 56


@pytest.mark.parametrize(
    "other",
    [
        "Ann has 5 pens and buys 12.",
        "ann has  1,250 pens and buys 0.5 .",
        "Ann has 3 pens -- and buys 4!",
    ],
)
def test_texts_that_differ_in_numbers_only_are_the_same(other: str) -> None:
    assert masked(other) == masked("Ann has 3 pens and buys 4.")


def test_other_words_are_another_text() -> None:
    assert masked("Ann has 3 pens and sells 4.") != masked("Ann has 3 pens and buys 4.")
    assert masked("Ann has three pens.") != masked("Ann has 3 pens.")


def test_no_training_row_is_a_measured_row_with_other_numbers() -> None:
    training = [Row("Ann has 3 pens."), Row("Bob has 9 hats."), Row("Cleo runs 2 miles.")]
    measured = [Row("Ann has 44 pens."), Row("Dan bakes 5 pies.")]
    kept = without_measured(training, measured)
    assert [row.problem for row in kept.rows] == ["Bob has 9 hats.", "Cleo runs 2 miles."]
    assert [row.problem for row in kept.dropped] == ["Ann has 3 pens."]
    assert not {masked(r.problem) for r in kept.rows} & {masked(r.problem) for r in measured}


def test_jaccard() -> None:
    assert jaccard("abc", "bcd") == 0.5
    assert jaccard("", "") == 1


TRAINING = Neighbours(
    [
        Row("Ann has 3 pens and buys 4 more. How many pens has Ann now?", "X=3.0+4.0"),
        Row("A shop sells 5 hats at 6 dollars each. What does it earn?", "5*6=x"),
    ]
)


def test_the_nearest_row_and_how_near_it_is() -> None:
    found = TRAINING.nearest("Ann has 10 pens and buys 20 more. How many pens has Ann now?")
    assert found is not None
    assert (found.row.equation, found.similarity) == ("X=3.0+4.0", 1.0)
    assert TRAINING.has_near("Ann has 10 pens and buys 20 more. How many has Ann now?")
    assert not TRAINING.has_near("A train leaves at noon.")
    assert Neighbours[Row]([]).nearest("anything") is None


@pytest.mark.parametrize(
    ("problem", "answer"),
    [
        ("Bea has 10 pens and buys 20 more. How many pens has Bea now?", Fraction(30)),
        ("A shop sells 1,000 hats at 0.5 dollars each. What does it earn?", Fraction(500)),
        ("Ann has a pen and buys 4 more pens.", None),
    ],
)
def test_copying_the_nearest_equation(problem: str, answer: Fraction | None) -> None:
    assert copied_answer(problem, TRAINING, lambda row: row.equation) == answer


def test_numbers_of_a_text() -> None:
    assert numbers_in("1,080 of 2.5, then .5 and 7.") == (1080, Fraction(5, 2), Fraction(1, 2), 7)


@pytest.mark.parametrize(
    ("equation", "value"),
    [
        ("X=(69.0-51.0)", 18),
        ("37*8=x", 296),
        ("0.5+0.25", Fraction(3, 4)),
        ("x = 2 * (3 + 4) ^ 2", 98),
        ("3*x + 1 = x - 5", -3),
        ("X=-2**2", -4),
        ("10%*50=x", 5),
        ("x=1/3", Fraction(1, 3)),
    ],
)
def test_simple_equations(equation: str, value: Fraction) -> None:
    assert solve_simple(equation) == value


@pytest.mark.parametrize(
    "equation",
    ["x=0.3=0.2", "x*x=4", "x+y=3", "x", "(1+2", "1+", "2 $ 3", "2^x=8", "2^999999", "1 2", "x=x"],
)
def test_what_is_no_simple_equation_is_refused(equation: str) -> None:
    with pytest.raises((ValueError, ZeroDivisionError)):
        solve_simple(equation)


def test_a_tie_is_rounded_away_from_zero() -> None:
    assert rounded(Fraction(1, 8), 2) == Fraction(13, 100)
    assert rounded(Fraction(-1, 8), 2) == Fraction(-13, 100)
    assert rounded(Fraction(1, 3), 3) == Fraction(333, 1000)


def test_only_decimals_of_two_places_or_more_round() -> None:
    third = Fraction(1, 3)
    assert agrees(third, Fraction("0.33"), 2)
    assert not agrees(third, Fraction("0.3"), 1)
    assert not agrees(third, Fraction("0.33"), None)
    assert agrees(third, third, None)
