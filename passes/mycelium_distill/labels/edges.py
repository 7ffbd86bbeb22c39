"""C5's labels: where each operand comes from, by the solution's text and the teacher's heads.

The text says what an operand's value is. Where several places of the problem or
earlier steps have that value, the calibrated heads decide. A step is written to be
used: one that the heads leave without a reader gets the operand that points at it
most, among those that it could be.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from mycelium.analyses.numbers import Mention, read_numbers
from mycelium_distill.labels.evidence import Thresholds
from mycelium_distill.labels.model import EdgeLabel
from mycelium_distill.labels.reading import Reading, UnlabelledError
from mycelium_distill.labels.slots import Slot, slots
from mycelium_distill.written import Span
from mycelium_ir.nodes import Name, Number, Program, Step


@dataclass(frozen=True)
class _Candidate:
    """A source that an operand may have: a place of the problem or an earlier step."""

    place: Span | None
    step: str | None
    score: float

    @property
    def name(self) -> str:
        """As `EdgeLabel.rivals` writes it."""
        if self.place is None:
            return str(self.step)
        return f"[{self.place[0]}:{self.place[1]}]"


@dataclass(frozen=True)
class _Operand:
    """An operand with all that it may be; `chosen` is None for a constant.

    `whole` is the heads' score of all numbers and steps together; None where the
    operand was not traced.
    """

    step: str
    slot: int
    path: tuple[int, ...]
    candidates: tuple[_Candidate, ...]
    chosen: int | None
    whole: float | None

    @property
    def origin(self) -> str | None:
        """The step that it refers to, if it does."""
        return None if self.chosen is None else self.candidates[self.chosen].step

    def label(self) -> EdgeLabel:
        """The operand as C5's label."""
        rivals = tuple(c.name for i, c in enumerate(self.candidates) if i != self.chosen)
        if self.chosen is None:
            evidence = None if self.whole is None else 0.0
            return EdgeLabel(
                self.step, self.slot, self.path, "constant", rivals=rivals, evidence=evidence
            )
        found = self.candidates[self.chosen]
        evidence = None
        if self.whole is not None:
            evidence = found.score / self.whole if self.whole > 0 else 0.0
        return EdgeLabel(
            self.step,
            self.slot,
            self.path,
            "problem" if found.step is None else "step",
            found.step,
            found.place,
            rivals,
            evidence,
        )


def edges_of(reading: Reading, thresholds: Thresholds) -> dict[str, list[EdgeLabel]]:
    """The edges of each step, by its name, slot by slot.

    Raises:
        UnlabelledError: if a step has no expression.
    """
    mentions = read_numbers(reading.written.problem)
    operands = [
        operand
        for step in reading.program.steps
        for operand in _operands(step, mentions, reading, thresholds)
    ]
    found: dict[str, list[EdgeLabel]] = {step.name: [] for step in reading.program.steps}
    for operand in _all_used(operands, reading.program):
        found[operand.step].append(operand.label())
    return found


def _operands(
    step: Step, mentions: Sequence[Mention], reading: Reading, thresholds: Thresholds
) -> list[_Operand]:
    if step.expression is None:
        raise UnlabelledError("a step has no expression")
    names = [other.name for other in reading.program.steps]
    earlier = names[: names.index(step.name)]
    traced = _Traced(step.name, reading)
    return [
        _operand(step.name, index, slot, mentions, earlier, traced, reading, thresholds)
        for index, slot in enumerate(slots(step.expression, reading.program.step_names))
    ]


def _operand(
    name: str,
    index: int,
    slot: Slot,
    mentions: Sequence[Mention],
    earlier: Sequence[str],
    traced: _Traced,
    reading: Reading,
    thresholds: Thresholds,
) -> _Operand:
    leaf = slot.leaf
    value = leaf.value if isinstance(leaf, Number) else reading.scalar(leaf.id)
    own = leaf.id if isinstance(leaf, Name) else None
    if value is None:
        # A set, a relation, an expression: nothing else in the program can stand for it.
        return _Operand(name, index, slot.path, (_Candidate(None, own, 0.0),), 0, None)
    places = [(m.start, m.end) for m in mentions if value in (m.value, m.figure)]
    steps = [other for other in earlier if reading.scalar(other) == value]
    if own is not None and own not in steps:
        steps.append(own)
    row = traced.take(value)
    scores = [0.0] * (len(places) + len(steps))
    if row is not None:
        scores = traced.scores(row, places, steps)
    candidates = tuple(
        _Candidate(place, step, score)
        for (place, step), score in zip(
            [*((p, None) for p in places), *((None, s) for s in steps)], scores, strict=True
        )
    )
    chosen: int | None = None
    if row is None:
        # Not written in the solution as it stands in the program: the program's own word.
        if own is not None:
            chosen = len(places) + steps.index(own)
        elif places:
            chosen = 0
        return _Operand(name, index, slot.path, candidates, chosen, None)
    whole = float(traced.trace.scores[row].astype(float).sum())
    constant = not steps and float(traced.trace.mass[row]) < thresholds.constant
    if candidates and not constant:
        chosen = max(range(len(scores)), key=scores.__getitem__)
    return _Operand(name, index, slot.path, candidates, chosen, whole)


def _all_used(operands: Sequence[_Operand], program: Program) -> list[_Operand]:
    """The operands, some of them given to steps that no operand refers to."""
    found = list(operands)
    readers = Counter(operand.origin for operand in found)
    for step in program.steps:
        if readers[step.name] or step.name == program.answer:
            continue
        fitting = [
            (candidate.score, -place, place, index)
            for place, operand in enumerate(found)
            for index, candidate in enumerate(operand.candidates)
            if candidate.step == step.name
            and (operand.origin is None or readers[operand.origin] > 1)
        ]
        if fitting:
            _, _, place, index = max(fitting)
            readers[found[place].origin] -= 1
            readers[step.name] += 1
            found[place] = dataclasses.replace(found[place], chosen=index)
    return found


class _Traced:
    """Hands out the traced operands of one step, by value, each once."""

    def __init__(self, name: str, reading: Reading) -> None:
        self.trace = reading.trace
        steps = reading.written.steps
        self.index = next((i for i, s in enumerate(steps) if s.name == name), None)
        self.names = [s.name for s in steps]
        operands = () if self.index is None else steps[self.index].operands
        self.left = {i: operand.value for i, operand in enumerate(operands)}

    def take(self, value: Fraction | None) -> int | None:
        """The row of `trace.scores` of the next operand with a value; None if there is none."""
        for operand, written in list(self.left.items()):
            if value is not None and written == value:
                del self.left[operand]
                for row, (step, place) in enumerate(self.trace.operands):
                    if step == self.index and place == operand:
                        return row
                return None
        return None

    def scores(self, row: int, spans: Sequence[Span], steps: Sequence[str]) -> list[float]:
        """How much the heads point at each of some places, then at each of some steps."""
        numbers = self.trace.numbers
        scores = self.trace.scores[row].astype(float)
        found = []
        for start, end in spans:
            at = [i for i, (s, e) in enumerate(numbers) if s < end and e > start]
            found.append(float(sum(scores[i] for i in at)))
        for name in steps:
            at = [i for i, other in enumerate(self.names) if other == name]
            found.append(float(sum(scores[len(numbers) + i] for i in at)))
        return found
