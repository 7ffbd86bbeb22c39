"""A row's result does not depend on the rows beside it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from heuristic_problems import SOLVED

from mycelium.compiler import RowResult
from mycelium_ir.nodes import Problem, Program
from mycelium_ir.printer import print_program

Run = Callable[..., list[RowResult]]

UNREADABLE = (
    "It rains.",
    "Quanto fa tre più quattro?",
    "?!",
    "How many?",
    "x" * 2000,
    "5 " * 200,
)
ROWS = (*(problem for problem, _ in SOLVED), *UNREADABLE, *(p.upper() for p, _ in SOLVED))[:64]
STAGES = ("segment", "classify", "extract", "wire", "bridge", "extract", "wire", "goal")


def told(result: RowResult) -> str:
    if result.failure is not None:
        return " ".join(d.code for d in result.failure.diagnostics)
    return print_program(result.program)


def test_64_rows_together_equal_each_alone(run_passes: Run) -> None:
    assert len(ROWS) == 64
    together = [told(result) for result in run_passes("heuristic", *ROWS)]
    alone = [told(run_passes("heuristic", row)[0]) for row in ROWS]
    assert together == alone


@pytest.mark.parametrize("stage", range(len(STAGES)))
def test_each_pass_alone_equals_the_batch(stage: int, run_passes: Run) -> None:
    before = ",".join(f"heuristic.{name}" for name in STAGES[:stage])
    rows: list[Program] = [Program((Problem(row),)) for row in ROWS]
    if before:
        rows = [result.program for result in run_passes(before, *rows) if result.ok]
    name = f"heuristic.{STAGES[stage]}"
    together = [told(result) for result in run_passes(name, *rows)]
    assert together == [told(run_passes(name, row)[0]) for row in rows]


def test_a_compiled_program_compiles_to_itself(run_passes: Run) -> None:
    once = [r.program for r in run_passes("heuristic", *ROWS) if r.ok]
    twice = [r.program for r in run_passes("heuristic", *once)]
    assert len(once) > 40
    assert [print_program(p) for p in twice] == [print_program(p) for p in once]


def test_bad_rows_do_not_sink_the_others(run_passes: Run) -> None:
    results = run_passes("heuristic", *UNREADABLE, SOLVED[0][0])
    assert [r.ok for r in results] == [False] * len(UNREADABLE) + [True]
