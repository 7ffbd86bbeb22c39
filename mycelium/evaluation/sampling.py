"""Several candidate programs a row: all are run, and one answer is chosen without the gold.

Candidates that do not run or do not meet their goal are dropped, and equal answers are
put together. Where a pass judged the programs, the answer with the largest sum of
judgements over its draws is given (Cobbe et al., 2021, "Training verifiers to solve math
word problems"; Li et al., 2023, "Making language models better reasoners with step-aware
verifier", sum them per answer); elsewhere that with the largest sum of probabilities
(Wang et al., 2023, "Self-consistency improves chain of thought reasoning in language
models", weigh a vote so). The other rules are reported beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import exp, fsum, inf, log
from time import perf_counter
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from mycelium.compiler import BATCH_SIZE, RowResult, compile_iter
from mycelium.solving import RUN, Broken, Solved, uncompiled
from mycelium.trust import Trust, trust_of, votes
from mycelium_ir.diagnostics import Diagnostic
from mycelium_ir.nodes import Program
from mycelium_ir.outcome import Outcome, Value

if TYPE_CHECKING:
    from mycelium.executor import Limits
    from mycelium.passes import Context
    from mycelium.pipeline import Pipeline

T = TypeVar("T")

PROBABILITY, MAJORITY, LIKELIHOOD = "probability", "majority", "likelihood"
"""The rules: the answer with the most probability, with the most draws, of the best program."""
VERIFIER = "verifier"
"""The rule where programs are judged: the answer with the largest sum of judgements."""

RULES = {
    PROBABILITY: "of the candidates that ran and met their goal, equal answers put together: the "
    "answer with the largest sum of exp(score), among equal sums the one that came first",
    VERIFIER: "of the candidates that ran and met their goal, equal answers put together: the "
    "answer with the largest sum of judgement times draws, among equal sums the one with the "
    "larger sum of exp(score)",
}
"""How the answer that counts is chosen, for people; no gold answer is looked at."""


@dataclass(frozen=True)
class Tried:
    """A candidate program of a row, and what its run gave.

    `score` is a log probability; `judged` the probability that the program is right, if
    some pass judged it.
    """

    program: Program
    score: float
    draws: int
    outcome: Outcome
    judged: float | None = None

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The errors that ended its run."""
        return tuple(d for d in self.outcome.diagnostics if d.is_error)

    @property
    def answer(self) -> Value | None:
        """Its answer, in its goal's form; None where it has none, or an error besides."""
        return None if self.errors else self.outcome.answer


@dataclass(frozen=True)
class Sampled(Generic[T]):
    """What became of one row.

    Attributes:
        solved: The row with the chosen candidate; with the first one where none ran.
        tried: All candidates, in the compiler's order.
        choices: Which candidate each rule chooses; empty where none ran.
    """

    solved: Solved[T]
    tried: tuple[Tried, ...]
    choices: Mapping[str, int]


Same: TypeAlias = Callable[[Tried, Tried], bool]
"""Whether two candidates, both with an answer, have equal answers."""


def choose(tried: Sequence[Tried], same: Same) -> dict[str, int]:
    """The candidate that each rule chooses, by its place; empty where none has an answer.

    A rule chooses an answer; the candidate is the best scored one with that answer.
    Where answers tie, that with the larger probability is chosen, then the one that
    came first. There is a choice by judgements only if some were judged; a candidate
    without a judgement then counts nothing.
    """
    groups = together(tried, same)
    if not groups:
        return {}

    def best(group: Sequence[int]) -> int:
        return min(group, key=lambda i: (-tried[i].score, i))

    probabilities = [_log_sum([tried[i].score for i in group]) for group in groups]
    draws = [sum(tried[i].draws for i in group) for group in groups]
    order = range(len(groups))
    probable = min(order, key=lambda g: (-probabilities[g], groups[g][0]))
    frequent = min(order, key=lambda g: (-draws[g], -probabilities[g], groups[g][0]))
    chosen = {
        PROBABILITY: best(groups[probable]),
        MAJORITY: best(groups[frequent]),
        LIKELIHOOD: best([i for group in groups for i in group]),
    }
    if any(tried[i].judged is not None for group in groups for i in group):
        sums = [fsum((tried[i].judged or 0.0) * tried[i].draws for i in group) for group in groups]
        believed = min(order, key=lambda g: (-sums[g], -probabilities[g], groups[g][0]))
        chosen[VERIFIER] = best(groups[believed])
    return chosen


def together(tried: Sequence[Tried], same: Same) -> list[list[int]]:
    """The places of the candidates with an answer, those with equal answers together."""
    groups: list[list[int]] = []
    for place, candidate in enumerate(tried):
        if candidate.answer is None:
            continue
        for group in groups:
            if same(tried[group[0]], candidate):
                group.append(place)
                break
        else:
            groups.append([place])
    return groups


def confidence(tried: Sequence[Tried], chosen: int, same: Same, trust: Trust) -> float | None:
    """How likely the answer of the chosen candidate is right; None if it was not judged.

    Of one candidate it is its judgement; of several, what the judge's weights make of
    the answer's share of all judgements and of their mean.
    """
    alone = tried[chosen].judged
    if alone is None or sum(each.draws for each in tried) == 1:
        return alone
    group = next((g for g in together(tried, same) if chosen in g), [chosen])
    judgements = [each.judged or 0.0 for each in tried]
    return trust.confidence(*votes(judgements, [each.draws for each in tried], group))


def _log_sum(scores: Sequence[float]) -> float:
    """The logarithm of a sum of exponentials, without overflow; summed exactly, in any order."""
    top = max(scores)
    if top in (inf, -inf):
        return top
    return top + log(fsum(exp(score - top) for score in scores))


def sample_iter(
    rows: Iterable[tuple[T, Program | Broken]],
    pipeline: Pipeline,
    context: Context,
    same: Same,
    *,
    batch_size: int = BATCH_SIZE,
    limits: Limits | None = None,
) -> Iterator[Sampled[T]]:
    """Compile rows as they come and run up to `context.samples` candidates of each.

    With one sample it gives what `solve_iter` gives. What became of a row is in its
    place, in order; its time to run is that of all its candidates.
    """
    trust = trust_of(pipeline) or Trust()
    stream = iter(rows)
    while batch := list(islice(stream, batch_size)):
        yield from _batch(batch, pipeline, context, same, limits, trust)


def _batch(
    batch: Sequence[tuple[T, Program | Broken]],
    pipeline: Pipeline,
    context: Context,
    same: Same,
    limits: Limits | None,
    trust: Trust,
) -> Iterator[Sampled[T]]:
    programs = [program for _, program in batch if isinstance(program, Program)]
    compiled = list(
        compile_iter(
            programs, pipeline, context, batch_size=max(1, len(programs)), reproducers=None
        )
    )
    wanted = [c.program for row in compiled for c in row.candidates[: context.samples]]
    outcomes = context.executor.run_many(wanted, limits=limits)
    results = iter(compiled)
    for item, program in batch:
        if not isinstance(program, Program):
            yield Sampled(Solved(item, None, None, program, "read"), (), {})
            continue
        result = next(results)
        if not result.ok:
            yield Sampled(uncompiled(item, result), (), {})
            continue
        yield run_candidates(item, result, outcomes, context.samples, same, trust)


def run_candidates(
    item: T,
    result: RowResult,
    outcomes: Iterator[Outcome],
    samples: int,
    same: Same,
    trust: Trust,
) -> Sampled[T]:
    """Choose among the candidates of a row that was compiled; `outcomes` are theirs, in order."""
    started = perf_counter()
    tried = tuple(
        Tried(candidate.program, candidate.score, candidate.draws, next(outcomes), candidate.judged)
        for candidate in result.candidates[:samples]
    )
    seconds = {**dict(result.timings), RUN: perf_counter() - started}
    choices = choose(tried, same)
    place = choices.get(VERIFIER, choices.get(PROBABILITY, 0))
    chosen = tried[place]
    sure = confidence(tried, place, same, trust) if choices else None
    failed = None if choices else RUN
    solved = Solved(item, chosen.program, chosen.outcome, chosen.errors, failed, seconds, sure)
    return Sampled(solved, tried, choices)


def with_candidate(sampled: Sampled[T], place: int) -> Solved[T]:
    """The row as it would stand with another of its candidates."""
    tried = sampled.tried[place]
    return replace(
        sampled.solved,
        program=tried.program,
        outcome=tried.outcome,
        diagnostics=tried.errors,
        stage=RUN if tried.answer is None else None,
        confidence=tried.judged,
    )
