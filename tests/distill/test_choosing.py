"""Heads and thresholds are chosen by what is known: on teachers made up for the purpose."""

import numpy as np
import pytest

from mycelium_distill.traces.calibration import (
    Boundary,
    Calibration,
    Triple,
    read_calibration,
    write_calibration,
)
from mycelium_distill.traces.choosing import (
    Question,
    accuracies,
    boundary_f1,
    choose_boundary,
    choose_floor,
    choose_prominence,
    choose_threshold,
    choose_triples,
    located,
)
from mycelium_ir.diagnostics import MyceliumError

LAYERS, HEADS = 3, 4
GOOD = {("own", 1, 2): 0.95, ("before", 2, 0): 0.8}
"""How often the few heads that retrieve point at the right number; all others guess."""


def questions(count: int, seed: int = 0) -> list[Question]:
    draw = np.random.default_rng(seed)
    found = []
    for problem in range(count):
        candidates = int(draw.integers(3, 7))
        true = int(draw.integers(candidates))
        evidence = draw.random((3, LAYERS, HEADS, candidates)) * 0.1
        for (position, layer, head), right in GOOD.items():
            place = ("before", "own", "after").index(position), layer, head
            at = true if draw.random() < right else int(draw.integers(candidates))
            evidence[place][at] = 0.5
        # A loud head that always points at the first number must not win by being loud.
        evidence[2, 0, 0, 0] = 50
        found.append(Question(evidence.reshape(-1, candidates), true, candidates, problem))
    return found


def test_the_heads_that_retrieve_are_chosen():
    triples, told = choose_triples(questions(300), LAYERS, HEADS)
    assert {(t.position, t.layer, t.head) for t in triples[:2]} == set(GOOD)
    assert triples[0].accuracy > triples[1].accuracy
    assert sum(t.weight for t in triples) == pytest.approx(1, abs=1e-4)
    assert triples[0].weight > 0.5
    assert told["operands"] == 300
    assert told["cross_validated_accuracy"] > 0.9
    assert told["mean_of_all_heads"] < told["cross_validated_accuracy"]


def test_chosen_heads_hold_on_questions_that_they_were_not_chosen_on():
    triples, _ = choose_triples(questions(300), LAYERS, HEADS)
    flat = [
        (("before", "own", "after").index(t.position) * LAYERS + t.layer) * HEADS + t.head
        for t in triples
    ]
    right = located(questions(200, seed=1), np.array(flat), np.array([t.weight for t in triples]))
    assert right.mean() > 0.9


def test_a_head_that_sees_no_candidate_points_nowhere():
    evidence = np.zeros((2, 3))
    evidence[1, 0] = 1
    told = accuracies([Question(evidence, 0, 3, 0)])
    assert told.tolist() == [0, 1]


def solutions(count: int, seed: int = 0):
    """All heads' IAF, one of which rises before a step ends and falls behind it."""
    draw = np.random.default_rng(seed)
    fractions, ends = [], []
    for _ in range(count):
        length = int(draw.integers(30, 60))
        end = np.arange(int(draw.integers(8, 12)), length, 11)
        fraction = draw.random((length, LAYERS, HEADS)) / 2
        fraction[end - 1, 1, 3] += 0.5
        fraction[(end + 1).clip(max=length - 1), 1, 3] = 0
        fractions.append(fraction.astype("float16"))
        ends.append(end)
    return fractions, ends


def test_the_head_that_marks_ends_is_chosen():
    boundary, told = choose_boundary(*solutions(40), count=3)
    assert boundary.heads[0] == (1, 3)
    assert told["boundary_f1"] > 0.8
    fractions, ends = solutions(20, seed=1)
    layers, heads = zip(*boundary.heads, strict=True)
    found = [boundary.ends(boundary.probability(f[:, layers, heads])) for f in fractions]
    assert boundary_f1(found, ends) > 0.8


def test_without_boundary_heads_nothing_ends():
    assert Boundary().probability(np.zeros((4, 0))).tolist() == [0, 0, 0, 0]


def test_prominence_is_chosen_by_f1():
    signal = np.tile([0, 0.02, 0, 0, 0.02, 0, 0, 1, 0, 0], 4).astype(float)
    ends = np.arange(7, 40, 10)
    prominence, f1 = choose_prominence([signal], [ends])
    assert f1 == 1
    assert prominence > 0


def test_a_threshold_divides_two_kinds():
    cut, balanced = choose_threshold(np.array([0.1, 0.2, 0.3]), np.array([0.4, 0.6, 0.25]))
    assert 0.3 < cut <= 0.4
    assert balanced == pytest.approx((1 + 2 / 3) / 2)
    assert choose_threshold(np.zeros(0), np.ones(3)) == (0.0, 0.5)


def test_evidence_below_which_nothing_is_referred_to():
    right = [(0.9, 0, 0), (0.8, 1, 1), (0.7, -1, -1)]
    assert choose_floor([*right, (0.6, 2, 2)]) == (0.0, 1.0)
    # Two constants with little evidence point at steps all the same.
    assert choose_floor([*right, (0.1, 0, -1), (0.2, 1, -1)]) == (0.7, 1.0)


def test_a_calibration_is_kept_with_its_teacher(tmp_path):
    calibration = Calibration(
        triples=(Triple("own", 1, 2, 1.0, 0.9),),
        boundary=Boundary(((0, 1),), (0.1,), (0.2,), ((1.0,),) * 4, -1.0, 0.4),
        iaf_threshold=0.25,
        hidden_parts=("L1.expression",),
        chosen_on={"rows": 3},
    )
    write_calibration(tmp_path, calibration)
    assert read_calibration(tmp_path) == calibration


@pytest.mark.parametrize("text", [None, "{}", "no JSON", '{"version": 99}'])
def test_a_teacher_without_calibration_says_what_to_do(tmp_path, text):
    if text is not None:
        (tmp_path / "calibration.json").write_text(text)
    with pytest.raises(MyceliumError) as raised:
        read_calibration(tmp_path)
    assert raised.value.code == "MYC285"
    assert "--calibrate" in raised.value.diagnostics[0].hint
