"""Evaluation: the functions' table, order of execution, partial programs, places of errors."""

from fractions import Fraction

import pytest

from mycelium_ir.functions import Function, Result
from mycelium_ir.kinds import Kind
from mycelium_ir.language import base_language
from mycelium_ir.lowering import Body, Outcome, evaluate, with_bodies
from mycelium_ir.nodes import Call, Hole, Number, Program, Step
from mycelium_ir.outcome import Value
from mycelium_ir.parser import parse

LANGUAGE = base_language()
PREAMBLE = "unknown x, y in real\nunknown n in integer\nunknown z in complex\n"
DEFINITIONS = "define f(x) = 2*x + 1\n"


def run(expression: str) -> Outcome:
    text = f"mycelium 1\n{PREAMBLE}{DEFINITIONS}step s0 = {expression}\nanswer s0\n"
    return evaluate(parse(text), LANGUAGE)


def value(expression: str) -> str:
    outcome = run(expression)
    assert outcome.answer is not None, outcome.diagnostics
    return outcome.answer.text


# --------------------------------------------------------------------------- the table


@pytest.mark.parametrize("function", LANGUAGE.functions.values(), ids=lambda f: f.name)
def test_example_of_the_table(function: Function) -> None:
    assert function.example is not None
    assert value(function.example[0]) == function.example[1]


def test_every_kind_of_result_is_what_the_table_says() -> None:
    for function in LANGUAGE.functions.values():
        assert function.example is not None
        outcome = run(function.example[0])
        assert outcome.answer is not None
        if isinstance(function.result, Kind) and function.result is not Kind.ANY:
            assert function.result.accepts(outcome.answer.kind), function.name


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("0.1 + 0.2", "3/10"),
        ("-2**2", "-4"),
        ("2**3**2", "512"),
        ("7/2 - 3", "1/2"),
        ("round(5/2)", "3"),
        ("round(-5/2)", "-3"),
        ("round(sqrt(2), 2)", "141/100"),
        ("round(1249, -2)", "1200"),
        ("mod(-7, 3)", "2"),
        ("quotient(-7, 2)", "-4"),
        ("log(1000)", "3"),
        ("log(8, 1/2)", "-3"),
        ("log(6, 12)", "ln(6)/ln(12)"),
        ("ln(E**2)", "2"),
        ("(-8)**(1/3)", "2*(-1)**(1/3)"),
        ("root(-32, 5)", "-2"),
        ("sqrt(-4)", "2*I"),
        ("1/(1 + sqrt(2))", "-1 + sqrt(2)"),
        ("sqrt(3 + 2*sqrt(2))", "1 + sqrt(2)"),
        ("(1 + sqrt(2))**3", "7 + 5*sqrt(2)"),
        ("(1 + I)**8", "16"),
        ("abs(3 + 4*I)", "5"),
        ("sin_deg(45)", "sqrt(2)/2"),
        ("atan2(-1, -1)", "-3*pi/4"),
        ("atan2_deg(0, -5)", "180"),
        ("atan2_deg(-3, 0)", "-90"),
        ("lcm(1/2, 1/3)", "1"),
        ("members({})", "tuple()"),
        ("intersection(interval(0, 3), integers(open_interval(0, oo)))", "{1, 2, 3}"),
        ("gcd({12, 18})", "6"),
        ("median((3, 3, 1))", "3"),
        ("max(x, 3)", "max(3, x)"),
        ("max(sqrt(2), 3/2)", "3/2"),
        ("sum({1, 2, 3})", "6"),
        ("sum((1, 1))", "2"),
        ("sum(k; k, 5, 1)", "0"),
        ("sum(x**k; k, 0, 3)", "x**3 + x**2 + x + 1"),
        ("sum(k; k, 1, n)", "n**2/2 + n/2"),
        ("sum(k**2; k, 1, 10**18)", "333333333333333333833333333333333333500000000000000000"),
        ("sum(1/2**k; k, 0, oo)", "2"),
        ("sum(sum(m*k; m, 1, k); k, 1, 10)", "1705"),
        ("sum(digit_sum(k); k, 1, 100)", "901"),
        ("count(Eq(mod(k, 3), 0); k, 1, 100)", "33"),
        ("count({5, 5, 6})", "2"),
        ("f(f(x))", "4*x + 3"),
        ("f", "f"),
        ("inverse(f; x)", "x/2 - 1/2"),
        ("substitute(x + y; x, y, y, x)", "x + y"),
        ("substitute(Eq(x, y); x, 3)", "Eq(3, y)"),
        ("limit(1/x; x, 0, 1)", "oo"),
        ("integrate(1/x; x)", "ln(x)"),
        ("collect(x*y + x + y; x, y)", "x*(y + 1) + y"),
        ("where({1, 2, 3}; and(x > 1, Ne(x, 3)))", "{2}"),
        ("where({(1, 2), (3, 1)}; x > y, x, y)", "{(3, 1)}"),
        ("where(interval(0, 10); x**2 > 4)", "left_open_interval(2, 10)"),
        ("integers(open_interval(0, oo))", "integers(right_open_interval(1, oo))"),
        (
            "difference(interval(0, 5), {3})",
            "union(right_open_interval(0, 3), left_open_interval(3, 5))",
        ),
        ("{{1, 2}, {2, 1}}", "{{1, 2}}"),
        ("{sqrt(2), 1, -pi}", "{-pi, 1, sqrt(2)}"),
        ("distance((0, 0), (1, 1))", "sqrt(2)"),
        ("Eq({1, 2}, {2, 1})", "true"),
        ("Eq(sqrt(2)*sqrt(3), sqrt(6))", "true"),
        ("sqrt(2)*sqrt(3) <= sqrt(6)", "true"),
        ("or(1 < 2, x > 1)", "true"),
        ("sqrt(x**2)", "abs(x)"),
        ("2*(x + 1)", "2*x + 2"),
        ("conj(z)", "conj(z)"),
    ],
)
def test_value(expression: str, expected: str) -> None:
    assert value(expression) == expected


# --------------------------------------------------------------------------- programs


def test_every_value_is_kept_in_order_of_execution() -> None:
    program = parse("mycelium 1\nstep b = a + 1\nstep a = 2\nstep c = {a, b}\nanswer b\n")
    outcome = evaluate(program, LANGUAGE)
    assert outcome.ok
    assert {name: str(v) for name, v in outcome.values.items()} == {
        "a": "2",
        "b": "3",
        "c": "{2, 3}",
    }
    assert list(outcome.values) == ["a", "b", "c"]
    assert outcome.values["c"].kind is Kind.SET
    assert outcome.answer == Value(Kind.NUMBER, "3")


def test_a_failed_step_is_reported_once_and_its_users_are_left_out() -> None:
    program = parse("mycelium 1\nstep a = 1/0\nstep b = a + 1\nstep c = 5\nanswer b\n")
    outcome = evaluate(program, LANGUAGE)
    assert [d.code for d in outcome.diagnostics] == ["MYC100"]
    assert outcome.diagnostics[0].subject == "a"
    assert list(outcome.values) == ["c"]
    assert outcome.answer is None


def test_an_error_points_at_the_call() -> None:
    text = "mycelium 1\nstep s0 = 3\nstep s1 = 1 + 2*only({s0, 4})\nanswer s1\n"
    (found,) = evaluate(parse(text), LANGUAGE).diagnostics
    assert found.code == "MYC117"
    assert found.at is not None
    assert text[slice(*found.at)] == "only({s0, 4})"
    assert "max(s)" in (found.hint or "")


def test_a_cycle_is_an_error() -> None:
    program = parse("mycelium 1\nstep a = b\nstep b = a\nanswer a\n")
    assert [d.code for d in evaluate(program, LANGUAGE).diagnostics] == ["MYC032"]


def test_an_unfinished_program_does_not_run() -> None:
    program = parse("mycelium 1\nstep a = 2\nstep b : add\nstep c = a + _\n")
    codes = [d.code for d in evaluate(program, LANGUAGE).diagnostics]
    assert codes == ["MYC111", "MYC111", "MYC112"]


def test_an_unfinished_program_is_evaluated_as_far_as_it_goes() -> None:
    text = "mycelium 1\nstep a = 2\nstep b : add\nstep c = a + _\nstep d = c + b\nstep e = a*3\n"
    outcome = evaluate(parse(text), LANGUAGE, partial=True)
    assert outcome.diagnostics == ()
    assert {name: v.text for name, v in outcome.values.items()} == {"a": "2", "e": "6"}


def test_a_definition_reads_steps_and_hides_unknowns() -> None:
    text = (
        "mycelium 1\nunknown x in real\ndefine f(x) = x*rate\nstep total = f(10)\n"
        "step rate = 3\nanswer total\n"
    )
    outcome = evaluate(parse(text), LANGUAGE)
    assert outcome.answer == Value(Kind.NUMBER, "30")


def test_a_name_of_the_program_hides_a_constant() -> None:
    text = "mycelium 1\nunknown E in real\nstep s0 = exp(1) + E\nanswer s0\n"
    outcome = evaluate(parse(text), LANGUAGE)
    assert outcome.answer is not None
    assert outcome.answer.text == "E + exp(1)"


def test_a_program_built_by_hand_has_errors_without_places() -> None:
    zero = Number(Fraction(0))
    program = Program((Step("s0", expression=Call("/", (zero, zero))),)).set_answer("s0")
    (found,) = evaluate(program, LANGUAGE).diagnostics
    assert (found.code, found.at, found.subject) == ("MYC100", None, "s0")


def test_a_long_program_is_evaluated_to_its_end() -> None:
    lines = [f"step s{i} = s{i - 1} + {i}" for i in range(1, 3000)]
    program = parse("\n".join(["mycelium 1", "step s0 = 0", *lines, "answer s2999", ""]))
    assert evaluate(program, LANGUAGE).answer == Value(Kind.NUMBER, str(sum(range(3000))))


def test_an_outcome_survives_its_json_form() -> None:
    program = parse("mycelium 1\nstep a = {1/2, 3}\nstep b = a + 1\nanswer b\n")
    outcome = evaluate(program, LANGUAGE)
    assert Outcome.from_json(outcome.to_json(), program.source) == outcome
    assert not outcome.ok


# --------------------------------------------------------------------------- strangers' functions


def double(x: object) -> object:
    return x * 2  # type: ignore[operator]


def halve_inexactly(x: object) -> object:
    return 0.5


def refuse(x: object) -> object:
    raise ValueError("seven is not liked here")


def crash(x: object) -> object:
    raise KeyError("inner secret")


def pair(x: object) -> object:
    return (x, Fraction(1, 2), True)


@with_bodies
def total_of(body: Body, index: object, last: object) -> object:
    return sum(body.at(k) for k in range(1, int(last) + 1))  # type: ignore[call-overload]


def test_functions_of_a_stranger() -> None:
    one = [
        Function(f"mine.{name}", (Kind.NUMBER,), Result.ARITHMETIC, "", f"{__name__}:{name}")
        for name in ("double", "halve_inexactly", "refuse", "crash", "pair", "missing")
    ]
    binding = Function(
        "mine.total_of",
        (Kind.ANY,),
        Kind.NUMBER,
        "",
        f"{__name__}:total_of",
        parameters=(Kind.EXPRESSION, Kind.NUMBER),
        binds=True,
    )
    import sys

    sys.modules.setdefault(__name__, sys.modules[double.__module__])
    language = LANGUAGE.extend(functions=[*one, binding])
    text = "mycelium 1\n" + "".join(
        f"step s{i} = mine.{call}\n"
        for i, call in enumerate(
            ["double(4)", "halve_inexactly(4)", "refuse(7)", "crash(1)", "pair(1)", "missing(1)"]
        )
    )
    program = parse(text + "step s6 = mine.total_of(k**2; k, 3)\nanswer s0\n")
    outcome = evaluate(program, language)
    assert {name: v.text for name, v in outcome.values.items()} == {
        "s0": "8",
        "s4": "(1, 1/2, true)",
        "s6": "14",
    }
    assert {d.subject: d.code for d in outcome.diagnostics} == {
        "s1": "MYC107",
        "s2": "MYC106",
        "s3": "MYC105",
        "s5": "MYC110",
    }
    assert "seven is not liked here" in outcome.diagnostics[1].message


def test_a_hole_in_a_rewritten_program_is_no_crash() -> None:
    program = Program((Step("s0", expression=Hole()),)).set_answer("s0")
    assert [d.code for d in evaluate(program, LANGUAGE).diagnostics] == ["MYC111"]
