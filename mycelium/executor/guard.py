"""What a worker does to itself so that it can neither outlive its parent nor eat the machine.

All of this is the second line of defence: the parent stops a worker from outside.
It matters where the parent is gone, or looks away for a moment.
"""

from __future__ import annotations

import contextlib
import ctypes
import math
import os
import resource
import signal
import sys

CPU_SLACK = 2
"""Seconds of processor time beyond a program's limit before the kernel stops an orphan."""

_PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int) -> None:
    """Ask the kernel to kill this process when its parent dies, where there is such a thing.

    Linux sends the signal when the *thread* that started this process ends; the
    pool starts each worker from the thread that serves it. Elsewhere the end of
    standard input and the limit on processor time do the same work.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def limit(seconds: float, memory: int | None) -> None:
    """Limit what comes next: seconds of processor time, bytes of memory (None: any number)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _set(resource.RLIMIT_CPU, math.ceil(used.ru_utime + used.ru_stime + seconds) + CPU_SLACK)
    if memory is None:
        lift_memory_limit()
        return
    mapped, resident = _memory()
    if mapped is not None and resident is not None:
        # The limit is on what is resident, but the kernel counts what is mapped.
        _set(resource.RLIMIT_AS, mapped + max(0, memory - resident))


def lift_memory_limit() -> None:
    """Make room again, so that a worker that ran out of memory can say so."""
    if sys.platform == "linux":
        _set(resource.RLIMIT_AS, resource.RLIM_INFINITY)


def resident_bytes() -> int:
    """The memory that this process holds (on macOS: the most that it ever held)."""
    _, resident = _memory()
    if resident is not None:
        return resident
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _memory() -> tuple[int, int] | tuple[None, None]:
    """Bytes mapped and bytes resident, where the kernel tells."""
    try:
        with open("/proc/self/statm", "rb") as file:
            mapped, resident = map(int, file.read().split()[:2])
    except OSError:
        return None, None
    page = resource.getpagesize()
    return mapped * page, resident * page


def _set(what: int, value: int) -> None:
    """Set a soft limit; the hard one stays, so that the next program can have more."""
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY and (value == resource.RLIM_INFINITY or value > hard):
        value = hard
    resource.setrlimit(what, (value, hard))
