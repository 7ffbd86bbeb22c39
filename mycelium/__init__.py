"""Mycelium compiles a math problem written in English into a small typed program and runs it.

What a user needs stands here; nothing of it is imported before it is asked for.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mycelium.api import compile, run, solve
    from mycelium.hookspecs import hookimpl
    from mycelium.passes import Pass
    from mycelium_ir.nodes import Program
    from mycelium_ir.parser import parse

    __version__: str

__all__ = [
    "Pass",
    "Program",
    "__version__",
    "compile",
    "hookimpl",
    "parse",
    "run",
    "solve",
]

_HOMES = {
    "Pass": "mycelium.passes",
    "Program": "mycelium_ir.nodes",
    "compile": "mycelium.api",
    "hookimpl": "mycelium.hookspecs",
    "parse": "mycelium_ir.parser",
    "run": "mycelium.api",
    "solve": "mycelium.api",
}


def __getattr__(name: str) -> object:
    if name == "__version__":
        from importlib.metadata import version

        found: object = version("mycelium-math")
    elif name in _HOMES:
        from importlib import import_module

        found = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module 'mycelium' has no attribute {name!r}")
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


if "IPython" in sys.modules:  # in a notebook a program shows as text beside its graph
    from mycelium.notebook import register

    register()
