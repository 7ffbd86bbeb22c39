"""Equality of answers is mathematical: a table of what is equal and what is not."""

from __future__ import annotations

from time import perf_counter

import pytest
from answer_cases import CASES, Case

from mycelium.evaluation.answers import RULES, Comparer, Verdict
from mycelium.executor import Executor
from mycelium_ir.base_goals import GOALS
from mycelium_ir.diagnostics import Diagnostic
from mycelium_ir.display import display_answer
from mycelium_ir.kinds import Kind
from mycelium_ir.nodes import Goal, Name, Program, Step, Unknown, walk
from mycelium_ir.outcome import Outcome, Value
from mycelium_ir.parser import parse_expression


def answer_of(case: Case, executor: Executor) -> Value:
    """The value as a program with that goal hands it back."""
    expression = parse_expression(case.value)
    names = {n.id for n in walk(expression) if type(n) is Name} - {"pi", "E", "I", "oo"}
    unknowns = [Unknown((name,)) for name in sorted(names)]
    step = Step(name="answer_", expression=expression)
    program = Program((*unknowns, step, Goal(case.goal, "answer_")))
    outcome = executor.run(program)
    assert outcome.answer is not None, (case, outcome.diagnostics)
    return outcome.answer


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.goal}: {c.gold} ~ {c.value}")
def test_an_answer_is_equal_or_different(case: Case, workers: Executor) -> None:
    answer = answer_of(case, workers)
    for _ in range(3):  # other work on the machine can hold one try up
        started = perf_counter()
        display_answer(answer.text, case.goal)
        found = Comparer(workers).compare(case.gold, answer, case.goal)
        seconds = perf_counter() - started
        if seconds < 1:
            break
    assert found.verdict is (Verdict.EQUAL if case.equal else Verdict.DIFFERENT), found
    assert seconds < 1


def test_the_table_is_large_and_has_every_goal_both_ways() -> None:
    assert len(CASES) == len(set(CASES)) >= 200
    goals = {goal.name for goal in GOALS} - {"tuple"}  # a point is a tuple
    assert {case.goal for case in CASES if case.equal} >= goals
    assert {case.goal for case in CASES if not case.equal} >= goals


NUMBER_1_3 = Value(Kind.NUMBER, "1/3")


@pytest.mark.parametrize("gold", ["0.33", "0.333", "33.33%"])
def test_strict_turns_rounding_off(gold: str, workers: Executor) -> None:
    assert Comparer(workers).compare(gold, NUMBER_1_3).verdict is Verdict.EQUAL
    assert Comparer(workers, strict=True).compare(gold, NUMBER_1_3).verdict is Verdict.DIFFERENT


def test_strict_still_accepts_what_is_equal(workers: Executor) -> None:
    found = Comparer(workers, strict=True).compare("0.50", Value(Kind.NUMBER, "1/2"))
    assert found.verdict is Verdict.EQUAL


def test_any_of_several_gold_answers_counts(workers: Executor) -> None:
    compare = Comparer(workers).compare
    assert compare(["47; 48", "-48; -47"], Value(Kind.SET, "{(-48, -47)}")).verdict == "equal"
    assert compare(["five", "5"], Value(Kind.NUMBER, "5")).verdict == "equal"
    assert compare(["five", "5"], Value(Kind.NUMBER, "6")).verdict == "different"


@pytest.mark.parametrize(
    "gold",
    [
        "",
        "five",
        "about half of them",
        "3 feet 6 inches",
        "7:30 pm",
        "(B)",
        r"\begin{pmatrix} 1 \\ 2 \end{pmatrix}",
        "10^",
        "{1, 2",
        "((((((" * 100,
        "9" * 3000,
        "2e999999",
        "\x00",
    ],
)
def test_a_gold_answer_that_cannot_be_read_is_unsupported(gold: str, workers: Executor) -> None:
    found = Comparer(workers).compare(gold, NUMBER_1_3)
    assert found.verdict is Verdict.UNSUPPORTED
    assert "cannot be read" in found.reason


def test_what_cannot_be_computed_is_unsupported(workers: Executor) -> None:
    found = Comparer(workers).compare("10^{10^{10}}", Value(Kind.NUMBER, "3"))
    assert found.verdict is Verdict.UNSUPPORTED
    assert "digits" in found.reason


def test_a_comparison_that_takes_too_long_is_a_timeout(workers: Executor) -> None:
    slow = "+".join(rf"\sqrt[{n}]{{x+{n}}}^{{{n}}}" for n in range(3, 40))
    answer = Value(Kind.EXPRESSION, "x")
    found = Comparer(workers, seconds=0.005).compare(slow, answer)
    assert found.verdict is Verdict.TIMEOUT


def test_a_worker_that_has_to_start_first_does_not_use_up_the_time() -> None:
    with Executor() as cold:
        found = Comparer(cold, seconds=0.5).compare(r"\sqrt{3}", Value(Kind.NUMBER, "3**(1/2)"))
    assert found.verdict is Verdict.EQUAL


@pytest.mark.parametrize(("code", "verdict"), [("MYC132", "error"), ("MYC130", "timeout")])
def test_a_worker_that_breaks_is_no_wrong_answer(code: str, verdict: str) -> None:
    class Breaking(Executor):
        def run(self, *_: object, **__: object) -> Outcome:
            return Outcome(diagnostics=(Diagnostic(code, "it went wrong"),))

    with Breaking() as executor:
        found = Comparer(executor).compare(r"\sqrt{3}", Value(Kind.NUMBER, "3**(1/2)"))
    assert found.verdict == verdict


def test_the_rules_are_text_for_people() -> None:
    assert "--strict" in RULES
    assert "tie away from zero" in RULES
