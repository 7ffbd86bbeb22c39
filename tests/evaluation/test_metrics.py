"""The metrics of the passes against values worked out by hand."""

from __future__ import annotations

import itertools
import random

import pytest

from mycelium.evaluation.attribution.assignment import best_pairs
from mycelium.evaluation.attribution.metrics import (
    Matches,
    accuracy,
    macro_f1,
    majority,
    multiset_matches,
    overlap,
    sentence_spans,
    set_matches,
    span_matches,
    token_matches,
    token_spans,
)

TEXT = "Ann has 3.5 kg of plums. Bo eats 2 of them, then leaves!"


def words(spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [TEXT[start:end] for start, end in spans]


def test_tokens_are_words_and_marks() -> None:
    assert words(token_spans(TEXT))[:8] == ["Ann", "has", "3", ".", "5", "kg", "of", "plums"]
    assert words(token_spans(TEXT))[-2:] == ["leaves", "!"]
    assert token_spans(" \n") == ()


def test_a_point_in_a_number_ends_no_sentence() -> None:
    assert words(sentence_spans(TEXT)) == [
        "Ann has 3.5 kg of plums.",
        "Bo eats 2 of them, then leaves!",
    ]
    assert [TEXT[s:e] for s, e in sentence_spans("no mark at all"[:0])] == []


def test_token_f1_counts_whole_tokens_once() -> None:
    # Gold: `Ann has 3.5` (5 tokens). Predicted: `has 3.5 k` and again `has`: has, 3, ., 5.
    gold, mine = [(0, 11)], [(4, 13), (4, 7)]
    found = token_matches(TEXT, mine, gold)
    assert found == Matches(right=4, predicted=4, gold=5)
    assert found.precision == 1.0
    assert found.recall == pytest.approx(4 / 5)
    assert found.f1 == pytest.approx(8 / 9)


def test_nothing_to_count_is_no_score() -> None:
    assert Matches().f1 is Matches().precision is Matches().recall is None
    assert accuracy([], []) is macro_f1([], []) is majority([]) is None


def test_overlap_is_intersection_over_union() -> None:
    assert overlap((0, 10), (5, 15)) == pytest.approx(5 / 15)
    assert overlap((0, 10), (0, 10)) == 1.0
    assert overlap((0, 5), (5, 10)) == 0.0
    assert overlap((2, 4), (0, 10)) == pytest.approx(0.2)


def test_spans_match_from_one_half_on_and_one_to_one() -> None:
    gold = [(0, 10), (20, 30)]
    assert span_matches([(0, 5), (20, 30)], gold) == Matches(2, 2, 2)  # exactly 1/2
    assert span_matches([(0, 4), (20, 30)], gold) == Matches(1, 2, 2)
    assert span_matches([(0, 10), (0, 10), (0, 9)], gold) == Matches(1, 3, 2)
    assert span_matches([], gold) == Matches(0, 0, 2)
    assert span_matches([(0, 30)], gold).f1 == 0.0


def test_the_most_spans_are_matched_not_the_first_that_fit() -> None:
    # The first span fits both, the second only the first gold one.
    assert span_matches([(0, 10), (0, 7)], [(0, 9), (3, 10)]) == Matches(2, 2, 2)


def test_accuracy_and_macro_f1() -> None:
    gold = ["add", "add", "add", "divide"]
    mine = ["add", "add", "divide", "add"]
    assert accuracy(mine, gold) == pytest.approx(0.5)
    # add: 2 * 2 / (3 + 3); divide: 0.
    assert macro_f1(mine, gold) == pytest.approx((2 / 3 + 0) / 2)
    # Always add: 2 * 3 / (4 + 3); divide is never predicted.
    assert macro_f1(["add"] * 4, gold) == pytest.approx((6 / 7) / 2)
    assert majority(gold) == "add"
    assert majority(["b", "a"]) == "a"
    assert majority([None, None, "a"]) is None


def test_values_and_edges() -> None:
    assert multiset_matches([1, 1, 2], [1, 1, 1, 3]) == Matches(2, 3, 4)
    assert set_matches([("s0", "s1"), ("s0", "s1")], [("s0", "s1"), ("s0", "s2")]) == Matches(
        1, 1, 2
    )
    assert Matches(1, 2, 3) + Matches(2, 2, 2) == Matches(3, 4, 5)


def test_best_pairs_have_the_largest_sum() -> None:
    assert best_pairs([[5.0, 4.0], [4.0, 1.0]]) == [(0, 1), (1, 0)]
    assert best_pairs([[0.0, -1.0]]) == []
    assert best_pairs([]) == []
    assert best_pairs([[1.0], [2.0], [3.0]]) == [(2, 0)]


def test_best_pairs_against_every_permutation() -> None:
    chance = random.Random(1)
    for _ in range(200):
        height, width = chance.randint(1, 5), chance.randint(1, 5)
        scores = [
            [chance.choice((0.0, chance.random())) for _ in range(width)] for _ in range(height)
        ]
        pairs = best_pairs(scores)
        assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
        side = max(height, width)
        best = max(
            sum(scores[i][j] for i, j in enumerate(order) if i < height and j < width)
            for order in itertools.permutations(range(side))
        )
        assert sum(scores[i][j] for i, j in pairs) == pytest.approx(best)
