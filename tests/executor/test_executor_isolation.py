"""What a worker sees of the world: no working directory, no torch, no terminal."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from mycelium.executor import Executor
from mycelium.executor.process import _environment
from mycelium_ir.functions import Function
from mycelium_ir.kinds import Kind
from mycelium_ir.language import base_language
from mycelium_ir.parser import parse

PROGRAM = "mycelium 1\nstep s0 = 6 * 7\nanswer s0\n"


def fresh(code: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a script in a new Python whose working directory is `cwd`."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=cwd,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


RUN = f"""
from mycelium.executor import Executor
from mycelium_ir.parser import parse
with Executor() as executor:
    outcome = executor.run(parse({PROGRAM!r}))
print(outcome.answer, *outcome.diagnostics)
"""


def test_a_file_of_the_working_directory_passes_for_no_module(tmp_path: Path) -> None:
    for name in ("sympy", "mpmath", "json", "queue", "gmpy2", "flint"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('wrong module')\n", encoding="utf-8")
    # The parent's own modules are its own affair: it looks in its working directory last.
    moved = "import sys\nsys.path.append(sys.path.pop(0))\n"
    done = fresh(moved + RUN, tmp_path)
    assert done.stdout.strip() == "42", done.stderr


def test_a_worker_runs_although_the_working_directory_is_gone(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    done = fresh(f"import os\nos.rmdir({str(gone)!r})\n" + RUN, gone)
    assert done.stdout.strip() == "42", done.stderr


def test_pythons_own_switches_do_not_change_a_worker(tmp_path: Path) -> None:
    done = fresh(RUN, tmp_path, PYTHONWARNINGS="error", PYTHONINSPECT="1", SYMPY_USE_CACHE="no")
    assert done.stdout.strip() == "42", done.stderr
    kept = _environment(
        {"HOME": "/h", "PYTHONPATH": "/p", "PYTHONINSPECT": "1", "SYMPY_DEBUG": "1"}
    )
    assert kept["HOME"] == "/h"
    assert kept["PYTHONPATH"] == "/p"
    assert "PYTHONINSPECT" not in kept
    assert "SYMPY_DEBUG" not in kept


def test_running_a_program_imports_no_sympy_in_the_parent(tmp_path: Path) -> None:
    told = "import sys\nprint(*(m for m in HEAVY if m in sys.modules))\n"
    heavy = "HEAVY = ['sympy', 'torch', 'networkx', 'pint', 'psutil', 'typer', 'rich', 'pluggy']\n"
    done = fresh(heavy + RUN + told, tmp_path)
    assert done.stdout.split() == ["42"], done.stderr


def test_a_worker_imports_the_language_and_little_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["torch", "typer", "rich", "pluggy", "networkx", "pint", "psutil", "mycelium.plugins"]
    text = (
        "import sys\nimport sympy\n"
        f"def heavy(x):\n    found = [n for n in {names!r} if n in sys.modules]\n"
        "    if found:\n        raise ValueError(', '.join(found))\n    return x\n"
    )
    (tmp_path / "looks_around.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    function = Function("heavy", (Kind.NUMBER,), Kind.NUMBER, "A test.", "looks_around:heavy")
    with Executor(base_language().extend([function])) as executor:
        outcome = executor.run(parse("mycelium 1\nstep s0 = heavy(1 + 1)\nanswer s0\n"))
    assert outcome.diagnostics == ()


def test_results_do_not_depend_on_the_parents_hash_seed(tmp_path: Path) -> None:
    program = "mycelium 1\\nunknown x in complex\\nstep s0 = solve(Eq(x**4, 1); x)\\nanswer s0\\n"
    code = RUN.replace(repr(PROGRAM), f"'{program}'")
    texts = {fresh(code, tmp_path, PYTHONHASHSEED=seed).stdout for seed in ("1", "2")}
    assert len(texts) == 1
    assert "I" in texts.pop()
