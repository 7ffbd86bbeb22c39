"""Labels from a made-up reading: where operands come from, what is anchored where, and back."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
from made_up_readings import FIRST, LOOKS, PROBLEM, SECOND, TWELVE, reading, words, written

from mycelium.executor import Executor
from mycelium_distill.labels.assemble import AssemblyError, assemble
from mycelium_distill.labels.calibration import best_threshold
from mycelium_distill.labels.derive import derive
from mycelium_distill.labels.evidence import Thresholds, covered, joined, piece_shares, read_spans
from mycelium_distill.labels.labelling import label, readings
from mycelium_distill.labels.reading import Reading, UnlabelledError
from mycelium_distill.labels.report import LabelReport, agreement
from mycelium_distill.labels.tables import SCHEMAS, read_labels, write_labels
from mycelium_distill.traces.record import Trace
from mycelium_distill.written import Written
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.nodes import Name
from mycelium_ir.parser import parse, parse_expression

THRESHOLDS = Thresholds(clause=0.3, constant=0.2)


def test_the_heads_decide_which_of_two_equal_numbers_is_meant():
    labels = derive(reading(written(), LOOKS), THRESHOLDS)
    places = {(e.step, e.slot): e.place for e in labels.edges}
    assert places["s0", 1] == (SECOND, SECOND + 1)
    assert places["s1", 1] == (FIRST, FIRST + 1)
    other = derive(reading(written(), {**LOOKS, (0, 1): str(FIRST)}), THRESHOLDS)
    assert {(e.step, e.slot): e.place for e in other.edges}["s0", 1] == (FIRST, FIRST + 1)


def test_clauses_are_what_is_read_and_the_question():
    labels = derive(reading(written(), LOOKS), THRESHOLDS)
    said = [PROBLEM[c.span[0] : c.span[1]] for c in labels.clauses]
    assert said == [
        "Ann has 12 pens",
        "and Bob has 3 boxes",
        "Ann buys 3 more",
        "How many boxes of pens is that",
    ]
    assert [c.steps for c in labels.clauses] == [(), ("s1",), ("s0",), ()]
    assert [c.asks for c in labels.clauses] == [False, False, False, True]
    assert labels.steps[0].clauses == (0, 2)
    assert labels.steps[1].expression == "15 / 3"
    assert labels.goal.step == "s1"


def test_a_piece_that_nobody_reads_is_no_clause():
    problem = "Ann has 12 pens. Her cat is 7. Ann buys 3 more. How many pens has she?"
    row = written(problem, "Ann has 12 + 3 = 15 pens.", "15")
    looks = {(0, 0): str(problem.index("12")), (0, 1): str(problem.index("3 more"))}
    labels = derive(reading(row, looks), THRESHOLDS)
    assert all("cat" not in problem[c.span[0] : c.span[1]] for c in labels.clauses)


def test_a_step_that_reads_nothing_is_implicit():
    problem = "Ann has 12 pens. She buys 3 more. How many dozens is that?"
    row = written(problem, "Ann has 12 + 3 = 15 pens.\nThat is 15 / 12 = 1.25 dozens.", "1.25")
    looks = {
        (0, 0): str(problem.index("12")),
        (0, 1): str(problem.index("3 more")),
        (1, 0): "s0",
    }
    # The 12 of the second step is a constant: its heads point nowhere.
    low = reading(row, looks)
    mass = low.trace.mass.copy()
    mass[3] = 0.05
    low = dataclasses.replace(low, trace=dataclasses.replace(low.trace, mass=mass))
    labels = derive(low, THRESHOLDS)
    assert [(e.source, e.slot) for e in labels.edges if e.step == "s1"] == [
        ("step", 0),
        ("constant", 1),
    ]
    assert [gap.steps for gap in labels.gaps] == [(), ("s1",)]
    assert assemble(labels).step("s1").implicit


def test_a_step_that_nobody_would_read_gets_the_operand_that_could_be_its():
    problem = "Ann has 8 pens and buys 4. She sells them for 12 coins each. How many coins?"
    row = written(problem, "8 + 4 = 12\n12 * 12 = 144", "144")
    at = str(problem.index("12"))
    looks = {
        (0, 0): str(problem.index("8")),
        (0, 1): str(problem.index("4")),
        (1, 0): at,
        (1, 1): at,
    }
    # Both factors point at the price; one of them must be the pens.
    labels = derive(reading(row, looks), THRESHOLDS)
    sources = sorted(e.source for e in labels.edges if e.step == "s1")
    assert sources == ["problem", "step"]
    assert all(e.rivals for e in labels.edges if e.step == "s1")


def test_more_than_four_steps_in_a_clause_have_no_label():
    problem = "What is 1 + 2 + 3 + 4 + 5 + 6 + 7?"
    solution = "1 + 2 = 3\n3 + 3 = 6\n6 + 4 = 10\n10 + 5 = 15\n15 + 6 = 21\n21 + 7 = 28"
    with pytest.raises(UnlabelledError, match="more than 4 steps"):
        derive(reading(written(problem, solution, "28"), {}), THRESHOLDS)


def test_the_program_of_the_labels_alone_is_the_solution_s():
    row = written()
    program = assemble(derive(reading(row, LOOKS), THRESHOLDS))
    assert program.step("s1").expression == parse_expression("s0 / 3")
    assert {"clauses", "typed", "expressions", "wired", "bridged", "goal"} <= program.facts
    with Executor() as executor:
        assert executor.run(program).answer.text == "5"


def test_labels_that_do_not_fit_together_are_refused():
    labels = derive(reading(written(), LOOKS), THRESHOLDS)
    nowhere = dataclasses.replace(
        labels,
        clauses=tuple(dataclasses.replace(c, steps=(), operations=()) for c in labels.clauses),
    )
    with pytest.raises(AssemblyError, match="no clause and no gap"):
        assemble(nowhere)
    wrong = dataclasses.replace(
        labels,
        edges=tuple(
            dataclasses.replace(e, path=(7,)) if e.source == "step" else e for e in labels.edges
        ),
    )
    with pytest.raises(AssemblyError, match="no operand"):
        assemble(wrong)


def test_only_labels_whose_program_gives_the_gold_answer_are_kept():
    good = written()
    wrong = dataclasses.replace(good, id="own/2", answer="6")
    traces = [reading(good, LOOKS).trace, dataclasses.replace(reading(wrong, LOOKS).trace)]
    with Executor() as executor:
        found = readings(zip([good, wrong], traces, strict=True), executor, {})
        fates = list(label(found, THRESHOLDS, executor))
    assert fates[0].labels is not None
    assert fates[1].labels is None
    assert fates[1].reason == "the program of the labels gives another answer"
    report = LabelReport()
    for fate in fates:
        report.add(fate)
    assert report.to_json()["kept"] == {"own": 1}
    assert "gives another answer" in str(report)
    assert json.dumps(report.to_json())


def test_tables_hold_all_of_the_labels(tmp_path):
    labels = derive(reading(written(), LOOKS), THRESHOLDS)
    again = dataclasses.replace(labels, id="own/2")
    write_labels([labels, again], tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {f"{name}.parquet" for name in SCHEMAS}
    found = list(read_labels(tmp_path))
    assert [f.id for f in found] == ["own/1", "own/2"]
    assert assemble(found[0]) == assemble(labels)
    rounded = dataclasses.replace(
        found[0],
        steps=labels.steps,
        edges=tuple(
            dataclasses.replace(f, evidence=e.evidence)
            for f, e in zip(found[0].edges, labels.edges, strict=True)
        ),
    )
    assert rounded == labels
    (tmp_path / "wire.parquet").write_bytes(b"PAR1")
    with pytest.raises(MyceliumError, match="MYC297"):
        list(read_labels(tmp_path))


def test_copies_with_other_numbers_are_compared_by_source():
    labels = derive(reading(written(), LOOKS), THRESHOLDS)
    text = PROBLEM.replace("3 more", "4 more").replace("12 pens", "11 pens")
    row = dataclasses.replace(written(text), id="own/1~1")
    looks = {
        (0, 0): str(text.index("11")),
        (0, 1): str(text.index("4 more")),
        (1, 0): "s0",
        (1, 1): str(text.index("3 boxes")),
    }
    solution = "Ann has 11 + 4 = 15 pens.\nThat is 15 / 3 = 5 boxes."
    row = dataclasses.replace(written(text, solution), id="own/1~1")
    copy = derive(reading(row, looks), THRESHOLDS)
    found = agreement({"own/1": labels}, [("own/1", copy)])
    assert (found.same, found.all) == (2, 2)
    assert "100.0%" in str(found)


def test_shares_and_spans_of_what_is_read():
    trace = reading(written(), LOOKS).trace
    step = written().steps[0].span
    pieces = [(0, 16), (PROBLEM.index("Ann buys"), PROBLEM.index("Ann buys") + 15)]
    first, second = piece_shares(trace, step, pieces)
    assert first > 0.4
    assert second > 0.4
    assert read_spans(trace, step, [pieces[0]]) == ((TWELVE, TWELVE + 2),)
    assert joined([(5, 9), (1, 3), (2, 4), (9, 10)]) == ((1, 4), (5, 10))
    assert covered([(0, 4)], [(2, 9)]) == 0.5
    assert covered([], [(2, 9)]) is None


def test_the_threshold_is_where_fewest_are_wrong():
    assert best_threshold(np.array([0.5, 0.6, 0.7]), np.array([0.1, 0.2])) == 0.5
    many = np.array([0.3] * 50 + [0.6] * 50)
    assert best_threshold(many, np.array([0.4, 0.1])) == 0.3


def test_an_operand_that_stands_for_a_set_is_a_hole_before_it_is_wired():
    problem = "If m = r + 2 and m * r = 8, find m."
    program = parse(
        "mycelium 1\n"
        f'problem "{problem}"\n'
        "unknown m, r in real\n"
        "step s0 : equation = Eq(m, r + 2)\n"
        "step s1 : equation = Eq(m*r, 8)\n"
        "step s2 : solve = solve(s0, s1; m)\n"
        "goal solution_set s2\n"
    )
    row = Written("own/3", "own", "train", problem, "#### -2, 4", (), str(program), "-2, 4")
    with Executor() as executor:
        values = {n: v.expression for n, v in executor.run(program).values.items()}
    empty = Trace("own/3", problem_offsets=words(problem), solution_offsets=words("#### -2, 4"))
    labels = derive(Reading(row, program, values, empty, {}), THRESHOLDS)
    assert labels.steps[2].expression == "solve(_, _; m)"
    assert [e.origin for e in labels.edges if e.step == "s2"] == ["s0", "s1"]
    assert labels.statements == ("unknown m, r in real",)
    assert assemble(labels).step("s2").expression.operands == (Name("s0"), Name("s1"))
