"""The Typer frame: a group whose commands are imported when they are called."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from mycelium.cli.boundary import Stop, guarded
from mycelium.cli.commands import BUILTIN
from mycelium.cli.exits import MEANINGS, Exit

_USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[2]
"""What Typer raises about a wrong command line; where it lives depends on Typer's version."""

_EXAMPLES = """\
  mycelium solve problem.txt --passes heuristic
  mycelium compile problem.txt --passes heuristic -o prog.myc
  mycelium run prog.myc --explain"""


class Command(TyperCommand):
    """A command whose docstring may end in examples, which the help prints as they stand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        text, _, examples = (kwargs.get("help") or "").partition("\nExamples:\n")
        # A line's end in the source is none in the help, which is wrapped for the terminal.
        paragraphs = (" ".join(part.split()) for part in text.strip().split("\n\n"))
        kwargs["help"] = "\n\n".join(paragraphs)
        self.examples = examples.rstrip()
        super().__init__(*args, **kwargs)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help, then the examples."""
        super().format_help(ctx, formatter)
        if self.examples:
            formatter.write(f"Examples:\n{self.examples}\n")


class Lazy(TyperCommand):
    """Stands for a command in lists; becomes it when it is called."""

    def __init__(self, name: str, doc: str, panel: str, load: Callable[[], Any]) -> None:
        super().__init__(name, help=doc, short_help=doc, rich_help_panel=panel)
        self.load = load

    def make_context(self, info_name: Any, args: Any, parent: Any = None, **extra: Any) -> Any:
        """The context of the real command."""
        return self.load().make_context(info_name, args, parent=parent, **extra)


class Group(TyperGroup):
    """The commands that ship, and behind them those of the plugins."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for name, entry in BUILTIN.items():
            self.commands[name] = Lazy(name, entry.doc, entry.panel, _loader(name, entry.load))

    def list_commands(self, ctx: Any) -> list[str]:
        """Every command's name."""
        from mycelium.cli.strangers import plugin_commands

        return [*self.commands, *plugin_commands()]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name; plugins are asked only for what is not built in."""
        if cmd_name in self.commands:
            return self.commands[cmd_name]
        from mycelium.cli.strangers import find

        return find(cmd_name)

    def invoke(self, ctx: Any) -> Any:
        """Call the command; Typer has its own idea of a broken pipe, which is kept from it."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise Stop(Exit.PIPE) from None

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command line; ends the process unless `standalone_mode` is false."""
        named = dict(zip(("args", "prog_name", "complete_var"), args, strict=False)) | kwargs
        standalone = named.pop("standalone_mode", True)
        words = named.pop("args", None)
        given = list(sys.argv[1:] if words is None else words)
        run = super().main
        code = guarded(
            lambda: run(given, standalone_mode=False, **named),
            _USAGE_ERROR,
            given,
        )
        if standalone:
            sys.exit(code)
        return code

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help, then an example and the exit codes."""
        super().format_help(ctx, formatter)
        codes = "\n".join(f"  {code.value:>3}  {meaning}" for code, meaning in MEANINGS.items())
        formatter.write(f"Examples:\n{_EXAMPLES}\n\nExit codes:\n{codes}\n")


def as_command(name: str, function: Callable[..., Any]) -> Any:
    """A function, as Typer reads its signature, as a command of that name."""
    one = typer.Typer(
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    one.command(name, cls=Command)(function)
    return typer.main.get_command(one)


def _loader(name: str, where: str) -> Callable[[], Any]:
    def load() -> Any:
        module, _, function = where.partition(":")
        found = getattr(importlib.import_module(f"mycelium.cli.{module}"), function)
        return as_command(name, found)

    return load
