"""Writing text with a trunk, many prompts at a time: greedy or sampled, with probabilities.

Prompts are padded on the left and read once; what is written goes on from the cache of
keys and values. What becomes of a prompt does not depend on the others of its batch,
up to rounding: each has random numbers of its own.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_passes.trunk.loading import Trunk

if TYPE_CHECKING:
    from torch import Tensor

BATCH_TOKENS = 32_768
"""How many tokens a batch may come to, prompt and room for what is written, if not said."""


@dataclass(frozen=True)
class Generated:
    """One text that was written.

    Attributes:
        text: Without the token that ends it.
        log_probability: The natural log of its probability, the end included, before
            any temperature.
        finished: Whether it ended by itself, not by `max_new_tokens`.
    """

    text: str
    log_probability: float
    finished: bool


def generate(
    trunk: Trunk,
    prompts: Sequence[str],
    *,
    max_new_tokens: int,
    prefix: bool,
    samples: int = 1,
    temperature: float = 0.0,
    seed: int = 0,
    batch_tokens: int = BATCH_TOKENS,
) -> list[list[Generated]]:
    """Continue each prompt.

    Args:
        trunk: The model.
        prompts: Texts, each with whatever ends a prompt.
        max_new_tokens: The most tokens that are written.
        prefix: Whether a prompt is read in both directions.
        samples: How many texts are written for each prompt.
        temperature: 0 takes the likeliest token each time; above, tokens are drawn.
        seed: Of the draws. The n-th sample of a prompt is the same whatever else is asked.
        batch_tokens: Bounds the memory; it has no bearing on the result.

    Returns:
        For each prompt, in order, its samples.

    Raises:
        ValueError: if several samples are asked for without a temperature.
        MyceliumError: MYC274, if a prompt is empty or too long for the model.
    """
    if samples > 1 and temperature <= 0:
        raise ValueError("several samples need a temperature above 0")
    encoded = trunk.encode(list(prompts))
    _check_lengths(trunk, encoded, max_new_tokens)
    rows = [(index, sample) for index in range(len(prompts)) for sample in range(samples)]
    rows.sort(key=lambda row: (len(encoded[row[0]]), row))
    found: dict[tuple[int, int], Generated] = {}
    for batch in _batches(rows, encoded, max_new_tokens, batch_tokens):
        written = _continue(
            trunk,
            [encoded[index] for index, _ in batch],
            [_seed(seed, encoded[index], sample) for index, sample in batch],
            max_new_tokens,
            prefix,
            temperature,
        )
        found.update(zip(batch, written, strict=True))
    return [[found[index, sample] for sample in range(samples)] for index in range(len(prompts))]


def _check_lengths(trunk: Trunk, encoded: Sequence[Sequence[int]], new: int) -> None:
    room = getattr(trunk.model.config, "max_position_embeddings", None)
    for tokens in encoded:
        if tokens and (room is None or len(tokens) + new <= room):
            continue
        raise MyceliumError(
            Diagnostic(
                "MYC274",
                f"the text has {len(tokens):,} tokens, and the model has room for "
                f"{room:,}, the {new:,} that it may write included"
                if tokens
                else "the text is empty",
                hint="shorten the problem" if tokens else "write a problem",
            )
        )


def _batches(
    rows: Sequence[tuple[int, int]],
    encoded: Sequence[Sequence[int]],
    new: int,
    batch_tokens: int,
) -> Iterator[list[tuple[int, int]]]:
    """Neighbouring rows, as many as the tokens of the longest allow."""
    batch: list[tuple[int, int]] = []
    for row in rows:
        if batch and (len(encoded[row[0]]) + new) * (len(batch) + 1) > batch_tokens:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _continue(
    trunk: Trunk,
    prompts: Sequence[Sequence[int]],
    seeds: Sequence[int],
    new: int,
    prefix: bool,
    temperature: float,
) -> list[Generated]:
    import torch
    from transformers import DynamicCache

    model, device, end = trunk.model, trunk.device, trunk.end
    dtype = next(model.parameters()).dtype
    ids, real = _left_padded(prompts, end, device)
    positions = (real.cumsum(1) - 1).clamp(min=0)
    cache = DynamicCache()
    cache_name = _cache_name(model.base_model)
    draws = _draws(seeds, new, device) if temperature > 0 else None
    tokens: list[Tensor] = []
    scores = torch.zeros(len(prompts), device=device)
    done = torch.zeros(len(prompts), dtype=torch.bool, device=device)
    with torch.inference_mode():
        mask = _prompt_mask(real, prefix, dtype)
        for step in range(new):
            hidden = model.base_model(
                input_ids=ids,
                attention_mask=mask,
                position_ids=positions,
                use_cache=True,
                **{cache_name: cache},
            ).last_hidden_state
            logits = model.get_output_embeddings()(hidden[:, -1]).float()
            drawn = None if draws is None else draws[:, step]
            chosen = _chosen(logits, drawn, temperature).masked_fill(done, end)
            told = logits.log_softmax(-1).gather(1, chosen[:, None])[:, 0]
            scores = scores + told.masked_fill(done, 0.0)
            tokens.append(chosen)
            done = done | (chosen == end)
            # Asking whether all are done waits for the device, so it is not asked each time.
            if step % 8 == 7 and bool(done.all()):
                break
            real = torch.cat([real, real.new_ones(len(prompts), 1)], dim=1)
            ids, positions = chosen[:, None], positions[:, -1:] + 1
            mask = _additive(real[:, None, None, :], dtype)
    written = torch.stack(tokens, dim=1).tolist() if tokens else [[] for _ in prompts]
    return [
        _told(trunk, row, score, end) for row, score in zip(written, scores.tolist(), strict=True)
    ]


def _cache_name(model: Any) -> str:
    """What a model calls its cache of keys and values: newer releases renamed it."""
    known = inspect.signature(model.forward).parameters
    return "cache" if "cache" in known else "past_key_values"


def _told(trunk: Trunk, row: list[int], score: float, end: int) -> Generated:
    finished = end in row
    kept = row[: row.index(end)] if finished else row
    return Generated(trunk.decode(kept), score, finished)


def _left_padded(rows: Sequence[Sequence[int]], pad: int, device: Any) -> tuple[Tensor, Tensor]:
    """Token ids [B, T] and which are real, bool [B, T]."""
    import torch

    width = max(len(row) for row in rows)
    ids = torch.full((len(rows), width), pad, dtype=torch.long)
    real = torch.zeros(len(rows), width, dtype=torch.bool)
    for index, row in enumerate(rows):
        real[index, width - len(row) :] = True
        ids[index, width - len(row) :] = torch.tensor(row)
    return ids.to(device), real.to(device)


def _prompt_mask(real: Tensor, prefix: bool, dtype: Any) -> Tensor:
    from mycelium_passes.trunk.attention import prefix_mask

    return prefix_mask(real, real if prefix else None, dtype)


def _additive(sees: Tensor, dtype: Any) -> Tensor:
    from mycelium_passes.trunk.attention import additive

    return additive(sees, dtype)


def _chosen(logits: Tensor, drawn: Tensor | None, temperature: float) -> Tensor:
    """The next token of each row [B]: the likeliest, or drawn with a uniform number a row.

    The number falls somewhere in the running sum of the probabilities.
    """
    import torch

    if drawn is None:
        return logits.argmax(-1)
    running = (logits / temperature).softmax(-1).cumsum(-1)
    wanted = drawn[:, None] * running[:, -1:]
    return torch.searchsorted(running, wanted, right=True)[:, 0].clamp(max=logits.shape[1] - 1)


def _draws(seeds: Sequence[int], new: int, device: Any) -> Tensor:
    """Uniform numbers [B, new], each row from a generator of its own."""
    import torch

    rows = [torch.rand(new, generator=torch.Generator().manual_seed(seed)) for seed in seeds]
    return torch.stack(rows).to(device)


def _seed(seed: int, prompt: Sequence[int], sample: int) -> int:
    """A seed for one sample of one prompt that no neighbour changes."""
    import hashlib

    told = f"{seed} {sample} {' '.join(map(str, prompt))}"
    return int.from_bytes(hashlib.sha256(told.encode()).digest()[:7], "big")
