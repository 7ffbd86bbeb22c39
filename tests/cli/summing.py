"""A plugin for the tests: a pass that adds up a problem's numbers, and commands of all sorts."""

from __future__ import annotations

import re
import types
from dataclasses import dataclass
from typing import Annotated, ClassVar

import typer

from mycelium.hookspecs import hookimpl
from mycelium.passes import Context, ProgramPass
from mycelium.specs import CommandSpec, PassSpec, PipelineSpec
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Call, Clause, Name, Number, Program, Step
from mycelium_ir.nodes import number as literal


@dataclass(frozen=True)
class Find(ProgramPass):
    """A clause and a step for each number."""

    name: ClassVar[str] = "find"
    requires: ClassVar[frozenset[str]] = frozenset({"problem"})
    provides: ClassVar[frozenset[str]] = frozenset({"expressions"})

    def rewrite(self, program: Program, context: Context) -> Program:
        if program.steps:
            return program
        found = list(re.finditer(r"\d+", program.problem or ""))
        if not found:
            raise MyceliumError(Diagnostic("MYC164", "the problem has no number"))
        clauses = [Clause(f"c{i}", m.start(), m.end(), m.group()) for i, m in enumerate(found)]
        steps = [
            Step(f"s{i}", "quantity", literal(int(m.group())), (f"c{i}",))
            for i, m in enumerate(found)
        ]
        return program.add(*clauses, *steps)


@dataclass(frozen=True)
class AddUp(ProgramPass):
    """The sum of all steps, and a goal."""

    name: ClassVar[str] = "add_up"
    requires: ClassVar[frozenset[str]] = frozenset({"expressions"})
    provides: ClassVar[frozenset[str]] = frozenset({"goal"})

    def rewrite(self, program: Program, context: Context) -> Program:
        if program.goal is not None:
            return program
        total: Name | Call | Number = Name(program.steps[0].name)
        for step in program.steps[1:]:
            total = Call("+", (total, Name(step.name)))
        step = Step("total", "add", total, implicit=True)
        return program.add(step).set_goal("integer", "total")


def hello(
    name: Annotated[str, typer.Argument(help="Whom to greet.")],
    loud: Annotated[bool, typer.Option("--loud", help="In capitals.")] = False,
) -> None:
    """Greet someone."""
    print(f"HELLO {name.upper()}" if loud else f"hello {name}")


group = typer.Typer(help="Two commands in one.")


@group.command()
def one() -> None:
    """Print 1."""
    print(1)


@group.command()
def two() -> None:
    """Print 2."""
    print(2)


def crash() -> None:
    """Fail."""
    raise ZeroDivisionError("in a plugin")


no_command = 42


def plugin() -> types.ModuleType:
    """The plugin, as `load_plugins` takes it."""

    @hookimpl
    def mycelium_passes() -> list[PassSpec]:
        return [
            PassSpec(c.name, f"summing:{c.__name__}", c.__doc__, c.requires, c.provides)
            for c in (Find, AddUp)
        ]

    @hookimpl
    def mycelium_pipelines() -> list[PipelineSpec]:
        return [PipelineSpec("sum", "find,add_up", "adds up whatever numbers there are")]

    @hookimpl
    def mycelium_commands() -> list[CommandSpec]:
        return [
            CommandSpec("hello", "summing:hello", "Greet someone."),
            CommandSpec("pair", "summing:group", "Two commands in one."),
            CommandSpec("crash", "summing:crash", "Fail."),
            CommandSpec("nothing", "summing:no_command", "No command at all."),
            CommandSpec("gone", "no_such_module:f", "Cannot be imported."),
            CommandSpec("run", "summing:hello", "Has the name of a built-in command."),
        ]

    module = types.ModuleType("summing_plugin")
    module.HOOK_VERSION = 1
    for hook in (mycelium_passes, mycelium_pipelines, mycelium_commands):
        setattr(module, hook.__name__, hook)
    return module
