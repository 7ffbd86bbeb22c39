"""Gold programs: what is read from each data set's rows, and what is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from mycelium.evaluation.answers import Verdict
from mycelium.evaluation.dataset import Example
from mycelium.evaluation.gold_programs import (
    Candidate,
    candidates,
    counted,
    gold_program,
    gold_programs,
    verified,
)
from mycelium.evaluation.gold_programs.building import operation_of
from mycelium.evaluation.gold_programs.computations import computations_in, read_solution
from mycelium.evaluation.gold_programs.exact import NoValueError, value_of, values_of
from mycelium.evaluation.gold_programs.reading import (
    UnreadableError,
    read_expression,
    read_relation,
)
from mycelium.executor import Executor
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.language import base_language
from mycelium_ir.nodes import Call, Program
from mycelium_ir.parser import parse_expression
from mycelium_ir.printer import print_expression
from mycelium_ir.skeletons import admits


def solved(problem: str, solution: str, answer: str) -> Example:
    return Example("row-1", problem, answer, extra={"solution": f"{solution}\n#### {answer}"})


def lines(program: Program) -> list[str]:
    """The steps' expressions, then the goal."""
    assert program.goal is not None
    steps = [print_expression(s.expression) for s in program.steps if s.expression is not None]
    return [*steps, f"{program.goal.type} {program.goal.step}"]


# --------------------------------------------------------------------------- arithmetic


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("48/2", "48 / 2"),
        ("20%*50", "percent(20) * 50"),
        (".5*8", "0.5 * 8"),
        ("$1,200+300", "1200 + 300"),
        ("3x4", "3 * 4"),
        ("3 X (4 + 5)", "3 * (4 + 5)"),
        ("(2+3)(4-1)", "(2 + 3) * (4 - 1)"),
        ("-3+10", "-3 + 10"),
        ("2^3", "2**3"),
        ("10−4÷2", "10 - 4 / 2"),
        ("[6-2]*3", "(6 - 2) * 3"),
        ("5.", "5"),
        ("12-3-4", "12 - 3 - 4"),
    ],
)
def test_arithmetic_is_read_as_people_write_it(text: str, expected: str) -> None:
    assert read_expression(text, times=True) == parse_expression(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3(2k+1)", "3 * (2 * k + 1)"),
        ("xy", "x * y"),
        ("2x^2", "2 * x**2"),
        ("gcd(m,n)", "gcd(m, n)"),
        ("x(x+2)", "x * (x + 2)"),
    ],
)
def test_unknowns_may_stand_side_by_side(text: str, expected: str) -> None:
    read = read_expression(text, letters=True, functions=("gcd",))
    assert read == parse_expression(expected)


@pytest.mark.parametrize(
    "text", ["", "1+", "(1+2", "1 2", "three", "2=2=", "a_b", "1" * 600, "f(2", "3 # 4"]
)
def test_what_is_no_arithmetic_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError):
        read_relation(text, times=True)


def test_places_point_into_the_text() -> None:
    text = "$1,200 x .5"
    expression = read_expression(text, times=True)
    assert type(expression) is Call
    operands = [operand.at or (0, 0) for operand in expression.operands]
    assert [text[start:end] for start, end in operands] == ["1,200", ".5"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("percent(20)*50", 10),
        ("7/2", Fraction(7, 2)),
        ("ceil(7/2)", 4),
        ("floor(7/2)", 3),
        ("round(2/3, 2)", Fraction(67, 100)),
        ("2**-1", Fraction(1, 2)),
        ("sqrt(9/4)", Fraction(3, 2)),
        ("-(3-5)", 2),
    ],
)
def test_values_are_exact_and_those_of_the_executor(
    text: str, value: Fraction, workers: Executor
) -> None:
    from mycelium_ir import parse

    expression = parse_expression(text)
    assert value_of(expression, {}) == value
    outcome = workers.run(parse(f"mycelium 1\nstep s0 = {text}\ngoal rational s0\n"))
    assert outcome.answer is not None
    assert value_of(outcome.answer.expression, {}) == value


@pytest.mark.parametrize("text", ["1/0", "0**-1", "x", "sqrt(2)", "2**(1/2)", "gcd(4, 6)", "2**99"])
def test_what_has_no_value_as_a_fraction(text: str) -> None:
    with pytest.raises(NoValueError):
        value_of(parse_expression(text), {})


@pytest.mark.parametrize(
    ("text", "operation"),
    [
        ("7", "quantity"),
        ("48/2", "divide"),
        ("percent(20)*50", "percent_of"),
        ("s0/s1*100", "percentage"),
        ("s0*(1+percent(5))", "percent_change"),
        ("1-s0", "subtract"),
        ("ceil(s0/2)", "round_number"),
        ("2**3", "power"),
        ("percent(5)", "expression"),
    ],
)
def test_the_operation_admits_the_expression(text: str, operation: str) -> None:
    expression = parse_expression(text)
    assert operation_of(expression) == operation
    assert admits(base_language().operations[operation], expression)


# --------------------------------------------------------------------------- prose


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("She has 48/2 = 24 pens.", ["48/2"]),
        ("That is $960 / 2 = $480.", ["960 / 2"]),
        ("6 red hens / 10 birds * 100% = 60%", ["6 red hens / 10 birds * 100%"]),
        ("In May 3 x 4 = 12, then 12 + 1 = 13.", ["3 x 4", "12 + 1"]),
        ("2 * (3 + 4) = 14", ["2 * (3 + 4)"]),
        ("x = 5", []),
        ("5 = 5", []),
        ("He is 20 years old.", []),
        ("10 - 4 = six", []),
        ("😀 5 é + 3 = 8", ["5 é + 3"]),
        ("5\u00a0+\u00a03 = 8", ["5\u00a0+\u00a03"]),
    ],
)
def test_computations_stand_where_they_are_said_to(text: str, expected: list[str]) -> None:
    found = computations_in(text)
    assert [text[slice(*(c.expression.at or (0, 0)))] for c in found] == expected
    assert all(c.result is not None for c in found)


def test_annotations_are_taken_out_and_placed() -> None:
    solution = read_solution("Ann 😀 sold 5*$2 = $<<5*2=10>>10, then 10+4=<<10+4=14>>14.")
    assert solution.text == "Ann 😀 sold 5*$2 = $10, then 10+4=14."
    first, second = solution.annotated
    assert solution.text[slice(*(first.expression.at or (0, 0)))] == "5*$2"
    assert solution.text[slice(*(first.result or (0, 0)))] == "10"
    assert solution.text[slice(*(second.expression.at or (0, 0)))] == "10+4"


# --------------------------------------------------------------------------- GSM8K


def test_results_become_references_to_the_latest_with_that_value() -> None:
    example = solved(
        "Ann has 6 pens and Bob has twice as many. Cleo has half of what Bob has. How many in all?",
        "Bob has 6*2=<<6*2=12>>12.\nCleo has 12/2=<<12/2=6>>6.\nTogether 6+12=<<6+12=18>>18.",
        "18",
    )
    assert lines(gold_program(example, "gsm8k")) == ["6 * 2", "s0 / 2", "s1 + s0", "integer s2"]


def test_a_stated_result_is_matched_and_not_the_exact_value() -> None:
    example = solved(
        "A rope of 10 m is cut into 3 parts. How long are two of them and 1 m?",
        "10/3=<<10/3=3.33>>3.33.\n3.33*2=<<3.33*2=6.66>>6.66.\n6.66+1=<<6.66+1=7.67>>7.67.",
        "7.67",
    )
    program = gold_program(example, "gsm8k")
    assert lines(program) == ["10 / 3", "s0 * 2", "s1 + 1", "rational s2"]
    assert values_of(program)["s2"] == Fraction(23, 3)


def test_a_rounded_result_is_computed_as_such_where_the_answer_needs_it() -> None:
    example = solved(
        "7 people share cars of 2 seats. A car costs 3 dollars. What do they pay?",
        "7/2=<<7/2=4>>4 cars.\n4*3=<<4*3=12>>12 dollars.",
        "12",
    )
    assert lines(gold_program(example, "gsm8k")) == ["ceil(7/2)", "s0 * 3", "integer s1"]


def test_a_share_answers_a_question_for_per_cent() -> None:
    example = solved(
        "Ann ate 3 of 12 plums. What percent is that?", "She ate 3/12=<<3/12=0.25>>0.25.", "25"
    )
    assert lines(gold_program(example, "gsm8k")) == ["3 / 12", "percent s0"]
    other = solved("Ann ate 3 of 12 plums. What is 100 of it?", "3/12=<<3/12=.25>>.25", "25")
    with pytest.raises(MyceliumError, match="MYC266"):
        gold_program(other, "gsm8k")


def test_steps_that_the_answer_does_not_need_are_left_out() -> None:
    example = solved(
        "Ann has 5 pens and 8 hats. She buys 3 pens. How many pens has she?",
        "Hats: 8*1=<<8*1=8>>8.\nPens: 5+3=<<5+3=8>>8.\nCheck: 8-3=<<8-3=5>>5.",
        "8",
    )
    assert lines(gold_program(example, "gsm8k")) == ["5 + 3", "integer s0"]


def test_what_only_the_prose_computes_is_read_too() -> None:
    example = solved(
        "Ann has 5 pens, buys 3 and gives 2 away. How many are left?",
        "She has 5 + 3 = <<5+3=8>>8.\nThen 8 pens - 2 pens = 6 pens.",
        "6",
    )
    assert lines(gold_program(example, "gsm8k")) == ["5 + 3", "s0 - 2", "integer s1"]


@pytest.mark.parametrize(
    ("solution", "answer", "code"),
    [
        ("It is obvious.", "4", "MYC265"),
        ("<<5+>>5", "5", "MYC265"),
        ("5+3=<<5+3=8>>8", "9", "MYC266"),
        ("5/0=<<5/0=1>>1", "1", "MYC266"),
        ("Let x be the number. x=<<21=21>>21", "21", "MYC266"),
        ("5+3=<<5+3=8>>8", "many", "MYC266"),
    ],
)
def test_rows_without_a_program_say_why(solution: str, answer: str, code: str) -> None:
    example = solved("Ann has 5 pens and 3 hats.", solution, answer)
    with pytest.raises(MyceliumError) as caught:
        gold_program(example, "gsm8k")
    assert [d.code for d in caught.value.diagnostics] == [code]
    assert "row-1" in caught.value.diagnostics[0].message


# --------------------------------------------------------------------------- equations


@pytest.mark.parametrize(
    ("equation", "answer", "expected"),
    [
        ("X=((9.0+5.0)-3.0)", "11", ["9 + 5", "s0 - 3", "integer s1"]),
        ("37*8=x", "296", ["37 * 8", "integer s0"]),
        ("X=(8/(3+1))", "2", ["3 + 1", "8 / s0", "integer s1"]),
        ("x=.5+1", "1.5", ["0.5 + 1", "decimal s0"]),
        ("1/3", "0.33", ["1 / 3", "rational s0"]),
        ("x=-(2-5)", "3", ["2 - 5", "-s0", "integer s1"]),
    ],
)
def test_equations_become_steps_of_one_operation(
    equation: str, answer: str, expected: list[str]
) -> None:
    row = Example("m-1", "A problem.", answer, extra={"equations": (equation,)})
    assert lines(gold_program(row, "mawps")) == expected
    row = Example("v-1", "A problem.", answer, extra={"equation": equation})
    assert lines(gold_program(row, "svamp")) == expected


@pytest.mark.parametrize("equation", ["2*x=8", "x=0.3=0.2", "x+y=3", "x=y", "", "1/0=x"])
def test_other_equations_are_refused(equation: str) -> None:
    row = Example("m-1", "A problem.", "4", extra={"equations": (equation,)})
    with pytest.raises(MyceliumError, match=r"MYC26[56]"):
        gold_program(row, "mawps")


def test_formulas_share_what_occurs_twice() -> None:
    formula = "divide(multiply(add(3, 4), add(3, 4)), const_100)"
    row = Example("q-1", "A problem.", "0.49", extra={"formula": formula})
    expected = ["3 + 4", "s0 * s0", "s1 / 100", "decimal s2"]
    assert lines(gold_program(row, "mathqa")) == expected


@pytest.mark.parametrize("formula", ["5", "add(1", "add(1, 2) 3", "teleport(1, 2)", "add(1)", None])
def test_other_formulas_are_refused(formula: str | None) -> None:
    row = Example("q-1", "A problem.", "3", extra={"formula": formula})
    with pytest.raises(MyceliumError, match="MYC265"):
        gold_program(row, "mathqa")


# --------------------------------------------------------------------------- systems


def test_systems_are_solved_for_every_unknown() -> None:
    row = Example("d-1", "Sum 9, difference 1.", "4; 5", extra={"equations": ("m+n=9", "m-n=1")})
    program = gold_program(row, "draw")
    assert lines(program) == [
        "Eq(m + n, 9)",
        "Eq(m - n, 1)",
        "solve(s0, s1; m, n)",
        "solution_set s2",
    ]
    assert program.unknowns == {"m": "real", "n": "real"}


def test_what_is_asked_may_be_an_expression() -> None:
    extra = {"equations": ("unkn: x,x+1", "equ: x+(x+1)=9", "equ: x>0")}
    programs = gold_programs(
        Example("p-1", "Two consecutive integers.", "4; 5", extra=extra), "dolphin1878"
    )
    assert lines(programs[0]) == [
        "Eq(x + (x + 1), 9)",
        "x > 0",
        "Eq(p, x + 1)",
        "solve(s0, s1, s2; x, p)",
        "solution_set s3",
    ]
    assert programs[0].unknowns == {"x": "integer", "p": "integer"}
    assert len(programs) == 4


def test_two_numbers_that_could_change_places_come_in_order(workers: Executor) -> None:
    extra = {"equations": ("unkn: x,y", "equ: x+y=10", "equ: xy=24")}
    row = Example("p-1", "Two numbers sum to 10, their product is 24.", "4; 6", extra=extra)
    programs = gold_programs(row, "dolphin1878")
    (checked,) = verified([Candidate(row, programs, row.golds)], workers)
    assert checked.program == programs[1]
    assert lines(programs[1])[2] == "x <= y"


def test_a_dataset_without_programs_is_refused() -> None:
    with pytest.raises(MyceliumError, match="MYC267"):
        gold_program(Example("1", "A problem.", "1"), "gsm8")


# --------------------------------------------------------------------------- verified


def test_only_what_executes_to_the_gold_answer_is_kept(workers: Executor) -> None:
    rows = [
        Example("right", "Ann has 2 and 3.", "5", extra={"equations": ("x=2+3",)}),
        Example("wrong", "Ann has 2 and 3.", "6", extra={"equations": ("x=2+3",)}),
        Example("unread", "Ann has 2 and 3.", "5", extra={"equations": ("x==2",)}),
        Example("vague", "Ann has 2 and 3.", "quite many", extra={"equations": ("x=2+3",)}),
        Example("rounded", "1 of 3.", "0.33", extra={"equations": ("x=1/3",)}),
        Example("too rounded", "1 of 3.", "0.3", extra={"equations": ("x=1/3",)}),
    ]
    found = candidates(rows, "mawps")
    assert [example.id for example, _ in found.without] == ["unread"]
    checked = {c.item.id: c for c in verified(found.rows, workers)}
    assert {name: c.ok for name, c in checked.items()} == {
        "right": True,
        "wrong": False,
        "vague": False,
        "rounded": True,
        "too rounded": False,
    }
    assert checked["vague"].verdict is Verdict.UNSUPPORTED
    assert checked["right"].outcome is not None
    assert checked["right"].outcome.values["s0"].text == "5"
    assert counted(list(checked.values())) == {"equal": 2, "different": 2, "unsupported": 1}


def test_the_next_program_is_tried_where_the_first_is_not_right(workers: Executor) -> None:
    extra = {"equations": ("unkn: x", "equ: x^2=9")}
    row = Example("p-1", "The square of a positive integer is 9.", "3", extra=extra)
    programs = gold_programs(row, "dolphin1878")
    bare = [p for p in programs if len(p.steps) == 2]
    assert len(programs) == 4
    assert bare
    first, *rest = verified([Candidate(row, (*bare, *programs), row.golds)], workers)
    assert first.ok
    assert not rest
    assert first.program is not None
    assert len(first.program.steps) == 3


def test_an_item_without_programs_is_an_error(workers: Executor) -> None:
    (checked,) = verified([Candidate("item", (), ("1",))], workers)
    assert (checked.ok, checked.verdict) == (False, Verdict.ERROR)


def test_the_text_is_read_where_its_annotation_says_less() -> None:
    solution = read_solution("It costs 4 * 100 = <<400=400>>400, and 3 * 2 = <<2*3=6>>6.")
    assert [print_expression(c.expression) for c in solution.annotated] == ["4 * 100", "3 * 2"]
