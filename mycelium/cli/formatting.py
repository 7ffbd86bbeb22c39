"""`fmt` writes programs in their canonical form; what cannot be read stays untouched."""

from __future__ import annotations

import sys
from typing import Annotated, NamedTuple

import typer

from mycelium.cli import options
from mycelium.cli.boundary import Stop, exit_for
from mycelium.cli.console import coloured, err, out, out_json, out_program, paint, show
from mycelium.cli.exits import Exit
from mycelium.files import Input
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Program


class _Formatted(NamedTuple):
    source: Input
    before: str
    after: str
    changed: bool


def fmt(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Programs, folders, globs; - is standard input."),
    ],
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit with 1 if a file would change.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Change nothing; print what would change.")
    ] = False,
    json: options.Json = False,
) -> None:
    """Write programs in their canonical form: files in place, standard input to standard output.

    Comments and the order of lines are kept. A file with errors is reported
    and left as it is, and the others are formatted.

    Examples:
      mycelium fmt prog.myc
      mycelium fmt --check examples/
      cat prog.myc | mycelium fmt -
    """
    from mycelium.cli.inputs import programs_among

    errors: list[Diagnostic] = []
    done: list[_Formatted] = []
    for source in programs_among(files):
        try:
            one = _formatted(source)
            if one.changed and source.path is not None and not (check or diff):
                from mycelium.cli.writing import write_file

                write_file(source.path, one.after)
            done.append(one)
        except MyceliumError as error:
            errors += error.diagnostics
    changed = [one for one in done if one.changed]
    if json:
        out_json(_document(done, errors, bool(check or diff)))
    else:
        _tell(done, changed, check=check, diff=diff)
        sys.stdout.flush()
        show(errors)
    if errors:
        raise Stop(exit_for(errors))
    if check and changed:
        raise Stop(Exit.ERRORS)


def _formatted(source: Input) -> _Formatted:
    from mycelium.cli.inputs import read
    from mycelium_ir.parser import parse
    from mycelium_ir.printer import print_program

    before = read(source)
    program = parse(before, name=source.name)
    after = print_program(program)
    # The last line of defence: never write what does not read back as the same program.
    if _content(parse(after)) != _content(program):
        raise RuntimeError(f"formatting would change what {source.name} means")
    raw = before.encode() if source.path is None else source.path.read_bytes()
    return _Formatted(source, before, after, raw != after.encode())


def _content(program: Program) -> object:
    """All that a file says: its meaning, and its comments and attributes too."""
    statements = [(s, dict(s.attributes), s.comments) for s in program.statements]
    return statements, program.header, program.footer


def _tell(done: list[_Formatted], changed: list[_Formatted], *, check: bool, diff: bool) -> None:
    for one in done:
        if diff:
            _print_diff(one)
        elif one.source.path is None and not check:
            out_program(one.after)
        elif one.changed:
            err(f"{'would reformat' if check else 'reformatted'} {one.source.name}")
    if check or any(one.source.path is not None for one in done):
        same = len(done) - len(changed)
        word = "would change" if check or diff else "changed"
        err(f"{len(changed)} {word}, {same} left as {'it is' if same == 1 else 'they are'}")


def _print_diff(one: _Formatted) -> None:
    from difflib import unified_diff

    lines = unified_diff(
        one.before.splitlines(),
        one.after.splitlines(),
        one.source.name,
        f"{one.source.name} (formatted)",
        lineterm="",
    )
    tones = {"+": "green", "-": "red", "@": "cyan"}
    for line in lines:
        tone = tones.get(line[:1]) if coloured(sys.stdout) else None
        out(paint(line, tone, sys.stdout) if tone else line)


def _document(done: list[_Formatted], errors: list[Diagnostic], dry: bool) -> dict[str, object]:
    return {
        "ok": not errors,
        "files": [
            {
                "file": one.source.name,
                "changed": one.changed,
                **({"text": one.after} if dry or one.source.path is None else {}),
            }
            for one in done
        ],
        "diagnostics": [d.to_json() for d in errors],
    }
