"""Starts the worker before anything else is imported, so that both get ready at once.

A program's worker needs about half a second to import sympy. Meanwhile this
process reads the command line and the program.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mycelium.executor import Executor

_started: Executor | None = None


def start(args: Sequence[str]) -> None:
    """Start a worker if the command is one that will run a program."""
    global _started
    if args[:1] not in (["run"], ["solve"]) or {"-h", "--help"} & set(args):
        return
    if "_MYCELIUM_COMPLETE" in os.environ:
        return
    from mycelium.executor import Executor

    _started = Executor()
    _started.start()


def executor() -> Executor:
    """The executor that was started early, or a new one; `stop` ends it."""
    global _started
    if _started is None:
        from mycelium.executor import Executor

        _started = Executor()
    return _started


def stop() -> None:
    """End the workers, if there are any."""
    global _started
    if _started is not None:
        _started.close()
        _started = None
