"""Labels by place: where operands stand, which piece anchors, and files that are made anew."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from mycelium.cli import early
from mycelium.cli.app import app
from mycelium.executor import Executor
from mycelium_distill.examples.by_place import Placed, Placer, labelled_by_place, place_file
from mycelium_distill.examples.labelled import UnusableError
from mycelium_distill.examples.placing import placed, placement_of
from mycelium_distill.examples.record import Example, read_examples, write_examples
from mycelium_distill.examples.systems import copies_of_systems
from mycelium_distill.templates.relevance import Relevant
from mycelium_distill.templates.table import Template, TemplateTable
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.parser import parse


def template(name: str, parent: str, skeleton: str, kind: str = "number") -> Template:
    return Template(name, parent, Relevant(skeleton, "none", kind), (skeleton,), 9)


TABLE = TemplateTable(
    (
        template("sum", "add", "_ + _"),
        template("difference", "subtract", "_ - _"),
        template("division", "divide", "_ / _"),
        template("equation", "equation", "Eq(_, _)", "relation"),
        template("solve_two", "solve", "solve(_, _; _)", "set"),
    )
)


def labelled(problem: str, *lines: str, goal: str) -> dict[str, tuple[str, ...]]:
    """For each step its template and the texts of its clauses, the anchor last."""
    program = parse("\n".join(("mycelium 1", f'problem "{problem}"', *lines, f"goal {goal}")))
    found = placed(program, placement_of(program, TABLE), TABLE)
    texts = {clause.name: clause.text for clause in found.clauses}
    return {
        step.name: (step.operation or "", *(texts[name] for name in step.clauses))
        for step in found.steps
    }


def test_equations_in_words_stand_where_their_numbers_do_and_the_question_is_solved():
    assert labelled(
        "Ann has 30 heads in her barn . They have 100 feet , two or four each . How many cows ?",
        "unknown m, n in real",
        "step s0 : equation = Eq(2*m + 4*n, 100)",
        "step s1 : equation = Eq(m + n, 30)",
        "step s2 : solve    = solve(s0, s1; n)",
        goal="solution_set s2",
    ) == {
        "s0": ("equation", "two or four each", "They have 100 feet"),
        "s1": ("equation", "Ann has 30 heads in her barn"),
        "s2": ("solve_two", "How many cows"),
    }


def test_formulas_stand_where_their_letters_and_signed_numbers_do():
    found = labelled(
        "Let f = 3 - 5. Suppose -5*x = 15. Suppose 15 = 5*y. What is x - -5?",
        "unknown x, y in real",
        "step s0 : subtract = 3 - 5",
        "step s1 : equation = Eq(-5*x, 15)",
        "step s2 : equation = Eq(15, 5*y)",
        "step s3 : solve    = solve(s1, s2; x)",
        "step s4 : select   = only(s3)",
        "step s5 : subtract = s4 - -5",
        goal="integer s5",
    )
    assert found["s0"] == ("difference", "Let f = 3 - 5")
    assert found["s1"] == ("equation", "Suppose -5*x = 15")
    assert found["s2"] == ("equation", "Suppose 15 = 5*y")
    assert found["s3"] == ("solve_two", "Suppose 15 = 5*y")
    assert found["s4"] == ("other",)  # no template has its shape, and nothing tells it
    assert found["s5"] == ("difference", "What is x - -5")


def test_a_number_that_stands_twice_is_another_one_the_second_time():
    found = labelled(
        "Ann has 4 cats. Bob has 4 dogs, half of them old. Sue has 9 mice. How many have they?",
        "step s0 : add    = 4 + 9",
        "step s1 : divide = 4 / 2",
        "step s2 : add    = s0 + s1",
        goal="integer s2",
    )
    assert found["s0"] == ("sum", "Ann has 4 cats", "Sue has 9 mice")
    assert found["s1"][-1] == "half of them old"  # by what 2 is told by
    assert found["s1"][1] == "Bob has 4 dogs"
    assert found["s2"] == ("sum",)


def test_a_clause_anchors_four_steps_and_the_rest_are_implicit():
    lines = ["step s0 : add = 2 + 3"] + [f"step s{i} : add = s{i - 1} + {i + 3}" for i in (1, 2, 3)]
    found = labelled(
        "What is 2 + 3 + 4 + 5 + 6 + 7?",
        *lines,
        "step s4 : add = s3 + 7",
        goal="integer s4",
    )
    assert [len(found[f"s{i}"]) for i in range(5)] == [2, 2, 2, 2, 1]


def row(name: str, first: int, group: str = "") -> Example:
    program = f"""mycelium 1
problem "Ann has {first} cats. Bob has 7 dogs. How many pets have they?"

step s0 : add = {first} + 7

goal integer s0
"""
    return Example(name, "mathqa", "train", program, {"s0": str(first + 7)}, False, group or name)


def test_a_copy_has_its_originals_labels_even_where_its_own_numbers_mislead():
    copy = row("a~1", 7, "a")
    own, moved = Placer(TABLE).label(copy)
    assert not moved
    found, moved = Placer(TABLE).label(copy, row("a", 4))
    assert moved
    assert [step.clauses for step in parse(found.program).steps] == [("c0", "c1")]
    assert parse(own.program).steps[0].expression == parse(found.program).steps[0].expression
    assert found.values == copy.values


def test_copies_that_are_made_of_placed_rows_bring_their_clauses_along():
    program = """mycelium 1
problem "There are 30 heads. There are 100 feet of hens and cows. How many cows are there?"
unknown m, n in real
step s0 : equation = Eq(m + n, 30)
step s1 : equation = Eq(2*m + 4*n, 100)
step s2 : solve    = solve(s0, s1; n)
goal solution_set s2
"""
    told = Placed()
    rows = [Example("draw/1", "draw", "train", program, {}, False, "draw/1")]
    rows = list(labelled_by_place(rows, Placer(TABLE), told))
    assert (told.placed["draw"], told.left) == (1, {})
    with Executor() as executor:
        copies = [copy for copy, _ in copies_of_systems(rows, {"draw": 4}, executor)]
    assert len(copies) == 4
    for copy in copies:
        found = parse(copy.program)
        assert copy.labelled
        assert [step.clauses for step in found.steps] == [("c0",), ("c1",), ("c2",)]
        assert found.clauses[1].text.endswith("feet of hens and cows")


def test_what_cannot_be_learnt_from_stays_as_it_is():
    def refuse(row: Example) -> None:
        raise ValueError("it is too long")

    with pytest.raises(UnusableError, match="too long"):
        Placer(TABLE, refuse).label(row("a", 4))


def test_a_file_keeps_its_order_and_what_has_labels(tmp_path):
    path, output = tmp_path / "old.jsonl.gz", tmp_path / "new.jsonl.gz"
    done = Placer(TABLE).label(row("done", 5))[0]
    write_examples(path, [row("a", 4), done, row("a~1", 6, "a")])
    told = place_file(path, output, TABLE)
    rows = list(read_examples(output))
    assert [r.id for r in rows] == ["a", "done", "a~1"]
    assert all(r.labelled for r in rows)
    assert rows[1] == done
    assert told.to_json() == [{"source": "mathqa", "placed": 2, "moved": 1, "left": {}}]
    with pytest.raises(MyceliumError, match="MYC316"):
        place_file(tmp_path / "none.jsonl.gz", output, TABLE)


def test_the_command_labels_a_file(tmp_path):
    def said(*arguments: str) -> str:
        asked = ["examples", "--place", str(path), "--templates", str(tmp_path), "--workers", "1"]
        return CliRunner().invoke(app, [*asked, *arguments], prog_name="mycelium").output

    path, output = tmp_path / "old.jsonl.gz", tmp_path / "new.jsonl.gz"
    write_examples(path, [row("a", 4)])
    (tmp_path / "templates.json").write_text(json.dumps(TABLE.to_json()), encoding="utf-8")
    try:
        assert "1 rows labelled by place" in said("-o", str(output))
        assert "MYC231" in said()
        assert "MYC350" in said("-o", str(output), "--tokenizer", str(path))
    finally:
        early.stop()
