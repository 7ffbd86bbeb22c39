"""Folds: rows of one original problem stay together, on every machine in the same fold."""

from __future__ import annotations

from dataclasses import dataclass

from mycelium.evaluation.folds import fold_of, read_fold
from mycelium_distill.examples.record import Example

_UNCUT = ("stories",)
"""Sources that have rows without end: nothing of them is worth leaving out."""


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
        if row.split != "train" or row.source.partition(".")[0] in _UNCUT:
            return False
        return fold_of(row.group, self.count) == self.number
