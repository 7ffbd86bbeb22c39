"""The executor: a pool of warm workers that runs programs and outlives every one of them."""

from __future__ import annotations

import os
import weakref
from collections import deque
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Self

from mycelium.executor import failures
from mycelium.executor.jobs import Job, Stats
from mycelium.executor.limits import Limits
from mycelium.executor.service import Pool

if TYPE_CHECKING:
    from mycelium_ir.language import Language
    from mycelium_ir.nodes import Program
    from mycelium_ir.outcome import Outcome

_DEFAULT_LIMITS = Limits()

LOOK_AHEAD = 2
"""Programs that `run_many` reads ahead, for each worker."""


class Executor:
    """Runs programs exactly, in worker processes under hard limits.

    Workers are started when they are first needed (or by `start`), stay warm
    between programs, and are replaced when a program has to be stopped. All
    methods may be called from any thread. In a process forked from one that has
    an executor, the executor starts workers of its own.

    Args:
        language: The functions and goal types to run with; the language as it
            ships if not given. It may be exchanged at any time.
        limits: What each program may use.
        workers: How many programs can run at once.
    """

    def __init__(
        self,
        language: Language | None = None,
        limits: Limits = _DEFAULT_LIMITS,
        workers: int = 1,
    ) -> None:
        if workers < 1:
            raise ValueError(f"an executor needs at least one worker, not {workers}")
        self.language = language
        self.limits = limits
        self.workers = workers
        self._closed = False
        self._pool, self._finalizer = self._new_pool()

    # -- life

    def start(self) -> None:
        """Start all workers, and return while they are still importing what they need."""
        self._own_pool().start(self.workers)

    def warm(self) -> None:
        """Start all workers and wait until they are ready.

        Raises:
            MyceliumError: MYC133, if one cannot be started.
        """
        self._own_pool().warm(self.workers)

    def close(self) -> None:
        """End all workers; programs that still run end with MYC137. Safe to call twice."""
        self._closed = True
        self._finalizer.detach()
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def stats(self) -> Stats:
        """What the workers have done so far."""
        return self._pool.stats()

    @property
    def pids(self) -> tuple[int, ...]:
        """The numbers of the worker processes that live now."""
        return self._pool.pids()

    # -- work

    def run(
        self, program: Program, *, partial: bool = False, limits: Limits | None = None
    ) -> Outcome:
        """Run a program.

        Args:
            program: A program; one that the verifier finds errors in is not run.
            partial: Leave out what has holes, and do not ask for an answer.
            limits: Instead of the executor's own.

        Returns:
            The values of its steps and the answer, or what went wrong: a bad
            program, one that exceeds a limit and one that crashes its worker all
            end in diagnostics.

        Raises:
            MyceliumError: MYC137, if the executor is closed.
        """
        job = self._job(program, partial, limits)
        if job.outcome is None:
            pool = self._own_pool()
            pool.submit(job, self.workers)
            try:
                job.wait()
            except BaseException:  # Ctrl-C, above all: the worker must not go on
                pool.cancel(job)
                raise
        return self._finish(job, program)

    def run_many(
        self,
        programs: Iterable[Program],
        *,
        partial: bool = False,
        limits: Limits | None = None,
    ) -> Iterator[Outcome]:
        """Run programs on all workers; yields their outcomes in the order of the programs.

        Only a few programs are read ahead. Closing the iterator stops what still runs.

        Raises:
            MyceliumError: MYC137, if the executor is closed.
        """
        pool = self._own_pool()
        waiting: deque[tuple[Job, Program]] = deque()
        try:
            for program in programs:
                job = self._job(program, partial, limits)
                if job.outcome is None:
                    pool.submit(job, self.workers)
                waiting.append((job, program))
                if len(waiting) > LOOK_AHEAD * self.workers:
                    yield self._next(waiting)
            while waiting:
                yield self._next(waiting)
        finally:
            for job, _ in waiting:
                pool.cancel(job)

    # -- inside

    def _next(self, waiting: deque[tuple[Job, Program]]) -> Outcome:
        job, program = waiting[0]
        job.wait()
        waiting.popleft()
        return self._finish(job, program)

    def _job(self, program: Program, partial: bool, limits: Limits | None) -> Job:
        """The program as a job; one that must not run has its outcome already."""
        from mycelium.executor.extras import extras_of
        from mycelium.executor.sending import executable_text
        from mycelium_ir.language import base_language
        from mycelium_ir.outcome import Outcome
        from mycelium_ir.verifier import verify

        language = self.language or base_language()
        errors = tuple(found for found in verify(program, language) if found.is_error)
        if errors:
            return Job(outcome=Outcome(diagnostics=errors))
        return Job(
            text=executable_text(program),
            extras=extras_of(program, language),
            partial=partial,
            limits=limits or self.limits,
        )

    def _finish(self, job: Job, program: Program) -> Outcome:
        from mycelium.executor.sending import with_places

        assert job.outcome is not None
        return with_places(job.outcome, program) if job.text else job.outcome

    def _own_pool(self) -> Pool:
        """The pool of this process: a forked child leaves its parent's alone and makes its own."""
        if self._pool.pid != os.getpid():
            self._pool.abandon()
            self._pool, self._finalizer = self._new_pool()
        if self._closed:
            raise failures.error(failures.closed())
        return self._pool

    def _new_pool(self) -> tuple[Pool, weakref.finalize[[], Executor]]:
        pool = Pool()
        return pool, weakref.finalize(self, pool.stop)
