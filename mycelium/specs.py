"""What a plugin offers, said without importing it.

A hook returns these specifications; the object that one names as
`module:object` is imported when it is first used, and not before.
"""

from __future__ import annotations

import dataclasses
import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium.passes import Pass


@dataclass(frozen=True)
class Spec:
    """What all specifications share.

    Attributes:
        name: The bare name: a lower-case letter, then letters, digits, `_`
            (datasets, pipelines and commands: also `-`).
        load: `module:object` of what is imported on first use.
        doc: One line for people.
        plugin: The plugin that offers it; the plugin manager fills it in.
    """

    name: str
    load: str
    doc: str
    plugin: str = dataclasses.field(default="", kw_only=True)

    @property
    def full_name(self) -> str:
        """`plugin.name`, which no other plugin can offer."""
        return f"{self.plugin}.{self.name}" if self.plugin else self.name

    def resolve(self) -> object:
        """The object, imported if need be.

        Raises:
            MyceliumError: MYC195, if it cannot be imported.
        """
        return load_object(self.load, f"`{self.full_name}`", self.plugin)


@dataclass(frozen=True)
class PassSpec(Spec):
    """A pass: `load` names a frozen dataclass derived from `mycelium.passes.Pass`.

    Its facts (`mycelium_ir.facts.FACTS`) are those that the class declares;
    `mycelium passes` and the check of a pipeline's order read them here.
    """

    requires: frozenset[str] = frozenset()
    provides: frozenset[str] = frozenset()
    invalidates: frozenset[str] = frozenset()
    options: str = ""
    """The options as a pipeline writes them, with their defaults: `{beams=4}`. It is for
    people; the fields of the class are what counts."""

    def resolve(self) -> type[Pass]:
        """The pass's class.

        Raises:
            MyceliumError: MYC195, if it cannot be imported or is no pass; MYC196,
                if it declares another name or other facts than this specification.
        """
        from mycelium.passes import Pass

        found = super().resolve()
        if not (isinstance(found, type) and issubclass(found, Pass)):
            raise self._unfit("MYC195", f"`{self.load}` is not a class derived from `Pass`")
        parameters = vars(found).get("__dataclass_params__")
        if parameters is None or not parameters.frozen:
            raise self._unfit("MYC195", f"`{self.load}` is not a frozen dataclass of its own")
        if getattr(found, "name", None) != self.name:
            told = getattr(found, "name", None)
            raise self._unfit("MYC196", f"its class calls itself {told!r}, not {self.name!r}")
        for what in ("requires", "provides", "invalidates"):
            said, does = getattr(self, what), getattr(found, what)
            if frozenset(said) != frozenset(does):
                raise self._unfit(
                    "MYC196",
                    f"its specification says {what} {_listed(said)}, its class {_listed(does)}",
                )
        return found

    def _unfit(self, code: str, what: str) -> MyceliumError:
        return MyceliumError(
            Diagnostic(
                code,
                f"pass `{self.full_name}` cannot be used: {what}",
                hint=f"this is a fault of the plugin `{self.plugin}`: tell its author",
                subject=self.full_name,
            )
        )


@dataclass(frozen=True)
class DatasetSpec(Spec):
    """A dataset: `load` names a function `(folder, split) -> mycelium.evaluation.dataset.Dataset`.

    Both may be None: no data folder is known, and the default split is asked for.
    """


@dataclass(frozen=True)
class CommandSpec(Spec):
    """A command of `mycelium`: `load` names a function that Typer can turn into a command.

    Its parameters are the command's arguments and options, its docstring the
    help; a `typer.Typer` is accepted too.
    """


@dataclass(frozen=True)
class PipelineSpec:
    """A name for a pipeline's text.

    Inside a list of passes the name stands for its text. The built-in plugin
    alone may offer `default`, which runs where no passes are named.
    """

    name: str
    text: str
    doc: str
    plugin: str = ""

    @property
    def full_name(self) -> str:
        """`plugin.name`, which no other plugin can offer."""
        return f"{self.plugin}.{self.name}" if self.plugin else self.name


def load_object(path: str, what: str, plugin: str) -> object:
    """The object at `module:object` (dots may follow the colon).

    Raises:
        MyceliumError: MYC195, if the module does not import or has no such object.
    """
    module_name, _, attributes = path.partition(":")
    try:
        found: object = importlib.import_module(module_name)
        for attribute in attributes.split("."):
            found = getattr(found, attribute)
    except Exception as error:  # a stranger's module may raise anything while it is imported
        raise MyceliumError(
            Diagnostic(
                "MYC195",
                f"{what} cannot be loaded from `{path}`: {type(error).__name__}: {error}",
                hint=_hint(error, plugin),
                subject=plugin or None,
            )
        ) from error
    return found


def _hint(error: Exception, plugin: str) -> str:
    if isinstance(error, ModuleNotFoundError) and error.name:
        package = error.name.partition(".")[0]
        return f"install `{package}`, or reinstall the plugin `{plugin}` with what it needs"
    return f"this is a fault of the plugin `{plugin}`: tell its author"


def _listed(facts: frozenset[str]) -> str:
    return ", ".join(sorted(facts)) if facts else "nothing"
