"""The few statistics that an evaluation prints, in plain Python.

Wilson's interval for a share, and for two runs over the same rows the paired
bootstrap interval and McNemar's mid-p test.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import comb, exp, fsum, lgamma, log, sqrt
from statistics import NormalDist


@dataclass(frozen=True)
class Interval:
    """A confidence interval, both ends included."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


def wilson(hits: int, n: int, level: float = 0.95) -> Interval:
    """Wilson's score interval for a share of `hits` in `n` trials.

    Wilson (1927), "Probable inference, the law of succession, and statistical
    inference". Without trials it is the whole range from 0 to 1.

    Raises:
        ValueError: unless 0 <= hits <= n and 0 < level < 1.
    """
    if not 0 <= hits <= n or not 0 < level < 1:
        raise ValueError(f"no interval at level {level} for {hits} hits in {n} trials")
    if n == 0:
        return Interval(0.0, 1.0)
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = hits / n
    scale = 1 + z * z / n
    centre = (share + z * z / (2 * n)) / scale
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / scale
    # At the ends the formula gives exactly 0 or 1; floating point may miss it by a hair.
    low = 0.0 if hits == 0 else max(0.0, centre - half)
    high = 1.0 if hits == n else min(1.0, centre + half)
    return Interval(low, high)


def mcnemar_mid_p(only_first: int, only_second: int) -> float:
    """The two-sided mid-p value of McNemar's test.

    Takes the two counts of discordant pairs: rows that only the first run had
    right, and rows that only the second had right. Fagerland, Lydersen and Laake
    (2013), "The McNemar test for binary matched-pairs data: mid-p and asymptotic
    are better than exact conditional".

    Raises:
        ValueError: if a count is negative.
    """
    if only_first < 0 or only_second < 0:
        raise ValueError("counts of discordant pairs are never negative")
    n = only_first + only_second
    k = min(only_first, only_second)
    if n == 0 or only_first == only_second:
        # Half of the point's probability is taken off once, not twice.
        return 1.0 - 0.5 * _binomial(n, k) if n else 1.0
    tail = fsum(_binomial(n, i) for i in range(k + 1))
    return min(1.0, 2 * tail - _binomial(n, k))


def _binomial(n: int, k: int) -> float:
    """The probability of `k` heads in `n` throws of a fair coin."""
    if n < 1000:
        return comb(n, k) / float(2**n)
    return exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) - n * log(2))


def holm(p_values: Sequence[float]) -> list[float]:
    """The p values adjusted for their number, in the order in which they were given.

    Those that stay below a level hold together at that level: that any of them is
    there by chance has at most that probability. Holm (1979), "A simple sequentially
    rejective multiple test procedure".
    """
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    adjusted = [1.0] * len(p_values)
    highest = 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, (len(order) - rank) * p_values[index]))
        adjusted[index] = highest
    return adjusted


def paired_bootstrap(
    first: Sequence[bool], second: Sequence[bool], *, level: float = 0.95
) -> Interval:
    """The percentile bootstrap interval of the difference of two shares, second minus first.

    The sequences hold, row by row, whether each run was right; rows are resampled
    in pairs. This is the ideal bootstrap of Efron and Tibshirani (1993, "An
    Introduction to the Bootstrap", section 6.2), the limit of infinitely many
    resamples: a resample matters only by how many gains and losses it draws, so
    the distribution is summed up instead of drawn, and there is no seed.

    Raises:
        ValueError: if the sequences differ in length or hold nothing.
    """
    n = len(first)
    if n != len(second) or n == 0:
        raise ValueError("a paired bootstrap needs two sequences of one length, not empty")
    gains = sum(b and not a for a, b in zip(first, second, strict=True))
    losses = sum(a and not b for a, b in zip(first, second, strict=True))
    if gains == losses == 0:
        return Interval(0.0, 0.0)
    mass: dict[int, float] = {}
    up_share = gains / (gains + losses)
    for drawn, weight in _binomial_range(n, (gains + losses) / n):
        for up, inner in _binomial_range(drawn, up_share):
            difference = 2 * up - drawn
            mass[difference] = mass.get(difference, 0.0) + weight * inner
    tail = (1 - level) / 2
    return Interval(_quantile_of(mass, tail) / n, _quantile_of(mass, 1 - tail) / n)


def _quantile_of(mass: dict[int, float], q: float) -> int:
    """The smallest value at which the distribution function reaches `q`."""
    target = q * fsum(mass.values())
    reached = 0.0
    value = 0
    for value in sorted(mass):
        reached += mass[value]
        if reached >= target:
            break
    return value


def _binomial_range(n: int, p: float) -> Iterator[tuple[int, float]]:
    """The counts that a binomial distribution takes, with their probabilities.

    Counts more than nine standard deviations off the mean are left out.
    """
    if p <= 0 or p >= 1:
        yield (0 if p <= 0 else n), 1.0
        return
    spread = 9 * sqrt(n * p * (1 - p)) + 1
    lowest = max(0, int(n * p - spread))
    highest = min(n, int(n * p + spread) + 1)
    weight = exp(
        lgamma(n + 1)
        - lgamma(lowest + 1)
        - lgamma(n - lowest + 1)
        + lowest * log(p)
        + (n - lowest) * log(1 - p)
    )
    for k in range(lowest, highest + 1):
        yield k, weight
        weight *= (n - k) / (k + 1) * p / (1 - p)


def median(values: Sequence[float]) -> float:
    """The median; nan where there are no values."""
    return quantile(values, 0.5)


def quantile(values: Sequence[float], q: float) -> float:
    """The `q` quantile by linear interpolation; nan where there are no values."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    at = q * (len(ordered) - 1)
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (at - below)
