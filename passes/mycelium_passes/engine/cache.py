"""Keys and values of the lean engine: one tensor for all layers, which grows by doubling."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

_STEP = 32
"""Room is a multiple of this: attention on a GPU wants aligned rows."""


class LeanCache:
    """A batch of rows; what lies behind a row's length is never seen.

    Attributes:
        store: [layers, B, 2 x kv heads, room, head size], keys before values. That a head's
            keys lie together halves the time of attention over many rows.
        bound: No row is longer; known without asking the device.
    """

    def __init__(self, store: Tensor, lengths: Tensor, bound: int) -> None:
        self.store = store
        self.bound = bound
        self._lengths = lengths

    @classmethod
    def empty(
        cls, sizes: tuple[int, int, int, int], room: int, lengths: Tensor, dtype: torch.dtype
    ) -> LeanCache:
        """A cache for rows of these lengths, to be filled.

        Args:
            sizes: Layers, rows, twice the heads of keys and values, and the head size.
            room: How many tokens a row has.
            lengths: int64 [B], each at most `room`.
            dtype: Of keys and values.
        """
        layers, rows, heads, size = sizes
        wide = (layers, rows, heads, _rounded(room), size)
        return cls(torch.zeros(wide, dtype=dtype, device=lengths.device), lengths, room)

    @property
    def lengths(self) -> Tensor:
        """int64 [B]: how many tokens each row holds."""
        return self._lengths

    @property
    def room(self) -> int:
        """How many tokens a row has room for."""
        return self.store.shape[3]

    @property
    def nbytes(self) -> int:
        """The memory of keys and values."""
        return self.store.nbytes

    def expand(self, times: int) -> LeanCache:
        """Another cache with each row `times` times in a row."""
        lengths = self._lengths.repeat_interleave(times)
        return LeanCache(self._used().repeat_interleave(times, dim=1), lengths, self.bound)

    def select(self, rows: Tensor) -> LeanCache:
        """Another cache of these rows, in this order."""
        rows = rows.to(self._lengths.device)
        lengths = self._lengths[rows]
        bound = self.bound
        if lengths.device.type == "cpu":
            bound = int(lengths.max()) if len(lengths) else 0
        used = self.store[:, :, :, : _rounded(bound)]
        return LeanCache(used.index_select(1, rows), lengths, bound)

    def truncate(self, lengths: Tensor) -> None:
        """Forget what lies behind these lengths.

        Raises:
            ValueError: if a row would grow; on a GPU, where asking takes time, it is clamped.
        """
        wanted = lengths.to(self._lengths.device)
        if wanted.device.type == "cpu":
            if bool((wanted > self._lengths).any()):
                raise ValueError("a cache cannot be truncated to more than it holds")
            self.bound = int(wanted.max()) if len(wanted) else 0
        elif lengths.device.type == "cpu":
            self.bound = min(self.bound, int(lengths.max()) if len(lengths) else 0)
        self._lengths = torch.minimum(wanted, self._lengths)

    @classmethod
    def join(cls, caches: Sequence[LeanCache]) -> LeanCache:
        """Another cache with the rows of all of these, in order."""
        bound = max(cache.bound for cache in caches)
        first = caches[0].store
        wide = list(first.shape)
        wide[1] = sum(cache.store.shape[1] for cache in caches)
        wide[3] = _rounded(bound)
        store = first.new_zeros(wide)
        at = 0
        for cache in caches:
            rows, used = cache.store.shape[1], min(cache.bound, cache.room)
            store[:, at : at + rows, :, :used] = cache.store[:, :, :, :used]
            at += rows
        return cls(store, torch.cat([cache.lengths for cache in caches]), bound)

    def reserve(self, room: int) -> None:
        """Make room for this many tokens a row."""
        had = self.room
        if room <= had:
            return
        wide = list(self.store.shape)
        wide[3] = _rounded(max(room, 2 * had))
        grown = self.store.new_zeros(wide)
        grown[:, :, :, :had] = self.store
        self.store = grown

    def grow(self, lengths: Tensor, most: int) -> None:
        """Count tokens as held that were written behind each row; `most` bounds them."""
        self._lengths = self._lengths + lengths.to(self._lengths.device)
        if self._lengths.device.type == "cpu":
            self.bound = int(self._lengths.max()) if len(self._lengths) else 0
        elif lengths.device.type == "cpu":
            self.bound += int(lengths.max()) if len(lengths) else 0
        else:
            self.bound += most

    def _used(self) -> Tensor:
        return self.store[:, :, :, : _rounded(self.bound)]


def _rounded(room: int) -> int:
    return max(_STEP, -(-room // _STEP) * _STEP)
