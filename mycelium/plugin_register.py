"""How one plugin after another is taken in, and what is refused, by name and with a reason."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pluggy

from mycelium import hookspecs
from mycelium.plugins import BUILT_IN, PluginInfo, Plugins
from mycelium.specs import CommandSpec, DatasetSpec, PassSpec, PipelineSpec
from mycelium_ir.diagnostics import Diagnostic, nearest
from mycelium_ir.facts import FACTS
from mycelium_ir.functions import Function, Result
from mycelium_ir.goals import GoalType
from mycelium_ir.kinds import Kind
from mycelium_ir.language import Language
from mycelium_ir.operations import Operation

_SORTS: dict[str, tuple[str, type[Any]]] = {
    "mycelium_passes": ("passes", PassSpec),
    "mycelium_pipelines": ("pipelines", PipelineSpec),
    "mycelium_functions": ("functions", Function),
    "mycelium_operations": ("operations", Operation),
    "mycelium_goals": ("goals", GoalType),
    "mycelium_datasets": ("datasets", DatasetSpec),
    "mycelium_commands": ("commands", CommandSpec),
}
"""Each hook: the sort of thing that it offers, and the type of one."""

_PLUGIN_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_NAMES = {
    "passes": re.compile(r"[a-z][a-z0-9_]*"),
    "functions": re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)?"),
    "operations": re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)?"),
    "goals": re.compile(r"[A-Za-z][A-Za-z0-9_]*"),
}
_OTHER_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_PATH = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")


@dataclass
class Register:
    """Takes plugins in one by one; `plugins()` hands over what came together."""

    language: Language
    _tables: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {sort: {} for sort, _ in _SORTS.values()}
    )
    _infos: list[PluginInfo] = field(default_factory=list)
    _problems: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)

    def report(self, problem: Diagnostic) -> None:
        """Note a problem that belongs to no plugin that was found."""
        self._problems.append(problem)

    def plugins(self) -> Plugins:
        """All that was taken in."""
        return Plugins(
            language=self.language,
            infos=tuple(self._infos),
            passes=self._tables["passes"],
            pipelines=self._tables["pipelines"],
            datasets=self._tables["datasets"],
            commands=self._tables["commands"],
            problems=tuple(self._problems),
        )

    def add(
        self,
        name: str,
        load: Callable[[], object],
        module: str,
        distribution: str = "",
        version: str = "",
    ) -> None:
        """Take in one plugin: import it, ask its hooks, keep what is sound, report the rest."""
        intake = _Intake(name)
        offers: dict[str, int] = {}
        if self._fit(intake, load):
            for hook, (sort, kind) in _SORTS.items():
                kept = [e for e in self._asked(intake, hook, kind) if self._take(intake, sort, e)]
                if kept:
                    offers[sort] = len(kept)
        self._problems.extend(intake.problems)
        self._infos.append(
            PluginInfo(name, module, distribution, version, offers, tuple(intake.problems))
        )

    # -- is it a plugin at all?

    def _fit(self, intake: _Intake, load: Callable[[], object]) -> bool:
        name = intake.plugin
        if not _PLUGIN_NAME.fullmatch(name):
            intake.refuse(
                "MYC193", "its name is not lower-case letters, digits, `_` and `-`", name_it=True
            )
            return False
        if any(info.name == name for info in self._infos):
            intake.refuse("MYC194", f"another plugin is called `{name}` already")
            return False
        try:
            module = load()
        except Exception as error:  # a stranger's module may raise anything while it is imported
            intake.refuse("MYC190", f"it cannot be imported: {type(error).__name__}: {error}")
            return False
        wanted = getattr(module, "HOOK_VERSION", None)
        if wanted != hookspecs.HOOK_VERSION:
            told = repr(wanted) if isinstance(wanted, int | str) else f"a {type(wanted).__name__}"
            said = (
                "it does not say `HOOK_VERSION`"
                if wanted is None
                else f"it was built for version {told} of the hooks"
            )
            intake.refuse(
                "MYC191",
                f"{said}, and this release has version {hookspecs.HOOK_VERSION}",
                hint="install a release of the plugin that was made for this one",
            )
            return False
        try:
            self._manager.register(module, name=name)
        except Exception as error:  # pluggy raises several sorts for hooks of a wrong shape
            intake.refuse("MYC192", f"its hooks do not fit: {error}")
            return False
        self._unknown_hooks(intake, module)
        return True

    def _unknown_hooks(self, intake: _Intake, module: object) -> None:
        for name in sorted(dir(module)):
            if self._manager.parse_hookimpl_opts(module, name) is not None and name not in _SORTS:
                intake.refuse(
                    "MYC192",
                    f"there is no hook `{name}`",
                    hint=nearest(name, _SORTS) or f"the hooks are {', '.join(_SORTS)}",
                )

    # -- what does it offer?

    def _asked(self, intake: _Intake, hook: str, kind: type[Any]) -> list[Any]:
        """What the plugin's hook returned, entries of the right type only."""
        found: list[Any] = []
        for implementation in getattr(self._manager.hook, hook).get_hookimpls():
            if implementation.plugin_name != intake.plugin:
                continue
            if implementation.wrapper or implementation.hookwrapper:
                intake.refuse("MYC192", f"`{hook}` is a wrapper, and hooks here have none")
                continue
            try:
                answer = implementation.function()
            except Exception as error:  # a stranger's hook may raise anything
                intake.refuse("MYC193", f"`{hook}` raised {type(error).__name__}: {error}")
                continue
            if not isinstance(answer, list | tuple):
                intake.refuse(
                    "MYC193",
                    f"`{hook}` returned {_described(answer)}, not a list of {kind.__name__}",
                )
                continue
            for entry in answer:
                if isinstance(entry, kind):
                    found.append(entry)
                else:
                    intake.refuse(
                        "MYC193",
                        f"`{hook}` returned a list with {_described(entry)}, not a {kind.__name__}",
                    )
        return found

    def _take(self, intake: _Intake, sort: str, entry: Any) -> bool:
        """Enter one offer into its table, or refuse it."""
        fault = _fault(sort, entry)
        if fault:
            intake.refuse("MYC193", f"{_sort_name(sort)} {entry.name!r} is not usable: {fault}")
            return False
        if sort == "pipelines" and entry.name == "default" and intake.plugin != BUILT_IN:
            intake.refuse(
                "MYC194",
                "pipeline `default` is the learned one and no plugin's",
                hint="give the pipeline another name; users then say `--passes NAME`",
            )
            return False
        entry = dataclasses.replace(entry, plugin=intake.plugin)
        if sort in ("functions", "operations", "goals"):
            return self._extend(intake, sort, entry)
        # A name that stands for a pass and for a pipeline would be neither.
        rivals = {"passes": ("passes", "pipelines"), "pipelines": ("passes", "pipelines")}
        for table in rivals.get(sort, (sort,)):
            if entry.full_name in self._tables[table]:
                intake.refuse("MYC194", f"`{entry.full_name}` is offered twice")
                return False
        self._tables[sort][entry.full_name] = entry
        return True

    def _extend(self, intake: _Intake, sort: str, entry: Any) -> bool:
        if sort == "functions" and entry.name in self.language.constants:
            intake.refuse("MYC194", f"function `{entry.name}` has the name of a constant")
            return False
        try:
            self.language = self.language.extend(**{sort: [entry]})
        except ValueError as error:
            intake.refuse(
                "MYC194",
                str(error),
                hint="the plugin's author can rename it; the rest of the plugin works",
            )
            return False
        return True


@dataclass
class _Intake:
    """The problems of the plugin that is being taken in."""

    plugin: str
    problems: list[Diagnostic] = field(default_factory=list)

    def refuse(
        self, code: str, what: str, *, hint: str | None = None, name_it: bool = False
    ) -> None:
        shown = repr(self.plugin) if name_it else f"`{self.plugin}`"
        self.problems.append(
            Diagnostic(
                code,
                f"plugin {shown}: {what}",
                hint=hint or "this is a fault of the plugin: tell its author, or uninstall it",
                subject=self.plugin,
            )
        )


def _fault(sort: str, entry: Any) -> str | None:
    """What is wrong with an offer, or None."""
    pattern = _NAMES.get(sort, _OTHER_NAME)
    if not isinstance(entry.name, str) or not pattern.fullmatch(entry.name):
        return f"the name does not match `{pattern.pattern}`"
    if not isinstance(entry.doc, str) or not entry.doc.strip() or "\n" in entry.doc:
        return "its `doc` is not one line of text"
    if isinstance(entry, PassSpec):
        return _paths(load=entry.load) or _fact_fault(entry)
    if isinstance(entry, DatasetSpec | CommandSpec):
        return _paths(load=entry.load)
    if isinstance(entry, PipelineSpec):
        return None if isinstance(entry.text, str) else "its `text` is not a text"
    if isinstance(entry, Function):
        return _paths(lower=entry.lower) or _function_fault(entry)
    if isinstance(entry, GoalType):
        return _paths(lower=entry.lower) or _kinds_fault("kinds", entry.kinds)
    return _operation_fault(entry)


def _paths(**paths: object) -> str | None:
    for name, path in paths.items():
        if not isinstance(path, str) or not _PATH.fullmatch(path):
            return f"its `{name}` is {path!r}, not `module:object`"
    return None


def _fact_fault(spec: PassSpec) -> str | None:
    for what in ("requires", "provides", "invalidates"):
        facts = getattr(spec, what)
        if not isinstance(facts, frozenset | set):
            return f"its `{what}` is {_described(facts)}, not a set of facts"
        for fact in sorted(map(str, facts)):
            if fact not in FACTS:
                known = nearest(fact, FACTS) or f"the facts are {', '.join(FACTS)}"
                return f"its `{what}` names `{fact}`, which is no fact ({known})"
    return None


def _function_fault(entry: Function) -> str | None:
    if not isinstance(entry.result, Kind | Result):
        return f"its `result` is {entry.result!r}, not a kind"
    if not 0 <= entry.optional <= len(entry.operands):
        return "its `optional` is more than it has operands"
    if not 0 <= entry.optional_parameters <= len(entry.parameters):
        return "its `optional_parameters` is more than it has parameters"
    return _kinds_fault("operands", entry.operands) or _kinds_fault("parameters", entry.parameters)


def _operation_fault(entry: Operation) -> str | None:
    if not isinstance(entry.result, Kind | Result):
        return f"its `result` is {entry.result!r}, not a kind"
    skeletons = entry.skeletons
    if not isinstance(skeletons, tuple) or not all(isinstance(s, str) for s in skeletons):
        return "its `skeletons` is not a tuple of texts"
    from mycelium_ir.diagnostics import MyceliumError
    from mycelium_ir.parser import parse_expression

    for skeleton in skeletons:
        try:
            parse_expression(skeleton)
        except MyceliumError as error:
            return f"its skeleton `{skeleton}` is no expression: {error.diagnostics[0].message}"
    return None


def _kinds_fault(what: str, kinds: object) -> str | None:
    if not isinstance(kinds, tuple) or not all(isinstance(k, Kind) for k in kinds):
        return f"its `{what}` is not a tuple of kinds"
    return None


def _sort_name(sort: str) -> str:
    return {"passes": "pass", "goals": "goal type"}.get(sort, sort.removesuffix("s"))


def _described(value: object) -> str:
    if value is None:
        return "nothing"
    if inspect.isgenerator(value):
        return "a generator"
    return f"{type(value).__name__} {value!r:.60}"
