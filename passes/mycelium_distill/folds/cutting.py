"""Folds: rows of one original problem stay together, on every machine in the same fold."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from mycelium_distill.examples.record import Example
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

_UNCUT = ("stories",)
"""Sources that have rows without end: nothing of them is worth leaving out."""


def fold_of(group: str, folds: int) -> int:
    """The fold of a problem, from 0."""
    return int.from_bytes(hashlib.sha256(group.encode()).digest()[:4]) % folds


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
        number, _, count = text.partition("/")
        if number.isdigit() and count.isdigit() and int(number) < int(count):
            return cls(int(number), int(count))
        raise MyceliumError(
            Diagnostic(
                "MYC347",
                f"`{text}` is no fold",
                hint="say which of how many, from 0: of two folds, `0/2` or `1/2`",
                subject=text,
            )
        )

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"

    def has(self, row: Example) -> bool:
        """Whether a row is in it: only training rows are, and no invented stories."""
        if row.split != "train" or row.source.partition(".")[0] in _UNCUT:
            return False
        return fold_of(row.group, self.count) == self.number
