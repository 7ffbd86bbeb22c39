"""The threads behind the executor: each starts one worker, feeds it, and replaces it.

A worker belongs to its thread for life. That keeps the pipes free of locks, and
it is what the kernel needs: a worker dies with the thread that started it.
"""

from __future__ import annotations

import dataclasses
import os
import sys
import threading
from collections import deque
from typing import TYPE_CHECKING

from mycelium.executor import failures
from mycelium.executor.jobs import Job, Stats
from mycelium.executor.limits import START_SECONDS
from mycelium.executor.process import (
    OutOfMemoryError,
    OutOfTimeError,
    WorkerGoneError,
    WorkerProcess,
)
from mycelium.executor.protocol import PROTOCOL, FrameError, encode

if TYPE_CHECKING:
    from mycelium.executor.extras import Extras
    from mycelium_ir.diagnostics import Diagnostic
    from mycelium_ir.outcome import Outcome

MEGABYTE = 1024 * 1024


class Pool:
    """Threads with one worker each, and the programs that wait for them."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        # Reentrant: a finalizer may stop the pool in a thread that holds the lock.
        self._changed = threading.Condition(threading.RLock())
        self._queue: deque[Job] = deque()
        self._threads: list[threading.Thread] = []
        self._live: set[WorkerProcess] = set()
        self._idle = 0
        self._starting = 0
        self._problem: Diagnostic | None = None
        self._stats = Stats()
        self._closed = False

    # -- for the executor

    def start(self, workers: int) -> None:
        """Have this many workers; returns once their processes are started."""
        spawned = []
        with self._changed:
            while len(self._threads) < workers and not self._closed:
                spawned.append(self._add_thread())
        for event in spawned:
            event.wait()

    def warm(self, workers: int) -> None:
        """Have this many workers, and wait until each is ready or could not be started."""
        self.start(workers)
        with self._changed:
            self._changed.wait_for(lambda: not self._starting or self._closed)
            if self._problem is not None:
                raise failures.error(self._problem)

    def submit(self, job: Job, workers: int) -> None:
        """Queue a program; a worker is added if all are busy and there may be more."""
        with self._changed:
            if self._closed:
                raise failures.error(failures.closed())
            self._queue.append(job)
            if len(self._queue) > self._idle + self._starting and len(self._threads) < workers:
                self._add_thread()
            self._changed.notify()

    def cancel(self, job: Job) -> None:
        """Take a program back; if it runs, its worker is stopped."""
        with self._changed:
            if job.outcome is not None:
                return
            job.cancelled = True
            if job in self._queue:
                self._queue.remove(job)
                job.finish(failures.outcome(failures.closed()))
            elif job.worker is not None:
                job.worker.stop()

    def stop(self) -> None:
        """End all workers; what still runs ends with an error. Waits for nothing."""
        if os.getpid() != self.pid:
            return
        with self._changed:
            self._closed = True
            while self._queue:
                self._queue.popleft().finish(failures.outcome(failures.closed()))
            for worker in tuple(self._live):
                worker.stop()
            self._changed.notify_all()

    def close(self) -> None:
        """End all workers, and wait until they and the threads are gone."""
        self.stop()
        if os.getpid() == self.pid:
            for thread in tuple(self._threads):
                thread.join(timeout=2)

    def abandon(self) -> None:
        """Let go of a pool that belongs to the process from which this one was forked."""
        for worker in self._live:
            worker.abandon()

    def stats(self) -> Stats:
        """The counts so far."""
        return self._stats

    def pids(self) -> tuple[int, ...]:
        """The processes that live now."""
        with self._changed:
            return tuple(sorted(worker.pid for worker in self._live))

    # -- the threads

    def _add_thread(self) -> threading.Event:
        spawned = threading.Event()
        # A daemon, so that a forgotten executor does not keep the interpreter from ending.
        thread = threading.Thread(
            target=self._serve, args=(spawned,), name="mycelium-executor", daemon=True
        )
        self._threads.append(thread)
        thread.start()
        return spawned

    def _serve(self, spawned: threading.Event) -> None:
        """Start a worker, give it programs, replace it when need be, until the pool is closed."""
        worker: WorkerProcess | None = None
        try:
            worker, problem = self._start_worker(spawned)
            while (job := self._take()) is not None:
                if worker is None or not worker.alive:
                    if worker is not None:
                        self._count("crashed")
                        self._drop(worker)
                    worker, problem = self._start_worker(spawned)
                if worker is None or not self._assign(job, worker):
                    self._finish(job, failures.outcome(problem or failures.closed()))
                    continue
                outcome, change = self._treat(worker, job)
                if change is not None:
                    self._count(change)
                    self._drop(worker)
                    worker = None
                if self._finish(job, outcome) and worker is not None:
                    # It was taken back, and its worker stopped, just when it had answered.
                    self._count("stopped")
                    self._drop(worker)
                    worker = None
                if worker is None:
                    worker, problem = self._start_worker(spawned)
        finally:
            spawned.set()
            if worker is not None:
                self._drop(worker)

    def _start_worker(
        self, spawned: threading.Event
    ) -> tuple[WorkerProcess, None] | tuple[None, Diagnostic]:
        """A worker that is ready, or why there is none."""
        with self._changed:
            self._starting += 1
        worker, problem = self._new_process()
        spawned.set()
        if worker is not None:
            problem = self._greeted(worker)
            if problem is not None:
                self._drop(worker)
        with self._changed:
            if self._closed:
                problem = failures.closed()
            self._starting -= 1
            self._problem = problem
            self._changed.notify_all()
        if worker is None or problem is not None:
            return None, problem or failures.closed()
        return worker, None

    def _new_process(self) -> tuple[WorkerProcess | None, Diagnostic | None]:
        with self._changed:
            if self._closed:
                return None, failures.closed()
        try:
            worker = WorkerProcess()
        except Exception as error:  # whatever it is, the programs that wait must be told
            return None, failures.no_start(f"{type(error).__name__}: {error}")
        self._count("started")
        with self._changed:
            self._live.add(worker)
            if self._closed:
                worker.stop()
        return worker, None

    def _greeted(self, worker: WorkerProcess) -> Diagnostic | None:
        """Wait until a worker is ready; what is wrong with it, or None."""
        try:
            hello = worker.exchange(b"", START_SECONDS)
        except OutOfTimeError:
            return failures.no_start(f"it was not ready within {START_SECONDS:g} s")
        except WorkerGoneError as gone:
            return failures.no_start(gone.why, gone.tail)
        return failures.mixed_up(hello, PROTOCOL, _language_home())

    def _take(self) -> Job | None:
        """The next program, or None once the pool is closed."""
        with self._changed:
            self._idle += 1
            try:
                self._changed.wait_for(lambda: self._queue or self._closed)
            finally:
                self._idle -= 1
            return None if self._closed else self._queue.popleft()

    def _assign(self, job: Job, worker: WorkerProcess) -> bool:
        """Note who runs a program, so that it can be cancelled; False if it was already."""
        with self._changed:
            if not job.cancelled:
                job.worker = worker
            return not job.cancelled

    def _treat(self, worker: WorkerProcess, job: Job) -> tuple[Outcome, str | None]:
        """A job's outcome, and what became of its worker if it has to be replaced."""
        from mycelium_ir.outcome import Outcome

        limits, extras = job.limits, job.extras
        self._count("programs")
        try:
            if extras is not None:
                try:
                    failed = self._load(worker, extras)
                except OutOfTimeError:
                    return failures.outcome(failures.slow_import(extras)), "stopped"
                if failed is not None:
                    return failed, None
            request = encode(
                {
                    "do": "run",
                    "text": job.text,
                    "functions": [f.name for f in extras.functions] if extras else [],
                    "goals": [g.name for g in extras.goals] if extras else [],
                    "constants": dict(extras.constants) if extras else {},
                    "partial": job.partial,
                    "seconds": limits.seconds,
                    "memory": limits.memory_mb * MEGABYTE,
                    "digits": limits.digits,
                    "size": limits.size,
                }
            )
            reply = worker.exchange(request, limits.seconds, limits.memory_mb * MEGABYTE)
            if reply["is"] == "out of memory":
                return failures.outcome(failures.out_of_memory(limits)), "stopped"
            return Outcome.from_json(reply), "retired" if reply.get("retire") else None
        except FrameError as error:
            return failures.outcome(failures.too_long(error)), None
        except OutOfTimeError:
            return failures.outcome(failures.out_of_time(limits)), "stopped"
        except OutOfMemoryError:
            return failures.outcome(failures.out_of_memory(limits)), "stopped"
        except WorkerGoneError as gone:
            if job.cancelled or self._closed:
                return failures.outcome(failures.closed()), "stopped"
            return failures.outcome(failures.crashed(gone)), "crashed"
        except Exception as error:  # a waiting caller must get an answer, whatever happens here
            return failures.outcome(failures.internal(error)), "crashed"

    def _load(self, worker: WorkerProcess, extras: Extras) -> Outcome | None:
        """Hand over what the worker does not have yet; an outcome if that failed."""
        from mycelium.executor.specifications import function_to_json, goal_to_json
        from mycelium_ir.outcome import Outcome

        have = worker.loaded
        functions = [f for f in extras.functions if have.get(f"function {f.name}") != f]
        goals = [g for g in extras.goals if have.get(f"goal {g.name}") != g]
        if not (functions or goals):
            return None
        request = {
            "do": "load",
            "functions": [function_to_json(f) for f in functions],
            "goals": [goal_to_json(g) for g in goals],
            "path": [os.path.abspath(entry) for entry in sys.path],
            "seconds": START_SECONDS,
        }
        reply = worker.exchange(encode(request), START_SECONDS)
        if reply["is"] != "loaded":
            return Outcome.from_json(reply)
        have.update({f"function {f.name}": f for f in functions})
        have.update({f"goal {g.name}": g for g in goals})
        return None

    # -- bookkeeping

    def _finish(self, job: Job, outcome: Outcome) -> bool:
        """Give a job its outcome; whether the job had been taken back by then."""
        with self._changed:
            job.finish(outcome)
            return job.cancelled

    def _drop(self, worker: WorkerProcess) -> None:
        worker.close()
        with self._changed:
            self._live.discard(worker)

    def _count(self, what: str) -> None:
        with self._changed:
            self._stats = dataclasses.replace(self._stats, **{what: getattr(self._stats, what) + 1})


def _language_home() -> str:
    import mycelium_ir

    return os.path.realpath(mycelium_ir.__file__ or "")
