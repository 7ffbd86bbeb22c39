"""Recipes of specialists, and the command from a file of examples to weights."""

from __future__ import annotations

import dataclasses
import gzip
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_models import tiny_model, tiny_tokenizer

from mycelium_distill.examples.record import Example, write_examples
from mycelium_distill.multitask.encoded import Encoding, encoded
from mycelium_distill.multitask.recipe import (
    TASKS,
    SpecialistsRecipe,
    read_recipes,
    recipes_of,
    shipped,
)
from mycelium_distill.multitask.running import frequent, train_specialists
from mycelium_distill.multitask.showing import Mixture
from mycelium_ir.diagnostics import MyceliumError
from mycelium_passes.trunk import Trunk, save_trunk

TOLD = [{"name": name, "kind": "any", "skeletons": []} for name in ("add", "multiply", "other")]
PROGRAM = """mycelium 1
problem "Ann has {a} pens. She buys {b} boxes of 12. How many pens does she have?"
clause c0 "Ann has {a} pens"
clause c1 "buys {b} boxes of 12"
step s0 : multiply = {b}*12 @ c1
step s1 : add = {a} + s0 @ c0
goal integer s1
"""


def examples() -> list[Example]:
    found = []
    for a in range(2, 9):
        for b in range(2, 6):
            found.append(
                Example(
                    f"pens/{a}/{b}",
                    "pens",
                    "tune" if a == 8 else "train",
                    PROGRAM.format(a=a, b=b),
                    {"s0": str(12 * b), "s1": str(a + 12 * b)},
                    True,
                    f"pens/{a}/{b}",
                )
            )
    return found


@pytest.mark.parametrize("name", shipped())
def test_recipes_that_ship_can_be_read(name: str) -> None:
    models = read_recipes(name)
    tasks = [task for model in models for task in model.tasks]
    assert set(tasks) == set(TASKS), "nothing is left unlearnt"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"trunks": "x"}, "trunks"),
        ({"tasks": ["goals"]}, "goals"),
        ({"tasks": []}, "no task"),
        ({"weights": {"goals": 1.0}}, "goals"),
        ({"training": {"stepps": 4}}, "training"),
        ({"training": {}}, "training"),
        ({"mixture": {"gould": 1.0}}, "gould"),
        ({"dropout": {"head": 1.0}}, "head"),
        ({"phase": [{"share": 1.0}]}, "sources"),
        ({"model": [{"name": "a"}, {"name": "a"}]}, "names of their own"),
        ({"vocabulary": "all"}, "wrong kind"),
    ],
)
def test_a_recipe_that_cannot_be_used_is_told(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(MyceliumError) as raised:
        recipes_of({"trunk": "tiny", "training": {"steps": 3}, **changes}, "mine")
    (found,) = raised.value.diagnostics
    assert (found.code, said in found.message) == ("MYC325", True), found.message


def test_a_recipe_that_is_not_there_is_told() -> None:
    with pytest.raises(MyceliumError) as raised:
        read_recipes("smollm2-135")
    assert "smollm2-135m" in (raised.value.diagnostics[0].hint or "")


def encoding() -> Encoding:
    text = tiny_tokenizer().backend_tokenizer.to_str()
    names = tuple(told["name"] for told in TOLD)
    return Encoding(text, names, ("integer", "number"), Mixture(), 256, 0)


def test_examples_are_encoded_once_and_by_any_number_of_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "pens.jsonl.gz"
    write_examples(path, examples())
    lines: list[str] = []
    alone = encoded(path, encoding(), tmp_path / "rows", log=lines.append)
    assert len(alone.rows) == 24
    assert not alone.rows.left_out
    again = encoded(path, encoding(), tmp_path / "rows", log=lines.append)
    assert len(lines) == 1, "the second time they lie there"
    assert all(np.array_equal(again.rows.flat[n], v) for n, v in alone.rows.flat.items())
    assert (again.key, again.constants) == (alone.key, alone.constants)
    other = dataclasses.replace(encoding(), seed=1)
    assert encoded(path, other, tmp_path / "rows", log=lines.append).key != alone.key
    monkeypatch.setattr("mycelium_distill.multitask.encoded._ALONE", 2)
    monkeypatch.setattr("mycelium_distill.multitask.encoded._CHUNK", 10)
    many = encoded(path, encoding(), tmp_path / "other", workers=2, log=lines.append)
    assert all(np.array_equal(many.rows.flat[n], v) for n, v in alone.rows.flat.items())
    assert frequent([alone]) == frequent([many]) == [Fraction(n) for n in ()]


def test_a_file_that_holds_no_examples_is_told(tmp_path: Path) -> None:
    path = tmp_path / "pens.jsonl.gz"
    for content in (None, b"no gzip", gzip.compress(b"{}")):
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(MyceliumError) as raised:
            encoded(path, encoding(), tmp_path / "rows")
        assert raised.value.diagnostics[0].code == "MYC316"


def test_six_separate_models_are_a_recipe(tmp_path: Path) -> None:
    import torch

    texts = [example.program for example in examples()]
    trunk = Trunk(tiny_model("qwen2"), tiny_tokenizer(texts), torch.device("cpu"))
    save_trunk(trunk, tmp_path / "trunk")
    write_examples(tmp_path / "pens.jsonl.gz", examples())
    training = {"steps": 2, "tokens_per_step": 512, "longest": 256, "report_every": 1}
    recipes: tuple[SpecialistsRecipe, ...] = tuple(
        dataclasses.replace(one, trunk=str(tmp_path / "trunk"), training=training, hidden=16)
        for one in read_recipes("qwen2.5-0.5b-six")
    )
    assert len(recipes) == 6
    for recipe in recipes:
        fitted = train_specialists(
            recipe,
            [tmp_path / "pens.jsonl.gz"],
            TOLD,
            tmp_path / "six" / recipe.name,
            rows_folder=tmp_path / "six" / "encoded",
            probes=1,
            log=lambda line: None,
        )
        told = {name for line in fitted.history for name in line if "." in name}
        assert {f"loss.{task}" for task in recipe.tasks} <= told
        assert (tmp_path / "six" / recipe.name / "specialists.json").exists()
        assert (tmp_path / "six" / recipe.name / "curve.png").exists()
    assert len(list((tmp_path / "six" / "encoded").glob("*.npz"))) == 2, "encoded once"
