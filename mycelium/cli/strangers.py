"""Commands of plugins: found when no built-in command has the name, imported when called."""

from __future__ import annotations

from collections import Counter
from functools import cache, partial
from typing import Any

import typer

from mycelium.cli.commands import BUILTIN
from mycelium.cli.frame import Lazy, as_command
from mycelium.plugins import plugins
from mycelium.specs import CommandSpec
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

PANEL = "From plugins"


@cache
def plugin_commands() -> dict[str, Lazy]:
    """Every plugin's command by the name that people type.

    That is the bare name; the full one (`plugin.name`) where the bare name is
    a built-in command's or is offered twice.
    """
    offered = plugins().commands
    counts = Counter(spec.name for spec in offered.values())
    found: dict[str, Lazy] = {}
    for spec in offered.values():
        free = spec.name not in BUILTIN and counts[spec.name] == 1
        name = spec.name if free else spec.full_name
        found[name] = Lazy(name, spec.doc, PANEL, partial(_loaded, spec, name))
    return found


def find(name: str) -> Lazy | None:
    """The plugin's command of that name, bare or full."""
    known = plugin_commands()
    if name in known:
        return known[name]
    spec = plugins().commands.get(name)
    return None if spec is None else known.get(spec.name)


def problems() -> list[Diagnostic]:
    """What is wrong with the plugins, the commands that may not have their bare names included."""
    taken = [
        Diagnostic(
            "MYC234",
            f"plugin `{spec.plugin}`: the command `{spec.name}` is built in and stays what it is",
            hint=f"the plugin's command is called by its full name: mycelium {spec.full_name}",
            subject=spec.plugin,
        )
        for spec in plugins().commands.values()
        if spec.name in BUILTIN
    ]
    return [*plugins().problems, *taken]


def _loaded(spec: CommandSpec, name: str) -> Any:
    loaded = spec.resolve()
    try:
        if isinstance(loaded, typer.Typer):
            command = typer.main.get_command(loaded)
        elif callable(loaded):
            command = as_command(name, loaded)
        else:
            raise TypeError(f"`{spec.load}` is neither a function nor a typer.Typer")
    except Exception as error:  # Typer raises several sorts for signatures that it cannot read
        raise MyceliumError(
            Diagnostic(
                "MYC234",
                f"the command `{name}` of plugin `{spec.plugin}` cannot be used: {error}",
                hint="this is a fault of the plugin: tell its author, or uninstall it",
                subject=spec.plugin,
            )
        ) from error
    command.name = name
    return command
