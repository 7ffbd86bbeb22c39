"""The plugin manager: finds what plugins offer, and reports those that do not fit.

The built-in plugin `mycelium` comes through the same door as a stranger's. A
plugin that is broken is named in `Plugins.problems`; the rest goes on working.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol, TypeVar

from mycelium.specs import CommandSpec, DatasetSpec, PassSpec, PipelineSpec
from mycelium_ir.diagnostics import Diagnostic, MyceliumError, nearest
from mycelium_ir.language import Language, base_language
from mycelium_ir.nodes import Define, Goal, Program, Step

if TYPE_CHECKING:
    from mycelium_ir.nodes import Expression

BUILT_IN = "mycelium"
"""The name of the built-in plugin."""

SWITCH = "MYCELIUM_PLUGINS"
"""The environment variable that says which installed plugins to load: all by
default, none if it is `off`, else those that it lists, with commas."""


@dataclass(frozen=True)
class PluginInfo:
    """One plugin that was found, for people: `mycelium plugins` prints it.

    `offers` counts what it adds, by sort (`"passes": 6`); a plugin that could
    not be used at all offers nothing, and `problems` says why.
    """

    name: str
    module: str
    distribution: str = ""
    version: str = ""
    offers: Mapping[str, int] = dataclasses.field(default_factory=dict)
    problems: tuple[Diagnostic, ...] = ()


class _Named(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def plugin(self) -> str: ...
    @property
    def full_name(self) -> str: ...


_NamedT = TypeVar("_NamedT", bound=_Named)


@dataclass(frozen=True)
class Plugins:
    """All that the plugins offer: tables by full name (`plugin.name`), and the language."""

    language: Language
    infos: tuple[PluginInfo, ...] = ()
    passes: Mapping[str, PassSpec] = dataclasses.field(default_factory=dict)
    pipelines: Mapping[str, PipelineSpec] = dataclasses.field(default_factory=dict)
    datasets: Mapping[str, DatasetSpec] = dataclasses.field(default_factory=dict)
    commands: Mapping[str, CommandSpec] = dataclasses.field(default_factory=dict)
    problems: tuple[Diagnostic, ...] = ()

    def find_pass(self, name: str) -> PassSpec:
        """The pass of that name, bare or full.

        Raises:
            MyceliumError: MYC151 if there is none, MYC152 if several plugins offer it.
        """
        return find(name, self.passes, "pass", "MYC151", "`mycelium passes` lists them")

    def find_dataset(self, name: str) -> DatasetSpec:
        """The dataset of that name, bare or full.

        Raises:
            MyceliumError: MYC200 if there is none, MYC152 if several plugins offer it.
        """
        return find(name, self.datasets, "dataset", "MYC200", "`mycelium datasets` lists them")

    def find_command(self, name: str) -> CommandSpec:
        """The command of that name, bare or full.

        Raises:
            MyceliumError: MYC200 if there is none, MYC152 if several plugins offer it.
        """
        return find(name, self.commands, "command", "MYC200", "`mycelium --help` lists them")

    def passes_that_provide(self, fact: str) -> tuple[PassSpec, ...]:
        """The passes that provide a fact, by full name in order."""
        return tuple(p for _, p in sorted(self.passes.items()) if fact in p.provides)


def candidates(name: str, table: Mapping[str, _NamedT]) -> list[_NamedT]:
    """Whatever a name, bare or full, may mean in a table by full name."""
    if name in table:
        return [table[name]]
    return [entry for _, entry in sorted(table.items()) if entry.name == name]


def find(name: str, table: Mapping[str, _NamedT], what: str, code: str, hint: str) -> _NamedT:
    """The one entry that a name, bare or full, means in a table by full name.

    Raises:
        MyceliumError: with `code` if there is none, MYC152 if there are several.
    """
    found = candidates(name, table)
    if len(found) == 1:
        return found[0]
    if found:
        raise ambiguous(name, what, found)
    known = sorted({*table, *(entry.name for entry in table.values())})
    if not known:
        hint = f"no plugin that is installed offers a {what}"
    raise MyceliumError(
        Diagnostic(code, f"there is no {what} `{name}`", hint=nearest(name, known) or hint)
    )


def ambiguous(name: str, what: str, found: Iterable[_Named]) -> MyceliumError:
    """The error for a bare name that several plugins offer."""
    names = [f"`{entry.full_name}`" for entry in found]
    return MyceliumError(
        Diagnostic(
            "MYC152",
            f"{what} `{name}` is offered by several plugins: {', '.join(names)}",
            hint=f"say which one, for instance {names[0]}",
        )
    )


@cache
def plugins() -> Plugins:
    """What the built-in and the installed plugins offer; found once in a process."""
    return load_plugins()


def load_plugins(extra: Mapping[str, object] | None = None, *, installed: bool = True) -> Plugins:
    """Find all plugins anew.

    Args:
        extra: More plugins, modules by name, beside the installed ones.
        installed: Whether to load those that entry points name; the environment
            variable `MYCELIUM_PLUGINS` (`off`, or a list of names) narrows them.
    """
    from mycelium.plugin_register import Register

    register = Register(base_language())
    register.add(BUILT_IN, lambda: _import("mycelium.builtin"), "mycelium.builtin")
    if installed:
        for found in _installed(register.report):
            register.add(*found)
    for name, module in (extra or {}).items():
        register.add(name, _given(module), getattr(module, "__name__", name))
    return register.plugins()


def _installed(
    report: Callable[[Diagnostic], None],
) -> Iterator[tuple[str, Callable[[], object], str, str, str]]:
    """Name, loader, module, distribution and version of each plugin to load, by name."""
    switch = os.environ.get(SWITCH, "").strip()
    if switch.lower() == "off":
        return
    wanted = {name.strip() for name in switch.split(",") if name.strip()}
    # Reading the metadata of all distributions is slow to import and only needed here.
    from importlib.metadata import entry_points

    found = sorted(entry_points(group="mycelium"), key=lambda e: (e.name, e.value))
    for name in sorted(wanted - {e.name for e in found} - {BUILT_IN}):
        report(
            Diagnostic(
                "MYC197",
                f"{SWITCH} names the plugin `{name}`, which is not installed",
                hint=nearest(name, [e.name for e in found]) or f"unset {SWITCH} to load them all",
                subject=name,
            )
        )
    for entry in found:
        if wanted and entry.name not in wanted:
            continue
        distribution = entry.dist.name if entry.dist is not None else ""
        version = entry.dist.version if entry.dist is not None else ""
        yield entry.name, entry.load, entry.value, distribution, version


def _import(module: str) -> object:
    import importlib

    return importlib.import_module(module)


def _given(module: object) -> Callable[[], object]:
    return lambda: module


def language_for(program: Program) -> Language:
    """A language that knows all that a program names.

    This is the base language where that suffices, so that a program which needs
    no plugin runs without looking for any; else the language with all plugins.
    """
    base = base_language()
    for statement in program.statements:
        if type(statement) is Step:
            if statement.operation is not None and statement.operation not in base.operations:
                return plugins().language
            expression: Expression | None = statement.expression
        elif type(statement) is Define:
            expression = statement.body
        elif type(statement) is Goal:
            if statement.type not in base.goals:
                return plugins().language
            continue
        else:
            continue
        if expression is not None and not _covers(base, expression, program):
            return plugins().language
    return base


def _covers(language: Language, expression: Expression, program: Program) -> bool:
    from mycelium_ir.nodes import Call, walk

    return all(
        node.function in language.functions or node.function in program.definitions
        for node in walk(expression)
        if type(node) is Call
    )
