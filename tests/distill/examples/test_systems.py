"""Copies of systems of equations: solved as the executor solves them, whole where they were."""

from __future__ import annotations

from fractions import Fraction

import pytest

from mycelium.executor import Executor
from mycelium_distill.examples.record import Example
from mycelium_distill.examples.systems import copies_of_systems, solved
from mycelium_ir.parser import parse

ANIMALS = """mycelium 1
problem "There are 30 heads and 100 feet of chickens and cows. How many of each are there?"
unknown m, n in real
step s0 : equation = Eq(m + n, 30)
step s1 : equation = Eq(2*m + 4*n, 100)
step s2 : solve    = solve(s0, s1; m, n)
goal solution_set s2
"""
SQUARES = """mycelium 1
problem "The square of a positive number is 49. What is the number?"
unknown x in real
step s0 : equation   = Eq(x**2, 49)
step s1 : inequality = x > 0
step s2 : solve      = solve(s0, s1; x)
goal solution_set s2
"""


@pytest.fixture(scope="module")
def executor():
    with Executor() as found:
        yield found


def row(program: str) -> Example:
    return Example("draw/1", "draw", "train", program, {}, False, "draw/1")


def test_linear_systems_are_solved_and_others_left():
    assert solved(parse(ANIMALS)) == (10, 20)
    assert solved(parse(SQUARES)) is None
    twice = ANIMALS.replace("Eq(2*m + 4*n, 100)", "Eq(2*m + 2*n, 60)")
    assert solved(parse(twice)) is None
    never = ANIMALS.replace("step s2", "step s3 = Eq(m, 1)\nstep s2").replace(
        "s0, s1", "s0, s1, s3"
    )
    assert solved(parse(never)) is None


def test_copies_of_a_system_are_whole_and_what_the_executor_says(executor):
    copies = list(copies_of_systems([row(ANIMALS)], {"draw": 8}, executor))
    assert len(copies) == 8
    for copy, _ in copies:
        program = parse(copy.program)
        m, n = solved(program) or (Fraction(-1), Fraction(-1))
        assert min(m, n) > 0
        assert m.denominator == n.denominator == 1
        assert str(m + n) in (program.problem or "")
        outcome = next(executor.run_many([program]))
        assert outcome.answer is not None
        assert outcome.answer.text == f"{{({m}, {n})}}"
        assert copy.group == "draw/1"


def test_what_is_not_linear_is_run_and_kept_only_with_such_an_answer(executor):
    copies = list(copies_of_systems([row(SQUARES)], {"draw": 40}, executor))
    for copy, _ in copies:
        outcome = next(executor.run_many([parse(copy.program)]))
        assert outcome.answer is not None
        assert "sqrt" not in outcome.answer.text
    assert len(copies) < 20
