"""Exit codes: the few numbers by which a script learns how a command ended."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """How a command ended."""

    OK = 0
    ERRORS = 1
    USAGE = 2
    LIMIT = 3
    MISSING = 4
    BUG = 70
    INTERRUPTED = 130
    PIPE = 141


MEANINGS: dict[Exit, str] = {
    Exit.OK: "done",
    Exit.ERRORS: "a program or problem has errors, or what was compared differs",
    Exit.USAGE: "the command line is wrong, or a file cannot be read or written",
    Exit.LIMIT: "a limit of time, memory or size was reached",
    Exit.MISSING: "a pipeline, pass, plugin, dataset or weights are not installed",
    Exit.BUG: "a bug in mycelium or in a plugin",
    Exit.INTERRUPTED: "interrupted with Ctrl-C",
    Exit.PIPE: "the reader of the output went away",
}
"""What each exit code says; `mycelium --help` and docs/cli.md print this table."""
