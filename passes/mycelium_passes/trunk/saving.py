"""Saving a trunk as a folder that any transformers user can load, and telling weights apart."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mycelium_passes.trunk.loading import Trunk


def save_trunk(trunk: Trunk, folder: Path, *, dtype: Any = None) -> None:
    """Write config.json, model.safetensors and the tokenizer.

    Args:
        trunk: what to save; it is left as it is.
        folder: made if need be; files of the same names are replaced.
        dtype: a torch dtype to store the weights in; as they are if None.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model = trunk.model
    if dtype is None:
        model.save_pretrained(str(folder), safe_serialization=True)
    else:
        was = model.config.dtype
        state = {name: tensor.to(dtype) for name, tensor in model.state_dict().items()}
        model.config.dtype = dtype
        try:
            model.save_pretrained(str(folder), state_dict=state, safe_serialization=True)
        finally:
            model.config.dtype = was
    trunk.tokenizer.save_pretrained(str(folder))


def hash_of_weights(folder: Path) -> str:
    """SHA-256 over what decides a model's output: weights, configuration and tokenizer.

    Gives hexadecimal digits; a folder with no such file has the hash of nothing.
    """
    digest = hashlib.sha256()
    names = [
        *sorted(folder.glob("*.safetensors")),
        folder / "config.json",
        folder / "tokenizer.json",
    ]
    for path in names:
        if not path.is_file():
            continue
        digest.update(path.name.encode() + b"\0")
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
