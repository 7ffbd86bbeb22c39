"""What an evaluation found: every row, and the figures with how they came about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite
from typing import Any

from mycelium.evaluation.answers import RULES, Verdict
from mycelium.evaluation.confidence import Trustworthiness
from mycelium.evaluation.sampling import LIKELIHOOD, MAJORITY, PROBABILITY, VERIFIER
from mycelium.evaluation.statistics import Interval, median, quantile, wilson
from mycelium_ir.diagnostics import Diagnostic

LENIENT = "a gold decimal of 2 or more places accepts what rounds to it"
STRICT = "no rounding (--strict)"


@dataclass(frozen=True)
class CandidateReport:
    """One candidate program of a row: `score` is a log probability, `draws` its samples.

    `judged` is the probability that it is right, if a pass judged it.
    """

    verdict: Verdict
    score: float
    draws: int
    answer: str | None
    error: Mapping[str, Any] | None
    program: str | None
    judged: float | None = None

    def to_json(self) -> dict[str, Any]:
        """The candidate as a JSON object; a score that is not finite is null there."""
        return {
            "verdict": self.verdict.value,
            "score": self.score if isfinite(self.score) else None,
            "draws": self.draws,
            **({} if self.judged is None else {"judged": round(self.judged, 6)}),
            "answer": self.answer,
            "error": self.error,
            "program": self.program,
        }


@dataclass(frozen=True)
class RowReport:
    """One row of an evaluation.

    `seconds` holds the time of each pass and of the run; `error` is code, message
    and stage where the row failed. Where several candidates were tried they stand in
    `candidates`, and `choices` says which one each rule chooses.
    """

    id: str
    verdict: Verdict
    reason: str
    gold: str
    alternatives: tuple[str, ...]
    answered: bool
    program: str | None
    answer: str | None
    display: str | None
    goal: str | None
    error: Mapping[str, Any] | None
    seconds: Mapping[str, float]
    confidence: float | None = None
    candidates: tuple[CandidateReport, ...] = ()
    choices: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The row as a JSON object; the timings come last."""
        return {
            "id": self.id,
            "verdict": self.verdict.value,
            "reason": self.reason,
            "gold": self.gold,
            **({"alternatives": list(self.alternatives)} if self.alternatives else {}),
            "answer": self.answer,
            "display": self.display,
            "goal": self.goal,
            "error": self.error,
            "program": self.program,
            **({} if self.confidence is None else {"confidence": self.confidence}),
            **self._sampled(),
            "seconds": dict(self.seconds),
        }

    def _sampled(self) -> dict[str, Any]:
        if not self.candidates:
            return {}
        told = [candidate.to_json() for candidate in self.candidates]
        return {"choices": dict(self.choices), "candidates": told}

    def right_by(self, rule: str) -> bool:
        """Whether the candidate that a rule chooses is right; False where it chooses none."""
        place = self.choices.get(rule)
        return place is not None and self.candidates[place].verdict is Verdict.EQUAL


@dataclass(frozen=True)
class Share:
    """Some of a number of rows, with Wilson's 95% interval."""

    hits: int
    n: int

    @property
    def value(self) -> float | None:
        """The share, from 0 to 1; None of no rows."""
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> Interval:
        """Wilson's 95% interval."""
        return wilson(self.hits, self.n)

    def to_json(self) -> dict[str, Any]:
        """The share as a JSON object."""
        return {
            "value": self.value,
            "low": self.interval.low,
            "high": self.interval.high,
            "hits": self.hits,
            "n": self.n,
        }

    def __str__(self) -> str:
        if self.value is None:
            return "n/a (no rows)"
        low, high = 100 * self.interval.low, 100 * self.interval.high
        return f"{100 * self.value:.1f}% [{low:.1f}, {high:.1f}]  {self.hits} of {self.n}"


@dataclass(frozen=True)
class Report:
    """The result of an evaluation.

    Attributes:
        rows: Every row that was measured.
        configuration: All that the figures depend on.
        broken: Findings about rows that could not be measured; they do not count.
        groups: Named parts of the rows, by id.
        baselines: Accuracies of trivial methods on the same rows.
    """

    rows: Sequence[RowReport]
    configuration: Mapping[str, Any]
    broken: Sequence[Diagnostic] = ()
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    baselines: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def verdicts(self) -> dict[Verdict, int]:
        """How often each verdict was given."""
        found = Counter(row.verdict for row in self.rows)
        return {verdict: found[verdict] for verdict in Verdict}

    @property
    def accuracy(self) -> Share:
        """The rows with an equal answer, of all."""
        return Share(self.verdicts[Verdict.EQUAL], len(self.rows))

    @property
    def coverage(self) -> Share:
        """The rows that compiled and ran, of all."""
        return Share(sum(row.answered for row in self.rows), len(self.rows))

    @property
    def accuracy_when_answered(self) -> Share:
        """The rows with an equal answer, of those that compiled and ran."""
        return Share(self.verdicts[Verdict.EQUAL], self.coverage.hits)

    def group(self, name: str) -> Share:
        """The accuracy on a named part of the rows."""
        part = [row for row in self.rows if row.id in self.groups[name]]
        return Share(sum(row.verdict is Verdict.EQUAL for row in part), len(part))

    @cached_property
    def sampled(self) -> dict[str, Share]:
        """The accuracy by each other rule, and of an oracle that picks a right candidate.

        Empty where one candidate a row was wanted.
        """
        if self.configuration.get("samples", 1) == 1:
            return {}
        n = len(self.rows)
        rules = [MAJORITY, LIKELIHOOD]
        if any(VERIFIER in row.choices for row in self.rows):
            # A row that was not judged is answered by probability.
            rules += [PROBABILITY, VERIFIER]
        found = {rule: Share(sum(row.right_by(rule) for row in self.rows), n) for rule in rules}
        found["oracle"] = Share(
            sum(any(c.verdict is Verdict.EQUAL for c in row.candidates) for row in self.rows), n
        )
        return found

    @cached_property
    def confidence(self) -> Trustworthiness | None:
        """How good the confidences are; None where no row has one."""
        return Trustworthiness.of(
            [row.confidence if row.answered else None for row in self.rows],
            [row.verdict is Verdict.EQUAL for row in self.rows],
        )

    @cached_property
    def candidates(self) -> tuple[float, float]:
        """How many candidates a row had, and how many of them gave an answer, on average."""
        tried = [candidate for row in self.rows for candidate in row.candidates]
        n = max(1, len(self.rows))
        return len(tried) / n, sum(c.answer is not None and c.error is None for c in tried) / n

    @cached_property
    def seconds(self) -> tuple[float, float]:
        """Median and 95th percentile of the time that a row took, in seconds."""
        times = [sum(row.seconds.values()) for row in self.rows]
        return median(times), quantile(times, 0.95)

    @cached_property
    def errors(self) -> dict[str, int]:
        """How many rows ended in each error code, the most frequent first."""
        codes = Counter(row.error["code"] for row in self.rows if row.error is not None)
        return dict(sorted(codes.items(), key=lambda item: (-item[1], item[0])))

    def to_json(self) -> dict[str, Any]:
        """The report as a JSON object, without its rows."""
        return {
            "configuration": dict(self.configuration),
            "rules": RULES,
            "accuracy": self.accuracy.to_json(),
            **self._samples_to_json(),
            "coverage": self.coverage.to_json(),
            "accuracy_when_answered": self.accuracy_when_answered.to_json(),
            **({} if self.confidence is None else {"confidence": self.confidence.to_json()}),
            "verdicts": {verdict.value: count for verdict, count in self.verdicts.items()},
            "errors": self.errors,
            "seconds": {"median": self.seconds[0], "p95": self.seconds[1]},
            "groups": {name: self.group(name).to_json() for name in self.groups},
            "baselines": dict(self.baselines),
            "broken": [d.to_json() for d in self.broken],
        }

    def _samples_to_json(self) -> dict[str, Any]:
        if not self.sampled:
            return {}
        tried, ran = self.candidates
        shares = {name: share.to_json() for name, share in self.sampled.items()}
        return {
            "samples": {
                "k": self.configuration["samples"],
                "rule": self.configuration["choice"],
                "tried": tried,
                "ran": ran,
                **shares,
            }
        }

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> list[str]:
        told = self.configuration
        sampled = f" of a sample of {told['limit']}" if told["limit"] else ""
        lines = [
            f"{told['dataset']} {told['split']}: n = {told['n']}{sampled}, seed {told['seed']}",
            f"accuracy            {self.accuracy}   (Wilson, 95%)",
            *(f"  {name}: {self.group(name)}" for name in self.groups),
            *(f"  baseline, {name}: {100 * value:.1f}%" for name, value in self.baselines.items()),
            *self._sample_lines(),
            f"coverage            {self.coverage}",
            f"when it answered    {self.accuracy_when_answered}",
            *([] if self.confidence is None else [f"confidence          {self.confidence}"]),
            "verdicts            "
            + ", ".join(f"{verdict.value} {count}" for verdict, count in self.verdicts.items()),
        ]
        if self.errors:
            listed = ", ".join(f"{code} {count}" for code, count in self.errors.items())
            lines.append(f"error codes         {listed}")
        middle, tail = self.seconds
        lines.append(
            f"time for a problem  median {1000 * middle:.1f} ms, "
            f"95th percentile {1000 * tail:.1f} ms"
        )
        if self.broken:
            lines.append(f"not measured        {len(self.broken)} rows that could not be read:")
            lines += [f"  {d.message}" for d in self.broken[:10]]
            if len(self.broken) > 10:
                lines.append(f"  and {len(self.broken) - 10} more")
        versions = ", ".join(f"{name} {version}" for name, version in told["versions"].items())
        weights = [f"{n} {p['weights']}" for n, p in told["passes"].items() if p["weights"]]
        lines += [
            f"pipeline            {told['pipeline']}",
            f"fingerprint         {told['fingerprint']}",
            f"weights             {', '.join(weights) or 'none'}",
            f"equality            mathematical; {STRICT if told['strict'] else LENIENT} "
            "(`mycelium eval --rules`)",
            f"versions            {versions}",
        ]
        return lines

    def _sample_lines(self) -> list[str]:
        if not self.sampled:
            return []
        tried, ran = self.candidates
        shares = self.sampled
        judged = VERIFIER in shares
        return [
            f"samples             K = {self.configuration['samples']}; a row had {tried:.1f} "
            f"candidates, {ran:.1f} gave an answer; chosen by "
            + ("the verifier's judgements" if judged else "total probability"),
            *([f"  by probability instead: {shares[PROBABILITY]}"] if judged else []),
            f"  by majority instead: {shares[MAJORITY]}",
            f"  by likelihood instead: {shares[LIKELIHOOD]}",
            f"  oracle, which knows the gold answer: {shares['oracle']}",
        ]
