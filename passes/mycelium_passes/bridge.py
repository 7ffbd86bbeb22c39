"""The pass `bridge` (C4): which steps are missing that no clause states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from mycelium.passes import Candidate, Context, Failure
from mycelium_ir.nodes import Answer, Program, Step
from mycelium_ir.rewrite import fresh_names
from mycelium_passes import wire
from mycelium_passes.classify import chosen
from mycelium_passes.specialist import Specialist, each, exchange, mark_done, marks, unmark_done

if TYPE_CHECKING:
    from mycelium_passes.reading.model import Model
    from mycelium_passes.reading.states import Stated

MARK = "bridge"


@dataclass(frozen=True)
class Bridge(Specialist):
    """Puts typed, implicit steps into the gaps, for `extract` and `wire` to fill."""

    name: ClassVar[str] = "bridge"
    requires: ClassVar[frozenset[str]] = frozenset({"problem", "wired", "answer"})
    provides: ClassVar[frozenset[str]] = frozenset({"bridged"})
    invalidates: ClassVar[frozenset[str]] = frozenset({"expressions", "wired", "answer"})

    def decide(
        self, batch: Sequence[Candidate], context: Context, model: Model
    ) -> Sequence[Sequence[Candidate] | Failure]:
        """Look for gaps in each program."""
        from mycelium_passes.reading.states import sound, states

        def rewrite(program: Program) -> Program:
            if MARK in program.done:
                return program
            answers = [s for s in program.statements if isinstance(s, Answer)]
            if program.goal is not None or any(
                answer.attributes.get("by") != wire.MARK for answer in answers
            ):
                # A person chose the answer: another would not be what they asked for.
                return mark_done(program, MARK)
            told = sound(context.analyse(states(model), program))
            bridged = mark_done(_bridged(program, told, model), MARK)
            if len(bridged.steps) == len(program.steps):
                return bridged
            for answer in answers:
                bridged = exchange(bridged, answer, None)
            return unmark_done(bridged, wire.MARK)

        return each(batch, rewrite)


def gaps(model: Model, told: Stated) -> list[list[tuple[int, float]]]:
    """The templates, with their probabilities, before the first step and behind each."""
    import torch

    transcript = told.transcript
    places = [transcript.go, *(step.end for step in transcript.steps)]
    with torch.inference_mode():
        logits = model.heads.gap(told.states[places])
        return chosen(logits.softmax(-1).cpu())


def _bridged(program: Program, told: Stated, model: Model) -> Program:
    """The program with the steps that its gaps call for; a gap with an implicit step has none."""
    names = fresh_names(program, "b")
    order = [written.name for written in told.transcript.steps]
    for index, slots in enumerate(gaps(model, told)):
        before = order[index - 1] if index else None
        behind = program.step(order[index]) if index < len(order) else None
        if not slots or (behind is not None and behind.implicit) or _waits(program, before):
            continue
        steps = [
            Step(
                next(names),
                model.templates[template],
                implicit=True,
                attributes=marks(MARK, chance),
            )
            for template, chance in slots
        ]
        program = _inserted(program, before, steps)
    return program


def _waits(program: Program, before: str | None) -> bool:
    """Whether a step without an expression stands in a gap already."""
    steps = program.steps
    at = 0 if before is None else 1 + [step.name for step in steps].index(before)
    return at < len(steps) and steps[at].expression is None


def _inserted(program: Program, before: str | None, steps: Sequence[Step]) -> Program:
    """The program with steps behind the named one, or before all others."""
    body = list(program.statements)
    places = [
        index
        for index, statement in enumerate(body)
        if isinstance(statement, Step) and (before is None or statement.name == before)
    ]
    at = places[0] + (before is not None)
    body[at:at] = steps
    return Program(tuple(body), header=program.header, footer=program.footer)
