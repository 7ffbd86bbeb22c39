"""Written solutions of algebra: what they say, and where their operands stand."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest

from mycelium.executor import Executor
from mycelium_distill.algebra.modules import MODULES
from mycelium_distill.algebra.own.table import GENERATORS
from mycelium_distill.algebra.own.wording import STYLES, written
from mycelium_distill.algebra.rows import training_rows
from mycelium_distill.algebra.sketch import Draft, Sketch
from mycelium_distill.algebra.solution import write
from mycelium_distill.written import Written
from mycelium_ir import parse, print_program
from mycelium_ir.nodes import Call, Name, number
from mycelium_ir.parser import parse_expression


@pytest.fixture(scope="module")
def executor() -> Iterator[Executor]:
    with Executor(workers=2) as running:
        yield running


def solution(draft: Draft, executor: Executor) -> Written:
    outcome = executor.run(draft.program)
    assert outcome.ok, outcome.diagnostics
    return write(draft, outcome.values, draft.gold, id="x", source="algebra.x", split="train")


def test_steps_are_written_with_earlier_results_as_their_values(executor: Executor) -> None:
    sketch = Sketch("Let k be (48/2 + 48)*2. Give k.")
    last = sketch.value(parse_expression("(48/2 + 48)*2"), "k")
    found = solution(sketch.draft("integer", last, "144"), executor)
    assert found.solution == "48 / 2 = 24\n24 + 48 = 72\nk = 72 * 2 = 144\n#### 144"
    first, second, third = found.steps
    assert [found.solution[slice(*step.span)] for step in found.steps] == (
        found.solution.splitlines()[:3]
    )
    assert found.solution[slice(*second.expression)] == "24 + 48"  # type: ignore[misc]
    assert found.solution[slice(*third.result)] == "144"  # type: ignore[misc]
    half, whole = first.operands[1], second.operands[1]
    assert half.source == whole.source == "problem"
    assert [found.problem[slice(*place)] for place in half.places] == ["2", "2"]
    assert second.operands[0].source == "step"
    assert second.operands[0].gold == 0


def test_a_system_is_written_equation_by_equation(executor: Executor) -> None:
    sketch = Sketch("If m = r + 2 and m × r = 99, find m.")
    m, r = sketch.unknown("m"), sketch.unknown("r")
    first = sketch.step(Call("Eq", (m, Call("+", (r, number(2))))))
    second = sketch.step(Call("Eq", (Call("*", (m, r)), number(99))))
    last = sketch.step(Call("solve", (first, second), (m,)))
    found = solution(sketch.draft("solution_set", last, "11, -9"), executor)
    assert found.solution.splitlines() == [
        "m = r + 2",
        "m * r = 99",
        "solve m = r + 2 and m * r = 99 for m: m = -9 or m = 11",
        "#### 11, -9",
    ]


def test_functions_are_written_with_what_they_stand_for(executor: Executor) -> None:
    sketch = Sketch("If f(x) = x² + 3x - 10, find f(2).")
    sketch.define("f", ["x"], parse_expression("x**2 + 3*x - 10"))
    last = sketch.step(Call("f", (number(2),)), "apply", "f(2)")
    found = solution(sketch.draft("integer", last, "0"), executor)
    assert found.solution == "f(2) = 2**2 + 3*2 - 10 = 0\n#### 0"
    (operand,) = found.steps[0].operands
    assert [found.problem[slice(*place)] for place in operand.places] == ["²", "2"]


@pytest.mark.parametrize(
    ("expression", "goal", "line"),
    [
        ("9/8", "decimal", "9 / 8 = 1.125"),
        ("18.5", "rational", "18.5 = 37/2"),
        ("convert(5, foot, metre)", "decimal", "5 foot = 1.524 metre"),
        ("0.5*3", "decimal", "0.5 * 3 = 1.5"),
        ("max(1/2, 0.25)", "rational", "max(1/2, 0.25) = 0.5"),
        ("mod(17, 5)", "integer", "mod(17, 5) = 2"),
        ("3 < 5", "boolean", "3 < 5 is true"),
        ("from_digits((1, 0, 1), 2)", "integer", "from_digits((1, 0, 1), 2) = 5"),
    ],
)
def test_lines(expression: str, goal: str, line: str, executor: Executor) -> None:
    sketch = Sketch("What is 101 to base 2?")
    last = sketch.step(parse_expression(expression), "expression")
    found = solution(sketch.draft(goal, last, "?"), executor)
    assert found.solution.splitlines()[0] == line


def test_the_digits_of_a_numeral_stand_in_it(executor: Executor) -> None:
    sketch = Sketch("What is 2c (base 14) in base 10?")
    last = sketch.step(parse_expression("from_digits((2, 12), 14)"))
    found = solution(sketch.draft("integer", last, "40"), executor)
    places = [
        [found.problem[slice(*place)] for place in operand.places]
        for operand in found.steps[0].operands
    ]
    assert places == [["2"], ["c"], ["14"]]


def test_a_fraction_in_words_is_one_number(executor: Executor) -> None:
    sketch = Sketch("How many minutes are there in three quarters of an hour?")
    call = Call("convert", (parse_expression("3/4"), Name("hour"), Name("minute")))
    found = solution(sketch.draft("integer", sketch.step(call), "45"), executor)
    (operand,) = found.steps[0].operands
    assert operand.value == Fraction(3, 4)
    assert [found.problem[slice(*place)] for place in operand.places] == ["three quarters"]


def check_places(row: Written) -> None:
    """Everything that a row says of places and programs holds."""
    assert row.solution.endswith(f"\n#### {row.answer}")
    program = parse(row.program)
    assert print_program(program) == row.program
    assert program.problem == row.problem
    assert [step.name for step in row.steps] == [step.name for step in program.steps]
    assert Written.from_json(row.to_json()) == row
    end = 0
    for index, step in enumerate(row.steps):
        assert step.span[0] >= end
        end = step.span[1]
        assert "\n" not in row.solution[slice(*step.span)]
        for operand in step.operands:
            told = row.solution[slice(*operand.span)].replace(" ", "")
            assert Fraction(told) == operand.value
            assert step.span[0] <= operand.span[0] <= operand.span[1] <= step.span[1]
            assert all(earlier < index for earlier in operand.steps)
            assert operand.gold is None or operand.gold in operand.steps
            assert (operand.gold is not None) == (operand.source == "step")
            assert operand.source != "problem" or operand.places


def test_rows_of_every_generator_hold_what_they_say(executor: Executor) -> None:
    for row in training_rows(3, modules=GENERATORS, executor=executor):
        check_places(row)


@pytest.mark.parametrize("origin", ["mathematics_dataset", "reasoning_gym"])
def test_rows_of_every_package_hold_what_they_say(origin: str, executor: Executor) -> None:
    pytest.importorskip(origin, reason="needs the extra `datasets`")
    names = [name for name, module in MODULES.items() if module.origin == origin]
    assert names
    for row in training_rows(3, modules=names, executor=executor):
        check_places(row)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("x**2 + 3*x - 10", ["x² + 3x - 10", "x^2 + 3x - 10", "x^2 + 3*x - 10", "x**2 + 3*x - 10"]),
        ("-4*x**12", ["-4x¹²", "-4x^12", "-4*x^12", "-4*x**12"]),
        ("(x + 1)*(x - 2)", ["(x + 1)(x - 2)", "(x + 1)*(x - 2)"]),
        ("3*4", ["3 × 4", "3 · 4", "3 * 4", "3*4"]),
        ("x**2 <= 20", ["x² ≤ 20", "x^2 <= 20", "x**2 <= 20"]),
        ("(x + 1)/2", ["(x + 1)/2"]),
        ("sqrt(7)", ["√7", "sqrt(7)"]),
        ("abs(x - 3)", ["|x - 3|"]),
    ],
)
def test_mathematics_in_the_ways_that_people_write_it(text: str, told: list[str]) -> None:
    expression = parse_expression(text)
    assert {written(expression, style) for style in STYLES} == set(told)
