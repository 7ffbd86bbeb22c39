"""The commands from a data set to traces, called as a user calls them."""

import json

import pytest
from tiny_teacher import teacher_folder, written_rows
from typer.testing import CliRunner

from mycelium.cli import early
from mycelium.cli.app import app
from mycelium_distill.traces.record import read_traces
from mycelium_distill.written import read_written, write_written


@pytest.fixture
def call():
    """Call the command line in this process and expect it to end well, or as said."""

    def run(*arguments, fails=False):
        result = CliRunner().invoke(app, [str(a) for a in arguments], prog_name="mycelium")
        assert (result.exit_code != 0) == fails, result.output
        return result

    yield run
    early.stop()


def gsm8k(folder):
    """A file in GSM8K's format; row 1 and 17 are for tuning."""
    rows = []
    for number in range(18):
        rows.append(
            {
                "question": f"Ann has {number + 20} pens and buys {number + 3}. How many in all?",
                "answer": f"She has {number + 20} + {number + 3} = "
                f"<<{number + 20}+{number + 3}={2 * number + 23}>>{2 * number + 23} pens.\n"
                f"#### {2 * number + 23}",
            }
        )
    (folder / "gsm8k").mkdir()
    text = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "gsm8k" / "train.jsonl").write_text(text)


def test_solutions_are_written_down(call, tmp_path):
    gsm8k(tmp_path)
    output = tmp_path / "written.jsonl"
    told = call(
        "written", "--data", tmp_path, "--dataset", "gsm8k:tune", "-o", output, "--workers", 1
    )
    rows = list(read_written(output))
    assert [row.split for row in rows] == ["tune", "tune"]
    assert rows[0].answer == "25"
    assert "2 solutions" in told.stdout


def test_a_teacher_is_made_calibrated_and_traced(call, tmp_path):
    write_written(tmp_path / "rows.jsonl", written_rows(80))
    base = teacher_folder(tmp_path / "base")
    teacher, traces = tmp_path / "teacher", tmp_path / "traces"
    call("teach", tmp_path / "rows.jsonl", "--trunk", base, "--steps", 0, "-o", teacher)
    without = call("trace", tmp_path / "rows.jsonl", "--teacher", teacher, "-o", traces, fails=True)
    assert "MYC285" in without.output
    told = call(
        *("trace", tmp_path / "rows.jsonl", "--teacher", teacher, "--calibrate", "--evaluate"),
        *("-o", traces, "--hidden-width", 8, "--json"),
    )
    found = json.loads(told.stdout)
    assert found["evaluation"]["operands"]["own"]["rows"] == 20
    assert found["traces"] == {"rows": 80, "failures": []}
    assert [one.hidden.shape for one in read_traces(traces, ("hidden",))] == [(2, 8)] * 80
    again = call("trace", tmp_path / "rows.jsonl", "--teacher", teacher, "-o", traces)
    assert "80 traces, 0 rows left out" in again.stdout
    stored = call("trace", tmp_path / "rows.jsonl", "--traces", traces, "--evaluate", "--json")
    edges = json.loads(stored.stdout)["evaluation"]["edges"]
    assert edges["unambiguous"] == found["evaluation"]["operands"]["own"]["edges"]


def test_nothing_to_do_is_said(call, tmp_path):
    write_written(tmp_path / "rows.jsonl", written_rows(4))
    told = call("trace", tmp_path / "rows.jsonl", "--teacher", tmp_path, fails=True)
    assert "--calibrate" in told.output
    told = call("trace", tmp_path / "rows.jsonl", "--traces", tmp_path, fails=True)
    assert "--evaluate" in told.output
    told = call("trace", tmp_path / "rows.jsonl", "-o", tmp_path / "out", fails=True)
    assert "--teacher" in told.output


def test_files_of_another_kind_are_no_bug(call, tmp_path):
    (tmp_path / "other.jsonl").write_text('{"a": 1}\n')
    told = call("view", tmp_path, "--written", tmp_path / "other.jsonl", fails=True)
    assert (told.exit_code, "MYC268" in told.output) == (2, True)
    told = call("label", "--report", tmp_path, fails=True)
    assert told.exit_code == 2
    assert "cannot be read: no such file or directory\n" in told.output
