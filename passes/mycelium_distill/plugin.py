"""What distillation offers Mycelium: its commands, each imported when it is called."""

from __future__ import annotations

from mycelium.hookspecs import hookimpl
from mycelium.specs import CommandSpec

HOOK_VERSION = 1


@hookimpl
def mycelium_commands() -> list[CommandSpec]:
    """The commands that make training data, in the order in which they are used."""
    return [
        CommandSpec(
            "templates",
            "mycelium_distill.templates.command:templates",
            "Find what kinds of step there are, from traced solutions.",
        ),
        CommandSpec(
            "label",
            "mycelium_distill.labels.command:label",
            "Label traced solutions for all six specialists.",
        ),
        CommandSpec(
            "view",
            "mycelium_distill.viewing.command:view",
            "Look at what a teacher read, in the terminal or as a page.",
        ),
    ]
