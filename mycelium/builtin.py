"""The built-in plugin: what ships with the compiler comes through the same door as a stranger's."""

from __future__ import annotations

from mycelium.evaluation.datasets import DATASETS
from mycelium.hookspecs import hookimpl
from mycelium.specs import DatasetSpec

HOOK_VERSION = 1


@hookimpl
def mycelium_datasets() -> list[DatasetSpec]:
    """The datasets that `mycelium eval` reads from a data folder."""
    return [DatasetSpec(name, load, doc) for name, load, doc in DATASETS]
