"""The hooks of a plugin, all on this screen.

A plugin is a module, named by an entry point of the group `mycelium`. It says
`HOOK_VERSION = 1` and implements any of these hooks with `@hookimpl`. Hooks
return specifications and import nothing heavy; `docs/plugins.md` is the tutorial.
"""

from __future__ import annotations

import pluggy

from mycelium.specs import CommandSpec, DatasetSpec, PassSpec, PipelineSpec
from mycelium_ir.functions import Function
from mycelium_ir.goals import GoalType
from mycelium_ir.operations import Operation

HOOK_VERSION = 1
"""Raised when a hook changes so that a plugin could notice; a plugin says which it was made for."""

PROJECT = "mycelium"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def mycelium_passes() -> list[PassSpec]:  # type: ignore[empty-body]
    """The passes that a pipeline may name."""


@hookspec
def mycelium_pipelines() -> list[PipelineSpec]:  # type: ignore[empty-body]
    """Names for whole pipelines."""


@hookspec
def mycelium_functions() -> list[Function]:  # type: ignore[empty-body]
    """Functions that a program's expressions may call."""


@hookspec
def mycelium_operations() -> list[Operation]:  # type: ignore[empty-body]
    """Operations, the word behind a step's colon."""


@hookspec
def mycelium_goals() -> list[GoalType]:  # type: ignore[empty-body]
    """Goal types, the forms in which an answer is handed back."""


@hookspec
def mycelium_datasets() -> list[DatasetSpec]:  # type: ignore[empty-body]
    """Datasets that `mycelium eval` can name."""


@hookspec
def mycelium_commands() -> list[CommandSpec]:  # type: ignore[empty-body]
    """Commands of the command line, `mycelium NAME`."""
