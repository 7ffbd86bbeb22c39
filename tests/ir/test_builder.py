"""Building programs in Python."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from mycelium_ir.builder import HOLE, ProgramBuilder, call, expression_of
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.parser import parse
from mycelium_ir.printer import print_expression
from mycelium_ir.verifier import verify

CLIPS = "Natalia sold clips to 48 friends in April, and half as many in May. How many altogether?"


def test_the_clips_program():
    build = ProgramBuilder(CLIPS)
    april = build.clause("sold clips to 48 friends in April")
    may = build.clause("half as many in May")
    s0 = build.step("quantity", 48, clauses=[april])
    s1 = build.step("divide", s0 / 2, clauses=[may], attributes={"confidence": 0.93})
    s2 = build.step("add", s0 + s1)
    build.goal("integer", s2)

    program = build.build()

    assert program == parse(
        f"""
mycelium 1
problem "{CLIPS}"
clause c0 [8:41] "sold clips to 48 friends in April"
clause c1 [47:66] "half as many in May"
step s0 : quantity = 48      @ c0
step s1 : divide   = s0 / 2  @ c1
step s2 : add      = s0 + s1
goal integer s2
"""
    )
    assert program.step("s1").attributes == {"confidence": 0.93}
    assert verify(program) == []


def test_a_system_of_equations():
    build = ProgramBuilder()
    m, r = build.unknowns("m", "r")
    s0 = build.step("equation", call("Eq", m, r + 2))
    s1 = build.step("equation", call("Eq", m * r, 98))
    build.goal("solution_set", build.step("solve", call("solve", s0, s1, parameters=[m])))

    assert str(build.build()) == (
        "mycelium 1\n"
        "\n"
        "unknown m, r in real\n"
        "step s0 : equation = Eq(m, r + 2)\n"
        "step s1 : equation = Eq(m*r, 98)\n"
        "step s2 : solve    = solve(s0, s1; m)\n"
        "\n"
        "goal solution_set s2\n"
    )


def test_a_function_of_the_problem():
    build = ProgramBuilder()
    f = build.define("f", ["x"], lambda x: x**2 + 3 * x - 10)
    build.answer(build.step("apply", f(2)))

    assert build.build() == parse(
        "mycelium 1\ndefine f(x) = x**2 + 3*x - 10\nstep s0 : apply = f(2)\nanswer s0"
    )


@pytest.mark.parametrize(
    ("operand", "text"),
    [
        (48, "48"),
        (-3, "-3"),
        (Fraction(1, 10), "0.1"),
        (Fraction(-1, 3), "-(1/3)"),
        (Decimal("0.25"), "0.25"),
        ("0.1", "0.1"),
        ("s0 / 2 + 1", "s0/2 + 1"),
        (HOLE, "_"),
        (2 - HOLE, "2 - _"),
        (-(HOLE ** Fraction(1, 2)), "-_**0.5"),
        (HOLE < 3, "_ < 3"),
        (HOLE >= 1, "_ >= 1"),
    ],
)
def test_what_can_stand_in_an_expression(operand, text):
    assert print_expression(expression_of(operand)) == text


@pytest.mark.parametrize("operand", [0.1, True, None, Decimal("NaN"), [1]])
def test_what_cannot(operand):
    with pytest.raises(MyceliumError, match="MYC050"):
        expression_of(operand)


def test_a_float_is_refused_with_the_way_out():
    s0 = ProgramBuilder().step("quantity", 5)
    with pytest.raises(MyceliumError, match=r'write a text, such as "0.1"'):
        s0 * 0.1


def test_a_comparison_is_no_truth_value():
    s0 = ProgramBuilder().step("quantity", 5)
    with pytest.raises(TypeError, match="no truth value"):
        bool(s0 < 3)


def test_names_are_fresh_beside_what_is_there():
    program = parse("mycelium 1\nunknown s1\nstep s0 = 1\nstep c0 = 2\nanswer s0")
    build = ProgramBuilder(program)

    new = build.step("add", build["s0"] + build["s1"])
    bridge = build.step("unit_convert", new * Fraction(381, 1250), implicit=True)
    build.goal("rational", bridge)

    assert build.build() == parse(
        "mycelium 1\nunknown s1\nstep s0 = 1\nstep c0 = 2\nstep s2 : add = s0 + s1\n"
        "step b0 : unit_convert = s2*0.3048 implicit\ngoal rational b0"
    )


def test_done_is_said_once():
    build = ProgramBuilder(parse("mycelium 1\nstep s0 = 1\ndone wire"))
    build.done("wire", "bridge")
    assert build.build() == parse("mycelium 1\nstep s0 = 1\ndone wire, bridge")


def test_a_clause_by_its_place():
    build = ProgramBuilder("two and two")
    build.clause((8, 11), name="second")
    clause = build.build().clauses[0]
    assert (clause.name, clause.start, clause.end, clause.text) == ("second", 8, 11, "two")


@pytest.mark.parametrize(
    ("problem", "where", "told"),
    [
        ("two and two", "two", r"more than once.*\n.*\(0, 3\) or \(8, 11\)"),
        ("two and two", "three", "has no “three”"),
        ("two and two", (8, 12), "11 characters"),
        (None, "two", "no problem"),
    ],
)
def test_a_clause_must_be_found(problem, where, told):
    with pytest.raises(MyceliumError, match=told) as caught:
        ProgramBuilder(problem).clause(where)
    assert caught.value.code == "MYC051"


def test_other_mistakes_are_told_at_once():
    build = ProgramBuilder("one clause")
    clause = build.clause("one clause")
    s0 = build.step("quantity", 1)
    with pytest.raises(MyceliumError, match="MYC030"):
        build.step("quantity", 1, name="s0")
    with pytest.raises(MyceliumError, match="MYC052"):
        build.step("quantity", 1, clauses=[clause], implicit=True)
    with pytest.raises(MyceliumError, match="MYC053"):
        build.goal("integer", s0 + 1)
    with pytest.raises(KeyError):
        build["s9"]
