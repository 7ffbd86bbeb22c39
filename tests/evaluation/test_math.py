"""MATH in the layout of its release: a file a problem, the answer in the last box."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mycelium.evaluation.dataset import load_dataset
from mycelium.evaluation.datasets.math import boxed_answer
from mycelium.evaluation.datasets.reading import BadRowError
from mycelium.evaluation.gold import read_gold
from mycelium.evaluation.measuring import to_measure
from mycelium_ir.diagnostics import MyceliumError


def write(folder: Path, name: str, row: Any) -> None:
    path = folder / "math" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(row if isinstance(row, str) else json.dumps(row))


def problem(answer: str, **more: str) -> dict[str, str]:
    told = {"problem": "What is it?", "level": "Level 3", "type": "Algebra"}
    return {**told, "solution": f"Plainly $\\boxed{{{answer}}}$.", **more}


def test_problems_come_by_subject_and_number(tmp_path: Path) -> None:
    for name in ("algebra/10", "algebra/2", "geometry/1"):
        write(tmp_path, f"test/{name}", problem("5", type=name.partition("/")[0].title()))
    write(tmp_path, "train/algebra/1", problem("6"))
    dataset = load_dataset("math", folder=tmp_path)
    assert [e.id for e in dataset] == ["algebra/2", "algebra/10", "geometry/1"]
    assert dataset.held_out
    assert {name: len(ids) for name, ids in dataset.groups.items()} == {
        "Algebra": 2,
        "Geometry": 1,
        "Level 3": 3,
    }
    training = load_dataset("math:train", folder=tmp_path)
    assert [e.answer for e in training] == ["6"]
    assert not training.held_out


@pytest.mark.parametrize(
    ("solution", "answer"),
    [
        (r"so $\boxed{5}$.", "5"),
        (r"so $\boxed{\frac{1}{\sqrt{3}}}$.", r"\frac{1}{\sqrt{3}}"),
        (r"$\boxed{\left\{1, \frac{2}{3}\right\}}$", r"\left\{1, \frac{2}{3}\right\}"),
        (r"first $\boxed{1}$, in the end $\boxed{2}$", "2"),
        (r"$\fbox{7}$", None),
        (r"$\fboxed{7}$", "7"),
        (r"we get $\boxed 12$.", "12"),
        (r"we get $\boxed{ x^{2} + 1 }$.", "x^{2} + 1"),
        (r"never closed \boxed{5", None),
        (r"empty \boxed{}", None),
        ("none", None),
    ],
)
def test_the_answer_is_in_the_last_box(solution: str, answer: str | None) -> None:
    if answer is None:
        with pytest.raises(BadRowError, match=r"no .boxed answer"):
            boxed_answer(solution)
    else:
        assert boxed_answer(solution) == answer
        read_gold(answer)


def test_bad_problems_are_named_and_counted_apart(tmp_path: Path) -> None:
    write(tmp_path, "test/algebra/1", problem("5"))
    write(tmp_path, "test/algebra/2", "{torn")
    write(tmp_path, "test/algebra/3", {"problem": "What?", "solution": "No box."})
    write(tmp_path, "test/algebra/4", {"solution": r"\boxed{5}"})
    write(tmp_path, "test/algebra/5", ["no", "object"])
    write(tmp_path, "test/algebra/6", problem(r"\text{Evelyn and some other people}"))
    (tmp_path / "math" / "test" / "algebra" / "7.json").write_bytes(b'{"problem": "\xff"}')
    measured = to_measure(load_dataset("math:test", folder=tmp_path), None, 0)
    assert [e.id for e in measured.sample] == ["algebra/1"]
    told = sorted(d.message for d in measured.broken)
    assert len(told) == 6
    for number, what in enumerate(("no JSON", "boxed", "problem", "object", "Evelyn", "UTF-8"), 2):
        (found,) = (m for m in told if f"row algebra/{number}" in m)
        assert what in found


def test_a_missing_folder_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(
        MyceliumError, match="needs the folder math/test, which is not in"
    ) as caught:
        load_dataset("math", folder=tmp_path)
    assert caught.value.code == "MYC245"
    with pytest.raises(MyceliumError, match="math has no split `valid`"):
        load_dataset("math:valid", folder=tmp_path)
