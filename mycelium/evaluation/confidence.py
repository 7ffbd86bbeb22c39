"""How good confidences are: calibration error, AUROC, and accuracy of the surest answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

BINS = 10
"""Of the calibration error; each holds as many answers as the others."""

COVERAGES = (0.3, 0.5, 1.0)
"""The shares of all rows, the surest first, whose accuracy is reported."""


def calibration_error(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """The expected calibration error, over bins of equal size.

    The mean difference between what the answers of a bin promise and the share of them
    that is right, weighted by size (Naeini et al., 2015, "Obtaining well calibrated
    probabilities using Bayesian binning"; bins of equal size as Nguyen and O'Connor,
    2015). Answers of one confidence stay in one bin, so that their order means nothing.

    Raises:
        ValueError: of no answers.
    """
    n = len(confidences)
    if not n:
        raise ValueError("no calibration error of no answers")
    pairs = sorted(zip(confidences, right, strict=True))
    bins: list[list[tuple[float, bool]]] = []
    for place, pair in enumerate(pairs):
        begins = not bins or place * BINS // n != (place - 1) * BINS // n
        if begins and not (bins and bins[-1][-1][0] == pair[0]):
            bins.append([])
        bins[-1].append(pair)
    return fsum(abs(fsum(c - r for c, r in group)) for group in bins) / n


def auroc(confidences: Sequence[float], right: Sequence[bool]) -> float | None:
    """How often a right answer is surer than a wrong one, ties for half; None without both."""
    pairs = sorted(zip(confidences, right, strict=True))
    good = sum(right)
    bad = len(pairs) - good
    if not good or not bad:
        return None
    # The sum of the ranks of right answers, those of equal confidence at their mean rank.
    ranks, place = 0.0, 0
    while place < len(pairs):
        last = place
        while last < len(pairs) and pairs[last][0] == pairs[place][0]:
            last += 1
        ranks += sum(hit for _, hit in pairs[place:last]) * (place + 1 + last) / 2
        place = last
    return (ranks - good * (good + 1) / 2) / (good * bad)


def accuracy_at(
    confidences: Sequence[float | None], right: Sequence[bool], coverage: float
) -> float:
    """The share of right rows among the surest; a row without an answer is the least sure.

    Where rows of one confidence are only partly among them, they count by their share.

    Raises:
        ValueError: of no rows, or unless 0 < coverage <= 1.
    """
    n = len(confidences)
    if not n or not 0 < coverage <= 1:
        raise ValueError(f"no accuracy at coverage {coverage} of {n} rows")
    wanted = max(1, round(coverage * n))
    groups: dict[float, list[bool]] = {}
    for confidence, hit in zip(confidences, right, strict=True):
        groups.setdefault(-1.0 if confidence is None else confidence, []).append(hit)
    hits, room = 0.0, wanted
    for confidence in sorted(groups, reverse=True):
        equal = groups[confidence]
        taken = min(room, len(equal))
        hits += sum(equal) * taken / len(equal)
        room -= taken
    return hits / wanted


@dataclass(frozen=True)
class Trustworthiness:
    """How good the confidences of an evaluation are.

    Attributes:
        answered: The answers with a confidence; error and AUROC are theirs.
        error: The expected calibration error.
        auroc: Of right against wrong answers; None where all are right, or all wrong.
        accuracy: By coverage, of all rows.
    """

    answered: int
    error: float
    auroc: float | None
    accuracy: dict[float, float]

    @classmethod
    def of(
        cls, confidences: Sequence[float | None], right: Sequence[bool]
    ) -> Trustworthiness | None:
        """That of rows, whose confidence is None where they have no answer; None if all are."""
        told = [(c, hit) for c, hit in zip(confidences, right, strict=True) if c is not None]
        if not told:
            return None
        sure, hits = [c for c, _ in told], [hit for _, hit in told]
        accuracy = {share: accuracy_at(confidences, right, share) for share in COVERAGES}
        return cls(len(told), calibration_error(sure, hits), auroc(sure, hits), accuracy)

    def to_json(self) -> dict[str, Any]:
        """As a JSON object."""
        return {
            "answered": self.answered,
            "calibration_error": self.error,
            "auroc": self.auroc,
            "accuracy_at_coverage": {f"{share:.2f}": v for share, v in self.accuracy.items()},
        }

    def __str__(self) -> str:
        ranked = "n/a" if self.auroc is None else f"{self.auroc:.3f}"
        shares = ", ".join(f"{100 * v:.1f}% of {share:.0%}" for share, v in self.accuracy.items())
        return (
            f"calibration error {self.error:.3f}, AUROC {ranked} ({self.answered} answers); "
            f"right of the surest rows: {shares}"
        )
