"""Batches for all specialists at once: several texts in a row, everything of one shape.

What a step holds is a function of the seed, the sources and the step alone: a training goes
on exactly where it stopped, and each of several processes takes its rows of the same plan.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from mycelium_distill.multitask.filling import Filler
from mycelium_distill.multitask.rows import Array, EncodedRows
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

LISTS = ("lm", "segment", "clause", "gap", "pointer", "answer", "goal", "verify")
"""The parts of a batch that are lists of places, each padded to a fixed number."""

_WAITING = 64
"""How many rows may wait for room in a later step before a step is closed."""
_MULTIPLE = 64


@dataclass(frozen=True)
class Phase:
    """A part of a training, and what it learns from.

    Attributes:
        share: The part of the steps that it takes; all phases' shares are divided by their sum.
        sources: How often each row of a source comes, against 1 for those not named; 0 for never.
    """

    share: float
    sources: Mapping[str, float]


@dataclass(frozen=True)
class Shape:
    """What a plan of batches depends on besides its rows.

    Attributes:
        rows: Rows of a batch, of all processes together.
        width: Tokens of a row.
        seed: Of the order.
        phases: What is learnt when; none: everything alike, always.
        word_dropout: The share of the prefix's words that another word stands in for.
        rank: Which of the processes this is.
        processes: How many there are; they divide the rows.
    """

    rows: int
    width: int
    seed: int = 0
    phases: tuple[Phase, ...] = ()
    word_dropout: float = 0.0
    rank: int = 0
    processes: int = 1


class PackedRows:
    """Makes the batches of a training, the same ones for the same rows and shape.

    Args:
        sources: Rows by the name of their source.
        shape: How to pack them.
        words: bool [vocabulary], which tokens word dropout may exchange; None for none.

    Attributes:
        most: How many entries each list of a batch has room for.
        left_out: Rows that are longer than a row of a batch, or have more labels than a batch.

    Raises:
        MyceliumError: MYC276, if nothing is left; MYC324, if a phase names an unknown source
            or leaves no row.
    """

    def __init__(
        self, sources: Mapping[str, EncodedRows], shape: Shape, words: Array | None = None
    ) -> None:
        self.sources = dict(sources)
        self.shape = shape
        if shape.rows % shape.processes:
            raise ValueError(f"{shape.processes} processes do not divide {shape.rows} rows")
        self.names = list(self.sources)
        self._joined = EncodedRows.joined([self.sources[name] for name in self.names])
        counts = [len(self.sources[name]) for name in self.names]
        self._first = np.cumsum([0, *counts])
        rows = self._joined
        lengths = rows.sizes("text") + rows.sizes("symbols")
        self._filler = Filler(rows, shape, words)
        sizes = self._filler.counts()
        fits = lengths <= shape.width
        self.left_out = int((~fits).sum()) + rows.left_out
        if not fits.any():
            raise MyceliumError(
                Diagnostic(
                    "MYC276",
                    f"there is nothing to train on: of {len(rows):,} rows none fits into "
                    f"{shape.width} tokens",
                    hint="give examples, or a larger `longest`",
                )
            )
        self._kept = [
            np.flatnonzero(fits[self._first[n] : self._first[n + 1]]) + self._first[n]
            for n in range(len(self.names))
        ]
        self.phases = shape.phases or (Phase(1.0, {}),)
        self._shares = [self._drawn_shares(phase) for phase in self.phases]
        self.most = self._room(lengths, sizes)
        self._lengths = lengths.tolist()
        self._sizes = np.stack([sizes[name] for name in LISTS], axis=1).tolist()
        self._shortest = int(lengths[fits].min())

    def __len__(self) -> int:
        return sum(map(len, self._kept))

    @property
    def tokens(self) -> int:
        """Tokens and symbols of one pass over all rows that fit."""
        return sum(self._lengths[index] for kept in self._kept for index in kept.tolist())

    def batches(self, steps: int, skip: int = 0) -> Iterator[dict[str, Array]]:
        """The batches of a training of so many steps, the first `skip` passed over.

        They do not end with it: the last phase goes on.
        """
        for step, plan in enumerate(self.plans(steps)):
            if step >= skip:
                yield self._filler.batch(plan, step, self.most)

    # -- the plan

    def plans(self, steps: int) -> Iterator[list[list[int]]]:
        """For each step the texts of each row: each goes into the first row with room."""
        ends = _ends([phase.share for phase in self.phases], steps)
        drawing = _Drawing([self._order(number) for number in range(len(self.names))])
        waiting: list[int] = []
        step = 0
        while True:
            phase = next((n for n, end in enumerate(ends) if step < end), len(ends) - 1)
            shares = self._shares[phase]
            plan: list[list[int]] = [[] for _ in range(self.shape.rows)]
            room = [self.shape.width] * self.shape.rows
            left = [self.most[name] for name in LISTS]
            still: list[int] = []
            first = 0  # rows before it are as good as full
            taken = iter(waiting)
            while len(still) < _WAITING and first < self.shape.rows:
                index = next(taken, None)
                if index is None:
                    index = drawing.next(shares)
                length, sizes = self._lengths[index], self._sizes[index]
                row = next((r for r in range(first, self.shape.rows) if room[r] >= length), None)
                if row is None or any(map(int.__gt__, sizes, left)):
                    still.append(index)
                    continue
                plan[row].append(index)
                room[row] -= length
                left = [have - size for have, size in zip(left, sizes, strict=True)]
                while first < self.shape.rows and room[first] < self._shortest:
                    first += 1
            waiting = [*still, *taken]
            yield plan
            step += 1
            if step in ends[:-1]:
                drawing.forget()

    def _order(self, source: int) -> Iterator[int]:
        """The rows of a source without end, in another order each time round."""
        epoch = 0
        while True:
            seed = [self.shape.seed, source, epoch]
            yield from np.random.default_rng(seed).permutation(self._kept[source]).tolist()
            epoch += 1

    def _drawn_shares(self, phase: Phase) -> list[float]:
        """The part of the drawn rows that is each source's."""
        unknown = [name for name in phase.sources if name not in self.sources]
        if unknown:
            raise _unfit(f"a phase names the source `{unknown[0]}`", self.names)
        parts = [
            phase.sources.get(name, 1.0) * len(kept)
            for name, kept in zip(self.names, self._kept, strict=True)
        ]
        if min(parts) < 0 or sum(parts) <= 0:
            raise _unfit("a phase leaves no row to learn from", self.names)
        return [part / sum(parts) for part in parts]

    def _room(self, lengths: Array, sizes: Mapping[str, Array]) -> dict[str, int]:
        """Room for the labels of a usual step; an unusual one is closed a little earlier."""
        places = self.shape.rows * self.shape.width
        most = dict.fromkeys(LISTS, _MULTIPLE)
        for shares in self._shares:
            used = [(s, kept) for s, kept in zip(shares, self._kept, strict=True) if s > 0]

            def mean(values: Array, used: list[tuple[float, Array]] = used) -> float:
                return sum(share * float(values[kept].mean()) for share, kept in used)

            texts = places / mean(lengths)
            for name in LISTS:
                each = sizes[name].astype(float)
                usual = mean(each)
                spread = math.sqrt(max(0.0, mean(each**2) - usual**2) * texts)
                largest = max(int(each[kept].max()) for _, kept in used)
                room = 1.06 * usual * texts + 2 * spread + largest
                rounded = -(-math.ceil(room) // _MULTIPLE) * _MULTIPLE
                most[name] = max(most[name], min(rounded, -(-places // _MULTIPLE) * _MULTIPLE))
        return most


class _Drawing:
    """Takes from each source as evenly as its share allows."""

    def __init__(self, orders: Sequence[Iterator[int]]) -> None:
        self.orders = orders
        self.credit = [0.0] * len(orders)

    def next(self, shares: Sequence[float]) -> int:
        """The next row, of the source that is most behind its share."""
        self.credit = [have + share for have, share in zip(self.credit, shares, strict=True)]
        number = max(range(len(shares)), key=self.credit.__getitem__)
        self.credit[number] -= 1.0
        return next(self.orders[number])

    def forget(self) -> None:
        """Begin evenly: the shares are others now."""
        self.credit = [0.0] * len(self.orders)


def _ends(shares: Sequence[float], steps: int) -> list[int]:
    """The step at which each phase ends."""
    if min(shares) < 0 or sum(shares) <= 0:
        raise ValueError("the phases' shares are not positive")
    return [round(steps * float(done)) for done in np.cumsum(shares) / sum(shares)]


def _unfit(what: str, names: Sequence[str]) -> MyceliumError:
    return MyceliumError(
        Diagnostic("MYC324", what, hint=f"the sources are {', '.join(names)}", subject="phase")
    )
