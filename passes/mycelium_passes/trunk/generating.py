"""Writing with a trunk: batches of prompts, padded on the left, greedily or by drawing.

What a prompt gives depends on the prompt, the options and the seed, never on the
other prompts: draws come from a generator of the prompt's own.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import torch
from torch import Tensor

from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_passes.trunk.loading import Trunk

_GLANCE = 8
"""On a GPU, how many tokens are written between two looks at who has finished."""


@dataclass(frozen=True)
class Generated:
    """A text that a trunk wrote.

    Attributes:
        text: without the token that ends it.
        log_probability: natural log of the model's own probability (temperature 1) of the
            text, its end included.
        tokens: how many were written, the end included.
        finished: whether it ended by itself; otherwise it was cut off.
    """

    text: str
    log_probability: float
    tokens: int
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
    batch_tokens: int = 65_536,
) -> list[list[Generated]]:
    """Write on from each prompt.

    Args:
        trunk: the model; it stays in whatever precision it is in.
        prompts: none of them empty.
        max_new_tokens: where a text is cut off.
        prefix: whether a prompt is read in both directions, as in training.
        samples: texts for each prompt. They differ only with a temperature above 0.
        temperature: 0 takes the likeliest token each time; else tokens are drawn from the
            distribution with its logits divided by it.
        seed: draws depend on it, the prompt and the sample's number alone.
        batch_tokens: the most tokens (padding included) held in memory at once.

    Returns:
        for each prompt, in order, its samples.

    Raises:
        MyceliumError: MYC274, if a prompt is empty or too long for the model.
    """
    encoded = trunk.encode(prompts)
    for ids in encoded:
        check_length(trunk, len(ids), max_new_tokens)
    found: list[list[Generated]] = [[] for _ in prompts]
    drawn = samples if temperature > 0 else 1
    was_training = trunk.model.training
    trunk.model.eval()
    with torch.inference_mode():
        for group in _groups(encoded, drawn, max_new_tokens, batch_tokens):
            chance = (
                np.stack(
                    [
                        _draws(prompts[i], s, seed, max_new_tokens)
                        for i in group
                        for s in range(drawn)
                    ]
                )
                if temperature > 0
                else None
            )
            written = _Writing(trunk, [encoded[i] for i in group], prefix, drawn).write(
                max_new_tokens, temperature, chance
            )
            for place, index in enumerate(group):
                found[index] = written[place * drawn : (place + 1) * drawn]
    trunk.model.train(was_training)
    return [texts * (samples // drawn) for texts in found]


def check_length(trunk: Trunk, tokens: int, max_new_tokens: int) -> None:
    """Refuse a prompt of so many tokens if the model cannot read it.

    Raises:
        MyceliumError: MYC274.
    """
    if not 0 < tokens <= trunk.longest - max_new_tokens:
        raise MyceliumError(
            Diagnostic(
                "MYC274",
                f"the text has {tokens:,} tokens; this model reads 1 to "
                f"{trunk.longest - max_new_tokens:,}",
                hint="shorten the text" if tokens else "give a text",
            )
        )


def _groups(
    encoded: Sequence[Sequence[int]], samples: int, max_new_tokens: int, batch_tokens: int
) -> Iterator[list[int]]:
    """Prompts of similar length together, the longest first: short memory shows at once."""
    group: list[int] = []
    longest = 0
    for index in sorted(range(len(encoded)), key=lambda i: -len(encoded[i])):
        longest = longest or len(encoded[index])
        if group and (len(group) + 1) * samples * (longest + max_new_tokens) > batch_tokens:
            yield group
            group, longest = [], len(encoded[index])
        group.append(index)
    if group:
        yield group


def _draws(
    prompt: str, sample: int, seed: int, count: int
) -> np.ndarray[Any, np.dtype[np.float64]]:
    told = hashlib.sha256(f"{seed}\0{sample}\0{prompt}".encode("utf-8", "surrogatepass")).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(told, "big"))).random(count)


class _Writing:
    """One batch: the prompts' cache, and the rows that are still being written."""

    def __init__(
        self, trunk: Trunk, prompts: Sequence[Sequence[int]], prefix: bool, samples: int
    ) -> None:
        from transformers import DynamicCache

        self.trunk = trunk
        self.body = trunk.model.base_model
        self.head = trunk.model.get_output_embeddings()
        self.cache = DynamicCache()
        width = max(map(len, prompts))
        ids = torch.full((len(prompts), width), trunk.end)
        real = torch.zeros(len(prompts), width, dtype=torch.bool)
        for row, prompt in enumerate(prompts):
            ids[row, width - len(prompt) :] = torch.tensor(prompt)
            real[row, width - len(prompt) :] = True
        ids, real = ids.to(trunk.device), real.to(trunk.device)
        order = torch.arange(width, device=trunk.device)
        sees = real[:, None, :] & (prefix | (order[None, :] <= order[:, None]))[None]
        sees = sees | torch.eye(width, dtype=torch.bool, device=trunk.device)  # padding sees itself
        at = (real.cumsum(1) - 1).clamp(min=0)
        logits = self._forward(ids, sees[:, None], at)
        if samples > 1:
            self.cache.batch_repeat_interleave(samples)
        self.logits = logits.repeat_interleave(samples, 0)
        self.real = real.repeat_interleave(samples, 0)
        self.at = at[:, -1:].repeat_interleave(samples, 0)

    def _forward(self, ids: Tensor, sees: Tensor, at: Tensor) -> Tensor:
        """The last token's logits, float32 [rows, V]."""
        states = self.body(
            input_ids=ids,
            attention_mask=sees,
            position_ids=at,
            use_cache=True,
            **{_cache_keyword(type(self.body)): self.cache},
        ).last_hidden_state
        logits: Tensor = self.head(states[:, -1]).float()
        return logits

    def write(
        self, most: int, temperature: float, chance: np.ndarray[Any, Any] | None
    ) -> list[Generated]:
        """Write until every row has ended, and no more than so many tokens."""
        count, device = len(self.logits), self.logits.device
        end = self.trunk.end
        tokens = torch.full((count, most), end, device=device)
        scores = torch.zeros(count, most, device=device)
        draws = None if chance is None else torch.from_numpy(chance).to(device, torch.float32)
        alive = torch.arange(count, device=device)
        done = torch.zeros(count, dtype=torch.bool, device=device)
        for step in range(most):
            chosen = (
                self.logits.argmax(-1)
                if draws is None
                else _drawn(self.logits / temperature, draws[alive, step])
            )
            chosen = torch.where(done, end, chosen)
            score = self.logits.log_softmax(-1).gather(1, chosen[:, None])[:, 0]
            tokens[alive, step] = chosen
            scores[alive, step] = torch.where(done, 0.0, score)
            done = done | (chosen == end)
            if step + 1 == most:
                break
            if device.type == "cpu" or step % _GLANCE == _GLANCE - 1:
                left = int((~done).sum())
                if not left:
                    break
                if left * 2 <= len(done):
                    keep = (~done).nonzero()[:, 0]
                    self.cache.batch_select_indices(keep)
                    alive, done, chosen = alive[keep], done[keep], chosen[keep]
                    self.real, self.at = self.real[keep], self.at[keep]
            self.real = torch.cat([self.real, self.real.new_ones(len(self.real), 1)], 1)
            self.at = self.at + 1
            self.logits = self._forward(chosen[:, None], self.real[:, None, None], self.at)
        return self._read(tokens.cpu(), scores.cpu())

    def _read(self, tokens: Tensor, scores: Tensor) -> list[Generated]:
        found: list[Generated] = []
        for ids, each in zip(tokens.tolist(), scores.double(), strict=True):
            end = ids.index(self.trunk.end) if self.trunk.end in ids else None
            length = len(ids) if end is None else end + 1
            text = self.trunk.decode(ids if end is None else ids[:end])
            found.append(Generated(text, float(each[:length].sum()), length, end is not None))
        return found


def _drawn(logits: Tensor, chance: Tensor) -> Tensor:
    """Tokens drawn by inverting the cumulative distribution at `chance`, [rows] in [0, 1)."""
    above = logits.softmax(-1).double().cumsum(-1)
    place = torch.searchsorted(above, (chance.double() * above[:, -1])[:, None], right=True)[:, 0]
    return place.clamp(max=logits.shape[-1] - 1)


@cache
def _cache_keyword(body: type) -> str:
    """What this release of transformers calls the cache that a model is given."""
    taken = inspect.signature(body.forward).parameters  # type: ignore[attr-defined]
    return "cache" if "cache" in taken else "past_key_values"
