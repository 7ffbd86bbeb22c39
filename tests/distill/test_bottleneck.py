"""The information bottleneck on data whose solution is known."""

from __future__ import annotations

import time
from itertools import pairwise, permutations

import numpy as np
import pytest

from mycelium_distill.templates.bottleneck import Schedule, anneal
from mycelium_distill.templates.information import (
    adjusted_mutual_information,
    contingency,
    entropy,
    mutual_information,
    purity,
)
from mycelium_distill.templates.state import Annealed, memberships


def posteriors(labels: np.ndarray, confusion: np.ndarray, noise: float = 0.5) -> np.ndarray:
    """One p(y|x) a label: the confusion's row, blurred in logits."""
    random = np.random.default_rng(1)
    logits = np.log(confusion[labels]) + noise * random.standard_normal(
        (len(labels), confusion.shape[1])
    )
    table = np.exp(logits)
    return table / table.sum(axis=1, keepdims=True)


FAMILIES = np.array(  # 0 and 1 are taken for each other, and so are 2 and 3
    [
        [0.80, 0.18, 0.01, 0.01],
        [0.18, 0.80, 0.01, 0.01],
        [0.01, 0.01, 0.80, 0.18],
        [0.01, 0.01, 0.18, 0.80],
    ]
)


def family_rows() -> tuple[np.ndarray, np.ndarray]:
    labels = np.repeat(np.arange(4), 150)
    return posteriors(labels, FAMILIES), labels


def information_of(posterior: np.ndarray) -> float:
    rows = sum(entropy(row) for row in posterior) / len(posterior)
    return entropy(posterior.mean(axis=0)) - rows


def test_families_part_first_and_their_members_later() -> None:
    posterior, labels = family_rows()
    found = anneal(posterior, Schedule(last=8))
    first = found.splits[0]
    sides = [found.nodes[child].centre for child in first.children]
    together = sorted(tuple(np.flatnonzero(centre > 0.25)) for centre in sides)
    assert together == [(0, 1), (2, 3)]
    assert all(split.beta > first.beta for split in found.splits[1:])
    assert purity(found.assignment, labels) > 0.95


def test_below_the_first_critical_beta_there_is_one_cluster() -> None:
    posterior, _ = family_rows()
    for last in (0.1, 1.0):
        found = anneal(posterior, Schedule(last=last))
        assert len(found.prior) == 1
        assert found.beta == last
        assert found.points[-1].compression == pytest.approx(0, abs=1e-6)
        assert not found.splits


@pytest.mark.parametrize("error", [0.05, 0.2, 0.3])
def test_a_symmetric_pair_splits_at_its_known_critical_beta(error: float) -> None:
    # Two sorts of row, (1-e, e) and (e, 1-e): the second eigenvalue is (1-2e)^2.
    rows = np.array([[1 - error, error], [error, 1 - error]])[np.arange(200) % 2]
    found = anneal(rows, Schedule(last=20))
    assert found.splits[0].critical == pytest.approx(1 / (1 - 2 * error) ** 2, rel=1e-3)
    assert len(found.prior) == 2


def test_information_keeps_its_bounds_and_grows_with_beta() -> None:
    posterior, _ = family_rows()
    found = anneal(posterior, Schedule(last=10))
    whole = information_of(posterior)
    for point in found.points:
        assert point.relevance <= whole + 1e-4
        assert point.relevance <= point.compression + 1e-4
        assert point.compression <= np.log(point.clusters) + 1e-6
    relevance = [point.relevance for point in found.points]
    assert all(b >= a - 1e-3 for a, b in pairwise(relevance))
    betas = [point.beta for point in found.points]
    assert betas == sorted(betas)
    assert betas[-1] == 10


def test_the_outcome_satisfies_the_self_consistent_equations() -> None:
    posterior, _ = family_rows()
    found = anneal(posterior, Schedule(last=4, tolerance=1e-6, iterations=2000))
    member = memberships(posterior, found.prior, found.centres, found.beta)
    assert member.mean(axis=0) == pytest.approx(found.prior, abs=1e-4)
    centres = member.T @ posterior / member.sum(axis=0)[:, None]
    assert np.abs(centres - found.centres).max() < 1e-3
    assert member.sum(axis=1) == pytest.approx(np.ones(len(posterior)))


def test_equal_rows_count_by_their_number_and_nothing_is_rounded() -> None:
    posterior, _ = family_rows()
    schedule = Schedule(last=4, support=20)
    once = anneal(posterior, schedule)
    thrice = anneal(np.repeat(posterior, 3, axis=0), Schedule(last=4, support=60))
    assert (thrice.assignment.reshape(-1, 3) == once.assignment[:, None]).all()
    assert thrice.points[-1].relevance == pytest.approx(once.points[-1].relevance, abs=1e-4)
    # Rows that differ in the seventh digit are two rows, not one.
    nearly = np.array([[0.5, 0.5], [0.5000001, 0.4999999]], dtype=np.float64)
    assert len({row.tobytes() for row in nearly.astype(np.float32)}) == 2
    assert len(anneal(nearly).assignment) == 2


def test_a_seed_decides_everything_and_seeds_agree() -> None:
    posterior, _ = family_rows()

    def run(seed: int) -> Annealed:
        return anneal(posterior, Schedule(last=6, seed=seed))

    assert (run(3).centres == run(3).centres).all()
    runs = [run(seed).assignment for seed in range(5)]
    agreed = [adjusted_mutual_information(a, b) for a in runs for b in runs]
    assert min(agreed) > 0.9


def test_no_cluster_forms_around_too_few_rows() -> None:
    rare = np.array([[0.98, 0.01, 0.01], [0.01, 0.98, 0.01], [0.01, 0.01, 0.98]])
    labels = np.repeat([0, 1, 2], [300, 300, 12])
    posterior = posteriors(labels, rare)
    without = anneal(posterior, Schedule(last=8, support=20))
    assert (np.bincount(without.assignment) >= 20).all()
    assert len(set(without.assignment[labels == 2]) - set(without.assignment[labels < 2])) == 0
    with_them = anneal(posterior, Schedule(last=8, support=5))
    assert set(with_them.assignment[labels == 2]).isdisjoint(with_them.assignment[labels < 2])


def test_at_most_so_many_clusters() -> None:
    posterior, _ = family_rows()
    assert len(anneal(posterior, Schedule(last=50, clusters=3)).prior) == 3


@pytest.mark.parametrize(
    "table",
    [np.ones((3, 2)), np.array([[1.5, -0.5]]), np.zeros((0, 3)), np.array([[np.nan, 1.0]])],
)
def test_what_is_no_table_of_distributions_is_refused(table: np.ndarray) -> None:
    with pytest.raises(ValueError, match=r"p\(y\|x\)"):
        anneal(table)


def test_annealing_thousands_of_rows_takes_seconds() -> None:
    random = np.random.default_rng(0)
    count, width = 3000, 40
    labels = random.integers(width, size=count)
    logits = random.standard_normal((count, width))
    logits[np.arange(count), labels] += 8
    table = np.exp(logits)
    began = time.process_time()
    found = anneal(table / table.sum(axis=1, keepdims=True))
    # 20,000 rows of 90 labels may take 300 s; this is a fifteenth of the work, at most.
    assert time.process_time() - began < 40
    assert purity(found.assignment, labels) > 0.95


# --------------------------------------------------------------------------- measures


def test_mutual_information_of_known_tables() -> None:
    assert mutual_information(np.eye(4)) == pytest.approx(np.log(4))
    assert mutual_information(np.ones((3, 5))) == pytest.approx(0)
    assert entropy([1, 1]) == pytest.approx(np.log(2))
    assert entropy([]) == 0


def test_purity_is_the_share_of_each_clusters_commonest_label() -> None:
    clusters, labels = np.array([0, 0, 0, 1, 1]), np.array([5, 5, 6, 6, 6])
    assert purity(clusters, labels) == pytest.approx(4 / 5)
    assert contingency(clusters, labels).tolist() == [[2, 1], [0, 2]]


def test_adjusted_mutual_information_of_equal_and_of_chance_partitions() -> None:
    random = np.random.default_rng(0)
    a = random.integers(6, size=400)
    assert adjusted_mutual_information(a, (a + 3) % 6) == pytest.approx(1)
    chance = [adjusted_mutual_information(a, random.integers(6, size=400)) for _ in range(20)]
    assert abs(np.mean(chance)) < 0.01
    with pytest.raises(ValueError, match="same items"):
        adjusted_mutual_information(a, a[:-1])


def test_the_adjustment_is_the_mean_over_all_permutations() -> None:
    a, b = np.array([0, 0, 0, 1, 1, 2]), np.array([0, 0, 1, 1, 1, 1])
    expected = np.mean(
        [mutual_information(contingency(a, b[list(p)])) for p in permutations(range(6))]
    )
    most = (entropy(np.bincount(a)) + entropy(np.bincount(b))) / 2
    found = mutual_information(contingency(a, b))
    assert adjusted_mutual_information(a, b) == pytest.approx(
        (found - expected) / (most - expected)
    )
