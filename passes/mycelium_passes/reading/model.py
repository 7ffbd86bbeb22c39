"""The specialists' model as it runs: an engine for the trunk, the heads, and their tables."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import count
from typing import Any

import torch
from torch import Tensor

from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.operations import Operation
from mycelium_passes.engine import Engine, LeanEngine, TransformersEngine
from mycelium_passes.engine.shape import FAMILIES
from mycelium_passes.model.heads import Heads, HeadShapes
from mycelium_passes.model.specialists import Specialists
from mycelium_passes.templates import operations_of
from mycelium_passes.transcript import Symbols
from mycelium_passes.trunk import Trunk

_made = count()


@dataclass(frozen=True, eq=False)
class Model:
    """Everything that the passes decide with.

    Attributes:
        engine: Runs the trunk.
        heads: In evaluation mode, in float32, on the engine's device.
        vocabulary: The symbols of transcripts; its templates are a slot's classes from 1 on.
        tokenizer: The trunk's, a `tokenizers.Tokenizer`.
        operations: Each template as an operation, in the vocabulary's order.
        goals: The answer types, by number.
        constants: The numbers that may be written though no text and no step has them.
        calibration: What turns scores into confidences, as the configuration has it.
        hash: Of the weights and the configuration.
        shared: What is made of the model once, by name.
    """

    engine: Engine
    heads: Heads
    vocabulary: Symbols
    tokenizer: Any
    operations: tuple[Operation, ...]
    goals: tuple[str, ...]
    constants: tuple[Fraction, ...]
    calibration: Mapping[str, Any]
    hash: str
    shared: dict[str, object] = field(default_factory=dict)

    @cached_property
    def newline(self) -> int:
        """The token that closes a problem."""
        return int(self.tokenizer.encode("\n", add_special_tokens=False).ids[-1])

    @property
    def fingerprint(self) -> str:
        """What changes with the weights or the device."""
        return f"{self.hash} {self.engine.device}"

    @property
    def templates(self) -> tuple[str, ...]:
        """The templates' names."""
        return self.vocabulary.templates

    @classmethod
    def from_training(
        cls,
        specialists: Specialists,
        trunk: Trunk,
        config: Mapping[str, Any],
        *,
        dtype: torch.dtype = torch.float32,
    ) -> Model:
        """The model as it stands in the middle of its training; weights are copied.

        Args:
            specialists: Trunk and heads.
            trunk: Where the trunk's tokenizer and device are.
            config: As `model_of` takes it; `trunk` and `heads` are not asked for.
            dtype: Of the engine's matrices.
        """
        shape = trunk.model.config.to_dict()
        engine: Engine
        if shape.get("model_type") in FAMILIES:
            tensors = specialists.body.state_dict()
            engine = LeanEngine(tensors, shape, device=trunk.device, dtype=dtype, prefix="")
        else:
            engine = TransformersEngine(copy.deepcopy(trunk.model).eval())
        heads = copy.deepcopy(specialists.heads).float().eval().requires_grad_(False)
        tokenizer = trunk.tokenizer.backend_tokenizer
        return _made_of(engine, heads, tokenizer, config, f"training-{next(_made)}")


def model_of(
    tensors: Mapping[str, Tensor],
    config: Mapping[str, Any],
    tokenizer: Any,
    *,
    device: torch.device | str = "cpu",
    dtype: torch.dtype = torch.float32,
    hash: str = "",
) -> Model:
    """The model of a set of weights.

    Args:
        tensors: The trunk's under `trunk.` and its Hugging Face names, the heads' under `heads.`.
        config: `trunk` (Hugging Face's configuration), `heads` (`HeadShapes`), `templates`,
            `goals`, `constants`, `calibration`.
        tokenizer: A `tokenizers.Tokenizer`.
        device: Where to run.
        dtype: Of the trunk's matrices.
        hash: Of the weights and the configuration.

    Raises:
        MyceliumError: MYC330, if tensors and configuration do not fit together.
    """
    try:
        engine = _engine(tensors, config["trunk"], device, dtype)
        heads = Heads(HeadShapes.from_json(config["heads"]))
        own = {n.removeprefix("heads."): t for n, t in _items(tensors, "heads.")}
        heads.load_state_dict({name: value.float() for name, value in own.items()})
        heads = heads.to(device).eval().requires_grad_(False)
        return _made_of(engine, heads, tokenizer, config, hash)
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        first = str(error).strip().partition("\n")[0]
        raise MyceliumError(
            Diagnostic(
                "MYC330",
                f"the specialists' weights do not fit together: {type(error).__name__}: {first}",
                hint="copy the folder again, or make it anew with `mycelium train`",
            )
        ) from error


def _made_of(
    engine: Engine, heads: Heads, tokenizer: Any, config: Mapping[str, Any], hash: str
) -> Model:
    operations = operations_of(config["templates"])
    vocabulary = Symbols(tuple(operation.name for operation in operations))
    shapes = heads.shapes
    told = (shapes.symbols, shapes.templates, shapes.goals, shapes.width)
    known = (len(vocabulary), len(operations), len(config["goals"]), engine.width)
    if told != known:
        raise ValueError(f"heads for {told} symbols, templates, goals and width, not {known}")
    return Model(
        engine,
        heads,
        vocabulary,
        tokenizer,
        operations,
        tuple(config["goals"]),
        tuple(Fraction(text) for text in config["constants"]),
        config.get("calibration") or {},
        hash,
    )


def _engine(
    tensors: Mapping[str, Tensor],
    config: Mapping[str, Any],
    device: torch.device | str,
    dtype: torch.dtype,
) -> Engine:
    if config["model_type"] in FAMILIES:
        return LeanEngine(tensors, config, device=device, dtype=dtype, prefix="trunk.model.")
    import transformers

    kinds: Any = transformers
    settings = {key: value for key, value in config.items() if key != "model_type"}
    shape = kinds.AutoConfig.for_model(config["model_type"], **settings)
    model = kinds.AutoModelForCausalLM.from_config(shape)
    own = {n.removeprefix("trunk."): t for n, t in _items(tensors, "trunk.")}
    missing = set(model.load_state_dict(own, strict=False).missing_keys)
    lacking: Sequence[str] = sorted(missing - set(model._tied_weights_keys or ()))
    lacking = [name for name in lacking if not name.startswith("lm_head")]
    if lacking:
        raise ValueError(f"the trunk lacks {lacking[0]}")
    return TransformersEngine(model.to(device=device, dtype=dtype).eval())


def _items(tensors: Mapping[str, Tensor], prefix: str) -> list[tuple[str, Tensor]]:
    return [(name, tensors[name]) for name in tensors if name.startswith(prefix)]
