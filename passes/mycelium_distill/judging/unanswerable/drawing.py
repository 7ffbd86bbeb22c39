"""Drawing words: what one split's rows are made of, another split's are not."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

from mycelium_distill.stories.lexicon import HERS, HIS, PLACES

T = TypeVar("T")

_KEPT = 6
"""Of so many wordings of a list the last is for the rows that are tuned on."""


class Draw(random.Random):
    """A generator of random numbers that knows which split it makes rows for.

    Args:
        seed: What it depends on.
        split: `train` or `tune`.
    """

    split: str

    def __new__(cls, seed: str, split: str) -> Draw:
        """The base class would look at the arguments."""
        return super().__new__(cls)

    def __init__(self, seed: str, split: str) -> None:
        self.split = split
        super().__init__(f"{seed} {split}")

    def of(self, items: Sequence[T]) -> T:
        """One of some wordings; of a long list, only of the split's own part."""
        if len(items) < _KEPT:
            return self.choice(items)
        tune = self.split != "train"
        own = [item for n, item in enumerate(items) if (n % _KEPT == _KEPT - 1) == tune]
        return self.choice(own)

    def number(self) -> int:
        """A number as stories have them."""
        return self.randint(2, self.choice((12, 30, 100, 500)))

    def name(self) -> str:
        """Somebody's."""
        return self.choice(HERS + HIS)

    def place(self) -> str:
        """Somewhere."""
        return self.choice(PLACES)

    def chance(self, share: float) -> bool:
        """True so often."""
        return self.random() < share
