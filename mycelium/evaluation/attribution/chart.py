"""The table of faults as a bar chart in a PNG file."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mycelium.evaluation.attribution.report import Attribution

_MAIN, _OTHER, _INK, _SOFT = "#3f7d58", "#b9b7ab", "#23241f", "#6d6f66"


def png(found: Attribution) -> bytes:
    """A horizontal bar for each pass and category, with Wilson's 95% interval, as a PNG file.

    Bars are shares of the rows that are not right. The same attribution gives the
    same bytes.
    """
    # The backend is chosen on the figure, so that no window system is ever asked for.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    names = list(found.counts)
    shares = [found.share(name) for name in names]
    values = [100 * (share.value or 0.0) for share in shares]
    # The interval of nothing found says little, and would be the longest line in the chart.
    lows = [v - 100 * s.interval.low if s.hits else 0 for v, s in zip(values, shares, strict=True)]
    highs = [
        100 * s.interval.high - v if s.hits else 0 for v, s in zip(values, shares, strict=True)
    ]
    figure = Figure(figsize=(8.4, 0.38 * len(names) + 1.5), dpi=160, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    places = range(len(names))
    axes.barh(
        places,
        values,
        xerr=[[max(0.0, x) for x in lows], [max(0.0, x) for x in highs]],
        color=[_MAIN if name in found.labels else _OTHER for name in names],
        error_kw={"ecolor": _INK, "elinewidth": 1, "capsize": 3},
        height=0.66,
    )
    top = max((v + h for v, h in zip(values, highs, strict=True)), default=1.0) or 1.0
    blind = {n for n, gold in zip(found.labels, found.gold, strict=True) if gold == "n/a"}
    for place, name, share, end in zip(
        places, names, shares, (v + h for v, h in zip(values, highs, strict=True)), strict=True
    ):
        told = "no gold" if name in blind else str(share.hits)
        axes.text(end + 0.015 * top, place, told, va="center", color=_SOFT, fontsize=9)
    axes.set_yticks(places, names)
    axes.invert_yaxis()
    axes.set_xlim(0, 1.1 * top)
    axes.set_xlabel(f"% of the {len(found.faults)} rows that are not right", color=_SOFT)
    made = found.report.configuration
    axes.set_title(
        f"Where the errors come from: {made['dataset']} {made['split']}, n = {made['n']}",
        loc="left",
        color=_INK,
        fontsize=11,
    )
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0, colors=_INK)
    axes.tick_params(axis="x", colors=_SOFT)
    file = BytesIO()
    figure.savefig(file, format="png", metadata={"Software": None})
    return file.getvalue()
