"""An engine over any causal model of transformers, for the families without a lean one."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from mycelium_passes.engine.interface import Cache


class SlotCache:
    """A cache of transformers, and which of its slots are real.

    Rows of a batch are written side by side, so a row that is shorter leaves gaps.

    Attributes:
        held: The DynamicCache.
        real: bool [B, S], the slots that a row sees.
    """

    def __init__(self, held: Any, real: Tensor) -> None:
        self.held = held
        self.real = real

    @property
    def lengths(self) -> Tensor:
        """int64 [B]: how many tokens each row holds."""
        return self.real.sum(1)

    @property
    def nbytes(self) -> int:
        """The memory of keys and values."""
        return sum(layer.keys.nbytes + layer.values.nbytes for layer in self.held.layers)

    def expand(self, times: int) -> SlotCache:
        """Another cache with each row `times` times in a row."""
        rows = torch.arange(len(self.real), device=self.real.device)
        return self.select(rows.repeat_interleave(times))

    def select(self, rows: Tensor) -> SlotCache:
        """Another cache of these rows, in this order."""
        from transformers import DynamicCache

        rows = rows.to(self.real.device)
        other = DynamicCache()
        for index, layer in enumerate(self.held.layers):
            other.update(layer.keys[rows], layer.values[rows], index)
        return SlotCache(other, self.real[rows])

    @classmethod
    def join(cls, caches: Sequence[SlotCache]) -> SlotCache:
        """Another cache with the rows of all of these, in order."""
        from torch.nn.functional import pad
        from transformers import DynamicCache

        slots = max(cache.real.shape[1] for cache in caches)
        lacking = [slots - cache.real.shape[1] for cache in caches]
        other = DynamicCache()
        for index in range(len(caches[0].held.layers)):
            layers = [cache.held.layers[index] for cache in caches]
            pairs = list(zip(layers, lacking, strict=True))
            keys = torch.cat([pad(layer.keys, (0, 0, 0, more)) for layer, more in pairs])
            values = torch.cat([pad(layer.values, (0, 0, 0, more)) for layer, more in pairs])
            other.update(keys, values, index)
        real = [pad(c.real, (0, more)) for c, more in zip(caches, lacking, strict=True)]
        return cls(other, torch.cat(real))

    def truncate(self, lengths: Tensor) -> None:
        """Forget what lies behind these lengths.

        Raises:
            ValueError: if a row would grow.
        """
        wanted = lengths.to(self.real.device)
        if bool((wanted > self.lengths).any()):
            raise ValueError("a cache cannot be truncated to more than it holds")
        self.real = self.real & (self.real.cumsum(1) <= wanted[:, None])


class TransformersEngine:
    """A causal model of transformers as an engine; the model is used as it is.

    Attributes:
        model: In evaluation mode.
        device: Where it runs.
    """

    def __init__(self, model: Any) -> None:
        self.model = model
        self.device = next(model.parameters()).device
        known = inspect.signature(model.base_model.forward).parameters
        # Newer releases renamed the argument.
        self._cache_name = "cache" if "cache" in known else "past_key_values"

    @property
    def width(self) -> int:
        """The size of a state."""
        return int(self.model.get_input_embeddings().weight.shape[1])

    @torch.inference_mode()
    def embed(self, tokens: Tensor) -> Tensor:
        """The input embeddings of tokens."""
        told: Tensor = self.model.get_input_embeddings()(tokens)
        return told.float()

    @torch.inference_mode()
    def read(self, tokens: Tensor, lengths: Tensor) -> tuple[Tensor, SlotCache]:
        """Read prefixes, with attention in both directions."""
        from transformers import DynamicCache

        rows, width = tokens.shape
        tokens = tokens.to(self.device)
        place = torch.arange(width, device=self.device)
        real = place < lengths.to(self.device)[:, None]
        cache = SlotCache(DynamicCache(), real)
        sees = real[:, None, :].expand(rows, width, width)
        return self._forward(cache, self.embed(tokens), sees, place.expand(rows, width)), cache

    @torch.inference_mode()
    def extend(self, cache: Cache, embeddings: Tensor, lengths: Tensor) -> Tensor:
        """Continue each row; each token sees its row's cache and the tokens before it."""
        if not isinstance(cache, SlotCache):
            raise TypeError("this cache is of another engine")
        rows, width, _ = embeddings.shape
        if rows == 0 or width == 0:
            return embeddings.float()
        place = torch.arange(width, device=self.device)
        had = cache.lengths
        before = cache.real[:, None, :].expand(rows, width, -1)
        among = (place <= place[:, None]).expand(rows, width, width)
        sees = torch.cat([before, among], dim=2)
        told = self._forward(cache, embeddings.to(self.device), sees, had[:, None] + place[None, :])
        new = place < lengths.to(self.device)[:, None]
        cache.real = torch.cat([cache.real, new], dim=1)
        return told

    def _forward(self, cache: SlotCache, embeddings: Tensor, sees: Tensor, at: Tensor) -> Tensor:
        from mycelium_passes.trunk.attention import additive

        dtype = next(self.model.parameters()).dtype
        told = self.model.base_model(
            inputs_embeds=embeddings.to(dtype),
            attention_mask=additive(sees, dtype)[:, None],
            position_ids=at,
            use_cache=True,
            **{self._cache_name: cache.held},
        ).last_hidden_state
        states: Tensor = told
        return states.float()
