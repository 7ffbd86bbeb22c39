"""Pictures of annealing: the information plane, purity over beta, the tree of splits.

Two calls with the same data give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from mycelium_distill.templates.state import Annealed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INK, _LINE, _MARK = "#1f2933", "#4a80c4", "#cc8f1f"


def plane(annealed: Annealed, whole: float, rest: Mapping[str, float] | None = None) -> bytes:
    """I(T;Y) against I(X;T), in nats, one dot for each beta, as PNG.

    Args:
        annealed: The curves.
        whole: I(X;Y), which no clustering can pass.
        rest: More levels to draw, by name.
    """
    figure, axes = _figure(6.4, 4.4)
    points = annealed.points
    axes.plot(
        [p.compression for p in points], [p.relevance for p in points], "-o", ms=3, color=_LINE
    )
    levels = {"I(X;Y)": whole, **(rest or {})}
    for name, level in levels.items():
        axes.axhline(level, color=_MARK, lw=1, ls="--")
        axes.annotate(name, (0, level), color=_MARK, va="top", fontsize=8)
    axes.set_xlabel("I(X;T), nats")
    axes.set_ylabel("I(T;Y), nats")
    axes.set_title("Information plane")
    return _png(figure)


def purity_curve(annealed: Annealed) -> bytes:
    """Purity and the number of clusters over beta, as PNG."""
    figure, axes = _figure(6.4, 4.4)
    betas = [p.beta for p in annealed.points]
    axes.plot(betas, [p.purity for p in annealed.points], "-o", ms=3, color=_LINE)
    axes.set_xscale("log")
    axes.set_xlabel("beta")
    axes.set_ylabel("expected purity", color=_LINE)
    axes.set_ylim(0, 1.02)
    other = axes.twinx()
    other.step(betas, [p.clusters for p in annealed.points], where="post", color=_MARK)
    other.set_ylabel("clusters", color=_MARK)
    axes.set_title("Purity per beta")
    return _png(figure)


def dendrogram(annealed: Annealed, names: Sequence[str]) -> bytes:
    """The tree of splits from left (coarse) to right (fine), as PNG.

    Args:
        annealed: The tree.
        names: What to write at each cluster's leaf, [K].
    """
    children = {split.parent: split.children for split in annealed.splits}
    order = _leaf_order(children)
    height = {leaf: float(place) for place, leaf in enumerate(order)}
    figure, axes = _figure(8.0, 1.5 + 0.16 * len(order))
    # Splits crowd together just above one: what is drawn is their order.
    when = {split.parent: float(turn) for turn, split in enumerate(annealed.splits, start=1)}
    end = len(annealed.splits) + 1.0
    for split in reversed(annealed.splits):
        low, high = (height[child] for child in split.children)
        height[split.parent] = (low + high) / 2
        x = when[split.parent]
        axes.plot([x, x], [low, high], color=_LINE, lw=1)
        for child, y in zip(split.children, (low, high), strict=True):
            axes.plot([x, when.get(child, end)], [y, y], color=_LINE, lw=1)
    label = {leaf: names[cluster] for cluster, leaf in enumerate(annealed.leaves)}
    for leaf in order:
        axes.annotate(
            label[leaf], (end, height[leaf]), xytext=(3, 0), textcoords="offset points",
            va="center", fontsize=6, color=_INK,
        )  # fmt: skip
    axes.set_xlim(0, end * 1.25)
    axes.set_yticks([])
    axes.set_xlabel("split, in order of rising beta")
    ticks = np.linspace(1, max(len(annealed.splits), 1), 6).astype(int)
    if annealed.splits:
        axes.set_xticks(
            sorted(set(ticks.tolist())),
            [f"{t}\nβ {annealed.splits[t - 1].beta:.3g}" for t in sorted(set(ticks.tolist()))],
            fontsize=7,
        )
    axes.set_title("Tree of splits")
    return _png(figure)


def _leaf_order(children: Mapping[int, tuple[int, int]]) -> list[int]:
    order: list[int] = []
    stack = [0]
    while stack:
        node = stack.pop()
        if node in children:
            stack.extend(reversed(children[node]))
        else:
            order.append(node)
    return order


def _figure(width: float, height: float) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=120, layout="constrained")
    return figure, figure.subplots()


def _png(figure: Figure) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    FigureCanvasAgg(figure)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": "mycelium"})
    return buffer.getvalue()
