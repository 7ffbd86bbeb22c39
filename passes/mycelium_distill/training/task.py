"""What the trainer trains: a module, endless batches of one shape, and a loss."""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from mycelium_distill.training.feeding import Arrays, Tensors


@dataclass(frozen=True)
class Size:
    """How much there is to learn from.

    Attributes:
        rows: What is trained on.
        left_out: What is too long, or unfit.
        tokens: Of one pass over the rows, without padding.
    """

    rows: int
    left_out: int
    tokens: int


class Task(ABC):
    """Something to learn.

    Attributes:
        module: What is trained, in float32; a GPU computes in bfloat16.
        device: Where it is.
        subject: What a probe is given.
        parts: The names of the parts of the loss, which are logged.
        size: How much there is to learn from.
        layers: The modules that compilation goes through one by one.
    """

    module: nn.Module
    device: torch.device
    subject: Any
    parts: tuple[str, ...] = ()
    size: Size
    layers: Sequence[nn.Module] = ()

    @abstractmethod
    def batches(self, steps: int, skip: int = 0) -> Iterator[Arrays]:
        """The batches of a training of so many steps, without end, the first `skip` passed over.

        The shapes and types of their arrays are the same for every batch.
        """

    @abstractmethod
    def loss(self, inputs: Tensors) -> tuple[Tensor, Mapping[str, Tensor]]:
        """The loss of a batch and its parts, all scalars on the device.

        It is captured as a CUDA graph: no value may be read back, no shape may depend on one.
        With several processes it is this one's share: the losses of all are added up.
        """

    @abstractmethod
    def data(self) -> str:
        """A hash of what is learnt from."""

    @abstractmethod
    def save(self, folder: Path) -> None:
        """Write the trained module into a folder."""

    def shapes(self) -> str:
        """A hash of the module's shapes."""
        shapes = [(name, list(p.shape)) for name, p in self.module.named_parameters()]
        return f"sha256:{hashlib.sha256(json.dumps(shapes).encode()).hexdigest()}"
