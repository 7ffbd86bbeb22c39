"""Goals: each form of answer, and the values that have no such form."""

import pytest

from mycelium_ir.goals import GoalType
from mycelium_ir.language import base_language
from mycelium_ir.lowering import Outcome, evaluate
from mycelium_ir.parser import parse

LANGUAGE = base_language()


def run(expression: str, goal: str) -> Outcome:
    text = f"mycelium 1\nunknown x, y in real\nstep s0 = {expression}\ngoal {goal} s0\n"
    return evaluate(parse(text), LANGUAGE)


@pytest.mark.parametrize("goal", LANGUAGE.goals.values(), ids=lambda goal: goal.name)
def test_example_of_the_table(goal: GoalType) -> None:
    if goal.example is None:
        assert goal.name in ("equation", "inequality")  # their examples need an unknown
        return
    outcome = run(goal.example[0], goal.name)
    assert outcome.answer is not None, outcome.diagnostics
    assert outcome.answer.text == goal.example[1]


@pytest.mark.parametrize(
    ("expression", "goal", "answer"),
    [
        ("Eq(y, 2*x + 1)", "equation", "Eq(y, 2*x + 1)"),
        ("x + 1 < 3", "inequality", "x + 1 < 3"),
        ("not(x > 1)", "inequality", "x <= 1"),
        ("(1 + sqrt(2))**2 - 2*sqrt(2)", "integer", "3"),
        ("1/8", "decimal", "0.125"),
        ("-5/2", "decimal", "-2.5"),
        ("12/100", "percent", "3/25"),
        ("3/(1 + 2*I)", "complex_standard_form", "3/5 - 6*I/5"),
        ("exp(I*pi/4)", "complex_standard_form", "sqrt(2)/2 + sqrt(2)*I/2"),
        ("(x + 1)**2", "expression", "(x + 1)**2"),
        ("solve(x**2 <= 4; x)", "interval", "interval(-2, 2)"),
        ("solve(x**2 >= 0; x)", "interval", "open_interval(-oo, oo)"),
        (
            "solve(x**2 > 4; x)",
            "solution_set",
            "union(open_interval(-oo, -2), open_interval(2, oo))",
        ),
        ("solve(Eq(x**2, -1); x)", "solution_set", "{}"),
        ("(1, x)", "point", "(1, x)"),
    ],
)
def test_form(expression: str, goal: str, answer: str) -> None:
    outcome = run(expression, goal)
    assert outcome.answer is not None, outcome.diagnostics
    assert outcome.answer.text == answer


@pytest.mark.parametrize(
    ("expression", "goal", "code", "hint"),
    [
        ("7/2", "integer", "MYC113", "round"),
        ("sqrt(2)", "integer", "MYC113", "round"),
        ("x + 1", "integer", "MYC113", "expression"),
        ("sqrt(2)", "rational", "MYC113", "number"),
        ("1/3", "decimal", "MYC113", "round(x, 2)"),
        ("pi", "decimal", "MYC113", "round(x, 2)"),
        ("I", "number", "MYC113", "complex_standard_form"),
        ("oo", "integer", "MYC113", "expression"),
        ("{1, 1/2}", "integer_set", "MYC113", "integers(s)"),
        ("interval(0, 1)", "integer_set", "MYC113", "integers(s)"),
        ("{1, 2}", "integer", "MYC071", "only(s0)"),
        ("{1, 2}", "interval", "MYC113", "solution_set"),
        ("(1, 2, 3, 4)", "point", "MYC113", None),
        ("Eq(x, x)", "equation", "MYC113", "sides"),
        ("x < 1", "equation", "MYC113", "Eq"),
        ("x < 1", "boolean", "MYC113", "unknowns"),
        ("3", "nonsense", "MYC045", None),
    ],
)
def test_value_without_the_form(expression: str, goal: str, code: str, hint: str | None) -> None:
    outcome = run(expression, goal)
    assert outcome.answer is None
    assert "s0" in outcome.values
    (found,) = outcome.diagnostics
    assert found.code == code
    assert found.at is not None
    assert hint is None or hint in (found.hint or "")
