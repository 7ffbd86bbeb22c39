"""Where a pass's model comes from: a folder of weights, loaded once, or one that is held."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mycelium_passes.reading.model import Model

HELD = "held:"
"""What a pass's option `model` begins with where the model was given by `hold_model`."""

_held: dict[str, Model] = {}


def hold_model(name: str, model: Model | None) -> str:
    """Keep a model for passes of this process, such as one in training; None lets it go.

    Returns:
        What the option `model` of a pass says to use it.
    """
    if model is None:
        _held.pop(name, None)
    else:
        _held[name] = model
    return HELD + name


def load_model(weights: str = "", device: str = "auto") -> Model:
    """The model of a folder of weights, loaded once in a process.

    Args:
        weights: A folder, a name on the Hugging Face hub, or empty for what is installed.
        device: `cpu`, `cuda`, `cuda:1`, or `auto`: a GPU where there is one.

    Raises:
        MyceliumError: if there are no such weights, or they cannot be used.
    """
    if weights.startswith(HELD):
        return _held[weights.removeprefix(HELD)]
    from mycelium_passes.weights import find_weights

    return _loaded(str(find_weights(weights)), device)


def check_weights(weights: str) -> None:
    """See that there are weights, without reading them.

    Raises:
        MyceliumError: if there are none, with what to do.
    """
    if not weights.startswith(HELD):
        from mycelium_passes.weights import find_weights

        find_weights(weights)


def hash_of(weights: str) -> str:
    """The hash of weights, without loading them."""
    if weights.startswith(HELD):
        return _held[weights.removeprefix(HELD)].hash
    from mycelium_passes.weights import find_weights

    return _hash(str(find_weights(weights)))


def calibration_of(weights: str) -> Mapping[str, Any]:
    """What turns a model's scores into confidences, without loading it.

    Raises:
        MyceliumError: if there are no such weights.
    """
    if weights.startswith(HELD):
        return _held[weights.removeprefix(HELD)].calibration
    from mycelium_passes.weights import find_weights, read_config

    told: Mapping[str, Any] = read_config(find_weights(weights)).get("calibration") or {}
    return told


@cache
def _hash(folder: str) -> str:
    from pathlib import Path

    from mycelium_passes.weights import weights_hash

    return weights_hash(Path(folder))


@cache
def _loaded(folder: str, device: str) -> Model:
    from pathlib import Path

    import torch
    from tokenizers import Tokenizer

    from mycelium_passes.engine.linear import packs
    from mycelium_passes.reading.model import model_of
    from mycelium_passes.trunk.loading import device_of
    from mycelium_passes.weights import load_weights

    where = device_of(device)
    tensors, config = load_weights(Path(folder))
    tokenizer = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
    fast = where.type == "cuda" or packs(where, torch.bfloat16)
    dtype = torch.bfloat16 if fast else torch.float32
    return model_of(tensors, config, tokenizer, device=where, dtype=dtype, hash=_hash(folder))
