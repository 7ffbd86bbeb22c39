"""What one program may use before it is stopped."""

from __future__ import annotations

import math
from dataclasses import dataclass

from mycelium_ir.diagnostics import Diagnostic, MyceliumError

LEAST_MEMORY_MB = 128
"""A worker that has done nothing yet holds about half of this."""

START_SECONDS = 120.0
"""How long a worker may take to start, or to import a plugin; a cold disk is slow."""


@dataclass(frozen=True)
class Limits:
    """What one program may use.

    Attributes:
        seconds: Wall-clock time from the moment a ready worker is handed the program.
        memory_mb: Resident memory of the worker, in MiB, its libraries included.
        digits: Decimal digits of any one number.
        size: Nodes of any one value.

    Raises:
        MyceliumError: MYC138, if a limit is not a positive number, or too small to
            run anything.
    """

    seconds: float = 10.0
    memory_mb: int = 1024
    digits: int = 10_000
    size: int = 100_000

    def __post_init__(self) -> None:
        if not (math.isfinite(self.seconds) and self.seconds > 0):
            raise _bad("seconds", self.seconds, "a positive number, such as 10")
        if self.memory_mb < LEAST_MEMORY_MB:
            raise _bad("memory_mb", self.memory_mb, f"at least {LEAST_MEMORY_MB} MiB")
        if self.digits < 1:
            raise _bad("digits", self.digits, "at least 1")
        if self.size < 1:
            raise _bad("size", self.size, "at least 1")


def _bad(name: str, value: float, wanted: str) -> MyceliumError:
    return MyceliumError(
        Diagnostic("MYC138", f"the limit {name}={value} cannot be used", hint=f"give {wanted}")
    )
