"""From written solutions to traces: one forward pass a batch, everything else on arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from mycelium_distill import signals
from mycelium_distill.teacher.folder import Teacher
from mycelium_distill.traces.calibration import Calibration
from mycelium_distill.traces.encoding import batches, encode
from mycelium_distill.traces.interface import forward, reduced_attention
from mycelium_distill.traces.places import Places, find_places, questions
from mycelium_distill.traces.pooling import Pooled, Pooling, Projection
from mycelium_distill.traces.record import Trace
from mycelium_distill.traces.reduction import Reduced, Reduction, Survey, collate
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium_distill.traces.record import Array
    from mycelium_distill.written import Written

MAX_TOKENS = 1024
"""Longer sequences are left out: hardly any solution is so long, and memory is bounded."""

BATCH_TOKENS = 4096
TOP = 3


def place(teacher: Teacher, written: Written, max_tokens: int = MAX_TOKENS) -> Places:
    """A written solution as the teacher's tokens, with everything's place.

    Raises:
        MyceliumError: MYC287 if it is too long or empty, MYC283 for an unfit tokenizer.
    """
    encoded = encode(teacher.tokenizer, teacher.template, written.problem, written.solution)
    what = (
        f"{encoded.length} tokens; at most {max_tokens} are traced"
        if encoded.length > max_tokens
        else "no tokens in problem or solution"
        if not len(encoded.problem_tokens) or not encoded.solution_length
        else None
    )
    if what is not None:
        raise MyceliumError(
            Diagnostic(
                "MYC287",
                f"{written.id} cannot be traced: it has {what}",
                hint="leave the row out, or raise the limit with --max-tokens",
                subject=written.id,
            )
        )
    return find_places(written, encoded)


def place_all(
    teacher: Teacher, rows: Sequence[Written], max_tokens: int = MAX_TOKENS
) -> tuple[list[Places], list[dict[str, str]]]:
    """The places of all rows that have them, and the failures of the others."""
    places: list[Places] = []
    failures: list[dict[str, str]] = []
    for written in rows:
        try:
            places.append(place(teacher, written, max_tokens))
        except MyceliumError as error:
            first = error.diagnostics[0]
            if first.code != "MYC287":
                raise
            failures.append({"id": written.id, "code": first.code, "message": first.message})
    return places, failures


def trace(
    teacher: Teacher,
    places: Sequence[Places],
    calibration: Calibration,
    projections: tuple[Projection, Projection] | None,
    batch_tokens: int = BATCH_TOKENS,
) -> list[Trace]:
    """The traces of some solutions, in their order; without projections no states are kept."""
    found: list[Trace | None] = [None] * len(places)
    with reduced_attention(teacher.model):
        for group in batches([one.encoded.length for one in places], batch_tokens):
            chosen = [places[index] for index in group]
            batch = collate(chosen, teacher.trunk.device)
            reduction = Reduction(batch, calibration)
            pooling = Pooling(teacher.model, batch)
            if projections is None:
                forward(teacher.model, batch.ids, reduction)
                pooled: list[Pooled | None] = [None] * len(chosen)
            else:
                with pooling.watching():
                    last = forward(teacher.model, batch.ids, reduction)
                pooled = [*pooling.results(last)]
            for index, one, reduced, states in zip(
                group, chosen, reduction.results(), pooled, strict=True
            ):
                found[index] = assemble(one, reduced, calibration, states, projections)
    return [one for one in found if one is not None]


def survey(
    teacher: Teacher, places: Sequence[Places], batch_tokens: int = BATCH_TOKENS
) -> Iterator[tuple[int, Array, Array, Pooled]]:
    """All heads' evidence and IAF, and the pooled states, row by row.

    Gives the row's index among `places`, then what `Survey.results` and `Pooling.results`
    give. Rows come in batches of like length, not in order.
    """
    with reduced_attention(teacher.model):
        for group in batches([one.encoded.length for one in places], batch_tokens):
            batch = collate([places[index] for index in group], teacher.trunk.device)
            reader = Survey(batch)
            pooling = Pooling(teacher.model, batch)
            with pooling.watching():
                last = forward(teacher.model, batch.ids, reader)
            for index, (evidence, fractions), states in zip(
                group, reader.results(), pooling.results(last), strict=True
            ):
                yield index, evidence, fractions, states


def assemble(
    one: Places,
    reduced: Reduced,
    calibration: Calibration,
    pooled: Pooled | None,
    projections: tuple[Projection, Projection] | None,
) -> Trace:
    """A trace from a row's reduced attention and pooled states."""
    encoded = one.encoded
    attention = reduced.attention.clip(0, 1)
    top = signals.top_positions(attention, TOP)
    states = {}
    if pooled is not None and projections is not None:
        asked = questions(one.written.problem)
        states = {
            "hidden": projections[0](pooled.hidden),
            "question_spans": np.array(asked, "int32").reshape(len(asked), 2),
            "question": projections[1](pooled.question),
        }
    return Trace(
        id=one.written.id,
        problem_offsets=encoded.problem_offsets,
        solution_offsets=encoded.solution_offsets,
        attention=attention.astype("float16"),
        earlier=reduced.earlier.clip(0, 1).astype("float16"),
        iaf=signals.input_fraction(attention.sum(axis=1), reduced.to_solution).astype("float32"),
        jsd=signals.consecutive_divergence(attention).astype("float32"),
        boundary=calibration.boundary.probability(reduced.fractions).astype("float32"),
        top=encoded.problem_offsets[top],
        top_weight=np.take_along_axis(attention, top, axis=1).astype("float16"),
        numbers=one.numbers,
        operands=one.operands,
        scores=reduced.scores.clip(0, 1).astype("float16"),
        mass=reduced.mass.clip(0, 1).astype("float16"),
        **states,
    )
