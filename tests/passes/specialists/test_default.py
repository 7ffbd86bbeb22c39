"""The trained passes as part of the package: light until they are used, and in the wheel."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tiny_specialists import save_tiny
from typer.testing import CliRunner

from mycelium.cli.app import app
from mycelium.plugins import plugins
from mycelium_passes.weights import finding

ROOT = Path(__file__).parents[3]
HEAVY = ("torch", "transformers", "tokenizers", "safetensors", "sympy", "numpy", "typer")


@pytest.fixture
def without_weights(monkeypatch, tmp_path):
    """The package as it is where no weights lie in it."""
    monkeypatch.delenv("MYCELIUM_WEIGHTS", raising=False)
    monkeypatch.setattr(finding, "SHIPPED", tmp_path / "shipped")
    plugins.cache_clear()
    yield
    plugins.cache_clear()


def imported(code: str, folder: Path) -> list[str]:
    """Which heavy packages a fresh interpreter has imported once it has run this code."""
    told = subprocess.run(
        [sys.executable, "-c", f"import sys, json\n{code}\nprint(json.dumps(list(sys.modules)))"],
        env={**os.environ, "MYCELIUM_WEIGHTS": str(folder), "MYCELIUM_PLUGINS": "specialists"},
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return [name for name in HEAVY if name in json.loads(told.splitlines()[-1])]


def test_the_plugin_is_installed_and_light(tmp_path: Path) -> None:
    save_tiny(tmp_path)
    code = (
        "from mycelium.plugins import plugins\n"
        "assert 'add_three' in plugins().language.operations, plugins().problems"
    )
    assert imported(code, tmp_path) == []


def test_the_default_pipeline_is_built_without_torch(tmp_path: Path) -> None:
    save_tiny(tmp_path)
    code = (
        "from mycelium.api import pipeline_of\n"
        "from mycelium.plugins import plugins\n"
        "assert len(pipeline_of(None, plugins())) == 8"
    )
    assert "torch" not in imported(code, tmp_path)


def test_running_a_program_imports_no_torch_and_reads_no_weights() -> None:
    command = ["-X", "importtime", "-m", "mycelium", "run", ROOT / "examples" / "clips.myc"]
    told = subprocess.run([sys.executable, *command], capture_output=True, check=True, text=True)
    assert told.stdout == "72\n"
    modules = {line.rpartition("|")[2].strip() for line in told.stderr.splitlines()}
    assert "mycelium.executor" in modules
    assert not [m for m in modules if m.partition(".")[0] in ("torch", "mycelium_passes")]


def test_solving_needs_no_package_of_an_extra(tmp_path: Path) -> None:
    save_tiny(tmp_path)
    code = (
        "import sys\n"
        "extras = 'transformers accelerate gguf pyarrow scipy datasets huggingface_hub'.split()\n"
        "sys.modules |= dict.fromkeys(extras)\n"
        "import mycelium\n"
        "from mycelium_ir.diagnostics import MyceliumError\n"
        "problem = 'Ann has 3 pens and buys 4. How many now?'\n"
        "try:\n    mycelium.compile(problem)\n"
        "except MyceliumError as error:\n    print(error.code)\n"
        "assert 'torch' in sys.modules\n"
    )
    environment = {**os.environ, "MYCELIUM_WEIGHTS": str(tmp_path)}
    told = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, check=False, text=True
    )
    assert told.returncode == 0, told.stderr
    # Random weights find no program, or one; a package that is missing would be another error.
    assert told.stdout in ("", "MYC335\n", "MYC340\n", "MYC337\n", "MYC336\n")


def test_imports_point_down() -> None:
    below = {
        "ir": ("torch", "transformers", "mycelium", "mycelium_passes", "mycelium_distill"),
        "mycelium": ("torch", "transformers", "mycelium_passes", "mycelium_distill"),
        "passes/mycelium_passes": ("mycelium_distill",),
    }
    for folder, others in below.items():
        wrong = re.compile(rf"^\s*(?:from|import) (?:{'|'.join(others)})(?:\.| |$)", re.MULTILINE)
        for path in (ROOT / folder).rglob("*.py"):
            assert not wrong.search(path.read_text(encoding="utf-8")), path


def test_without_weights_a_command_ends_with_one_line(without_weights) -> None:
    runner = CliRunner()
    told = runner.invoke(app, ["solve", "Ann has 3 pens and buys 4. How many now?"])
    assert told.exit_code == 4
    assert told.stdout == ""
    assert told.stderr.startswith("error[MYC306]: no trained weights are installed")
    assert runner.invoke(app, ["passes"]).exit_code == 0
    assert runner.invoke(app, ["weights"]).exit_code == 4


def test_bare_names_of_passes_are_the_default_ones_where_no_other_plugin_has_them(
    monkeypatch, tmp_path: Path
) -> None:
    from mycelium.api import pipeline_of
    from mycelium.plugins import load_plugins
    from mycelium_passes import plugin

    save_tiny(tmp_path)
    monkeypatch.setenv("MYCELIUM_WEIGHTS", str(tmp_path))
    alone = load_plugins({"specialists": plugin}, installed=False)
    named = pipeline_of("segment,classify", alone)
    assert str(named) == "specialists.segment,specialists.classify"
    edited = pipeline_of(None, alone, without=["bridge"], stop_after="wire")
    assert [stage.role for stage in edited] == ["segment", "classify", "extract", "wire"]


def test_weights_in_the_package_get_into_the_wheel(tmp_path: Path) -> None:
    wheel = pytest.importorskip("hatchling.builders.wheel", reason="needs the extra `test`")
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, tmp_path)
    for folder in ("mycelium", "ir/mycelium_ir", "passes/mycelium_distill"):
        (tmp_path / folder).mkdir(parents=True)
    shipped = tmp_path / "passes" / "mycelium_passes" / "shipped"
    shipped.mkdir(parents=True)
    names = ("specialists.json", "weights-01.safetensors", "tokenizer.json", "README.md")
    for name in names:
        (shipped / name).write_text("x")
    builder = wheel.WheelBuilder(str(tmp_path))
    inside = {file.distribution_path for file in builder.recurse_included_files()}
    assert {f"mycelium_passes/shipped/{name}" for name in names} <= inside


@pytest.mark.skipif(
    not (finding.SHIPPED / "specialists.json").is_file(),
    reason="this checkout has no weights in passes/mycelium_passes/shipped",
)
def test_the_weights_that_ship_are_whole_and_solve_a_problem() -> None:
    environment = {k: v for k, v in os.environ.items() if k != "MYCELIUM_WEIGHTS"}
    clips = "Natalia sold clips to 48 of her friends in April, and then she sold half as many "
    clips += "clips in May. How many clips did Natalia sell altogether in April and May?"
    for command, says in ((["weights"], "all as written"), (["solve", clips], "72\n")):
        told = subprocess.run(
            [sys.executable, "-m", "mycelium", *command],
            env=environment,
            capture_output=True,
            check=False,
            text=True,
        )
        assert told.returncode == 0, told.stderr
        assert says in told.stdout
