"""The application: what `mycelium` without a command takes."""

from __future__ import annotations

from typing import Annotated

import typer

from mycelium.cli.exits import Exit
from mycelium.cli.frame import Group

app = typer.Typer(
    name="mycelium",
    cls=Group,
    invoke_without_command=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def root(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Compile math problems written in English into small typed programs, and run them exactly."""
    from mycelium.cli.console import out

    if version:
        from mycelium.cli.about import release

        out(f"mycelium {release()}")
        raise typer.Exit()
    if ctx.invoked_subcommand is None:
        told = ctx.get_help()
        if told:
            out(told)
        raise typer.Exit(Exit.USAGE)
