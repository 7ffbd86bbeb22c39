"""The same clustering of other things than whole steps: bridging types and answer types.

Bridging types are the kinds of step that read little of the problem: their attention
to it (IAF) stays low over the whole expression. Answer types are the kinds of question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mycelium_distill.templates.answers import FORMS, answer_form
from mycelium_distill.templates.clustering import Clustering, Settings, find, measure
from mycelium_distill.templates.gather import Steps
from mycelium_distill.templates.information import adjusted_mutual_information
from mycelium_distill.templates.relevance import Vocabulary
from mycelium_ir.parser import parse

if TYPE_CHECKING:
    from mycelium_distill.written import Written

TRAIN = "train"


def bridging(steps: Steps, threshold: float, settings: Settings) -> dict[str, Any]:
    """Cluster the steps whose mean IAF over their expression is below a threshold.

    Args:
        steps: All steps, with IAF.
        threshold: The calibrated IAF below which a step computes on its own results.
        settings: How to cluster.

    Returns:
        Figures and the types with their support, as plain data; where there are too few
        such steps, their number alone.
    """
    low = steps.where(steps.iaf < threshold)
    training = low.of(TRAIN)
    facts = [f for f, inside in zip(low.facts, training, strict=True) if inside]
    vocabulary = Vocabulary.fit(facts, settings.support)
    labels = vocabulary.labels(low.facts)
    told: dict[str, Any] = {
        "threshold": threshold,
        "steps": len(low),
        "share_of_steps": len(low) / len(steps) if len(steps) else 0.0,
    }
    names = [str(value) for value in vocabulary.values]
    rows = [f.row for f in low.facts]
    return told | _clustered(low.embeddings, labels, rows, training, names, settings)


@dataclass(frozen=True)
class Questions:
    """Question clauses, N in all.

    Attributes:
        rows: The id of each one's solution.
        split: `train`, `tune` or `report`.
        embeddings: [N, D].
        forms: The form of each answer, an index into `FORMS`.
        goals: The goal of each program.
    """

    rows: tuple[str, ...]
    split: NDArray[np.str_]
    embeddings: NDArray[np.float32]
    forms: NDArray[np.int32]
    goals: tuple[str, ...]


def gather_questions(rows: Sequence[Written], traces: Sequence[Path | str]) -> Questions:
    """The last question of each traced solution whose program has a goal."""
    from mycelium_distill.traces.record import read_traces

    known = {row.id: row for row in rows}
    ids: list[str] = []
    goals: list[str] = []
    forms: list[int] = []
    blocks: list[NDArray[Any]] = []
    for folder in traces:
        for trace in read_traces(folder, ("question",)):
            row = known.get(trace.id)
            goal = parse(row.program, name=row.id).goal if row is not None else None
            if row is None or goal is None or not len(trace.question):
                continue
            ids.append(row.id)
            goals.append(goal.type)
            forms.append(FORMS.index(answer_form(row.answer)))
            blocks.append(trace.question[-1])
    return Questions(
        tuple(ids),
        np.array([known[i].split for i in ids], dtype=np.str_),
        np.array(blocks, dtype=np.float32).reshape(len(blocks), -1),
        np.array(forms, dtype=np.int32),
        tuple(goals),
    )


def answer_types(questions: Questions, settings: Settings) -> dict[str, Any]:
    """Cluster questions by the form of their answers, and compare with the goals.

    Returns:
        Figures and the types, as plain data: `agreement_with_goals` is the adjusted mutual
        information of the clusters with the programs' goals, `forms_with_goals` that of
        the answers' forms with them, which is as high as it can come.
    """
    training = np.isin(questions.split, [TRAIN])
    common = Counter(questions.forms[training].tolist())
    kept = sorted(form for form, rows in common.items() if rows >= settings.support)
    place = {form: label for label, form in enumerate(kept)}
    labels = np.array([place.get(int(f), len(kept)) for f in questions.forms], dtype=np.int32)
    goals = np.unique(np.array(questions.goals, dtype=np.str_), return_inverse=True)[1]
    names = [FORMS[form] for form in kept]
    told: dict[str, Any] = {
        "questions": len(labels),
        "forms_with_goals": adjusted_mutual_information(questions.forms, goals),
    }
    return told | _clustered(
        questions.embeddings, labels, questions.rows, training, names, settings, goals
    )


def _clustered(
    embeddings: NDArray[np.float32],
    labels: NDArray[np.int32],
    rows: Sequence[str],
    training: NDArray[np.bool_],
    names: Sequence[str],
    settings: Settings,
    goals: NDArray[np.integer[Any]] | None = None,
) -> dict[str, Any]:
    """Find groups on the training rows and measure them on the others."""
    inside = [row for row, keep in zip(rows, training, strict=True) if keep]
    if len(names) < 2 or len(set(inside)) < settings.folds:
        return {"types": [], "found": "too few kinds with enough support to tell apart"}
    found: Clustering = find(
        embeddings[training], labels[training], inside, len(names) + 1, settings
    )
    groups = np.empty(len(labels), dtype=np.int32)
    groups[training] = found.assignment
    groups[~training] = found.assign(embeddings[~training])
    support = found.support.tolist()
    told: dict[str, Any] = {
        "types": [
            {"label": names[label], "support": int(rows_)}
            for label, rows_ in zip(found.labels.tolist(), support, strict=True)
        ],
        "clusters": len(found.annealed.prior),
        "held_out": asdict(measure(groups[~training], labels[~training], found.labels, len(names))),
    }
    if goals is not None:
        told["agreement_with_goals"] = adjusted_mutual_information(
            groups[~training], goals[~training]
        )
    return told
