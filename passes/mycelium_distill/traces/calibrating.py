"""Calibrating a teacher: its heads, its projections, its thresholds, on the tuning rows."""

from __future__ import annotations

import dataclasses
import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from mycelium_distill.teacher.folder import Teacher
from mycelium_distill.traces.calibration import Calibration, write_calibration
from mycelium_distill.traces.choosing import (
    Question,
    choose_boundary,
    choose_prominence,
    choose_threshold,
    choose_triples,
)
from mycelium_distill.traces.edges import choose_references
from mycelium_distill.traces.places import Places
from mycelium_distill.traces.pooling import (
    Pooling,
    Projection,
    fit_projection,
    write_projections,
)
from mycelium_distill.traces.reduction import collate
from mycelium_distill.traces.tracing import BATCH_TOKENS, MAX_TOKENS, place_all, survey, trace
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium_distill.traces.record import Trace
    from mycelium_distill.written import Written

TUNING_ROWS = 800
"""More tuning rows than this are not needed to choose heads; they are drawn evenly."""

TRAINING_ROWS = 1500
"""Training rows whose states, beside the tuning rows', the projection is fitted to. Heads and
thresholds never see them: the teacher was trained on them and may know them by heart."""

LEAST = 50
"""Fewer operands than this choose no heads."""

HIDDEN_WIDTH = 512
QUESTION_WIDTH = 256


def calibrate(
    teacher: Teacher,
    rows: Sequence[Written],
    *,
    seed: int = 0,
    batch_tokens: int = BATCH_TOKENS,
    max_tokens: int = MAX_TOKENS,
    hidden_width: int = HIDDEN_WIDTH,
    log: Callable[[str], None] = print,
) -> Calibration:
    """Choose heads and thresholds on rows of split `tune`, and keep them with the teacher.

    Raises:
        MyceliumError: MYC288, if the tuning rows have too few operands to choose by.
    """
    tuning = drawn([row for row in rows if row.split == "tune"], TUNING_ROWS, seed)
    places, _ = place_all(teacher, tuning, max_tokens)
    log(f"calibrating on {len(places)} tuning rows")
    questions: list[Question] = []
    fractions, ends, hidden, asked = [], [], [], []
    layers = heads = 0
    for index, evidence, shares, pooled in survey(teacher, places, batch_tokens):
        layers, heads = evidence.shape[1:3]
        questions += questions_of(places[index], evidence, index)
        fractions.append(shares)
        ends.append(places[index].boundaries)
        hidden.append(pooled.hidden)
        asked.append(pooled.question)
    if len(questions) < LEAST:
        raise MyceliumError(
            Diagnostic(
                "MYC288",
                f"{len(places)} tuning rows have {len(questions)} operands with one possible"
                f" source; {LEAST} are needed to choose heads by",
                hint="give more rows of split `tune`",
            )
        )
    questions.sort(key=lambda question: question.problem)
    triples, told = choose_triples(questions, layers, heads)
    log(f"heads: {told}")
    boundary, marked = choose_boundary(fractions, ends)
    log(f"boundaries: {marked}")
    del fractions
    draft = Calibration(triples=triples, boundary=boundary)
    training = drawn([row for row in rows if row.split == "train"], TRAINING_ROWS, seed)
    more, _ = place_all(teacher, training, max_tokens)
    for _, _, _, pooled in survey(teacher, more, batch_tokens):
        hidden.append(pooled.hidden)
        asked.append(pooled.question)
    projections = (
        fit_projection(np.concatenate(hidden), hidden_width),
        fit_projection(np.concatenate(asked), QUESTION_WIDTH),
    )
    parts = Pooling(teacher.model, collate(places[:1], teacher.trunk.device)).parts()
    calibration = thresholds(draft, places, trace(teacher, places, draft, None, batch_tokens))
    calibration = dataclasses.replace(
        calibration,
        hidden_parts=parts[0],
        question_parts=parts[1],
        chosen_on={
            "tuning_rows": len(places),
            "sources": dict(sorted(Counter(one.written.source for one in places).items())),
            "seed": seed,
            **told,
            **marked,
            **calibration.chosen_on,
            "projection_rows": [len(places), len(more)],
        },
    )
    keep(teacher, calibration, projections)
    return calibration


def keep(
    teacher: Teacher, calibration: Calibration, projections: tuple[Projection, Projection]
) -> None:
    """Store what was chosen with the teacher; the calibration last, for it says that all is."""
    write_projections(teacher.folder, *projections)
    write_calibration(teacher.folder, calibration)


def drawn(rows: Sequence[Written], limit: int, seed: int) -> list[Written]:
    """At most `limit` rows, drawn without replacement, in their order."""
    if len(rows) <= limit:
        return list(rows)
    chosen = sorted(random.Random(seed).sample(range(len(rows)), limit))
    return [rows[index] for index in chosen]


def questions_of(place: Places, evidence: np.ndarray, problem: int) -> list[Question]:
    """The operands of a row whose source is beyond doubt, with all heads' evidence.

    `evidence` is [3, L, H, M, C]; an operand for which nothing else stands before it asks
    nothing of the heads and is left out.
    """
    found = []
    for index, true in enumerate(place.true.tolist()):
        allowed = place.allowed[index]
        if true < 0 or not allowed[true] or allowed.sum() < 2:
            continue
        kept = evidence[:, :, :, index].reshape(-1, evidence.shape[-1])[:, allowed]
        found.append(
            Question(
                evidence=kept,
                true=int(allowed[:true].sum()),
                numbers=int(allowed[: len(place.numbers)].sum()),
                problem=problem,
            )
        )
    return found


def thresholds(
    draft: Calibration, places: Sequence[Places], traces: Sequence[Trace]
) -> Calibration:
    """The thresholds that the chosen heads call for, from the tuning rows' traces."""
    prominence, jsd_f1 = choose_prominence(
        [one.jsd for one in traces], [place.boundaries for place in places]
    )
    iaf: dict[str, list[float]] = {"problem": [], "step": []}
    for place, one in zip(places, traces, strict=True):
        for row, (step, operand) in enumerate(place.operands.tolist()):
            source = place.written.steps[step].operands[operand].source
            if source in iaf:
                own = int(place.rows[row, 1]) - place.encoded.start
                iaf[source].append(float(one.iaf[own]))
    cut, balanced = choose_threshold(np.array(iaf["step"]), np.array(iaf["problem"]))
    references, edges = choose_references(
        [(place.written, one) for place, one in zip(places, traces, strict=True)]
    )
    return dataclasses.replace(
        draft,
        iaf_threshold=round(cut, 6),
        jsd_prominence=prominence,
        references=references,
        chosen_on={
            "jsd_f1": round(jsd_f1, 4),
            "iaf_balanced_accuracy": round(balanced, 4),
            **edges,
        },
    )
