"""The prefix language model's mask: both directions over the prompt, causal after it.

Raffel et al. 2020, section 3.2.4 ("prefix LM").
"""

from __future__ import annotations

import torch
from torch import Tensor


def prefix_mask(real: Tensor, prompt: Tensor | None, dtype: torch.dtype) -> Tensor:
    """The additive attention mask of a batch.

    Args:
        real: bool [B, T], which tokens are no padding.
        prompt: bool [B, T], which tokens belong to the prompt, which sees itself in
            both directions; None for a plain causal mask.
        dtype: What the mask is added to.

    Returns:
        [B, 1, T, T]: 0 where a query (row) sees a key (column), else the least value of
        the type. No real token sees padding; every token sees itself, padding too, so
        that no row is empty.
    """
    return packed_mask(real.long(), prompt, dtype)


def packed_mask(texts: Tensor, prompt: Tensor | None, dtype: torch.dtype) -> Tensor:
    """The mask of rows that hold several texts each, which do not see each other.

    Args:
        texts: int64 [B, T], the number of each token's text in its row; 0 is padding.
        prompt: bool [B, T], as for `prefix_mask`.
        dtype: What the mask is added to.

    Returns:
        [B, 1, T, T], as `prefix_mask` gives.
    """
    length = texts.shape[1]
    sees = torch.ones(length, length, dtype=torch.bool, device=texts.device).tril()[None]
    if prompt is not None:
        sees = sees | (prompt[:, :, None] & prompt[:, None, :])
    itself = torch.eye(length, dtype=torch.bool, device=texts.device)[None]
    sees = (sees & (texts[:, :, None] == texts[:, None, :])) | itself
    return additive(sees, dtype)[:, None]


def additive(sees: Tensor, dtype: torch.dtype) -> Tensor:
    """0 where a boolean mask is true, the least value of the type elsewhere."""
    mask = torch.zeros(sees.shape, dtype=dtype, device=sees.device)
    return mask.masked_fill_(~sees, torch.finfo(dtype).min)
