"""No training row is a measured row with other numbers: on files in the datasets' own formats."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mycelium.evaluation.dataset import load_dataset
from mycelium.evaluation.splits import masked, without_measured
from mycelium.executor import Executor
from mycelium_distill.training_rows import LIKE_MEASURED, MEASURED, TRAINING, training_rows

PENS = "Ann has {} pens and buys {} more. How many pens has Ann now?"
HATS = "Bob sells {} of his {} hats. How many hats are left?"
CAKES = "A baker makes {} cakes a day for {} days. How many cakes is that?"
SHARES = "Share {} plums among {} friends. How many plums does each of them get?"
SUMS = "The sum of two numbers is {} and their difference is {}. What are they?"
TRAINED = "Dora walks {} miles and then {} miles. How far does she walk in all?"


def gsm8k(text: str, a: int, b: int) -> dict[str, str]:
    told = f"It is {a}+{b}=<<{a}+{b}={a + b}>>{a + b}.\n#### {a + b}"
    return {"question": text.format(a, b), "answer": told}


def mawps(text: str, a: int, b: int) -> dict[str, Any]:
    equation = [f"X=({a}.0+{b}.0)"]
    return {"sQuestion": text.format(a, b), "lEquations": equation, "lSolutions": [f"{a + b}.0"]}


def svamp(text: str, a: int, b: int) -> dict[str, Any]:
    body, _, question = text.format(a, b).partition(". ")
    row = {"Body": body, "Question": question, "Answer": a + b, "ID": f"{a}-{b}"}
    return {**row, "Equation": f"( {a}.0 + {b}.0 )"}


def draw(text: str, a: int, b: int) -> dict[str, Any]:
    pair = [(a + b) / 2, (a - b) / 2]
    equations = f"x + y = {a} ; x - y = {b}"
    return {"id": a, "original_text": text.format(a, b), "equation": equations, "ans": pair}


def dolphin(text: str, a: int, b: int) -> dict[str, Any]:
    equations = ["unkn: x,y", f"equ: x + y = {a}", f"equ: x - y = {b}"]
    ans = f"{{{(a + b) // 2};{(a - b) // 2}}}"
    return {"id": f"d{a}", "text": text.format(a, b), "equations": equations, "ans": ans}


def mathqa(text: str, a: int, b: int) -> dict[str, Any]:
    formula = "add(n0,n1)|"
    return {
        "Problem": text.format(a, b),
        "options": f"a ) {a + b} , b ) {a} , c ) 0 , d ) 1 , e ) 2",
        "correct": "a",
        "linear_formula": formula,
        "annotated_formula": f"add({a}, {b})",
    }


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder in which each measured set has a text that some training set has too."""
    lines = {
        "gsm8k/test.jsonl": [gsm8k(PENS, 3, 4)],
        # Row 0 reports and row 1 tunes; the others are for training.
        "gsm8k/train.jsonl": [
            gsm8k(HATS, 9, 12),
            gsm8k(CAKES, 9, 12),
            gsm8k(PENS.upper(), 5, 6),
            gsm8k(HATS, 1, 2),
            gsm8k(TRAINED, 7, 8),
        ],
    }
    arrays = {
        "svamp/svamp.json": [svamp("Eve has {} pears. She finds {} more. How many now?", 2, 3)],
        "mawps/train.json": [
            mawps(PENS, 8, 9),
            mawps(CAKES, 1, 5),
            mawps(SHARES, 1, 5),
            mawps("Eve has {}  pears. She finds 1,{}00 more. How many now?", 4, 3),
            mawps("Dora rides {} miles and runs {} miles. How far is that?", 4, 6),
        ],
        "mawps/test.json": [mawps(SHARES, 3, 5)],
        "mawps/valid.json": [mawps("Flo picks {} figs and {} dates. How many fruits?", 3, 5)],
        "mathqa/dev.json": [
            mathqa("Flo picks {} figs and {} dates . How many fruits ?", 4, 4),
            mathqa("Gus drives {} km and {} km . How far does he drive ?", 4, 5),
        ],
        "systems/draw_train.json": [draw(SUMS, 10, 4), draw("Two numbers: {} and {}?", 12, 4)],
        "systems/draw_valid.json": [draw(SUMS, 20, 6)],
        "systems/dolphin1878_train.json": [dolphin("Find two numbers of {} and {}.", 10, 2)],
        "systems/dolphin1878_test.json": [dolphin("Find two numbers of {} and {}.", 14, 4)],
    }
    for name, rows in lines.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    for name, array in arrays.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(array))
    return tmp_path


def measured_texts(data: Path) -> set[str]:
    return {masked(e.problem) for name in MEASURED for e in load_dataset(name, folder=data)}


def test_no_training_row_is_a_measured_row_with_other_numbers(
    data: Path, workers: Executor
) -> None:
    forbidden = measured_texts(data)
    every = [e for name in TRAINING for e in load_dataset(name, folder=data)]
    assert sum(masked(e.problem) in forbidden for e in every) == 9
    rows = training_rows(data, workers)
    assert rows.rows
    assert not {masked(row.problem) for row in rows.rows} & forbidden
    dropped = {name: counts[LIKE_MEASURED] for name, counts in rows.dropped.items()}
    assert dropped == {"gsm8k": 2, "mawps": 4, "mathqa": 1, "draw": 1, "dolphin1878": 1}


def test_rows_are_dropped_whatever_set_they_come_from(data: Path) -> None:
    measured = [e for name in MEASURED for e in load_dataset(name, folder=data)]
    for name in TRAINING:
        kept = without_measured(load_dataset(name, folder=data), measured)
        assert kept.dropped
        assert not {masked(e.problem) for e in kept.rows} & measured_texts(data)


def test_every_split_that_is_for_measuring_only_stays_unseen(data: Path) -> None:
    for name in MEASURED:
        dataset = load_dataset(name, folder=data)
        tuned = dataset.split in ("report", "tune") or name == "mawps:valid"
        assert dataset.held_out is not tuned, name
    for name in TRAINING:
        assert not load_dataset(name, folder=data).held_out
