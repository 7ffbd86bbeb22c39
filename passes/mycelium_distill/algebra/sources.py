"""What all sources of problems share: a raw problem, and a package that is missing."""

from __future__ import annotations

from dataclasses import dataclass

from mycelium_ir.diagnostics import Diagnostic, MyceliumError


@dataclass(frozen=True)
class Raw:
    """A problem as its package words it, with the package's answer."""

    problem: str
    answer: str


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
