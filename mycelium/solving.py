"""Compiling and running many problems in a stream: what batches and evaluations share.

Rows are compiled some at a time and run on all workers; what becomes of a row does
not depend on its neighbours, and memory holds one batch at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from mycelium.compiler import BATCH_SIZE, RowResult, compile_iter
from mycelium.trust import Trust, trust_of, withhold
from mycelium_ir.diagnostics import Diagnostic
from mycelium_ir.nodes import Program
from mycelium_ir.outcome import Outcome, Value

if TYPE_CHECKING:
    from mycelium.executor import Limits
    from mycelium.passes import Context
    from mycelium.pipeline import Pipeline

T = TypeVar("T")

RUN = "run"
"""What the execution is called among the timings of the passes."""
WITHHELD = "confidence"
"""The stage of a row whose answer is not sure enough to be given."""

Broken: TypeAlias = tuple[Diagnostic, ...]
"""Why a row could not be read; it goes through the stream in its place."""


@dataclass(frozen=True)
class Solved(Generic[T]):
    """What became of one row.

    Attributes:
        item: What the caller gave with the row.
        program: The compiled program, or how far it came; None if the row was broken.
        outcome: What its run gave; None if it was not compiled.
        diagnostics: The errors that ended the row; empty if it has an answer.
        stage: Where it failed: `read`, a pass's label, or `run`; None if it did not.
        seconds: This row's share of the time of each pass, then of the run.
        confidence: How likely the answer is right, where a pass judges programs.
    """

    item: T
    program: Program | None
    outcome: Outcome | None
    diagnostics: tuple[Diagnostic, ...] = ()
    stage: str | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    confidence: float | None = None

    @property
    def answer(self) -> Value | None:
        """The answer, if the row has one."""
        return None if self.outcome is None else self.outcome.answer


def solve_iter(
    rows: Iterable[tuple[T, Program | Broken]],
    pipeline: Pipeline,
    context: Context,
    *,
    batch_size: int = BATCH_SIZE,
    limits: Limits | None = None,
) -> Iterator[Solved[T]]:
    """Compile and run rows as they come; one result per row, in order.

    Args:
        rows: Pairs of anything that names the row and its program, or why it has none.
        pipeline: The passes.
        context: What passes may use; its executor runs the programs.
        batch_size: Rows that are compiled at a time.
        limits: What each program may use; the executor's own limits if not given.
    """
    stream = iter(rows)
    while batch := list(islice(stream, batch_size)):
        yield from _batch(batch, pipeline, context, limits)


def solve_all(
    rows: Iterable[tuple[T, Program | Broken]],
    pipeline: Pipeline,
    context: Context,
    *,
    batch_size: int = BATCH_SIZE,
    limits: Limits | None = None,
) -> Iterator[Solved[T]]:
    """Like `solve_iter`; of several samples, where the context wants them, one answer is chosen."""
    if context.samples == 1:
        yield from solve_iter(rows, pipeline, context, batch_size=batch_size, limits=limits)
        return
    from mycelium.evaluation.answers import Comparer
    from mycelium.evaluation.evaluate import sameness
    from mycelium.evaluation.sampling import sample_iter

    same = sameness(Comparer(context.executor))
    for sampled in sample_iter(rows, pipeline, context, same, batch_size=batch_size, limits=limits):
        yield sampled.solved


def _batch(
    batch: Sequence[tuple[T, Program | Broken]],
    pipeline: Pipeline,
    context: Context,
    limits: Limits | None,
) -> Iterator[Solved[T]]:
    programs = [program for _, program in batch if isinstance(program, Program)]
    compiled = compile_iter(
        programs, pipeline, context, batch_size=max(1, len(programs)), reproducers=None
    )
    return run_compiled(batch, list(compiled), context, limits)


def run_result(
    item: T, result: RowResult, pipeline: Pipeline, context: Context, limits: Limits | None = None
) -> Solved[T]:
    """Run what one row was compiled to, of several candidates as many as the context wants."""
    if context.samples == 1 or not result.ok:
        return next(run_compiled([(item, result.reached)], [result], context, limits))
    from mycelium.evaluation.answers import Comparer
    from mycelium.evaluation.evaluate import sameness
    from mycelium.evaluation.sampling import run_candidates

    wanted = [candidate.program for candidate in result.candidates[: context.samples]]
    outcomes = context.executor.run_many(wanted, limits=limits)
    same = sameness(Comparer(context.executor))
    trust = trust_of(pipeline) or Trust()
    return run_candidates(item, result, outcomes, context.samples, same, trust).solved


@dataclass(frozen=True)
class Ran:
    """What running a program gave, and the seconds that this took."""

    outcome: Outcome
    seconds: float


def run_compiled(
    batch: Sequence[tuple[T, Program | Broken]],
    compiled: Sequence[RowResult],
    context: Context,
    limits: Limits | None = None,
    ran: dict[Program, Ran] | None = None,
) -> Iterator[Solved[T]]:
    """Run what rows were compiled to; one result per row, in order.

    Args:
        batch: The rows, as `solve_iter` takes them.
        compiled: What became of those that have a program, in order.
        context: Its executor runs the programs.
        limits: What each program may use; the executor's own limits if not given.
        ran: Programs that ran before: equal ones are not run again, and count the
            time that they took then. Those that run now are added.
    """
    ran = {} if ran is None else ran
    fresh = dict.fromkeys(r.program for r in compiled if r.ok and r.program not in ran)
    outcomes = context.executor.run_many(fresh, limits=limits)
    results = iter(compiled)
    for item, program in batch:
        if not isinstance(program, Program):
            yield Solved(item, None, None, program, "read")
            continue
        result = next(results)
        if not result.ok:
            yield uncompiled(item, result)
            continue
        if result.program not in ran:
            started = perf_counter()
            outcome = next(outcomes)
            ran[result.program] = Ran(outcome, perf_counter() - started)
        outcome = ran[result.program].outcome
        seconds = {**dict(result.timings), RUN: ran[result.program].seconds}
        errors = tuple(d for d in outcome.diagnostics if d.is_error)
        stage = RUN if errors or outcome.answer is None else None
        sure = None if stage else result.candidates[0].judged
        yield Solved(item, result.program, outcome, errors, stage, seconds, sure)


def given(solved: Solved[T], least: float) -> Solved[T]:
    """The row, without its answer if that is less sure than asked for."""
    if solved.outcome is None or solved.diagnostics:
        return solved
    outcome = withhold(solved.outcome, solved.confidence, least)
    if outcome is solved.outcome:
        return solved
    errors = tuple(d for d in outcome.diagnostics if d.is_error)
    return replace(solved, outcome=outcome, diagnostics=errors, stage=WITHHELD)


def uncompiled(item: T, result: RowResult) -> Solved[T]:
    """What became of a row that did not compile."""
    return Solved(
        item,
        result.reached,
        None,
        result.diagnostics,
        result.stage or "compile",
        dict(result.timings),
    )


def told(solved: Solved[Any]) -> dict[str, Any]:
    """The result as JSON values: program, answer, goal and error; the timings come last.

    `answer` is exact, in the language; `display` is how a person would write it.
    """
    from mycelium_ir.display import display_answer
    from mycelium_ir.printer import print_program

    program, answer = solved.program, solved.answer
    goal = None if program is None else program.goal
    error: dict[str, Any] | None = None
    if solved.diagnostics:
        first = solved.diagnostics[0]
        error = {"code": first.code, "message": first.message, "stage": solved.stage}
    goal_type = None if goal is None else goal.type
    return {
        "program": None if program is None else print_program(program),
        "answer": None if answer is None else answer.text,
        "display": None if answer is None else display_answer(answer.text, goal_type),
        "goal": goal_type,
        "error": error,
        **({} if solved.confidence is None else {"confidence": round(solved.confidence, 6)}),
        "seconds": {name: round(value, 6) for name, value in solved.seconds.items()},
    }
