"""`diff`: what differs in meaning between two programs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from mycelium.cli import options
from mycelium.cli.boundary import Stop
from mycelium.cli.console import out, out_json, paint
from mycelium.cli.exits import Exit

if TYPE_CHECKING:
    from mycelium_ir.diff import Change


def diff(
    a: Annotated[str, typer.Argument(metavar="A", help="A program; - is standard input.")],
    b: Annotated[str, typer.Argument(metavar="B", help="Another program.")],
    json: options.Json = False,
) -> None:
    """Compare two programs by what they mean: steps added, rewired, retyped, renamed.

    Comments, attributes and the order of lines make no difference. The exit
    code is 1 if the programs differ.

    Examples:
      mycelium diff before.myc after.myc
    """
    from mycelium.cli.inputs import read_program
    from mycelium.plugins import language_for
    from mycelium_ir.diff import diff as compared
    from mycelium_ir.diff import render
    from mycelium_ir.language import base_language

    first, second = read_program(a), read_program(b)
    language = language_for(first)
    if language is base_language():
        language = language_for(second)
    changes = compared(first, second, language)
    if json:
        out_json({"ok": True, "same": not changes, "changes": [c.to_json() for c in changes]})
    elif changes:
        for change in changes:
            out(_painted(change))
    else:
        out(render(changes))
    if changes:
        raise Stop(Exit.ERRORS)


def _painted(change: Change) -> str:
    tone = {"added": "green", "removed": "red"}.get(change.kind, "yellow")
    return paint(str(change), tone, sys.stdout)
