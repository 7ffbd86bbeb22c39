"""The script that says whether the decomposition earns its keep, on made-up rows."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "decomposition.py"


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("decomposition", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "decomposition", module)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def pair(tmp_path: Path):
    """Writes the rows of a set: 200 of them, of which each side has so many right."""

    def write(name: str, six: int, monolith: int, *, rows: int = 200) -> list[str]:
        line = ["--set", name]
        for side, right in (("six", six), ("monolith", monolith)):
            path = tmp_path / f"{name}-{side}.jsonl"
            told = (
                {"id": f"r{n}", "gold": "1", "verdict": "equal" if n < right else "different"}
                for n in range(rows)
            )
            path.write_text("".join(json.dumps(row) + "\n" for row in told))
            line.append(str(path))
        return line

    return write


def test_a_gain_and_a_small_loss_hold(script, pair, capsys):
    assert script.main([*pair("A", 80, 60), *pair("B", 100, 103)]) == 0
    shown = capsys.readouterr().out
    assert "| A | 200 | 40.0% [33.5, 46.9] | 30.0% [24.1, 36.7] | +10.0 [+6.0, +14.5] |" in shown
    assert "mean difference over 2 sets: +4.25 points" in shown
    assert "below -2 points: none" in shown
    assert "earns its keep: yes" in shown


def test_a_set_that_is_lost_cannot_be_made_good(script, pair, capsys):
    assert script.main([*pair("A", 150, 60), *pair("B", 80, 100)]) == 1
    shown = capsys.readouterr().out
    assert "below -2 points: B" in shown
    assert "earns its keep: no" in shown


def test_the_mean_counts_sets_alike_and_may_be_nought(script, pair, capsys):
    even = [*pair("A", 63, 60), *pair("B", 100, 106, rows=400)]
    assert script.main([*even, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["mean"], told["lost"], told["holds"]) == (0.0, [], True)
    assert told["sets"]["B"]["difference"] == pytest.approx(-0.015)
    assert script.main([*pair("A", 62, 60), *pair("B", 100, 106, rows=400)]) == 1


def test_other_rows_and_names_that_repeat_are_refused(script, pair, capsys):
    line = pair("A", 3, 3)
    other = pair("B", 3, 3, rows=20)
    for bad, said in (
        ([*line[:3], other[3]], "MYC248"),
        ([*line[:3], "missing.jsonl"], "MYC"),
        ([*line, *line], "two sets have one name"),
    ):
        with pytest.raises(SystemExit) as caught:
            script.main(bad)
        assert caught.value.code == 2
        assert said in capsys.readouterr().err
