"""What the trained passes offer Mycelium: six passes, their pipeline, the templates they know."""

from __future__ import annotations

from mycelium.hookspecs import hookimpl
from mycelium.specs import CommandSpec, PassSpec, PipelineSpec
from mycelium_ir.operations import Operation

HOOK_VERSION = 1

_ORDER = ("segment", "classify", "extract", "wire", "bridge", "extract", "wire", "goal")
_OPTIONS = '{model="", device=auto}'


def _facts(names: str) -> frozenset[str]:
    return frozenset(names.split())


@hookimpl
def mycelium_passes() -> list[PassSpec]:
    """The six passes."""
    return [
        PassSpec(
            "segment",
            "mycelium_passes.segment:Segment",
            "which words of the problem belong to clauses",
            requires=_facts("problem"),
            provides=_facts("clauses"),
            options=_OPTIONS,
        ),
        PassSpec(
            "classify",
            "mycelium_passes.classify:Classify",
            "what kinds of step each clause calls for",
            requires=_facts("problem clauses"),
            provides=_facts("typed"),
            options=_OPTIONS,
        ),
        PassSpec(
            "extract",
            "mycelium_passes.extract:Extract",
            "writes the steps' expressions, in the order in which they run",
            requires=_facts("problem typed"),
            provides=_facts("expressions"),
            options='{model="", device=auto, plans=3, implicit=true, samples=0, temperature=0.7}',
        ),
        PassSpec(
            "wire",
            "mycelium_passes.wire:Wire",
            "which operands are earlier results, and which step answers the question",
            requires=_facts("expressions"),
            provides=_facts("wired answer"),
            options=_OPTIONS,
        ),
        PassSpec(
            "bridge",
            "mycelium_passes.bridge:Bridge",
            "which steps are missing that no clause states",
            requires=_facts("problem wired answer"),
            provides=_facts("bridged"),
            invalidates=_facts("expressions wired answer"),
            options=_OPTIONS,
        ),
        PassSpec(
            "goal",
            "mycelium_passes.goal:ChooseGoal",
            "in which form the answer is handed back",
            requires=_facts("problem answer"),
            provides=_facts("goal"),
            options=_OPTIONS,
        ),
    ]


@hookimpl
def mycelium_pipelines() -> list[PipelineSpec]:
    """The pipeline that runs where none is named."""
    text = ",".join(f"specialists.{name}" for name in _ORDER)
    return [PipelineSpec("learned", text, "all six passes by one trained model; the default")]


@hookimpl
def mycelium_operations() -> list[Operation]:
    """The templates of the weights that are used unless others are named; none without weights."""
    from mycelium_passes.templates import installed_operations

    return installed_operations()


@hookimpl
def mycelium_commands() -> list[CommandSpec]:
    """The commands about weights."""
    return [
        CommandSpec(
            "weights",
            "mycelium_passes.weights.command:weights",
            "List the trained passes' weights that are installed, and verify them.",
        ),
        CommandSpec(
            "calibrate",
            "mycelium_passes.calibrating.command:calibrate",
            "Fit the confidences of weights to tuning rows.",
        ),
    ]
