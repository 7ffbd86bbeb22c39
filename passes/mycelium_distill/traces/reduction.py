"""What is taken from each layer: of all heads to calibrate, of the calibrated ones to trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from mycelium_distill.traces.calibration import Calibration
from mycelium_distill.traces.encoding import padded
from mycelium_distill.traces.interface import AttentionRows
from mycelium_distill.traces.places import POSITIONS, Places
from mycelium_distill.traces.record import Array

EPSILON = 1e-6
"""Keeps a head that points at no candidate from being divided by nothing."""


@dataclass(frozen=True)
class Batch:
    """Sequences of like length on the device; B of them, T tokens wide.

    Attributes:
        places: what the rows are about.
        ids: int64 [B, T].
        rows: int64 [B, R], the tokens that attend: from the one before the solution to the
            end mark; a shorter sequence repeats its last one.
        start: int64 [B], the solution's first token.
        sinks: bool [B, T], positions taken out.
        candidates: float32 [B, C, T], see `Places`; filled up with rows of zeros.
        operand_rows: int64 [B, M, 3], indices into the R rows.
    """

    places: tuple[Places, ...]
    ids: Tensor
    rows: Tensor
    start: Tensor
    sinks: Tensor
    candidates: Tensor
    operand_rows: Tensor


def collate(places: Sequence[Places], device: Any) -> Batch:
    """Sequences as one batch."""
    encoded = [place.encoded for place in places]
    width = max(one.length for one in encoded)
    rows = padded([np.arange(one.start - 1, one.length) for one in encoded])
    for row, one in zip(rows, encoded, strict=True):
        row[one.length - one.start + 1 :] = one.length - 1
    sinks = np.zeros((len(places), width), bool)
    for row, one in zip(sinks, encoded, strict=True):
        row[one.sinks] = True
    candidates = stacked([place.candidates for place in places], width)
    count = max(len(place.rows) for place in places)
    operand_rows = np.zeros((len(places), count, len(POSITIONS)), "int64")
    for index, place in enumerate(places):
        operand_rows[index, : len(place.rows)] = place.rows - (place.encoded.start - 1)
    return Batch(
        places=tuple(places),
        ids=torch.from_numpy(padded([one.ids for one in encoded])).to(device),
        rows=torch.from_numpy(rows).to(device),
        start=torch.tensor([one.start for one in encoded], device=device),
        sinks=torch.from_numpy(sinks).to(device),
        candidates=torch.from_numpy(candidates).to(device),
        operand_rows=torch.from_numpy(operand_rows).to(device),
    )


def stacked(matrices: Sequence[Array], width: int) -> Array:
    """Matrices of different sizes as one float32 [B, n, width], filled up with zeros."""
    count = max(len(matrix) for matrix in matrices)
    result = np.zeros((len(matrices), count, width), "float32")
    for index, matrix in enumerate(matrices):
        result[index, : len(matrix), : matrix.shape[1]] = matrix
    return result


def fractions_of(attention: Tensor, batch: Batch) -> Tensor:
    """Each head's input attention fraction, sinks left out of both parts.

    Takes [B, H, R, T] and gives [B, H, R]; 0 where a head has eyes for the sink alone.
    """
    columns = torch.arange(attention.shape[-1], device=attention.device)
    prompt = columns[None, :] < batch.start[:, None]
    read = attention.masked_fill(batch.sinks[:, None, None, :], 0)
    problem = (read * prompt[:, None, None, :]).sum(dim=-1)
    return problem / (read.sum(dim=-1) + EPSILON)


def at_operands(attention: Tensor, batch: Batch, position: int) -> Tensor:
    """The evidence for each candidate at one position of each operand.

    Takes [B, H, R, T], sinks removed, and gives [B, H, M, C].
    """
    rows = batch.operand_rows[:, None, :, position, None]
    index = rows.expand(-1, attention.shape[1], -1, attention.shape[-1])
    return attention.gather(2, index) @ batch.candidates[:, None].transpose(2, 3)


class Survey:
    """Reads all heads' evidence about operands, and their IAF, for calibration."""

    def __init__(self, batch: Batch, heads_at_once: int = 8) -> None:
        self._batch = batch
        self._at_once = heads_at_once
        self._evidence: list[Tensor] = []
        self._fractions: list[Tensor] = []

    def read(self, layer: int, rows: AttentionRows) -> None:
        """Take a layer's evidence; a few heads are computed at a time."""
        evidence, fractions = [], []
        for first in range(0, rows.heads, self._at_once):
            attention = rows.of(slice(first, first + self._at_once), self._batch.rows)
            fractions.append(fractions_of(attention, self._batch))
            attention = attention.masked_fill(self._batch.sinks[:, None, None, :], 0)
            evidence.append(
                torch.stack([at_operands(attention, self._batch, p) for p in range(3)], dim=1)
            )
        self._evidence.append(torch.cat(evidence, dim=2).cpu())
        self._fractions.append(torch.cat(fractions, dim=1).half().cpu())

    def results(self) -> list[tuple[Array, Array]]:
        """For each row: evidence float32 [3, L, H, M, N + K], and IAF float16 [S, L, H]."""
        evidence = torch.stack(self._evidence, dim=2).numpy()  # [B, 3, L, H, M, C]
        fractions = torch.stack(self._fractions, dim=1).numpy()  # [B, L, H, R]
        found = []
        for index, place in enumerate(self._batch.places):
            count, candidates = len(place.operands), len(place.candidates)
            length = place.encoded.solution_length
            found.append(
                (
                    evidence[index, ..., :count, :candidates],
                    np.moveaxis(fractions[index, :, :, 1 : length + 1], 2, 0),
                )
            )
        return found


@dataclass(frozen=True, eq=False)
class Reduced:
    """One row's reduced attention, on the processor.

    Attributes:
        attention: float32 [S, P], the calibrated heads' weighted mean, sinks removed.
        earlier: float32 [S, K], the same, to each step's text.
        to_solution: float32 [S], the same, to the solution so far.
        fractions: float32 [S, n], the boundary heads' IAF.
        scores: float32 [M, N + K], how much each candidate is pointed at.
        mass: float32 [M], the attention to all candidates.
    """

    attention: Array
    earlier: Array
    to_solution: Array
    fractions: Array
    scores: Array
    mass: Array


class Reduction:
    """Sums up the calibrated heads' attention, layer by layer, on the device."""

    def __init__(self, batch: Batch, calibration: Calibration) -> None:
        self._batch = batch
        self._calibration = calibration
        device = batch.ids.device
        size, rows = batch.rows.shape
        self._sum = torch.zeros(len(POSITIONS), size, rows, batch.ids.shape[1], device=device)
        operands, candidates = batch.operand_rows.shape[1], batch.candidates.shape[1]
        self._scores = torch.zeros(size, operands, candidates, device=device)
        self._mass = torch.zeros(size, operands, device=device)
        count = len(calibration.boundary.heads)
        self._fractions = torch.zeros(size, rows, count, device=device)
        self._allowed = torch.from_numpy(
            stacked([p.allowed for p in batch.places], candidates)[:, :operands]
        ).to(device)

    def read(self, layer: int, rows: AttentionRows) -> None:
        """Take what the calibrated heads of a layer say; other heads are not computed."""
        triples = self._calibration.by_layer.get(layer, ())
        ending = self._calibration.boundary.by_layer.get(layer, ())
        heads = sorted({t.head for t in triples} | {head for _, head in ending})
        if not heads:
            return
        attention = rows.of(heads, self._batch.rows)
        if ending:
            fractions = fractions_of(attention, self._batch)
            for index, head in ending:
                self._fractions[:, :, index] = fractions[:, heads.index(head)]
        if not triples:
            return
        attention = attention.masked_fill(self._batch.sinks[:, None, None, :], 0)
        for triple in triples:
            at = heads.index(triple.head)
            position = POSITIONS.index(triple.position)
            one = attention[:, at : at + 1]
            self._sum[position] += triple.weight * one[:, 0]
            if self._scores.shape[1]:
                evidence = at_operands(one, self._batch, position)[:, 0] * self._allowed
                total = evidence.sum(dim=-1, keepdim=True)
                self._scores += triple.weight * evidence / (total + EPSILON)
                self._mass += triple.weight * total[..., 0]

    def results(self) -> list[Reduced]:
        """The rows' reduced attention.

        Token t's attention is that of its `before` heads at t - 1, its `own` heads at t and
        its `after` heads at t + 1: together they say what was read to write it.
        """
        batch = self._batch
        aligned = self._sum[0, :, :-2] + self._sum[1, :, 1:-1] + self._sum[2, :, 2:]  # [B, S, T]
        width = aligned.shape[-1]
        columns = torch.arange(width, device=aligned.device)
        solution = (columns[None, :] >= batch.start[:, None])[:, None, :]
        to_solution = (aligned * solution).sum(dim=-1).cpu().numpy()
        steps = torch.from_numpy(stacked([p.steps for p in batch.places], width))
        earlier = (aligned @ steps.to(aligned.device).transpose(1, 2)).cpu().numpy()
        problem = padded([p.encoded.problem_tokens for p in batch.places])
        index = torch.from_numpy(problem).to(aligned.device)[:, None, :]
        attention = aligned.gather(2, index.expand(-1, aligned.shape[1], -1)).cpu().numpy()
        fractions = self._fractions[:, 1:].cpu().numpy()
        scores, mass = self._scores.cpu().numpy(), self._mass.cpu().numpy()
        found = []
        for row, place in enumerate(batch.places):
            length, count = place.encoded.solution_length, len(place.operands)
            found.append(
                Reduced(
                    attention=attention[row, :length, : len(place.encoded.problem_tokens)],
                    earlier=earlier[row, :length, : len(place.steps)],
                    to_solution=to_solution[row, :length],
                    fractions=fractions[row, :length],
                    scores=scores[row, :count, : len(place.candidates)],
                    mass=mass[row, :count],
                )
            )
        return found
