"""`check` prints all errors of programs, `explain` what an error code means."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from mycelium.cli import complete, options
from mycelium.cli.boundary import Stop, exit_for
from mycelium.cli.console import err, out, out_json, paint, show
from mycelium.files import Input
from mycelium_ir.diagnostics import Diagnostic, MyceliumError, nearest


def check(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Programs, folders, globs; - is standard input."),
    ],
    json: options.Json = False,
) -> None:
    """Print all errors of programs, each with its place and a hint.

    A program that is not finished is no error: what is there must be sound.
    Warnings do not change the exit code.

    Examples:
      mycelium check examples/clips.myc
      mycelium check examples/ --json
    """
    from mycelium.cli.inputs import programs_among

    inputs = programs_among(files)
    found = [diagnostic for source in inputs for diagnostic in _findings(source)]
    errors = sum(d.is_error for d in found)
    if json:
        out_json(
            {
                "ok": errors == 0,
                "files": len(inputs),
                "errors": errors,
                "warnings": len(found) - errors,
                "diagnostics": [d.to_json() for d in found],
            }
        )
    else:
        show(found, sys.stdout)
        sys.stdout.flush()
        err(_summary(errors, len(found) - errors, len(inputs)))
    raise Stop(exit_for(found))


def explain(
    code: Annotated[
        str,
        typer.Argument(
            metavar="CODE", help="A code such as MYC012.", autocompletion=complete.codes
        ),
    ],
    json: options.Json = False,
) -> None:
    """Describe an error code: what it means and what to do.

    Examples:
      mycelium explain MYC012
    """
    from mycelium.codes import all_codes

    wanted = _normal(code)
    entry = all_codes().get(wanted)
    if entry is None:
        hint = nearest(wanted, all_codes()) or "codes look like MYC012; every error shows its own"
        raise MyceliumError(Diagnostic("MYC233", f"there is no code `{code}`", hint=hint))
    if json:
        out_json(
            {"ok": True, "code": wanted, "title": entry.title, "explanation": entry.explanation}
        )
        return
    out(paint(f"{wanted}: {entry.title}", "bold", sys.stdout))
    out()
    out(_folded(entry.explanation))


def _findings(source: Input) -> list[Diagnostic]:
    from mycelium.cli.inputs import read
    from mycelium.plugins import language_for
    from mycelium_ir.parser import parse
    from mycelium_ir.verifier import verify

    try:
        program = parse(read(source), name=source.name)
    except MyceliumError as error:
        return list(error.diagnostics)
    return verify(program, language_for(program))


def _summary(errors: int, warnings: int, files: int) -> str:
    if not errors and not warnings:
        return f"{_counted(files, 'program')}: no errors"
    return (
        f"{_counted(errors, 'error')} and {_counted(warnings, 'warning')} "
        f"in {_counted(files, 'program')}"
    )


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _normal(code: str) -> str:
    """`myc12`, `12` and `MYC012` are the same code."""
    digits = code.strip().upper().removeprefix("MYC")
    return f"MYC{int(digits):03}" if digits.isascii() and digits.isdigit() else code


def _folded(text: str) -> str:
    """Prose folded to 80 columns; indented lines, which are examples, as they stand."""
    from textwrap import fill

    return "\n\n".join(
        paragraph if paragraph.startswith("    ") else fill(paragraph, 80)
        for paragraph in text.split("\n\n")
    )
