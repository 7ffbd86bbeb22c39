"""GSM8K: grade-school problems, solutions with calculator annotations (openai/grade-school-math).

Its training file is divided by row index: one row in 16 reports, one tunes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mycelium.evaluation.dataset import Dataset, Example, choose_split, data_file
from mycelium.evaluation.datasets.reading import BadRowError, Rows, text_of
from mycelium.evaluation.splits import REPORT, TRAIN, TUNE, split_of_row

_ANNOTATION = re.compile(r"<<([^<>=]*)=([^<>]*)>>")


def load(folder: Path | None = None, split: str | None = None) -> Dataset:
    """Read a split: test, report, tune or train.

    An example's extra holds `solution`, its text, and `annotations`, the
    calculator's pairs of expression and result.
    """
    chosen = choose_split("gsm8k", split, ("test", REPORT, TUNE, TRAIN))
    file = "test.jsonl" if chosen == "test" else "train.jsonl"
    path = data_file(folder, "gsm8k", file)
    rows = Rows(path, f"gsm8k/{file}")
    wanted = (
        (index, row)
        for index, row in rows.json_lines()
        if chosen == "test" or split_of_row(index) == chosen
    )
    stem = file.removesuffix(".jsonl")
    examples = rows.examples(wanted, lambda index, row: example(f"{stem}-{index}", row))
    return Dataset(
        "gsm8k", chosen, examples, tuple(rows.problems), source=str(path), held_out=chosen == "test"
    )


def example(name: str, row: Mapping[str, Any]) -> Example:
    """A problem of GSM8K from its columns.

    Raises:
        BadRowError: if a column is missing or the solution has no final answer.
    """
    solution = text_of(row, "answer")
    _, mark, gold = solution.rpartition("####")
    if not mark or not gold.strip():
        raise BadRowError("the solution has no final answer behind `####`")
    extra = {"solution": solution, "annotations": tuple(_ANNOTATION.findall(solution))}
    return Example(name, text_of(row, "question"), gold.strip(), extra=extra)
