"""The chart of an ablation as SVG for a page: its colours are the page's, light or dark."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from mycelium.evaluation.ablation.result import Ablation, probability
from mycelium.evaluation.ablation.scale import (
    Tone,
    accuracy_ticks,
    nice_ticks,
    shortened,
    tone_of,
)

_WIDTH = 960.0
_ROW = 34.0
_TOP = 28.0
_FOOT = 44.0
_GAP = 50.0
_P_COLUMN = 84.0


def chart_svg(ablation: Ablation) -> str:
    """The chart as an `<svg>` element, with a description for those who cannot see it."""
    height = _TOP + _ROW * len(ablation.arms) + _FOOT
    described = "; ".join(
        f"{arm.name} {100 * (arm.report.accuracy.value or 0):.1f}%" for arm in ablation.arms
    )
    return "\n".join(
        [
            f'<svg viewBox="0 0 {_WIDTH:g} {height:g}" role="img" aria-labelledby="chart-title '
            'chart-text" xmlns="http://www.w3.org/2000/svg">',
            '<title id="chart-title">Accuracy of each variant, and its difference to the '
            "reference</title>",
            f'<desc id="chart-text">{escape(described)}. The table below has all figures.</desc>',
            *_Drawing(ablation).lines(),
            "</svg>",
        ]
    )


class _Drawing:
    """The two panels: bars from `left` to `middle`, differences from there to the p values."""

    def __init__(self, ablation: Ablation) -> None:
        self.ablation = ablation
        longest = max(len(shortened(arm.name)) for arm in ablation.arms)
        self.left = 16 + 7.4 * longest
        # The number beside the longest error bar needs some space of its own.
        self.bars = 0.58 * (_WIDTH - self.left - _GAP - _P_COLUMN) - 44
        self.middle = self.left + self.bars + 44 + _GAP
        self.width = _WIDTH - _P_COLUMN - self.middle
        self.bottom = _TOP + _ROW * len(ablation.arms)
        self.ticks = accuracy_ticks(max(arm.report.accuracy.interval.high for arm in ablation.arms))

    def lines(self) -> Iterator[str]:
        yield from self._accuracies()
        yield from self._differences()

    def _accuracies(self) -> Iterator[str]:
        for percent in self.ticks:
            yield from self._tick(self._share(percent / 100), f"{percent:g}")
        yield _text(self.left, self.bottom + 38, "accuracy, %", "faint small")
        first = self.ablation.reference.report.accuracy.value or 0.0
        guide = self._share(first)
        for number, arm in enumerate(self.ablation.arms):
            y, share = self._y(number), arm.report.accuracy
            kind = "bar" if number else "bar reference"
            strong = "" if number else "strong"
            yield _text(self.left - 12, y + 4.5, shortened(arm.name), strong, "end")
            width = self._share(share.value or 0.0) - self.left
            yield (
                f'<rect class="{kind}" x="{self.left:.1f}" y="{y - 11:.1f}" width="{width:.1f}" '
                'height="22" rx="2"/>'
            )
            low, high = self._share(share.interval.low), self._share(share.interval.high)
            yield _whisker(low, high, y)
            yield _text(high + 8, y + 4.5, f"{100 * (share.value or 0.0):.1f}", strong)
        yield _line(guide, _TOP - 4, self.bottom, "guide")

    def _differences(self) -> Iterator[str]:
        pairs = self.ablation.paired
        ends = [100 * e for pair in pairs for e in (pair.interval.low, pair.interval.high)]
        ticks = nice_ticks(min(0.0, *ends), max(0.0, *ends))

        def x(points: float) -> float:
            return self.middle + self.width * (points - ticks[0]) / (ticks[-1] - ticks[0])

        for tick in ticks:
            yield from self._tick(x(tick), f"{tick:+g}".replace("-", "−") if tick else "0")
        yield _line(x(0), _TOP - 4, self.bottom, "zero")
        yield _text(self.middle, self.bottom + 38, "difference, points", "faint small")
        column = _WIDTH - _P_COLUMN + 18
        yield _text(column, self._y(0) + 4.5, "Holm’s p", "faint small")
        for number, (pair, p) in enumerate(zip(pairs, self.ablation.adjusted, strict=True), 1):
            y, tone = self._y(number), tone_of(pair.difference, p)
            yield _whisker(x(100 * pair.interval.low), x(100 * pair.interval.high), y, tone)
            middle = x(100 * pair.difference)
            yield f'<circle class="{tone}" cx="{middle:.1f}" cy="{y:.1f}" r="4.5"/>'
            yield _text(column, y + 4.5, probability(p), tone)

    def _tick(self, x: float, label: str) -> Iterator[str]:
        yield _line(x, _TOP - 4, self.bottom, "grid")
        yield _text(x, self.bottom + 18, label, "faint small", "middle")

    def _share(self, share: float) -> float:
        return self.left + self.bars * 100 * share / self.ticks[-1]

    def _y(self, number: int) -> float:
        return _TOP + _ROW * (number + 0.5)


def _line(x: float, top: float, bottom: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x:.1f}" y1="{top:g}" x2="{x:.1f}" y2="{bottom:g}"/>'


def _whisker(low: float, high: float, y: float, tone: Tone | None = None) -> str:
    kind = f"whisker {tone}" if tone else "whisker"
    caps = "".join(f"M{x:.1f} {y - 4:.1f}v8" for x in (low, high))
    return f'<path class="{kind}" d="M{low:.1f} {y:.1f}H{high:.1f}{caps}"/>'


def _text(x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> str:
    aligned = "" if anchor == "start" else f' text-anchor="{anchor}"'
    styled = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{styled}{aligned}>{escape(text)}</text>'
