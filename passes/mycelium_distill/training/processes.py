"""Several processes that train together, as torchrun or `accelerate launch` start them.

Each takes its rows of the same batch, and their gradients are added up, so that the weights
are those of one process with the whole batch, up to rounding.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import torch
from torch import Tensor, distributed

_PATIENCE = timedelta(hours=2)
"""How long a process waits for another, which may be encoding or measuring."""


@dataclass(frozen=True)
class Processes:
    """This process among those that train together.

    Attributes:
        rank: Which it is; the first one writes and measures.
        count: How many there are.
        device: Where it exchanges tensors.
    """

    rank: int = 0
    count: int = 1
    device: torch.device = torch.device("cpu")  # noqa: RUF009 - immutable

    @property
    def first(self) -> bool:
        """Whether it is the one that writes."""
        return self.rank == 0

    def add(self, tensors: Sequence[Tensor]) -> None:
        """Put the sums over all processes into tensors of one type."""
        if self.count == 1 or not tensors:
            return
        flat = torch.cat([tensor.reshape(-1) for tensor in tensors])
        distributed.all_reduce(flat)
        parts = torch.split(flat, [tensor.numel() for tensor in tensors])
        torch._foreach_copy_(
            list(tensors), [p.view_as(t) for p, t in zip(parts, tensors, strict=True)]
        )

    def share(self, tensors: Sequence[Tensor]) -> None:
        """Put the first process's values into the others' tensors."""
        if self.count > 1:
            for tensor in tensors:
                distributed.broadcast(tensor, 0)

    def agreed(self, value: int) -> int:
        """The first process's number."""
        if self.count == 1:
            return value
        told = torch.tensor(value, dtype=torch.int64, device=self.device)
        distributed.broadcast(told, 0)
        return int(told)

    def wait(self) -> None:
        """Return when all have come here."""
        self.agreed(0)


def local_device(device: str) -> str:
    """The device of this process: the GPU of its own where a launcher started several."""
    local = os.environ.get("LOCAL_RANK")
    if local is None or int(os.environ.get("WORLD_SIZE", "1")) == 1:
        return device
    wants_gpu = device == "cuda" or (device == "auto" and torch.cuda.is_available())
    return f"cuda:{local}" if wants_gpu else device


@contextmanager
def together(device: torch.device) -> Iterator[Processes]:
    """Join the processes that a launcher started, if one did; else be alone."""
    count = int(os.environ.get("WORLD_SIZE", "1"))
    if count == 1:
        yield Processes()
        return
    on_gpu = device.type == "cuda"
    if on_gpu:
        torch.cuda.set_device(device)
    distributed.init_process_group("nccl" if on_gpu else "gloo", timeout=_PATIENCE)
    try:
        yield Processes(distributed.get_rank(), count, device)
    finally:
        distributed.destroy_process_group()
