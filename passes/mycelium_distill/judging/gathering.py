"""Programs drawn for tuning rows, the trunk's state at their ends, and which are right."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from mycelium.analyses import Analyses
from mycelium.evaluation.answers import Comparer, Verdict
from mycelium.evaluation.dataset import Example
from mycelium.evaluation.evaluate import sameness
from mycelium.evaluation.folds import in_fold
from mycelium.evaluation.measuring import begun, compared
from mycelium.evaluation.sampling import sample_iter, with_candidate
from mycelium_distill.examples.record import read_examples
from mycelium_distill.judging.unanswerable import SOURCE, is_unanswerable
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.parser import parse
from mycelium_passes.reading.states import sound, states

if TYPE_CHECKING:
    from mycelium.passes import Context
    from mycelium.pipeline import Pipeline
    from mycelium_passes.reading.model import Model


@dataclass(frozen=True, eq=False)
class Drawn:
    """Distinct programs of several problems.

    Attributes:
        states: float32 [N, d], the trunk's states at the programs' ends.
        right: bool [N], whether each gives the gold answer.
        problems: int64 [N], the number of each one's problem.
        draws: float32 [N], how often each was drawn.
        unanswerable: bool [N], whether its problem has no answer at all; None if all have one.
    """

    states: Tensor
    right: Tensor
    problems: Tensor
    draws: Tensor
    unanswerable: Tensor | None = None

    def beside(self, others: Drawn) -> Drawn:
        """These programs, and others of problems that have no answer."""
        first = int(self.problems.max()) + 1 if len(self.problems) else 0
        kinds = [torch.zeros_like(self.right), torch.ones_like(others.right)]
        return Drawn(
            torch.cat([self.states, others.states]),
            torch.cat([self.right, torch.zeros_like(others.right)]),
            torch.cat([self.problems, others.problems + first]),
            torch.cat([self.draws, others.draws]),
            torch.cat(kinds),
        )


def without_answers(paths: Sequence[str], fold: str | None, count: int, seed: int) -> list[Example]:
    """At most so many problems that have no answer, as rows to draw programs for.

    Args:
        paths: What `mycelium unanswerable` wrote.
        fold: Of these groups alone; None for all.
        count: How many at most; which ones depends on the seed.
        seed: Of the choice.

    Raises:
        MyceliumError: MYC354, if a file holds a problem that has an answer, or no row is left.
    """
    found: list[Example] = []
    for path in paths:
        for row in read_examples(path):
            if not is_unanswerable(row):
                raise _answerable(path, row.id)
            if in_fold(fold, row.group):
                found.append(Example(row.id, parse(row.program).problem or "", ""))
    if not found:
        raise _answerable(", ".join(paths), None)
    random.Random(f"{SOURCE} {seed}").shuffle(found)
    return found[:count]


def _answerable(path: str, row: str | None) -> MyceliumError:
    what = "it has no row of this fold" if row is None else f"row {row} may have an answer"
    return MyceliumError(
        Diagnostic(
            "MYC354",
            f"{path}: these are no problems without an answer: {what}",
            hint="`mycelium unanswerable EXAMPLES -o FILE` makes them",
            subject=path,
        )
    )


def draw(
    examples: Sequence[Example],
    pipeline: Pipeline,
    context: Context,
    model: Model,
    *,
    batch_size: int,
    progress: Callable[[int], None],
) -> Drawn:
    """Draw as many programs as the context wants for each row, run them, and read them again.

    Args:
        examples: Rows that the model has not learnt from; those whose gold answer is empty
            have none.
        pipeline: The passes.
        context: What they may use; its `samples` says how many programs.
        model: The pipeline's.
        batch_size: Rows that are compiled at a time.
        progress: Told how many rows are done.
    """
    comparer = Comparer(context.executor)
    same = sameness(comparer)
    found: list[tuple[Tensor, bool, int, int]] = []
    for first in range(0, len(examples), batch_size):
        # The store of analyses is fresh for each batch: what was read for it is at hand still.
        own = replace(context, analyses=Analyses())
        rows = ((example, begun(example)) for example in examples[first : first + batch_size])
        sampled_rows = sample_iter(rows, pipeline, own, same, batch_size=batch_size)
        for number, sampled in enumerate(sampled_rows, start=first):
            for place, tried in enumerate(sampled.tried):
                if tried.answer is None:
                    continue
                try:
                    told = sound(own.analyse(states(model), tried.program))
                except MyceliumError:
                    continue
                solved = with_candidate(sampled, place)
                # A row without a gold answer has none: whatever a program gives is wrong.
                gold = solved.item.answer != ""
                right = gold and compared(solved, comparer).verdict is Verdict.EQUAL
                found.append((told.states[-1].float().cpu(), right, number, tried.draws))
            progress(number + 1)
    if not found:
        width = model.engine.width
        return Drawn(
            torch.zeros(0, width),
            torch.zeros(0, dtype=torch.bool),
            torch.zeros(0, dtype=torch.long),
            torch.zeros(0),
        )
    ends, right_ones, problems, draws = zip(*found, strict=True)
    return Drawn(
        torch.stack(ends),
        torch.tensor(right_ones),
        torch.tensor(problems),
        torch.tensor(draws, dtype=torch.float32),
    )
