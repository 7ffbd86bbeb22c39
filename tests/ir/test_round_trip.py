"""`parse(print(p)) == p` for every program, and printing is idempotent."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, example, given, settings
from strategies import FACT_SETS, expressions, programs

from mycelium_ir.kinds import Kind
from mycelium_ir.nodes import Call, Comments, Hole, Name, Number, Program, Step, number
from mycelium_ir.outcome import Value
from mycelium_ir.parser import parse, parse_expression
from mycelium_ir.printer import print_expression, print_program

PARTS = 8  # so that several processes can share the ten thousand


@pytest.mark.parametrize("part", range(PARTS))
def test_ten_thousand_programs_of_every_combination_of_facts_survive_the_round_trip(
    part: int,
) -> None:
    fact_sets = FACT_SETS[part::PARTS]
    seen: set[frozenset[str]] = set()

    @settings(max_examples=10_000 // PARTS, deadline=None, suppress_health_check=list(HealthCheck))
    @given(programs(fact_sets))
    @example(Program())
    @example(Program((Step("s0", expression=Call("-", (Call("-", (Name("x"),)),))),)))
    def survives(program: Program) -> None:
        text = print_program(program)
        again = parse(text)
        assert again == program
        assert print_program(again) == text
        assert [s.comments for s in again.statements] == [s.comments for s in program.statements]
        assert [dict(s.attributes) for s in again.statements] == [
            dict(s.attributes) for s in program.statements
        ]
        assert (again.header, again.footer) == (program.header, program.footer)
        seen.add(again.facts)

    survives()
    assert set(fact_sets) <= seen


@settings(max_examples=2_000, deadline=None)
@given(expressions)
def test_any_expression_survives_the_round_trip(
    expression: Number | Name | Hole | Call,
) -> None:
    text = print_expression(expression)
    assert parse_expression(text) == expression
    assert print_expression(parse_expression(text)) == text


def test_brackets_stand_only_where_they_are_needed() -> None:
    for text in [
        "a + b + c",
        "a + (b + c)",
        "a - (b - c)",
        "-x**2",
        "(-x)**2",
        "2**(-x)",
        "2**3**4",
        "(2**3)**4",
        "a / b / c",
        "a / (b*c)",
        "(a + b) * c",
        "-(a + b)",
        "-(-a)",
        "(a + b)/2 < c**2",
        "solve(Eq(x, 1), Eq(m*r, 98); m, r)",
        "{1, (2, 3)}",
        "{}",
        "f(; x)",
        "tuple(1)",
        "convert(5, mile/hour, metre/second)",
    ]:
        assert print_expression(parse_expression(text)) == text


def test_numbers_are_exact() -> None:
    assert parse_expression("0.1") == number("0.1") == number("1/10")
    assert print_expression(number("0.125")) == "0.125"
    assert print_expression(number("-1/3")) == "-(1/3)"
    assert print_expression(parse_expression("007.50")) == "7.5"


def test_numbers_of_thousands_of_digits() -> None:
    seven = Value(Kind.NUMBER, "7" * 9_999 + ".5")
    assert print_expression(seven.expression) == seven.text
    assert seven.expression == number(Fraction(7 * (10**9_999 - 1) // 9) + Fraction(1, 2))


def test_comments_and_attributes_survive_and_mean_nothing() -> None:
    commented = """\
# the file
mycelium 1  # the version

# a sum
# of two
step s0 : add = 1 + 2  # three
step s1 = s0 {by: "extract", confidence: 0.5}  # the same

# that is all
"""
    plain = "mycelium 1\n\nstep s0 : add = 1 + 2\nstep s1 = s0\n"
    assert parse(commented) == parse(plain)
    assert parse(commented).steps[0].comments == Comments((" a sum", " of two"), " three")
    canonical = print_program(parse(commented))
    assert canonical.count("#") == commented.count("#")
    assert print_program(parse(canonical)) == canonical
