"""The chart of an ablation, as PNG: bars of accuracy, and beside each its difference.

Two calls with the same figures give the same bytes.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from mycelium.evaluation.ablation.result import Ablation, probability
from mycelium.evaluation.ablation.scale import (
    Tone,
    accuracy_ticks,
    nice_ticks,
    shortened,
    tone_of,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INK = "#1f2933"
_FAINT = "#6b7785"
_GRID = "#e4e8ec"
_BAR = "#8fb4e0"
_REFERENCE = "#4a80c4"
_TONES: dict[Tone, str] = {"better": "#1e7d4f", "worse": "#b8402f", "open": "#6b7785"}


def chart_png(ablation: Ablation, *, dpi: int = 160) -> bytes:
    """The chart as the bytes of a PNG picture, at `dpi` dots to the inch.

    The error bars are Wilson's 95% interval of an accuracy, and the paired
    bootstrap's of a difference.
    """
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    # Sizes and fonts do not depend on what a matplotlibrc says; a notebook's backend stays.
    usual = {k: v for k, v in matplotlib.rcParamsDefault.items() if not k.startswith("backend")}
    with matplotlib.rc_context({**usual, "font.family": "DejaVu Sans"}):
        figure = _figure(ablation)
        figure.set_dpi(dpi)
        file = io.BytesIO()
        canvas = FigureCanvasAgg(figure)
        canvas.print_png(file, metadata={"Software": "mycelium"})  # type: ignore[no-untyped-call]
    return file.getvalue()


def _figure(ablation: Ablation) -> Figure:
    from matplotlib.figure import Figure

    count = len(ablation.arms)
    names = [shortened(arm.name) for arm in ablation.arms]
    left = 0.35 + 0.083 * max(map(len, names))
    top, bottom, row = 0.85, 0.68, 0.42
    width, height = left + 7.15, top + bottom + row * count
    figure = Figure(figsize=(width, height), facecolor="white")
    lower, tall = bottom / height, row * count / height
    accuracy = figure.add_axes((left / width, lower, 4.0 / width, tall))
    difference = figure.add_axes(((left + 4.5) / width, lower, 2.35 / width, tall))
    for axes in (accuracy, difference):
        axes.set_ylim(count - 0.5, -0.5)
        axes.set_axisbelow(True)
        axes.grid(axis="x", color=_GRID, linewidth=0.8)
        axes.tick_params(length=0, labelsize=8.5, labelcolor=_FAINT)
        for side in axes.spines.values():
            side.set_visible(False)
    accuracy.set_yticks(range(count), names, fontsize=10, color=_INK)
    accuracy.get_yticklabels()[0].set_fontweight("bold")
    accuracy.tick_params(axis="y", pad=8)
    difference.set_yticks([])
    _draw_accuracy(accuracy, ablation)
    _draw_difference(difference, ablation)
    told = ablation.reference.report.configuration
    edge = 0.2 / width
    figure.text(
        edge,
        1 - 0.3 / height,
        f"{told['dataset']} {told['split']}: the pipeline and its variants",
        fontsize=13,
        fontweight="bold",
        color=_INK,
        va="center",
        parse_math=False,
    )
    figure.text(
        edge,
        1 - 0.58 / height,
        f"n = {told['n']}, seed {told['seed']};  95% intervals: Wilson for an accuracy, paired "
        "bootstrap for a difference",
        fontsize=8.5,
        color=_FAINT,
        va="center",
        parse_math=False,
    )
    return figure


def _draw_accuracy(axes: Axes, ablation: Ablation) -> None:
    shares = [arm.report.accuracy for arm in ablation.arms]
    values = [100 * (share.value or 0.0) for share in shares]
    lows = [100 * share.interval.low for share in shares]
    highs = [100 * share.interval.high for share in shares]
    places = range(len(values))
    ticks = accuracy_ticks(max(share.interval.high for share in shares))
    axes.set_xlim(0, 1.18 * ticks[-1])
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.set_xlabel("accuracy, %", fontsize=9, color=_FAINT, loc="left", labelpad=6)
    axes.barh(
        places, values, height=0.62, color=[_REFERENCE] + [_BAR] * (len(values) - 1), zorder=2
    )
    axes.axvline(values[0], color=_REFERENCE, linewidth=1.0, linestyle=(0, (3, 2)), zorder=3)
    axes.errorbar(
        values,
        places,
        xerr=[
            [value - low for value, low in zip(values, lows, strict=True)],
            [high - value for value, high in zip(values, highs, strict=True)],
        ],
        fmt="none",
        ecolor=_INK,
        elinewidth=1.2,
        capsize=3,
        capthick=1.2,
        zorder=4,
    )
    for place, value, high in zip(places, values, highs, strict=True):
        _label(axes, high + 0.02 * ticks[-1], place, f"{value:.1f}", _INK, bold=place == 0)


def _draw_difference(axes: Axes, ablation: Ablation) -> None:
    pairs = ablation.paired
    ends = [100 * end for pair in pairs for end in (pair.interval.low, pair.interval.high)]
    ticks = nice_ticks(min(0.0, *ends), max(0.0, *ends))
    low, high = ticks[0], ticks[-1]
    # The p values stand in a column of their own, right of the scale.
    axes.set_xlim(low, high + 0.45 * (high - low))
    axes.set_xticks(ticks, [f"{tick:+g}" if tick else "0" for tick in ticks])
    axes.set_xlabel("difference, points", fontsize=9, color=_FAINT, loc="left", labelpad=6)
    axes.axvline(0, color=_FAINT, linewidth=1.0, zorder=2)
    column = high + 0.09 * (high - low)
    _label(axes, column, 0, "Holm's p", _FAINT)
    for place, (pair, p) in enumerate(zip(pairs, ablation.adjusted, strict=True), 1):
        color = _TONES[tone_of(pair.difference, p)]
        value, interval = 100 * pair.difference, pair.interval
        axes.errorbar(
            [value],
            [place],
            xerr=[[value - 100 * interval.low], [100 * interval.high - value]],
            fmt="o",
            markersize=5.5,
            color=color,
            elinewidth=1.6,
            capsize=3,
            capthick=1.6,
            zorder=3,
        )
        _label(axes, column, place, probability(p), color)


def _label(axes: Axes, x: float, y: float, text: str, color: str, *, bold: bool = False) -> None:
    axes.text(
        x,
        y,
        text,
        va="center_baseline",
        fontsize=9,
        color=color,
        fontweight="bold" if bold else "normal",
        zorder=5,
        parse_math=False,
    )
