"""Word problems with systems of equations: DRAW and Dolphin1878, in MWPToolkit's form."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mycelium.evaluation.dataset import Dataset, Example, choose_split, data_file
from mycelium.evaluation.datasets.reading import BadRowError, Rows, column_of, gold_of, text_of


def load_draw(folder: Path | None = None, split: str | None = None) -> Dataset:
    """Read DRAW: valid or train. A gold answer lists the unknowns' values, in no order."""
    chosen = choose_split("draw", split, ("valid", "train"))
    return _load("draw", chosen, folder, _draw)


def load_dolphin(folder: Path | None = None, split: str | None = None) -> Dataset:
    """Read Dolphin1878: test or train. A gold answer may have alternatives."""
    chosen = choose_split("dolphin1878", split, ("test", "train"))
    return _load("dolphin1878", chosen, folder, _dolphin)


def _load(name: str, split: str, folder: Path | None, read: Any) -> Dataset:
    file = f"{name}_{split}.json"
    path = data_file(folder, "systems", file)
    rows = Rows(path, f"systems/{file}")
    examples = rows.examples(rows.json_array(), read)
    return Dataset(
        name,
        split,
        examples,
        tuple(rows.problems),
        source=str(path),
        held_out=split != "train",
    )


def _draw(index: int, row: Mapping[str, Any]) -> Example:
    # Ids repeat in this file, so the row's number is part of the name.
    return Example(
        f"{index}-{row.get('id', 'row')}",
        text_of(row, "original_text"),
        gold_of(column_of(row, "ans"), "ans"),
        extra={"equations": tuple(str(row.get("equation", "")).split(" ; "))},
    )


def _dolphin(index: int, row: Mapping[str, Any]) -> Example:
    golds = list(dict.fromkeys(filter(None, map(_bare, text_of(row, "ans").split("|")))))
    if not golds or golds == ["ans_no_result"]:
        raise BadRowError("it has no gold answer")
    return Example(
        str(row.get("id", index)),
        text_of(row, "text"),
        golds[0],
        tuple(golds[1:]),
        extra={"equations": tuple(row.get("equations", ()))},
    )


def _bare(gold: str) -> str:
    """A gold answer without braces: here they hold the values of several unknowns, in no order."""
    return gold.replace("{", "").replace("}", "").strip()
