"""The model as it is trained: a trunk of transformers under the heads, and the losses.

A batch holds packed rows: problem tokens and symbols, several texts a row, which do not
see each other. Every head has its places in it, padded to fixed numbers with weight 0, so
that a step has one shape and can be captured as a CUDA graph.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from mycelium_passes.model.heads import EMPTY, Heads, span_means, taken
from mycelium_passes.trunk import packed_mask

TASKS = ("segment", "classify", "extract", "wire", "answer", "bridge", "goal", "verify")
"""The parts of the loss, by the pass that learns from each; the verifier's comes last."""


class Specialists(nn.Module):
    """A trunk and its heads.

    Args:
        trunk: A causal language model of transformers; only its body is used.
        heads: The heads.
    """

    def __init__(self, trunk: Any, heads: Heads) -> None:
        super().__init__()
        self.body = trunk.base_model
        self.heads = heads

    def states(self, batch: Mapping[str, Tensor]) -> Tensor:
        """The final-normed states of all places, [R * W, d].

        Args:
            batch: `tokens`, `is_symbol`, `texts`, `positions`, `prompt`, `marker_first` and
                `marker_last`, each [R, W].
        """
        embedded = self.embedded(batch)
        mask = packed_mask(batch["texts"], batch["prompt"], _kind(embedded))
        hidden = self.body(
            inputs_embeds=embedded,
            attention_mask=mask,
            position_ids=batch["positions"],
            use_cache=False,
        ).last_hidden_state
        flat: Tensor = hidden.flatten(0, 1)
        return flat

    def embedded(self, batch: Mapping[str, Tensor]) -> Tensor:
        """Input embeddings [R, W, d]; a marker's has the mean of its clause's tokens added."""
        tokens, symbol = batch["tokens"], batch["is_symbol"]
        words = self.body.get_input_embeddings()(tokens.masked_fill(symbol, 0))
        signs = self.heads.symbols(tokens.masked_fill(~symbol, 0))
        embedded = torch.where(symbol[..., None], signs, words)
        # A clause lies in its marker's row, whose first place among all of them is `start`.
        start = torch.arange(len(tokens), device=tokens.device)[:, None] * tokens.shape[1]
        first, last = batch["marker_first"] - start, batch["marker_last"] - start
        return embedded + span_means(words, first, last).to(embedded.dtype)

    def losses(self, batch: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """The loss of each task, summed with the batch's weights, in nats.

        The weights of a task add up to 1 over a batch (over all processes' batches), so
        that each sum is a mean.
        """
        states = self.states(batch)
        heads = self.heads
        found: dict[str, Tensor] = {}

        def told(task: str, each: Tensor) -> None:
            found[task] = (each * batch[f"{_KEYS[task]}_weights"]).sum()

        logits = heads.next_symbol(taken(states, batch["lm_where"]))
        told("extract", functional.cross_entropy(logits, batch["lm_labels"], reduction="none"))
        logits = heads.segment(taken(states, batch["segment_where"])).float()
        labels = batch["segment_labels"]
        told("segment", functional.cross_entropy(logits, labels, reduction="none"))
        logits = heads.clause(
            states, batch["clause_first"], batch["clause_last"], batch["clause_prefix"]
        )
        told("classify", _slots(logits, batch["clause_labels"]))
        logits = heads.gap(taken(states, batch["gap_where"]))
        told("bridge", _slots(logits, batch["gap_labels"]))
        for task, name, pointer in (
            ("wire", "pointer", heads.wire),
            ("answer", "answer", heads.answer),
        ):
            keys = batch[f"{name}_keys"]
            scores = pointer(taken(states, batch[f"{name}_where"]), states, keys)
            told(task, _pointed(scores, keys, batch[f"{name}_targets"]))
        logits = heads.goals(
            taken(states, batch["goal_prefix"]), taken(states, batch["goal_where"])
        )
        told("goal", functional.cross_entropy(logits, batch["goal_labels"], reduction="none"))
        logits = heads.right(taken(states, batch["verify_where"]))
        told(
            "verify",
            functional.binary_cross_entropy_with_logits(
                logits, batch["verify_labels"].to(logits.dtype), reduction="none"
            ),
        )
        return found


_KEYS = {
    "extract": "lm",
    "segment": "segment",
    "classify": "clause",
    "bridge": "gap",
    "wire": "pointer",
    "answer": "answer",
    "goal": "goal",
    "verify": "verify",
}
"""What a task's arrays in a batch are called."""


def _slots(logits: Tensor, labels: Tensor) -> Tensor:
    """The cross-entropy of slots [C], the mean over the slots whose label is no -1."""
    each = functional.cross_entropy(
        logits.flatten(0, 1), labels.flatten().clamp(min=0), reduction="none"
    ).view_as(labels)
    known = (labels >= 0).to(each.dtype)
    return (each * known).sum(-1) / known.sum(-1).clamp(min=1)


def _pointed(scores: Tensor, keys: Tensor, targets: Tensor) -> Tensor:
    """Minus the log of the probability that is on the right candidates, [Q]."""
    lowest = torch.finfo(scores.dtype).min
    scores = scores.masked_fill(keys == EMPTY, lowest)
    right = scores.masked_fill(~targets, lowest)
    return scores.logsumexp(-1) - right.logsumexp(-1)


def _kind(embedded: Tensor) -> torch.dtype:
    """What attention computes in: bfloat16 where a GPU trains, else the embeddings' own."""
    return torch.bfloat16 if embedded.is_cuda else embedded.dtype


def begin_symbols(heads: Heads, trunk: Any, vocabulary: Any) -> None:
    """Begin the symbols' embeddings as the mean of what the trunk has for their texts.

    Args:
        heads: Their table is set.
        trunk: A `mycelium_passes.trunk.Trunk`.
        vocabulary: A `mycelium_passes.transcript.Symbols`.
    """
    table = trunk.model.get_input_embeddings().weight.detach().float()
    pieces = trunk.encode([vocabulary.pieces(number) for number in range(len(vocabulary))])
    with torch.no_grad():
        for number, ids in enumerate(pieces):
            heads.symbols.weight[number] = table[ids].mean(0)
