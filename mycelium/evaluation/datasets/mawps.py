"""MAWPS in MWPToolkit's split: short problems with equations.

Its splits overlap, so a test is printed three times: all rows, those without a near
copy in the training rows, and beside the baseline that copies the nearest equation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from mycelium.evaluation.dataset import Dataset, Example, choose_split, data_file
from mycelium.evaluation.datasets.reading import (
    BadRowError,
    Rows,
    column_of,
    gold_of,
    number_text,
    text_of,
)
from mycelium.evaluation.splits import NEAR, Neighbours, copied_answer

FAR = f"no training row at Jaccard {NEAR} or more"
COPIED = "copy the nearest training row's equation"


def load(folder: Path | None = None, split: str | None = None) -> Dataset:
    """Read a split: test, valid or train."""
    chosen = choose_split("mawps", split, ("test", "valid", "train"))
    path = data_file(folder, "mawps", f"{chosen}.json")
    examples, problems = _read(path, chosen)
    if chosen == "train":
        return Dataset("mawps", chosen, examples, problems, source=str(path))
    training, _ = _read(data_file(folder, "mawps", "train.json"), "train")
    neighbours = Neighbours(training)
    far = frozenset(e.id for e in examples if not neighbours.has_near(e.problem))
    return Dataset(
        "mawps",
        chosen,
        examples,
        problems,
        groups={FAR: far},
        baselines={COPIED: _copying(examples, neighbours)},
        source=str(path),
        held_out=chosen == "test",
    )


def _read(path: Path, split: str) -> tuple[tuple[Example, ...], tuple[Any, ...]]:
    rows = Rows(path, f"mawps/{split}.json")
    found = rows.examples(rows.json_array(), lambda i, row: _example(f"{split}-{i}", row))
    return found, tuple(rows.problems)


def _example(name: str, row: Mapping[str, Any]) -> Example:
    solutions = column_of(row, "lSolutions")
    if not isinstance(solutions, list) or not solutions:
        raise BadRowError("column 'lSolutions' holds no solution")
    gold = gold_of([_number(value) for value in solutions], "lSolutions")
    equations = tuple(str(e) for e in row.get("lEquations", ()))
    return Example(name, text_of(row, "sQuestion").strip(), gold, extra={"equations": equations})


def _number(value: Any) -> str:
    # Some solutions of this file are numbers, some are texts that hold one.
    if isinstance(value, int | Decimal | str):
        return number_text(value)
    raise BadRowError(f"{value!r} is no number")


def _copying(examples: Sequence[Example], neighbours: Neighbours[Example]) -> float:
    """The share of rows that the nearest training row's equation answers."""
    if not examples:
        return 0.0
    hits = 0
    for example in examples:
        copied = copied_answer(
            example.problem, neighbours, lambda e: "".join(e.extra["equations"][:1])
        )
        hits += copied is not None and _rounds_to(copied, example.answer)
    return hits / len(examples)


def _rounds_to(value: Fraction, gold: str) -> bool:
    from mycelium.evaluation.rounding import agrees

    try:
        exact = Fraction(gold)
    except ValueError:
        return False
    return agrees(value, exact, len(gold.partition(".")[2]))
