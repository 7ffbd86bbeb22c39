"""What is said of an error code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """A code's title (a few words) and explanation (what it means, what to do)."""

    title: str
    explanation: str
