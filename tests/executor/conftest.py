"""A plugin with bad manners, and an executor that has to live with it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from mycelium.executor import Executor, Limits
from mycelium_ir.functions import Function
from mycelium_ir.kinds import Kind
from mycelium_ir.language import Language, base_language

MANNERS = {
    "double": "return x + x",
    "loop": "while True:\n    pass",
    "sleep": "time.sleep(1000)",
    "grind": "return sympy.Integer(int(x) ** (7 ** 7 ** 2))",  # one call in C that keeps the GIL
    "eat": "kept = []\nwhile True:\n    kept.append(bytearray(1 << 20))",
    "gulp": "return sympy.Integer(len(bytearray(1 << 33)))",
    "leave": "sys.exit(3)",
    "vanish": "print('last words', file=sys.stderr, flush=True)\nos._exit(7)",
    "crash": "ctypes.string_at(0)",
    "kill": "os.kill(os.getpid(), signal.SIGKILL)",
    "shout": "print('noise' * 100_000, flush=True)\nos.write(1, b'more noise')\nreturn x",
    "ask": "input('your name? ')\nreturn x",
    "fail": "raise RuntimeError('no idea')",
    "child": "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(1000)'])\n"
    "while True:\n    pass",
    "hoard": "hoarded.append(bytearray(int(x) << 20))\nreturn x",
    "count": "global counted\ncounted += 1\nreturn sympy.Integer(counted)",
}


@pytest.fixture
def plugin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on this process's path that holds the plugin's module; no worker knows it."""
    folder = tmp_path / "plugin"
    folder.mkdir()
    lines = [
        "import ctypes, os, signal, subprocess, sys, time",
        "import sympy",
        "counted = 0",
        "hoarded = []",
    ]
    for name, body in MANNERS.items():
        lines += [f"def {name}(x):", textwrap.indent(body, "    ")]
    (folder / "bad_manners.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
    return folder


def function(name: str, lower: str) -> Function:
    """A plugin's function of one number."""
    return Function(
        f"rude.{name}", (Kind.NUMBER,), Kind.NUMBER, "A test's function.", lower, plugin="rude"
    )


@pytest.fixture
def rude(plugin_folder: Path) -> Language:
    """The language with the plugin's functions."""
    return base_language().extend(function(n, f"bad_manners:{n}") for n in MANNERS)


@pytest.fixture
def executor(rude: Language) -> Iterator[Executor]:
    """One worker, one second, and little memory."""
    with Executor(rude, Limits(seconds=2.0, memory_mb=300)) as made:
        yield made
