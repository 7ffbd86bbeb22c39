"""Gold in the place of passes: a pipeline in which some passes write gold and the others run.

Where a pass's gold is not whole (its steps were planned by a pass without gold), the
pass runs, its steps are aligned with the gold ones, and those that align are given
gold.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mycelium.compiler import BATCH_SIZE, compile_iter
from mycelium.evaluation.answers import Comparer, Verdict
from mycelium.evaluation.attribution.alignment import align, views
from mycelium.evaluation.attribution.filling import (
    State,
    closed,
    fill,
    fits,
    unwired,
    with_answer,
    with_expressions,
    with_goal,
    with_references,
)
from mycelium.evaluation.attribution.gold import Gold
from mycelium.evaluation.dataset import Example
from mycelium.pipeline import Pipeline, PipelineStage
from mycelium.solving import solve_iter
from mycelium_ir.nodes import Program

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mycelium.executor import Limits
    from mycelium.passes import Context
    from mycelium_ir.outcome import Value


@dataclass(frozen=True)
class Row:
    """A row under attribution: its example and its gold."""

    example: Example
    gold: Gold


@dataclass(frozen=True)
class Substitution:
    """Runs a pipeline with gold in the place of some passes.

    Attributes:
        pipeline: The passes.
        context: What they run in.
        comparer: Decides whether an answer is right.
        limits: What a program may use when it is run.
        batch_size: Rows that are compiled at a time.
    """

    pipeline: Pipeline
    context: Context
    comparer: Comparer
    limits: Limits | None = None
    batch_size: int = BATCH_SIZE

    def has_gold(self, index: int, gold: Gold) -> bool:
        """Whether a row's gold says anything about what a stage should write."""
        provided = self.pipeline.stages[index].spec.provides
        return bool(provided & gold.known)

    def gold(self, rows: Sequence[Row], states: Sequence[State], index: int) -> list[State]:
        """The states after a stage that writes gold wherever there is any."""
        stage = self.pipeline.stages[index]
        states = self.aligned(rows, states)
        values = self.values(states) if "wired" in stage.spec.provides else [{}] * len(states)
        filled = [
            state if state.failure else self._filled(state, row.gold, index, known)
            for row, state, known in zip(rows, states, values, strict=True)
        ]
        filled = self._unwired(states, filled, stage)
        missing = [
            i
            for i, state in enumerate(filled)
            if not state.failure and not (stage.spec.provides <= state.program.facts)
        ]
        if not stage.spec.provides:
            missing = [i for i, state in enumerate(filled) if not state.failure]
        ran = self._ran([filled[i] for i in missing], (stage,))
        mended = self._mended([rows[i] for i in missing], [filled[i] for i in missing], ran, stage)
        for i, state in zip(missing, mended, strict=True):
            filled[i] = state
        return filled

    def real(self, states: Sequence[State], start: int, stop: int) -> list[State]:
        """The states after the stages from `start` until before `stop` have run."""
        return self._ran(states, self.pipeline.stages[start:stop])

    def right(self, rows: Sequence[Row], states: Sequence[State], start: int) -> list[bool]:
        """Whether each row's answer is right once the stages from `start` on have run."""
        told = ((i, state.failure or state.program) for i, state in enumerate(states))
        solved = solve_iter(
            told,
            Pipeline(self.pipeline.stages[start:]),
            self.context,
            batch_size=self.batch_size,
            limits=self.limits,
        )
        return [
            self._is_right(row.example, result.program, result.answer)
            for row, result in zip(rows, solved, strict=True)
        ]

    # -- within

    def _is_right(self, example: Example, program: Program | None, answer: Value | None) -> bool:
        if program is None or answer is None:
            return False
        goal = None if program.goal is None else program.goal.type
        compared = self.comparer.compare(example.golds, answer, goal, program.unknowns)
        return compared.verdict is Verdict.EQUAL

    def _filled(self, state: State, gold: Gold, index: int, values: Mapping[str, Value]) -> State:
        provided = self.pipeline.stages[index].spec.provides
        others = (s for i, s in enumerate(self.pipeline.stages) if i != index)
        return fill(
            state,
            gold,
            provided,
            values,
            bridged_later=any("bridged" in s.spec.provides for s in others),
            language=self.context.language,
        )

    def _ran(self, states: Sequence[State], stages: Sequence[PipelineStage]) -> list[State]:
        """The states after some stages; a state that has failed stays as it is."""
        living = [state for state in states if not state.failure]
        results = compile_iter(
            [state.program for state in living],
            Pipeline(tuple(stages)),
            self.context,
            batch_size=self.batch_size,
            reproducers=None,
        )
        after = iter(list(results))
        found = []
        for state in states:
            if not state.failure:
                result = next(after)
                program = result.program if result.ok else result.reached
                left = {k: v for k, v in state.steps.items() if k in program.step_names}
                state = State(program, left, result.diagnostics)
            found.append(state)
        return found

    def _unwired(
        self, before: Sequence[State], after: Sequence[State], stage: PipelineStage
    ) -> list[State]:
        """The states in which gold expressions have results as values, as `extract` leaves them."""
        if "expressions" not in stage.spec.provides or "wired" in stage.spec.provides:
            return list(after)
        found = list(after)
        new = [_changed(old.program, now.program) for old, now in zip(before, after, strict=True)]
        asked = [i for i, names in enumerate(new) if names]
        for i, values in zip(asked, self.values([after[i] for i in asked]), strict=True):
            found[i] = unwired(after[i], new[i], values, self.context.language)
        return found

    def values(self, states: Sequence[State]) -> list[Mapping[str, Value]]:
        """The values of each program's steps, as far as they have any."""
        programs = [state.program for state in states]
        outcomes = self.context.executor.run_many(programs, partial=True, limits=self.limits)
        return [outcome.values for outcome in outcomes]

    def aligned(self, rows: Sequence[Row], states: Sequence[State]) -> list[State]:
        """The states with more of their steps known as gold steps, where a pass has filled some."""
        found = list(states)
        asked = [
            i
            for i, state in enumerate(states)
            if not state.failure
            and any(
                s.expression is not None and s.name not in state.steps for s in state.program.steps
            )
        ]
        for i, values in zip(asked, self.values([states[i] for i in asked]), strict=True):
            found[i] = self._extended(rows[i].gold, states[i], values)
        return found

    def _extended(self, gold: Gold, state: State, values: Mapping[str, Value]) -> State:
        known = set(state.steps.values())
        mine = [v for v in views(state.program, values) if v.name not in state.steps]
        theirs = [v for v in views(gold.program, gold.values) if v.name not in known]

        def admitted(name: str, other: str) -> bool:
            return fits(state.program.step(name), other, gold, self.context.language)

        pairs = align(mine, theirs, state.steps, admitted)
        # What an implicit step gives stands as its value until a bridge brings the step.
        there = known | {step.name for step in gold.implicit}
        usable = closed(set(pairs.values()), there, gold)
        new = {name: other for name, other in pairs.items() if other in usable}
        return dataclasses.replace(state, steps={**state.steps, **new})

    def _mended(
        self,
        rows: Sequence[Row],
        before: Sequence[State],
        after: Sequence[State],
        stage: PipelineStage,
    ) -> list[State]:
        """What a pass has just written, with gold wherever its steps align."""
        provided = stage.spec.provides
        states = self.aligned(rows, after)
        if "expressions" in provided:
            given = [
                with_expressions(state, row.gold, _new(old.program, state.program))
                for row, old, state in zip(rows, before, states, strict=True)
            ]
            states = self._unwired(states, given, stage)
        if provided & {"wired", "answer"}:
            states = [
                self._rewired(row.gold, old, state, values)
                for row, old, state, values in zip(
                    rows, before, states, self.values(states), strict=True
                )
            ]
        if "goal" in provided:
            states = [
                self._regoaled(row.gold, old, state)
                for row, old, state in zip(rows, before, states, strict=True)
            ]
        return states

    def _rewired(self, gold: Gold, old: State, state: State, values: Mapping[str, Value]) -> State:
        """Gold references where the pass has wired, a gold answer where it has chosen one."""
        if state.failure:
            return state
        if "wire" not in old.program.done:
            # What the pass itself made of these operands is undone first.
            undone = {
                name: dataclasses.replace(step, expression=was.expression)
                for name, step in state.program.step_names.items()
                if name in state.steps
                and (was := old.program.step_names.get(name)) is not None
                and was.expression is not None
            }
            state = dataclasses.replace(state, program=state.program.update(undone))
            state = with_references(state, gold, values)
        if old.program.answer is None:
            state = with_answer(state, gold)
        return state

    def _regoaled(self, gold: Gold, old: State, state: State) -> State:
        answer = state.program.answer
        if state.failure or answer is None or old.program.goal is not None:
            return state
        if "goal" not in gold.known:
            return state
        bare = dataclasses.replace(state, program=state.program.set_answer(answer))
        mended = with_goal(bare, gold, whole=False)
        return mended if mended.program.goal is not None else state


def _changed(before: Program, after: Program) -> set[str]:
    """The steps that have another expression than before."""
    return {
        step.name
        for step in after.steps
        if (was := before.step_names.get(step.name)) is None or was.expression != step.expression
    }


def _new(before: Program, after: Program) -> set[str]:
    """The steps that have an expression only since a pass has run."""
    return {
        step.name
        for step in after.steps
        if step.expression is not None
        and ((was := before.step_names.get(step.name)) is None or was.expression is None)
    }
