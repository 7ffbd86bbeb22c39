"""What the arguments of a command name: programs to read, problems to compile."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mycelium.files import Input, expand, kind_of_text, read_stdin, read_text
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Program


def programs_among(arguments: Sequence[str]) -> list[Input]:
    """The programs that arguments name: of a folder its `.myc` files, else what is named.

    Raises:
        MyceliumError: with an error for each argument that names nothing to read.
    """
    found: list[Input] = []
    errors: list[Diagnostic] = []
    for argument in arguments:
        try:
            inside = expand([argument])
        except MyceliumError as error:
            errors += error.diagnostics
            continue
        if argument != "-" and Path(argument).is_dir():
            inside = [i for i in inside if i.kind == "program"]
            if not inside:
                errors.append(_no_programs(argument))
        found += [i for i in inside if i not in found]
    if errors:
        raise MyceliumError(*errors)
    return found


def read(source: Input) -> str:
    """The text of an input."""
    return read_stdin() if source.path is None else read_text(source.path)


def read_program(argument: str) -> Program:
    """The program in a file, or on standard input if the argument is `-`.

    Raises:
        MyceliumError: if there is no such file, or with all its syntax errors.
    """
    from mycelium_ir.parser import parse

    return parse(read_text(argument), name="<stdin>" if argument == "-" else argument)


def to_compile(source: Input) -> Program:
    """What an input holds as a program: a program as it stands, a problem as a bare one."""
    from mycelium.api import bare
    from mycelium_ir.parser import parse

    text = read(source)
    kind = kind_of_text(text) if source.path is None else source.kind
    if kind == "program":
        return parse(text, name=source.name)
    return bare(text)


def _no_programs(folder: str) -> Diagnostic:
    return Diagnostic(
        "MYC230",
        f"the folder {folder} holds no program",
        hint="programs are files that end in .myc",
        subject=folder,
    )
