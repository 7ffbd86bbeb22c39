"""A batch writes each answer as it comes, survives being killed, and goes on where it stopped."""

from __future__ import annotations

import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from adding_plugin import install

from mycelium.batch import Summary, solve_batch
from mycelium.executor import Limits
from mycelium.files import expand
from mycelium.journal import manifest_path
from mycelium.passes import Context
from mycelium.pipeline import Pipeline
from mycelium_ir.diagnostics import MyceliumError

Solve = Callable[..., Summary]


TWO = 'mycelium 1\nproblem "two"\nstep s0 : quantity = 2\ndone wire\nanswer s0\n'


def write_rows(path: Path, count: int, *, start: int = 0) -> Path:
    with path.open("w", encoding="utf-8") as file:
        for n in range(start, start + count):
            file.write(json.dumps({"id": f"p{n}", "problem": f"Add {n} and {n * n % 97}."}) + "\n")
    return path


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def without_times(path: Path) -> list[list[tuple[str, Any]]]:
    """The rows with the order of their columns, and the names of the timings alone."""
    return [
        [(k, list(v) if k == "seconds" else v) for k, v in row.items()] for row in rows_of(path)
    ]


@pytest.fixture
def solve(context: Context, pipe: Callable[[str], Pipeline]) -> Solve:
    """`solve(input, output)` with the toy passes that add up all numbers."""

    def run(
        *inputs: Path | str, output: Path | None, passes: str = "count,wire", **more: Any
    ) -> Summary:
        return solve_batch(expand([str(i) for i in inputs]), output, pipe(passes), context, **more)

    return run


def test_each_row_has_its_answer(solve: Solve, tmp_path: Path) -> None:
    output = tmp_path / "answers.jsonl"
    summary = solve(write_rows(tmp_path / "in.jsonl", 3), output=output)
    assert summary == Summary(resumed=0, written=3, failed=0)
    rows = rows_of(output)
    assert [row["id"] for row in rows] == ["p0", "p1", "p2"]
    assert [row["answer"] for row in rows] == ["0", "2", "6"]
    last = rows[2]
    assert list(last) == [
        "row",
        "key",
        "id",
        "program",
        "answer",
        "display",
        "goal",
        "error",
        "seconds",
    ]
    assert last["program"].startswith("mycelium 1\n")
    assert list(last["seconds"]) == ["count", "wire", "run"]


def test_bad_rows_give_their_error_and_the_batch_goes_on(solve: Solve, tmp_path: Path) -> None:
    lines = [
        b'{"problem": "Add 1 and 2."}',
        b'{"problem": "torn',
        b'{"id": 7, "question": "Add 1."}',
        b'["Add 1."]',
        b'{"problem": 5}',
        b'{"problem": ""}',
        b'{"id": NaN, "problem": "Add 1."}',
        b'{"problem": "half \\ud800 a pair 1"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b"",
        b'{"problem": "Nothing to add."}',
        json.dumps({"program": TWO}).encode(),
        b'{"program": "mycelium 1\\nstep = \\n"}',
        '{"problem": "Zähle 3 und 4 dazu: ½ 🙂."}'.encode(),
    ]
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"\n".join(lines))
    output = tmp_path / "out.jsonl"
    summary = solve(source, output=output)
    rows = rows_of(output)
    assert [row["row"] for row in rows] == list(range(14))  # the blank line is no row
    codes = [row["error"] and row["error"]["code"] for row in rows]
    assert codes[:10] == [None, *["MYC243"] * 7, "MYC238", "MYC243"]
    assert rows[2]["id"] == 7
    assert rows[10]["error"]["stage"] is not None
    assert (codes[11], rows[11]["answer"]) == (None, "2")
    assert codes[12] is not None
    assert codes[13] is None
    assert summary.failed == sum(code is not None for code in codes)


def test_files_of_every_sort_make_one_batch(solve: Solve, tmp_path: Path) -> None:
    folder = tmp_path / "problems"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"\xef\xbb\xbfAdd 1\r\nand 2.\r\n")
    (folder / "b.myc").write_text('mycelium 1\nproblem "five"\nstep s0 : quantity = 5\n')
    (folder / "c.txt").write_bytes(b"\xff")
    write_rows(folder / "d.jsonl", 2)
    output = tmp_path / "out.jsonl"
    solve(folder, output=output)
    rows = rows_of(output)
    assert [Path(row["file"]).name for row in rows] == ["a.txt", "b.myc", "c.txt", *["d.jsonl"] * 2]
    assert [row["answer"] for row in rows] == ["3", "5", None, "0", "2"]
    assert rows[2]["error"]["code"] == "MYC238"


def test_standard_input_is_a_batch_too(
    solve: Solve,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"problem": "Add 1 and 2."}\n{"problem": "3"}\n'))
    solve("-", output=None)
    assert [json.loads(line)["answer"] for line in capsys.readouterr().out.splitlines()] == [
        "3",
        "3",
    ]


def test_neighbours_and_batch_sizes_have_no_bearing(solve: Solve, tmp_path: Path) -> None:
    source = write_rows(tmp_path / "in.jsonl", 70)
    outputs = [tmp_path / f"{size}.jsonl" for size in (1, 7, 64)]
    for size, output in zip((1, 7, 64), outputs, strict=True):
        solve(source, output=output, batch_size=size)
    assert without_times(outputs[0]) == without_times(outputs[1]) == without_times(outputs[2])


def test_a_finished_batch_does_nothing_again(solve: Solve, tmp_path: Path) -> None:
    source, output = write_rows(tmp_path / "in.jsonl", 5), tmp_path / "out.jsonl"
    solve(source, output=output)
    before = output.read_bytes(), manifest_path(output).read_bytes()
    assert solve(source, output=output) == Summary(resumed=5, written=0, failed=0)
    assert before == (output.read_bytes(), manifest_path(output).read_bytes())


def test_a_torn_last_line_is_done_anew_wherever_it_was_torn(solve: Solve, tmp_path: Path) -> None:
    source, output = write_rows(tmp_path / "in.jsonl", 4), tmp_path / "out.jsonl"
    solve(source, output=output)
    whole, expected = output.read_bytes(), without_times(output)
    ends = [i for i, byte in enumerate(whole) if byte == ord("\n")]
    cuts = [0, 1, ends[0], ends[0] + 1, ends[2] - 1, ends[2], ends[2] + 1, ends[3] - 7, ends[3]]
    for cut in cuts:
        output.write_bytes(whole[:cut])
        assert solve(source, output=output).resumed == whole[:cut].count(b"\n")
        assert without_times(output) == expected


def test_another_input_pipeline_seed_or_limit_is_refused(
    solve: Solve, tmp_path: Path, context: Context
) -> None:
    source, output = write_rows(tmp_path / "in.jsonl", 3), tmp_path / "out.jsonl"
    solve(source, output=output)
    before = output.read_bytes()
    other = write_rows(tmp_path / "other.jsonl", 3, start=1)
    attempts: list[tuple[str, Callable[[], object]]] = [
        ("input", lambda: solve(other, output=output)),
        ("pipeline", lambda: solve(source, output=output, passes="count{limit=1},wire")),
        ("fingerprint", lambda: solve(source, output=output, passes="count{limit=1},wire")),
        ("limits", lambda: solve(source, output=output, limits=Limits(seconds=1))),
    ]
    for what, attempt in attempts:
        with pytest.raises(MyceliumError, match=f"{what}: .* then, .* now") as caught:
            attempt()
        assert caught.value.code == "MYC241"
        hint = caught.value.diagnostics[0].hint
        assert hint
        assert "delete out.jsonl" in hint
    assert output.read_bytes() == before


def test_the_same_rows_in_another_file_go_on(solve: Solve, tmp_path: Path) -> None:
    output = tmp_path / "out.jsonl"
    solve(write_rows(tmp_path / "in.jsonl", 3), output=output)
    moved = (tmp_path / "in.jsonl").rename(tmp_path / "moved.jsonl")
    assert solve(moved, output=output).resumed == 3


def test_what_no_batch_wrote_is_not_touched(solve: Solve, tmp_path: Path) -> None:
    source, output = write_rows(tmp_path / "in.jsonl", 3), tmp_path / "notes.jsonl"
    output.write_text("my notes\n")
    with pytest.raises(MyceliumError, match="holds something already") as caught:
        solve(source, output=output)
    assert caught.value.code == "MYC244"
    assert output.read_text() == "my notes\n"


def test_a_line_that_was_changed_in_the_middle_is_named(solve: Solve, tmp_path: Path) -> None:
    source, output = write_rows(tmp_path / "in.jsonl", 3), tmp_path / "out.jsonl"
    solve(source, output=output)
    lines = output.read_text().splitlines(keepends=True)
    output.write_text(lines[0] + "changed\n" + lines[2])
    with pytest.raises(MyceliumError, match=r"line 2 of .* is not what this batch wrote"):
        solve(source, output=output)


def test_an_output_in_a_folder_that_does_not_exist(solve: Solve, tmp_path: Path) -> None:
    source = write_rows(tmp_path / "in.jsonl", 1)
    with pytest.raises(MyceliumError, match="cannot write") as caught:
        solve(source, output=tmp_path / "nowhere" / "out.jsonl")
    assert caught.value.code == "MYC237"


def test_two_batches_on_one_output_are_refused(solve: Solve, tmp_path: Path) -> None:
    source, output = write_rows(tmp_path / "in.jsonl", 3), tmp_path / "out.jsonl"
    refused: list[str] = []

    def while_writing(*_: int) -> None:
        with pytest.raises(MyceliumError, match="another process is writing") as caught:
            solve(source, output=output)
        refused.append(caught.value.code)

    solve(source, output=output, progress=while_writing)
    assert refused == ["MYC242"] * 3
    assert solve(source, output=output).resumed == 3


def test_each_row_is_in_the_file_before_the_next_begins(solve: Solve, tmp_path: Path) -> None:
    source, output = write_rows(tmp_path / "in.jsonl", 5), tmp_path / "out.jsonl"
    seen: list[int] = []
    solve(source, output=output, progress=lambda *_: seen.append(len(rows_of(output))))
    assert seen == [1, 2, 3, 4, 5]


def test_rows_are_read_as_they_are_needed(
    context: Context, pipe: Callable[[str], Pipeline]
) -> None:
    """A stream without an end: memory holds one batch."""
    from mycelium.api import bare
    from mycelium.solving import solve_iter

    taken = 0

    def endless() -> Iterator[tuple[int, Any]]:
        nonlocal taken
        while True:
            taken += 1
            yield taken, bare(f"Add {taken} and 1.")

    results = solve_iter(endless(), pipe("count,wire"), context, batch_size=10)
    assert [next(results).answer.text for _ in range(25)] == [str(n + 1) for n in range(1, 26)]  # type: ignore[union-attr]
    assert taken <= 30


# --------------------------------------------------------------------------- whole processes


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., subprocess.Popen[bytes]]:
    """`command(input, output)` starts `mycelium solve` with an installed pass that adds."""
    site = install(tmp_path_factory.mktemp("site"))
    path = os.pathsep.join([str(site), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": path, "MYCELIUM_PLUGINS": "adding"}

    def start(source: Path, output: Path) -> subprocess.Popen[bytes]:
        words = ["solve", str(source), "-o", str(output), "--passes", "adding.add"]
        return subprocess.Popen(
            [sys.executable, "-m", "mycelium", *words, "--workers", "1"],
            env=environment,
            cwd=source.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    return start


def finished(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    _, told = process.communicate(timeout=120)
    return process.returncode, told.decode()


def lines_in(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def test_killed_ten_times_a_batch_ends_as_if_nothing_had_happened(
    command: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    source = write_rows(tmp_path / "in.jsonl", 1990)
    with source.open("a") as file:
        file.writelines(['{"problem": "no number here"}\n', '{"problem": \n'] * 5)
    whole, torn = tmp_path / "whole.jsonl", tmp_path / "torn.jsonl"
    code, told = finished(command(source, whole))
    assert lines_in(whole) == 2000, told
    rng = random.Random(int(os.environ.get("MYCELIUM_TEST_SEED", "0")) or None)
    reached: list[int] = []
    for kill in range(10):
        process = command(source, torn)
        # At any moment: some before the first row of a run, most in the middle of rows.
        target = lines_in(torn) + rng.randrange(1, 180)
        deadline = time.monotonic() + (rng.uniform(0, 0.8) if kill % 5 == 4 else 60)
        while lines_in(torn) < target and time.monotonic() < deadline and process.poll() is None:
            time.sleep(0.0005)
        assert process.poll() is None, "the batch ended before it could be killed"
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        reached.append(lines_in(torn))
    assert reached == sorted(reached)
    assert 0 < reached[-1] < 2000
    again, told = finished(command(source, torn))
    assert again == code, told
    assert f"({reached[-1]} stood there already)" in told
    assert without_times(torn) == without_times(whole)
    assert [row["row"] for row in rows_of(torn)] == list(range(2000))
