"""The signals' properties: what must hold for any attention."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from mycelium_distill import signals

WEIGHT = st.floats(0, 1, allow_nan=False, width=32)


def rows(shape: tuple[int, ...] | st.SearchStrategy[tuple[int, ...]]):
    return npst.arrays(np.float64, shape, elements=WEIGHT)


PAIR = st.integers(1, 9).flatmap(lambda n: st.tuples(rows((n,)), rows((n,))))
MATRIX = npst.array_shapes(min_dims=2, max_dims=2, max_side=8).flatmap(rows)


@given(PAIR)
def test_divergence_is_symmetric_and_bounded(pair):
    p, q = pair
    forth, back = signals.jensen_shannon(p, q), signals.jensen_shannon(q, p)
    assert forth == pytest.approx(back, abs=1e-12)
    assert 0 <= forth <= np.log(2)


@given(MATRIX, st.floats(0.01, 100))
def test_divergence_of_equal_distributions_is_zero(p, factor):
    assert signals.jensen_shannon(p, p * factor) == pytest.approx(0, abs=1e-9)


def test_divergence_without_a_common_position_is_ln_2():
    assert signals.jensen_shannon(np.array([1, 0]), np.array([0, 3])) == pytest.approx(np.log(2))
    # p = (1, 0), q = (1/2, 1/2): by hand, ln(4/3)/2 + (ln(2/3) + ln 2)/4
    by_hand = np.log(4 / 3) / 2 + (np.log(2 / 3) + np.log(2)) / 4
    assert signals.jensen_shannon(np.array([1, 0]), np.array([1, 1])) == pytest.approx(by_hand)


@given(MATRIX)
def test_sinks_are_removed_before_normalising(attention):
    kept = signals.normalised(signals.without_sinks(attention, [0]))
    assert (kept[:, 0] == 0).all()
    # However much the sink had, the other positions' shares do not change.
    heavier = attention.copy()
    heavier[:, 0] += 1000
    assert (kept == signals.normalised(signals.without_sinks(heavier, [0]))).all()
    sums = kept.sum(axis=1)
    assert np.allclose(sums, (attention[:, 1:].sum(axis=1) > 0).astype(float))


@given(MATRIX)
def test_attention_is_not_changed_in_place(attention):
    before = attention.copy()
    signals.without_sinks(attention, [0])
    assert (attention == before).all()


@given(MATRIX, st.integers(1, 6))
def test_consecutive_divergence_starts_at_zero_and_is_bounded(attention, window):
    divergence = signals.consecutive_divergence(attention, window)
    assert divergence.shape == (len(attention),)
    assert divergence[0] == 0
    assert ((divergence >= 0) & (divergence <= np.log(2))).all()


def test_consecutive_divergence_jumps_where_reading_moves():
    attention = np.array([[9, 1, 0], [9, 1, 0], [0, 1, 9], [0, 1, 9]])
    assert signals.consecutive_divergence(attention).argmax() == 2
    assert signals.consecutive_divergence(attention, window=2).argmax() == 2


@settings(deadline=None)  # the first call imports scipy
@given(npst.arrays(np.float64, st.integers(0, 30), elements=st.floats(-5, 5)))
def test_smoothing_keeps_parabolas_and_length(signal):
    assert len(signals.smooth(signal)) == len(signal)
    parabola = np.arange(len(signal)) ** 2 - 3.0
    assert np.allclose(signals.smooth(parabola), parabola)


def test_peaks_are_found_by_prominence_whatever_the_scale():
    signal = np.array([0, 0, 5, 0, 0, 0.2, 0, 0, 6, 0, 0])
    assert signals.peaks(signal, 1).tolist() == [2, 8]
    assert signals.peaks(signal * 1e-3, 1).tolist() == [2, 8]
    assert signals.peaks(np.ones(9), 1).tolist() == []


@given(MATRIX)
def test_input_fraction_is_a_share(attention):
    left, right = attention[:, :1].sum(axis=1), attention[:, 1:].sum(axis=1)
    fraction = signals.input_fraction(left, right)
    assert ((fraction >= 0) & (fraction <= 1)).all()
    both = left + right > 1e-6
    assert np.allclose((fraction + signals.input_fraction(right, left))[both], 1)


@given(MATRIX, st.integers(1, 5))
def test_top_positions_are_the_strongest(attention, count):
    top = signals.top_positions(attention, count)
    assert top.shape == (len(attention), min(count, attention.shape[1]))
    for row, best in zip(attention, top, strict=True):
        assert sorted(row[best], reverse=True) == list(row[best])
        assert row[best].sum() == pytest.approx(np.sort(row)[::-1][:count].sum())


def test_boundaries_are_matched_once():
    assert signals.match_boundaries(np.array([5, 6]), np.array([4])) == 1
    assert signals.match_boundaries(np.array([5]), np.array([4, 6])) == 1
    assert signals.match_boundaries(np.array([1, 9]), np.array([3, 7]), tolerance=2) == 2
    assert signals.match_boundaries(np.array([0, 9]), np.array([3, 6]), tolerance=2) == 0
    assert signals.f1(2, 2, 2) == 1
    assert signals.f1(1, 2, 2) == 0.5
