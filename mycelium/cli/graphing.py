"""`graph`: a program's steps as a picture, or as text for other tools."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from mycelium.cli.console import out_file
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mycelium_ir.language import Language
    from mycelium_ir.nodes import Program
    from mycelium_ir.outcome import Value

Format = Literal["svg", "png", "dot", "mermaid"]

_SUFFIXES: dict[str, Format] = {
    ".svg": "svg",
    ".png": "png",
    ".dot": "dot",
    ".gv": "dot",
    ".mmd": "mermaid",
    ".mermaid": "mermaid",
    ".md": "mermaid",
}


def graph(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A program; - is standard input.")],
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="PATH", help="A file; its ending says the format."),
    ] = None,
    format: Annotated[
        Format | None, typer.Option("--format", help="The format, if the ending does not say it.")
    ] = None,
    values: Annotated[
        bool, typer.Option("--values", help="Run the program and write the values into the boxes.")
    ] = False,
) -> None:
    """Draw a program's steps and what each needs.

    SVG and PNG need no other program; dot and mermaid are text for Graphviz
    and for Markdown pages. Without a format, mermaid is printed.

    Examples:
      mycelium graph examples/clips.myc -o dag.svg
      mycelium graph examples/clips.myc -o dag.png --values
      mycelium graph examples/clips.myc --format mermaid
    """
    from mycelium.cli.inputs import read_program
    from mycelium.plugins import language_for
    from mycelium_ir.verifier import check

    chosen = _format(output, format)
    program = read_program(file)
    language = language_for(program)
    check(program, language)
    drawn = _drawn(program, chosen, _values(program, language) if values else {}, language)
    if output is not None and output != "-":
        from mycelium.cli.writing import write_file

        write_file(Path(output), drawn)
    elif isinstance(drawn, str):
        out_file(drawn)
    elif sys.stdout.isatty():
        raise _unfit("a png picture cannot be shown in a terminal", "name a file: -o dag.png")
    else:
        sys.stdout.buffer.write(drawn)


def _format(output: str | None, asked: Format | None) -> Format:
    if asked is not None:
        return asked
    if output is None or output == "-":
        return "mermaid"
    suffix = Path(output).suffix.lower()
    if suffix not in _SUFFIXES:
        raise _unfit(
            f"the ending of {output} does not say a format",
            "end it in .svg, .png, .dot or .mmd, or give --format",
        )
    return _SUFFIXES[suffix]


def _drawn(
    program: Program, chosen: Format, values: Mapping[str, Value], language: Language
) -> str | bytes:
    from mycelium import draw

    if chosen == "svg":
        return draw.draw_svg(program, values, language)
    if chosen == "png":
        return draw.draw_png(program, values, language)
    return (draw.to_dot if chosen == "dot" else draw.to_mermaid)(program, language)


def _values(program: Program, language: Language) -> Mapping[str, Value]:
    """The values of the steps that can be computed; a program need not be finished."""
    from mycelium.cli import early

    executor = early.executor()
    executor.language = language
    return executor.run(program, partial=True).values


def _unfit(message: str, hint: str) -> MyceliumError:
    return MyceliumError(Diagnostic("MYC231", message, hint=hint))
