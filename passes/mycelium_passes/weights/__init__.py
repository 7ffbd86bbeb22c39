"""The format in which trained models ship: quantised safetensors with a hash of each file.

Names are imported when they are first asked for: where weights lie and what they are called
can be told without torch.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mycelium_passes.weights.finding import find_weights as find_weights
    from mycelium_passes.weights.manifest import read_config as read_config
    from mycelium_passes.weights.manifest import weights_hash as weights_hash
    from mycelium_passes.weights.reading import Weights as Weights
    from mycelium_passes.weights.reading import load_weights as load_weights
    from mycelium_passes.weights.sizes import bits_of as bits_of
    from mycelium_passes.weights.sizes import weights_bytes as weights_bytes
    from mycelium_passes.weights.vocabulary import cut_trunk as cut_trunk
    from mycelium_passes.weights.vocabulary import cut_vocabulary as cut_vocabulary
    from mycelium_passes.weights.writing import save_weights as save_weights

_WHERE = {
    "Weights": "reading",
    "bits_of": "sizes",
    "cut_trunk": "vocabulary",
    "cut_vocabulary": "vocabulary",
    "find_weights": "finding",
    "load_weights": "reading",
    "read_config": "manifest",
    "save_weights": "writing",
    "weights_bytes": "sizes",
    "weights_hash": "manifest",
}


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
