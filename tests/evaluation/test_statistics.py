"""The statistics, against known values and by their properties."""

from __future__ import annotations

import random
from functools import cache
from math import isclose, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mycelium.evaluation.paired import Paired
from mycelium.evaluation.statistics import (
    Interval,
    mcnemar_mid_p,
    median,
    paired_bootstrap,
    quantile,
    wilson,
)

counts = st.integers(0, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
pairs = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=300)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        # From the formula, and from tables of Wilson intervals.
        (5, 10, 0.2366, 0.7634),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (248, 1319, 0.1679, 0.2100),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_wilson_intervals(hits: int, n: int, low: float, high: float) -> None:
    found = wilson(hits, n)
    assert isclose(found.low, low, abs_tol=5e-5)
    assert isclose(found.high, high, abs_tol=5e-5)


@given(counts)
def test_a_wilson_interval_holds_the_share_and_mirrors(count: tuple[int, int]) -> None:
    hits, n = count
    found, mirrored = wilson(hits, n), wilson(n - hits, n)
    assert 0 <= found.low <= found.high <= 1
    assert n == 0 or hits / n in found
    assert isclose(found.low, 1 - mirrored.high, abs_tol=1e-12)


@given(counts, st.floats(0.5, 0.98))
def test_a_higher_level_is_wider(count: tuple[int, int], level: float) -> None:
    narrow, wide = wilson(*count, level=level), wilson(*count, level=level + 0.01)
    assert wide.low <= narrow.low
    assert narrow.high <= wide.high


@pytest.mark.parametrize("arguments", [(-1, 5), (6, 5), (1, -1)])
def test_impossible_counts_are_refused(arguments: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no interval"):
        wilson(*arguments)


@pytest.mark.parametrize(
    ("first", "second", "p"),
    [
        # 1 discordant pair: exact p 1, mid-p 1 - 1/2. Fagerland et al. (2013), table 1: 1 and 7.
        (0, 1, 0.5),
        (1, 7, 0.0391),
        (5, 15, 0.0266),
        (0, 5, 0.03125),
        (10, 10, 0.9119),
    ],
)
def test_mcnemar_mid_p(first: int, second: int, p: float) -> None:
    assert isclose(mcnemar_mid_p(first, second), p, abs_tol=5e-5)


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_mcnemar_is_symmetric_and_a_probability(a: int, b: int) -> None:
    p = mcnemar_mid_p(a, b)
    assert 0 <= p <= 1
    assert p == mcnemar_mid_p(b, a)


def test_without_a_flip_there_is_no_difference() -> None:
    same = [True, False, True]
    assert mcnemar_mid_p(0, 0) == 1
    assert paired_bootstrap(same, same) == Interval(0, 0)


def test_the_bootstrap_is_what_resampling_comes_to() -> None:
    rng = random.Random(3)
    first = [rng.random() < 0.4 for _ in range(400)]
    second = [a if rng.random() < 0.7 else rng.random() < 0.45 for a in first]
    drawn = sorted(
        sum(second[i] - first[i] for i in (rng.randrange(400) for _ in range(400))) / 400
        for _ in range(2000)
    )
    found = paired_bootstrap(first, second)
    assert isclose(found.low, drawn[50], abs_tol=0.006)
    assert isclose(found.high, drawn[1950], abs_tol=0.006)


@given(pairs)
def test_the_bootstrap_holds_the_difference_and_mirrors(rows: list[tuple[bool, bool]]) -> None:
    first, second = [a for a, _ in rows], [b for _, b in rows]
    found, mirrored = paired_bootstrap(first, second), paired_bootstrap(second, first)
    assert (sum(second) - sum(first)) / len(rows) in found
    assert isclose(found.low, -mirrored.high, abs_tol=2.01 / len(rows))


def test_sequences_of_two_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        paired_bootstrap([True], [True, False])


def null_pair(rng: random.Random) -> Paired:
    """Two runs over 1,000 rows without an effect, with 60 discordant rows or more."""
    ids = [str(i) for i in range(1000)]
    while True:
        # Right in both, wrong in both, right in the first only, right in the second only.
        kinds = rng.choices(range(4), cum_weights=(30, 90, 95, 100), k=1000)
        pair = Paired(("a", "b"), ids, [k in (0, 2) for k in kinds], [k in (0, 3) for k in kinds])
        if len(pair.gained) + len(pair.lost) >= 60:
            return pair


@cache
def bootstrap_excludes_zero(fewer: int, more: int) -> bool:
    first = [True] * fewer + [False] * (1000 - fewer)
    second = [False] * fewer + [True] * more + [False] * (1000 - fewer - more)
    return 0 not in paired_bootstrap(first, second)


def test_three_to_seven_per_cent_of_null_pairs_are_significant() -> None:
    """1,000 pairs of runs of 1,000 rows without an effect, as `eval --compare` sees them."""
    rng = random.Random(20)
    by_mcnemar = by_bootstrap = 0
    for _ in range(1000):
        pair = null_pair(rng)
        by_mcnemar += pair.p < 0.05
        # The interval rests on the two counts alone, and mirrors where they change places.
        by_bootstrap += bootstrap_excludes_zero(*sorted((len(pair.gained), len(pair.lost))))
    assert 30 <= by_mcnemar <= 70
    assert 30 <= by_bootstrap <= 70


def test_the_interval_of_a_pair_is_that_of_its_counts() -> None:
    pair = null_pair(random.Random(3))
    gained, lost = len(pair.gained), len(pair.lost)
    first = [True] * lost + [False] * (1000 - lost)
    second = [False] * lost + [True] * gained + [False] * (1000 - lost - gained)
    assert pair.interval == paired_bootstrap(first, second)
    assert pair.difference in pair.interval


def test_quantiles() -> None:
    assert median([3, 1, 2]) == 2
    assert median([1, 2]) == 1.5
    assert quantile(list(range(101)), 0.95) == 95
    assert repr(median([])) == repr(nan)
