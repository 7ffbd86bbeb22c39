"""Edges by attention are chosen and counted rightly, on traces whose truth is known."""

import dataclasses
from fractions import Fraction

import numpy as np
import pytest
from tiny_teacher import written_row, written_rows

from mycelium_distill.traces.calibration import Calibration
from mycelium_distill.traces.edges import (
    Edges,
    choose_references,
    evaluate_stored,
    measure_copies,
    measure_edges,
    summary,
)
from mycelium_distill.traces.record import Trace
from mycelium_distill.traces.references import FEATURES, References, edge_of, features
from mycelium_distill.written import WrittenOperand
from mycelium_ir.diagnostics import MyceliumError


def read(written, right=0.6, wrong=0.1, bias=0.0):
    """A row with a trace that points at every operand's source; `bias` goes to each step."""
    numbers = sorted({p for step in written.steps for o in step.operands for p in o.places})
    rows, scores = [], []
    for step, one in enumerate(written.steps):
        for place, operand in enumerate(one.operands):
            score = np.full(len(numbers) + len(written.steps), wrong / len(numbers))
            score[len(numbers) :] += bias
            score[len(numbers) + step :] = 0
            edge = edge_of(operand)
            if edge >= 0:
                score[len(numbers) + edge] = right
            elif operand.places:
                score[numbers.index(operand.places[0])] = right
            rows.append((step, place))
            scores.append(score)
    table = np.array(scores)
    return written, Trace(
        written.id,
        numbers=np.array(numbers, "int32"),
        operands=np.array(rows, "int32"),
        scores=table,
        mass=table.sum(axis=1).clip(max=1),
    )


ROWS = written_rows(80)


def test_an_edge_is_what_the_annotations_name():
    operand = WrittenOperand((0, 1), Fraction(2), "step", steps=(0, 1), gold=1)
    assert edge_of(operand) == 1
    assert edge_of(dataclasses.replace(operand, gold=None)) == -2
    assert edge_of(dataclasses.replace(operand, gold=None, steps=(0,))) == 0
    assert edge_of(dataclasses.replace(operand, gold=None, steps=())) == -1


def test_without_weights_the_highest_score_decides():
    written, trace = read(written_row(3, "report"))
    steps = References().steps(trace)
    true = [edge_of(operand) for step in written.steps for operand in step.operands]
    assert steps == true
    assert max(true) >= 0 > min(true)


def test_a_step_without_score_is_not_pointed_at():
    trace = Trace(
        "a",
        numbers=np.array([[0, 1]]),
        operands=np.array([[0, 0]]),
        scores=np.zeros((1, 3)),
        mass=np.zeros(1),
    )
    assert References().steps(trace) == [-1]
    count = len(FEATURES)
    assert References((0,) * count, (1,) * count, (0,) * count, 9.0).steps(trace) == [-1]
    candidates, values = features(trace, 0)
    assert (len(candidates), values.shape) == (0, (0, count))


def test_what_other_operands_read_tells_equal_places_apart():
    # Two operands of the second step look at the first step and at a number alike. One of the
    # numbers has been read by the first step, the other by nobody.
    reads = []
    for row in ROWS:
        written, trace = read(row)
        scores = trace.scores.copy()
        for at, number in ((2, 0), (3, 2)):
            scores[at] = 0.02
            scores[at, [number, 3]] = 0.45
        reads.append((written, dataclasses.replace(trace, scores=scores, mass=scores.sum(axis=1))))
    assert [edge_of(o) for o in ROWS[0].steps[1].operands] == [0, -1]
    found, _ = choose_references(reads[:40])
    assert measure_edges(reads[40:], found)["all"]["f1"] == 1
    assert measure_edges(reads[40:], References())["all"]["f1"] < 0.8


def test_weights_of_an_earlier_version_are_named():
    _, trace = read(ROWS[0])
    old = Calibration((), references=References((0.0,) * 7, (1.0,) * 7, (0.1,) * 7))
    kept = Calibration.from_json(old.to_json())  # it can still trace
    with pytest.raises(MyceliumError) as raised:
        kept.references.steps(trace)
    assert raised.value.code == "MYC285"
    assert "7 features" in str(raised.value)


def test_steps_that_are_always_looked_at_are_corrected_for():
    # Each step gets more than the number that is meant: pointing alone is wrong about them all.
    draw = np.random.default_rng(0)
    reads = [read(row, right=0.4 + draw.random() / 10, bias=0.7) for row in ROWS]
    reads = [
        (row, dataclasses.replace(one, scores=one.scores.clip(max=0.9), mass=one.mass * 0.9))
        for row, one in reads
    ]
    plain = measure_edges(reads, References())["unambiguous"]["f1"]
    found, told = choose_references(reads[:40])
    assert measure_edges(reads[40:], found)["unambiguous"]["f1"] > max(0.95, plain)
    assert told["edges_cross_validated_f1"] > 0.9
    back = Calibration.from_json(Calibration((), references=found).to_json())
    assert back.references == found


def test_where_there_is_nothing_to_tell_apart_nothing_is_fitted():
    assert choose_references([])[0] == References()


def test_the_error_is_that_of_independent_problems():
    edges = Edges()
    for number in range(100):
        edges.add(str(number), 0 if number < 80 else -1, 0)
    told = edges.to_json()
    assert told["f1"] == pytest.approx(2 * 80 / 180, abs=1e-4)
    # The delta method for 2p / (1 + p), p the share of found ones: 2 / (1 + p)^2 * se(p).
    assert told["standard_error"] == pytest.approx(2 / 1.8**2 * 0.04, abs=1e-4)
    assert Edges().to_json()["f1"] is None


def ambiguous(written):
    """The row with the value of step 0 standing in the problem too, at its first number."""
    operands = [list(step.operands) for step in written.steps]
    at = next(
        (step, place)
        for step, some in enumerate(operands)
        for place, operand in enumerate(some)
        if operand.steps
    )
    operand = operands[at[0]][at[1]]
    place = written.steps[0].operands[0].places[0]
    operands[at[0]][at[1]] = dataclasses.replace(operand, places=(place,), gold=operand.steps[0])
    steps = [
        dataclasses.replace(step, operands=tuple(some))
        for step, some in zip(written.steps, operands, strict=True)
    ]
    return dataclasses.replace(written, steps=tuple(steps))


def test_ambiguous_operands_are_counted_apart():
    found = measure_edges([read(ambiguous(row)) for row in ROWS[:10]], References())
    assert found["ambiguous"]["true"] == found["ambiguous"]["hits"] == 10
    assert found["all"]["true"] == 10
    assert found["unambiguous"]["true"] == 0
    assert found["by_text_and_attention"]["f1"] == 1


def test_each_equal_step_counts_only_where_that_is_said():
    written, trace = read(written_row(3, "report"))
    operand = dataclasses.replace(written.steps[0].operands[0], places=(), steps=(0, 1), gold=1)
    last = dataclasses.replace(written.steps[1], operands=(operand,))
    row = dataclasses.replace(written, steps=(written.steps[0], last))
    scores = np.zeros((1, len(trace.numbers) + 2))
    scores[0, -2] = 0.9
    one = dataclasses.replace(
        trace, operands=np.array([[1, 0]]), scores=scores, mass=np.array([0.9])
    )
    found = measure_edges([(row, one)], References())
    assert found["ambiguous"]["f1"] == 0
    assert found["any_equal_step"]["f1"] == 1


def test_a_step_depends_once_on_a_result_that_it_uses_twice():
    written, trace = read(written_row(3, "report"))
    twice = next(o for o in written.steps[1].operands if o.steps)
    last = dataclasses.replace(written.steps[1], operands=(twice, twice))
    row = dataclasses.replace(written, steps=(written.steps[0], last))
    scores = np.zeros((2, len(trace.numbers) + 2))
    scores[0, -2] = 0.9  # the second operand is taken for a number of the problem
    scores[1, 0] = 0.9
    one = dataclasses.replace(
        trace, operands=np.array([[1, 0], [1, 1]]), scores=scores, mass=np.array([0.9, 0.9])
    )
    found = measure_edges([(row, one)], References())
    assert (found["all"]["hits"], found["all"]["true"]) == (1, 2)
    assert (found["dependencies"]["hits"], found["dependencies"]["true"]) == (1, 1)
    assert found["ambiguous_dependencies"]["true"] == 0


def test_copies_tell_what_was_ambiguous():
    originals = [ambiguous(row) for row in ROWS[:10]]
    copies = [dataclasses.replace(row, id=f"{row.id}~1") for row in ROWS[:10]]
    found = measure_copies([read(copy) for copy in copies], originals, References())
    assert found["once_ambiguous"]["true"] == found["once_ambiguous"]["hits"] == 10
    assert found["still_ambiguous"] == 0
    same = [dataclasses.replace(row, id=f"{row.id}~1") for row in originals]
    assert measure_copies([read(copy) for copy in same], originals, References()) == {
        "all": {"hits": 0, "said": 0, "true": 0, "f1": None, "standard_error": None},
        "once_ambiguous": {"hits": 0, "said": 0, "true": 0, "f1": None, "standard_error": None},
        "still_ambiguous": 10,
    }


def test_stored_traces_are_measured_on_report_rows_only():
    held = [row for row in ROWS if row.split == "report"]
    traces = [read(row)[1] for row in ROWS]
    copies = [dataclasses.replace(row, id=f"{row.id}~1") for row in ROWS]
    found = evaluate_stored(ROWS, traces, copies, [read(copy)[1] for copy in copies])
    assert found["report_rows"] == found["edges"]["all"]["true"] == len(held)
    assert found["copies"]["all"]["true"] == len(held)
    assert f"edges, unambiguous: F1 1.000 ± 0.000 of {len(held)}" in summary(found)
    with pytest.raises(MyceliumError) as raised:
        evaluate_stored(held, traces)
    assert raised.value.code == "MYC288"
