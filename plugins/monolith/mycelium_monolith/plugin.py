"""What this plugin offers Mycelium: the pass that does all, its pipeline, its training."""

from __future__ import annotations

from mycelium.hookspecs import hookimpl
from mycelium.specs import CommandSpec, PassSpec, PipelineSpec

HOOK_VERSION = 1

REQUIRES = frozenset({"problem"})
PROVIDES = frozenset({"typed", "expressions", "wired", "bridged", "answer", "goal"})


@hookimpl
def mycelium_passes() -> list[PassSpec]:
    """The one pass."""
    return [
        PassSpec(
            "whole",
            "mycelium_monolith.whole:Whole",
            "one model reads the problem and writes the whole program at once",
            requires=REQUIRES,
            provides=PROVIDES,
            options='{folder="", device=auto, samples=0, temperature=0.7}',
        )
    ]


@hookimpl
def mycelium_pipelines() -> list[PipelineSpec]:
    """The pipeline `monolith`."""
    return [PipelineSpec("monolith", "monolith.whole", "one model for all six passes")]


@hookimpl
def mycelium_commands() -> list[CommandSpec]:
    """The command that makes its weights."""
    return [
        CommandSpec(
            "train-monolith",
            "mycelium_monolith.command:train",
            "Train the monolith: from data to weights.",
        )
    ]
