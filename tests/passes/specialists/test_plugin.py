"""The trained passes as others meet them: a plugin, a folder of weights, the default pipeline."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tiny_specialists import save_tiny

from mycelium.api import pipeline_of
from mycelium.compiler import compile_rows
from mycelium.executor import Executor
from mycelium.pipeline import check, default_text
from mycelium.plugins import Plugins, load_plugins
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.nodes import Problem, Program
from mycelium_passes import plugin
from mycelium_passes.weights import finding


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("weights")
    save_tiny(where)
    return where


def plugins_here() -> Plugins:
    return load_plugins({"specialists": plugin}, installed=False)


@pytest.fixture
def offered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Plugins:
    monkeypatch.setenv("MYCELIUM_WEIGHTS", str(folder))
    return plugins_here()


def test_what_is_offered(offered: Plugins) -> None:
    assert not offered.problems
    assert offered.language.operations["add_three"].parent == "add"
    assert default_text(offered) == "specialists.learned"
    pipeline = pipeline_of(None, offered)
    check(pipeline, {"problem"})
    assert [stage.role for stage in pipeline] == [
        *("segment", "classify", "extract", "wire", "bridge", "extract", "wire", "goal")
    ]


def test_without_weights_one_line_says_what_to_do(monkeypatch, tmp_path) -> None:
    monkeypatch.delenv("MYCELIUM_WEIGHTS", raising=False)
    monkeypatch.setattr(finding, "SHIPPED", tmp_path)
    bare = plugins_here()
    assert not bare.problems
    with pytest.raises(MyceliumError) as caught:
        pipeline_of(None, bare)
    (told,) = caught.value.diagnostics
    assert told.code == "MYC306"
    assert "--passes" in str(told)


def test_a_problem_goes_through_all_passes_and_nothing_crashes(offered: Plugins) -> None:
    from mycelium.api import context_of

    texts = [
        "Ann has 3 pens and buys 4. How many now?",
        "Какой ответ?",
        "a" * 20_000,
        "tabs\tand\x0bcontrol \x01 signs 5",
    ]
    pipeline = pipeline_of(None, offered)
    rows = [Program((Problem(text),)) for text in texts]
    with Executor(offered.language) as executor:
        context = context_of(offered, executor)
        results = compile_rows(rows, pipeline, context)
    for result in results:
        assert not {d.code for d in result.diagnostics} & {"MYC160", "MYC161", "MYC163"}
    assert results[2].diagnostics[0].code == "MYC333"


def test_the_fingerprint_is_the_folders(offered: Plugins, folder: Path, tmp_path: Path) -> None:
    save_tiny(tmp_path, seed=1)
    one, other, same = (
        pipeline_of(f'specialists.segment{{model="{where}"}}', offered).stages[0].instance
        for where in (folder, tmp_path, folder)
    )
    assert one.weights == same.weights != other.weights
    assert one.fingerprint == same.fingerprint != other.fingerprint


def test_weights_of_another_shape_are_refused(folder: Path, tmp_path: Path) -> None:
    from mycelium_passes.reading.loading import load_model

    save_tiny(tmp_path)
    path = tmp_path / "specialists.json"
    told = json.loads(path.read_text())
    del told["config"]["goals"][0]
    path.write_text(json.dumps(told))
    with pytest.raises(MyceliumError) as caught:
        load_model(str(tmp_path), "cpu")
    (found,) = caught.value.diagnostics
    assert found.code == "MYC330"
    assert "\n" not in found.message
