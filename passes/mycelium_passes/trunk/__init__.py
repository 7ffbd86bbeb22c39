"""The trunk: a small causal language model that reads a problem in both directions.

Any causal model of Hugging Face's transformers can be one; nothing here knows a family.
"""

from mycelium_passes.trunk.attention import packed_mask, prefix_mask
from mycelium_passes.trunk.generation import Generated, generate
from mycelium_passes.trunk.loading import Trunk, load_trunk, save_trunk, weights_hash

__all__ = [
    "Generated",
    "Trunk",
    "generate",
    "load_trunk",
    "packed_mask",
    "prefix_mask",
    "save_trunk",
    "weights_hash",
]
