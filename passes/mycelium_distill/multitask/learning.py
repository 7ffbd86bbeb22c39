"""The specialists as a task of the trainer: built on a trunk, fed with rows, saved as weights."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from mycelium_distill.multitask.dropping import add_dropout, words_of
from mycelium_distill.multitask.encoded import Source
from mycelium_distill.multitask.packing import PackedRows, Phase, Shape
from mycelium_distill.multitask.recipe import SpecialistsRecipe, training_of, unfit
from mycelium_distill.training import Processes, Size, Task
from mycelium_distill.training.feeding import Arrays, Tensors
from mycelium_passes.model.heads import Heads, HeadShapes
from mycelium_passes.model.specialists import Specialists, begin_symbols
from mycelium_passes.transcript import Symbols
from mycelium_passes.trunk import Trunk

LEAST_USES = 5
"""A constant may be written if so many original examples need it."""


@dataclass(frozen=True, eq=False)
class Learner:
    """A model in training: what a probe is given.

    Attributes:
        specialists: The module.
        trunk: Its trunk with its tokenizer.
        config: As `mycelium_passes.reading.model.model_of` takes it.
    """

    specialists: Specialists
    trunk: Trunk
    config: Mapping[str, Any]

    def save(self, folder: Path) -> None:
        """Write weights that `--weights` takes: not quantised, in float16, in one file."""
        from mycelium_passes.weights import save_weights

        save_weights(
            folder,
            self.tensors(),
            self.config,
            bits={},
            tokenizer=self.trunk.tokenizer.backend_tokenizer.to_str(),
            shard_bytes=1 << 40,
        )

    def tensors(self) -> dict[str, Tensor]:
        """The weights by the names that `model_of` takes."""
        prefix = f"trunk.{self.trunk.model.base_model_prefix}."
        parts = ((prefix, self.specialists.body), ("heads.", self.specialists.heads))
        return {
            start + name: value.detach().float().cpu().contiguous()
            for start, module in parts
            for name, value in module.state_dict().items()
        }


def new_learner(
    trunk: Trunk,
    recipe: SpecialistsRecipe,
    templates: Sequence[Mapping[str, Any]],
    goals: Sequence[str],
    constants: Sequence[Fraction] = (),
) -> Learner:
    """A model with new heads on a trunk, in float32.

    Raises:
        MyceliumError: MYC325, if the trunk cannot have the recipe's dropout.
    """
    vocabulary = Symbols(tuple(str(told["name"]) for told in templates))
    seed = training_of(recipe).seed
    torch.manual_seed(seed)
    width = int(trunk.model.config.hidden_size)
    shapes = HeadShapes(width, len(vocabulary), len(templates), len(goals), recipe.hidden)
    heads = Heads(shapes, recipe.dropout.heads).to(trunk.device)
    begin_symbols(heads, trunk, vocabulary)
    dropout = recipe.dropout
    try:
        add_dropout(trunk.model, attention=dropout.attention, hidden=dropout.hidden)
    except (ValueError, AttributeError) as error:
        raise unfit(recipe.trunk, f"no dropout: {error}", "leave [dropout] out") from None
    config = {
        "trunk": {
            # Where the trunk lay on the machine that trained is nobody's business.
            name: value
            for name, value in trunk.model.config.to_dict().items()
            if name != "_name_or_path"
        },
        "heads": shapes.to_json(),
        "templates": [dict(told) for told in templates],
        "goals": list(goals),
        "constants": [str(value) for value in constants],
        "calibration": {},
        "tasks": list(recipe.tasks),
    }
    return Learner(Specialists(trunk.model, heads), trunk, config)


class SpecialistsTask(Task):
    """All specialists, or some, on one trunk.

    Args:
        learner: What is trained.
        sources: The rows, by source.
        recipe: How.
        processes: Those that train together.

    Raises:
        MyceliumError: MYC276, if there is nothing to train on; MYC324, for unfit phases;
            MYC325, if the processes do not divide a step's rows.
    """

    def __init__(
        self,
        learner: Learner,
        sources: Mapping[str, Source],
        recipe: SpecialistsRecipe,
        processes: Processes | None = None,
    ) -> None:
        everyone = processes or Processes()
        training = training_of(recipe)
        self.learner = self.subject = learner
        self.module = self.specialists = learner.specialists
        self.device = learner.trunk.device
        self.layers = list(getattr(learner.specialists.body, "layers", ()))
        self.parts = recipe.tasks
        self.recipe = recipe
        self.sources = sources
        rows = max(1, training.tokens_per_step // training.longest)
        if rows % everyone.count:
            raise unfit(
                recipe.name or recipe.trunk,
                f"{everyone.count} processes do not divide a step's {rows} rows",
                "change `tokens_per_step`, or the number of processes",
            )
        words = None
        if recipe.dropout.words:
            size = learner.trunk.model.get_input_embeddings().weight.shape[0]
            words = words_of(learner.trunk.tokenizer, int(size))
        shape = Shape(
            rows,
            training.longest,
            training.seed,
            tuple(Phase(phase.share, phase.sources) for phase in recipe.phases),
            recipe.dropout.words,
            everyone.rank,
            everyone.count,
        )
        self.packed = PackedRows({n: s.rows for n, s in sources.items()}, shape, words)
        self.size = Size(len(self.packed), self.packed.left_out, self.packed.tokens)

    def batches(self, steps: int, skip: int = 0) -> Iterator[Arrays]:
        """This process's part of each step."""
        return self.packed.batches(steps, skip)

    def loss(self, inputs: Tensors) -> tuple[Tensor, Mapping[str, Tensor]]:
        """The tasks' losses, by the recipe's weights."""
        found = self.specialists.losses(inputs)
        parts = {name: found[name] for name in self.recipe.tasks}
        weighed = [self.recipe.weights.get(name, 1.0) * part for name, part in parts.items()]
        return torch.stack(weighed).sum(), parts

    def data(self) -> str:
        """A hash of the rows, and of what is made of them."""
        keys = {name: source.key for name, source in self.sources.items()}
        told = {**self.recipe.to_json(), "trunk": "", "training": {}, "sources": keys}
        whole = hashlib.sha256(json.dumps(told, sort_keys=True).encode())
        return f"sha256:{whole.hexdigest()}"

    def save(self, folder: Path) -> None:
        """Write the weights."""
        self.learner.save(folder)
