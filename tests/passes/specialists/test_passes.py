"""The learned passes on tiny random models: what is kept, what is promised, what is refused."""

from __future__ import annotations

import pytest
from tiny_specialists import context_for, through, tiny_specialists

from mycelium.passes import Context, Failure
from mycelium_ir.facts import facts_of
from mycelium_ir.nodes import Program, has_hole
from mycelium_ir.parser import parse
from mycelium_ir.references import execution_order
from mycelium_ir.verifier import check
from mycelium_passes.bridge import Bridge
from mycelium_passes.classify import Classify
from mycelium_passes.goal import ChooseGoal
from mycelium_passes.reading.loading import hold_model
from mycelium_passes.segment import Segment
from mycelium_passes.wire import Wire

CLIPS = (
    "Natalia sold clips to 48 friends in April, and then she sold half as many clips in May. "
    "How many clips did Natalia sell in April and May?"
)
BARE = [
    f'mycelium 1\nproblem "{text}"'
    for text in (
        CLIPS,
        "Ann has 3 pens and buys 4 more .  How many now?",
        "Find all values of x such that x² + 3x - 10 = 0.",
        "What is 17 mod 5?",
    )
]
CLAUSED = [
    f"""{BARE[0]}
clause c0 "Natalia sold clips to 48 friends in April"
clause c1 "she sold half as many clips in May"
""",
    f"""{BARE[1]}
clause c0 "Ann has 3 pens"
clause k "buys 4 more"
""",
]
OPEN = [
    f"""{CLAUSED[0]}
step s0 : divide = 48/2 @ c1
step s1 : add = 48 + 24 @ c0
step s2 : add = 24 + -72 @ c0
step s3 : add = 0 - 48
""",
    f"""{BARE[2]}
unknown x
step e = Eq(x**2 + 3*x - 10, 0)
step s = solve(_; x)
step n = union(_, {{7}})
""",
    f"""{CLAUSED[1]}
step s0 : add = 3 + 4 @ c0, k
""",
]


@pytest.fixture(scope="module")
def held() -> str:
    return hold_model("tiny", tiny_specialists())


@pytest.fixture(scope="module")
def context(held: str):
    from mycelium_passes.reading.loading import load_model

    with context_for(load_model(held)) as made:
        yield made


def good(made: list[Program | Failure]) -> list[Program]:
    failures = [each.diagnostics for each in made if isinstance(each, Failure)]
    assert not failures
    return [each for each in made if isinstance(each, Program)]


def test_what_open_is() -> None:
    for text in (*BARE, *CLAUSED, *OPEN):
        parse(text)


CASES = [
    (Segment, BARE, "clauses"),
    (Classify, CLAUSED, "typed"),
    (Wire, OPEN, "wired"),
]


@pytest.mark.parametrize(("kind", "texts", "fact"), CASES)
def test_a_row_alone_and_in_a_batch_and_twice(kind, texts, fact, held: str, context) -> None:
    run = kind(model=held)
    together = good(through(run, texts, context))
    for text, program in zip(texts, together, strict=True):
        check(program, context.language)
        assert fact in facts_of(program)
        (alone,) = good(through(run, [text], context))
        assert str(alone) == str(program)
        (again,) = good(through(run, [str(program)], context))
        assert str(again) == str(program)


def wired(held: str, context: Context) -> list[Program]:
    return good(through(Wire(model=held), OPEN, context))


def test_wire_refers_only_to_earlier_steps_of_the_same_value(held: str, context: Context) -> None:
    first, roots, _ = wired(held, context)
    order = [step.name for step in execution_order(first)]
    assert order == ["s0", "s1", "s2", "s3"]
    texts = {step.name: str(step.expression) for step in first.steps}
    assert len(texts) == 4
    # An equation is no set: the second hole can only be the solutions.
    assert "step s = solve(e; x)" in str(roots)
    assert "step n = union(s, {7})" in str(roots)


@pytest.mark.parametrize("seed", range(4))
def test_wire_never_makes_a_circle(seed: int, context: Context) -> None:
    from mycelium_passes.reading.loading import load_model

    held = hold_model(f"circle{seed}", tiny_specialists(seed=seed))
    text = f"""{CLAUSED[1]}
step a = b + 7 - 7
step b = 3 + 4
step c = 7 + a
step d = 0 - 7
step e = -7 + 7
"""
    (program,) = good(through(Wire(model=held), [text], context))
    check(program, load_model(held) and context.language)
    order = [step.name for step in execution_order(program)]
    assert order == ["b", "a", "c", "d", "e"]
    assert not any(has_hole(s.expression) for s in program.steps if s.expression is not None)
    hold_model(f"circle{seed}", None)


def test_wire_keeps_references_and_a_persons_answer(held: str, context: Context) -> None:
    text = f"{CLAUSED[0]}\nstep s0 = 48/2\nstep s1 = s0 + 24\nanswer s0\n"
    (program,) = good(through(Wire(model=held), [text], context))
    assert program.answer == "s0"
    assert "= s0 + " in str(program)


def test_bridge_adds_implicit_steps_or_says_that_it_looked(held: str, context: Context) -> None:
    for program in wired(held, context):
        (made,) = good(through(Bridge(model=held), [str(program)], context))
        check(made, context.language)
        new = [s for s in made.steps if s.name not in program.step_names]
        assert "bridged" in made.facts
        assert all(s.implicit and s.operation and s.expression is None for s in new)
        assert all(s.attributes["by"] == "bridge" for s in new)
        assert ("wired" in made.facts) == (not new)
        assert (made.answer is None) == bool(new)


def test_bridge_leaves_a_persons_answer_alone(held: str, context: Context) -> None:
    text = f"{CLAUSED[0]}\nstep s0 = 48/2\nstep s1 = s0 + 24\ndone wire\nanswer s1\n"
    (made,) = good(through(Bridge(model=held), [text], context))
    assert [s.name for s in made.steps] == ["s0", "s1"]
    assert made.answer == "s1"


def test_goal_is_one_that_the_answer_can_meet(held: str, context: Context) -> None:
    texts = [str(program) for program in wired(held, context)]
    half = f"{CLAUSED[0]}\nstep s0 = 49/2\ndone wire\nanswer s0\n"
    truth = f"{CLAUSED[0]}\nstep s0 = 3 < 4\ndone wire\nanswer s0\n"
    run = ChooseGoal(model=held)
    programs = good(through(run, [*texts, half, truth], context))
    for program in programs:
        outcome = context.executor.run(program)
        assert outcome.ok
    goals = [program.goal.type for program in programs if program.goal is not None]
    assert goals[-1] == "boolean"
    assert goals[-2] != "integer"
    for text, program in zip([*texts, half, truth], programs, strict=True):
        (alone,) = good(through(run, [text], context))
        assert str(alone) == str(program)


def test_classify_keeps_steps_and_types_those_without(held: str, context: Context) -> None:
    text = f"{CLAUSED[0]}\nstep mine = 48/2 @ c0\nstep other : divide @ c1\n"
    (program,) = good(through(Classify(model=held), [text], context))
    assert [s.name for s in program.steps] == ["mine", "other"]
    # The one template that such an expression fits.
    assert program.step("mine").operation == "divide"
    assert program.step("other").operation == "divide"


def test_segment_keeps_clauses(held: str, context: Context) -> None:
    (program,) = good(through(Segment(model=held), [CLAUSED[0]], context))
    assert program == parse(CLAUSED[0])


REFUSED = [
    (Segment, 'mycelium 1\nproblem " "', "MYC332"),
    (Segment, f'mycelium 1\nproblem "{"pen " * 3000}"', "MYC333"),
    (ChooseGoal, f"{CLAUSED[0]}\nstep s0 = 1/0\nanswer s0\n", "MYC336"),
]


@pytest.mark.parametrize(("kind", "text", "code"), REFUSED)
def test_a_bad_row_fails_alone_with_one_line(kind, text, code, held, context) -> None:
    sound = f"{OPEN[2]}done wire\nanswer s0\n"
    made = through(kind(model=held), [sound, text, sound], context)
    assert isinstance(made[0], Program)
    assert made[0] == made[2]
    assert isinstance(made[1], Failure)
    (told,) = made[1].diagnostics
    assert told.code == code
    assert "\n" not in told.message


def test_a_long_program_of_a_person_is_refused(held: str, context: Context) -> None:
    steps = "\n".join(f"step s{index} = {index} + 1" for index in range(300))
    (made,) = through(Wire(model=held), [f"{CLAUSED[0]}\n{steps}\n"], context)
    assert isinstance(made, Failure)
    assert made.diagnostics[0].code == "MYC334"


def test_templates_that_the_language_lacks(held: str, context: Context) -> None:
    import dataclasses

    from mycelium_ir.diagnostics import MyceliumError
    from mycelium_ir.language import base_language

    bare = dataclasses.replace(context, language=base_language())
    with pytest.raises(MyceliumError) as caught:
        through(Segment(model=held), BARE, bare)
    assert caught.value.diagnostics[0].code == "MYC331"
