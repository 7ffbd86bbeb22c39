"""Which of a row's programs comes first, by its likelihood, other views and the verifier.

Three things speak for a program that was written in several views: its likelihood, how many
views came to the same value, and the verifier's head, which has read it as a whole. What each
counts is chosen on tuning rows and stands in the weights' calibration.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from mycelium.passes import Candidate, Context
from mycelium.trust import sigmoid
from mycelium_ir.diagnostics import MyceliumError

if TYPE_CHECKING:
    from mycelium_passes.reading.model import Model

KEY = "ranking"
"""Where a configuration's calibration has this module's part."""

_LEAST = 1e-6
"""No program is believed less than that."""


@dataclass(frozen=True)
class Option:
    """A program that was written for a row.

    Attributes:
        candidate: With its likelihood as its score.
        value: What it computes: equal ones agree.
    """

    candidate: Candidate
    value: Hashable


@dataclass(frozen=True)
class Weights:
    """What counts besides the likelihood, in nats.

    Attributes:
        verifier: For each nat of the verifier's log probability that the program is right.
        agreement: For each nat of the logarithm of the share of views with its value.
    """

    verifier: float = 0.0
    agreement: float = 0.0

    @classmethod
    def of(cls, model: Model) -> Weights:
        """What a model's calibration says; nothing but likelihood where it says nothing."""
        told = model.calibration.get(KEY) or {}
        return cls(float(told.get("verifier", 0.0)), float(told.get("agreement", 0.0)))


def ranked(
    rows: Sequence[Sequence[Option]], context: Context, model: Model
) -> list[list[Candidate]]:
    """Each row's distinct programs, the best first, with what speaks for them as their scores."""
    weights = Weights.of(model)
    kept = [_distinct(options) for options in rows]
    programs = [option.candidate for options in kept for option in options]
    verdicts = iter(believed(programs, context, model) if weights.verifier else [])
    found: list[list[Candidate]] = []
    for options, distinct in zip(rows, kept, strict=True):
        scored: list[Candidate] = []
        for option in distinct:
            agreeing = sum(other.value == option.value for other in options)
            score = option.candidate.score
            score += weights.agreement * log(agreeing / len(options))
            if weights.verifier:
                score += weights.verifier * log(max(next(verdicts), _LEAST))
            scored.append(dataclasses.replace(option.candidate, score=score))
        found.append(sorted(scored, key=lambda candidate: -candidate.score))
    return found


def believed(candidates: Sequence[Candidate], context: Context, model: Model) -> list[float]:
    """The verifier's probability that each program is right; 0 for one that cannot be read."""
    import torch

    from mycelium_passes.reading.states import sound, states

    found: list[float] = []
    with context.analyses.batch([candidate.program for candidate in candidates]):
        for candidate in candidates:
            try:
                told = sound(context.analyse(states(model), candidate.program))
            except MyceliumError:
                found.append(0.0)
                continue
            with torch.inference_mode():
                found.append(sigmoid(float(model.heads.right(told.states[-1:])[0])))
    return found


def _distinct(options: Sequence[Option]) -> list[Option]:
    """The options that compute something else by their expressions, the likeliest of each."""
    kept: dict[tuple[object, ...], Option] = {}
    for option in sorted(options, key=lambda each: -each.candidate.score):
        steps = tuple(step.expression for step in option.candidate.program.steps)
        kept.setdefault(steps, option)
    return list(kept.values())
