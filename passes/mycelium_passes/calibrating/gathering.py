"""Running tuning rows: what each program is judged by, and whether its answer is right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mycelium.analyses import Analyses
from mycelium.evaluation.answers import Comparer, Verdict
from mycelium.evaluation.dataset import Example
from mycelium.evaluation.evaluate import sameness
from mycelium.evaluation.measuring import begun, compared
from mycelium.evaluation.sampling import (
    VERIFIER,
    Sampled,
    Tried,
    choose,
    sample_iter,
    together,
    with_candidate,
)
from mycelium.passes import Candidate
from mycelium.trust import log_odds, votes
from mycelium_passes.judging import features

if TYPE_CHECKING:
    from mycelium.passes import Context
    from mycelium.pipeline import Pipeline
    from mycelium_passes.calibrating.fitting import Logistic
    from mycelium_passes.reading.model import Model

VOTES = ("share", "mean")
"""What `Trust.votes` weighs."""


@dataclass(frozen=True)
class Judged:
    """A tuning row that was answered: what its answer is judged by, and whether it is right."""

    found: dict[str, float]
    right: bool


@dataclass(frozen=True)
class Gathering:
    """How tuning rows are run.

    Attributes:
        pipeline: The passes.
        context: What they may use.
        model: The pipeline's.
        batch_size: Rows that are compiled at a time.
        progress: Called after each row.
    """

    pipeline: Pipeline
    context: Context
    model: Model
    batch_size: int
    progress: Callable[[], None]

    def greedy(self, examples: Sequence[Example]) -> list[Judged | None]:
        """One program a row; None where it was not answered or not judged."""
        comparer = Comparer(self.context.executor)
        rows: list[Judged | None] = []
        for sampled, context in self._run(examples, 1):
            solved = sampled.solved
            if solved.answer is None or solved.diagnostics:
                rows.append(None)
                continue
            found = self._features(sampled.tried[0], context)
            if found is None:
                rows.append(None)
                continue
            right = compared(solved, comparer).verdict is Verdict.EQUAL
            rows.append(Judged(found, right))
        return rows

    def voted(self, examples: Sequence[Example], samples: int, by: Logistic) -> list[Judged]:
        """Several programs a row, judged anew: the share and mean of the answer that is chosen."""
        comparer = Comparer(self.context.executor)
        same = sameness(comparer)
        rows: list[Judged] = []
        for sampled, context in self._run(examples, samples):
            tried = [self._judged(each, context, by) for each in sampled.tried]
            place = choose(tried, same).get(VERIFIER)
            if place is None:
                continue
            group = next(group for group in together(tried, same) if place in group)
            judgements = [each.judged or 0.0 for each in tried]
            share, mean = votes(judgements, [each.draws for each in tried], group)
            solved = with_candidate(replace(sampled, tried=tuple(tried)), place)
            right = compared(solved, comparer).verdict is Verdict.EQUAL
            rows.append(Judged({"share": share, "mean": log_odds(mean)}, right))
        return rows

    def _run(
        self, examples: Sequence[Example], samples: int
    ) -> Iterator[tuple[Sampled[Example], Context]]:
        # The store of analyses is fresh for each batch: what was read for it is at hand still.
        for first in range(0, len(examples), self.batch_size):
            batch = examples[first : first + self.batch_size]
            context = replace(self.context, analyses=Analyses(), samples=samples)
            rows = ((example, begun(example)) for example in batch)
            same = sameness(Comparer(context.executor))
            for sampled in sample_iter(
                rows, self.pipeline, context, same, batch_size=self.batch_size
            ):
                self.progress()
                yield sampled, context

    def _features(self, tried: Tried, context: Context) -> dict[str, float] | None:
        candidate = Candidate(0, tried.program, tried.score, tried.draws)
        return features(candidate, context, self.model)

    def _judged(self, tried: Tried, context: Context, by: Logistic) -> Tried:
        found = self._features(tried, context)
        return replace(tried, judged=None if found is None else by.probability(found))
