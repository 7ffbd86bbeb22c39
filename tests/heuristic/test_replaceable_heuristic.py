"""Each pass works with what others, or a person, wrote."""

from __future__ import annotations

from collections.abc import Callable

from mycelium.compiler import RowResult
from mycelium.executor import Executor
from mycelium.passes import Pass
from mycelium.plugins import plugins
from mycelium_ir.parser import parse
from mycelium_ir.printer import print_program

Run = Callable[..., list[RowResult]]

ROLLS = (
    'problem "A baker had 40 rolls, but 6 of them burned. If the rest go into 2 baskets, '
    'how many rolls are in each basket?"\n'
)


def value_of(text: str, passes: str, run_passes: Run, executor: Executor) -> str:
    outcome = executor.run(run_passes(passes, parse(f"mycelium 1\n{text}"))[0].program)
    assert outcome.answer is not None, outcome.diagnostics
    return outcome.answer.text


def test_somebody_elses_clauses(run_passes: Run, executor: Executor) -> None:
    clauses = (
        'clause all "A baker had 40 rolls, but 6 of them burned"\n'
        'clause ask "how many rolls are in each basket"\n'
    )
    # The baskets' clause was left out, so all that can be said is what did not burn.
    assert value_of(ROLLS + clauses, "heuristic", run_passes, executor) == "34"


def test_somebody_elses_plan(run_passes: Run, executor: Executor) -> None:
    steps = "step s0 : add\nstep s1 : multiply\n"
    assert value_of(ROLLS + steps, "heuristic", run_passes, executor) == "92"


def test_somebody_elses_expressions(run_passes: Run, executor: Executor) -> None:
    steps = "step s0 : subtract = 40 - 6\nstep s1 : multiply = 34 * 3\n"
    assert value_of(ROLLS + steps, "heuristic", run_passes, executor) == "102"


def test_a_hand_edited_program_keeps_what_was_edited(run_passes: Run) -> None:
    text = (
        "mycelium 1\n"
        f"{ROLLS}"
        'clause mine "A baker had 40 rolls"  # the only one that I need\n'
        "step left : subtract = 40 - 6 @ mine\n"
        "step s1 : divide = left / 2 {checked: true}\n"
        "goal rational s1\n"
    )
    before = parse(text)
    after = run_passes("heuristic", before)[0].program
    assert after.steps == before.steps
    assert after.clauses == before.clauses
    assert after.goal == before.goal
    assert "# the only one that I need" in print_program(after)
    assert "{checked: true}" in print_program(after)


def test_bridge_may_be_left_out(run_passes: Run) -> None:
    text = "Ida has 3 pens and buys 4 more. How many pens has Ida now?"
    passes = "heuristic.segment,heuristic.classify,heuristic.extract,heuristic.wire,heuristic.goal"
    program = run_passes(passes, text)[0].program
    assert program.goal is not None
    assert "bridged" not in program.facts


def test_every_specification_tells_what_its_pass_declares() -> None:
    offered = plugins().passes
    for name in ("segment", "classify", "extract", "wire", "bridge", "goal"):
        spec = offered[f"heuristic.{name}"]
        found = spec.resolve()
        assert issubclass(found, Pass)
        assert found.name == name
        assert found.provides == spec.provides
