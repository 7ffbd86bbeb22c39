"""Folds: parts of a set of rows, the same on every machine."""

from __future__ import annotations

import hashlib

from mycelium_ir.diagnostics import Diagnostic, MyceliumError


def group_number(group: str) -> int:
    """A number below 2**32 by which a row or a group of rows falls into folds."""
    return int.from_bytes(hashlib.sha256(group.encode()).digest()[:4])


def fold_of(group: str, folds: int) -> int:
    """The fold of a row or of a group of rows, from 0."""
    return group_number(group) % folds


def read_fold(text: str) -> tuple[int, int]:
    """Which fold, from 0, of how many, from a text like `0/2`.

    Raises:
        MyceliumError: MYC347, if it names none.
    """
    number, _, count = text.partition("/")
    if number.isdecimal() and count.isdecimal() and int(number) < int(count):
        return int(number), int(count)
    raise MyceliumError(
        Diagnostic(
            "MYC347",
            f"`{text}` is no fold",
            hint="say which of how many, from 0: of two folds, `0/2` or `1/2`",
            subject=text,
        )
    )


def in_fold(fold: str | None, name: str) -> bool:
    """Whether a row is in a fold; every row is where none is named.

    Raises:
        MyceliumError: MYC347, if the text names no fold.
    """
    if fold is None:
        return True
    number, count = read_fold(fold)
    return fold_of(name, count) == number
