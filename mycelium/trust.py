"""From passes' judgements of programs to a confidence in an answer, and answers that are withheld.

A judgement is the probability that a program is right, by whoever judged it; the
judge's weights say how several programs' judgements make one confidence, and below
which one an answer is better not given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, log
from typing import TYPE_CHECKING

from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium.pipeline import Pipeline
    from mycelium_ir.outcome import Outcome

LEAST = 1e-6
"""No judgement counts as surer than this."""


@dataclass(frozen=True)
class Trust:
    """What a judge's weights say about its judgements.

    Attributes:
        threshold: Answers with less confidence are not given unless asked for.
        votes: The confidence's log odds where several programs were judged: so much
            times the answer's share of all judgements, so much times the log odds of
            its programs' mean judgement, and so much besides. None if they were never
            fitted: the confidence is then the share times the mean.
    """

    threshold: float = 0.0
    votes: tuple[float, float, float] | None = None

    def confidence(self, share: float, mean: float) -> float:
        """How likely the answer of several programs is right.

        Args:
            share: The sum of its programs' judgements, of the sum of all programs'.
            mean: Its programs' mean judgement.
        """
        if self.votes is None:
            return share * mean
        of_share, of_mean, bias = self.votes
        return sigmoid(of_share * share + of_mean * log_odds(mean) + bias)


def sigmoid(value: float) -> float:
    """From log odds to a probability, without overflow."""
    if value >= 0:
        return 1 / (1 + exp(-value))
    return exp(value) / (1 + exp(value))


def log_odds(probability: float) -> float:
    """From a probability to log odds; 0 and 1 are taken as almost that."""
    kept = min(max(probability, LEAST), 1 - LEAST)
    return log(kept / (1 - kept))


def votes(
    judgements: Sequence[float], draws: Sequence[int], chosen: Sequence[int]
) -> tuple[float, float]:
    """The share and the mean judgement of the chosen programs, as `Trust.confidence` takes them.

    Args:
        judgements: Of each program.
        draws: How often each was drawn.
        chosen: The places of those with the answer that was chosen.
    """
    whole = sum(j * n for j, n in zip(judgements, draws, strict=True))
    own = sum(judgements[place] * draws[place] for place in chosen)
    count = sum(draws[place] for place in chosen)
    return (own / whole if whole else 0.0), (own / count if count else 0.0)


def trust_of(pipeline: Pipeline) -> Trust | None:
    """What the last pass that judges says of its judgements; None if no pass judges."""
    found = [stage.instance.trust for stage in pipeline]
    return next((trust for trust in reversed(found) if trust is not None), None)


def least_confidence(asked: float | None, pipeline: Pipeline) -> float:
    """The least confidence of an answer that is given: the one that is asked for, or the judge's.

    Raises:
        MyceliumError: MYC342, if one is asked for and no pass judges.
    """
    trust = trust_of(pipeline)
    if asked is None:
        return 0.0 if trust is None else trust.threshold
    if trust is None:
        raise MyceliumError(
            Diagnostic(
                "MYC342",
                "no pass of this pipeline says how sure it is, so no confidence can be asked for",
                hint="leave out --min-confidence, or end the pipeline with `specialists.goal`",
            )
        )
    return asked


def withhold(outcome: Outcome, confidence: float | None, least: float) -> Outcome:
    """The outcome, without its answer if that is less sure than asked; what nobody judged is given.

    The steps' values stay.
    """
    if outcome.answer is None or confidence is None or confidence >= least:
        return outcome
    unsure = Diagnostic(
        "MYC341",
        f"no answer is given: it would be right with a probability of about {confidence:.2f}, "
        f"and at least {least:.2f} is asked for",
        hint="check that the problem says all that is needed; `--min-confidence 0` gives the "
        "answer all the same",
    )
    return replace(outcome, answer=None, diagnostics=(*outcome.diagnostics, unsure))
