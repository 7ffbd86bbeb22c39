"""Tracing runs: calibrated, resumed after a kill, read back, measured; and the trace files."""

import dataclasses
import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from tiny_teacher import teacher_folder, written_row, written_rows

from mycelium_distill import signals
from mycelium_distill.teacher.folder import load_teacher
from mycelium_distill.traces.calibrating import calibrate
from mycelium_distill.traces.calibration import Boundary, read_calibration
from mycelium_distill.traces.evaluating import evaluate, summary
from mycelium_distill.traces.folder import read_manifest, trace_into
from mycelium_distill.traces.pooling import read_projections
from mycelium_distill.traces.record import COLUMNS, Trace, read_traces, write_shard
from mycelium_distill.traces.references import References
from mycelium_distill.traces.tracing import place_all, trace
from mycelium_distill.written import write_written
from mycelium_ir.diagnostics import MyceliumError

ROWS = written_rows(80)


@pytest.fixture(scope="module")
def teacher(tmp_path_factory):
    """A tiny teacher, calibrated on its 20 tuning rows."""
    found = load_teacher(teacher_folder(tmp_path_factory.mktemp("teacher")))
    calibrate(found, ROWS, hidden_width=16, log=lambda _: None)
    return found


def traced(teacher, folder, rows=ROWS, **options):
    return trace_into(
        folder,
        rows,
        teacher,
        read_calibration(teacher.folder),
        read_projections(teacher.folder),
        log=lambda _: None,
        **options,
    )


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_trace_is_consistent_with_itself(teacher, tmp_path):
    traced(teacher, tmp_path / "traces")
    found = list(read_traces(tmp_path / "traces"))
    assert [one.id for one in found] == [row.id for row in ROWS]
    for row, one in zip(ROWS, found, strict=True):
        problem, solution, steps = row.problem, row.solution, len(row.steps)
        count, width = len(one.solution_offsets), len(one.problem_offsets)
        assert one.attention.shape == (count, width)
        assert one.earlier.shape == (count, steps)
        assert one.iaf.shape == one.jsd.shape == one.boundary.shape == (count,)
        assert (one.attention.sum(axis=1) <= 1.05).all()
        assert ((one.iaf >= 0) & (one.iaf <= 1)).all()
        assert ((one.jsd >= 0) & (one.jsd <= np.log(2) + 1e-3)).all()
        assert np.allclose(one.jsd, signals.consecutive_divergence(one.attention), atol=0.05)
        assert (np.diff(one.top_weight, axis=1) <= 0).all()
        assert one.hidden.shape == (steps, 16)
        (asked,) = one.question_spans
        assert problem[slice(*asked)].startswith("How many coins")
        # A step that is not yet written is not read.
        first = row.steps[0].span[1]
        before = one.solution_offsets[:, 1] <= first
        assert (one.earlier[before, 1] == 0).all()
        numbers = [problem[slice(*span)] for span in one.numbers]
        assert set(numbers) >= {problem[slice(*o.places[0])] for o in row.steps[0].operands}
        for (step, operand), scores in zip(one.operands, one.scores, strict=True):
            assert solution[slice(*row.steps[step].operands[operand].span)].isdigit()
            assert len(scores) == len(numbers) + steps
            assert (scores[len(numbers) + step :] == 0).all()


def test_a_killed_run_goes_on_and_ends_with_the_same_files(teacher, tmp_path):
    source = tmp_path / "rows.jsonl"
    write_written(source, ROWS)
    command = [
        *(sys.executable, "-m", "mycelium", "trace", str(source)),
        *("--teacher", str(teacher.folder), "--shard-rows", "8", "-o"),
    ]
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    subprocess.run([*command, str(tmp_path / "whole")], check=True, env=environment)
    folder = tmp_path / "killed"
    process = subprocess.Popen([*command, str(folder)], env=environment)
    deadline = time.monotonic() + 120
    while not list(folder.glob("shard-*.parquet")):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    done = files(folder)
    assert len(done) < len(files(tmp_path / "whole"))
    subprocess.run([*command, str(folder)], check=True, env=environment)
    assert files(folder) == files(tmp_path / "whole")


def test_a_folder_begun_with_something_else_is_not_gone_on_with(teacher, tmp_path):
    traced(teacher, tmp_path, ROWS[:4])
    before = files(tmp_path)
    with pytest.raises(MyceliumError) as raised:
        traced(teacher, tmp_path, ROWS[4:8])
    assert raised.value.code == "MYC289"
    assert "rows" in raised.value.diagnostics[0].message
    assert files(tmp_path) == before


def test_the_manifest_says_what_traces_depend_on(teacher, tmp_path):
    long = dataclasses.replace(ROWS[0], id="long", problem=ROWS[0].problem * 40)
    told = traced(teacher, tmp_path, [ROWS[1], long])
    assert told == read_manifest(tmp_path)
    assert told["traces"] == 1
    assert [failure["id"] for failure in told["failures"]] == ["long"]
    assert told["model"]["class"] == "LlamaForCausalLM"
    assert len(told["model"]["weights_sha256"]) == 64
    assert told["calibration"]["triples"]
    assert told["hidden_parts"] == ["L1.expression", "L1.equals", "L2.expression", "L2.equals"]
    assert told["projection"]["hidden"]["to"] == 16


def test_reading_some_columns_leaves_the_others_empty(teacher, tmp_path):
    traced(teacher, tmp_path, ROWS[:3])
    (one, *_) = read_traces(tmp_path, ("id", "hidden"))
    assert one.hidden.shape == (2, 16)
    assert one.attention.size == one.numbers.size == 0
    with pytest.raises(ValueError, match="no such columns"):
        next(read_traces(tmp_path, ("nothing",)))


def test_a_missing_folder_has_a_hint(tmp_path):
    with pytest.raises(MyceliumError) as raised:
        next(read_traces(tmp_path))
    assert raised.value.code == "MYC281"


def test_stored_arrays_come_back_within_their_rounding(tmp_path):
    draw = np.random.default_rng(0)
    one = Trace(
        "a",
        attention=draw.random((6, 4)) / 4,
        jsd=draw.random(6) * np.log(2),
        hidden=draw.normal(size=(3, 8)) * [[1], [100], [0]],
        operands=np.array([[0, 1], [1, 0]]),
        numbers=np.array([[0, 2]]),
        scores=np.array([[0.2, 0.7], [0.0, 0.0]]),
    )
    write_shard(tmp_path / "shard-00000.parquet", [one])
    (back,) = read_traces(tmp_path)
    assert set(COLUMNS) == {f.name for f in dataclasses.fields(Trace)} - {"id"}
    assert np.abs(back.attention - one.attention).max() <= 1e-3
    assert np.abs(back.jsd - one.jsd).max() <= 1e-4
    largest = np.abs(one.hidden).max(axis=1, keepdims=True)
    assert (np.abs(back.hidden - one.hidden) <= largest / 250).all()
    assert back.located(0, 1) == ("step", 0)
    assert back.located(1, 0) is None
    assert back.located(5, 5) is None


def test_what_is_not_finite_is_not_stored(tmp_path):
    with pytest.raises(MyceliumError) as raised:
        write_shard(tmp_path / "shard-00000.parquet", [Trace("a", iaf=np.array([np.nan]))])
    assert raised.value.code == "MYC280"
    assert not list(tmp_path.iterdir())


def test_report_rows_are_measured(teacher):
    held = [row for row in ROWS if row.split == "report"]
    places, _ = place_all(teacher, held)
    calibration = read_calibration(teacher.folder)
    found = evaluate(places, trace(teacher, places, calibration, None), calibration)
    assert found["split"] == ["report"]
    one = found["operands"]["own"]
    assert one["operands_from_problem"]["of"] == 3 * len(held)
    assert one["operands_from_steps"]["of"] == len(held)
    assert one["edges"]["true"] == len(held)
    assert found["boundaries"]["true"] == 3 * len(held) - len(held)  # the answer's line has no end
    assert "own (20 rows)" in summary(found)


def test_attention_that_points_rightly_is_measured_as_right(teacher):
    (place,), _ = place_all(teacher, [written_row(3, "report")])
    calibration = dataclasses.replace(
        read_calibration(teacher.folder), references=References(), boundary=Boundary(threshold=0.5)
    )
    (one,) = trace(teacher, [place], calibration, None)
    scores = np.zeros((len(place.operands), len(place.candidates)))
    scores[np.arange(len(scores)), place.true] = 1
    boundary = np.zeros(len(one.iaf))
    boundary[place.boundaries] = 1
    right = dataclasses.replace(one, scores=scores, mass=scores.sum(axis=1), boundary=boundary)
    found = evaluate([place], [right], calibration)
    assert found["operands"]["all"]["operands_from_problem"]["share"] == 1
    assert found["operands"]["all"]["operands_from_steps"]["share"] == 1
    assert found["operands"]["all"]["edges"]["f1"] == 1
    assert found["boundaries"]["boundary_heads_f1"] == 1
    wrong = dataclasses.replace(right, scores=np.roll(scores, 1, axis=1))
    assert evaluate([place], [wrong], calibration)["operands"]["all"]["edges"]["hits"] == 0


def test_the_benchmark_compares_both_ways(teacher):
    path = Path(__file__).parents[2] / "benchmarks" / "tracing.py"
    spec = importlib.util.spec_from_file_location("tracing_benchmark", path)
    benchmark = importlib.util.module_from_spec(spec)
    sys.modules["tracing_benchmark"] = benchmark
    spec.loader.exec_module(benchmark)
    held = [row for row in ROWS if row.split == "report"][:4]
    calibration = read_calibration(teacher.folder)
    found = benchmark.measure(
        teacher,
        calibration,
        held,
        plain_batches=[1, 4],
        plain_problems=2,
        batch_tokens=400,
        max_new_tokens=12,
    )
    json.dumps(found)
    # The largest batch sees all problems, and its solutions are traced.
    assert [(way["batch"], way["problems"]) for way in found["plain"]] == [(4, 4), (1, 2)]
    assert found["traced"]["problems"] == 4
    assert found["rows_compared"] > 0
    assert found["largest_difference"] <= 1e-3
    assert found["plain"][0]["disk_bytes"] > 0
    assert found["traced"]["peak_bytes"] > 0
    # Six times the problems, some four at a time: no more memory.
    some = [written_row(number, "report") for number in range(8)]
    few = benchmark.reduced(teacher, calibration, some, 400)["peak_bytes"]
    many = benchmark.reduced(teacher, calibration, some * 6, 400)["peak_bytes"]
    assert many <= 1.1 * few
