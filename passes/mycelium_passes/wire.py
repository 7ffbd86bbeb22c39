"""The pass `wire` (C5): which operands are earlier results, and which step answers the question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from mycelium.analyses import VALUES
from mycelium.passes import Candidate, Context, Failure
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.language import Language
from mycelium_ir.nodes import Answer, Name, Program, Step, has_hole, replace
from mycelium_ir.verifier import verify
from mycelium_passes.specialist import Specialist, each, mark_done, marks

if TYPE_CHECKING:
    from mycelium_ir.outcome import Value
    from mycelium_passes.reading.model import Model
    from mycelium_passes.reading.pointing import Source
    from mycelium_passes.reading.states import Stated

MARK = "wire"


@dataclass(frozen=True)
class Wire(Specialist):
    """Turns values and holes into references, and names the step that answers the question.

    A literal may stay one: the model chooses among the steps that have its value, the numbers
    of the problem that are as large, and neither. A number of the problem brings its clause
    into the step's provenance.
    """

    name: ClassVar[str] = "wire"
    requires: ClassVar[frozenset[str]] = frozenset({"expressions"})
    provides: ClassVar[frozenset[str]] = frozenset({"wired", "answer"})

    def decide(
        self, batch: Sequence[Candidate], context: Context, model: Model
    ) -> Sequence[Sequence[Candidate] | Failure]:
        """Wire each program, all programs' next steps at once.

        Where one program of a row is wanted, the next best is wired only if what is wired
        gives no answer; the others lead nowhere.
        """
        wirings = [_Wiring(candidate.program, model, context.language) for candidate in batch]
        turns = _turns(batch, wirings) if context.samples == 1 else [[each] for each in wirings]
        while turns:
            _wire_all([turn[0] for turn in turns], context)
            with context.analyses.batch([turn[0].program for turn in turns]):
                failed = [turn for turn in turns if not _answers(turn[0], context)]
            turns = [turn[1:] for turn in failed if turn[1:]]
        rest = iter(wirings)
        results = each(batch, lambda program: next(rest).result())
        return [
            [] if wiring.waiting else result
            for wiring, result in zip(wirings, results, strict=True)
        ]


def _turns(batch: Sequence[Candidate], wirings: Sequence[_Wiring]) -> list[list[_Wiring]]:
    """Each row's programs, the best first."""
    rows: dict[int, list[tuple[float, _Wiring]]] = {}
    for candidate, wiring in zip(batch, wirings, strict=True):
        rows.setdefault(candidate.row, []).append((-candidate.score, wiring))
    return [[wiring for _, wiring in sorted(own, key=lambda one: one[0])] for own in rows.values()]


def _wire_all(wirings: Sequence[_Wiring], context: Context) -> None:
    """Wire programs to their ends."""
    from mycelium_passes.reading.states import sound, states

    while waiting := [wiring for wiring in wirings if wiring.waiting]:
        with context.analyses.batch([wiring.program for wiring in waiting]):
            for wiring in waiting:
                try:
                    told = sound(context.analyse(states(wiring.model), wiring.program))
                    wiring.advance(told, context.analyse(VALUES, wiring.program))
                except MyceliumError as error:
                    wiring.fail(error)


def _answers(wiring: _Wiring, context: Context) -> bool:
    """Whether a wired program's answer has a value."""
    answer = wiring.program.answer
    if wiring.error is not None or answer is None:
        return False
    return answer in context.analyse(VALUES, wiring.program)


@dataclass
class _Wiring:
    """One program on its way; steps with holes give those behind them their values."""

    program: Program
    model: Model
    language: Language
    decided: set[str] = field(default_factory=set)
    error: MyceliumError | None = None

    def __post_init__(self) -> None:
        self.is_wired = MARK in self.program.done
        self.waiting = not self.is_wired or self.program.answer is None

    def result(self) -> Program:
        if self.error is not None:
            raise self.error
        return self.program

    def fail(self, error: MyceliumError) -> None:
        self.error, self.waiting = error, False

    def advance(self, told: Stated, values: Mapping[str, Value]) -> None:
        """Wire the steps up to the next one with a hole; the answer is chosen when all are."""
        from mycelium_passes.reading.pointing import answer, resolve

        if not self.is_wired:
            steps, filled = self._next(told)
            sources = resolve(
                self.model,
                told.reading,
                told.transcript,
                told.states,
                self.program,
                told.values,
                steps=steps,
                kinds={name: value.kind for name, value in values.items()},
                language=self.language,
            )
            for index in steps:
                own = [source for source in sources if source.operand.step == index]
                self._wire(told.transcript.steps[index].name, own)
            if filled:
                return
            self.program, self.is_wired = mark_done(self.program, MARK), True
        if self.program.answer is None:
            step, chance = answer(self.model, told.reading, told.transcript, told.states)
            self.program = self.program.add(Answer(step, attributes=marks(MARK, chance)))
        self.waiting = False

    def _next(self, told: Stated) -> tuple[list[int], bool]:
        """The numbers of the steps to wire now, and whether the last of them has a hole."""
        found: list[int] = []
        for index, written in enumerate(told.transcript.steps):
            if written.name in self.decided:
                continue
            self.decided.add(written.name)
            found.append(index)
            expression = self.program.step(written.name).expression
            if expression is not None and has_hole(expression):
                return found, True
        return found, False

    def _wire(self, name: str, sources: Sequence[Source]) -> None:
        """Write the references of one step, and where its numbers come from."""
        references = [source for source in sources if source.step is not None]
        program = self._referring(name, references)
        if program is None:
            # What the language does not admit in one place need not spoil the others.
            program = self.program
            for source in references:
                program = self._referring(name, [source]) or program
                self.program = program
        step = program.step(name)
        self.program = program.update({name: self._traced(step, sources)})

    def _referring(self, name: str, sources: Sequence[Source]) -> Program | None:
        """The program with these references, or None if the verifier objects."""
        from mycelium_passes.reading.pointing import put

        step = self.program.step(name)
        expression = step.expression
        if not sources or expression is None:
            return self.program
        for source in sources:
            assert source.step is not None
            expression = put(expression, source.path, Name(source.step))
        changed = self.program.update({name: replace(step, expression=expression)})
        if any(diagnostic.is_error for diagnostic in verify(changed, self.language)):
            return None
        return changed

    def _traced(self, step: Step, sources: Sequence[Source]) -> Step:
        """A model's step with the clauses of its numbers before its anchor."""
        if step.implicit or "by" not in step.attributes:
            return step
        more: dict[str, None] = {}
        for source in sources:
            if source.mention is None:
                continue
            for clause in self.program.clauses:
                if clause.start <= source.mention.start and source.mention.end <= clause.end:
                    more.pop(clause.name, None)
                    more[clause.name] = None
        new = tuple(name for name in more if name not in step.clauses)
        return replace(step, clauses=(*new, *step.clauses)) if new else step
