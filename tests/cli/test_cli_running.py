"""run and graph, what `run` imports, and what a terminal shows."""

import os
import pty
import re
import subprocess
import sys

import pytest


def test_the_answer_alone(cli, clips):
    result = cli("run", clips)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "72\n", "")


def test_values_in_the_order_of_execution(cli, clips):
    assert cli("run", clips, "--values").stdout == "s0 = 48\ns1 = 24\ns2 = 72\nanswer = 72\n"


def test_an_audit(cli, clips):
    text = cli("run", clips, "--explain").stdout
    assert "s1: divide s0 by 2\n" in text
    assert text.endswith("Answer: s2 as integer\n    = 72\n")


def test_json(cli_json, clips):
    code, told = cli_json("run", clips)
    assert code == 0
    assert told["answer"] == {"kind": "number", "text": "72"}
    assert told["goal"] == "integer"
    assert list(told["values"]) == ["s0", "s1", "s2"]


def test_standard_input(cli, clips):
    assert cli("run", "-", stdin=clips.read_text()).stdout == "72\n"


PROGRAMS = {
    "syntax": ("mycelium 1\nstep s0 = 3 x\n", 1, "MYC001"),
    "name": ("mycelium 1\nstep s0 = s9\ngoal integer s0\n", 1, "MYC040"),
    "hole": ("mycelium 1\nstep s0 = 1 + _\ngoal integer s0\n", 1, "error[MYC"),
    "division": ("mycelium 1\nstep s0 = 1 / 0\ngoal integer s0\n", 1, "MYC100"),
    "digits": ("mycelium 1\nstep s0 = 9**9**9\ngoal integer s0\n", 3, "MYC102"),
    "goal": ("mycelium 1\nstep s0 = 1/2\ngoal integer s0\n", 1, "error[MYC"),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_that_do_not_run(cli, cli_json, name):
    text, code, told = PROGRAMS[name]
    result = cli("run", "-", stdin=text)
    assert (result.exit_code, result.stdout) == (code, "")
    assert told in result.stderr
    json_code, document = cli_json("run", "-", stdin=text)
    assert json_code == code
    assert not document["ok"]
    assert document["diagnostics"][0]["code"] in result.stderr


def test_values_up_to_an_error(cli):
    text = "mycelium 1\nstep s0 = 2\nstep s1 = s0 / (s0 - 2)\ngoal integer s1\n"
    result = cli("run", "-", "--values", stdin=text)
    assert result.stdout == "s0 = 2\n"
    assert "MYC100" in result.stderr


def test_a_program_that_takes_too_long_ends_with_3(cli):
    system = "Eq(x**7 - x**3*y + 11, 0), Eq(y**5 + x*y - 1, 0)"
    text = f"mycelium 1\nunknown x, y\nstep s0 = solve({system}; x, y)\ngoal solution_set s0\n"
    result = cli("run", "-", "--timeout", "0.3", stdin=text)
    assert result.exit_code == 3


def test_a_limit_that_cannot_be_used(cli, clips):
    result = cli("run", clips, "--timeout", "-1")
    assert result.exit_code == 2
    assert "MYC138" in result.stderr


# ------------------------------------------------------------------------------- what it takes


def test_run_starts_light(clips):
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "mycelium", "run", str(clips)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout == "72\n"
    imported = set(re.findall(r"\| +([\w.]+)$", done.stderr, re.MULTILINE))
    assert "mycelium.cli.answers" in imported
    heavy = {"sympy", "torch", "networkx", "matplotlib", "pygments", "rich", "pint", "pluggy"}
    assert heavy & imported == set()
    others = {"mycelium.plugin_register", "mycelium.cli.compiling", "mycelium.cli.tables"}
    assert others & imported == set()


def test_the_worker_ends_with_the_command(mycelium, clips):
    import psutil

    before = {p.pid for p in psutil.process_iter() if _is_worker(p)}
    assert mycelium("run", clips).stdout == b"72\n"
    after = {p.pid for p in psutil.process_iter() if _is_worker(p)}
    mine = {pid for pid in after - before if psutil.Process(pid).ppid() == 1}
    assert mine == set()


def _is_worker(process):
    import psutil

    try:
        return "mycelium.executor.worker" in " ".join(process.cmdline())
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False


# --------------------------------------------------------------------------------- a terminal


def on_terminal(*arguments, stdin=subprocess.DEVNULL, **environment):
    """What a command prints where standard output and error are a terminal."""
    main, side = pty.openpty()
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    with subprocess.Popen(
        [sys.executable, "-m", "mycelium", *map(str, arguments)],
        stdin=stdin,
        stdout=side,
        stderr=side,
        env={**kept, "TERM": "xterm-256color", **environment},
    ) as process:
        os.close(side)
        text = b""
        while True:
            try:
                piece = os.read(main, 4096)
            except OSError:  # Linux says so when the other side is closed
                break
            if not piece:
                break
            text += piece
        os.close(main)
        process.wait(60)
    return text.decode().replace("\r\n", "\n")


def test_an_audit_on_a_terminal_is_underlined(clips):
    text = on_terminal("run", clips, "--explain")
    assert "\x1b[4msold clips to 48 friends in April,\x1b[0m" in text
    assert "^^^" not in text


def test_no_color_on_a_terminal(clips):
    assert "\x1b" not in on_terminal("run", clips, "--explain", NO_COLOR="1")


def test_errors_and_tables_on_a_terminal(tmp_path):
    path = tmp_path / "a.myc"
    path.write_text("mycelium 1\nstep s0 = 3 x\n")
    assert "\x1b[1;31merror[MYC001]" in on_terminal("run", path)
    assert "gcd(12, 18)" in on_terminal("ops", "gcd", COLUMNS="120")


def test_a_program_on_a_terminal_is_highlighted(clips):
    with clips.open() as file:
        text = on_terminal("fmt", "-", stdin=file)
    assert re.search("\x1b\\[[0-9;]*mstep\x1b", text)


# -------------------------------------------------------------------------------------- graph


def test_text_graphs(cli, clips):
    assert cli("graph", clips).stdout.startswith("flowchart")
    dot = cli("graph", clips, "--format", "dot").stdout
    assert dot.startswith("digraph")
    assert '"s1" -> "s2"' in dot


@pytest.mark.parametrize(
    ("name", "start"),
    [("dag.svg", b"<?xml"), ("dag.png", b"\x89PNG"), ("dag.dot", b"digraph"), ("d.mmd", b"flow")],
)
def test_pictures_and_files(cli, clips, tmp_path, name, start):
    result = cli("graph", clips, "-o", tmp_path / name, "--values")
    assert (result.exit_code, result.stdout) == (0, "")
    assert (tmp_path / name).read_bytes().startswith(start)


def test_a_graph_in_an_unknown_format(cli, clips, tmp_path):
    result = cli("graph", clips, "-o", tmp_path / "dag.gif")
    assert result.exit_code == 2
    assert "end it in .svg" in result.stderr


def test_a_graph_of_nothing(cli):
    result = cli("graph", "-", "--format", "svg", stdin="mycelium 1\n")
    assert result.exit_code == 1
    assert "no steps" in result.stderr
