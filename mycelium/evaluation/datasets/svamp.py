"""SVAMP: one-step problems varied so that shallow cues fail (arkilpatel/SVAMP)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mycelium.evaluation.dataset import Dataset, Example, choose_split, data_file
from mycelium.evaluation.datasets.reading import Rows, column_of, gold_of, text_of


def load(folder: Path | None = None, split: str | None = None) -> Dataset:
    """Read the only split, test."""
    chosen = choose_split("svamp", split, ("test",))
    path = data_file(folder, "svamp", "svamp.json")
    rows = Rows(path, "svamp/svamp.json")
    examples = rows.examples(rows.json_array(), lambda i, row: example(str(i), row))
    return Dataset("svamp", chosen, examples, tuple(rows.problems), source=str(path), held_out=True)


def example(name: str, row: Mapping[str, Any]) -> Example:
    """A problem of SVAMP from its columns; `name` is its id where it has none.

    Raises:
        BadRowError: if a column is missing.
    """
    body, question = text_of(row, "Body").strip(), text_of(row, "Question").strip()
    # Many bodies end without the full stop that would part them from the question.
    joint = " " if body.endswith((".", "!", "?", ",")) else ", " if question[:1].islower() else ". "
    return Example(
        str(row.get("ID", name)),
        body + joint + question,
        gold_of(column_of(row, "Answer"), "Answer"),
        extra={"equation": row.get("Equation"), "type": row.get("Type")},
    )
