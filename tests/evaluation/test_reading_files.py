"""Reading problem files, and what the arguments of a command stand for."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from mycelium.files import Input, decode, expand, kind_of_text, lines_of, read_text
from mycelium_ir.diagnostics import MyceliumError


def test_reading_drops_a_byte_order_mark_and_turns_crlf_into_lf(tmp_path: Path) -> None:
    file = tmp_path / "problem.txt"
    file.write_bytes(b"\xef\xbb\xbf  Ann\r\nhas\r 3\tpens.\r\n\n")
    assert read_text(file) == "  Ann\nhas\r 3\tpens.\n\n"


def test_a_byte_order_mark_further_in_stays(tmp_path: Path) -> None:
    file = tmp_path / "problem.txt"
    file.write_text("a\ufeffb", encoding="utf-8")
    assert read_text(file) == "a\ufeffb"


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbfa\r\nb")))
    assert read_text("-") == "a\nb"


@pytest.mark.parametrize(
    ("data", "code", "told"),
    [
        (b"Ann\nhas \xff pens", "MYC238", "byte 8 (line 2)"),
        (b"\x89PNG\x00\x01", "MYC238", "NUL"),
        ("Ann".encode("utf-16"), "MYC238", "UTF-16"),
        (b"x" * 50, "MYC239", "larger than 40 bytes"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes, code: str, told: str) -> None:
    file = tmp_path / "problem.txt"
    file.write_bytes(data)
    with pytest.raises(MyceliumError, match=told.replace("(", r"\(").replace(")", r"\)")) as caught:
        read_text(file, max_bytes=40)
    assert caught.value.code == code
    assert caught.value.diagnostics[0].hint


def test_a_missing_file_names_the_nearest_one(tmp_path: Path) -> None:
    (tmp_path / "problem.txt").touch()
    with pytest.raises(MyceliumError, match=r"did you mean `problem\.txt`") as caught:
        read_text(tmp_path / "problm.txt")
    assert caught.value.code == "MYC237"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(MyceliumError, match="it is a folder"):
        read_text(tmp_path)


def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    file = tmp_path / "problem.txt"
    file.touch(mode=0)
    if os.access(file, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(MyceliumError, match="permission denied"):
        read_text(file)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ["b.txt", "a.myc", "sub/c.jsonl", "sub/d.md", ".hidden/e.txt", "z.txt"]:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_folder_stands_for_what_can_be_read_in_it(folder: Path) -> None:
    found = expand([str(folder)])
    assert [Path(i.name).relative_to(folder).as_posix() for i in found] == [
        "a.myc",
        "b.txt",
        "sub/c.jsonl",
        "z.txt",
    ]
    assert [i.kind for i in found] == ["program", "problem", "rows", "problem"]


def test_arguments_keep_their_order_and_count_once(folder: Path) -> None:
    names = [i.name for i in expand(["z.txt", "-", "*.txt", "-", "./b.txt"])]
    assert names == ["z.txt", "<stdin>", "b.txt"]


def test_globs_go_into_folders(folder: Path) -> None:
    assert [i.name for i in expand(["**/*.jsonl"])] == ["sub/c.jsonl"]


def test_a_file_may_have_the_name_of_a_glob(folder: Path) -> None:
    (folder / "b[1].txt").touch()
    assert expand(["b[1].txt"]) == [Input("b[1].txt", "problem", Path("b[1].txt"))]


@pytest.mark.parametrize(
    ("argument", "code"),
    [
        ("*.nothing", "MYC240"),
        ("empty", "MYC240"),
        ("missing.txt", "MYC237"),
        ("no/a.txt", "MYC237"),
    ],
)
def test_what_names_nothing_is_refused(folder: Path, argument: str, code: str) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(MyceliumError) as caught:
        expand([argument])
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("# a comment\nmycelium 1\nstep s0 = 1\n", "program"),
        ("mycelium grows 3 cm a day.", "problem"),
        ('{"problem": "x"}\n{"problem": "y"}\n', "rows"),
        ("", "problem"),
    ],
)
def test_what_a_text_without_a_name_holds(text: str, kind: str) -> None:
    assert kind_of_text(text) == kind


def test_lines_come_one_at_a_time_and_long_ones_cut() -> None:
    file = io.BytesIO(b"\xef\xbb\xbfone\r\n\n" + b"x" * 100 + b"\nlast")
    assert list(lines_of(file, "f", max_bytes=10)) == [b"one", b"", b"x" * 11, b"last"]


def test_decode_names_its_source() -> None:
    with pytest.raises(MyceliumError, match=r"rows\.jsonl is no UTF-8 text"):
        decode(b"\xc3(", "rows.jsonl")
