r"""MATH: competition problems with solutions whose answer is boxed (Hendrycks et al., 2021).

Read in the layout of the original release, a file for each problem; the answer is
what stands in the solution's last `\boxed`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mycelium.evaluation.dataset import Dataset, Example, choose_split, data_folder
from mycelium.evaluation.datasets.reading import BadRowError, Rows, json_file, text_of
from mycelium.evaluation.gold_text import boxed

_UNBRACED = re.compile(r"\\boxed\s+([^\s{}$][^{}$]*)")


def load(folder: Path | None = None, split: str | None = None) -> Dataset:
    """Read a split, test or train: `math/test/algebra/1.json` and so on.

    An example's extra holds `solution`, `level` and `type`; the accuracy on each type
    and each level is printed too.
    """
    chosen = choose_split("math", split, ("test", "train"))
    top = data_folder(folder, "math", chosen)
    rows = Rows(top, f"math/{chosen}")
    examples = rows.named_examples(_files(top, rows), example)
    return Dataset(
        "math",
        chosen,
        examples,
        tuple(rows.problems),
        groups=groups_of(examples),
        source=str(top),
        held_out=chosen == "test",
    )


def _files(top: Path, rows: Rows) -> Iterator[tuple[str, Any]]:
    """Each problem's name, `algebra/12`, and its value; subjects by name, files by number."""
    for path in sorted(top.glob("*/*.json"), key=_order):
        name = f"{path.parent.name}/{path.stem}"
        try:
            yield name, json_file(path)
        except BadRowError as error:
            rows.note(name, str(error))


def _order(path: Path) -> tuple[str, int, str]:
    number = int(path.stem) if path.stem.isascii() and path.stem.isdigit() else 0
    return path.parent.name, number, path.stem


def example(name: str, row: Mapping[str, Any]) -> Example:
    """A problem of MATH from its file's columns.

    Raises:
        BadRowError: if a column is missing or nothing is boxed.
    """
    solution = text_of(row, "solution")
    extra = {"solution": solution, "level": row.get("level"), "type": row.get("type")}
    return Example(name, text_of(row, "problem"), boxed_answer(solution), extra=extra)


def boxed_answer(solution: str) -> str:
    r"""What the last `\boxed{...}` of a solution holds, or the last `\boxed 5`.

    Raises:
        BadRowError: if there is none.
    """
    found = boxed(solution)
    if found is None:
        bare = _UNBRACED.findall(solution)
        found = bare[-1] if bare else None
    if found is None or not found.strip():
        raise BadRowError(r"the solution has no \boxed answer")
    return found.strip()


def groups_of(examples: tuple[Example, ...]) -> dict[str, frozenset[str]]:
    """The examples of each type and each level, by id."""
    found: dict[str, set[str]] = {}
    for one in examples:
        for column in ("type", "level"):
            value = one.extra.get(column)
            if value is not None and str(value).strip():
                name = str(value) if column == "type" or "evel" in str(value) else f"Level {value}"
                found.setdefault(name, set()).add(one.id)
    return {name: frozenset(ids) for name, ids in sorted(found.items())}
