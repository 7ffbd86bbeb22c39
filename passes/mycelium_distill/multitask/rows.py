"""A problem as all specialists learn from it, and many of them in a few flat arrays."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from mycelium_ir.diagnostics import Diagnostic, MyceliumError

Array = np.ndarray[Any, np.dtype[Any]]
IntArray = np.ndarray[Any, np.dtype[Any]]
FloatArray = np.ndarray[Any, np.dtype[Any]]
BoolArray = np.ndarray[Any, np.dtype[np.bool_]]

CANDIDATES = 24
"""How many places a pointer chooses from, at most."""
SLOTS = 4
"""How many templates a clause or a gap may have."""
NULL, EMPTY = -1, -2
"""Candidates that are no place: the learned null, and none at all."""


@dataclass(frozen=True, eq=False)
class TaskRow:
    """One text with the labels of every specialist; what is not known is left out, or -1.

    P is the number of the prefix's tokens, S that of the suffix's symbols. Spans end one
    past their last token.

    Attributes:
        text: [P] token ids of the trunk, with the newline at the end.
        symbols: [S] symbol ids.
        symbol_weights: [S] what it counts to foresee `symbols[i]`, from the state before.
        markers: [M, 3] a symbol's index, with the span of the clause that it stands for.
        segment: [P] 0 or 1, -1 where it is not learnt.
        clauses: [C, 2 + 4] the clause's span, and its templates in four slots.
        gaps: [G, 1 + 4] the index of the symbol whose state is asked, and four slots.
        pointers: [Q, 1 + 24] the index of the symbol whose state asks, then the places
            that it may point to: i for a token of the prefix, P + j for a symbol, or
            `NULL`, or `EMPTY`.
        pointer_targets: [Q, 24] which of them are right: one or several.
        answer: [0 or 1, 1 + 24] as `pointers`, for the answer.
        answer_targets: [0 or 1, 24].
        goal: [0 or 1, 2] the index of the answer's step, and the goal's type.
        verify: [0 or 1, 2] the index of the end, and whether the program is right.
        weight: What the whole row counts.
        group: By which it falls into folds, as `folds.cutting.number_of` gives it.
    """

    text: IntArray
    symbols: IntArray
    symbol_weights: FloatArray
    markers: IntArray
    segment: IntArray
    clauses: IntArray
    gaps: IntArray
    pointers: IntArray
    pointer_targets: BoolArray
    answer: IntArray
    answer_targets: BoolArray
    goal: IntArray
    verify: IntArray
    weight: float = 1.0
    group: int = -1

    def __len__(self) -> int:
        return len(self.text) + len(self.symbols)


FIELDS: dict[str, tuple[Any, int]] = {
    "text": (np.int32, 0),
    "symbols": (np.int16, 0),
    "symbol_weights": (np.float16, 0),
    "markers": (np.int16, 3),
    "segment": (np.int8, 0),
    "clauses": (np.int16, 2 + SLOTS),
    "gaps": (np.int16, 1 + SLOTS),
    "pointers": (np.int16, 1 + CANDIDATES),
    "pointer_targets": (np.int32, 0),
    "answer": (np.int16, 1 + CANDIDATES),
    "answer_targets": (np.int32, 0),
    "goal": (np.int16, 2),
    "verify": (np.int16, 2),
}
"""How a field is stored: its type and its width, 0 for plain numbers. Targets are bits."""

_BITS = 1 << np.arange(CANDIDATES)


def bits(targets: Array) -> Array:
    """The right candidates [N, 24] as one number each, bit by bit."""
    return np.asarray((np.asarray(targets, dtype=bool) * _BITS).sum(-1), dtype=np.int32)


def unbits(numbers: Array) -> Array:
    """What `bits` was given."""
    return np.asarray((numbers[..., None] & _BITS) != 0)


@dataclass(frozen=True, eq=False)
class EncodedRows:
    """Many rows, each field in one array behind another.

    Attributes:
        flat: The fields' values, by name.
        starts: int64 [R + 1], by name: where each row begins in `flat`.
        weights: float32 [R].
        groups: int64 [R], the numbers by which the rows fall into folds.
        left_out: Examples that gave no row.
    """

    flat: dict[str, Array]
    starts: dict[str, Array]
    weights: Array
    groups: Array
    left_out: int = 0

    def __len__(self) -> int:
        return len(self.weights)

    def __getitem__(self, index: int) -> TaskRow:
        found: dict[str, Array] = {}
        for name in FIELDS:
            start, end = self.starts[name][index], self.starts[name][index + 1]
            own = self.flat[name][start:end]
            found[name] = unbits(own) if name.endswith("_targets") else own
        weight, group = float(self.weights[index]), int(self.groups[index])
        return TaskRow(**found, weight=weight, group=group)

    def only(self, kept: Array) -> EncodedRows:
        """The rows for which bool [R] says so, in order."""
        (chosen,) = np.nonzero(kept)
        flat = {name: self.gather(name, chosen)[0] for name in FIELDS}
        starts = {name: np.cumsum([0, *self.sizes(name)[chosen]]) for name in FIELDS}
        return EncodedRows(flat, starts, self.weights[chosen], self.groups[chosen], self.left_out)

    def sizes(self, name: str) -> Array:
        """int64 [R]: how many entries of a field each row has."""
        return np.diff(self.starts[name])

    def gather(self, name: str, indices: Array) -> tuple[Array, Array, Array]:
        """A field of some rows, end to end.

        Returns:
            The values; for each the place of its row in `indices`; its place in its row.
        """
        starts = self.starts[name]
        begins = starts[indices]
        sizes = starts[indices + 1] - begins
        owner = np.repeat(np.arange(len(indices)), sizes)
        inside = np.arange(len(owner)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        return self.flat[name][begins[owner] + inside], owner, inside

    @classmethod
    def of(cls, rows: Iterable[TaskRow], left_out: int = 0) -> EncodedRows:
        """Rows end to end.

        Raises:
            ValueError: if a row contradicts itself.
        """
        columns: dict[str, list[Array]] = {name: [] for name in FIELDS}
        weights: list[float] = []
        groups: list[int] = []
        for row in rows:
            check(row)
            for name, column in columns.items():
                value = getattr(row, name)
                column.append(bits(value) if name.endswith("_targets") else value)
            weights.append(row.weight)
            groups.append(row.group)
        flat: dict[str, Array] = {}
        starts: dict[str, Array] = {}
        for name, (kind, width) in FIELDS.items():
            shape = (0, width) if width else (0,)
            empty = np.zeros(shape, dtype=kind)
            column = [np.asarray(one, dtype=kind).reshape(-1, *shape[1:]) for one in columns[name]]
            flat[name] = np.concatenate([empty, *column])
            starts[name] = np.cumsum([0, *map(len, column)], dtype=np.int64)
        numbers = np.array(groups, dtype=np.int64)
        return cls(flat, starts, np.array(weights, dtype=np.float32), numbers, left_out)

    @classmethod
    def joined(cls, parts: Sequence[EncodedRows]) -> EncodedRows:
        """The rows of several, in order."""
        if not parts:
            return cls.of([])
        flat = {name: np.concatenate([part.flat[name] for part in parts]) for name in FIELDS}
        starts = {
            name: np.cumsum([0, *np.concatenate([part.sizes(name) for part in parts])])
            for name in FIELDS
        }
        weights = np.concatenate([part.weights for part in parts])
        groups = np.concatenate([part.groups for part in parts])
        return cls(flat, starts, weights, groups, sum(part.left_out for part in parts))

    def save(self, path: Path) -> None:
        """Write them as `.npz`, beside the file first and then in its place."""
        arrays = {f"flat.{name}": value for name, value in self.flat.items()}
        sizes = {f"sizes.{name}": self.sizes(name).astype(np.int16) for name in FIELDS}
        part = path.with_name(path.name + ".part")
        with part.open("wb") as file:
            np.savez_compressed(
                file,
                allow_pickle=False,
                weights=self.weights,
                groups=self.groups,
                left_out=np.array(self.left_out),
                **arrays,
                **sizes,
            )
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> EncodedRows:
        """What `save` wrote.

        Raises:
            MyceliumError: MYC323, if the file is damaged or of another kind.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                flat = {name: file[f"flat.{name}"] for name in FIELDS}
                sizes = {name: file[f"sizes.{name}"] for name in FIELDS}
                weights, groups = file["weights"], file["groups"]
                left_out = int(file["left_out"])
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise MyceliumError(
                Diagnostic(
                    "MYC323",
                    f"the encoded rows in {path} cannot be read: {error}",
                    hint="delete the file; it is made again",
                    subject=str(path),
                )
            ) from error
        starts = {name: np.cumsum([0, *sizes[name]], dtype=np.int64) for name in FIELDS}
        return cls(flat, starts, weights, groups, left_out)


def check(row: TaskRow) -> None:
    """See that a row's places exist and that each pointer can be right.

    Raises:
        ValueError: if it contradicts itself.
    """
    prefix, suffix = len(row.text), len(row.symbols)
    if not prefix or len(row) > np.iinfo(np.int16).max:
        raise ValueError(f"a row has {prefix} tokens and {suffix} symbols")
    if len(row.symbol_weights) != suffix or len(row.segment) != prefix:
        raise ValueError("a row has a weight for each symbol and a label for each token")
    for name, first in (("markers", 1), ("clauses", 0)):
        for one in np.asarray(getattr(row, name)).tolist():
            if not 0 <= one[first] < one[first + 1] <= prefix:
                raise ValueError(f"{name}: {one} has no span in {prefix} tokens")
    for name in ("markers", "gaps", "pointers", "answer", "goal", "verify"):
        for one in np.asarray(getattr(row, name)).tolist():
            if not 0 <= one[0] < suffix:
                raise ValueError(f"{name}: there is no symbol {one[0]} of {suffix}")
    for name in ("pointers", "answer"):
        asked = np.asarray(getattr(row, name)).reshape(-1, 1 + CANDIDATES)
        right = "answer_targets" if name == "answer" else "pointer_targets"
        targets = np.asarray(getattr(row, right), dtype=bool).reshape(-1, CANDIDATES)
        keys = asked[:, 1:]
        if len(keys) != len(targets) or not targets.any(-1).all():
            raise ValueError(f"{name}: each has a right candidate")
        if (keys[targets] == EMPTY).any() or (keys < EMPTY).any() or (keys >= len(row)).any():
            raise ValueError(f"{name}: a candidate is no place of the row")
