"""Attention reduced while it is computed: an attention function of our own in transformers.

The model's output is computed as ever (`scaled_dot_product_attention`); beside it, a
reader is shown each layer's queries and keys and computes from them the few rows and
heads that it wants. No layer's attention of all heads, rows and columns is ever kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

import torch
from torch import Tensor
from torch.nn import functional

from mycelium_ir.diagnostics import Diagnostic, MyceliumError

NAME = "mycelium_reduced"
"""The name under which transformers knows the attention function."""


class LayerReader(Protocol):
    """What is shown each layer's attention, in the layers' order."""

    def read(self, layer: int, rows: AttentionRows) -> None:
        """Take what is wanted from a layer, counted from 0."""


class AttentionRows:
    """One layer's attention, of which any heads and rows can be computed.

    Sequences are padded on the right and attend causally: no real token sees padding.
    """

    def __init__(self, query: Tensor, key: Tensor, scaling: float) -> None:
        self._query = query  # [B, H, T, d]
        self._key = key  # [B, H or fewer, T, d]: heads may share keys
        self._scaling = scaling

    @property
    def heads(self) -> int:
        """The number of heads."""
        return int(self._query.shape[1])

    def of(self, heads: Sequence[int] | slice, rows: Tensor) -> Tensor:
        """The attention of some heads at some tokens.

        Args:
            heads: which heads.
            rows: int64 [B, R], each sequence's tokens that attend.

        Returns:
            float32 [B, heads, R, T]; each row sums to one, and is 0 behind its token.
        """
        share = self.heads // self._key.shape[1]
        chosen = list(range(self.heads))[heads] if isinstance(heads, slice) else list(heads)
        query = self._query[:, chosen].float()
        key = self._key[:, [head // share for head in chosen]].float()
        index = rows[:, None, :, None].expand(-1, len(chosen), -1, query.shape[-1])
        scores = query.gather(2, index) @ key.transpose(2, 3) * self._scaling
        columns = torch.arange(key.shape[2], device=key.device)
        later = columns[None, None, None, :] > rows[:, None, :, None]
        return scores.masked_fill_(later, -torch.inf).softmax(dim=-1)


_reader: ContextVar[LayerReader | None] = ContextVar("mycelium_reader", default=None)


def _attention(
    module: Any,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    scaling: float | None = None,
    dropout: float = 0.0,
    **others: Any,
) -> tuple[Tensor, None]:
    """Causal attention over sequences padded on the right, shown to the reader."""
    _check(module, query, key, attention_mask, others)
    factor = scaling if scaling is not None else query.shape[-1] ** -0.5
    share = query.shape[1] // key.shape[1]
    keys, values = key, value
    if share > 1:
        keys = key.repeat_interleave(share, dim=1)
        values = value.repeat_interleave(share, dim=1)
    output = functional.scaled_dot_product_attention(
        query, keys, values, is_causal=True, scale=factor
    )
    reader = _reader.get()
    if reader is not None:
        reader.read(module.layer_idx, AttentionRows(query, key, factor))
    return output.transpose(1, 2).contiguous(), None


def _check(
    module: Any, query: Tensor, key: Tensor, mask: Tensor | None, others: dict[str, Any]
) -> None:
    window = others.get("sliding_window")
    unfit = (
        "it bounds its attention scores (softcap)"
        if others.get("softcap") is not None
        else "it has sink weights of its own"
        if others.get("s_aux") is not None
        else f"it attends to {window} tokens only, and a solution is longer"
        if window is not None and window < query.shape[2]
        else "it does not attend causally"
        if mask is not None or query.shape[2] != key.shape[2]
        else None
    )
    if unfit is not None:
        raise MyceliumError(
            Diagnostic(
                "MYC284",
                f"this teacher's attention cannot be reduced: {unfit}",
                hint="take a causal model with plain attention, such as a Llama or a Qwen2",
                subject=type(module).__name__,
            )
        )


@contextmanager
def reduced_attention(model: Any) -> Iterator[None]:
    """Run a model with the attention function of this module, for a while.

    Raises:
        MyceliumError: MYC284, if the model's attention cannot be exchanged.
    """
    from transformers import AttentionInterface

    AttentionInterface.register(NAME, _attention)
    before = model.config._attn_implementation
    try:
        model.set_attn_implementation(NAME)
    except ValueError as error:
        raise MyceliumError(
            Diagnostic(
                "MYC284",
                f"this teacher's attention cannot be reduced: {error}",
                hint="take a causal model that goes through transformers' attention interface",
            )
        ) from None
    try:
        yield
    finally:
        model.set_attn_implementation(before)


@contextmanager
def reading(reader: LayerReader) -> Iterator[None]:
    """Show the attention of what is computed inside to a reader."""
    token = _reader.set(reader)
    try:
        yield
    finally:
        _reader.reset(token)


def forward(model: Any, ids: Tensor, reader: LayerReader) -> Tensor:
    """Run the model's body over token ids [B, T], padded on the right; no logits are made.

    Gives the last hidden states, [B, T, D].

    Raises:
        MyceliumError: MYC284, if no layer showed its attention.
    """
    counted = _Counting(reader)
    with torch.inference_mode(), reading(counted):
        states: Tensor = model.base_model(input_ids=ids, use_cache=False).last_hidden_state
    if not counted.layers:
        raise MyceliumError(
            Diagnostic(
                "MYC284",
                f"{type(model).__name__} computes its attention by itself",
                hint="take a causal model that goes through transformers' attention interface",
            )
        )
    return states


class _Counting:
    def __init__(self, reader: LayerReader) -> None:
        self._reader = reader
        self.layers = 0

    def read(self, layer: int, rows: AttentionRows) -> None:
        self.layers += 1
        self._reader.read(layer, rows)
