"""The examples of docs/cli.md run, and its table of exit codes is the code's own."""

import json
import re
import shlex
import shutil
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from mycelium.cli.commands import BUILTIN
from mycelium.cli.exits import MEANINGS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
PROBLEM = "Tom has 3 pens and buys 4. How many pens does he have now?"


def examples():
    """Each example of the page: its command line and what it prints (None: anything)."""
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL):
        for example in block.removeprefix("$ ").split("\n$ "):
            line, _, output = example.partition("\n")
            yield line, None if output.strip() == "..." else output


def test_the_page_shows_every_command():
    shown = {shlex.split(line)[1] for line, _ in examples()}
    assert shown == set(BUILTIN)


def test_the_page_lists_the_exit_codes():
    rows = re.findall(r"^\| (\d+) \| (.*) \|$", PAGE, re.MULTILINE)
    assert rows == [(str(code.value), meaning) for code, meaning in MEANINGS.items()]


@pytest.mark.skipif(
    "heuristic" not in {entry.name for entry in entry_points(group="mycelium")},
    reason="the page's examples need the plugin of plugins/heuristic",
)
def test_the_examples_run(cli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "examples", "examples")
    Path("problem.txt").write_text(PROBLEM)
    Path("problems.jsonl").write_text(json.dumps({"problem": PROBLEM, "answer": "7"}) + "\n")
    for line, output in examples():
        result = cli(*shlex.split(line)[1:])
        assert result.exit_code == 0, f"{line}\n{result.output}"
        if output is None:
            assert result.stdout, line
        else:
            assert result.stdout.rstrip("\n") == output.rstrip("\n"), line
