"""Training rows: verified, and none of them a measured row with other numbers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from mycelium.cli import early
from mycelium.cli.app import app
from mycelium.evaluation.dataset import load_dataset
from mycelium.evaluation.splits import masked
from mycelium.executor import Executor
from mycelium_distill.training_rows import (
    DUPLICATE,
    LIKE_MEASURED,
    MEASURED,
    TRAINING,
    Rows,
    training_rows,
    verified_rows,
    written_rows,
)
from mycelium_distill.written import read_written
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.parser import parse


@pytest.fixture(scope="module")
def workers() -> Iterator[Executor]:
    with Executor(workers=1) as running:
        yield running


def gsm8k(problem: str, expression: str, answer: int) -> dict[str, Any]:
    solution = f"That is {expression} = <<{expression}={answer}>>{answer}.\n#### {answer}"
    return {"question": problem, "answer": solution}


def mawps(problem: str, equation: str, answer: float) -> dict[str, Any]:
    return {"sQuestion": problem, "lEquations": [equation], "lSolutions": [answer]}


def draw(problem: str, equation: str, answers: list[float]) -> dict[str, Any]:
    return {"id": 1, "original_text": problem, "equation": equation, "ans": answers}


def dolphin(name: str, problem: str, equations: list[str], answer: str) -> dict[str, Any]:
    return {"id": name, "text": problem, "equations": equations, "ans": answer}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a few rows of our own in every file."""
    root = tmp_path_factory.mktemp("data")

    def put(path: str, rows: list[dict[str, Any]], *, lines: bool = False) -> None:
        file = root / path
        file.parent.mkdir(exist_ok=True)
        text = "\n".join(map(json.dumps, rows)) if lines else json.dumps(rows)
        file.write_text(text, encoding="utf-8")

    train = [
        gsm8k("Zed has 10 cats and 5 dogs. How many pets?", "10+5", 15),  # 0: report
        gsm8k("Yan has 30 cats and 5 dogs. How many pets?", "30+5", 35),  # 1: tune
        gsm8k("Bob runs 3 miles on 4 days. How many miles?", "3*4", 12),
        gsm8k("Zed has 7 cats and 2 dogs. How many pets?", "7+2", 9),  # like the report row
        gsm8k("Cleo bakes 9 pies and sells 4. How many are left?", "9-4", 5),
        gsm8k("Cleo bakes 9  pies and sells 4. How many are left?", "9-4", 5),  # twice there
        gsm8k("Dan has 8 pens. How many are two pens fewer?", "8-3", 5),
        gsm8k("Test twin: 2 and 3 make what?", "2+3", 5),  # like a test row
    ]
    train[6]["answer"] = "8-2=<<8-2=6>>6\n#### 5"
    put("gsm8k/train.jsonl", train, lines=True)
    put("gsm8k/test.jsonl", [gsm8k("Test twin: 20 and 30 make what?", "20+30", 50)], lines=True)
    put(
        "svamp/svamp.json",
        [{"ID": "a", "Body": "Eve has 3 hats.", "Question": "How many?", "Answer": 3}],
    )
    put(
        "mawps/train.json",
        [
            mawps("Eve has 9 hats. How many?", "X=9", 9),  # like SVAMP's row
            mawps("Fay has 5 hats and finds 6. How many?", "X=(5+6)", 11),
            mawps("Gus ate 1 of 3 pies. What share?", "X=(1/3)", 0.5),  # wrong
        ],
    )
    put("mawps/test.json", [mawps("Hal swims 2 laps of 3 m.", "X=2*3", 6)])
    put("mawps/valid.json", [mawps("Ida rows 2 laps of 3 m.", "X=2*3", 6)])
    put(
        "mathqa/dev.json",
        [
            {
                "Problem": "ida rows 5 laps of 8 m .",  # like a valid row of another set
                "options": "a ) 40 , b ) 41",
                "correct": "a",
                "annotated_formula": "multiply(5, 8)",
            },
            {
                "Problem": "what is 5 % of 80 ?",
                "options": "a ) 4 , b ) 41",
                "correct": "a",
                "annotated_formula": "multiply(80, divide(5, const_100))",
            },
        ],
    )
    put("systems/draw_train.json", [draw("Sum 9, difference 1.", "m+n=9 ; m-n=1", [4.0, 5.0])])
    put("systems/draw_valid.json", [draw("Sum 9, ratio 2.", "m+n=9 ; m-2*n=0", [6.0, 3.0])])
    put(
        "systems/dolphin1878_train.json",
        [
            dolphin(
                "p.1",
                "Two consecutive integers sum to 9.",
                ["unkn: x,x+1", "equ: x+(x+1)=9"],
                "4; 5",
            ),
            dolphin("p.2", "Sum 8, ratio 3.", ["unkn: x", "equ: x=1"], "1"),  # like a valid row
        ],
    )
    put(
        "systems/dolphin1878_test.json",
        [dolphin("q.1", "Thrice 4 is?", ["unkn: x", "equ: x=12"], "12")],
    )
    return root


@pytest.fixture(scope="module")
def rows(folder: Path, workers: Executor) -> Rows:
    return training_rows(folder, workers)


def test_no_training_row_is_a_measured_row_with_other_numbers(rows: Rows, folder: Path) -> None:
    measured = {masked(e.problem) for name in MEASURED for e in load_dataset(name, folder=folder)}
    assert len(measured) == 8
    assert not {masked(row.problem) for row in rows.rows} & measured
    # The data does hold such rows: without the measured ones they would be trained on.
    everything = {masked(e.problem) for name in TRAINING for e in load_dataset(name, folder=folder)}
    assert len(everything & measured) == 5


def test_what_was_dropped_is_counted(rows: Rows) -> None:
    assert rows.to_json() == {
        "gsm8k": {
            "read": 6,
            "kept": 2,
            "dropped": {
                "the row is broken": 0,
                LIKE_MEASURED: 2,
                DUPLICATE: 1,
                "MYC266: a row's solution does not lead to its answer": 1,
            },
        },
        "mawps": {
            "read": 3,
            "kept": 1,
            "dropped": {
                "the row is broken": 0,
                LIKE_MEASURED: 1,
                DUPLICATE: 0,
                "the program's answer: different": 1,
            },
        },
        "mathqa": {
            "read": 2,
            "kept": 1,
            "dropped": {"the row is broken": 0, LIKE_MEASURED: 1, DUPLICATE: 0},
        },
        "draw": {
            "read": 1,
            "kept": 1,
            "dropped": {"the row is broken": 0, LIKE_MEASURED: 0, DUPLICATE: 0},
        },
        "dolphin1878": {
            "read": 2,
            "kept": 1,
            "dropped": {"the row is broken": 0, LIKE_MEASURED: 1, DUPLICATE: 0},
        },
    }
    report = rows.report()
    assert "gsm8k: 2 of 6 rows kept (33.3%)" in report
    assert f"     2  {LIKE_MEASURED}" in report


def test_rows_carry_their_programs_and_values(rows: Rows) -> None:
    assert [row.id for row in rows.rows] == [
        "gsm8k/train-2",
        "gsm8k/train-4",
        "mawps/train-1",
        "mathqa/1",
        "draw/0-1",
        "dolphin1878/p.1",
    ]
    assert {row.split for row in rows.rows} == {"train"}
    assert rows.rows[0].values["s0"].text == "12"
    assert rows.rows[3].values["s1"].text == "4"


def test_every_kind_of_row_is_written_out(rows: Rows) -> None:
    written, without = written_rows(rows.rows)
    assert not sum(without.values())
    assert [w.id for w in written] == [row.id for row in rows.rows]
    assert [parse(w.program) for w in written] == [row.program for row in rows.rows]
    assert written[2].solution == "5 + 6 = 11\n#### 11"
    assert written[5].solution == "x + (x + 1) = 9\np = x + 1\nsolve for x, p: {(4, 5)}\n#### 4; 5"


def test_tuning_rows_are_verified_in_the_same_way(folder: Path, workers: Executor) -> None:
    found = verified_rows(folder, workers, ["gsm8k:tune", "gsm8k:report"])
    assert [(row.id, row.split) for row in found.rows] == [
        ("gsm8k/train-1", "tune"),
        ("gsm8k/train-0", "report"),
    ]
    assert found.read == {"gsm8k": 2}


def test_a_split_that_is_labelled_train_is_deduplicated_whatever_its_name(
    folder: Path, workers: Executor
) -> None:
    found = verified_rows(folder, workers, ["mathqa:dev"])
    assert [(row.id, row.split) for row in found.rows] == [("mathqa/1", "train")]
    assert found.dropped["mathqa"][LIKE_MEASURED] == 1


@pytest.mark.parametrize("name", [*TRAINING, "mathqa"])
def test_no_written_row_to_train_on_is_a_measured_row(
    name: str, folder: Path, tmp_path: Path
) -> None:
    output = tmp_path / "written.jsonl"
    asked = ["written", "--data", folder, "--dataset", name, "-o", output, "--workers", 1]
    try:
        ended = CliRunner().invoke(app, [str(a) for a in asked], prog_name="mycelium")
    finally:
        early.stop()
    assert ended.exit_code == 0, ended.output
    measured = {masked(e.problem) for m in MEASURED for e in load_dataset(m, folder=folder)}
    written = list(read_written(output))
    assert written
    assert {row.split for row in written} == {"train"}
    assert not {masked(row.problem) for row in written} & measured


def test_a_limit_holds_for_each_split(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "written.jsonl"
    names = ["gsm8k:train", "mawps:train", "gsm8k:tune"]
    asked = ["written", "--data", str(folder), "-o", str(output), "--limit", "1", "--workers", "1"]
    try:
        CliRunner().invoke(app, [*asked, *(part for n in names for part in ("--dataset", n))])
    finally:
        early.stop()
    assert [(row.source, row.split) for row in read_written(output)] == [
        ("gsm8k", "train"),
        ("mawps", "train"),
        ("gsm8k", "tune"),
    ]


def test_without_a_measured_file_nothing_is_trained_on(tmp_path: Path, workers: Executor) -> None:
    with pytest.raises(MyceliumError, match="MYC245"):
        training_rows(tmp_path, workers)
