"""Expressions, answers and steps as people write and say them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from strategies import expressions

from mycelium_ir.display import display, display_answer, sentence
from mycelium_ir.language import base_language
from mycelium_ir.nodes import Step
from mycelium_ir.parser import parse, parse_expression


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1 + 3*sqrt(11)", "1 + 3√11"),
        ("x**2 + 3*x - 10", "x² + 3x − 10"),
        ("5 - I", "5 − i"),
        ("-3*I", "−3i"),
        ("-7/2", "−7/2"),
        ("-3*x*sqrt(2)/(2*y)", "−3x·√2/(2y)"),
        ("2*pi*r", "2π·r"),
        ("-oo", "−∞"),
        # Products: a dot wherever nothing could be misread.
        ("2*3", "2·3"),
        ("2*s0", "2·s0"),
        ("s0*2", "s0·2"),
        ("x*y", "x·y"),
        ("2*(x + 1)", "2(x + 1)"),
        ("2*(-3)", "2·(−3)"),
        ("(a + b)*(c - d)", "(a + b)·(c − d)"),
        ("2*x**2", "2x²"),
        ("2*root(2, 5)", "2·⁵√2"),
        # Signs, sums and quotients keep their brackets where they matter.
        ("-(a + b)", "−(a + b)"),
        ("-(-a)", "−(−a)"),
        ("1 + -3", "1 + (−3)"),
        ("a - (b - c)", "a − (b − c)"),
        ("a - b - c", "a − b − c"),
        ("a/b/c", "a/b/c"),
        ("a/(b/c)", "a/(b/c)"),
        ("a*(b/c)", "a·(b/c)"),
        ("(a/b)*c", "(a/b)·c"),
        ("1/2*x", "(1/2)·x"),
        ("a/(2*x)", "a/(2x)"),
        # Powers and roots.
        ("-2**2", "−2²"),
        ("(-2)**2", "(−2)²"),
        ("x**-1", "x⁻¹"),
        ("x**(n + 1)", "x^(n + 1)"),
        ("x**0.5", "x^0.5"),
        ("2**3**2", "2^(3²)"),
        ("(2**3)**2", "(2³)²"),
        ("sqrt(x + 1)**2", "(√(x + 1))²"),
        ("sqrt(x**2)", "√(x²)"),
        ("cbrt(2)", "∛2"),
        ("exp(2*x)", "e^(2x)"),
        ("exp(1)", "e"),
        ("factorial(n + 1)/factorial(n)", "(n + 1)!/n!"),
        ("percent(12)*x", "12%·x"),
        # Sets, points, intervals, statements.
        ("{-5, 2}", "{−5, 2}"),
        ("set()", "∅"),
        ("(1, -2)", "(1, −2)"),
        ("interval(-2, 7)", "[−2, 7]"),
        ("right_open_interval(0, oo)", "[0, ∞)"),
        ("union(open_interval(-oo, 0), {1})", "(−∞, 0) ∪ {1}"),
        ("Eq(m, r + 2)", "m = r + 2"),
        ("Ne(a, b)", "a ≠ b"),
        ("x**2 <= 20", "x² ≤ 20"),
        ("and(x > 2, x < 5)", "(x > 2) and (x < 5)"),
        ("mod(17, 5)", "17 mod 5"),
        ("abs(x) - floor(x/2)", "|x| − ⌊x/2⌋"),
        # The rest as it is.
        ("solve(s0, s1; m)", "solve(s0, s1; m)"),
        ("f(2)", "f(2)"),
        ("_ + 1", "□ + 1"),
    ],
)
def test_display(text, shown):
    assert display(parse_expression(text)) == shown


@settings(max_examples=200, deadline=None)
@given(expressions)
def test_every_expression_can_be_displayed(expression):
    shown = display(expression)
    assert shown
    assert shown.count("(") + shown.count("[") + shown.count("{") == (
        shown.count(")") + shown.count("]") + shown.count("}")
    )


@pytest.mark.parametrize(
    ("value", "goal", "shown"),
    [
        ("72", "integer", "72"),
        ("381/250", "rational", "381/250"),
        ("3/25", "percent", "12%"),
        ("1/8", "percent", "12.5%"),
        ("-1/3", "percent", "(−100/3)%"),
        ("5 - I", "complex_standard_form", "5 − i"),
        ("{-5, 2}", "solution_set", "{−5, 2}"),
        ("{1 - 3*sqrt(11), 1 + 3*sqrt(11)}", "solution_set", "1 ± 3√11"),
        ("{-sqrt(2), sqrt(2)}", "solution_set", "±√2"),
        ("{1/2 - sqrt(5)/2, 1/2 + sqrt(5)/2}", "solution_set", "1/2 ± √5/2"),
        ("{-1 - 2*I, -1 + 2*I}", "solution_set", "−1 ± 2i"),
        # No pair: three members, whole numbers, two terms that differ, a rational that does.
        ("{-2, 2}", "solution_set", "{−2, 2}"),
        ("{-sqrt(2), 0, sqrt(2)}", "solution_set", "{−√2, 0, √2}"),
        ("{-sqrt(3), sqrt(2)}", "solution_set", "{−√3, √2}"),
        ("{-1 - sqrt(2), 1 + sqrt(2)}", "solution_set", "{−1 − √2, 1 + √2}"),
        ("{-1 + sqrt(2), 1 + sqrt(2)}", "solution_set", "{−1 + √2, 1 + √2}"),
        ("{1 - sqrt(2), 1 + sqrt(2)}", "set", "{1 − √2, 1 + √2}"),
        ("true", "boolean", "true"),
        ("1/2", None, "1/2"),
    ],
)
def test_display_answer(value, goal, shown):
    assert display_answer(value, goal) == shown


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("quantity = 48", "take 48"),
        ("divide = s0 / 2", "divide s0 by 2"),
        ("add = s0 + s1 + 3", "add s0, s1 and 3"),
        ("subtract = s0 - s1", "subtract s1 from s0"),
        ("multiply = (s0 + 1)*2", "multiply (s0 + 1) by 2"),
        ("multiply = s0*2*s1", "multiply s0, 2 and s1"),
        ("power = s0**2", "square s0"),
        ("percent_of = s0*percent(12)", "multiply s0 by 12%"),
        ("equation = Eq(m, r + 2)", "note that m = r + 2"),
        ("solve = solve(s0, s1; m)", "solve s0 and s1 for m"),
        ("total = sum(k**2; k, 1, 10)", "add up k² for k from 1 to 10"),
        ("filter = where(s0; x > 0)", "keep the members of s0 where x > 0"),
        ("unit_convert = s0*381/1250", "convert the units: s0·381/1250"),
        ("compare = contains(s0, 2)", "true or false: contains(s0, 2)"),
        ("apply = f(2)", "compute f(2)"),
        ("divide = _ / _", "divide □ by □"),
        ("divide", "a quotient, whose expression is not known yet"),
    ],
)
def test_sentence(step, said):
    program = parse(f"mycelium 1\nstep s9 : {step}")
    assert sentence(program.steps[0], base_language()) == said


def test_a_step_without_operation_is_said_too():
    assert sentence(Step("s0"), base_language()) == "a step, whose expression is not known yet"
    expression = parse_expression("next_prime(s0)")
    assert sentence(Step("s1", expression=expression), base_language()) == (
        "the least prime above a number: next_prime(s0)"
    )
