"""Folds: rows of one original problem stay together, on every machine in the same fold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from mycelium.evaluation.folds import group_number, read_fold
from mycelium_distill.examples.record import Example

_UNCUT = ("stories",)
"""Sources that have rows without end: nothing of them is worth leaving out."""


UNCUT = -1
"""The number of a row that is in no fold."""


def number_of(row: Example) -> int:
    """The number by which a row falls into folds; `UNCUT` for what is never left out."""
    if row.split != "train" or row.source.partition(".")[0] in _UNCUT:
        return UNCUT
    return group_number(row.group)


@dataclass(frozen=True)
class Fold:
    """One of several parts of the training rows.

    Attributes:
        number: Which, from 0.
        count: How many there are.
    """

    number: int
    count: int

    @classmethod
    def of(cls, text: str) -> Fold:
        """The fold that a text like `0/2` names.

        Raises:
            MyceliumError: MYC347, if it names none.
        """
        return cls(*read_fold(text))

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"

    def has(self, row: Example) -> bool:
        """Whether a row is in it: only training rows are, and no invented stories."""
        return bool(self.among(np.array([number_of(row)]))[0])

    def among(self, numbers: np.ndarray[Any, np.dtype[Any]]) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which of the rows with these numbers [R] are in it: bool [R]."""
        return np.asarray((numbers != UNCUT) & (numbers % self.count == self.number))
