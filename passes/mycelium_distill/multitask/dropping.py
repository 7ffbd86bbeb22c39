"""Dropout for models that have none of their own, and the words that may be exchanged."""

from __future__ import annotations

from typing import Any

import numpy as np
from torch import Tensor, nn
from torch.nn import functional

from mycelium_distill.multitask.rows import Array

_NUMBER_WORDS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    hundred thousand million billion dozen half halves third thirds quarter quarters fourth fifth
    sixth seventh eighth ninth tenth once twice thrice double triple quadruple first second
    percent pair couple both score
"""
_NUMBERS = frozenset(_NUMBER_WORDS.split())


def add_dropout(model: Any, *, attention: float, hidden: float) -> None:
    """Give a trunk dropout of its attention and of what each layer adds; only in training.

    Both draw from torch's generator alone, so that a step can be captured as a graph.

    Raises:
        ValueError: if the model's layers are of another kind than Llama's.
    """
    if attention:
        found = [m for m in model.modules() if hasattr(m, "attention_dropout")]
        if not found:
            raise ValueError("its attention has no dropout")
        for module in found:
            module.attention_dropout = attention
    if hidden:

        def drop(module: nn.Module, _: Any, output: Tensor) -> Tensor:
            return functional.dropout(output, hidden, module.training)

        for layer in model.base_model.layers:
            for adding in (layer.self_attn.o_proj, layer.mlp):
                adding.register_forward_hook(drop)


def words_of(tokenizer: Any, size: int) -> Array:
    """Bool [size]: the tokens that are words or parts of them, and neither number nor sign."""
    found = np.zeros(size, dtype=np.bool_)
    special = set(tokenizer.all_special_ids)
    for number in range(min(size, len(tokenizer))):
        text = tokenizer.decode([number]).strip().lower()
        found[number] = text.isalpha() and text not in _NUMBERS and number not in special
    return found
