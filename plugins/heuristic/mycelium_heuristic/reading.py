"""A problem as the rules see it."""

from __future__ import annotations

from dataclasses import dataclass

from mycelium_heuristic.quantities import Quantity
from mycelium_heuristic.question import Question


@dataclass(frozen=True)
class Reading:
    """A problem's text, its quantities in order, and its question."""

    text: str
    quantities: tuple[Quantity, ...]
    question: Question
