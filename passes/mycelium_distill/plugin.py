"""What distillation offers Mycelium: its commands, each imported when it is called."""

from __future__ import annotations

from mycelium.hookspecs import hookimpl
from mycelium.specs import CommandSpec

HOOK_VERSION = 1


@hookimpl
def mycelium_commands() -> list[CommandSpec]:
    """The commands that make training data, in the order in which they are used."""
    return []
