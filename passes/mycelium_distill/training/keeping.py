"""Keeping the weights that did best where they were measured, against training for too long."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from mycelium_distill.training.stepping import Stepper

_PREFIX = "best."


class Best:
    """The weights with the greatest figure of the probe so far; the earlier ones where equal.

    Args:
        name: The figure's name; "" keeps nothing.

    Attributes:
        step: The step of these weights; None as long as there are none.
        figure: Their figure.
        weights: Themselves, by the parameter's name, on the processor.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.step: int | None = None
        self.figure = -math.inf
        self.weights: dict[str, Tensor] = {}

    def offer(self, stepper: Stepper, step: int, measured: Mapping[str, float]) -> None:
        """Keep the weights that the model has, if they measured better than those before.

        Raises:
            ValueError: if the probe does not give the figure.
        """
        if not self.name:
            return
        if self.name not in measured:
            raise ValueError(f"the probe gives no {self.name!r}: {', '.join(measured)}")
        if measured[self.name] > self.figure:
            self.step, self.figure = step, measured[self.name]
            named = zip(stepper.names, stepper.parameters, strict=True)
            self.weights = {name: p.detach().to("cpu", copy=True) for name, p in named}

    def give(self, stepper: Stepper) -> None:
        """Put them into the model, if there are any."""
        with torch.no_grad():
            for name, parameter in zip(stepper.names, stepper.parameters, strict=True):
                if self.weights:
                    parameter.copy_(self.weights[name])

    def state(self) -> dict[str, Tensor]:
        """What a checkpoint holds of them: they change together with the rest of it."""
        return {_PREFIX + name: value for name, value in self.weights.items()}

    def note(self) -> dict[str, Any]:
        """What a checkpoint says of them."""
        return {} if self.step is None else {"best": {"step": self.step, "figure": self.figure}}

    def load(self, state: Mapping[str, Tensor], note: Mapping[str, Any]) -> None:
        """Go on from what `state` and `note` gave."""
        if "best" in note:
            self.step, self.figure = note["best"]["step"], note["best"]["figure"]
            self.weights = {
                name.removeprefix(_PREFIX): value
                for name, value in state.items()
                if name.startswith(_PREFIX)
            }
