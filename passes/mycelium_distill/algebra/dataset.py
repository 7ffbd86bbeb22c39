"""The dataset `algebra`: the frozen list that is measured on, and rows to train on."""

from __future__ import annotations

from pathlib import Path

from mycelium.evaluation.dataset import Dataset, Example, choose_split
from mycelium_distill.algebra.held_out import HELD_OUT, held_out
from mycelium_distill.algebra.rows import TRAIN, training_rows

TRAINING_ROWS = 50
"""How many rows a module has in the split `train`; `mycelium algebra` makes more."""


def load(folder: Path | None = None, split: str | None = None) -> Dataset:
    """Make a split: held_out or train. No folder is read: problems come from their seeds.

    Each module is a group of its own, whose accuracy is printed beside that of all rows.

    Raises:
        MyceliumError: MYC254 if a package is not installed, MYC291 if another version
            of one makes other problems than those that are held out.
    """
    chosen = choose_split("algebra", split, (HELD_OUT, TRAIN))
    groups: dict[str, set[str]] = {}
    examples = _held_out(groups) if chosen == HELD_OUT else _training(groups)
    return Dataset(
        "algebra",
        chosen,
        examples,
        groups={name: frozenset(ids) for name, ids in groups.items()},
        source="mathematics_dataset, reasoning-gym and mycelium_distill.algebra",
    )


def _held_out(groups: dict[str, set[str]]) -> tuple[Example, ...]:
    examples = []
    for held in held_out():
        draft = held.draft()
        name = f"{held.module}-{held.level}-{held.seed}"
        groups.setdefault(held.module, set()).add(name)
        gold = draft.gold if held.answer is None else held.answer
        extra = {"module": held.module, "level": held.level}
        examples.append(Example(name, draft.problem, gold, extra=extra))
    return tuple(examples)


def _training(groups: dict[str, set[str]]) -> tuple[Example, ...]:
    examples = []
    for row in training_rows(TRAINING_ROWS):
        module = row.source.removeprefix("algebra.")
        name = row.id.removeprefix("algebra.")
        groups.setdefault(module, set()).add(name)
        extra = {"module": module, "solution": row.solution, "program": row.program}
        examples.append(Example(name, row.problem, row.answer, extra=extra))
    return tuple(examples)
