"""MathQA: GMAT-style problems with five options each; noisy (math-qa.github.io)."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mycelium.evaluation.dataset import Dataset, Example, choose_split, data_file
from mycelium.evaluation.datasets.reading import BadRowError, Rows, text_of

_OPTION = re.compile(r"\b([a-e]) \) ")


def load(folder: Path | None = None, split: str | None = None) -> Dataset:
    """Read the split dev; the gold answer is the text of the option that is marked correct."""
    chosen = choose_split("mathqa", split, ("dev",))
    path = data_file(folder, "mathqa", "dev.json")
    rows = Rows(path, "mathqa/dev.json")
    examples = rows.examples(rows.json_array(), _example)
    return Dataset("mathqa", chosen, examples, tuple(rows.problems), source=str(path))


def _example(index: int, row: Mapping[str, Any]) -> Example:
    letter = text_of(row, "correct").strip()
    options = options_of(text_of(row, "options"))
    if letter not in options:
        raise BadRowError(f"there is no option {letter!r}")
    extra = {"options": options, "formula": row.get("annotated_formula")}
    return Example(str(index), text_of(row, "Problem"), options[letter], extra=extra)


def options_of(text: str) -> dict[str, str]:
    """The options by letter, from `a ) 24 , b ) 120` or a list of such texts."""
    if text.startswith("["):
        try:
            listed = ast.literal_eval(text)
        except (ValueError, SyntaxError):
            raise BadRowError("the options cannot be read") from None
        text = " , ".join(str(option) for option in listed)
    pieces = _OPTION.split(text)
    found: dict[str, str] = {}
    for letter, value in zip(pieces[1::2], pieces[2::2], strict=True):
        # An option may repeat its letter: `a ) a ) 24`; the last one has the text.
        if value.strip(" ,"):
            found[letter] = value.strip(" ,")
    return found
