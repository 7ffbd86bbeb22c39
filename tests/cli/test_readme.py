"""The README shows what the commands really print; confidences may differ by processor."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mycelium_ir.diagnostics import MyceliumError
from mycelium_passes.weights import find_weights

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
_CONFIDENCE = re.compile(r"(?<=onfidence: )[\d.]+")


def printed(*arguments: str, folder: Path = ROOT) -> str:
    """What a command prints."""
    return subprocess.run(
        [sys.executable, "-m", "mycelium", *arguments],
        cwd=folder,
        env={**os.environ, "COLUMNS": "88"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout.strip()


def shown(text: str) -> bool:
    return _CONFIDENCE.sub("P", text) in _CONFIDENCE.sub("P", README)


@pytest.fixture(autouse=True)
def _with_weights() -> None:
    try:
        find_weights()
    except MyceliumError:
        pytest.skip("there are no trained weights in this checkout")


def test_the_first_screen_is_real() -> None:
    assert "mycelium solve examples/clips.txt --explain" in README
    assert shown(printed("solve", "examples/clips.txt", "--explain"))


def test_the_algebra_is_real(tmp_path: Path) -> None:
    found = re.search(r'mycelium solve "(.+?)" --emit squares\.myc\n(.+)\n', README)
    assert found is not None
    assert printed("solve", found[1], "--emit", "squares.myc", folder=tmp_path) == found[2]
    assert shown((tmp_path / "squares.myc").read_text(encoding="utf-8").strip())


def test_a_program_that_is_corrected_runs_again(tmp_path: Path) -> None:
    problem = re.search(r'echo "(.+?)" > stickers\.txt', README)
    change = re.search(
        r"sed -i\.bak 's/([^/]+)/([^/]+)/' stickers\.myc\n\$ mycelium run .+\n(.+)", README
    )
    before = re.search(r"\n\$ mycelium run stickers\.myc\n(\d+)\n", README)
    assert problem is not None
    assert change is not None
    assert before is not None
    (tmp_path / "stickers.txt").write_text(problem[1] + "\n", encoding="utf-8")
    printed("compile", "stickers.txt", "-o", "stickers.myc", folder=tmp_path)
    program = tmp_path / "stickers.myc"
    text = program.read_text(encoding="utf-8")
    assert shown(text.strip())
    assert printed("run", "stickers.myc", folder=tmp_path) == before[1]
    assert change[1] in text
    program.write_text(text.replace(change[1], change[2]), encoding="utf-8")
    assert printed("run", "stickers.myc", folder=tmp_path) == change[3]
