"""Written rows: their files, and that every place in them cuts the right characters."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from mycelium.evaluation.dataset import Example
from mycelium.evaluation.gold_programs import gold_program
from mycelium_distill.solutions import from_gsm8k, from_mawps, from_sample, from_system
from mycelium_distill.written import Written, WrittenStep, read_written, write_written
from mycelium_ir import parse, print_program
from mycelium_ir.diagnostics import MyceliumError

PENS = Example(
    "train-5",
    "😀 Zoë buys 1,200\u00a0pens and thirty hats 🎩. Half of the pens cost $0.25. How much is it?",
    "150",
    extra={
        "solution": (
            "Half of the pens 😀 are 1,200\u00a0pens / 2 = <<1200/2=600>>600 pens.\n"
            "They cost 600 * $0.25 = $<<600*0.25=150>>150, which is a lot for Zoë.\n"
            "#### 150"
        )
    },
)


def cut(written: Written) -> list[tuple[str, str | None, str | None, list[str]]]:
    """Of each step the texts of its span, its expression, its result and its operands."""
    text = written.solution

    def piece(span: tuple[int, int] | None) -> str | None:
        return None if span is None else text[slice(*span)]

    return [
        (
            text[slice(*step.span)],
            piece(step.expression),
            piece(step.result),
            [text[slice(*operand.span)] for operand in step.operands],
        )
        for step in written.steps
    ]


def places(written: Written, step: WrittenStep) -> list[list[str]]:
    return [[written.problem[slice(*p)] for p in operand.places] for operand in step.operands]


def test_an_annotated_solution_is_placed_in_characters() -> None:
    written = from_gsm8k(PENS, split="tune")
    assert "<<" not in written.solution
    assert written.solution.endswith("\n#### 150")
    assert cut(written) == [
        (
            "Half of the pens 😀 are 1,200\u00a0pens / 2 = 600 pens.",
            "1,200\u00a0pens / 2",
            "600",
            ["1,200", "2"],
        ),
        (
            "They cost 600 * $0.25 = $150, which is a lot for Zoë.",
            "600 * $0.25",
            "150",
            ["600", "0.25"],
        ),
    ]
    first, second = written.steps
    assert places(written, first) == [["1,200"], ["Half"]]
    assert places(written, second) == [[], ["0.25"]]
    assert [o.source for o in first.operands] == ["problem", "problem"]
    assert [(o.source, o.gold, o.steps) for o in second.operands] == [
        ("step", 0, (0,)),
        ("problem", None, ()),
    ]
    assert (written.split, written.source, written.answer) == ("tune", "gsm8k", "150")
    assert print_program(parse(written.program)) == written.program
    assert [step.name for step in written.steps] == ["s0", "s1"]


def test_a_number_that_could_come_from_two_places_is_ambiguous() -> None:
    example = Example(
        "train-6",
        "Ann has 4 pens, and 4 hats. She doubles the pens, then gives 4 of them away. How many?",
        "4",
        extra={"solution": "4*2=<<4*2=8>>8. Then 8-4=<<8-4=4>>4 pens. 4 is all.\n#### 4"},
    )
    written = from_gsm8k(example)
    assert cut(written) == [
        ("4*2=8.", "4*2", "8", ["4", "2"]),
        ("Then 8-4=4 pens. 4 is all.", "8-4", "4", ["8", "4"]),
    ]
    first, second = written.steps
    assert places(written, first) == [["4", "4", "4"], ["doubles"]]
    assert [o.ambiguous for o in first.operands] == [True, False]
    assert [o.gold for o in second.operands] == [0, None]


def test_a_constant_is_neither_in_the_problem_nor_a_result() -> None:
    example = Example(
        "train-7",
        "How many days are 3 weeks?",
        "21",
        extra={"solution": "That is 3*7=<<3*7=21>>21.\n#### 21"},
    )
    (step,) = from_gsm8k(example).steps
    assert [(o.source, o.value) for o in step.operands] == [
        ("problem", Fraction(3)),
        ("constant", Fraction(7)),
    ]


def test_an_expression_that_the_text_does_not_have_has_no_place() -> None:
    example = Example(
        "train-8",
        "Ann has 3 pens and buys 4.",
        "7",
        extra={"solution": "With the 3 and four more that makes <<3+4=7>>7 pens.\n#### 7"},
    )
    (step,) = from_gsm8k(example).steps
    assert step.expression is None
    assert [(o.value, o.span) for o in step.operands] == [(Fraction(3), (9, 10))]


def test_an_equation_is_written_out_line_by_line() -> None:
    extra = {"equations": ("X=((27.0-6.0)*2.0)",)}
    written = from_mawps(Example("train-1", "27 pens, 6 lost, then doubled.", "42", extra=extra))
    assert written.solution == "27 - 6 = 21\n21 * 2 = 42\n#### 42"
    assert cut(written) == [
        ("27 - 6 = 21", "27 - 6", "21", ["27", "6"]),
        ("21 * 2 = 42", "21 * 2", "42", ["21", "2"]),
    ]
    assert [o.gold for o in written.steps[1].operands] == [0, None]
    assert places(written, written.steps[1]) == [[], ["doubled"]]


@pytest.mark.parametrize(
    ("equation", "answer", "solution"),
    [
        ("x=1/3", "0.33", "1 / 3 = 1/3\n#### 0.33"),
        ("x=(1/3)*6", "2", "1 / 3 = 1/3\n(1/3) * 6 = 2\n#### 2"),
        ("x=2-5", "-3", "2 - 5 = -3\n#### -3"),
        ("x=(2-5)*4", "-12", "2 - 5 = -3\n(-3) * 4 = -12\n#### -12"),
        ("x=20%*5", "1", "20% * 5 = 1\n#### 1"),
        ("x=7", "7", "7\n#### 7"),
    ],
)
def test_values_are_written_as_people_write_them(equation: str, answer: str, solution: str) -> None:
    example = Example("train-1", "A problem.", answer, extra={"equations": (equation,)})
    assert from_mawps(example).solution == solution


def test_a_system_is_written_down_and_solved() -> None:
    extra = {"equations": ("2*(m+n)=18", "m-n=1")}
    example = Example("0-1", "Twice the sum is 18, the difference 1.", "4; 5", extra=extra)
    written = from_system(example, gold_program(example, "draw"), "{(5, 4)}", source="draw")
    assert written.solution == ("2 * (m + n) = 18\nm - n = 1\nsolve for m, n: {(5, 4)}\n#### 4; 5")
    assert [(step, whole) for step, whole, _, _ in cut(written)] == [
        ("2 * (m + n) = 18", "2 * (m + n) = 18"),
        ("m - n = 1", "m - n = 1"),
        ("solve for m, n: {(5, 4)}", "solve for m, n"),
    ]
    assert [o.source for o in written.steps[1].operands] == ["unknown", "unknown", "problem"]
    assert [o.gold for o in written.steps[2].operands] == [0, 1]


def test_a_models_own_text_is_read() -> None:
    problem = "Ann has 5 pens, buys 3 and gives 2 away. How many are left?"
    text = "She has 5 + 3 = 8 pens.\nShe is left with 8 - 2 = 6.\n#### 6"
    written = from_sample(problem, text, "6", id="a", source="teacher")
    assert written.solution == text
    assert "s0 - 2" in written.program
    assert [o.gold for o in written.steps[1].operands] == [0, None]
    unmarked = from_sample(problem, text.partition("\n####")[0], "6")
    assert unmarked.solution == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("She has 5 + 3 = 8.\n#### 8", "MYC266"),
        ("She has 5 + 3 = 6.\n#### 6", "MYC266"),
        ("She has six.\n#### 6", "MYC265"),
        ("", "MYC265"),
        ("#### 6", "MYC265"),
    ],
)
def test_a_models_wrong_text_is_refused(text: str, code: str) -> None:
    with pytest.raises(MyceliumError, match=code):
        from_sample("Ann has 5 pens and 3 hats and loses 2.", text, "6")


# --------------------------------------------------------------------------- files


def test_rows_come_back_as_they_were_written(tmp_path: Path) -> None:
    rows = [from_gsm8k(PENS), from_sample("1 and 2.", "1 / 2 = 0.5", "0.5")]
    path = tmp_path / "rows.jsonl"
    assert write_written(path, rows) == 2
    assert list(read_written(path)) == rows
    operand = rows[1].steps[0].operands[0]
    assert operand.value == Fraction(1)
    assert path.read_text(encoding="utf-8").count("\n") == 2
    assert "😀" in path.read_text(encoding="utf-8")


def _broken(change: str) -> str:
    row = from_gsm8k(PENS).to_json()
    match change:
        case "span outside":
            row["steps"][0]["span"] = [0, 10_000]
        case "place outside":
            row["steps"][0]["operands"][0]["places"] = [[0, 10_000]]
        case "span turned round":
            row["steps"][0]["result"] = [5, 2]
        case "no span":
            row["steps"][0]["span"] = "0:2"
        case "unknown source":
            row["steps"][0]["operands"][0]["source"] = "guess"
        case "no number":
            row["steps"][0]["operands"][0]["value"] = "1/0"
        case "missing step":
            row["steps"][1]["operands"][0]["gold"] = 7
        case "missing field":
            del row["program"]
        case "no list":
            row["steps"] = None
        case "an array":
            return "[]"
        case "no JSON":
            return "{"
    return json.dumps(row)


@pytest.mark.parametrize(
    "change",
    [
        "span outside",
        "place outside",
        "span turned round",
        "no span",
        "unknown source",
        "no number",
        "missing step",
        "missing field",
        "no list",
        "an array",
        "no JSON",
    ],
)
def test_a_broken_line_is_named(change: str, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    good = json.dumps(from_gsm8k(PENS).to_json())
    path.write_text(f"{good}\n\n{_broken(change)}\n", encoding="utf-8")
    rows = read_written(path)
    assert next(rows).id == "train-5"
    with pytest.raises(MyceliumError, match="line 3") as caught:
        next(rows)
    assert caught.value.diagnostics[0].code == "MYC268"
