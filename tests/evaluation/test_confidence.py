"""How good confidences are, on hand-made data; what judgements make of several candidates."""

from __future__ import annotations

import pytest

from mycelium.evaluation.confidence import Trustworthiness, accuracy_at, auroc, calibration_error
from mycelium.trust import Trust, log_odds, sigmoid, votes, withhold
from mycelium_ir.kinds import Kind
from mycelium_ir.outcome import Outcome, Value


def test_calibration_error() -> None:
    # Ten bins of ten: promises of 0.05, 0.15, ... of which just so many are right.
    sure = [0.05 + 0.1 * (i // 10) for i in range(100)]
    right = [(i % 10) < i // 10 for i in range(100)]
    assert calibration_error(sure, right) == pytest.approx(0.05)
    assert calibration_error([0.8] * 10, [True] * 8 + [False] * 2) == pytest.approx(0)
    assert calibration_error([1.0, 1.0], [False, False]) == 1
    # Equal confidences share a bin, whatever their order.
    assert calibration_error([0.5, 0.5] * 10, [True, False] * 10) == pytest.approx(0)
    assert calibration_error([0.5] * 20, [True] * 10 + [False] * 10) == pytest.approx(0)
    # Within a bin errors of both signs cancel; between bins they do not.
    assert calibration_error([0.2, 0.8], [True, False]) == pytest.approx(0.8)
    with pytest.raises(ValueError, match="no answers"):
        calibration_error([], [])


def test_auroc() -> None:
    assert auroc([0.1, 0.2, 0.8, 0.9], [False, False, True, True]) == 1
    assert auroc([0.1, 0.2, 0.8, 0.9], [True, True, False, False]) == 0
    assert auroc([0.5] * 4, [True, False, True, False]) == 0.5
    assert auroc([0.1, 0.4, 0.35, 0.8], [False, False, True, True]) == pytest.approx(0.75)
    assert auroc([0.5, 0.5, 0.2], [True, False, False]) == pytest.approx(0.75)
    assert auroc([0.5], [True]) is None


def test_accuracy_at_a_coverage_counts_all_rows() -> None:
    sure = [0.9, 0.8, 0.7, None, None, 0.1, 0.2, 0.3, 0.4, 0.5]
    right = [True, True, False, False, False, False, False, False, False, True]
    assert accuracy_at(sure, right, 0.2) == 1
    assert accuracy_at(sure, right, 0.3) == pytest.approx(2 / 3)
    assert accuracy_at(sure, right, 1.0) == pytest.approx(0.3)
    # Of rows that are equally sure, which come first must not matter.
    assert accuracy_at([0.5, 0.5], [True, False], 0.5) == 0.5
    assert accuracy_at([0.5, 0.5], [False, True], 0.5) == 0.5
    for wrong in (0, 1.5):
        with pytest.raises(ValueError, match="coverage"):
            accuracy_at(sure, right, wrong)


def test_rows_without_an_answer_count_for_coverage_alone() -> None:
    found = Trustworthiness.of([0.9, 0.1, None, None], [True, False, False, False])
    assert found is not None
    assert (found.answered, found.auroc, found.accuracy[1.0]) == (2, 1, 0.25)
    assert "50.0% of 50%" in str(found)
    assert found.to_json()["accuracy_at_coverage"]["0.30"] == 1
    assert Trustworthiness.of([None], [False]) is None


def test_several_judgements_make_one_confidence() -> None:
    share, mean = votes([0.9, 0.3, 0.6], [1, 2, 1], [0, 2])
    assert share == pytest.approx(1.5 / 2.1)
    assert mean == pytest.approx(0.75)
    assert Trust().confidence(0.5, 0.4) == pytest.approx(0.2)
    fitted = Trust(0.2, (2.0, 1.0, -1.0))
    assert fitted.confidence(1.0, 0.5) == pytest.approx(sigmoid(1.0))
    assert fitted.confidence(0.5, 0.9) == pytest.approx(0.9)
    assert votes([0.0], [3], [0]) == (0, 0)
    assert sigmoid(-1000) == 0
    assert sigmoid(log_odds(1.0)) == pytest.approx(1 - 1e-6)


def test_what_is_unsure_is_withheld() -> None:
    outcome = Outcome(values={"s0": Value(Kind.NUMBER, "7")}, answer=Value(Kind.NUMBER, "7"))
    for confidence, least in ((0.5, 0.5), (None, 0.9), (0.0, 0.0)):
        assert withhold(outcome, confidence, least) is outcome
    kept = withhold(outcome, 0.49, 0.5)
    assert kept.answer is None
    assert kept.values == outcome.values
    assert [d.code for d in kept.diagnostics] == ["MYC341"]
    assert "0.49" in kept.diagnostics[0].message
