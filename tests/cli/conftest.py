"""What the tests of the command line share: a way to call it, and a program to work on."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mycelium.cli import early
from mycelium.cli.app import app
from mycelium.plugins import load_plugins

CLIPS = """\
mycelium 1
problem "Ann sold clips to 48 friends in April, and then half as many in May. How many in all?"

clause c0 [4:38]  "sold clips to 48 friends in April,"
clause c1 [43:67] "then half as many in May"

step s0 : quantity = 48       @ c0
step s1 : divide   = s0 / 2   @ c1
step s2 : add      = s0 + s1  implicit

goal integer s2
"""


@pytest.fixture
def cli():
    """Call the command line in this process: `cli("run", "a.myc")`."""
    runner = CliRunner()

    def call(*arguments, stdin=None):
        return runner.invoke(app, [str(a) for a in arguments], input=stdin, prog_name="mycelium")

    return call


@pytest.fixture
def cli_json(cli):
    """Call the command line with `--json`: the exit code and the one document."""

    def call(*arguments, stdin=None):
        result = cli(*arguments, "--json", stdin=stdin)
        assert result.stderr == ""
        return result.exit_code, json.loads(result.stdout)

    return call


@pytest.fixture
def mycelium():
    """Call the command line as a process of its own."""

    def call(*arguments, **options):
        return subprocess.run(
            [sys.executable, "-m", "mycelium", *map(str, arguments)],
            capture_output=True,
            timeout=120,
            check=False,
            **options,
        )

    return call


@pytest.fixture
def clips(tmp_path):
    """A file with a whole program; its answer is 72."""
    path = tmp_path / "clips.myc"
    path.write_text(CLIPS)
    return path


@pytest.fixture
def summing(monkeypatch):
    """Plugins as if only `summing` were installed, which `tests/cli/summing.py` defines."""
    import mycelium.plugins
    from mycelium.cli import strangers

    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    import summing as module

    found = load_plugins({"summing": module.plugin()}, installed=False)
    assert found.problems == ()
    monkeypatch.setattr(mycelium.plugins, "plugins", lambda: found)
    monkeypatch.setattr(strangers, "plugins", lambda: found)
    strangers.plugin_commands.cache_clear()
    yield found
    strangers.plugin_commands.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def workers_end():
    """The worker that commands called in this process share ends with the tests."""
    yield
    early.stop()


@pytest.fixture
def problem(tmp_path):
    """A file with a problem; by the pipeline `sum` its answer is 15."""
    path = tmp_path / "problem.txt"
    path.write_text("Eva has 4 apples, 5 pears and 6 plums. How many pieces of fruit is that?")
    return path
