"""A third party's plugin, built and installed into an environment of its own, and used.

The tutorial `docs/plugins.md` shows the plugin's files and commands; here the files are compared
and the commands are run.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
DISTRIBUTION = HERE / "mycelium-fibonacci"
TUTORIAL = HERE.parents[1] / "docs" / "plugins.md"

_BLOCK = re.compile(r'^```(\w*)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)


def blocks(language: str | None = None) -> list[tuple[str, str]]:
    """Title and text of the tutorial's fenced blocks, of one language if given."""
    found = _BLOCK.findall(TUTORIAL.read_text(encoding="utf-8"))
    return [(title, text) for kind, title, text in found if language in (None, kind)]


def commands() -> list[tuple[str, str]]:
    """The tutorial's commands and what each prints."""
    found: list[tuple[str, str]] = []
    for _, text in blocks("console"):
        for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


Shell = Callable[[str], str]


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """Runs a command line where the plugin is installed; gives output and errors together."""
    folder = tmp_path_factory.mktemp("stranger")
    source = folder / DISTRIBUTION.name
    shutil.copytree(DISTRIBUTION, source, ignore=shutil.ignore_patterns("__pycache__"))
    home = folder / "environment"
    venv.create(home, with_pip=True, symlinks=True)
    python = home / "bin" / "python"
    # Nothing is downloaded: what the tests run with is made visible, `.pth` files included.
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    inner = subprocess.run([python, "-c", where], capture_output=True, text=True, check=True)
    outer = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(inner.stdout.strip(), "outer.pth").write_text(
        "".join(f"import site; site.addsitedir({path!r})\n" for path in sorted(outer))
    )
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "PIP_", "COVERAGE"))
    }
    environment |= {
        "MYCELIUM_PLUGINS": "fibonacci",
        "NO_COLOR": "1",
        "COLUMNS": "100",
        "PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONIOENCODING": "utf-8",
    }
    install = ["-m", "pip", "install", "--quiet", "--no-index", "--no-build-isolation", "--no-deps"]
    subprocess.run(
        [python, *install, "--disable-pip-version-check", str(source)], check=True, env=environment
    )
    # `mycelium` itself lies outside, and so does its command.
    launcher = home / "bin" / "mycelium"
    launcher.write_text(f'#!/bin/sh\nexec "{python}" -m mycelium "$@"\n')
    launcher.chmod(0o755)

    def run(command: str) -> str:
        done = subprocess.run(
            command,
            shell=True,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=120,
        )
        return done.stdout

    return run


def test_the_plugin_is_installed_there_and_not_here(shell):
    told = shell("python -c 'import mycelium_fibonacci; print(mycelium_fibonacci.__file__)'")
    assert "environment" in told
    assert "mycelium_fibonacci" not in sys.modules


def test_the_tutorial_shows_the_files_that_are_built():
    files = {
        str(path.relative_to(DISTRIBUTION)): path.read_text(encoding="utf-8")
        for path in DISTRIBUTION.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    shown = [(title, text) for title, text in blocks() if title]
    assert len(shown) == len(files)
    assert dict(shown) == files


def test_the_tutorials_commands_print_what_it_says(shell):
    for command, output in commands():
        if command.startswith("pip install"):
            continue  # done already, without a network
        assert f"$ {command}\n{shell(command)}" == f"$ {command}\n{output}"


def test_all_four_are_used_by_the_tutorial():
    used = " ".join(command for command, _ in commands())
    assert "--passes recognise" in used
    assert "mycelium run" in used
    assert "mycelium eval rabbits" in used
    assert "mycelium fibonacci" in used


def test_the_function_runs_in_the_executors_worker(shell):
    program = r"mycelium 1\nstep a = fibonacci(100)\ngoal integer a\n"
    assert shell(f"printf '{program}' | mycelium run -") == "354224848179261915075\n"
    told = shell(f"printf '{program}' | mycelium check -")
    assert told == "1 program: no errors\n"
    wrong = shell(f"printf '{program.replace('100', 'a, 2')}' | mycelium check -")
    assert "error[MYC" in wrong


def test_a_program_that_the_pass_began_is_finished_and_left_alone(shell):
    mine = r'mycelium 1\nproblem "Which Fibonacci number?"\nstep mine : expression = 2 + 3\n'
    told = shell(f"printf '{mine}' > mine.myc; mycelium compile mine.myc --passes recognise")
    assert "step mine : expression = 2 + 3" in told
    assert "goal integer mine" in told


def test_without_the_plugin_its_names_are_unknown(shell):
    told = shell("echo 'Why?' | MYCELIUM_PLUGINS=off mycelium solve - --passes recognise")
    assert "error[MYC151]" in told
