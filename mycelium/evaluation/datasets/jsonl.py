"""Any JSON-lines file with rows `{"problem": ..., "answer": ...}`, `id` if you have one.

`question` is read for `problem` where that is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mycelium.evaluation.dataset import Dataset, Example
from mycelium.evaluation.datasets.reading import Rows, column_of, gold_of, text_of


def read_jsonl(path: Path) -> Dataset:
    """Read a JSON-lines file of problems and gold answers.

    Raises:
        MyceliumError: MYC237, if the file cannot be read. Broken rows are findings.
    """
    rows = Rows(path, path.name)
    examples = rows.examples(rows.json_lines(), _example)
    return Dataset(path.stem, "all", examples, tuple(rows.problems), source=str(path))


def _example(index: int, row: Mapping[str, Any]) -> Example:
    column = "question" if "problem" not in row and "question" in row else "problem"
    extra = {k: v for k, v in row.items() if k not in ("id", column, "answer")}
    return Example(
        str(row.get("id", index)),
        text_of(row, column),
        gold_of(column_of(row, "answer")),
        extra=extra,
    )
