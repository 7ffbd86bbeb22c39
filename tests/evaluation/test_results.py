"""The script behind the README's results table: each row is a command that can be run."""

from __future__ import annotations

import importlib.util
import json
import sys
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

import pytest

from mycelium.evaluation.log import read_log
from mycelium.pipeline_text import read_stages

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "results.py"


@pytest.fixture
def results(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("results", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "results", module)
    spec.loader.exec_module(module)
    return module


def test_every_row_is_a_command(results: ModuleType) -> None:
    rows = results.read_table()
    assert len({row.name for row in rows}) == len(rows)
    for row in rows:
        assert row.arguments[:2] == ["eval", row.dataset]
        assert row.command == f"mycelium {' '.join(row.arguments)} --data DIR"
        assert read_stages(row.passes)


def test_commands_are_listed_without_being_run(
    results: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    results.main(["--list", "--only", "heuristic-mawps-*"])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert lines[0].endswith("mycelium eval mawps:train --passes heuristic --data DIR")
    with pytest.raises(SystemExit):
        results.main(["--only", "no such row"])


@pytest.mark.skipif(
    "heuristic" not in {entry.name for entry in entry_points(group="mycelium")},
    reason="it measures the plugin of plugins/heuristic",
)
def test_the_table_is_printed_and_the_runs_are_logged(
    results: ModuleType,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("MYCELIUM_MONOLITH", raising=False)
    question = "Tom has {} pens and buys {} . How many pens does he have now?"
    for name, a in (("train", 3), ("test", 5)):
        row = {"sQuestion": question.format(a, 4), "lEquations": [f"X=({a}+4)"]}
        (tmp_path / "mawps").mkdir(exist_ok=True)
        (tmp_path / f"mawps/{name}.json").write_text(json.dumps([{**row, "lSolutions": [a + 4]}]))
    log = tmp_path / "log.jsonl"
    results.main(
        [
            *("--data", str(tmp_path), "--log", str(log)),
            *("--only", "[hm]*-mawps-test", "--only", "monolith-svamp"),
        ]
    )
    printed = capsys.readouterr().out.splitlines()
    assert printed[2] == (
        "| MAWPS test, heuristic | 1 | 100.0% [20.7, 100.0] "
        "| `mycelium eval mawps:test --passes heuristic --data DIR` |"
    )
    assert "no training row at Jaccard 0.8 or more | 0 | n/a" in printed[3]
    assert "baseline: copy the nearest training row's equation | | 100.0%" in printed[4]
    assert "not run: needs MYCELIUM_MONOLITH" in printed[5]
    (entry,) = read_log(log).entries
    assert (entry.dataset, entry.split, entry.held_out, entry.hits) == ("mawps", "test", True, 1)
