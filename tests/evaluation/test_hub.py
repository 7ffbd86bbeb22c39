"""Names of the Hugging Face hub: which set is asked for, how its rows are read, what goes wrong."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from mycelium.evaluation.dataset import load_dataset
from mycelium_ir.diagnostics import MyceliumError

ROWS: dict[tuple[str, str | None, str], list[dict[str, Any]]] = {
    ("openai/gsm8k", "main", "test"): [
        {"question": "Ann has 3 pens and buys 4. How many?", "answer": "3+4=<<3+4=7>>7\n#### 7"},
        {"question": "No answer here?", "answer": "seven"},
    ],
    ("ChilleD/SVAMP", None, "train+test"): [
        {"ID": "a-1", "Body": "Ann has 3 pens", "Question": "How many?", "Answer": "3.0"},
        {"ID": "a-2", "Body": "Ann has 2.", "Question": "How many?", "Answer": 2.5},
    ],
    ("MU-NLPC/Calc-mawps", None, "test"): [
        {"id": "m-1", "question": "Ann buys 1000 pens twice. How many?", "result": "2_000"},
        {"id": "m-2", "question": "Nothing?"},
    ],
    ("someone/puzzles", None, "test"): [
        {"question": "What is 1 + 1?", "answer": 2, "note": "easy"},
        {"question": "Half of one?", "answer": 0.5},
        {"question": "What is 1 + 2?", "solution": "It is $\\boxed{3}$."},
        {"text": "?", "answer": 2},
    ],
    ("someone/named", "fr", "validation"): [{"texte": "Combien font 1 + 1 ?", "valeur": "2"}],
} | {
    ("EleutherAI/hendrycks_math", subject, "test"): [
        {
            "problem": f"Of {subject}: half of 1?",
            "solution": "\\boxed{\\frac{1}{2}}",
            "level": "Level 2",
            "type": subject.title(),
        }
    ]
    for subject in (
        "algebra",
        "counting_and_probability",
        "geometry",
        "intermediate_algebra",
        "number_theory",
        "prealgebra",
        "precalculus",
    )
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """A module `datasets` that serves the rows above and keeps what it was asked for."""
    calls: list[tuple[Any, ...]] = []

    def load(path: str, config: str | None = None, *, split: str, revision: str | None) -> Any:
        calls.append((path, config, split, revision))
        if (path, config, split) not in ROWS:
            raise ConnectionError(f"Couldn't reach '{path}' on the Hub\nand a long trace")
        return ROWS[path, config, split]

    fake = ModuleType("datasets")
    fake.load_dataset = load  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "datasets", fake)
    return calls


@pytest.mark.parametrize("name", ["hf:gsm8k", "hf:openai/gsm8k", "hf:openai/gsm8k:test"])
def test_gsm8k_of_the_hub(asked: list[tuple[Any, ...]], name: str) -> None:
    dataset = load_dataset(name)
    assert asked == [("openai/gsm8k", "main", "test", None)]
    assert [(e.id, e.answer) for e in dataset] == [("0", "7")]
    assert next(iter(dataset)).extra["annotations"] == (("3+4", "7"),)
    assert [d.message for d in dataset.problems] == [
        "hf:openai/gsm8k test, row 1: the solution has no final answer behind `####`"
    ]
    assert (dataset.split, dataset.held_out) == ("test", True)


def test_svamp_of_the_hub_is_all_of_it(asked: list[tuple[Any, ...]]) -> None:
    dataset = load_dataset("hf:svamp")
    assert [(e.id, e.answer) for e in dataset] == [("a-1", "3.0"), ("a-2", "2.5")]
    assert dataset.held_out


def test_mawps_of_the_hub(asked: list[tuple[Any, ...]]) -> None:
    dataset = load_dataset("hf:mawps")
    assert [e.answer for e in dataset] == ["2000"]
    assert ["'result' is missing" in d.message for d in dataset.problems] == [True]


def test_math_of_the_hub_is_all_subjects(asked: list[tuple[Any, ...]]) -> None:
    dataset = load_dataset("hf:math")
    assert len(asked) == len(dataset) == 7
    assert [e.id for e in dataset][:2] == ["algebra/0", "counting_and_probability/0"]
    assert {e.answer for e in dataset} == {"\\frac{1}{2}"}
    assert len(dataset.groups["Level 2"]) == 7
    assert len(load_dataset("hf:math,config=algebra")) == 1


def test_any_other_set_of_the_hub(asked: list[tuple[Any, ...]]) -> None:
    dataset = load_dataset("hf:someone/puzzles")
    assert [e.answer for e in dataset] == ["2", "0.5", "3"]
    assert next(iter(dataset)).extra == {"note": "easy"}
    assert ["no column 'problem' or 'question'" in d.message for d in dataset.problems] == [True]


def test_columns_can_be_named(asked: list[tuple[Any, ...]]) -> None:
    name = "hf:someone/named,config=fr,problem=texte,answer=valeur,revision=abc"
    dataset = load_dataset(name, split="validation")
    assert asked == [("someone/named", "fr", "validation", "abc")]
    assert [(e.problem, e.answer) for e in dataset] == [("Combien font 1 + 1 ?", "2")]


def test_a_set_that_cannot_be_fetched_is_one_clear_line(asked: list[tuple[Any, ...]]) -> None:
    with pytest.raises(MyceliumError, match="Couldn't reach 'no/where'") as caught:
        load_dataset("hf:no/where")
    assert caught.value.code == "MYC252"
    assert "long trace" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("hf", "it does not say which"),
        ("hf:", "it does not say which"),
        ("hf:a/b,colour=red", "there is no option 'colour'"),
        ("hf:a/b,config", "the option 'config' has no value"),
    ],
)
def test_names_that_are_not_understood(asked: list[tuple[Any, ...]], name: str, told: str) -> None:
    with pytest.raises(MyceliumError, match=told) as caught:
        load_dataset(name)
    assert caught.value.code == "MYC262"
    assert asked == []


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(MyceliumError, match="package datasets cannot be imported") as caught:
        load_dataset("hf:gsm8k")
    (found,) = caught.value.diagnostics
    assert found.code == "MYC254"
    assert "pip install 'mycelium-math[datasets]'" in (found.hint or "")


def test_files_come_before_the_network(
    asked: list[tuple[Any, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MYCELIUM_DATA", raising=False)
    for name in ("gsm8k", "svamp", "mawps", "math"):
        for folder in (None, tmp_path):
            with pytest.raises(MyceliumError) as caught:
                load_dataset(name, folder=folder)
            (found,) = caught.value.diagnostics
            assert found.code == "MYC245"
            assert f"hf:{name}" in (found.hint or "")
    assert asked == []


def test_the_real_package_reads_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets", reason="needs the extra `datasets`")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    folder = tmp_path / "own"
    folder.mkdir()
    rows = [{"problem": "What is 1/3 + 1/3?", "answer": "2/3"}, {"problem": "3?", "answer": "3"}]
    (folder / "test.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    dataset = load_dataset(f"hf:{folder}")
    assert [(e.id, e.answer) for e in dataset] == [("0", "2/3"), ("1", "3")]
