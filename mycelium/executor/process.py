"""One worker process, seen from its parent: start it, speak with it, stop it."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from mycelium.executor.protocol import FrameBuffer, FrameError, Message

if TYPE_CHECKING:
    import psutil

WATCH_AFTER = 0.1
"""Seconds of waiting after which the worker's memory is watched; most programs end sooner."""

WATCH_EVERY = 0.02
"""Seconds between two looks at the worker's memory."""

TAIL = 4096
"""Bytes that are kept of what a worker last wrote to its standard error."""

_CHUNK = 1 << 16
_LONGEST_POLL = 3600.0

# The worker is started with a safe path (`-P`), so that no file of the working
# directory can pass for a module. Where the parent found this installation in a
# place that the worker does not look in, that place is lent for two imports only:
# what lies beside it stays out of reach.
_START = """\
import sys
parent, *roots = sys.argv[1:]
lent = [root for root in roots if root not in sys.path]
sys.path[:0] = lent
import mycelium, mycelium_ir
del sys.path[:len(lent)]
from mycelium.executor.worker import main
main(int(parent))
"""

# Kept of Python's own variables: where things lie. All others change how the
# worker behaves (warnings as errors, an interactive end, a profiler, ...).
_KEPT = frozenset(
    {
        "PYTHONPATH",
        "PYTHONHOME",
        "PYTHONUSERBASE",
        "PYTHONNOUSERSITE",
        "PYTHONPLATLIBDIR",
        "PYTHONPYCACHEPREFIX",
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONEXECUTABLE",
        "PYTHONUTF8",
    }
)
_DROPPED = ("PYTHON", "SYMPY_", "MPMATH_")


class WorkerGoneError(Exception):
    """The worker ended without an answer; `why` is a sentence, `tail` its last words."""

    def __init__(self, why: str, tail: str = "") -> None:
        super().__init__(why)
        self.why, self.tail = why, tail


class OutOfTimeError(Exception):
    """The deadline came before the answer."""


class OutOfMemoryError(Exception):
    """The worker holds more memory than it may."""


class WorkerProcess:
    """A worker process and the three pipes to it.

    One thread owns it; only `stop` is for others too. On Linux the
    worker dies with the thread that made it (`guard.die_with_parent`).

    Raises:
        OSError: if the process cannot be started.
    """

    def __init__(self) -> None:
        import subprocess

        if not sys.executable:
            raise FileNotFoundError("sys.executable is empty: this Python is embedded")
        self._process = subprocess.Popen(
            [sys.executable, *_flags(), "-c", _START, str(os.getpid()), *_roots()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=_environment(os.environ),
            start_new_session=True,
        )
        pipes = (self._process.stdin, self._process.stdout, self._process.stderr)
        self._stdin, self._stdout, self._stderr = (pipe for pipe in pipes if pipe is not None)
        for pipe in (self._stdin, self._stdout, self._stderr):
            os.set_blocking(pipe.fileno(), False)
        self._frames = FrameBuffer()
        self._tail = b""
        self._watched: psutil.Process | None = None
        self.loaded: dict[str, object] = {}

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def exchange(self, request: bytes, seconds: float, memory: int | None = None) -> Message:
        """Send a frame (none, if empty) and wait for the answer.

        Args:
            request: A frame of `protocol.encode`.
            seconds: How long to wait in all.
            memory: The most bytes that the worker may hold meanwhile.

        Raises:
            OutOfTimeError, OutOfMemoryError: the worker is still alive; close it.
            WorkerGoneError: it ended, or spoke nonsense.
        """
        began = time.monotonic()
        deadline = began + seconds
        pending = memoryview(request)
        poller = select.poll()
        stdin, stdout, stderr = (p.fileno() for p in (self._stdin, self._stdout, self._stderr))
        poller.register(stdout, select.POLLIN)
        poller.register(stderr, select.POLLIN)
        pending = pending[_write(stdin, pending) :]
        if pending:
            poller.register(stdin, select.POLLOUT)
        while True:
            now = time.monotonic()
            if now >= deadline:
                raise OutOfTimeError
            pause = min(deadline - now, _LONGEST_POLL)
            if now - began >= WATCH_AFTER:
                self._watch(memory)
                pause = min(pause, WATCH_EVERY)
            else:
                pause = min(pause, WATCH_AFTER)
            for file, _ in poller.poll(pause * 1000):
                if file == stdin:
                    pending = pending[_write(stdin, pending) :]
                    if not pending:
                        poller.unregister(stdin)
                elif file == stderr:
                    if not self._read_stderr():
                        poller.unregister(stderr)
                else:
                    reply = self._read_stdout()
                    if reply is not None:
                        return reply

    def stop(self) -> None:
        """Have the process end, and whatever it started; waits for nothing.

        May be called from any thread, and by the garbage collector: it takes no lock.
        """
        if self._process.returncode is None:
            # The worker leads a group of its own, which keeps its number until `close`.
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                self._process.kill()

    def close(self) -> None:
        """End the process and give its pipes back; only for the thread that speaks with it."""
        self.stop()
        self._process.wait()
        for pipe in (self._stdin, self._stdout, self._stderr):
            pipe.close()

    def abandon(self) -> None:
        """Give the pipes back without touching the process: it belongs to a forked parent."""
        for pipe in (self._stdin, self._stdout, self._stderr):
            pipe.close()
        self._process.returncode = 0

    # -- reading

    def _read_stdout(self) -> Message | None:
        piece = _read(self._stdout.fileno())
        if piece == b"":
            raise self._gone()
        if piece is not None:
            self._frames.feed(piece)
        try:
            return self._frames.take()
        except FrameError as error:
            raise WorkerGoneError(f"it answered with a broken frame ({error})") from None

    def _read_stderr(self) -> bool:
        piece = _read(self._stderr.fileno())
        if piece:
            self._tail = (self._tail + piece)[-TAIL:]
        return piece != b""

    def _gone(self) -> WorkerGoneError:
        """What became of a worker whose answers have ended."""
        code = self._ended()
        while piece := _read(self._stderr.fileno()):
            self._tail = (self._tail + piece)[-TAIL:]
        tail = self._tail.decode("utf-8", "replace").strip()
        if code is None:
            return WorkerGoneError("it closed its output", tail)
        if code < 0:
            try:
                name = signal.Signals(-code).name
            except ValueError:
                name = f"signal {-code}"
            return WorkerGoneError(f"it was ended by {name}", tail)
        return WorkerGoneError(f"it exited with code {code}", tail)

    def _ended(self) -> int | None:
        """The exit code, given a moment to arrive."""
        deadline = time.monotonic() + 1
        while time.monotonic() < deadline:
            code = self._process.poll()
            if code is not None:
                return code
            time.sleep(0.002)
        return None

    # -- watching

    def _watch(self, memory: int | None) -> None:
        """Look after a worker that takes its time.

        psutil is imported only here: a program that ends at once never pays for it.
        """
        if not self.alive:
            if self._frames_left():
                return
            raise self._gone()
        if memory is None:
            return
        import psutil

        try:
            if self._watched is None:
                self._watched = psutil.Process(self.pid)
            held = self._watched.memory_info().rss
        except psutil.NoSuchProcess:
            return
        if held > memory:
            raise OutOfMemoryError

    def _frames_left(self) -> bool:
        """Whether an ended worker's pipe still has something to read, its end included."""
        poller = select.poll()
        poller.register(self._stdout.fileno(), select.POLLIN)
        return bool(poller.poll(0))


def _flags() -> list[str]:
    """Options of the worker's Python: a safe path, and no more than the parent looks at."""
    return ["-P", "-s"] if sys.flags.no_user_site else ["-P"]


def _roots() -> list[str]:
    """The folders in which this process found the packages that the worker needs."""
    import mycelium
    import mycelium_ir

    files = (package.__file__ for package in (mycelium, mycelium_ir))
    return list(dict.fromkeys(os.path.dirname(os.path.dirname(file)) for file in files if file))


def _environment(given: Mapping[str, str]) -> dict[str, str]:
    """The worker's environment: the parent's, less what would change its results.

    A fixed hash seed makes every run order its sets alike; one thread is enough
    for one computation, and libraries that start more would reserve memory for them.
    """
    places = frozenset() if sys.flags.ignore_environment else _KEPT
    kept = {
        name: value
        for name, value in given.items()
        if name in places or not name.startswith(_DROPPED)
    }
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return {**threads, **kept, "PYTHONHASHSEED": "0"}


def _read(file: int) -> bytes | None:
    """What can be read at once: None if nothing yet, nothing if the pipe has ended."""
    try:
        return os.read(file, _CHUNK)
    except BlockingIOError:
        return None


def _write(file: int, pending: memoryview) -> int:
    """Write what the pipe takes at once; the number of bytes that are dealt with."""
    if not pending:
        return 0
    try:
        return os.write(file, pending)
    except BlockingIOError:
        return 0
    except BrokenPipeError:
        return len(pending)  # the worker is gone: its output says so next
