"""What the tests of the command line share: a way to call it, and a program to work on."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from mycelium.cli.app import app

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
