"""Steps as arrays: embeddings from traces, and what is known of each step from its solution."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mycelium_distill.templates.embedding import text_embeddings
from mycelium_distill.templates.reading import reading
from mycelium_distill.templates.relevance import StepFacts, facts_of_written
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium_distill.traces.record import Trace
    from mycelium_distill.written import Written

HIDDEN, TEXT = "hidden", "text"
"""Kinds of embedding: the teacher's states, or the reference, hashed characters."""


@dataclass(frozen=True)
class Steps:
    """The steps of many solutions, N in all.

    Attributes:
        facts: What each step is.
        split: `train`, `tune` or `report`, for each step.
        source: Where its problem is from.
        embeddings: X, [N, D].
        index: The step's place in its solution.
        iaf: The mean IAF over its expression; NaN without a trace, [N].
    """

    facts: tuple[StepFacts, ...]
    split: NDArray[np.str_]
    source: NDArray[np.str_]
    embeddings: NDArray[np.float32]
    index: NDArray[np.int32]
    iaf: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.facts)

    def of(self, *splits: str) -> NDArray[np.bool_]:
        """Which steps belong to a split."""
        return np.isin(self.split, splits)

    def where(self, mask: NDArray[np.bool_]) -> Steps:
        """Those steps alone."""
        return Steps(
            tuple(f for f, keep in zip(self.facts, mask, strict=True) if keep),
            self.split[mask],
            self.source[mask],
            self.embeddings[mask],
            self.index[mask],
            self.iaf[mask],
        )


def gather(rows: Sequence[Written], traces: Sequence[Path | str] = ()) -> Steps:
    """The steps of solutions, with embeddings from their traces; from their text without traces.

    A solution without a trace is left out where traces are given.

    Raises:
        MyceliumError: MYC295, if no solution has a trace, or a trace has other steps
            than its solution.
    """
    if not traces:
        return _assembled((row, None) for row in rows)
    known = {row.id: row for row in rows}
    found = _assembled((known[trace.id], trace) for trace in _read(traces) if trace.id in known)
    if not len(found):
        raise MyceliumError(
            Diagnostic(
                "MYC295",
                "none of the solutions has a trace",
                hint="give the file of solutions that was traced, and the folder of its traces",
            )
        )
    return found


def _read(folders: Sequence[Path | str]) -> Iterator[Trace]:
    from mycelium_distill.traces.record import read_traces

    columns = ("hidden", "iaf", "solution_offsets", "operands", "mass", "numbers", "scores")
    for folder in folders:
        yield from read_traces(folder, columns)


def _assembled(pairs: Iterable[tuple[Written, Trace | None]]) -> Steps:
    facts: list[StepFacts] = []
    split: list[str] = []
    source: list[str] = []
    index: list[int] = []
    blocks: list[NDArray[np.float32]] = []
    iaf: list[float] = []
    texts: list[str] = []
    for row, trace in pairs:
        by_name = {step.name: place for place, step in enumerate(row.steps)}
        own = [fact for fact in facts_of_written(row) if fact.name in by_name]
        if trace is not None and len(trace.hidden) != len(row.steps):
            raise MyceliumError(
                Diagnostic(
                    "MYC295",
                    f"the trace of {row.id} has {len(trace.hidden)} steps, its solution "
                    f"{len(row.steps)}",
                    hint="the solutions were changed after they were traced: trace them again",
                    subject=row.id,
                )
            )
        places = [by_name[fact.name] for fact in own]
        facts += own
        split += [row.split] * len(own)
        source += [row.source] * len(own)
        index += places
        if trace is None:
            for place in places:
                span = row.steps[place].expression or row.steps[place].span
                texts.append(row.solution[slice(*span)])
            iaf += [float("nan")] * len(own)
        elif own:
            read = np.array([reading(row, trace, place) for place in places], np.float32)
            blocks.append(np.hstack([np.asarray(trace.hidden, np.float32)[places], read]))
            iaf += read[:, -1].tolist()
    embeddings = np.vstack(blocks) if blocks else text_embeddings(texts)
    return Steps(
        tuple(facts),
        np.array(split, dtype=np.str_),
        np.array(source, dtype=np.str_),
        embeddings,
        np.array(index, dtype=np.int32),
        np.array(iaf, dtype=np.float32),
    )
