"""One problem's labels, from its written solution, its verified program and its trace.

Where the operands come from is decided in `edges`. The clause in which a step's last
operand from the text lies is its anchor; where none lies in the text, the clause that
the step reads most, if it reads it enough; else the step is implicit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from mycelium_distill.labels.edges import edges_of
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
from mycelium_distill.labels.reading import Reading, UnlabelledError
from mycelium_distill.labels.segments import question, segment_of, segments
from mycelium_distill.labels.slots import HOLE, Slot, put_at, scalar, slots
from mycelium_distill.written import Span, WrittenStep
from mycelium_ir.nodes import Define, Expression, Number, Program, Step, Unknown, number
from mycelium_ir.printer import print_expression, print_statement

SLOTS = 4
"""The most steps that one clause can anchor: C2 has so many slots."""


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
    edges = edges_of(reading, thresholds)
    asking = question(written.problem, pieces)
    read = _read_pieces(edges, reading, pieces, thresholds)
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


# --------------------------------------------------------------------------- C1, C2, C4: anchors


def _read_pieces(
    edges: Mapping[str, Sequence[EdgeLabel]],
    reading: Reading,
    pieces: tuple[Span, ...],
    thresholds: Thresholds,
) -> dict[str, tuple[int, ...]]:
    """The pieces that each step reads, its anchor last; none for an implicit step.

    A step without operands in the text goes to the piece that it reads most, if that
    is enough and the piece has a slot left; else no piece states it.
    """
    found = {name: _operand_pieces(own, pieces) for name, own in edges.items()}
    slots = Counter(places[-1] for places in found.values() if places)
    for name, places in found.items():
        written = _written(name, reading)
        if places or written is None:
            continue
        shares = piece_shares(reading.trace, written.span, pieces)
        best = int(shares.argmax())
        if shares[best] >= thresholds.clause and slots[best] < SLOTS:
            found[name] = (best,)
            slots[best] += 1
    return found


def _operand_pieces(edges: Sequence[EdgeLabel], pieces: tuple[Span, ...]) -> tuple[int, ...]:
    """The pieces in which a step's operands stand, that of the last one last."""
    found: list[int] = []
    for edge in edges:
        piece = None if edge.place is None else segment_of(edge.place, pieces)
        if piece is not None:
            found = [other for other in found if other != piece] + [piece]
    return tuple(found)


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
    if isinstance(slot.leaf, Number):
        return slot.leaf
    value = reading.scalar(slot.leaf.id)
    return HOLE if value is None else number(value)
