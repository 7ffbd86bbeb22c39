"""The forward pass of the Llama and Qwen2 families, with few operations to a layer.

Norms' weights are folded into the matrix behind them; queries, keys and values are one
matrix, as are gate and up. The stream between layers stays in float32.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from mycelium_passes.engine.cache import LeanCache
from mycelium_passes.engine.interface import Cache
from mycelium_passes.engine.linear import Linear, linear
from mycelium_passes.engine.shape import Shape, shape_of

_SLACK = 1024
"""Positions beyond the trunk's own: padding may lie there."""


@dataclass(frozen=True)
class _Layer:
    attend: Linear  # the norm and the matrices of queries, keys and values
    mix: Linear
    gate: Linear  # the norm, gate and up
    down: Linear


@dataclass(frozen=True)
class _Padding:
    """What of a batch is no padding: only that goes through the matrices.

    Attributes:
        rows: Of the batch.
        width: Of the batch.
        real: int64 [N], the places [B x T] that are none; None where all count as real.
    """

    rows: int
    width: int
    real: Tensor | None

    @classmethod
    def of(cls, lengths: Tensor, rows: int, width: int) -> _Padding:
        """The padding of rows of these lengths; a GPU is not asked where it is."""
        if lengths.device.type != "cpu" or bool((lengths == width).all()):
            return cls(rows, width, None)
        real = (torch.arange(width) < lengths[:, None]).flatten().nonzero()[:, 0]
        return cls(rows, width, real if len(real) else None)

    def without(self, padded: Tensor) -> Tensor:
        """[1, N, ...] from [B, T, ...]."""
        if self.real is None:
            return padded
        return padded.flatten(0, 1).index_select(0, self.real)[None]

    def put_back(self, packed: Tensor) -> Tensor:
        """[B, T, ...] from [1, N, ...], with zeros where nothing is."""
        if self.real is None:
            return packed
        found = packed.new_zeros(self.rows, self.width, *packed.shape[2:])
        found.view(-1, *packed.shape[2:]).index_copy_(0, self.real, packed[0])
        return found


class LeanEngine:
    """A trunk of the Llama or Qwen2 family.

    Attributes:
        shape: The trunk's sizes.
        device: Where it runs.
        dtype: Of the matrices and of the cache.
    """

    def __init__(
        self,
        tensors: Mapping[str, Tensor],
        config: Mapping[str, Any],
        *,
        device: torch.device | str = "cpu",
        dtype: torch.dtype = torch.float32,
        prefix: str = "model.",
    ) -> None:
        """Take a trunk's weights over.

        Args:
            tensors: By their Hugging Face names; each is asked for once and copied.
            config: What config.json holds.
            device: Where to run.
            dtype: float32 or bfloat16.
            prefix: What the names begin with.

        Raises:
            MyceliumError: MYC308, if the trunk is of another family.
        """
        self.shape = shape_of(config)
        self.device = torch.device(device)
        self.dtype = dtype
        with torch.inference_mode():
            self._table = tensors[f"{prefix}embed_tokens.weight"].to(self.device, dtype)
            self._layers = [
                self._layer(tensors, f"{prefix}layers.{index}.")
                for index in range(self.shape.layers)
            ]
            self._last = tensors[f"{prefix}norm.weight"].to(self.device, torch.float32)
            self._cosines, self._sines = _waves(self.shape, self.device)

    @classmethod
    def of(
        cls, model: Any, *, device: torch.device | str = "cpu", dtype: torch.dtype = torch.float32
    ) -> LeanEngine:
        """The engine of a causal model of transformers, whose weights are copied."""
        return cls(model.state_dict(), model.config.to_dict(), device=device, dtype=dtype)

    @property
    def width(self) -> int:
        """The size of a state."""
        return self.shape.width

    def embed(self, tokens: Tensor) -> Tensor:
        """The input embeddings of tokens."""
        return functional.embedding(tokens, self._table).float()

    @torch.inference_mode()
    def read(self, tokens: Tensor, lengths: Tensor) -> tuple[Tensor, LeanCache]:
        """Read prefixes, with attention in both directions."""
        shape = self.shape
        rows, width = tokens.shape
        held = lengths.to(self.device)
        sizes = (shape.layers, rows, 2 * shape.kv_heads, shape.head_size)
        cache = LeanCache.empty(sizes, width, held, self.dtype)
        mask = None
        if self.device.type != "cpu" or bool((held != width).any()):
            real = torch.arange(width, device=self.device) < held[:, None]
            mask = self._additive(real)[:, None, None, :]
        padding = _Padding.of(held, rows, width)
        at = torch.arange(width, device=self.device).expand(rows, width)
        turn, back = self._turns(padding.without(at))
        state = self.embed(padding.without(tokens.to(self.device)))
        for index, layer in enumerate(self._layers):
            joint = padding.put_back(self._joint(layer, state, turn, back))
            new = joint[:, :, shape.heads :].transpose(1, 2)
            cache.store[index, :, :, :width] = new
            self._finish(layer, state, joint, new, mask, padding)
        return padding.put_back(self._normed(state) * self._last), cache

    @torch.inference_mode()
    def extend(self, cache: Cache, embeddings: Tensor, lengths: Tensor) -> Tensor:
        """Continue each row; each token sees its row's cache and the tokens before it."""
        if not isinstance(cache, LeanCache):
            raise TypeError("this cache is of another engine")
        shape = self.shape
        rows, width, _ = embeddings.shape
        if rows == 0 or width == 0:
            return embeddings.float()
        sees = cache.bound + width
        cache.reserve(sees)
        room, many = cache.room, 2 * shape.kv_heads
        if self.device.type != "cpu":
            sees = min(room, -(-sees // 8) * 8)  # attention on a GPU wants aligned rows
        at = cache.lengths[:, None] + torch.arange(width, device=self.device)
        lines = torch.arange(rows * many, device=self.device).view(rows, many, 1) * room
        places = (lines + at[:, None, :]).flatten()
        mask = self._causal(at, sees) if rows * width > 1 else None
        padding = _Padding.of(lengths.to(self.device), rows, width)
        turn, back = self._turns(padding.without(at))
        state = padding.without(embeddings.to(self.device, torch.float32, copy=True))
        for index, layer in enumerate(self._layers):
            joint = padding.put_back(self._joint(layer, state, turn, back))
            stored = cache.store[index]
            new = joint[:, :, shape.heads :].transpose(1, 2).reshape(-1, shape.head_size)
            stored.view(-1, shape.head_size).index_copy_(0, places, new)
            self._finish(layer, state, joint, stored[:, :, :sees], mask, padding)
        cache.grow(lengths, width)
        return padding.put_back(self._normed(state) * self._last)

    def _layer(self, tensors: Mapping[str, Tensor], name: str) -> _Layer:
        def fused(norm: str | None, *names: str) -> Linear:
            weight = torch.cat([tensors[f"{name}{each}.weight"].float() for each in names])
            biases = [tensors.get(f"{name}{each}.bias") for each in names]
            known = [bias.float() for bias in biases if bias is not None]
            if norm is not None:
                weight = weight * tensors[f"{name}{norm}.weight"].float()
            return linear(weight, torch.cat(known) if known else None, self.device, self.dtype)

        attention = [f"self_attn.{part}_proj" for part in "qkv"]
        return _Layer(
            attend=fused("input_layernorm", *attention),
            mix=fused(None, "self_attn.o_proj"),
            gate=fused("post_attention_layernorm", "mlp.gate_proj", "mlp.up_proj"),
            down=fused(None, "mlp.down_proj"),
        )

    def _turns(self, at: Tensor) -> tuple[Tensor, Tensor]:
        """What queries, keys and values at these positions, int64 [B, T], are turned by."""
        shape = self.shape
        cosine, sine = self._cosines[at][:, :, None], self._sines[at][:, :, None]
        many = shape.heads + shape.kv_heads
        still = (*at.shape, shape.kv_heads, shape.head_size)  # values stay as they are
        turned = (*at.shape, many, shape.head_size)
        turn = torch.cat([cosine.expand(turned), cosine.new_ones(still)], dim=2)
        back = torch.cat([sine.expand(turned), sine.new_zeros(still)], dim=2)
        return turn.to(self.dtype), back.to(self.dtype)

    def _normed(self, state: Tensor) -> Tensor:
        return functional.rms_norm(state, (self.shape.width,), None, self.shape.norm_eps)

    def _joint(self, layer: _Layer, state: Tensor, turn: Tensor, back: Tensor) -> Tensor:
        """Queries, keys and values [B, T, heads, size], turned to their positions."""
        rows, width, size = state.shape
        flat = self._normed(state).to(self.dtype).view(rows * width, size)
        joint = layer.attend(flat).view(rows, width, -1, self.shape.head_size)
        half = self.shape.head_size // 2
        return torch.addcmul(joint * turn, joint.roll(half, -1), back)

    def _finish(
        self,
        layer: _Layer,
        state: Tensor,
        joint: Tensor,
        held: Tensor,
        mask: Tensor | None,
        padding: _Padding,
    ) -> None:
        """Attention over what is held, and the rest of a layer; the state changes in place."""
        shape = self.shape
        rows, width = joint.shape[:2]
        kv, group = shape.kv_heads, shape.heads // shape.kv_heads
        # The queries that share a head of keys are so many more queries of that head.
        asked = joint[:, :, : shape.heads].view(rows, width, kv, group, shape.head_size)
        asked = asked.permute(0, 2, 1, 3, 4).reshape(rows, kv, width * group, shape.head_size)
        told = functional.scaled_dot_product_attention(
            asked, held[:, :kv], held[:, kv:], attn_mask=mask
        )
        told = told.view(rows, kv, width, group, shape.head_size).permute(0, 2, 1, 3, 4)
        mixed = padding.without(told.reshape(rows, width, -1)).flatten(0, 1)
        state += layer.mix(mixed).view(state.shape)
        flat = self._normed(state).to(self.dtype).flatten(0, 1)
        gate, up = layer.gate(flat).chunk(2, dim=-1)
        state += layer.down(functional.silu(gate) * up).view(state.shape)

    def _causal(self, at: Tensor, sees: int) -> Tensor:
        """[B, 1, T x group, S]: a token sees what lies at its own position or before."""
        group = self.shape.heads // self.shape.kv_heads
        seen = torch.arange(sees, device=self.device) <= at[:, :, None]
        mask = self._additive(seen)[:, None, :, None, :]
        rows, width = at.shape
        return mask.expand(rows, 1, width, group, sees).reshape(rows, 1, width * group, sees)

    def _additive(self, seen: Tensor) -> Tensor:
        mask = torch.zeros(seen.shape, dtype=self.dtype, device=self.device)
        return mask.masked_fill_(~seen, torch.finfo(self.dtype).min)


def _waves(shape: Shape, device: torch.device) -> tuple[Tensor, Tensor]:
    """Cosines and signed sines [positions, size]: x turned is x cos + roll(x) sin."""
    half = shape.head_size // 2
    speed = shape.rope_theta ** (-torch.arange(half, dtype=torch.float32) / half)
    angle = torch.arange(shape.positions + _SLACK, dtype=torch.float32)[:, None] * speed
    sine = torch.cat([-angle.sin(), angle.sin()], dim=1)
    return angle.cos().repeat(1, 2).to(device), sine.to(device)
