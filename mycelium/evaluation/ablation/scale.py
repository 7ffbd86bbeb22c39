"""What the two drawings of an ablation share: ticks, names, and what a difference says."""

from __future__ import annotations

from math import ceil, floor, log10
from typing import Literal, TypeAlias

LEVEL = 0.05
"""The level that an adjusted p value is held against."""

Tone: TypeAlias = Literal["better", "worse", "open"]


def tone_of(difference: float, p: float) -> Tone:
    """Whether a variant is better or worse at the level 0.05, or that is open."""
    if p >= LEVEL or difference == 0:
        return "open"
    return "better" if difference > 0 else "worse"


def shortened(name: str, most: int = 40) -> str:
    """A variant's name as it fits beside a bar."""
    return name if len(name) <= most else name[: most - 1] + "…"


def accuracy_ticks(highest: float) -> list[float]:
    """Ticks in percent for bars whose error bars end at `highest`, a share: 0 is always there."""
    return nice_ticks(0.0, 100 * max(highest, 0.05))


def nice_ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Round numbers at equal steps, from at or below `low` to at or above `high`.

    There are between 3 and `most` of them. The steps are 1, 2 or 5 times a power of ten.
    """
    if high - low < 1e-9:
        low, high = low - 1.0, high + 1.0
    exponent = floor(log10((high - low) / most))
    for power in (exponent, exponent + 1, exponent + 2):
        for factor in (1, 2, 5):
            step = factor * 10.0**power
            first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
            if last - first < most:
                return [round(k * step, 10) for k in range(first, last + 1)]
    raise AssertionError("a hundredfold step always fits")
