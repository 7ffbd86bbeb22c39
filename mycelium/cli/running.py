"""`run`: a program's answer, and with it, if wanted, every value and where it came from."""

from __future__ import annotations

from typing import Annotated

import typer

from mycelium.cli import early, options
from mycelium.cli.boundary import Stop, exit_for
from mycelium.cli.console import out_json, show


def run(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A program; - is standard input.")],
    values: options.Values = False,
    explain: options.Explain = False,
    json: options.Json = False,
    timeout: options.Timeout = None,
    memory: options.Memory = None,
) -> None:
    """Run a program and print its answer.

    Examples:
      mycelium run examples/clips.myc
      mycelium run examples/clips.myc --values
      mycelium run examples/clips.myc --explain
    """
    from mycelium.cli.answers import document, tell
    from mycelium.cli.inputs import read_program
    from mycelium.plugins import language_for
    from mycelium_ir.verifier import check

    limits = options.limits(timeout, memory)
    program = read_program(file)
    executor = early.executor()
    executor.language = language_for(program)
    # Errors are raised at once: what cannot run need not wait for a worker.
    check(program, executor.language)
    outcome = executor.run(program, limits=limits)
    if json:
        out_json(document(program, outcome))
    else:
        tell(program, outcome, values=values, explain=explain)
        show(outcome.diagnostics)
    raise Stop(exit_for(outcome.diagnostics))
