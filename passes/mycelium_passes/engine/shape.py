"""The sizes of a trunk of the Llama or Qwen2 family, from its configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mycelium_ir.diagnostics import Diagnostic, MyceliumError

FAMILIES = frozenset({"llama", "qwen2"})
"""The values of `model_type` that a `LeanEngine` runs."""


@dataclass(frozen=True)
class Shape:
    """What a forward pass has to know besides the weights.

    Attributes:
        width: The size of a state.
        layers: How many there are.
        heads: Of queries.
        kv_heads: Of keys and values; divides `heads`.
        head_size: Of each head.
        rope_theta: The base of the rotary positions' wavelengths.
        norm_eps: What the norms add to the mean square.
        positions: How many tokens there is room for.
    """

    width: int
    layers: int
    heads: int
    kv_heads: int
    head_size: int
    rope_theta: float
    norm_eps: float
    positions: int


def shape_of(config: Mapping[str, Any]) -> Shape:
    """The shape that a Hugging Face configuration (config.json) tells.

    Raises:
        MyceliumError: MYC308, if the family is another, or does what this one does not.
    """
    family = config.get("model_type")
    if family not in FAMILIES:
        raise _other(f"it is of the family {family!r}")
    rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
    kind = rope.get("rope_type", rope.get("type", "default"))
    if kind != "default":
        raise _other(f"its positions are scaled ({kind})")
    if config.get("use_sliding_window"):
        raise _other("its attention has a sliding window")
    if config.get("hidden_act", "silu") != "silu":
        raise _other(f"its activation is {config['hidden_act']}")
    heads = int(config["num_attention_heads"])
    width = int(config["hidden_size"])
    return Shape(
        width=width,
        layers=int(config["num_hidden_layers"]),
        heads=heads,
        kv_heads=int(config.get("num_key_value_heads") or heads),
        head_size=int(config.get("head_dim") or width // heads),
        rope_theta=float(rope.get("rope_theta") or config.get("rope_theta") or 10_000.0),
        norm_eps=float(config.get("rms_norm_eps", 1e-6)),
        positions=int(config.get("max_position_embeddings", 2048)),
    )


def _other(what: str) -> MyceliumError:
    return MyceliumError(
        Diagnostic(
            "MYC308",
            f"the lean engine cannot run this trunk: {what}",
            hint="run it through transformers (TransformersEngine)",
        )
    )
