"""Pairs as token rows of one fixed shape: several pairs stand in a row, hardly any padding.

One shape means one compiled graph. The order of the pairs is drawn anew each epoch, and
everything is a function of the seed and the step, so that a training goes on exactly
where it stopped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mycelium_distill.training.recipe import Pair, Recipe
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_passes.trunk import Trunk

Array = np.ndarray[Any, np.dtype[Any]]

_ENCODED_AT_ONCE = 4096
_WAITING = 64
"""How many pairs may wait for room in a later step before a step is closed."""
_MULTIPLE = 128


@dataclass(frozen=True, eq=False)
class Encoded:
    """Pairs as tokens, one after the other in one array.

    Attributes:
        tokens: int32 [N], prompts, targets and ends.
        starts: int64 [P + 1], where each pair begins.
        prompts: int32 [P], the tokens of each pair's prompt.
        weights: float32 [P].
        left_out: pairs that are longer than a row.
        longest: the tokens of the longest pair that was kept.
    """

    tokens: Array
    starts: Array
    prompts: Array
    weights: Array
    left_out: int
    longest: int

    def __len__(self) -> int:
        return len(self.prompts)


@dataclass(frozen=True, eq=False)
class Batch:
    """The tokens of one step.

    Attributes:
        tokens: int64 [B, T].
        texts: int64 [B, T], the number of the pair in its row, from 1; 0 is padding.
        positions: int64 [B, T], each token's place in its own text, from 0.
        prompt: bool [B, T], whether a token belongs to a prompt.
        where: int64 [M], places in the flattened tokens whose next token counts.
        labels: int64 [M], those next tokens.
        weights: float32 [M], what each counts; 0 where the row of M is only filled up.
    """

    tokens: Array
    texts: Array
    positions: Array
    prompt: Array
    where: Array
    labels: Array
    weights: Array


def encode(trunk: Trunk, pairs: Sequence[Pair], row_tokens: int) -> Encoded:
    """The tokens of pairs, those longer than a row left out.

    Raises:
        MyceliumError: MYC276, if none is left.
    """
    tokens: list[Array] = []
    prompts: list[int] = []
    lengths: list[int] = []
    weights: list[float] = []
    longest_of_all = 0
    for start in range(0, len(pairs), _ENCODED_AT_ONCE):
        group = pairs[start : start + _ENCODED_AT_ONCE]
        read = trunk.encode([pair.prompt for pair in group])
        written = trunk.encode([pair.target for pair in group])
        for pair, prompt, target in zip(group, read, written, strict=True):
            length = len(prompt) + len(target) + 1
            longest_of_all = max(longest_of_all, length)
            if not prompt or length > row_tokens:
                continue
            tokens.append(np.array([*prompt, *target, trunk.end], dtype=np.int32))
            prompts.append(len(prompt))
            lengths.append(length)
            weights.append(pair.weight)
    if not prompts:
        raise MyceliumError(
            Diagnostic(
                "MYC276",
                f"there is nothing to train on: of {len(pairs):,} pairs none fits into a row of "
                f"{row_tokens} tokens (the longest has {longest_of_all:,})",
                hint="give rows with programs, or a larger `longest`",
            )
        )
    return Encoded(
        np.concatenate(tokens),
        np.concatenate([[0], np.cumsum(lengths)]),
        np.array(prompts, dtype=np.int32),
        np.array(weights, dtype=np.float32),
        len(pairs) - len(prompts),
        max(lengths),
    )


class Packer:
    """Makes the batches of a training, the same ones for the same pairs and recipe."""

    def __init__(self, encoded: Encoded, recipe: Recipe) -> None:
        self.encoded = encoded
        self.rows = max(1, recipe.tokens_per_step // recipe.longest)
        self.width = recipe.longest
        self.prompt_loss = recipe.prompt_loss
        self.seed = recipe.seed
        lengths = np.diff(encoded.starts)
        counted = lengths - 1 if recipe.prompt_loss else lengths - encoded.prompts
        whole = self.rows * self.width
        share = float(counted.sum() / lengths.sum())
        # Room for the targets of a usual step; an unusual one is closed a little earlier.
        room = int(whole * min(1.0, share * 1.06 + 0.01)) + int(counted.max())
        self.most = min(whole, -(-room // _MULTIPLE) * _MULTIPLE)
        self._lengths = lengths.tolist()
        self._counted = counted.tolist()

    def batches(self, skip: int = 0) -> Iterator[Batch]:
        """All steps' batches without end, those of the first `skip` steps passed over."""
        for step, plan in enumerate(self._plans()):
            if step >= skip:
                yield self._batch(plan)

    def _order(self) -> Iterator[int]:
        epoch = 0
        while True:
            drawn = np.random.default_rng([self.seed, epoch]).permutation(len(self.encoded))
            yield from drawn.tolist()
            epoch += 1

    def _plans(self) -> Iterator[list[list[int]]]:
        """For each step the pairs of each row: each pair goes into the first row with room."""
        order = self._order()
        waiting: list[int] = []
        while True:
            plan: list[list[int]] = [[] for _ in range(self.rows)]
            room = [self.width] * self.rows
            left = self.most
            still: list[int] = []
            first = 0  # rows before it are as good as full
            shortest = min(self._lengths)
            taken = iter(waiting)
            while len(still) < _WAITING and first < self.rows:
                index = next(taken, None)
                if index is None:
                    index = next(order)
                length = self._lengths[index]
                row = next((r for r in range(first, self.rows) if room[r] >= length), None)
                if row is None or self._counted[index] > left:
                    still.append(index)
                    continue
                plan[row].append(index)
                room[row] -= length
                left -= self._counted[index]
                while first < self.rows and room[first] < shortest:
                    first += 1
            waiting = [*still, *taken]
            yield plan

    def _batch(self, plan: list[list[int]]) -> Batch:
        shape = (self.rows, self.width)
        tokens = np.zeros(shape, dtype=np.int64)
        texts = np.zeros(shape, dtype=np.int64)
        positions = np.zeros(shape, dtype=np.int64)
        prompt = np.zeros(shape, dtype=np.bool_)
        counts = np.zeros(shape, dtype=np.float32)
        starts, prompts = self.encoded.starts, self.encoded.prompts
        for row, indices in enumerate(plan):
            at = 0
            for number, index in enumerate(indices, start=1):
                read, length = int(prompts[index]), self._lengths[index]
                tokens[row, at : at + length] = self.encoded.tokens[
                    starts[index] : starts[index + 1]
                ]
                texts[row, at : at + length] = number
                positions[row, at : at + length] = np.arange(length)
                prompt[row, at : at + read] = True
                weight = self.encoded.weights[index]
                # A place counts by the token after it: the prompt's last is the target's first.
                counts[row, at : at + read - 1] = weight * self.prompt_loss
                counts[row, at + read - 1 : at + length - 1] = weight
                at += length
        flat = counts.reshape(-1)
        (places,) = flat.nonzero()
        where = np.zeros(self.most, dtype=np.int64)
        labels = np.zeros(self.most, dtype=np.int64)
        weights = np.zeros(self.most, dtype=np.float32)
        where[: len(places)] = places
        labels[: len(places)] = tokens.reshape(-1)[places + 1]
        weights[: len(places)] = flat[places]
        return Batch(tokens, texts, positions, prompt, where, labels, weights)
