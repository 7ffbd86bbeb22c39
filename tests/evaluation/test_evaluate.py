"""Measuring a pipeline: figures, rows kept, bad rows apart, and two runs compared."""

from __future__ import annotations

import json
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType
from typing import Any

import guessing
import pytest

from mycelium.analyses import Analyses
from mycelium.evaluation.answers import Verdict
from mycelium.evaluation.dataset import Dataset, Example, load_dataset
from mycelium.evaluation.evaluate import evaluate
from mycelium.evaluation.paired import compare
from mycelium.evaluation.report import Report
from mycelium.executor import Executor, Limits
from mycelium.passes import Context
from mycelium.pipeline import Pipeline, parse_pipeline
from mycelium.plugins import Plugins, load_plugins
from mycelium_ir.diagnostics import MyceliumError


@pytest.fixture(scope="session")
def plugins() -> Plugins:
    """The built-in plugin and one called `guessing`, whose pass `guessing.py` defines."""
    return load_plugins({"guessing": guessing}, installed=False)


@pytest.fixture
def context(plugins: Plugins, workers: Executor) -> Context:
    return Context(plugins.language, workers, Analyses(), seed=5)


@pytest.fixture
def pipeline(plugins: Plugins) -> Pipeline:
    return parse_pipeline("guess", plugins)


def dataset(*rows: tuple[str, str], **more: Any) -> Dataset:
    examples = tuple(Example(str(i), p, a) for i, (p, a) in enumerate(rows))
    return Dataset("own", "test", examples, **more)


ROWS = (
    ("12 by 4", "3"),
    ("1 by 3", "0.33"),
    ("1 by 3", "1/2"),
    ("7", "7"),
    ("1 by 0", "0"),
    ("it = 7 ** 7 ** 7", "1"),
    ("it = integers(interval(1, oo))", "1"),
    ("it = sqrt(8)", r"2\sqrt{2}"),
)


def test_every_row_gets_a_typed_verdict(context: Context, pipeline: Pipeline) -> None:
    report = evaluate(dataset(*ROWS), pipeline, context)
    assert [row.verdict.value for row in report.rows] == [
        "equal",
        "equal",
        "different",
        "error",
        "error",
        "error",
        "unsupported",
        "equal",
    ]
    assert report.accuracy.hits == 3
    assert report.coverage.hits == 5
    assert report.accuracy_when_answered.n == 5
    assert sum(report.verdicts.values()) == len(ROWS)
    assert report.errors["MYC999"] == 1
    assert sum(report.errors.values()) == 3
    assert all(row.reason for row in report.rows if row.verdict not in ("equal", "different"))


def test_a_program_that_does_not_end_is_a_timeout(context: Context, pipeline: Pipeline) -> None:
    slow = "it = prime_factors((10**40 + 121) * (10**41 + 109))"
    report = evaluate(dataset((slow, "1")), pipeline, context, limits=Limits(seconds=0.3))
    assert [row.verdict for row in report.rows] == [Verdict.TIMEOUT]


def test_strict_turns_rounding_off(context: Context, pipeline: Pipeline) -> None:
    report = evaluate(dataset(("1 by 3", "0.33")), pipeline, context, strict=True)
    assert report.accuracy.hits == 0
    assert "no rounding (--strict)" in str(report)


def test_a_report_says_how_it_came_about(context: Context, pipeline: Pipeline) -> None:
    report = evaluate(dataset(*ROWS[:3]), pipeline, context, limit=2)
    told = report.to_json()
    assert json.loads(json.dumps(told)) == told
    assert "12% is 0.12" in told["rules"]
    configuration = told["configuration"]
    assert (configuration["dataset"], configuration["split"], configuration["n"]) == (
        "own",
        "test",
        2,
    )
    assert (configuration["seed"], configuration["limit"]) == (5, 2)
    assert configuration["pipeline"] == "guessing.guess"
    assert configuration["fingerprint"] == pipeline.fingerprint
    assert {"mycelium", "python", "sympy"} <= configuration["versions"].keys()
    text = str(report)
    for word in (
        "Wilson, 95%",
        "coverage",
        "when it answered",
        "median",
        "guessing.guess",
        "seed 5",
    ):
        assert word in text


def test_versions_of_what_a_pass_loads_are_told(
    context: Context, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    before = evaluate(dataset(*ROWS[:1]), pipeline, context).configuration["versions"]
    assert "torch" not in before
    loaded = ModuleType("torch")
    loaded.__version__ = "2.13.0+own"  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torch", loaded)
    try:
        expected = version("torch")
    except PackageNotFoundError:
        expected = "2.13.0+own"
    report = evaluate(dataset(*ROWS[:1]), pipeline, context)
    assert report.configuration["versions"]["torch"] == expected
    assert f"torch {expected}" in str(report)


def test_bad_rows_are_named_and_counted_apart(
    context: Context, pipeline: Pipeline, tmp_path: Path
) -> None:
    lines = [
        '{"problem": "12 by 4", "answer": "3"}',
        '{"problem": "12 by 4"}',
        '{"problem": "12 by',
        '{"id": "odd", "problem": "12 by 4", "answer": "roughly three"}',
    ]
    (tmp_path / "own.jsonl").write_text("\n".join(lines))
    report = evaluate(load_dataset(str(tmp_path / "own.jsonl")), pipeline, context)
    assert (report.accuracy.hits, report.accuracy.n) == (1, 1)
    told = [d.message for d in report.broken]
    assert len(told) == 3
    assert any("row 2" in m and "answer" in m for m in told)
    assert any("row 3" in m and "JSON" in m for m in told)
    assert any("row odd" in m and "roughly three" in m for m in told)
    assert "3 rows that could not be read" in str(report)


def test_nothing_to_measure_is_an_error(context: Context, pipeline: Pipeline) -> None:
    with pytest.raises(MyceliumError, match="no row that can be measured") as caught:
        evaluate(dataset(("12 by 4", "roughly three")), pipeline, context)
    assert [d.code for d in caught.value.diagnostics] == ["MYC249", "MYC247"]


def test_groups_and_baselines_are_printed(context: Context, pipeline: Pipeline) -> None:
    groups = {"far rows": frozenset({"0", "2"})}
    measured = dataset(*ROWS[:3], groups=groups, baselines={"copying": 0.25})
    report = evaluate(measured, pipeline, context)
    assert (report.group("far rows").hits, report.group("far rows").n) == (1, 2)
    assert "far rows: 50.0%" in str(report)
    assert "baseline, copying: 25.0%" in str(report)
    assert report.to_json()["groups"]["far rows"]["n"] == 2


def test_batch_size_has_no_bearing(context: Context, pipeline: Pipeline) -> None:
    def verdicts(size: int) -> list[Verdict]:
        report = evaluate(dataset(*ROWS * 3), pipeline, context, batch_size=size)
        return [row.verdict for row in report.rows]

    assert verdicts(1) == verdicts(5) == verdicts(64)


def kept(report: Report) -> list[dict[str, Any]]:
    return [{k: v for k, v in row.to_json().items() if k != "seconds"} for row in report.rows]


def test_rows_are_kept_and_compared(
    context: Context, pipeline: Pipeline, plugins: Plugins, tmp_path: Path
) -> None:
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    rows = (*ROWS[:3], ("3 by 4", "12"), ("5 by 1", "5"))
    done = evaluate(dataset(*rows), pipeline, context, rows=first)
    evaluate(dataset(*rows), parse_pipeline("guess{times=true}", plugins), context, rows=second)
    lines = [json.loads(line) for line in first.read_text().splitlines()]
    assert [{k: v for k, v in line.items() if k != "seconds"} for line in lines] == kept(done)
    assert list(lines[0])[-1] == "seconds"
    assert list(lines[0]["seconds"]) == ["guess", "run"]
    paired = compare(first, second)
    assert (paired.gained, paired.lost) == (["3"], ["0", "1"])
    assert paired.difference == pytest.approx(-0.2)
    assert paired.difference in paired.interval
    assert paired.p == pytest.approx(0.625)
    assert "only the second is right (1): 3" in str(paired)
    assert json.loads(json.dumps(paired.to_json()))["lost"] == ["0", "1"]


def test_a_run_compared_with_itself_says_zero(
    context: Context, pipeline: Pipeline, tmp_path: Path
) -> None:
    rows = tmp_path / "a.jsonl"
    evaluate(dataset(*ROWS), pipeline, context, rows=rows)
    paired = compare(rows, rows)
    assert paired.difference == paired.interval.low == paired.interval.high == 0
    assert paired.p == 1
    assert paired.gained == paired.lost == []


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ('{"id": "1", "gold": "1", "verdict": "equal"}', "do not hold the same rows"),
        ('{"id": "0", "gold": "2", "verdict": "equal"}', "gold answers of .* differ"),
        ('{"id": "0"}', "line 1 of .* is no row"),
        ("{", "line 1 of .* is no row"),
        ("", "holds no rows"),
        ('{"id": "0", "gold": "1", "verdict": "equal"}\n' * 2, "repeats the row 0"),
    ],
)
def test_files_that_cannot_be_compared(tmp_path: Path, other: str, told: str) -> None:
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    first.write_text('{"id": "0", "gold": "1", "verdict": "equal"}\n')
    second.write_text(other)
    with pytest.raises(MyceliumError, match=told) as caught:
        compare(first, second)
    assert caught.value.code == "MYC248"


def test_rows_go_nowhere_that_does_not_exist(
    context: Context, pipeline: Pipeline, tmp_path: Path
) -> None:
    with pytest.raises(MyceliumError, match="cannot write"):
        evaluate(dataset(*ROWS), pipeline, context, rows=tmp_path / "no" / "rows.jsonl")
