"""What every engine can do, and what its cache can do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, Self

import torch
from torch import Tensor


class Cache(Protocol):
    """The keys and values of a batch of rows; each row has a length of its own."""

    @property
    def lengths(self) -> Tensor:
        """int64 [B], on the engine's device: how many tokens each row holds."""
        ...

    @property
    def nbytes(self) -> int:
        """The memory of its keys and values."""
        ...

    def expand(self, times: int) -> Cache:
        """Another cache with each row `times` times in a row: a, a, b, b."""
        ...

    def select(self, rows: Tensor) -> Cache:
        """Another cache of these rows, int64 [N], in this order; one may come twice."""
        ...

    def truncate(self, lengths: Tensor) -> None:
        """Forget what lies behind these lengths, int64 [B]; none may be above its own."""
        ...

    @classmethod
    def join(cls, caches: Sequence[Self]) -> Self:
        """Another cache with the rows of all of these, in order; there must be one at least."""
        ...


class Engine(Protocol):
    """A trunk that reads prefixes and continues them.

    Embeddings and states are float32 whatever the weights are. What becomes of a row
    does not depend on its neighbours, up to rounding, nor on what stands in padding.
    """

    @property
    def width(self) -> int:
        """The size of an embedding and of a state, d."""
        ...

    @property
    def device(self) -> torch.device:
        """Where the tensors are that it takes and gives."""
        ...

    def embed(self, tokens: Tensor) -> Tensor:
        """The trunk's input embeddings [..., d] of tokens, int64 [...]."""
        ...

    def read(self, tokens: Tensor, lengths: Tensor) -> tuple[Tensor, Cache]:
        """Read prefixes, with attention in both directions.

        Args:
            tokens: int64 [B, P], padded on the right with any token.
            lengths: int64 [B], at most P.

        Returns:
            The states after the last norm, [B, P, d], and the cache. States of padding
            mean nothing.
        """
        ...

    def extend(self, cache: Cache, embeddings: Tensor, lengths: Tensor) -> Tensor:
        """Continue each row; each token sees its row's cache and the tokens before it.

        Args:
            cache: Of `read` or of an earlier cache; it grows in place by `lengths`.
            embeddings: [B, T, d], padded on the right.
            lengths: int64 [B], from 0 to T.

        Returns:
            The states after the last norm, [B, T, d].
        """
        ...
