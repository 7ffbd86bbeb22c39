"""The datasets' adapters, on small files of our own in the same layout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mycelium.evaluation.dataset import Dataset, load_dataset
from mycelium.evaluation.datasets import DATASETS
from mycelium.evaluation.datasets.reading import number_text
from mycelium.evaluation.gold import read_gold
from mycelium_ir.diagnostics import MyceliumError


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path


def write(folder: Path, name: str, rows: list[Any]) -> Path:
    """A file of rows, JSON lines or one array by its suffix; a text among the rows stands as is."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    if path.suffix == ".jsonl":
        lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        path.write_text("".join(f"{line}\n" for line in lines))
    else:
        path.write_text(json.dumps(rows))
    return path


def pens(number: int) -> dict[str, str]:
    return {
        "question": f"Ann has {number} pens and buys 4. How many now?",
        "answer": f"She has {number}+4=<<{number}+4={number + 4}>>{number + 4}.\n#### {number + 4}",
    }


def test_gsm8k_gives_answers_and_annotations(data: Path) -> None:
    write(data, "gsm8k/test.jsonl", [pens(3), pens(1080)])
    dataset = load_dataset("gsm8k", folder=data)
    assert (dataset.name, dataset.split, len(dataset)) == ("gsm8k", "test", 2)
    first, second = dataset
    assert (first.id, first.answer) == ("test-0", "7")
    assert first.extra["annotations"] == (("3+4", "7"),)
    assert second.answer == "1084"


def test_gsm8k_divides_its_training_rows(data: Path) -> None:
    write(data, "gsm8k/train.jsonl", [pens(n) for n in range(40)])
    parts = {s: load_dataset(f"gsm8k:{s}", folder=data) for s in ("report", "tune", "train")}
    assert [e.id for e in parts["report"]] == ["train-0", "train-16", "train-32"]
    assert [e.id for e in parts["tune"]] == ["train-1", "train-17", "train-33"]
    assert len(parts["train"]) == 34


def test_svamp_joins_body_and_question(data: Path) -> None:
    row = {"ID": "a-1", "Body": "Ann has 3 pens", "Question": "How many?", "Answer": 3.0}
    other = row | {"ID": "a-2", "Body": "Bob has 2.", "Answer": 2.5}
    write(data, "svamp/svamp.json", [row, other])
    first, second = load_dataset("svamp", folder=data)
    assert (first.id, first.problem, first.answer) == ("a-1", "Ann has 3 pens. How many?", "3")
    assert (second.problem, second.answer) == ("Bob has 2. How many?", "2.5")


def mawps_row(question: str, equation: str, solution: Any) -> dict[str, Any]:
    return {"iIndex": 1, "sQuestion": question, "lEquations": [equation], "lSolutions": [solution]}


def test_mawps_prints_near_rows_and_the_copying_baseline(data: Path) -> None:
    train = [mawps_row("Ann has 3 pens and buys 4 more. How many now?", "X=(3.0+4.0)", 7.0)]
    test = [
        mawps_row(" Ann has 5 pens and buys 6 more. How many now? ", "X=(5.0+6.0)", "11.0"),
        mawps_row(
            "A cake is cut into 3 parts. How large is one?", "X=(1.0/3.0)", 0.3333333333333333
        ),
    ]
    write(data, "mawps/train.json", train)
    write(data, "mawps/test.json", test)
    dataset = load_dataset("mawps", folder=data)
    assert [e.answer for e in dataset] == ["11", "0.333333333333333"]
    assert [e.id for e in dataset] == ["test-0", "test-1"]
    assert list(dataset.groups.values()) == [frozenset({"test-1"})]
    assert list(dataset.baselines.values()) == [0.5]
    assert load_dataset("mawps:train", folder=data).groups == {}


def test_mathqa_takes_the_text_of_the_marked_option(data: Path) -> None:
    row = {"Problem": "2 + 2 ?", "options": "a ) 3 , b ) 1,004 , c ) 5", "correct": "b"}
    listed = row | {"options": "['a ) 3', 'b ) 4 cm', 'c ) 5']"}
    doubled = row | {"options": "a ) a ) 3 , b ) b ) $ 4 , c ) c ) 5"}
    missing = row | {"correct": "e"}
    write(data, "mathqa/dev.json", [row, listed, doubled, missing])
    dataset = load_dataset("mathqa", folder=data)
    assert [e.answer for e in dataset] == ["1,004", "4 cm", "$ 4"]
    assert [d.message for d in dataset.problems] == [
        "mathqa/dev.json, row 4: there is no option 'e'"
    ]


def test_systems_of_equations(data: Path) -> None:
    draw = {
        "id": 7,
        "original_text": "Two numbers ...",
        "equation": "m+n=3 ; m-n=1",
        "ans": [2.0, 1.0],
    }
    write(data, "systems/draw_valid.json", [draw, draw])
    dolphin = {"id": "q1", "text": "Two numbers ...", "ans": "{9; 13} | {1/2; 2}", "equations": []}
    none = {"id": "q2", "text": "Two numbers ...", "ans": "ans_no_result", "equations": []}
    write(data, "systems/dolphin1878_test.json", [dolphin, none])
    first, second = load_dataset("draw", folder=data)
    assert (first.id, second.id, first.answer) == ("0-7", "1-7", "2; 1")
    assert first.extra["equations"] == ("m+n=3", "m-n=1")
    found = load_dataset("dolphin1878", folder=data)
    assert [e.golds for e in found] == [("9; 13", "1/2; 2")]
    assert len(found.problems) == 1


def test_any_jsonl_file(data: Path) -> None:
    rows = [
        {"problem": "p", "answer": "1,234", "level": 3},
        {"id": "x", "question": "q", "answer": 0.1},
        {"problem": "r", "answer": [2, 3]},
        {"problem": "s", "answer": True},
    ]
    dataset = load_dataset(str(write(data, "own.jsonl", rows)))
    assert [(e.id, e.problem, e.answer) for e in dataset] == [
        ("0", "p", "1,234"),
        ("x", "q", "0.1"),
        ("2", "r", "2; 3"),
        ("3", "s", "true"),
    ]
    assert dataset.examples[0].extra == {"level": 3}
    for example in dataset:
        assert read_gold(example.answer)


def test_bad_rows_are_named_and_the_others_kept(data: Path) -> None:
    rows: list[Any] = [
        {"problem": "p", "answer": "1"},
        '{"problem": "torn',
        {"problem": "no answer"},
        {"problem": "", "answer": "1"},
        {"answer": "1"},
        [1, 2],
        {"problem": "p", "answer": None},
        {"id": "0", "problem": "p", "answer": "1"},
        {"problem": "q", "answer": "2"},
    ]
    dataset = load_dataset(str(write(data, "own.jsonl", rows)))
    assert [e.problem for e in dataset] == ["p", "q"]
    told = [d.message for d in dataset.problems]
    assert len(told) == 7
    assert all(
        m.startswith(f"own.jsonl, row {n}: ")
        for n, m in zip(range(2, 9), sorted(told), strict=True)
    )
    assert {d.code for d in dataset.problems} == {"MYC246"}


def test_a_missing_file_is_one_clear_line(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MYCELIUM_DATA", raising=False)
    for folder in (None, data):
        with pytest.raises(MyceliumError, match=r"svamp/svamp\.json") as caught:
            load_dataset("svamp", folder=folder)
        (found,) = caught.value.diagnostics
        assert found.code == "MYC245"
        assert "\n" not in found.message
        assert found.hint
        assert "--data" in found.hint


def test_the_data_folder_may_stand_in_the_environment(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(data, "gsm8k/test.jsonl", [pens(3)])
    monkeypatch.setenv("MYCELIUM_DATA", str(data))
    assert len(load_dataset("mycelium.gsm8k")) == 1


def test_unknown_names_and_splits_say_what_there_is(data: Path) -> None:
    with pytest.raises(MyceliumError, match="did you mean `gsm8k`"):
        load_dataset("gsm8", folder=data)
    with pytest.raises(MyceliumError, match="did you mean `report`") as caught:
        load_dataset("gsm8k:reprt", folder=data)
    assert caught.value.code == "MYC249"


def test_a_file_that_is_no_array_of_rows_is_refused(data: Path) -> None:
    (data / "svamp").mkdir()
    (data / "svamp/svamp.json").write_text('{"a": 1}')
    with pytest.raises(MyceliumError, match="not a JSON array"):
        load_dataset("svamp", folder=data)


def test_a_sample_is_the_same_each_time_and_grows(data: Path) -> None:
    rows = [{"problem": f"p{n}", "answer": n} for n in range(50)]
    whole = load_dataset(str(write(data, "own.jsonl", rows)))

    def ids(dataset: Dataset) -> list[int]:
        return [int(e.id) for e in dataset]

    assert ids(whole.sample(10, seed=1)) == ids(whole.sample(10, seed=1))
    assert ids(whole.sample(10, seed=1)) != ids(whole.sample(10, seed=2))
    assert ids(whole.sample(10)) == sorted(ids(whole.sample(10)))
    assert set(ids(whole.sample(10))) < set(ids(whole.sample(20)))
    assert whole.sample(None) == whole.sample(99) == whole
    with pytest.raises(ValueError, match="at least one row"):
        whole.sample(0)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("72.0", "72"),
        ("0.8333333333333334", "0.833333333333333"),
        ("0.30000000000000004", "0.3"),
        ("123456789012345678", "123456789012345678"),
        ("1E+3", "1000"),
        ("2.14285714286", "2.14285714286"),
        ("-0.50", "-0.50"),
    ],
)
def test_noise_behind_the_fifteenth_digit_is_rounded_away(number: str, text: str) -> None:
    assert number_text(number) == text


def test_every_adapter_has_a_line_of_documentation() -> None:
    names = [name for name, _, _ in DATASETS]
    assert len(set(names)) == len(names)
    assert all(doc and "\n" not in doc for _, _, doc in DATASETS)
