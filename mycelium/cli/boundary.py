"""The edge of every command: errors become text or JSON and an exit code, never a traceback."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mycelium.cli.exits import Exit
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

LIMIT_CODES = frozenset({"MYC102", "MYC103", "MYC130", "MYC131", "MYC135", "MYC136"})
"""Time, memory, digits, size; a text that is too long to be read has errors instead."""

MISSING_CODES = frozenset({"MYC133", "MYC134", "MYC151", "MYC158", "MYC195", "MYC200"})
"""Workers, passes, pipelines, plugins, datasets."""

USAGE_CODES = frozenset(
    {"MYC138", "MYC150", "MYC152", "MYC153", "MYC154", "MYC156", "MYC159"}
    | {"MYC230", "MYC231", "MYC232", "MYC233", "MYC237", "MYC238", "MYC239", "MYC240"}
)
"""Options, pipelines' text, files."""


class Stop(Exception):  # noqa: N818 - it is an end, not always an error
    """Raised by a command to end with an exit code once it has printed all it has to say."""

    def __init__(self, code: Exit) -> None:
        super().__init__(code)
        self.code = code


def exit_for(diagnostics: Iterable[Diagnostic]) -> Exit:
    """The exit code of a command that met these diagnostics; the first error decides."""
    for diagnostic in diagnostics:
        if diagnostic.is_error:
            if diagnostic.code in LIMIT_CODES:
                return Exit.LIMIT
            if diagnostic.code in MISSING_CODES:
                return Exit.MISSING
            return Exit.USAGE if diagnostic.code in USAGE_CODES else Exit.ERRORS
    return Exit.OK


def guarded(call: Callable[[], Any], usage_error: type[Exception], args: Sequence[str]) -> int:
    """Run a whole command line and return its exit code.

    `usage_error` is the class of the errors that Typer raises about the command
    line; `args` tells whether the caller wants JSON.
    """
    try:
        code = _ended(call, usage_error, "--json" in args)
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError as error:
        code = _not_printed(error)
    return int(code)


def _ended(call: Callable[[], Any], usage_error: type[Exception], as_json: bool) -> int:
    try:
        return int(call() or Exit.OK)
    except Stop as end:
        return end.code
    except MyceliumError as error:
        report(error.diagnostics, as_json=as_json)
        return exit_for(error.diagnostics)
    except usage_error as error:
        report([_of_usage(error)], as_json=as_json)
        return Exit.USAGE
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception as error:
        if os.environ.get("MYCELIUM_TRACEBACK") or is_output_lost(error):
            raise
        report([_of_bug(error)], as_json=as_json)
        return Exit.BUG


def is_output_lost(error: Exception) -> bool:
    """Whether an error says that standard output or error takes no more."""
    return isinstance(error, OSError) and error.filename is None and error.errno in _LOST


_LOST = (errno.EPIPE, errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EFBIG)


def _not_printed(error: OSError) -> int:
    """The exit code where output cannot leave; a reader that has gone away is no error."""
    if not is_output_lost(error):
        raise error
    # Python flushes once more on its way out and would complain; let it flush into nothing.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    if error.errno == errno.EPIPE:
        return Exit.PIPE
    why = (error.strerror or type(error).__name__).lower()
    lost = Diagnostic("MYC232", f"cannot write standard output: {why}", hint="make room first")
    report([lost], as_json=False)
    return Exit.USAGE


def report(diagnostics: Sequence[Diagnostic], *, as_json: bool) -> None:
    """Print errors on standard error, or, for machines, as the one document on standard output."""
    from mycelium.cli.console import out_json, show

    if as_json:
        out_json({"ok": False, "diagnostics": [d.to_json() for d in diagnostics]})
    else:
        show(diagnostics)


def _of_usage(error: Any) -> Diagnostic:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "mycelium"
    message = error.format_message().strip().rstrip(".")
    return Diagnostic("MYC233", message, hint=f"`{path} --help` shows what it takes, with examples")


def _of_bug(error: Exception) -> Diagnostic:
    told = str(error).split("\n")[0][:200]
    return Diagnostic(
        "MYC235",
        f"something went wrong inside mycelium: {type(error).__name__} {told}".rstrip(),
        hint="this is a bug: please report it with the command line and what `mycelium version` "
        "prints; MYCELIUM_TRACEBACK=1 shows where it happened",
    )
