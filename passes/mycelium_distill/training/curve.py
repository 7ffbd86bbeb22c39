"""The learning curve as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

PART = "loss."
"""What the names of the loss's parts begin with."""


def draw(history: Sequence[Mapping[str, float]], path: Path) -> None:
    """Draw the loss, its parts, and whatever the probe measured, over the steps."""
    from matplotlib.figure import Figure

    found = sorted({key for line in history for key in line} - {"step", "seconds", "rate", "loss"})
    parts = [name for name in found if name.startswith(PART)]
    measured = [name for name in found if not name.startswith(PART)]

    def points(name: str) -> tuple[list[float], list[float]]:
        lines = [line for line in history if name in line]
        return [line["step"] for line in lines], [line[name] for line in lines]

    figure = Figure(figsize=(7, 6 if parts else 4), layout="constrained")
    axes = figure.subplots()
    if points("loss")[0]:
        axes.plot(*points("loss"), color="#22785a", label="loss", linewidth=2)
    for name in parts:
        axes.plot(*points(name), linewidth=1, label=name.removeprefix(PART))
    axes.set(xlabel="step", ylabel="loss (nats)" if parts else "loss (nats a token)", yscale="log")
    if parts:
        axes.legend(loc="lower left", frameon=False, ncols=3)
    if measured:
        right = axes.twinx()
        for name in measured:
            right.plot(*points(name), "o--", label=name)
        right.legend(loc="upper center", frameon=False)
    figure.savefig(path, dpi=120)
