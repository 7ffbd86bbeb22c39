"""From a draft to a program, with holes wired on the way where values are to be computed."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from mycelium.evaluation.gold_programs.building import operation_of
from mycelium.executor import Executor
from mycelium_ir.language import Language
from mycelium_ir.nodes import Define, Name, Program, Statement, Step, Unknown, has_hole
from mycelium_ir.outcome import Value
from mycelium_ir.references import references
from mycelium_passes.reading.model import Model
from mycelium_passes.reading.pointing import put, resolve
from mycelium_passes.specialist import marks
from mycelium_passes.transcript import rational_values
from mycelium_passes.transcript.transcribe import Transcript, Written
from mycelium_passes.writing.decoding import Writing
from mycelium_passes.writing.draft import Draft

MARK = "extract"


class Computing:
    """Computes what drafts wait for, by the executor; each hole is wired first, by C5.

    Args:
        model: The specialists.
        executor: Runs what is written so far.
        language: Of the programs.
    """

    def __init__(self, model: Model, executor: Executor, language: Language) -> None:
        self.model = model
        self.executor = executor
        self.language = language
        self._wired: dict[int, list[Step]] = {}

    def __call__(self, waiting: Sequence[Writing]) -> Sequence[Fraction | None]:
        """The value of the step that each draft waits for; None where it has no rational one."""
        programs = [
            self._wired_up_to(
                each, [*each.draft.steps, each.draft.current], _with_current(each.draft)
            )
            for each in waiting
        ]
        outcomes = self.executor.run_many(programs, partial=True)
        return [
            rational_values(outcome.values).get(writing.draft.current.name)
            for writing, outcome in zip(waiting, outcomes, strict=True)
        ]

    def all_of(self, finished: Sequence[Writing]) -> list[Mapping[str, Value]]:
        """The values of the steps of drafts that are finished, whatever they are."""
        programs = [
            self._wired_up_to(each, each.draft.steps, each.draft.transcript()) for each in finished
        ]
        return [outcome.values for outcome in self.executor.run_many(programs, partial=True)]

    def _wired_up_to(
        self, writing: Writing, steps: Sequence[Step], transcript: Transcript
    ) -> Program:
        """What the executor runs of a draft whose steps are these, without holes."""
        draft = writing.draft
        wired = self._wired.setdefault(id(writing), [])
        for index in range(len(wired), len(steps)):
            step = steps[index]
            assert step.expression is not None
            if has_hole(step.expression):
                program = _computable(draft, [*wired, *steps[index:]], self.language)
                sources = resolve(
                    self.model,
                    writing.task.reading,
                    transcript,
                    writing.states,
                    program,
                    draft.values,
                    steps=[index],
                )
                expression = step.expression
                for source in sources:
                    if source.operand.literal is None and source.step is not None:
                        expression = put(expression, source.path, Name(source.step))
                step = dataclasses.replace(step, expression=expression)
            wired.append(step)
        return _computable(draft, wired, self.language)


def _with_current(draft: Draft) -> Transcript:
    """The transcript with the step that has no end yet."""
    found = draft.transcript()
    end = len(found.symbols)
    current = Written(draft.current.name, end, (end, end), end)
    return dataclasses.replace(found, steps=(*found.steps, current))


def _computable(draft: Draft, steps: Sequence[Step], language: Language) -> Program:
    """What the executor runs: declarations and expressions, and nothing else."""
    bare = [Step(step.name, expression=step.expression) for step in steps]
    return Program((*declarations(draft, bare, language), *bare))


def declarations(draft: Draft, steps: Sequence[Step], language: Language) -> list[Statement]:
    """The unknowns and functions that steps need; what nobody declared is a real unknown."""
    before = [s for s in draft.order.program.statements if isinstance(s, Unknown | Define)]
    declared: list[Statement] = [*before, *draft.declared]
    names = {name for s in declared if isinstance(s, Unknown) for name in s.names}
    defines = [s for s in declared if isinstance(s, Define)]
    known = names | {define.name for define in defines} | set(language.constants)
    known |= {step.name for step in steps}
    free = dict.fromkeys(_free(steps, defines, known, language))
    # What is used must be declared before functions that use it.
    return [*([Unknown(tuple(free))] if free else []), *declared]


def _free(
    steps: Sequence[Step], defines: Sequence[Define], known: set[str], language: Language
) -> Iterator[str]:
    for define in defines:
        inside = known | set(define.parameters)
        yield from (name for name in references(define.body, language) if name not in inside)
    for step in steps:
        if step.expression is not None:
            yield from (n for n in references(step.expression, language) if n not in known)


def assembled(draft: Draft, language: Language, droppable: frozenset[str]) -> Program:
    """The program that a draft spells: what was there, and what was written.

    Args:
        draft: It is finished.
        language: Of the program.
        droppable: The names of planned steps; what was written stands in their stead.
    """
    program = draft.order.program
    written = {
        step.name: _marked(step, score)
        for step, score in zip(draft.steps, draft.scores, strict=True)
        if score is not None
    }
    kept = [s for s in program.statements if not (isinstance(s, Step) and s.name in droppable)]
    base = Program(tuple(kept), header=program.header, footer=program.footer)
    filled: Mapping[str, Step] = {
        name: _kept(base.step(name), step)
        for name, step in written.items()
        if name in base.step_names
    }
    base = base.update(filled)
    added = [step for name, step in written.items() if name not in filled]
    fresh = [
        statement
        for statement in declarations(draft, [*base.steps, *added], language)
        if statement not in program.statements
    ]
    return base.add(*fresh, *added)


def _marked(step: Step, score: float) -> Step:
    """A step that was written, with who wrote it and how sure it was."""
    assert step.expression is not None
    operation = step.operation or operation_of(step.expression)
    attributes = marks(MARK, math.exp(score))
    return dataclasses.replace(step, operation=operation, attributes=attributes)


def _kept(before: Step, after: Step) -> Step:
    """A step that was there typed, with its expression; its own attributes stay."""
    return dataclasses.replace(before, expression=after.expression)
