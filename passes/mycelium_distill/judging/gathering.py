"""Programs drawn for tuning rows, the trunk's state at their ends, and which are right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from mycelium.analyses import Analyses
from mycelium.evaluation.answers import Comparer, Verdict
from mycelium.evaluation.dataset import Example
from mycelium.evaluation.evaluate import sameness
from mycelium.evaluation.measuring import begun, compared
from mycelium.evaluation.sampling import sample_iter, with_candidate
from mycelium_ir.diagnostics import MyceliumError
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
    """

    states: Tensor
    right: Tensor
    problems: Tensor
    draws: Tensor


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
        examples: Rows that the model has not learnt from.
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
                right = compared(solved, comparer).verdict is Verdict.EQUAL
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
