"""The frame around every command: help, exit codes, errors, pipes, completion, colours."""

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys

import pytest
import typer

from mycelium.cli import console
from mycelium.cli.boundary import guarded
from mycelium.cli.commands import BUILTIN
from mycelium.cli.exits import MEANINGS
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

# -------------------------------------------------------------------------------------- help


@pytest.mark.parametrize("name", BUILTIN)
def test_every_help_has_an_example(cli, name):
    result = cli(name, "--help")
    assert result.exit_code == 0
    assert f"Examples:\n  mycelium {name} " in result.stdout or (
        f"Examples:\n  mycelium {name}\n" in result.stdout
    )


def test_a_help_is_wrapped_for_the_terminal_and_not_as_its_source(mycelium):
    environment = {**os.environ, "COLUMNS": "80"}
    told = mycelium("eval", "--help", env=environment).stdout.decode()
    lines = [line.strip() for line in told.partition("Arguments")[0].splitlines()]
    start = next(i for i, line in enumerate(lines) if line.startswith("The rows of a .jsonl"))
    paragraph = lines[start : lines.index("", start)]
    for line, following in itertools.pairwise(paragraph):  # no word more would fit
        assert len(f"{line} {following.split()[0]}") > 78, paragraph
    assert paragraph[-1].split()[-1] == "mathematics_dataset:algebra__linear_1d,n=50."


def test_the_main_help_lists_commands_and_exit_codes(cli):
    result = cli("--help")
    assert result.exit_code == 0
    assert all(name in result.stdout for name in BUILTIN)
    assert all(meaning in result.stdout for meaning in MEANINGS.values())
    assert "  mycelium run prog.myc --explain" in result.stdout


def test_without_a_command_the_help_is_shown_and_the_code_is_2(cli):
    result = cli()
    assert result.exit_code == 2
    assert "Usage: mycelium" in result.stdout


def test_help_in_a_pipe_is_plain(mycelium):
    told = mycelium("run", "--help").stdout
    assert b"\x1b" not in told


# ------------------------------------------------------------------------------------ errors


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["solv"], "No such command 'solv'. Did you mean 'solve'?"),
        (["run", "a.myc", "--nonsense"], "No such option"),
        (["run"], "Missing argument 'FILE'"),
    ],
)
def test_a_wrong_command_line_ends_with_2(cli, arguments, message):
    result = cli(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert message.rstrip("?") in result.stderr
    assert "--help` shows what it takes" in result.stderr


def test_a_wrong_command_line_in_json(cli_json):
    code, told = cli_json("check")
    assert code == 2
    assert not told["ok"]
    assert told["diagnostics"][0]["code"] == "MYC233"


def test_a_missing_file_ends_with_2(cli):
    result = cli("check", "no-such-file.myc")
    assert result.exit_code == 2
    assert "there is no such file" in result.stderr


def test_a_bug_says_how_to_report_it_and_shows_no_traceback(capsys, monkeypatch):
    def fails():
        raise KeyError("s9")

    monkeypatch.delenv("MYCELIUM_TRACEBACK", raising=False)
    assert guarded(fails, typer.BadParameter, []) == 70
    told = capsys.readouterr().err
    assert "error[MYC235]" in told
    assert "report it" in told
    assert "Traceback" not in told
    monkeypatch.setenv("MYCELIUM_TRACEBACK", "1")
    with pytest.raises(KeyError):
        guarded(fails, typer.BadParameter, [])


def test_errors_become_one_document_for_machines(capsys):
    def fails():
        raise MyceliumError(Diagnostic("MYC012", "first"), Diagnostic("MYC013", "second"))

    assert guarded(fails, typer.BadParameter, ["run", "--json"]) == 1
    told = capsys.readouterr()
    assert told.err == ""
    assert [d["message"] for d in json.loads(told.out)["diagnostics"]] == ["first", "second"]


def test_ctrl_c_is_quiet(capsys):
    def stopped():
        raise KeyboardInterrupt

    assert guarded(stopped, typer.BadParameter, []) == 130
    assert capsys.readouterr() == ("", "")


def test_ctrl_c_ends_a_waiting_process_quietly():
    process = subprocess.Popen(
        [sys.executable, "-m", "mycelium", "check", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    # Once the process reads standard input it holds nothing but that pipe to wait for.
    process.stdin.write(b"mycelium 1\n")
    process.stdin.flush()
    _wait_until_imported(process.pid)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"")


def _wait_until_imported(pid):
    import time

    import psutil

    deadline = time.monotonic() + 60
    before = -1.0
    while time.monotonic() < deadline:
        used = sum(psutil.Process(pid).cpu_times()[:2])
        if used == before and used > 0.05:
            return
        before = used
        time.sleep(0.3)
    raise AssertionError("the process never came to rest")


# ------------------------------------------------------------------------------------- pipes


@pytest.mark.parametrize("arguments", [["schema"], ["ops"], ["--help"], ["run", "--help"]])
def test_a_reader_that_goes_away_is_no_error(arguments):
    process = subprocess.Popen(
        [sys.executable, "-m", "mycelium", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()
    told = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) == 141
    assert told == b""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="/dev/full is there on Linux only")
def test_a_full_disk_is_an_error_and_no_traceback():
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "mycelium", "schema"],
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert done.returncode == 2
    assert b"error[MYC232]" in done.stderr
    assert b"Traceback" not in done.stderr


# ---------------------------------------------------------------------------------- encodings


def test_text_falls_back_on_ascii():
    assert console.printable("√2 → 3 ≤ π … é", "ascii") == "sqrt(2) -> 3 <= pi ... \\xe9"
    assert console.printable("x¹⁰ − 3√11", "ascii") == "x^10 - 3sqrt(11)"
    assert console.printable("√2 → 3", "utf-8") == "√2 → 3"
    assert console.printable("é² → ü", "latin-1") == "é^2 -> ü"


def test_help_and_errors_in_an_ascii_locale(mycelium):
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    assert mycelium("--help", env=environment).returncode == 0
    done = mycelium("check", "-", input="mycelium 1\nstep sü = 1\n".encode(), env=environment)
    assert done.returncode == 1
    assert b"\\xfc" in done.stdout


# ------------------------------------------------------------------------------------ colours


class Terminal:
    encoding = "utf-8"

    def __init__(self):
        self.text = ""

    def isatty(self):
        return True

    def write(self, text):
        self.text += text


@pytest.fixture
def terminal(monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    return Terminal()


def test_a_terminal_gets_colours(terminal):
    console.show([Diagnostic("MYC012", "wrong", hint="do right")], terminal)
    assert terminal.text.startswith("\x1b[1;31merror[MYC012]\x1b[0m")


def test_no_color_is_honoured(terminal, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    console.show([Diagnostic("MYC012", "wrong", hint="do right")], terminal)
    assert terminal.text == "error[MYC012]: wrong\n  = hint: do right\n"


def test_colours_can_be_insisted_on(cli, tmp_path, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    path = tmp_path / "a.myc"
    path.write_text("mycelium 1\nstep s0 = 3 x\n")
    assert "\x1b" not in cli("check", path).stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" in cli("check", path).stdout


# --------------------------------------------------------------------------------- completion


def completed(mycelium, line):
    """What the shell is offered behind a line."""
    environment = {
        **os.environ,
        "_MYCELIUM_COMPLETE": "complete_zsh",
        "_TYPER_COMPLETE_ARGS": line,
    }
    done = mycelium(env=environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode()


def test_commands_and_options_are_completed(mycelium):
    offered = completed(mycelium, "mycelium sol")
    assert '"solve"' in offered
    assert '"run"' not in offered
    assert "--explain" in completed(mycelium, "mycelium run --ex")


def test_codes_and_functions_are_completed(mycelium):
    assert '"MYC001"' in completed(mycelium, "mycelium explain MYC00")
    assert '"solve"' in completed(mycelium, "mycelium ops solv")


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_the_completion_script_is_sound(mycelium, tmp_path):
    script = mycelium(env={**os.environ, "_MYCELIUM_COMPLETE": "source_bash"}).stdout
    assert b"mycelium" in script
    path = tmp_path / "complete.sh"
    path.write_bytes(script)
    assert subprocess.run(["bash", "-n", path], check=False).returncode == 0


@pytest.mark.parametrize(
    ("package", "extra"),
    [
        ("transformers", "[train]"),
        ("pyarrow.parquet", "[train]"),
        ("reasoning_gym", "[datasets]"),
        ("torch", ""),
    ],
)
def test_a_missing_package_is_named_with_what_to_install(package, extra, capsys):
    from mycelium.cli.boundary import guarded

    def call():
        raise ModuleNotFoundError(f"No module named {package!r}", name=package)

    code = guarded(call, LookupError, [])
    told = capsys.readouterr().err
    assert code == 4
    assert "error[MYC273]" in told
    assert f"pip install 'mycelium-math{extra}'" in told


def test_a_missing_module_of_no_extra_is_a_bug(capsys):
    from mycelium.cli.boundary import guarded

    def call():
        raise ModuleNotFoundError("No module named 'nowhere'", name="nowhere")

    assert guarded(call, LookupError, []) == 70
    assert "error[MYC235]" in capsys.readouterr().err
