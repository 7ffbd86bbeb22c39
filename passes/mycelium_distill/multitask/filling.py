"""The arrays of one batch, filled from the rows that a plan puts into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from mycelium_distill.multitask.rows import (
    CANDIDATES,
    EMPTY,
    NULL,
    SLOTS,
    Array,
    EncodedRows,
    unbits,
)

if TYPE_CHECKING:
    from mycelium_distill.multitask.packing import Shape

_FIELD = {"clause": "clauses", "gap": "gaps", "pointer": "pointers"}
"""What rows call the lists whose name in a batch is another."""


class Filler:
    """Makes batches of rows.

    Args:
        rows: All rows.
        shape: How they are packed.
        words: bool [vocabulary], the tokens that word dropout may exchange; None for none.
    """

    def __init__(self, rows: EncodedRows, shape: Shape, words: Array | None) -> None:
        self.rows = rows
        self.shape = shape
        self.words = words if shape.word_dropout else None

    def counts(self) -> dict[str, Array]:
        """int64 [R] by list: how many entries of it each row has."""
        every = np.arange(len(self.rows))
        found: dict[str, Array] = {}
        for name, field in (("lm", "symbol_weights"), ("segment", "segment")):
            values, owner, _ = self.rows.gather(field, every)
            learnt = values > 0 if name == "lm" else values >= 0
            found[name] = np.bincount(owner[learnt], minlength=len(every))
        for name in ("clause", "gap", "pointer", "answer", "goal", "verify"):
            found[name] = self.rows.sizes(_FIELD.get(name, name))
        return found

    def batch(
        self, plan: Sequence[Sequence[int]], step: int, most: Mapping[str, int]
    ) -> dict[str, Array]:
        """The arrays of a step for this process.

        Weights are divided by their sum over the whole batch, of all processes, so that the
        sum of weighted losses over all of them is a mean. Places are those of this process's
        rows, end to end. A list's unused entries have weight 0, and labels that do no harm.
        """
        shape = self.shape
        # Row by row the texts, where each begins in the flattened rows, its number in its row.
        texts = np.array([index for row in plan for index in row], dtype=np.int64)
        rows = np.repeat(np.arange(len(plan)), [len(row) for row in plan])
        read = self.rows.sizes("text")[texts]
        lengths = read + self.rows.sizes("symbols")[texts]
        before = np.cumsum(lengths) - lengths
        firsts = np.searchsorted(rows, rows)
        base = rows * shape.width + before - before[firsts]
        number = np.arange(len(texts)) - firsts + 1
        found = self._tokens(texts, base, number, read, lengths, step)
        found |= self._lists(texts, base, read, most)
        return self._own(found, most)

    # -- inside

    def _tokens(
        self, texts: Array, base: Array, number: Array, read: Array, lengths: Array, step: int
    ) -> dict[str, Array]:
        """The arrays [R * W] of the whole batch, not yet in rows."""
        places = self.shape.rows * self.shape.width
        found: dict[str, Array] = {
            name: np.zeros(places, dtype=np.bool_ if name in ("prompt", "is_symbol") else np.int64)
            for name in (
                *("tokens", "is_symbol", "texts", "positions", "prompt"),
                *("marker_first", "marker_last"),
            )
        }
        values, owner, inside = self.rows.gather("text", texts)
        at = base[owner] + inside
        found["tokens"][at] = self._dropped(values.astype(np.int64), step)
        found["prompt"][at] = True
        values, owner, inside = self.rows.gather("symbols", texts)
        at = base[owner] + read[owner] + inside
        found["tokens"][at] = values
        found["is_symbol"][at] = True
        owner = np.repeat(np.arange(len(texts)), lengths)
        inside = np.arange(len(owner)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        found["texts"][base[owner] + inside] = number[owner]
        found["positions"][base[owner] + inside] = inside
        values, owner, _ = self.rows.gather("markers", texts)
        at = base[owner] + read[owner] + values[:, 0]
        found["marker_first"][at] = base[owner] + values[:, 1]
        found["marker_last"][at] = base[owner] + values[:, 2]
        return found

    def _dropped(self, tokens: Array, step: int) -> Array:
        """Some words exchanged for others of the same batch; never what may not be."""
        if self.words is None:
            return tokens
        random = np.random.default_rng([self.shape.seed, step, 1])
        (words,) = np.nonzero(self.words[tokens])
        chosen = words[random.random(len(words)) < self.shape.word_dropout]
        if len(chosen):
            tokens[chosen] = tokens[random.choice(words, len(chosen))]
        return tokens

    def _lists(
        self, texts: Array, base: Array, read: Array, most: Mapping[str, int]
    ) -> dict[str, Array]:
        """The lists of the whole batch as they are, with their places; weights add up to 1."""
        found: dict[str, Array] = {}
        weight = self.rows.weights[texts].astype(np.float64)

        def put(name: str, where: Array, weights: Array, **others: Array) -> None:
            total = weights.sum()
            found[f"{name}_where"] = where
            found[f"{name}_weights"] = weights / total if total > 0 else weights
            found.update({f"{name}_{key}": value for key, value in others.items()})

        values, owner, inside = self.rows.gather("symbol_weights", texts)
        symbols, _, _ = self.rows.gather("symbols", texts)
        learnt = values > 0
        values, owner, inside, symbols = (v[learnt] for v in (values, owner, inside, symbols))
        # A symbol is foreseen at the place before it.
        at = base[owner] + read[owner] + inside - 1
        put("lm", at, weight[owner] * values, labels=symbols)
        values, owner, inside = self.rows.gather("segment", texts)
        learnt = values >= 0
        values, owner, inside = values[learnt], owner[learnt], inside[learnt]
        put("segment", base[owner] + inside, weight[owner], labels=values)
        values, owner, _ = self.rows.gather("clauses", texts)
        put(
            "clause",
            base[owner] + read[owner] - 1,
            weight[owner],
            first=base[owner] + values[:, 0],
            last=base[owner] + values[:, 1],
            prefix=base[owner] + read[owner] - 1,
            labels=values[:, 2:],
        )
        values, owner, _ = self.rows.gather("gaps", texts)
        at = base[owner] + read[owner] + values[:, 0]
        put("gap", at, weight[owner], labels=values[:, 1:])
        for name in ("pointer", "answer"):
            field = _FIELD.get(name, name)
            values, owner, _ = self.rows.gather(field, texts)
            right, _, _ = self.rows.gather(f"{name}_targets", texts)
            keys = values[:, 1:].astype(np.int64)
            keys = np.where(keys >= 0, keys + base[owner][:, None], keys)
            at = base[owner] + read[owner] + values[:, 0]
            put(name, at, weight[owner], keys=keys, targets=unbits(right))
        values, owner, _ = self.rows.gather("goal", texts)
        at = base[owner] + read[owner] + values[:, 0]
        prefix = base[owner] + read[owner] - 1
        put("goal", at, weight[owner], prefix=prefix, labels=values[:, 1])
        values, owner, _ = self.rows.gather("verify", texts)
        at = base[owner] + read[owner] + values[:, 0]
        put("verify", at, weight[owner], labels=values[:, 1])
        return found

    def _own(self, whole: Mapping[str, Array], most: Mapping[str, int]) -> dict[str, Array]:
        """What of a batch is this process's, in its places, filled up to one shape."""
        shape = self.shape
        each = shape.rows // shape.processes
        start, size = shape.rank * each * shape.width, each * shape.width
        found: dict[str, Array] = {}
        for name, values in whole.items():
            kind, _, key = name.partition("_")
            if kind not in most:
                moved = values[start : start + size]
                if kind == "marker":
                    moved = np.where(moved > 0, moved - start, 0)
                found[name] = moved.reshape(each, shape.width)
                continue
            where = whole[f"{kind}_where"]
            chosen = values[(where >= start) & (where < start + size)]
            if key in ("where", "first", "last", "prefix"):
                chosen = chosen - start
            elif key == "keys":
                chosen = np.where(chosen >= 0, chosen - start, chosen)
            found[name] = _filled(key, chosen, most[kind])
        return found


def _filled(key: str, values: Array, room: int) -> Array:
    """A list with room for so many entries; a pointer that is none points at the null."""
    if key == "weights":
        found = np.zeros(room, dtype=np.float32)
    elif key == "targets":
        found = np.zeros((room, CANDIDATES), dtype=np.bool_)
        found[:, 0] = True
    elif key == "keys":
        found = np.full((room, CANDIDATES), EMPTY, dtype=np.int64)
        found[:, 0] = NULL
    elif values.ndim == 2:
        found = np.full((room, SLOTS), -1, dtype=np.int64)
    else:
        found = np.zeros(room, dtype=np.int64)
    if key == "last":
        found += 1
    found[: len(values)] = values
    return found
