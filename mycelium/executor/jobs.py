"""A program on its way through the executor, and the counts of what workers have done."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mycelium.executor.limits import Limits

if TYPE_CHECKING:
    from mycelium.executor.extras import Extras
    from mycelium.executor.process import WorkerProcess
    from mycelium_ir.outcome import Outcome


@dataclass(eq=False)
class Job:
    """One program on its way: what is sent, and later its outcome."""

    text: str = ""
    extras: Extras | None = None
    partial: bool = False
    limits: Limits = field(default_factory=Limits)
    outcome: Outcome | None = None
    cancelled: bool = False
    worker: WorkerProcess | None = None
    _done: threading.Event = field(default_factory=threading.Event)

    def finish(self, outcome: Outcome) -> None:
        """Set the outcome and wake who waits for it."""
        self.outcome = outcome
        self.worker = None
        self._done.set()

    def wait(self) -> None:
        """Wait for the outcome; one that was refused has it from the start."""
        if self.outcome is None:
            self._done.wait()


@dataclass(frozen=True)
class Stats:
    """What an executor's workers have done so far.

    Attributes:
        programs: Programs that were handed to a worker.
        started: Worker processes that were started.
        retired: Workers replaced for their age or size.
        stopped: Workers killed because a program exceeded a limit or was cancelled.
        crashed: Workers that ended by themselves.
    """

    programs: int = 0
    started: int = 0
    retired: int = 0
    stopped: int = 0
    crashed: int = 0
