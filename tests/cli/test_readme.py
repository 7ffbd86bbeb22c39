"""The README shows what the commands really print."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CLIPS = "examples/clips.txt"


@pytest.mark.parametrize(
    "arguments",
    [
        ["solve", CLIPS, "--passes", "heuristic", "--explain"],
        ["compile", CLIPS, "--passes", "heuristic"],
    ],
    ids=["solve", "compile"],
)
def test_the_output_in_the_readme_is_real(arguments: list[str]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert " ".join(["mycelium", *arguments]) in readme
    printed = subprocess.run(
        [sys.executable, "-m", "mycelium", *arguments],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "88"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout
    assert printed.strip() in readme
