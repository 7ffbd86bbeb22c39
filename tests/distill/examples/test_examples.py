"""Examples: annotated programs, copies that keep clauses and answers, and what may not go in."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import pytest

from mycelium.evaluation.splits import masked
from mycelium.executor import Executor
from mycelium_distill.examples.ceiling import frequent_constants, missing, operand_ceiling
from mycelium_distill.examples.copying import Copying, copies_of
from mycelium_distill.examples.executing import arithmetic, executed
from mycelium_distill.examples.labelled import UnusableError, agree, annotated, language_of
from mycelium_distill.examples.record import Example, read_examples, write_examples
from mycelium_distill.examples.sources import HELD_OUT, LIKE_MEASURED, TWICE, Gathered
from mycelium_distill.labels.model import (
    ClauseLabel,
    EdgeLabel,
    GapLabel,
    GoalLabel,
    Labels,
    StepLabel,
)
from mycelium_distill.perturbing.distractors import Distractors
from mycelium_distill.perturbing.varying import Varying
from mycelium_distill.templates.relevance import Relevant
from mycelium_distill.templates.table import Template, TemplateTable
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.parser import parse
from mycelium_ir.verifier import verify

TABLE = TemplateTable(
    (
        Template("division", "divide", Relevant("_ / _", "none", "number"), ("_ / _",), 9),
        Template("add", "add", Relevant("_ + _", "none", "number"), ("_ + _",), 9),
    )
)
LANGUAGE = language_of(TABLE)
PROBLEM = "Ann sold 48 clips in April. Ann sold half as many in May. How many clips did Ann sell?"
FIRST, SECOND, ASKING = (0, 26), (28, 56), (58, 85)


def labels(template: str = "division") -> Labels:
    return Labels(
        "gsm8k/train-1",
        "gsm8k",
        "train",
        PROBLEM,
        "72",
        (
            ClauseLabel(FIRST),
            ClauseLabel(SECOND, ("s0",), (template,), ("divide",)),
            ClauseLabel(ASKING, asks=True),
        ),
        (
            StepLabel("s0", "divide", template, "48 / 2", "24", (0, 1), (), None),
            StepLabel("s1", "add", "add", "48 + 24", "72", (), (), None),
        ),
        (GapLabel(None), GapLabel("s0", ("s1",), ("add",), ("add",))),
        (EdgeLabel("s1", 1, (1,), "step", "s0"),),
        GoalLabel("s1", "integer", ASKING),
    )


def row(program: str, name: str = "gsm8k/train-1", source: str = "gsm8k") -> Example:
    values = arithmetic(parse(program))
    return Example(name, source, "train", program, values or {}, True, name)


def test_an_annotated_program_bears_templates_and_runs_to_its_labels():
    program = annotated(labels(), TABLE)
    first, second = program.steps
    assert (first.operation, first.clauses, first.implicit) == ("division", ("c0", "c1"), False)
    assert (second.operation, second.clauses, second.implicit) == ("add", (), True)
    with Executor() as executor:
        (values,) = executed([program], executor)
    assert values == {"s0": "24", "s1": "72"}
    assert agree(labels(), values)
    assert not agree(labels(), {**values, "s1": "73"})


def test_a_template_must_be_one_of_the_table_and_a_bare_operation_is_other():
    with pytest.raises(UnusableError, match="none of the table"):
        annotated(labels("conjure"), TABLE)
    assert annotated(labels("divide"), TABLE).steps[0].operation == "other"


def test_the_executor_runs_what_is_no_plain_arithmetic_though_it_knows_no_template():
    text = "mycelium 1\nunknown x in real\nstep s0 : other = Eq(2*x, 6)\n"
    text += "step s1 : other = only(solve(s0; x))\ngoal integer s1\n"
    with Executor() as executor:
        assert list(executed([parse(text)], executor)) == [{"s1": "3"}]


STORIES = [
    f"{name} has {3 + i} {thing}. {name} buys {20 + i} {thing} in a shop. How many {thing} does "
    f"{name} have?"
    for name in ("Ann", "Ben", "Cleo", "Dora", "Emil", "Fritz")
    for i, thing in enumerate(("pens", "stamps", "apples", "marbles"))
]


def copying(**changed: object) -> Copying:
    told = [*STORIES, PROBLEM]
    fields = {
        "copies": {"gsm8k": 30},
        "distractors": 1.0,
        "seed": 1,
        "varying": Varying.learn(told),
        "needless": Distractors.learn(told),
    }
    return Copying(**{**fields, **changed})


def test_copies_keep_templates_provenance_and_clauses_and_are_right():
    from mycelium_ir.printer import print_program

    original = row(print_program(annotated(labels(), TABLE)))
    copies = [copy for copy, _ in copying().of(original)]
    assert len(copies) > 20
    assert len({parse(copy.program).problem for copy in copies}) == len(copies)
    told = [clause.text for clause in parse(original.program).clauses]
    names, longer = set(), 0
    for copy in copies:
        program = parse(copy.program)
        assert not [d for d in verify(program, LANGUAGE) if d.is_error]
        assert [(s.operation, s.clauses, s.implicit) for s in program.steps] == [
            ("division", ("c0", "c1"), False),
            ("add", (), True),
        ]
        assert masked(program.clauses[0].text).split()[1:] == masked(told[0]).split()[1:]
        assert program.clauses[2].text.startswith("How many clips did ")
        assert copy.group == original.id
        first = int(copy.values["s0"])
        assert copy.values == {"s0": str(first), "s1": str(3 * first)}
        assert f" {2 * first} clips" in program.clauses[0].text
        names.add(program.clauses[0].text.split()[0])
        longer += (program.problem or "").count(".") > 2
    assert len(names) > 3
    assert longer > 10


def test_copies_do_not_depend_on_neighbours_or_workers():
    from mycelium_ir.printer import print_program

    rows = [
        row(print_program(annotated(labels(), TABLE)), f"gsm8k/train-{index}") for index in range(3)
    ]
    few = copying(copies={"gsm8k": 3})
    alone = list(copies_of(rows, few))
    assert alone[3:6] == list(few.of(rows[1]))
    assert alone == list(copies_of(rows, few, workers=2))


# --------------------------------------------------------------------------- needless sentences


def test_needless_sentences_stay_out_of_clauses_and_before_the_question():
    needless = Distractors.learn(STORIES)
    spans = [FIRST, SECOND, ASKING]
    inserted = set()
    for seed in range(60):
        edits = needless.inserting(PROBLEM, spans, random.Random(seed))
        assert [edits.new[slice(*edits.moved(span))] for span in spans] == [
            PROBLEM[slice(*span)] for span in spans
        ]
        assert edits.new.endswith(PROBLEM[ASKING[0] :])
        inserted |= {sentence for _, sentence in edits.pieces}
    assert len(inserted) > 10
    assert not any(f" {number} " in text for text in inserted for number in ("48", "half"))


def test_nobody_else_comes_in_where_the_question_asks_about_everybody():
    problem = "Ann has 12 pens. Ben has 13 pens. How many pens do they have together?"
    needless = Distractors.learn(STORIES)
    for seed in range(60):
        edits = needless.inserting(problem, (), random.Random(seed))
        assert edits.new.count("pens") == problem.count("pens")


# --------------------------------------------------------------------------- what may not go in


def test_rows_like_measured_ones_held_out_ones_and_repeated_ones_are_refused(monkeypatch):
    from mycelium_distill.algebra.rows import text_hash
    from mycelium_distill.examples import sources

    monkeypatch.setattr(
        sources, "held_out_hashes", lambda: frozenset({text_hash("Solve x = 2 for x.")})
    )
    gathered = Gathered(measured=frozenset({masked("Ann has 7 pens. How many?")}))
    assert gathered.refused("gsm8k", "train", "Ann has 8 pens. How many?") == LIKE_MEASURED
    assert gathered.refused("gsm8k", "report", "Ann has 8 pens. How many?") is None
    assert gathered.refused("algebra.x", "train", "solve x = 2 for x.") == HELD_OUT
    assert gathered.refused("algebra.x", "train", "Solve x = 3 for x.") is None
    gathered.add(row("mycelium 1\nstep s0 = 1\ngoal integer s0\n"), "One?")
    gathered.add(row("mycelium 1\nstep s0 = 1\ngoal integer s0\n"), "One?")
    assert len(gathered.rows) == 1
    assert gathered.dropped == {"gsm8k": {TWICE: 1}}


# --------------------------------------------------------------------------- the ceiling


def test_operands_are_the_texts_numbers_and_their_forms_earlier_values_and_constants():
    text = 'mycelium 1\nproblem "A third of sixty is 25% off. How many minutes?"\n'
    spelt = text + "step s0 = 60 / 3\nstep s1 = s0 * 0.75\nstep s2 = 20 * 0.25\ngoal decimal s2\n"
    program = parse(spelt)
    assert list(missing(program, arithmetic(program) or {})) == []
    other = parse(text + "step s0 = 60 * 1440 / 7\ngoal rational s0\n")
    assert list(missing(other, {})) == [Fraction(1440), Fraction(7)]


def test_the_ceiling_counts_originals_and_constants_need_five_of_them():
    text = (
        'mycelium 1\nproblem "{n} hours. How many minutes?"\nstep s0 = {n} * 60\ngoal integer s0\n'
    )
    rows = [row(text.format(n=n), f"gsm8k/train-{n}") for n in range(101, 105)]
    assert frequent_constants(rows) == frozenset()
    rows.append(row(text.format(n=106), "gsm8k/train-106"))
    assert frequent_constants(rows) == {60}
    ceiling = operand_ceiling(rows, {Fraction(60)})["gsm8k", "train"]
    assert (ceiling.programs, ceiling.spelt) == (5, 5)
    assert operand_ceiling(rows, ())["gsm8k", "train"].spelt == 0


# --------------------------------------------------------------------------- files


def test_a_file_of_examples_comes_back_and_its_faults_are_told(tmp_path: Path):
    path = tmp_path / "rows.jsonl.gz"
    rows = [
        Example("a", "gsm8k", "train", "mycelium 1\n", {"s0": "1/3"}, True, "a"),
        Example("a~1", "gsm8k", "train", "x", {}, False, "a", 0.5, True, (("add",), ())),
    ]
    assert write_examples(path, rows) == 2
    assert list(read_examples(path)) == rows
    path.write_bytes(b"no examples")
    with pytest.raises(MyceliumError, match="no example can be read"):
        list(read_examples(path))
    with pytest.raises(MyceliumError) as raised:
        list(read_examples(tmp_path / "none.gz"))
    assert raised.value.diagnostics[0].code == "MYC316"
