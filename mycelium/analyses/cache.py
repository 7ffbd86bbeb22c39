"""The store of analyses: one computation for a batch, found again by content, bounded in bytes."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar, cast

from mycelium_ir.nodes import Program

if TYPE_CHECKING:
    from mycelium.passes import Context

T = TypeVar("T")

DEFAULT_BYTES = 256 * 1024 * 1024
"""How much memory the results of a run may take, in bytes, unless said otherwise."""


class Analysis(ABC, Generic[T]):
    """Something that can be computed of a program.

    A subclass names itself, says which part of a program it reads, and computes
    results for many programs at once. A result depends on that part and the
    fingerprint alone; it is shared, so it must not be changed.
    """

    name: ClassVar[str]
    version: ClassVar[str] = "1"

    @property
    def fingerprint(self) -> str:
        """What changes with anything besides the program that decides the result."""
        return f"{self.name} {self.version}"

    @abstractmethod
    def reads(self, program: Program) -> str:
        """Just the parts of the program that the result depends on, as text."""

    @abstractmethod
    def compute(self, programs: Sequence[Program], context: Context) -> Sequence[T]:
        """The results, one for each program, in order."""

    @abstractmethod
    def size(self, result: T) -> int:
        """About how many bytes a result takes."""


@dataclass
class Tally:
    """How an analysis was used: programs computed, answers from the store, results let go."""

    computed: int = 0
    found: int = 0
    evicted: int = 0


class Analyses:
    """The results of analyses, the least recently used let go first.

    One `Analyses` belongs to one run: one language and one executor.
    """

    def __init__(self, max_bytes: int = DEFAULT_BYTES) -> None:
        self.max_bytes = max_bytes
        self.bytes = 0
        self.tallies: dict[str, Tally] = {}
        self._results: OrderedDict[tuple[str, str], tuple[object, int]] = OrderedDict()
        self._batch: Sequence[Program] = ()
        self._batch_done: set[str] = set()

    @contextmanager
    def batch(self, programs: Sequence[Program]) -> Iterator[None]:
        """Announce the programs at hand: what is asked of one is computed for all of them."""
        before = self._batch, self._batch_done
        self._batch, self._batch_done = programs, set()
        try:
            yield
        finally:
            self._batch, self._batch_done = before

    def fork(self) -> Analyses:
        """A store that holds what this one holds now, and goes its own way from here.

        Results are shared, not copied. Two ways to go on from one place are timed
        honestly so: neither finds what only the other has computed.
        """
        forked = Analyses(self.max_bytes)
        forked.bytes = self.bytes
        forked.tallies = {name: replace(tally) for name, tally in self.tallies.items()}
        forked._results = self._results.copy()
        return forked

    def get(self, analysis: Analysis[T], program: Program, context: Context) -> T:
        """The analysis's result for a program.

        It raises whatever the analysis raises on this program, and never fails
        because of another program of the batch.
        """
        fingerprint = analysis.fingerprint
        key = _key(analysis, program)
        tally = self.tallies.setdefault(analysis.name, Tally())
        if key in self._results:
            self._results.move_to_end(key)
            tally.found += 1
            return cast(T, self._results[key][0])
        wanted = {key: program}
        # Once for a batch: were it done again whenever a result had been let go,
        # a batch that does not fit would be computed anew for each of its programs.
        if fingerprint not in self._batch_done:
            self._batch_done.add(fingerprint)
            for other in self._batch:
                wanted.setdefault(_key(analysis, other), other)
            wanted = {k: p for k, p in wanted.items() if k == key or k not in self._results}
        results = self._computed(analysis, list(wanted.values()), context)
        tally.computed += len(results)
        # The program that was asked for goes in last, as the most recently used.
        for other_key, result in reversed(list(zip(wanted, results, strict=False))):
            self._keep(analysis, other_key, result)
        return results[0]

    def _computed(
        self, analysis: Analysis[T], programs: list[Program], context: Context
    ) -> Sequence[T]:
        """Results for all programs, or for the first alone where the others cannot be had."""
        if len(programs) > 1:
            try:
                return _checked(analysis, programs, context)
            except Exception:
                # Any neighbour may be to blame; the first alone fails, or not, by itself.
                return _checked(analysis, programs[:1], context)
        return _checked(analysis, programs, context)

    def _keep(self, analysis: Analysis[T], key: tuple[str, str], result: T) -> None:
        size = analysis.size(result)
        if size > self.max_bytes:
            return
        self._results[key] = (result, size)
        self.bytes += size
        while self.bytes > self.max_bytes:
            (name, _), (_, freed) = self._results.popitem(last=False)
            self.bytes -= freed
            self.tallies[name].evicted += 1


def _checked(analysis: Analysis[T], programs: Sequence[Program], context: Context) -> Sequence[T]:
    results = analysis.compute(programs, context)
    if len(results) != len(programs):
        raise ValueError(
            f"analysis {analysis.name} gave {len(results)} results for {len(programs)} programs"
        )
    return results


def _key(analysis: Analysis[T], program: Program) -> tuple[str, str]:
    content = f"{analysis.fingerprint}\0{analysis.reads(program)}"
    return analysis.name, hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
