"""Keeping only the programs that execute to their gold answer, by the rules of evaluation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from mycelium.evaluation.answers import Comparer, Verdict
from mycelium_ir.nodes import Program

if TYPE_CHECKING:
    from mycelium.executor import Executor, Limits
    from mycelium_ir.outcome import Outcome

T = TypeVar("T")


@dataclass(frozen=True)
class Candidate(Generic[T]):
    """What a program is made from, the programs to try in order, and the gold answers."""

    item: T
    programs: tuple[Program, ...]
    golds: tuple[str, ...]


@dataclass(frozen=True)
class Checked(Generic[T]):
    """The verdict on an item: its first program that is right, or why none is.

    `outcome` is the run of that program, with the value of each of its steps.
    """

    item: T
    program: Program | None
    outcome: Outcome | None
    verdict: Verdict
    reason: str = ""

    @property
    def ok(self) -> bool:
        """Whether a program executes to the gold answer."""
        return self.program is not None


def verified(
    candidates: Iterable[Candidate[T]],
    executor: Executor,
    *,
    limits: Limits | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Checked[T]]:
    """Run programs and compare their answers with the gold ones; one verdict an item, in order.

    Args:
        candidates: Items with their programs. Where the first is not equal, the next
            is tried.
        executor: Runs the programs, on all of its workers.
        limits: What each program may use; the executor's own limits if not given.
        progress: Called with the number of items done.
    """
    waiting = list(candidates)
    comparer = Comparer(executor)
    results: dict[int, Checked[T]] = {}
    turn = 0
    open_items = list(range(len(waiting)))
    while open_items:
        tried = [i for i in open_items if turn < len(waiting[i].programs)]
        outcomes = executor.run_many((waiting[i].programs[turn] for i in tried), limits=limits)
        for index, outcome in zip(tried, outcomes, strict=True):
            checked = _checked(waiting[index], waiting[index].programs[turn], outcome, comparer)
            if checked.ok or index not in results:
                results[index] = checked
            if progress is not None and checked.ok:
                progress(sum(result.ok for result in results.values()))
        open_items = [i for i in tried if not results[i].ok]
        turn += 1
    for index, candidate in enumerate(waiting):
        yield results.get(index) or Checked(
            candidate.item, None, None, Verdict.ERROR, "it has no program"
        )


def _checked(
    candidate: Candidate[T], program: Program, outcome: Outcome, comparer: Comparer
) -> Checked[T]:
    errors = [found for found in outcome.diagnostics if found.is_error]
    if errors or outcome.answer is None:
        reason = f"{errors[0].code}: {errors[0].message}" if errors else "it has no answer"
        return Checked(candidate.item, None, None, Verdict.ERROR, reason)
    goal = None if program.goal is None else program.goal.type
    comparison = comparer.compare(candidate.golds, outcome.answer, goal, program.unknowns)
    if comparison.verdict is Verdict.EQUAL:
        return Checked(candidate.item, program, outcome, Verdict.EQUAL)
    reason = comparison.reason or f"its answer is {outcome.answer.text[:80]}"
    return Checked(candidate.item, None, None, comparison.verdict, reason)


def counted(checked: Sequence[Checked[T]]) -> dict[str, int]:
    """How many items have each verdict, by its name, equal ones first."""
    counts = {verdict.value: 0 for verdict in Verdict}
    for result in checked:
        counts[result.verdict.value] += 1
    return {name: count for name, count in counts.items() if count}
