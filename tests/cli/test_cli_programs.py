"""check, explain, fmt, diff: commands that read programs and run nothing."""

import os
import stat

import pytest

BROKEN = """\
mycelium 1
step s0 = 3 x
step s1 = (4
step s2 = 5
"""


# ------------------------------------------------------------------------------------- check


def test_check_of_a_sound_program_says_so(cli, clips):
    result = cli("check", clips)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "1 program: no errors\n"


def test_check_prints_all_errors_of_all_files(cli, tmp_path, clips):
    (tmp_path / "a.myc").write_text(BROKEN)
    (tmp_path / "b.myc").write_text("mycelium 1\nstep s0 = s1\ngoal integer s9\n")
    result = cli("check", tmp_path)
    assert result.exit_code == 1
    for place in ("a.myc:2:13", "a.myc:3:", "b.myc:2:11", "b.myc:3:14"):
        assert place in result.stdout
    assert result.stderr == "4 errors and 0 warnings in 3 programs\n"


def test_check_json_gives_every_place(cli_json, tmp_path):
    path = tmp_path / "a.myc"
    path.write_text("mycelium 1\nstep s0 = 1 + nothing\ngoal integer s0\n")
    code, told = cli_json("check", path)
    assert code == 1
    assert (told["ok"], told["files"], told["errors"]) == (False, 1, 1)
    (found,) = told["diagnostics"]
    assert (found["file"], found["line"], found["column"]) == (str(path), 2, 15)


def test_a_warning_is_shown_and_is_no_failure(cli, tmp_path):
    path = tmp_path / "a.myc"
    path.write_text("mycelium 1\nstep s0 : add = 2 * 3\ngoal integer s0\n")
    result = cli("check", path)
    assert result.exit_code == 0
    assert "warning[MYC250]" in result.stdout


def test_check_reads_standard_input(cli):
    result = cli("check", "-", stdin=BROKEN)
    assert result.exit_code == 1
    assert "<stdin>:2:13" in result.stdout


def test_check_of_a_folder_without_programs(cli, tmp_path):
    (tmp_path / "a.txt").write_text("a problem")
    result = cli("check", tmp_path)
    assert result.exit_code == 2
    assert "error[MYC230]" in result.stderr


# ----------------------------------------------------------------------------------- explain


@pytest.mark.parametrize("code", ["MYC001", "myc1", "1"])
def test_explain_describes_a_code(cli, code):
    result = cli("explain", code)
    assert result.exit_code == 0
    assert result.stdout.startswith("MYC001: ")


def test_explain_json(cli_json):
    code, told = cli_json("explain", "MYC001")
    assert code == 0
    assert told["code"] == "MYC001"
    assert told["title"]
    assert told["explanation"]


@pytest.mark.parametrize("code", ["MYC999", "nonsense", "-"])
def test_explain_of_an_unknown_code(cli, code):
    result = cli("explain", code)
    assert result.exit_code == 2
    assert f"there is no code `{code}`" in result.stderr


# --------------------------------------------------------------------------------------- fmt

UNTIDY = "mycelium 1\n\n\n# first\nstep   s0=1+2   # sum\n"
TIDY = "# first\nstep s0 = 1 + 2  # sum\n"


def test_fmt_rewrites_files_in_place_and_keeps_their_permissions(cli, tmp_path):
    path = tmp_path / "a.myc"
    path.write_text(UNTIDY)
    path.chmod(0o640)
    result = cli("fmt", path)
    assert result.exit_code == 0
    assert TIDY in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["a.myc"]
    assert f"reformatted {path}" in result.stderr
    again = cli("fmt", path)
    assert again.stderr == "0 changed, 1 left as it is\n"


def test_fmt_turns_standard_input_into_standard_output(cli):
    result = cli("fmt", "-", stdin=UNTIDY)
    assert result.exit_code == 0
    assert TIDY in result.stdout
    assert result.stderr == ""


def test_fmt_check_changes_nothing_and_exits_with_1(cli, tmp_path):
    path = tmp_path / "a.myc"
    path.write_text(UNTIDY)
    result = cli("fmt", "--check", path)
    assert result.exit_code == 1
    assert f"would reformat {path}" in result.stderr
    assert path.read_text() == UNTIDY


def test_fmt_diff_shows_the_lines(cli, tmp_path):
    path = tmp_path / "a.myc"
    path.write_text(UNTIDY)
    result = cli("fmt", "--diff", path)
    assert result.exit_code == 0
    assert "-step   s0=1+2   # sum" in result.stdout
    assert "+step s0 = 1 + 2  # sum" in result.stdout
    assert path.read_text() == UNTIDY


def test_fmt_leaves_a_file_with_errors_alone_and_formats_the_others(cli, tmp_path):
    (tmp_path / "bad.myc").write_text(BROKEN)
    (tmp_path / "good.myc").write_text(UNTIDY)
    result = cli("fmt", tmp_path)
    assert result.exit_code == 1
    assert (tmp_path / "bad.myc").read_text() == BROKEN
    assert TIDY in (tmp_path / "good.myc").read_text()
    assert "bad.myc:2:13" in result.stderr


def test_fmt_of_windows_line_ends_and_a_byte_order_mark(cli, tmp_path):
    path = tmp_path / "a.myc"
    path.write_bytes(b"\xef\xbb\xbfmycelium 1\r\n\r\nstep s0 = 1\r\n")
    assert cli("fmt", path).exit_code == 0
    assert path.read_bytes().startswith(b"mycelium 1\n")
    assert b"\r" not in path.read_bytes()


def test_fmt_json(cli_json, tmp_path):
    (tmp_path / "bad.myc").write_text(BROKEN)
    (tmp_path / "good.myc").write_text(UNTIDY)
    code, told = cli_json("fmt", "--check", tmp_path)
    assert code == 1
    assert not told["ok"]
    (good,) = told["files"]
    assert good["changed"]
    assert TIDY in good["text"]
    assert told["diagnostics"][0]["file"].endswith("bad.myc")


# -------------------------------------------------------------------------------------- diff


def test_diff_of_programs_that_mean_the_same(cli, clips, tmp_path):
    other = tmp_path / "other.myc"
    other.write_text(clips.read_text() + "# a comment\n")
    result = cli("diff", clips, other)
    assert result.exit_code == 0
    assert result.stdout == "the programs mean the same\n"


def test_diff_of_programs_that_differ(cli, cli_json, clips, tmp_path):
    other = tmp_path / "other.myc"
    other.write_text(clips.read_text().replace("s0 / 2 ", "s0 / 4 "))
    result = cli("diff", clips, other)
    assert result.exit_code == 1
    assert "step s1 changed: s0 / 2 -> s0 / 4" in result.stdout.replace("→", "->")
    code, told = cli_json("diff", clips, other)
    assert code == 1
    assert [change["kind"] for change in told["changes"]] == ["changed"]
