"""What is not done twice, nor for nothing: states that were read, candidates that nobody needs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import torch
from tiny_specialists import context_for, tiny_specialists

from mycelium.analyses import Analyses
from mycelium.passes import Candidate, Context, Failure
from mycelium_ir.nodes import Program
from mycelium_ir.parser import parse
from mycelium_passes.reading import states as reading_states
from mycelium_passes.reading.loading import hold_model, load_model
from mycelium_passes.reading.states import sound, states
from mycelium_passes.wire import Wire
from mycelium_passes.writing.assembling import assembled
from mycelium_passes.writing.decoding import Task, write
from mycelium_passes.writing.draft import Order

PROBLEM = """mycelium 1
problem "Ann has 3 pens and buys 4 more. How many now?"
clause c0 "Ann has 3 pens"
clause c1 "buys 4 more"
"""
SUM = PROBLEM + "step s0 : add = 3 + 4 @ c0, c1\n"
OTHER = PROBLEM + "step s0 : add = 3 + 3 + 4 @ c0, c1\n"
NOTHING = PROBLEM + "step s0 : divide = 3 / (4 - 4) @ c0, c1\n"


@pytest.fixture(scope="module")
def held() -> Iterator[str]:
    yield hold_model("candidates", tiny_specialists())
    hold_model("candidates", None)


@pytest.fixture
def context(held: str) -> Iterator[Context]:
    with context_for(load_model(held)) as made:
        yield made


def wired(
    held: str, context: Context, rows: Sequence[tuple[int, str, float]]
) -> list[list[Program] | Failure]:
    batch = [Candidate(row, parse(text), score) for row, text, score in rows]
    results = Wire(model=held).run(batch, context)
    return [r if isinstance(r, Failure) else [c.program for c in r] for r in results]


def test_wire_goes_on_to_the_next_best_only_where_the_best_gives_no_answer(
    held: str, context: Context
) -> None:
    rows = [(0, OTHER, -2.0), (0, SUM, -1.0), (1, SUM, -3.0), (1, NOTHING, -1.0), (2, NOTHING, -1)]
    found = wired(held, context, rows)
    assert [len(one) for one in found if not isinstance(one, Failure)] == [0, 1, 1, 1, 1]
    assert all(program.answer == "s0" for one in found for program in one)


def test_wire_keeps_all_draws(held: str, context: Context) -> None:
    drawing = dataclasses.replace(context, samples=2)
    found = wired(held, drawing, [(0, OTHER, -2.0), (0, SUM, -1.0)])
    assert [len(one) for one in found if not isinstance(one, Failure)] == [1, 1]


def test_what_was_read_while_writing_is_not_read_again(
    held: str, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = load_model(held)
    bare = parse(PROBLEM)
    reading = sound(context.analyse(states(model).readings, bare))
    told = model.heads.next_symbol
    favoured = torch.tensor([float(s in "0123456789+@1=<end>") for s in model.vocabulary.all])
    monkeypatch.setattr(model.heads, "next_symbol", lambda x: told(x) + 40 * favoured)
    ((writing,),) = write(model, [Task(reading, Order(bare, {}))], keep_states=True, longest=120)
    program = assembled(writing.draft, context.language, frozenset())
    assert program.steps
    states(model).remember(program, writing.draft.writer.symbols, writing.states)
    asked: list[int] = []
    read = reading_states.read_suffixes

    def reads(model: Any, rows: Any) -> list[torch.Tensor]:
        asked.append(len(rows))
        return read(model, rows)

    monkeypatch.setattr(reading_states, "read_suffixes", reads)
    found = sound(context.analyse(states(model), program))
    assert asked == []
    fresh = dataclasses.replace(context, analyses=Analyses())
    again = sound(fresh.analyse(reading_states.States(model), program))
    assert asked == [1]
    torch.testing.assert_close(found.states, again.states, rtol=1e-3, atol=1e-3)
