"""Whether a pipeline is in order: each pass finds the facts that it requires."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from mycelium.plugins import Plugins
from mycelium.plugins import plugins as installed
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.facts import FACTS

if TYPE_CHECKING:
    from mycelium.pipeline import PipelineStage

_IMPLIED = {"goal": "answer", "wired": "expressions"}
"""A fact on the left never holds without the one on its right."""


def order_problems(
    pipeline: Iterable[PipelineStage], facts: Iterable[str], plugins: Plugins | None = None
) -> tuple[Diagnostic, ...]:
    """Which passes would lack which facts, were the pipeline begun with these facts.

    Each lacking fact is told once, with the passes of `plugins` (those installed,
    if not given) that could provide it.
    """
    known = set(facts)
    taken_by: dict[str, str] = {}
    problems: list[Diagnostic] = []
    stages = list(pipeline)
    for index, stage in enumerate(stages):
        for fact in sorted(stage.spec.requires - known):
            problems.append(_lacking(stages, index, fact, taken_by.get(fact), plugins))
            known.add(fact)
        lost = closed_down(stage.spec.invalidates)
        provided = closed_up(stage.spec.provides)
        for fact in lost & known:
            taken_by[fact] = stage.name
        known = (known - lost) | provided
    return tuple(problems)


def check(
    pipeline: Iterable[PipelineStage], facts: Iterable[str], plugins: Plugins | None = None
) -> None:
    """Refuse a pipeline in which a pass would lack a fact.

    Raises:
        MyceliumError: MYC155, once for each lacking fact.
    """
    problems = order_problems(pipeline, facts, plugins)
    if problems:
        raise MyceliumError(*problems)


def closed_up(facts: Iterable[str]) -> set[str]:
    """Facts and those that they imply: a goal names an answer."""
    found = set(facts)
    return found | {_IMPLIED[fact] for fact in found & set(_IMPLIED)}


def closed_down(facts: Iterable[str]) -> set[str]:
    """Facts and those that fall with them: without an expression no step is wired."""
    found = set(facts)
    return found | {fact for fact, implied in _IMPLIED.items() if implied in found}


def _lacking(
    stages: Sequence[PipelineStage],
    index: int,
    fact: str,
    taker: str | None,
    plugins: Plugins | None,
) -> Diagnostic:
    stage = stages[index]
    later = [s.name for s in stages[index + 1 :] if fact in closed_up(s.spec.provides)]
    plugins = plugins or installed()
    makers = [f"`{s.full_name}`" for s in plugins.passes_that_provide(fact)]
    if taker is not None:
        why = f", which `{taker}` takes away"
        hint = f"run a pass that provides it again after `{taker}`: {', '.join(makers)}"
    elif later:
        why = ""
        hint = f"`{later[0]}` provides it: put it before `{stage.name}`"
    elif makers:
        why = ""
        hint = f"put a pass that provides it before `{stage.name}`: {', '.join(makers)}"
    elif fact == "problem":
        why = ""
        hint = "give the program a `problem` line, or begin with a later pass"
    else:
        why = ""
        hint = f"no pass that is installed provides it: write it into the program ({FACTS[fact]})"
    return Diagnostic(
        "MYC155",
        f"pass `{stage.name}` at place {index + 1} of {len(stages)} needs the fact `{fact}`{why}, "
        f"and nothing before it provides that",
        hint=hint,
        subject=stage.name,
    )
