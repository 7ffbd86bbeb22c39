"""What all sources of problems share: a raw problem, and a package that is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mycelium_ir.diagnostics import Diagnostic, MyceliumError


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


def needs(package: str, error: ModuleNotFoundError) -> MyceliumError:
    """The error that says which package to install."""
    return MyceliumError(
        Diagnostic(
            "MYC290",
            f"these problems come from the package {package}, which cannot be imported: {error}",
            hint="install it with: pip install 'mycelium-math[datasets]'",
            subject=package,
        )
    )
