"""The pass `goal` (C6): in which form the answer is handed back, and how sure it is."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from mycelium.analyses import VALUES
from mycelium.passes import Candidate, Context, Failure
from mycelium.trust import Trust
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.kinds import Kind
from mycelium_ir.language import Language
from mycelium_ir.nodes import Answer, Goal, Program
from mycelium_passes.specialist import Specialist, each, exchange, marks

if TYPE_CHECKING:
    from mycelium_passes.reading.model import Model
    from mycelium_passes.reading.states import Stated

MARK = "goal"


@dataclass(frozen=True)
class ChooseGoal(Specialist):
    """Turns `answer s2` into `goal TYPE s2`, with the likeliest type that the value can meet.

    It is the last to read a program, so it also judges how likely the program is right.
    """

    name: ClassVar[str] = "goal"
    requires: ClassVar[frozenset[str]] = frozenset({"problem", "answer"})
    provides: ClassVar[frozenset[str]] = frozenset({"goal"})

    @property
    def trust(self) -> Trust:
        """What the weights say of their judgements."""
        from mycelium_passes.judging import trust
        from mycelium_passes.reading.loading import calibration_of

        return trust(calibration_of(self.model))

    def decide(
        self, batch: Sequence[Candidate], context: Context, model: Model
    ) -> Sequence[Sequence[Candidate] | Failure]:
        """Choose each program's goal; the executor says whether the answer can meet it."""
        from mycelium_passes.judging import judge

        choices = [_Choice(candidate.program) for candidate in batch]
        for choice in choices:
            choice.begin(context, model)
        while waiting := [choice for choice in choices if choice.untried]:
            tried = [choice.next() for choice in waiting]
            outcomes = context.executor.run_many(tried, partial=True)
            for choice, program, outcome in zip(waiting, tried, outcomes, strict=True):
                if outcome.answer is not None:
                    choice.take(program)
        rest = iter(choices)
        chosen = each(batch, lambda program: next(rest).result())
        return [
            found
            if isinstance(found, Failure)
            else [dataclasses.replace(one, judged=judge(one, context, model)) for one in found]
            for found in chosen
        ]


class _Choice:
    """One program, and the goals that are still to be tried, the likeliest first."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.untried: list[tuple[str, float]] = []
        self.error: MyceliumError | None = None

    def begin(self, context: Context, model: Model) -> None:
        """Rank the goals that a value of this kind may have."""
        from mycelium_passes.reading.states import sound, states

        program = self.program
        if program.goal is not None or program.answer is None:
            return
        try:
            told = sound(context.analyse(states(model), program))
            value = context.analyse(VALUES, program).get(program.answer)
            if value is None:
                raise _no_value(program.answer)
            self.untried = [
                (name, chance)
                for name, chance in ranked(model, told, program.answer)
                if _admits(context.language, name, value.kind)
            ]
        except MyceliumError as error:
            self.error = error
            return
        # Whoever runs out of goals says so.
        self.error = _no_goal(program.answer, value.kind)

    def next(self) -> Program:
        """The program with the next goal."""
        name, chance = self.untried.pop(0)
        answer = next(s for s in self.program.statements if isinstance(s, Answer))
        goal = Goal(name, answer.step, attributes=marks(MARK, chance), comments=answer.comments)
        return exchange(self.program, answer, goal)

    def take(self, program: Program) -> None:
        """Keep a goal that was met."""
        self.program, self.untried, self.error = program, [], None

    def result(self) -> Program:
        if self.error is not None:
            raise self.error
        return self.program


def ranked(model: Model, told: Stated, answer: str) -> list[tuple[str, float]]:
    """The goals with their probabilities for a step as the answer, the likeliest first."""
    import torch

    places = {step.name: step.end for step in told.transcript.steps}
    with torch.inference_mode():
        logits = model.heads.goals(told.reading.states[-1:], told.states[places[answer]][None])[0]
        chances = logits.softmax(-1).cpu().sort(descending=True, stable=True)
    indices, values = chances.indices.tolist(), chances.values.tolist()
    return [(model.goals[index], chance) for index, chance in zip(indices, values, strict=True)]


def _admits(language: Language, name: str, kind: Kind) -> bool:
    goal = language.goals.get(name)
    return goal is not None and any(wanted.accepts(kind) for wanted in goal.kinds)


def _no_value(step: str) -> MyceliumError:
    return MyceliumError(
        Diagnostic(
            "MYC336",
            f"the answer's form cannot be chosen: step `{step}` has no value",
            hint="`mycelium run` says why; or name the form yourself, as in `goal integer s2`",
        )
    )


def _no_goal(step: str, kind: Kind) -> MyceliumError:
    return MyceliumError(
        Diagnostic(
            "MYC337",
            f"no form of answer that the model knows fits the {kind} of step `{step}`",
            hint="name the form yourself, as in `goal expression s2`",
        )
    )
