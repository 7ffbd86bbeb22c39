"""What passes read is what training reads: tokens, symbols, spans, candidates and states."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from tiny_specialists import CONFIG, GOALS, context_for, tiny_parts

from mycelium.analyses import VALUES, Analyses
from mycelium_distill.examples.record import Example
from mycelium_distill.multitask.encoding import Encoder
from mycelium_ir.nodes import Program
from mycelium_ir.parser import parse
from mycelium_passes.model.heads import EMPTY
from mycelium_passes.reading import pointing
from mycelium_passes.reading.encoding import Reading, clause_tokens
from mycelium_passes.reading.model import Model
from mycelium_passes.reading.states import Stated, readings, sound, states
from mycelium_passes.transcript import rational_values

PROGRAM = """mycelium 1
problem "Ann has  3 pens .  She buys 25% more, and 3 for ½ dollar. How many now, café?"
clause c0 "Ann has  3 pens"
clause c1 "She buys 25% more"
clause c2 "How many now, café"
step s0 : divide = 3/2 @ c0
step s1 : add = s0 + 3 @ c1, c0
step s2 : add_three = s1 - 3 + 3 implicit
step s3 : add = 25 - 4.5 @ c2
goal decimal s3
"""


@pytest.fixture(scope="module")
def parts():
    return tiny_parts()


@pytest.fixture(scope="module")
def model(parts):
    return Model.from_training(*parts, CONFIG)


@pytest.fixture(scope="module")
def context(model):
    with context_for(model) as made:
        yield made


def told_of(model, context, program: Program) -> Stated:
    return sound(context.analyse(states(model), program))


def row_of(model, parts, context, program: Program):
    """The training row of a program, one without a plan and with all steps."""
    from mycelium_distill.multitask.showing import Mixture

    values = rational_values(context.analyse(VALUES, program))
    encoder = Encoder(
        parts[1].tokenizer,
        model.vocabulary,
        GOALS,
        Mixture(gold=0, predicted=0, noisy=0, stated=0, gaps=0),
    )
    told = {name: str(value) for name, value in values.items()}
    row = Example("a", "made", "train", str(program), told, True, "a")
    (found,) = encoder.encode(row)
    return found


def test_tokens_symbols_and_states_are_those_of_training(model, parts, context) -> None:
    program = parse(PROGRAM)
    row = row_of(model, parts, context, program)
    told = told_of(model, context, program)
    assert list(told.reading.tokens) == row.text.tolist()
    assert list(told.transcript.symbols) == row.symbols.tolist()
    prefix, whole = len(row.text), len(row)
    batch = {
        "tokens": torch.tensor([*row.text.tolist(), *row.symbols.tolist()])[None],
        "is_symbol": torch.arange(whole)[None] >= prefix,
        "texts": torch.ones(1, whole, dtype=torch.long),
        "positions": torch.arange(whole)[None],
        "prompt": torch.arange(whole)[None] < prefix,
        "marker_first": torch.zeros(1, whole, dtype=torch.long),
        "marker_last": torch.zeros(1, whole, dtype=torch.long),
    }
    for place, first, last in row.markers.tolist():
        batch["marker_first"][0, prefix + place] = first
        batch["marker_last"][0, prefix + place] = last
    with torch.no_grad():
        wanted = parts[0].states(batch)
    assert len(row.markers) == 6  # three of the plan's, three of headers
    torch.testing.assert_close(told.reading.states, wanted[:prefix], rtol=1e-3, atol=1e-3)
    torch.testing.assert_close(told.states, wanted[prefix:], rtol=1e-3, atol=1e-3)


def test_clauses_and_candidates_are_those_of_training(model, parts, context, monkeypatch) -> None:
    program = parse(PROGRAM)
    row = row_of(model, parts, context, program)
    told = told_of(model, context, program)
    spans = [clause_tokens(told.reading, c.start, c.end) for c in program.clauses]
    assert [list(span) for span in spans] == row.clauses[:, :2].tolist()
    asked: list[tuple[int, list[int]]] = []

    def decided(model, every, prefix, queries):
        for query in queries:
            asked.append((query.operand.position, [c.place for c in query.choices]))
        return []

    # References count as operands here, as in training, where all are asked.
    transcript = dataclasses.replace(
        told.transcript,
        operands=tuple(dataclasses.replace(o, origin=None) for o in told.transcript.operands),
    )
    monkeypatch.setattr(pointing, "_decided", decided)
    pointing.resolve(model, told.reading, transcript, told.states, program, told.values)
    wanted = [(one[0], [key for key in one[1:] if key != EMPTY]) for one in row.pointers.tolist()]
    assert [one for one in asked if one[0] in dict(wanted)] == wanted
    assert len(wanted) >= 6


def test_one_transcript_is_read_once(model, context) -> None:
    """As before and behind wire: a reference stands as the value that was there."""
    fresh = dataclasses.replace(context, analyses=Analyses())
    wired = parse(PROGRAM)
    plain = parse(PROGRAM.replace("s0 + 3", "1.5 + 3").replace("s1 - 3", "4.5 - 3"))
    first, second = (told_of(model, fresh, program) for program in (plain, wired))
    assert first.held is second.held
    assert [o.origin for o in first.transcript.operands] != [
        o.origin for o in second.transcript.operands
    ]
    other = told_of(model, fresh, parse(PROGRAM.replace("25 - 4.5", "25 - 3")))
    assert other.held is not first.held


def test_readings_and_states_do_not_depend_on_neighbours(model, context) -> None:
    short = 'mycelium 1\nproblem "2 and 3?"\nclause c0 "2 and 3"\nstep s0 = 2 + 3 @ c0\n'
    programs = [parse(text) for text in (PROGRAM, short)]
    alone = []
    for program in programs:
        fresh = dataclasses.replace(context, analyses=Analyses())
        alone.append(told_of(model, fresh, program))
    fresh = dataclasses.replace(context, analyses=Analyses())
    with fresh.analyses.batch(programs):
        for program, wanted in zip(programs, alone, strict=True):
            found = told_of(model, fresh, program)
            reading = sound(fresh.analyse(readings(model), program))
            assert isinstance(reading, Reading)
            assert int(reading.cache.lengths) == len(reading)
            torch.testing.assert_close(reading.states, wanted.reading.states)
            torch.testing.assert_close(found.states, wanted.states)
    assert fresh.analyses.tallies["reading"].computed == 2
