"""The learning curve as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path


def draw(history: Sequence[Mapping[str, float]], path: Path) -> None:
    """Draw the loss, and whatever the probe measured, over the steps."""
    from matplotlib.figure import Figure

    names = sorted({key for line in history for key in line} - {"step", "seconds", "rate", "loss"})
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    points = [(line["step"], line["loss"]) for line in history if "loss" in line]
    axes.plot(*zip(*points, strict=True), color="#22785a", label="loss") if points else None
    axes.set(xlabel="step", ylabel="loss (nats a token)", yscale="log")
    if names:
        right = axes.twinx()
        for name in names:
            found = [(line["step"], line[name]) for line in history if name in line]
            right.plot(*zip(*found, strict=True), "o--", label=name)
        right.legend(loc="upper center", frameon=False)
    figure.savefig(path, dpi=120)
