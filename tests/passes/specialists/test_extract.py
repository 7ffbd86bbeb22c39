"""The pass `extract` on tiny random weights: what it fills, what it keeps, what it may drop."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import torch
from tiny_specialists import context_for, tiny_specialists

from mycelium.analyses import Analyses
from mycelium.passes import Candidate, Context, Failure
from mycelium_ir.nodes import Program, Step
from mycelium_ir.parser import parse
from mycelium_ir.verifier import check
from mycelium_passes.extract import Extract
from mycelium_passes.reading.loading import hold_model

PENS = """mycelium 1
problem "Ann has 12 pens. She buys 3 more than 5 packs of 4 pens. How many?"
clause c0 "Ann has 12 pens"
clause c1 "She buys 3 more than 5 packs of 4 pens"
"""
SHARED = """mycelium 1
problem "Ten pens are shared by 3 children. How many does each have?"
clause c0 "Ten pens are shared by 3 children"
"""
PLANNED = '{by: "classify", confidence: 0.5}'
PLAN = f"step s0 : add @ c0 {PLANNED}\nstep s1 : divide @ c1 {PLANNED}\n"


@functools.cache
def steady() -> Any:
    """A model that writes arithmetic, and comes to an end."""
    model = tiny_specialists()
    weights = torch.full((len(model.vocabulary),), -30.0)
    for number, symbol in enumerate(model.vocabulary.all):
        if symbol in "0123456789+-*/" or symbol[0] in "@:":
            weights[number] = 5.0
        elif symbol == "=":
            weights[number] = 7.0
        elif symbol == "<end>":
            weights[number] = 6.5
    told = model.heads.next_symbol
    model.heads.next_symbol = lambda states: 0.5 * told(states) + weights
    return model


@pytest.fixture(scope="module")
def held() -> Iterator[str]:
    yield hold_model("steady", steady())
    hold_model("steady", None)


@pytest.fixture(scope="module")
def context(held: str) -> Iterator[Context]:
    with context_for(steady()) as made:
        yield made


def candidates(
    run: Extract, texts: Sequence[str], context: Context
) -> list[Sequence[Candidate] | Failure]:
    fresh = dataclasses.replace(context, analyses=Analyses())
    batch = [Candidate(row, parse(text)) for row, text in enumerate(texts)]
    with fresh.analyses.batch([candidate.program for candidate in batch]):
        return list(run.run(batch, fresh))


def programs(run: Extract, texts: Sequence[str], context: Context) -> list[Program]:
    """The first program of each."""
    made = candidates(run, texts, context)
    failures = [each.diagnostics for each in made if isinstance(each, Failure)]
    assert not failures
    return [each[0].program for each in made if not isinstance(each, Failure)]


def bare(step: Step) -> Step:
    return dataclasses.replace(step, attributes={}, expression=None)


TYPED = PENS + "step mine : add @ c1\nstep kept : multiply = 5*4 @ c1 {note: 7}\nstep x : divide\n"


@pytest.mark.parametrize("samples", [1, 4])
def test_a_persons_step_is_filled_and_never_dropped(
    samples: int, held: str, context: Context
) -> None:
    before = parse(TYPED)
    (made,) = candidates(Extract(model=held, samples=samples), [TYPED], context)
    assert not isinstance(made, Failure)
    for candidate in made:
        program = candidate.program
        check(program, context.language)
        assert [step.name for step in program.steps] == ["mine", "kept", "x"]
        assert program.step("kept") == before.step("kept"), "what has an expression stays exactly"
        for name in ("mine", "x"):
            step = program.step(name)
            assert step.expression is not None
            assert bare(step) == bare(before.step(name))


def test_planned_steps_may_be_dropped_and_names_count_from_s0(held: str, context: Context) -> None:
    text = PENS + PLAN.replace("s0", "old").replace("s1", "older")
    (made,) = candidates(Extract(model=held, samples=16), [text], context)
    assert not isinstance(made, Failure)
    counts = set()
    for candidate in made:
        program = candidate.program
        check(program, context.language)
        names = [step.name for step in program.steps]
        assert names == [f"s{index}" for index in range(len(names))]
        assert all(step.expression is not None for step in program.steps)
        assert all(step.attributes["by"] == "extract" for step in program.steps)
        assert all(0 <= float(str(s.attributes["confidence"])) <= 1 for s in program.steps)
        counts.add(len(names))
    assert len(counts) > 1, "as many steps as each draw finds fit, whatever was planned"


def test_a_persons_steps_stay_beside_planned_ones(held: str, context: Context) -> None:
    text = PENS + f"step s0 : add @ c1\nstep s1 = 5*4 @ c1\nstep planned : divide @ c0 {PLANNED}\n"
    before = parse(text)
    (made,) = candidates(Extract(model=held, samples=8), [text], context)
    assert not isinstance(made, Failure)
    for candidate in made:
        steps = candidate.program.step_names
        assert list(steps)[:2] == ["s0", "s1"]
        assert steps["s0"].expression is not None
        assert steps["s0"].clauses == ("c1",)
        assert steps["s1"] == before.step("s1")
        assert "planned" not in steps
        assert list(steps)[2:] == [f"s{index}" for index in range(2, len(steps))]


def test_whole_programs_are_left_alone(held: str, context: Context) -> None:
    text = PENS + "step s0 = 5*4 @ c1\nstep s1 = s0 + 3 @ c1\n"
    (made,) = candidates(Extract(model=held, samples=4), [text], context)
    assert not isinstance(made, Failure)
    (only,) = made
    assert only.program == parse(text)


@pytest.mark.parametrize(("plans", "most"), [(0, 1), (1, 1), (2, 2), (3, 3)])
def test_greedy_gives_distinct_candidates_the_likeliest_first(
    plans: int, most: int, held: str, context: Context
) -> None:
    texts = [PENS + PLAN, SHARED + f"step s0 : divide @ c0 {PLANNED}\n", TYPED]
    made = candidates(Extract(model=held, plans=plans), texts, context)
    counts = []
    for each in made:
        assert not isinstance(each, Failure)
        scores = [candidate.score for candidate in each]
        assert scores == sorted(scores, reverse=True)
        assert all(score < 0 for score in scores)
        bodies = {tuple(str(s.expression) for s in c.program.steps) for c in each}
        assert len(bodies) == len(each) <= most
        counts.append(len(each))
    assert counts[2] == 1, "a person's steps are one plan"
    again = candidates(Extract(model=held, plans=plans), texts, context)
    assert again == made


def test_draws_are_as_many_as_wanted_and_the_same_for_a_seed(held: str, context: Context) -> None:
    run = Extract(model=held, samples=7, plans=2, temperature=1.0)
    (first,) = candidates(run, [PENS + PLAN], context)
    (again,) = candidates(run, [PENS + PLAN], context)
    (other,) = candidates(run, [PENS + PLAN], dataclasses.replace(context, seed=1))
    (asked,) = candidates(
        dataclasses.replace(run, samples=0), [PENS + PLAN], dataclasses.replace(context, samples=7)
    )
    assert not isinstance(first, Failure)
    assert 4 <= len(first) <= 7
    assert len({str(candidate.program) for candidate in first}) > 2
    assert first == again == asked
    assert first != other


@pytest.mark.parametrize("samples", [1, 3])
def test_a_row_alone_and_in_a_batch(samples: int, held: str, context: Context) -> None:
    texts = [PENS + PLAN, SHARED + f"step s0 : divide @ c0 {PLANNED}\n", TYPED, SHARED, TYPED]
    run = Extract(model=held, samples=samples)
    together = candidates(run, texts, context)
    for text, wanted in zip(texts, together, strict=True):
        (alone,) = candidates(run, [text], context)
        assert not isinstance(wanted, Failure)
        assert not isinstance(alone, Failure)
        assert [str(c.program) for c in alone] == [str(c.program) for c in wanted]
        scores = [candidate.score for candidate in wanted]
        assert [candidate.score for candidate in alone] == pytest.approx(scores, abs=1e-3)


def test_a_plan_of_other_weights_templates(held: str, context: Context) -> None:
    """Steps that another model planned, or that lost their type, are planned no more."""
    texts = [
        PENS + f"step s0 : multiply @ c0 {PLANNED}\n",
        PENS + f"step s0 @ c0 {PLANNED}\nstep s1 : add @ c1 {PLANNED}\n",
    ]
    for program in programs(Extract(model=held), texts, context):
        check(program, context.language)
        assert program.steps


def test_a_program_that_cannot_be_spelled_fails_alone(held: str, context: Context) -> None:
    greek = PENS + "unknown θ\nstep a = θ + 2 @ c0\nstep b : add @ c1\n"
    integer = PENS + "unknown θ in integer\nstep b : add @ c1\n"
    long = PENS + "".join(f"step s{n} = {n} + 1\n" for n in range(300)) + "step b : add @ c1\n"
    made = candidates(Extract(model=held), [TYPED, greek, integer, long, TYPED], context)
    for failure in made[1:4]:
        assert isinstance(failure, Failure)
        (told,) = failure.diagnostics
        assert told.code == "MYC334"
    first, last = made[0], made[4]
    assert not isinstance(first, Failure)
    assert not isinstance(last, Failure)
    assert first[0].program == last[0].program


def test_implicit_steps_are_left_for_later(held: str, context: Context) -> None:
    text = PENS + PLAN
    told = candidates(Extract(model=held, implicit=False, samples=8), [text], context)[0]
    assert not isinstance(told, Failure)
    assert not any(step.implicit for c in told for step in c.program.steps)
    whole = candidates(Extract(model=held, samples=8), [text], context)[0]
    assert not isinstance(whole, Failure)
    assert any(step.implicit for c in whole for step in c.program.steps)


@pytest.mark.parametrize(
    "options",
    [{"samples": -1}, {"temperature": 0.0}, {"temperature": -1.0}, {"plans": -1}, {"plans": 9}],
)
def test_options_are_refused(options: dict[str, Any], held: str) -> None:
    with pytest.raises(ValueError, match="samples must not be negative"):
        Extract(model=held, **options)
