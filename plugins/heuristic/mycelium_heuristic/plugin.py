"""What this plugin offers Mycelium: six passes and the pipeline that runs them all."""

from __future__ import annotations

from mycelium.hookspecs import hookimpl
from mycelium.specs import PassSpec, PipelineSpec

HOOK_VERSION = 1

PIPELINE = (
    "heuristic.segment,heuristic.classify,heuristic.extract,heuristic.wire,"
    "heuristic.bridge,heuristic.extract,heuristic.wire,heuristic.goal"
)


def _facts(names: str) -> frozenset[str]:
    return frozenset(names.split())


@hookimpl
def mycelium_passes() -> list[PassSpec]:
    """The six passes."""
    return [
        PassSpec(
            "segment",
            "mycelium_heuristic.segment:Segment",
            "sentences, cut where a new verb begins",
            requires=_facts("problem"),
            provides=_facts("clauses"),
        ),
        PassSpec(
            "classify",
            "mycelium_heuristic.classify:Classify",
            "cue words decide which operations the clauses call for",
            requires=_facts("problem clauses"),
            provides=_facts("typed"),
        ),
        PassSpec(
            "extract",
            "mycelium_heuristic.extract:Extract",
            "numbers of the text, in the order that the cues give them, fill the steps",
            requires=_facts("problem typed"),
            provides=_facts("expressions"),
        ),
        PassSpec(
            "wire",
            "mycelium_heuristic.wire:Wire",
            "a literal equal to an earlier value becomes a reference to it",
            requires=_facts("expressions"),
            provides=_facts("wired answer"),
        ),
        PassSpec(
            "bridge",
            "mycelium_heuristic.bridge:Bridge",
            "conversions and complements that the question asks for and no clause states",
            requires=_facts("problem wired answer"),
            provides=_facts("bridged"),
            invalidates=_facts("expressions wired answer"),
        ),
        PassSpec(
            "goal",
            "mycelium_heuristic.goal:ChooseGoal",
            "the answer's form, from the question and the answer's value",
            requires=_facts("problem answer"),
            provides=_facts("goal"),
        ),
    ]


@hookimpl
def mycelium_pipelines() -> list[PipelineSpec]:
    """The pipeline `heuristic`."""
    return [PipelineSpec("heuristic", PIPELINE, "all six passes by rules")]
