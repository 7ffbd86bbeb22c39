"""One problem's labels, from its written solution, its verified program and its trace.

The solution's text says which numbers a step's operands may be; where several places
or earlier results have that value, the teacher's calibrated heads decide. The clause
in which a step's last operand from the text lies is its anchor; where none lies in
the text, the clause that the step reads most, if it reads it enough; else the step
is implicit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mycelium.analyses.numbers import Mention, read_numbers
from mycelium_distill.labels.evidence import (
    Thresholds,
    covered,
    joined,
    piece_shares,
    read_spans,
)
from mycelium_distill.labels.model import (
    ClauseLabel,
    EdgeLabel,
    GapLabel,
    GoalLabel,
    Labels,
    StepLabel,
)
from mycelium_distill.labels.segments import question, segment_of, segments
from mycelium_distill.labels.slots import HOLE, Slot, put_at, scalar, slots
from mycelium_distill.traces.record import Trace
from mycelium_distill.written import Span, Written, WrittenStep
from mycelium_ir.nodes import Define, Expression, Name, Number, Program, Step, Unknown, number
from mycelium_ir.printer import print_expression, print_statement

SLOTS = 4
"""The most steps that one clause can anchor: C2 has so many slots."""


class UnlabelledError(ValueError):
    """Why a problem gets no labels: one of a few sentences, counted in the report."""


@dataclass(frozen=True)
class Reading:
    """A problem as labelling sees it.

    Attributes:
        written: The solution, aligned with the program's steps by name.
        program: The verified program.
        values: What each step gave, as an expression of the language.
        trace: The teacher's reading of the solution.
        templates: Each step's template; the operation itself where none is given.
    """

    written: Written
    program: Program
    values: Mapping[str, Expression]
    trace: Trace
    templates: Mapping[str, str]

    def scalar(self, step: str) -> Fraction | None:
        """The exact value of a step that gave a number."""
        value = self.values.get(step)
        return None if value is None else scalar(value)


def derive(reading: Reading, thresholds: Thresholds) -> Labels:
    """The labels of one problem.

    Raises:
        UnlabelledError: if the solution and the program do not fit, a clause would
            anchor more than four steps, or there is nothing to anchor on.
    """
    written, program = reading.written, reading.program
    pieces = segments(written.problem)
    if not pieces:
        raise UnlabelledError("the problem has no words")
    if program.goal is None:
        raise UnlabelledError("the program has no goal")
    edges = {step.name: _edges(step, reading, thresholds) for step in program.steps}
    asking = question(written.problem, pieces)
    read = {
        step.name: _read_pieces(step, edges, reading, pieces, thresholds) for step in program.steps
    }
    used = sorted({asking, *(piece for found in read.values() for piece in found)})
    place = {piece: index for index, piece in enumerate(used)}
    clauses = {name: tuple(place[piece] for piece in found) for name, found in read.items()}
    spans = [pieces[piece] for piece in used]
    return Labels(
        id=written.id,
        source=written.source,
        split=written.split,
        problem=written.problem,
        answer=written.answer,
        clauses=_clauses(program, clauses, spans, place[asking], reading),
        steps=tuple(
            _step(step, clauses[step.name], edges[step.name], spans, reading)
            for step in program.steps
        ),
        gaps=_gaps(program, clauses, reading),
        edges=tuple(edge for step in program.steps for edge in edges[step.name]),
        goal=GoalLabel(program.goal.step, program.goal.type, pieces[asking]),
        statements=tuple(
            print_statement(s) for s in program.statements if isinstance(s, Unknown | Define)
        ),
    )


# --------------------------------------------------------------------------- C5: edges


def _edges(step: Step, reading: Reading, thresholds: Thresholds) -> list[EdgeLabel]:
    if step.expression is None:
        raise UnlabelledError("a step has no expression")
    mentions = read_numbers(reading.written.problem)
    earlier = _earlier(step.name, reading.program)
    traced = _Traced(step.name, reading)
    found = []
    for index, slot in enumerate(slots(step.expression, reading.program.step_names)):
        found.append(_edge(step.name, index, slot, mentions, earlier, traced, reading, thresholds))
    return found


def _earlier(name: str, program: Program) -> list[str]:
    names = [step.name for step in program.steps]
    return names[: names.index(name)]


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


def _edge(
    name: str,
    index: int,
    slot: Slot,
    mentions: Sequence[Mention],
    earlier: Sequence[str],
    traced: _Traced,
    reading: Reading,
    thresholds: Thresholds,
) -> EdgeLabel:
    leaf = slot.leaf
    value = leaf.value if type(leaf) is Number else reading.scalar(leaf.id)
    if value is None:
        # A set, a relation, an expression: nothing else in the program can stand for it.
        assert type(leaf) is Name
        return EdgeLabel(name, index, slot.path, "step", leaf.id)
    spans = [(m.start, m.end) for m in mentions if value in (m.value, m.figure)]
    steps = [other for other in earlier if reading.scalar(other) == value]
    if type(leaf) is Name and leaf.id not in steps:
        steps.append(leaf.id)
    if not spans and not steps:
        return EdgeLabel(name, index, slot.path, "constant")
    row = traced.take(value)
    if row is None:
        # Not written in the solution as it stands in the program: the program's own word.
        chosen = len(spans) + steps.index(leaf.id) if type(leaf) is Name else 0
        if type(leaf) is Number and not spans:
            return EdgeLabel(name, index, slot.path, "constant", rivals=tuple(steps))
        evidence = None
    elif not steps and float(traced.trace.mass[row]) < thresholds.constant:
        rivals = tuple(f"[{start}:{end}]" for start, end in spans)
        return EdgeLabel(name, index, slot.path, "constant", rivals=rivals, evidence=0.0)
    else:
        scores = traced.scores(row, spans, steps)
        chosen = max(range(len(scores)), key=scores.__getitem__)
        whole = float(traced.trace.scores[row].astype(float).sum())
        evidence = scores[chosen] / whole if whole > 0 else 0.0
    names = [f"[{start}:{end}]" for start, end in spans] + list(steps)
    rivals = tuple(n for i, n in enumerate(names) if i != chosen)
    if chosen < len(spans):
        return EdgeLabel(name, index, slot.path, "problem", None, spans[chosen], rivals, evidence)
    origin = steps[chosen - len(spans)]
    return EdgeLabel(name, index, slot.path, "step", origin, None, rivals, evidence)


# --------------------------------------------------------------------------- C1, C2, C4: anchors


def _read_pieces(
    step: Step,
    edges: Mapping[str, Sequence[EdgeLabel]],
    reading: Reading,
    pieces: tuple[Span, ...],
    thresholds: Thresholds,
) -> tuple[int, ...]:
    """The pieces that a step reads, its anchor last; none for an implicit step."""
    found: list[int] = []
    for edge in edges[step.name]:
        piece = None if edge.place is None else segment_of(edge.place, pieces)
        if piece is not None:
            found = [other for other in found if other != piece] + [piece]
    if found:
        return tuple(found)
    written = _written(step.name, reading)
    if written is None:
        return ()
    shares = piece_shares(reading.trace, written.span, pieces)
    best = int(shares.argmax())
    return (best,) if shares[best] >= thresholds.clause else ()


def _written(name: str, reading: Reading) -> WrittenStep | None:
    return next((step for step in reading.written.steps if step.name == name), None)


def _template(step: Step, reading: Reading) -> str:
    return reading.templates.get(step.name, step.operation or "expression")


def _clauses(
    program: Program,
    clauses: Mapping[str, tuple[int, ...]],
    spans: Sequence[Span],
    asking: int,
    reading: Reading,
) -> tuple[ClauseLabel, ...]:
    found = []
    for index, span in enumerate(spans):
        here = [s for s in program.steps if clauses[s.name] and clauses[s.name][-1] == index]
        if len(here) > SLOTS:
            raise UnlabelledError(f"a clause anchors more than {SLOTS} steps")
        found.append(
            ClauseLabel(
                span,
                tuple(step.name for step in here),
                tuple(_template(step, reading) for step in here),
                tuple(step.operation or "expression" for step in here),
                index == asking,
            )
        )
    return tuple(found)


def _gaps(
    program: Program, clauses: Mapping[str, tuple[int, ...]], reading: Reading
) -> tuple[GapLabel, ...]:
    """A gap before the first stated step and one after each, in the program's order."""
    after: str | None = None
    groups: list[tuple[str | None, list[Step]]] = [(None, [])]
    for step in program.steps:
        if clauses[step.name]:
            after = step.name
            groups.append((after, []))
        else:
            groups[-1][1].append(step)
    return tuple(
        GapLabel(
            after,
            tuple(step.name for step in steps),
            tuple(_template(step, reading) for step in steps),
            tuple(step.operation or "expression" for step in steps),
        )
        for after, steps in groups
    )


# --------------------------------------------------------------------------- C3: expressions


def _step(
    step: Step,
    clauses: tuple[int, ...],
    edges: Sequence[EdgeLabel],
    spans: Sequence[Span],
    reading: Reading,
) -> StepLabel:
    assert step.expression is not None
    expression = step.expression
    for edge, slot in zip(edges, slots(expression, reading.program.step_names), strict=True):
        expression = put_at(expression, edge.path, _unwired(slot, reading))
    places = joined([edge.place for edge in edges if edge.place is not None])
    written = _written(step.name, reading)
    attended: tuple[Span, ...] = ()
    if written is not None:
        attended = read_spans(reading.trace, written.span, [spans[i] for i in clauses])
    value = reading.values.get(step.name)
    return StepLabel(
        step.name,
        step.operation or "expression",
        _template(step, reading),
        print_expression(expression),
        "" if value is None or scalar(value) is None else print_expression(value),
        clauses,
        joined([*attended, *places]),
        covered(places, attended),
    )


def _unwired(slot: Slot, reading: Reading) -> Expression:
    """What stands in a slot before it is wired: a literal, an earlier value, or a hole."""
    if type(slot.leaf) is Number:
        return slot.leaf
    value = reading.scalar(slot.leaf.id)
    return HOLE if value is None else number(value)
