"""What a batch of drafts gives the model besides symbols: pooled clauses, and what may come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from mycelium_passes.reading.encoding import clause_tokens
from mycelium_passes.reading.model import Model

if TYPE_CHECKING:
    from mycelium_passes.writing.decoding import Task

_MOST_SETS = 65_536


def pooled_clauses(model: Model, tasks: Sequence[Task]) -> tuple[Tensor, list[int]]:
    """The mean of the input embeddings of each clause's tokens [C, d], and each task's first."""
    begins: dict[tuple[int, tuple[tuple[int, int], ...]], int] = {}
    own: list[int] = []
    tokens: list[int] = []
    offsets: list[int] = []
    known: dict[int, int] = {}
    for task in tasks:
        if id(task) not in known:
            spans = tuple((clause.start, clause.end) for clause in task.order.program.clauses)
            key = (id(task.reading), spans)
            if key not in begins:
                begins[key] = len(offsets)
                for start, end in spans:
                    first, last = clause_tokens(task.reading, start, end)
                    offsets.append(len(tokens))
                    tokens += task.reading.tokens[first : max(last, first + 1)]
            known[id(task)] = begins[key]
        own.append(known[id(task)])
    device = model.engine.device
    if not offsets:
        return torch.zeros(0, model.engine.width, device=device), own
    embedded = model.engine.embed(torch.tensor(tokens, device=device)).float()
    pooled = functional.embedding_bag(
        torch.arange(len(tokens), device=device),
        embedded,
        torch.tensor(offsets, device=device),
        mode="mean",
    )
    return pooled, own


class Masks:
    """Sets of symbols as rows of a table on the device; drafts come to the same ones again.

    Args:
        symbols: How many symbols there are.
        device: Where the table is.
    """

    def __init__(self, symbols: int, device: torch.device) -> None:
        self._rows: dict[tuple[int, ...], int] = {}
        self._table = torch.zeros(64, symbols, dtype=torch.bool, device=device)

    def of(self, sets: Sequence[tuple[int, ...]]) -> Tensor:
        """Bool [B, symbols]: what is in each set."""
        if len(self._rows) + len(sets) > _MOST_SETS:
            self._rows.clear()
        before = len(self._rows)
        rows = [self._rows.setdefault(each, len(self._rows)) for each in sets]
        count = len(self._rows)
        if count > before:
            self._add(list(self._rows)[before:], before)
        return self._table[torch.tensor(rows, device=self._table.device)]

    def _add(self, sets: Sequence[tuple[int, ...]], at: int) -> None:
        had, symbols = self._table.shape
        if at + len(sets) > had:
            grown = self._table.new_zeros(2 * (at + len(sets)), symbols)
            grown[:had] = self._table
            self._table = grown
        fresh = np.zeros((len(sets), symbols), dtype=np.bool_)
        for row, each in zip(fresh, sets, strict=True):
            row[list(each)] = True
        self._table[at : at + len(sets)] = torch.from_numpy(fresh).to(self._table.device)
