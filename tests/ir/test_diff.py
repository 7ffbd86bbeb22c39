"""Semantic differences between programs."""

from __future__ import annotations

import pytest

from mycelium_ir.diff import diff, render
from mycelium_ir.nodes import Program
from mycelium_ir.parser import parse
from mycelium_ir.rewrite import rename_all

A = """
mycelium 1
problem "Ann sold 48 clips in April and half as many in May."
clause c0 [0:26] "Ann sold 48 clips in April"
clause c1 [31:50] "half as many in May"
unknown x in real
define f(x) = x + 1
step s0 : quantity = 48       @ c0
step s1 : divide   = s0 / 2   @ c1
step s2 : add      = s0 + s1
done wire
goal integer s2
"""


def changes(*replacements, text=A):
    """What differs after some texts have been exchanged in A."""
    other = text
    for old, new in replacements:
        assert old in other
        other = other.replace(old, new)
    return render(diff(parse(text), parse(other)))


def test_nothing_differs_but_remarks_and_the_order_of_lines():
    assert changes(("= s0 / 2   @ c1", "= s0 / 2  @ c1 {confidence: 0.5} # half")) == (
        "the programs mean the same"
    )
    statements = parse(A).statements
    assert diff(parse(A), Program((*statements[:1], *reversed(statements[1:])))) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("s0 / 2 ", "s0 / 3 ", "~ step s1 changed: s0 / 2 → s0 / 3"),
        ("s0 + s1", "s0 + s0", "~ step s2 rewired: s0 + s1 → s0 + s0"),
        ("s0 + s1", "s0 + 24", "~ step s2 rewired: s0 + s1 → s0 + 24"),
        ("s0 + s1", "_ + s1", "~ step s2 rewired: s0 + s1 → _ + s1"),
        ("divide ", "fraction_of", "~ step s1 retyped: divide → fraction_of"),
        (": divide ", "", "~ step s1 retyped: divide → nothing"),
        ("= s0 / 2 ", "", "~ step s1 changed: s0 / 2 → nothing"),
        ("@ c1", "@ c1, c0", "~ step s1 provenance: c1 → c1, c0"),
        ("@ c1", "implicit", "~ step s1 provenance: c1 → implicit"),
        ("@ c1", "", "~ step s1 provenance: c1 → nothing"),
        ("x in real", "x in integer", "~ unknown x changed: real → integer"),
        ("x in real", "x, y in real", "+ unknown y: real"),
        ("x + 1", "x + 2", "~ define f changed: (x) = x + 1 → (x) = x + 2"),
        ("f(x) = x + 1", "f(y) = y + 1", "the programs mean the same"),
        ("f(x)", "g(x)", "~ define f renamed: f → g"),
        ("done wire", "done wire, bridge", "+ done bridge"),
        ("done wire", "", "- done wire"),
        ("goal integer s2", "goal decimal s2", "~ answer changed: integer s2 → decimal s2"),
        ("goal integer s2", "answer s1", "~ answer changed: integer s2 → s1"),
        ("goal integer s2", "", "- answer: integer s2"),
        (
            "step s2",
            "step s3 : negate = -s1\nstep s2",
            "+ step s3: negate = -s1",
        ),
        (
            '[31:50] "half as many in May"',
            '[31:43] "half as many"',
            '~ clause c1 moved: [31:50] "half as many in May" → [31:43] "half as many"',
        ),
    ],
)
def test_one_change(old, new, told):
    assert changes((old, new)) == told


def test_a_step_taken_away():
    assert changes(("step s2 : add      = s0 + s1\n", ""), ("goal integer s2", "")) == (
        "- step s2: add = s0 + s1\n- answer: integer s2"
    )


def test_renaming_everything_is_renaming_and_nothing_else():
    program = parse(A)
    names = {"s0": "s1", "s1": "s2", "s2": "total", "c0": "april", "c1": "may", "f": "g"}
    found = diff(program, rename_all(program, names))
    assert {change.kind for change in found} == {"renamed"}
    assert {change.before: change.after for change in found} == names


def test_a_new_step_in_front_renumbers_the_others_and_changes_nothing_more():
    other = A.replace("s2", "s3").replace("step s1", "step s2").replace("s0 + s1", "s0 + s2")
    other = other.replace("quantity = 48 ", "quantity = 50 ")
    other = other.replace("step s2", "step s1 : quantity = 3\nstep s2")
    assert render(diff(parse(A), parse(other))) == (
        "~ step s0 changed: 48 → 50\n"
        "~ step s1 renamed: s1 → s2\n"
        "~ step s2 renamed: s2 → s3\n"
        "+ step s1: quantity = 3"
    )


def test_twins_are_told_apart_by_their_users():
    a = "mycelium 1\nstep s0 = 2\nstep s1 = 2\nstep s2 = s0 - s1\nanswer s2"
    b = "mycelium 1\nstep s0 = 2\nstep s1 = 2\nstep s2 = s1 - s0\nanswer s2"
    assert render(diff(parse(a), parse(a))) == "the programs mean the same"
    assert render(diff(parse(a), parse(b))) == "~ step s2 rewired: s0 - s1 → s1 - s0"


def test_a_change_far_up_is_one_change():
    lines = [f"step s{i} : add = s{i - 1} + s{i - 1}" for i in range(1, 2001)]
    a = "\n".join(["mycelium 1", "step s0 : quantity = 1", *lines])
    b = a.replace("quantity = 1", "quantity = 7")
    assert render(diff(parse(a), parse(b))) == "~ step s0 changed: 1 → 7"


def test_steps_that_need_each_other_can_be_compared():
    a = parse("mycelium 1\nstep s0 = s1\nstep s1 = s0\nstep s2 = 1")
    b = parse("mycelium 1\nstep s0 = s1\nstep s1 = s0 + 1\nstep s2 = 1")
    assert diff(a, a) == []
    assert render(diff(a, b)) == "~ step s1 changed: s0 → s0 + 1"


def test_a_bare_problem_against_another():
    a, b = parse('mycelium 1\nproblem "one"'), parse('mycelium 1\nproblem "two"')
    assert [change.to_json() for change in diff(a, b)] == [
        {"kind": "changed", "part": "problem", "name": "", "before": '"one"', "after": '"two"'}
    ]
    assert render(diff(parse("mycelium 1"), a)) == '+ problem: "one"'
