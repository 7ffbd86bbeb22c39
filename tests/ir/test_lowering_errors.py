"""Hostile and mistaken expressions: each ends in a diagnostic with a code and a place."""

import pytest

from mycelium_ir.language import base_language
from mycelium_ir.lowering import evaluate
from mycelium_ir.parser import parse

CASES = [
    ("1/0", "MYC100"),
    ("1/((1 + sqrt(2))**2 - 3 - 2*sqrt(2))", "MYC100"),
    ("x/(x - x)", "MYC100"),
    ("0**-1", "MYC100"),
    ("mod(5, 0)", "MYC100"),
    ("slope((0, 0), (0, 1))", "MYC100"),
    ("0**0", "MYC101"),
    ("log(0)", "MYC101"),
    ("log(5, 1)", "MYC101"),
    ("tan(pi/2)", "MYC101"),
    ("oo - oo", "MYC101"),
    ("substitute(1/x; x, 0)", "MYC101"),
    ("9**9**9", "MYC102"),
    ("10**-10**9", "MYC102"),
    ("sqrt(2)**10**9", "MYC102"),
    ("(2*x)**10**9", "MYC102"),
    ("2**(10**9 + 1/2)", "MYC102"),
    ("(1 + I)**10**9", "MYC102"),
    ("factorial(10**9)", "MYC102"),
    ("factorial(10**30)", "MYC102"),
    ("binomial(10**6, 5*10**5)", "MYC102"),
    ("permutations(10**6, 10**5)", "MYC102"),
    ("product(k; k, 1, 10**9)", "MYC102"),
    ("floor(exp(10**9))", "MYC102"),
    ("round(1/3, 10**9)", "MYC102"),
    ("substitute(x**y; x, 10, y, 10**9)", "MYC102"),
    ("expand((x + y)**10**6)", "MYC103"),
    ("integers(interval(0, 10**9))", "MYC103"),
    ("floor(oo)", "MYC104"),
    ("factorial(-1)", "MYC106"),
    ("component((1, 2), 3)", "MYC106"),
    ("interval(3, 1)", "MYC106"),
    ("is_prime(1/2)", "MYC106"),
    ("gcd(12, x)", "MYC106"),
    ("divisors(0)", "MYC106"),
    ("diff(x; 3)", "MYC106"),
    ("max({})", "MYC106"),
    ("max(open_interval(0, 1))", "MYC106"),
    ("limit(1/x; x, 0)", "MYC106"),
    ("Eq((1, 2), {1})", "MYC106"),
    ("count(k; k, 1, 3)", "MYC106"),
    ("sum(is_prime(k); k, 1, 9)", "MYC106"),
    ("atan2(I, 1)", "MYC106"),
    ("mean(f, 1)", "MYC106"),
    ("where({{1}}; Eq(x**2, 4))", "MYC106"),
    ("limit(x; x, 1/x)", "MYC106"),
    ("sin(oo)", "MYC101"),
    ("quotient(oo, -oo)", "MYC101"),
    ("substitute(x > 0; x, I)", "MYC109"),
    ("difference(union({1}, interval(3, 4)), {(1, 2)})", "MYC114"),
    ("I < 3", "MYC109"),
    ("z < 3", "MYC109"),
    ("max(I, 1)", "MYC109"),
    ("floor(I)", "MYC109"),
    ("integrate(exp(-x**2); x)", "MYC114"),
    ("sum(solve(x > 0; x))", "MYC115"),
    ("only(interval(0, 1))", "MYC115"),
    ("sum(mod(k, 7); k, 1, 10**9)", "MYC116"),
    ("count(is_prime(k); k, 1, 10**9)", "MYC116"),
    ("only({1, 2})", "MYC117"),
    ("only({})", "MYC117"),
    ("convert(1, metre, second)", "MYC118"),
    ("convert(1, metrr, foot)", "MYC073"),
    ("convert(1, 5, foot)", "MYC073"),
    ("convert(1, electron_mass, kilogram)", "MYC073"),
    ("{1, 2} + 3", "MYC070"),
    ("(1, 2) + (3, 4)", "MYC070"),
    ("max({1, 2}) + {1}", "MYC070"),
    ("(x > 1) + 1", "MYC070"),
    ("is_prime(x)", "MYC070"),
    ("f + 1", "MYC070"),
    ("sqrt(1, 2)", "MYC072"),
    ("f(1, 2)", "MYC072"),
    ("sum(k; 3, 1, 5)", "MYC074"),
    ("nowhere + 1", "MYC040"),
    ("nothing(3)", "MYC046"),
]


@pytest.mark.parametrize(("expression", "code"), CASES)
def test_diagnostic(expression: str, code: str) -> None:
    text = (
        "mycelium 1\nunknown x, y in real\nunknown z in complex\ndefine f(x) = x**2\n"
        f"step s0 = {expression}\nanswer s0\n"
    )
    outcome = evaluate(parse(text), base_language())
    assert outcome.answer is None
    (found,) = outcome.diagnostics
    assert found.code == code, found
    assert found.subject == "s0"
    assert found.at is not None
    start = text.index("step s0 = ") + len("step s0 = ")
    assert start <= found.at[0] < found.at[1] <= start + len(expression)


def test_a_set_where_a_number_is_needed_names_the_ways_out() -> None:
    text = "mycelium 1\nstep s0 = {1, 2}\nstep s1 = s0 * 2\nanswer s1\n"
    (found,) = evaluate(parse(text), base_language()).diagnostics
    assert found.hint is not None
    for way in ("only(s0)", "max(s0)", "where(s0; x > 0)"):
        assert way in found.hint


def test_numbers_grow_up_to_the_limit_and_not_beyond() -> None:
    text = "mycelium 1\nstep s0 = 10**99\nstep s1 = s0*10\nanswer s0\n"
    outcome = evaluate(parse(text), base_language(), digits=100)
    assert [d.code for d in outcome.diagnostics] == ["MYC102"]
    assert list(outcome.values) == ["s0"]


def test_thousands_of_digits_are_written_out() -> None:
    text = "mycelium 1\nstep s0 = 7 - 10**9000\nanswer s0\n"
    outcome = evaluate(parse(text), base_language())
    assert outcome.answer is not None
    assert outcome.answer.text == "-" + "9" * 8999 + "3"


def test_growing_expressions_meet_the_size_limit() -> None:
    steps = "".join(f"step s{i} = s{i - 1} + sin(s{i - 1})\n" for i in range(1, 40))
    text = f"mycelium 1\nunknown x in real\nstep s0 = x\n{steps}answer s39\n"
    outcome = evaluate(parse(text), base_language(), size=1000)
    assert [d.code for d in outcome.diagnostics] == ["MYC103"]


def test_a_value_nested_too_deep_is_an_error() -> None:
    steps = "".join(f"step s{i} = sin(s{i - 1})\n" for i in range(1, 400))
    text = f"mycelium 1\nunknown x in real\nstep s0 = x\n{steps}answer s399\n"
    (found,) = evaluate(parse(text), base_language()).diagnostics
    assert found.code == "MYC008"
