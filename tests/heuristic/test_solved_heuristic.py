"""Problems that the rules solve, from words to the exact answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from heuristic_problems import CLIPS, SOLVED

from mycelium.compiler import RowResult
from mycelium.executor import Executor

Run = Callable[..., list[RowResult]]


@pytest.mark.parametrize(("problem", "answer"), SOLVED)
def test_solved(problem: str, answer: str, run_passes: Run, executor: Executor) -> None:
    found = executor.run(run_passes("heuristic", problem)[0].program).answer
    assert found is not None
    assert found.text == answer


def test_the_clips_problem_has_an_integer_for_its_goal(run_passes: Run) -> None:
    program = run_passes("heuristic", CLIPS)[0].program
    assert program.goal is not None
    assert program.goal.type == "integer"
    assert program.facts >= {"clauses", "typed", "expressions", "wired", "bridged", "goal"}
    assert [step.operation for step in program.steps] == ["divide", "add"]
    assert program.graph().number_of_edges() == 1


def test_an_implicit_step_stands_in_no_clause(run_passes: Run) -> None:
    film = "A film lasts 150 minutes. How many hours does the film last?"
    last = run_passes("heuristic", film)[0].program.steps[-1]
    assert last.operation == "unit_convert"
    assert last.implicit
