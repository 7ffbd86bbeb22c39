"""What comes back from the executor for programs good and bad."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from mycelium.executor import Executor, Limits
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.nodes import Number, Program, Step
from mycelium_ir.parser import parse, parse_expression

CLIPS = """\
mycelium 1
problem "Natalia sold clips to 48 of her friends in April, and then half as many in May. How many?"

step s2 : add      = s0 + s1      # first, and yet last in execution
step s0 : quantity = 48
step s1 : divide   = s0 / 2       {confidence: 0.93}

goal integer s2
"""


@pytest.fixture(scope="module")
def shared() -> Iterator[Executor]:
    with Executor(limits=Limits(seconds=20)) as made:
        yield made


def failing(text: str, name: str = "divide.myc") -> Program:
    return parse(f"mycelium 1\n{text}", name=name)


def test_every_step_has_its_value_in_order_of_execution(shared: Executor) -> None:
    outcome = shared.run(parse(CLIPS))
    assert outcome.ok
    assert outcome.answer is not None
    assert outcome.answer.text == "72"
    assert [(name, value.text) for name, value in outcome.values.items()] == [
        ("s0", "48"),
        ("s1", "24"),
        ("s2", "72"),
    ]


def test_a_partial_run_leaves_out_what_has_holes(shared: Executor) -> None:
    program = parse("mycelium 1\nstep s0 = 6 * 7\nstep s1 = s0 + _\nstep s2\n")
    outcome = shared.run(program, partial=True)
    assert outcome.ok
    assert {name: value.text for name, value in outcome.values.items()} == {"s0": "42"}
    assert outcome.answer is None


def test_a_program_that_the_verifier_refuses_never_reaches_a_worker() -> None:
    with Executor() as executor:
        outcome = executor.run(parse("mycelium 1\nstep s0 = nonsense + 1\nanswer s0\n"))
        assert not outcome.ok
        assert outcome.diagnostics[0].at is not None
        assert executor.stats.programs == 0
        assert executor.pids == ()


def test_an_error_points_into_the_authors_file(shared: Executor) -> None:
    program = failing(
        "# why not\nstep zero = 3 - 3\nstep s1   =   4 +   1/zero   # odd\nanswer s1\n"
    )
    (found,) = shared.run(program).diagnostics
    assert found.source is program.source
    assert found.at is not None
    assert found.source is not None
    start, end = found.at
    assert "1/zero" in found.source.text[start:end]
    assert "divide.myc:4:" in found.render()


def test_a_rewritten_program_runs_as_it_is_now(shared: Executor) -> None:
    old = failing("step zero = 3 - 3\nstep s1 = 1/zero\nanswer s1\n")
    statements = tuple(
        dataclasses.replace(s, expression=Number(parse_expression("8").value))
        if isinstance(s, Step) and s.name == "zero"
        else s
        for s in old.statements
    )
    # The source is stale on purpose: what counts is the program, not the file it came from.
    outcome = shared.run(dataclasses.replace(old, statements=statements))
    assert outcome.answer is not None
    assert outcome.answer.text == "1/8"


def test_an_error_in_a_program_without_a_file_is_shown_on_its_print(shared: Executor) -> None:
    program = failing("step zero = 3 - 3\nstep s1 = 1/zero\nanswer s1\n").remove("nothing")
    (found,) = shared.run(program).diagnostics
    assert "<program>:" in found.render()
    assert "^" in found.render()


def test_limits_of_one_run_override_those_of_the_executor(shared: Executor) -> None:
    program = parse("mycelium 1\nstep s0 = 7**2000\nanswer s0\n")
    assert shared.run(program).ok
    assert not shared.run(program, limits=Limits(digits=1000)).ok
    assert shared.run(program).ok


def test_a_long_number_comes_back_whole(shared: Executor) -> None:
    outcome = shared.run(parse("mycelium 1\nstep s0 = 10**6000 + 1\nanswer s0\n"))
    assert outcome.answer is not None
    assert outcome.answer.text == "1" + "0" * 5999 + "1"


@pytest.mark.parametrize(
    "given", [{"seconds": 0.0}, {"seconds": float("inf")}, {"memory_mb": 1}, {"digits": 0}]
)
def test_a_limit_that_cannot_be_used_is_refused(given: dict[str, float]) -> None:
    with pytest.raises(MyceliumError) as caught:
        Limits(**given)  # type: ignore[arg-type]
    assert caught.value.code == "MYC138"
