"""The evaluation log: a line a run, and how often each test split was scored."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import guessing
import pytest

from mycelium.analyses import Analyses
from mycelium.evaluation.dataset import Dataset, Example
from mycelium.evaluation.evaluate import evaluate
from mycelium.evaluation.log import Entry, append, entry_of, log_so_far, read_log
from mycelium.evaluation.report import Report
from mycelium.executor import Executor
from mycelium.passes import Context
from mycelium.pipeline import parse_pipeline
from mycelium.plugins import load_plugins
from mycelium_ir.diagnostics import MyceliumError

OWN_LOG = Path(__file__).parents[2] / "benchmarks" / "eval_log.jsonl"


def measured(workers: Executor, text: str = "guess", *, held_out: bool = True) -> Report:
    plugins = load_plugins({"guessing": guessing}, installed=False)
    context = Context(plugins.language, workers, Analyses(), seed=5)
    examples = (Example("0", "12 by 4", "3"), Example("1", "12 by 5", "3"))
    dataset = Dataset("own", "test", examples, held_out=held_out)
    return evaluate(dataset, parse_pipeline(text, plugins), context)


def test_a_line_says_what_was_run_and_what_came_out(workers: Executor, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    report = measured(workers)
    append(path, entry_of(report, date="2026-01-31"))
    (line,) = path.read_text().splitlines()
    told = json.loads(line)
    assert (told["date"], told["dataset"], told["split"]) == ("2026-01-31", "own", "test")
    assert (told["n"], told["hits"], told["accuracy"], told["held_out"]) == (2, 1, 0.5, True)
    assert told["low"] == pytest.approx(0.0945, abs=1e-4)
    assert told["fingerprint"] == report.configuration["fingerprint"]
    assert read_log(path).entries == (entry_of(report, date="2026-01-31"),)


def test_runs_are_counted_by_split_and_configuration(workers: Executor, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    first, second = entry_of(measured(workers)), entry_of(measured(workers, "guess{times=true}"))
    assert first.fingerprint != second.fingerprint
    assert log_so_far(path).told(first) == (
        "this test split was scored before: never with this configuration, never in all"
    )
    for entry in (first, first, second, replace(first, split="report", held_out=False)):
        append(path, entry)
    log = log_so_far(path)
    assert (log.runs(*first.key), log.runs(*second.key)) == (2, 1)
    assert log.runs("own", "test") == 3
    assert "twice with this configuration, 3 times in all" in log.told(first)
    table = str(log).splitlines()
    assert [line.split()[:3] for line in table[1:]] == [
        [str(log.runs(*e.key)), "own", "test"] for e in sorted((first, second), key=lambda e: e.key)
    ]
    assert "report" not in str(log)


def test_a_torn_line_is_named_and_nothing_is_counted(workers: Executor, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    append(path, entry_of(measured(workers)))
    for broken in ('{"date": "2026', "[]", '{"dataset": "own"}'):
        whole = path.read_text().splitlines()[0]
        path.write_text(f"{whole}\n{broken}\n")
        with pytest.raises(MyceliumError, match=r"line 2 of .* is no run") as caught:
            read_log(path)
        assert caught.value.code == "MYC253"


def test_a_log_that_cannot_be_written_is_an_error(workers: Executor, tmp_path: Path) -> None:
    with pytest.raises(MyceliumError, match="cannot write"):
        append(tmp_path / "no" / "log.jsonl", entry_of(measured(workers)))


def test_without_test_splits_there_is_no_table(workers: Executor, tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    append(path, entry_of(measured(workers, held_out=False)))
    assert str(read_log(path)) == "no test split was scored"


def test_the_projects_own_log_can_be_read() -> None:
    entries = read_log(OWN_LOG).entries
    assert entries
    for entry in entries:
        assert isinstance(entry, Entry)
        assert entry.low <= entry.accuracy <= entry.high
        assert entry.accuracy == pytest.approx(entry.hits / entry.n)
