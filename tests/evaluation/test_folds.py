"""Folds: the same everywhere, of about one size, and named by a text that is checked."""

from __future__ import annotations

from collections import Counter

import pytest

from mycelium.evaluation.folds import fold_of, in_fold, read_fold
from mycelium_ir.diagnostics import MyceliumError


def test_folds_are_the_same_on_every_machine() -> None:
    names = ["gsm8k/train/1", "mawps/7", "", "ä 🍎"]
    # By the first four bytes of SHA-256, big end first; weights were trained on these folds.
    assert [fold_of(name, 5) for name in names] == [0, 2, 0, 1]
    assert [fold_of(name, 2) for name in names] == [1, 1, 0, 0]
    assert {fold_of(name, 1) for name in names} == {0}


def test_folds_are_of_about_one_size() -> None:
    counts = Counter(fold_of(f"row {number}", 4) for number in range(4000))
    assert sorted(counts) == [0, 1, 2, 3]
    assert max(counts.values()) - min(counts.values()) < 200


def test_every_row_is_in_one_fold() -> None:
    names = [f"row {number}" for number in range(50)]
    for name in names:
        assert [in_fold(f"{fold}/3", name) for fold in range(3)].count(True) == 1
        assert in_fold(f"{fold_of(name, 3)}/3", name)
    assert all(in_fold(None, name) for name in names)
    assert all(in_fold("0/1", name) for name in names)


def test_a_fold_is_read() -> None:
    assert read_fold("0/2") == (0, 2)
    assert read_fold("11/12") == (11, 12)


@pytest.mark.parametrize(
    "text", ["", "0", "/", "0/", "/2", "2/2", "3/2", "-1/2", "0/0", "0/-1", "a/2", "1/2/3", "²/3"]
)
def test_what_is_no_fold_is_refused(text: str) -> None:
    with pytest.raises(MyceliumError) as raised:
        read_fold(text)
    (told,) = raised.value.diagnostics
    assert told.code == "MYC347"
    assert told.subject == text
    with pytest.raises(MyceliumError):
        in_fold(text, "row")
