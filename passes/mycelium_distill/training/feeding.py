"""Batches made ready by a thread while the device works."""

from __future__ import annotations

import dataclasses
import queue
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor

from mycelium_distill.training.packing import Batch

DEPTH = 8
"""How many batches wait."""

Tensors = dict[str, Tensor]
"""A batch's arrays as tensors, by name."""

Arrays = Mapping[str, np.ndarray[Any, np.dtype[Any]]]


def arrays(batch: Batch | Arrays) -> Arrays:
    """A batch's arrays by name."""
    if isinstance(batch, Batch):
        return {field.name: getattr(batch, field.name) for field in dataclasses.fields(batch)}
    return batch


def tensors(batch: Batch | Arrays, *, pinned: bool) -> Tensors:
    """A batch as tensors; `pinned` puts them where a GPU copies from without waiting."""
    found = {name: torch.from_numpy(array) for name, array in arrays(batch).items()}
    return {name: t.pin_memory() for name, t in found.items()} if pinned else found


@contextmanager
def ahead(
    batches: Iterator[Batch] | Iterator[Arrays], *, pinned: bool
) -> Iterator[Iterator[Tensors]]:
    """The same batches, prepared ahead of their use.

    What goes wrong in the thread is raised where the batches are read.
    """
    waiting: queue.Queue[Tensors | BaseException | None] = queue.Queue(DEPTH)
    stop = threading.Event()

    def offer(entry: Tensors | BaseException | None) -> bool:
        while not stop.is_set():
            try:
                waiting.put(entry, timeout=0.2)
            except queue.Full:
                continue
            return True
        return False

    def work() -> None:
        try:
            for batch in batches:
                if not offer(tensors(batch, pinned=pinned)):
                    return
            offer(None)
        except BaseException as error:  # handed on to the reader
            offer(error)

    def read() -> Iterator[Tensors]:
        while (entry := waiting.get()) is not None:
            if isinstance(entry, BaseException):
                raise entry
            yield entry

    thread = threading.Thread(target=work, name="batches", daemon=True)
    thread.start()
    try:
        yield read()
    finally:
        stop.set()
        thread.join()
