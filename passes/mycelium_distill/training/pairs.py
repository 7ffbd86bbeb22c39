"""Learning to write a target behind a prompt."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from mycelium_distill.training.feeding import Arrays, Tensors, arrays
from mycelium_distill.training.packing import Packer, encode
from mycelium_distill.training.recipe import Pair, Recipe
from mycelium_distill.training.task import Size, Task
from mycelium_passes.trunk import Trunk, packed_mask, save_trunk


class PairTask(Task):
    """Pairs of prompt and target.

    Args:
        trunk: The model, in float32.
        pairs: What to learn.
        recipe: How.

    Raises:
        MyceliumError: MYC276, if there is nothing to train on.
    """

    def __init__(self, trunk: Trunk, pairs: Sequence[Pair], recipe: Recipe) -> None:
        self.trunk = self.subject = trunk
        self.module, self.device = trunk.model, trunk.device
        self.layers = list(trunk.model.base_model.layers)
        self.pairs = pairs
        self.recipe = recipe
        encoded = encode(trunk, pairs, recipe.longest)
        self.packer = Packer(encoded, recipe)
        self.size = Size(len(encoded), encoded.left_out, len(encoded.tokens))

    def batches(self, steps: int, skip: int = 0) -> Iterator[Arrays]:
        """The batches, whatever the number of steps."""
        return map(arrays, self.packer.batches(skip))

    def loss(self, inputs: Tensors) -> tuple[Tensor, Mapping[str, Tensor]]:
        """The mean loss of the targets' tokens, in nats."""
        return pair_loss(self.trunk.model, inputs, self.recipe), {}

    def data(self) -> str:
        """A hash of the pairs."""
        whole = hashlib.sha256()
        for pair in self.pairs:
            whole.update(json.dumps([pair.prompt, pair.target, pair.weight]).encode())
        return f"sha256:{whole.hexdigest()}"

    def save(self, folder: Path) -> None:
        """Write the trunk."""
        save_trunk(self.trunk, folder)


def pair_loss(model: Any, inputs: Tensors, recipe: Recipe) -> Tensor:
    """The weighted mean of the cross-entropy (nats) over the places that count."""
    kind = torch.bfloat16 if inputs["tokens"].is_cuda else torch.float32
    mask = packed_mask(inputs["texts"], inputs["prompt"] if recipe.prefix else None, kind)
    hidden = model.base_model(
        input_ids=inputs["tokens"],
        attention_mask=mask,
        position_ids=inputs["positions"],
        use_cache=False,
    ).last_hidden_state
    chosen = hidden.flatten(0, 1)[inputs["where"]]
    logits = model.get_output_embeddings()(chosen).float()
    each = functional.cross_entropy(logits, inputs["labels"], reduction="none")
    return (each * inputs["weights"]).sum() / inputs["weights"].sum()
