"""The edge of every command: errors become text or JSON and an exit code, never a traceback."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mycelium.cli.exits import Exit
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

_CODES: dict[Exit, str] = {
    # texts, digits, values, time, memory
    Exit.LIMIT: "005 006 007 008 009 102 103 116 130 131 135 136 225 239 333",
    # workers, passes, pipelines, plugins, datasets, weights
    Exit.MISSING: "133 134 151 158 195 200 245 261 254 252 270 273 278 285 286 291 292 306 307 308 "
    "330 331",
    # options, pipelines, files that cannot be read, written or gone on with
    Exit.USAGE: "138 150 152 153 154 155 156 159 230 231 232 233 237 238 240 241 242 244 248 249 "
    "262 253 255 256 257 268 275 276 281 282 288 289 290 294 295 296 297 298 299 260 "
    "316 323 324 325 342 344 347 348",
    # passes that crash or break a program, failures inside the executor
    Exit.BUG: "139 157 160 161 162 163 196 235",
}

EXITS: dict[str, Exit] = {
    f"MYC{digits}": code for code, listed in _CODES.items() for digits in listed.split()
}
"""Error codes that end a command with another exit code than 1."""


class Stop(Exception):  # noqa: N818 - it is an end, not always an error
    """Raised by a command to end with an exit code once it has printed all it has to say."""

    def __init__(self, code: Exit) -> None:
        super().__init__(code)
        self.code = code


def exit_for(diagnostics: Iterable[Diagnostic]) -> Exit:
    """The exit code of a command that met these diagnostics; the first error decides."""
    for diagnostic in diagnostics:
        if diagnostic.is_error:
            return EXITS.get(diagnostic.code, Exit.ERRORS)
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
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # rich has its own idea of one
            return Exit.PIPE
        raise
    except Exception as error:
        if os.environ.get("MYCELIUM_TRACEBACK") or is_output_lost(error):
            raise
        missing = _of_extra(error)
        report([missing or _of_bug(error)], as_json=as_json)
        return Exit.BUG if missing is None else exit_for([missing])


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


_EXTRAS: dict[str, str] = {
    "[train]": "accelerate gguf pyarrow scipy transformers",
    "[datasets]": "datasets mathematics_dataset reasoning_gym",
    "": "safetensors tokenizers torch",
}
"""The packages of each optional extra, by the names under which they are imported; last what
the trained passes cannot do without, which may be missing where it was installed by hand."""


def _of_extra(error: Exception) -> Diagnostic | None:
    """What to install, where a command found a package for models or data sets missing."""
    if not isinstance(error, ModuleNotFoundError) or error.name is None:
        return None
    package = error.name.partition(".")[0]
    for extra, packages in _EXTRAS.items():
        if package in packages.split():
            return Diagnostic(
                "MYC273",
                f"this needs the package `{package}`, which is not installed",
                hint=f"pip install 'mycelium-math{extra}'",
            )
    return None


def _of_bug(error: Exception) -> Diagnostic:
    told = str(error).split("\n")[0][:200]
    return Diagnostic(
        "MYC235",
        f"something went wrong inside mycelium: {type(error).__name__} {told}".rstrip(),
        hint="this is a bug: please report it with the command line and what `mycelium version` "
        "prints; MYCELIUM_TRACEBACK=1 shows where it happened",
    )
