"""What all sources of problems share: a problem as it comes, and one that is not understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Raw:
    """A problem as its package words it, with the package's answer.

    `data` is what else the package says of it: its expression, its numbers.
    """

    problem: str
    answer: str
    data: Mapping[str, Any] = field(default_factory=dict, compare=False)


class UnreadError(Exception):
    """A problem that is not understood, or of a kind that has no program; says why."""
