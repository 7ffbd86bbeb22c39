"""The monolith as a task of the trainer: pairs, with the dropout that the specialists have."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from mycelium_distill.multitask.dropping import add_dropout, words_of
from mycelium_distill.training import Pair, PairTask, Recipe
from mycelium_distill.training.feeding import Arrays
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_passes.trunk import Trunk


@dataclass(frozen=True)
class Dropping:
    """What is left out at random while training.

    Attributes:
        attention: Of the trunk's attention.
        hidden: Of what each of its layers adds.
        words: The share of a problem's words that another word stands in for; never numbers.
    """

    attention: float = 0.0
    hidden: float = 0.0
    words: float = 0.0


class MonolithTask(PairTask):
    """Pairs of problem and program.

    Args:
        trunk: The model, in float32; it keeps its dropout, which does nothing but in training.
        pairs: What to learn.
        recipe: How.
        dropping: What is left out.

    Raises:
        MyceliumError: MYC272, if the trunk cannot have such dropout; MYC276, if there is
            nothing to train on.
    """

    def __init__(
        self, trunk: Trunk, pairs: Sequence[Pair], recipe: Recipe, dropping: Dropping
    ) -> None:
        super().__init__(trunk, pairs, recipe)
        self.dropping = dropping
        try:
            add_dropout(trunk.model, attention=dropping.attention, hidden=dropping.hidden)
        except (ValueError, AttributeError) as error:
            raise MyceliumError(
                Diagnostic(
                    "MYC272",
                    f"the trunk cannot have dropout: {error}",
                    hint="leave out --dropout-attention and --dropout-hidden",
                )
            ) from None
        self._words = None
        if dropping.words:
            size = int(trunk.model.get_input_embeddings().weight.shape[0])
            self._words = words_of(trunk.tokenizer, size)

    def batches(self, steps: int, skip: int = 0) -> Iterator[Arrays]:
        """The batches, some words of their problems exchanged for others of the same batch."""
        for step, batch in enumerate(super().batches(steps, skip), skip):
            yield batch if self._words is None else self._dropped(batch, step)

    def data(self) -> str:
        """A hash of the pairs, and of what is left out of them."""
        pairs = super().data()
        if self.dropping == Dropping():
            return pairs
        told = json.dumps([pairs, asdict(self.dropping)], sort_keys=True)
        return f"sha256:{hashlib.sha256(told.encode()).hexdigest()}"

    def _dropped(self, batch: Arrays, step: int) -> Mapping[str, np.ndarray[Any, Any]]:
        assert self._words is not None
        tokens = batch["tokens"].copy()
        flat = tokens.reshape(-1)
        # Drawn by the step, so that a training that was stopped goes on alike.
        random = np.random.default_rng([self.recipe.seed, step, 1])
        (words,) = (self._words[flat] & batch["prompt"].reshape(-1)).nonzero()
        chosen = words[random.random(len(words)) < self.dropping.words]
        if len(chosen):
            flat[chosen] = flat[random.choice(words, len(chosen))]
        return {**batch, "tokens": tokens}
