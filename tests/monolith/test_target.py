"""The text that the monolith writes: programs go into it and come back."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from mycelium.executor import Executor
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.nodes import Define, Name, Program, Unknown
from mycelium_ir.parser import parse
from mycelium_ir.verifier import verify
from mycelium_monolith.target import program_of, prompt_of, rational_values, stated, target_of

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.myc"))


def essence(program: Program) -> list[object]:
    """All that decides what a program gives: no clauses, no operations."""
    kept: list[object] = [s for s in program.statements if isinstance(s, Unknown | Define)]
    names = {step.name: f"s{index}" for index, step in enumerate(program.steps)}
    from mycelium.evaluation.gold_programs.building import exchanged

    kept += [exchanged(s.expression, names) for s in program.steps if s.expression is not None]
    assert program.goal is not None
    return [*kept, program.goal.type, names[program.goal.step]]


@pytest.fixture(scope="module")
def executor():
    with Executor() as pool:
        yield pool


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_program_comes_back(path, executor):
    program = parse(path.read_text())
    (outcome,) = executor.run_many([program])
    text = target_of(program, rational_values(outcome.values))
    back = program_of(program.problem, text)
    assert essence(back) == essence(program)
    assert not verify(back)
    (again,) = executor.run_many([back])
    assert again.answer == outcome.answer
    assert target_of(back, rational_values(again.values)) == text


def test_examples_as_text():
    clips = parse(EXAMPLES[1].read_text())
    values = {"s0": Fraction(48), "s1": Fraction(24), "s2": Fraction(72)}
    assert EXAMPLES[1].stem == "clips"
    assert target_of(clips, values) == "48;48/2=24;48+24=72;integer"


def test_a_literal_that_was_stated_is_a_reference():
    program = program_of("?", "48/2=24;48+24=72;24*72=1728;integer")
    assert [s.expression for s in program.steps] == [
        parse(f"mycelium 1\nstep s = {text}\n").steps[0].expression
        for text in ("48 / 2", "48 + s0", "s0 * s1")
    ]


def test_the_latest_of_equal_results_is_referred_to():
    program = program_of("?", "2*3=6;7-1=6;6+1=7;integer")
    assert Name("s1") in program.steps[2].expression.operands


def test_negative_and_rounded_results_are_referred_to():
    program = program_of("?", "5-8=-3;-3+10=7;7/3=2.3333;2.3333*3=7;integer")
    assert program.steps[1].expression.operands[0] == Name("s0")
    assert program.steps[3].expression.operands[0] == Name("s2")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Fraction(24), Fraction(24)),
        (Fraction(1, 8), Fraction("0.125")),
        (Fraction(7, 3), Fraction("2.3333")),
        (Fraction(-2, 3), Fraction("-0.6667")),
        (Fraction(1, 30000), Fraction("0.0000333")),
    ],
)
def test_a_value_is_stated_with_few_places(value, written):
    assert abs(stated(value) - written) < Fraction(1, 10**6)
    assert stated(stated(value)) == stated(value) or value.denominator > 10**4


def test_unknowns_keep_their_domain():
    program = program_of("?", "unknown x in integer;x**2<20;solve(s0;x);integer_set")
    assert program.unknowns == {"x": "integer"}
    assert program_of("?", "Eq(2*x,3);solve(s0;x);solution_set").unknowns == {"x": "real"}


def test_a_bound_name_is_no_unknown():
    assert program_of("?", "sum(k**2;k,1,10)=385;integer").unknowns == {}


def test_the_answer_may_be_an_earlier_step():
    program = program_of("?", "2+3=5;5*4=20;integer s0")
    assert program.answer == "s0"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "integer",
        "48/2=24",
        "48/2=24;nonsense",
        "48/2=24;integer s7",
        "48/=24;integer",
        "48/2=x;integer",
        "goal integer s0;integer",
        "unknown x in integer;integer",
        "define f(x)=;f(2)=3;integer",
        "__import__('os').system('true');integer",
        "1+1=2\nstep s9 = 3;integer",
        ";".join(["1+1=2"] * 100 + ["integer"]),
        "(" * 500 + ";integer",
    ],
)
def test_what_is_no_program_is_refused(text):
    with pytest.raises(MyceliumError) as caught:
        program_of("What?", text)
    assert {d.code for d in caught.value.diagnostics} == {"MYC277"}


def test_a_program_with_a_hole_cannot_be_written_down():
    holed = parse('mycelium 1\nproblem "?"\nstep s0 = _ + 1\ngoal integer s0\n')
    with pytest.raises(ValueError, match="whole"):
        target_of(holed, {})


def test_a_prompt_evens_out_white_space():
    assert prompt_of("He has $ 5 .  How  many ?") == "He has $5. How many?\n"
    assert prompt_of("a ratio of 1 : 2.5") == "a ratio of 1: 2.5\n"
