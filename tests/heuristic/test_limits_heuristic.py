"""What the rules cannot read ends in an error that says what is missing, never in an answer."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import pytest

from mycelium.compiler import RowResult
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.parser import parse

Run = Callable[..., list[RowResult]]


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        ("", "MYC180"),
        ("?! ...", "MYC180"),
        ("Ida has some pens. How many pens has Ida?", "MYC181"),
        ("Ida has 3 pens and buys 4.", "MYC182"),
        ("Ida hat 3 Stifte und kauft 4. Wie viele hat sie nun?", "MYC182"),
        ("Ida tiene 3 lápices y compra 4. ¿Cuántos tiene?", "MYC182"),
        ("イダはペンを3本持っています。何本ですか。", "MYC182"),
    ],
)
def test_unreadable_problems_say_why(problem: str, code: str, run_passes: Run) -> None:
    with pytest.raises(MyceliumError) as error:
        _ = run_passes("heuristic", problem)[0].program
    assert error.value.code == code
    assert error.value.diagnostics[0].hint


def test_a_persons_step_of_an_unknown_shape_is_not_guessed(run_passes: Run) -> None:
    program = parse(
        "mycelium 1\n"
        'problem "Ida has 3 pens and buys 4. How many pens has Ida now?"\n'
        "step s0 : geometry\n"
    )
    with pytest.raises(MyceliumError) as error:
        _ = run_passes("heuristic.extract", program)[0].program
    assert error.value.code == "MYC184"


def test_an_answer_without_a_value_has_no_form(run_passes: Run) -> None:
    program = parse(
        'mycelium 1\nproblem "How many pens are 3 and 4?"\nstep s0 : add = 3 + _\nanswer s0\n'
    )
    with pytest.raises(MyceliumError) as error:
        _ = run_passes("heuristic.goal", program)[0].program
    assert error.value.code == "MYC185"


@pytest.mark.parametrize(
    "problem",
    [
        "Ida has 6 pens and 0 boxes with 0 pens in each box. How many pens in each box?",
        "Ida shares 5 nuts equally among 0 friends. How many nuts does each friend get?",
        "Ida had 3 pens and lost 9 pens and 8 pens. How many pens are left?",
        "It was -3 degrees and is 4 degrees now. What is the difference?",
    ],
)
def test_odd_numbers_are_no_reason_to_crash(problem: str, run_passes: Run) -> None:
    result = run_passes("heuristic", problem)[0]
    assert result.ok or result.diagnostics[0].code == "MYC183"


def test_long_problems_take_no_more_than_moments(run_passes: Run) -> None:
    many = "Ida buys 3 pens and 4 red cups. " * 300 + "How many pens does Ida buy?"
    words = "buy " * 20_000 + "3 pens. How many pens?"
    nested = "Compute " + "(" * 300 + "1 + 2" + ")" * 300 + "."
    start = perf_counter()
    for result in run_passes("heuristic.segment,heuristic.classify", many, words, nested):
        assert result.ok or result.diagnostics[0].code.startswith("MYC18")
    assert perf_counter() - start < 10
