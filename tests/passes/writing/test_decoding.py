"""Drafts: the same whatever is written beside them, programs by the language, values exact."""

from __future__ import annotations

import functools
import re
from fractions import Fraction
from typing import Any

import pytest
import torch
from tiny_specialists import TEMPLATES, context_for, tiny_specialists

from mycelium_ir.nodes import Program
from mycelium_ir.parser import parse
from mycelium_ir.printer import print_program
from mycelium_ir.verifier import check
from mycelium_passes.reading.encoding import Readings
from mycelium_passes.transcript import Symbols, transcribe
from mycelium_passes.writing.assembling import assembled
from mycelium_passes.writing.decoding import Task, write
from mycelium_passes.writing.draft import Draft, Order
from mycelium_passes.writing.grammar import Expressions
from mycelium_passes.writing.inputs import Masks
from mycelium_passes.writing.literals import Literals, text_literals

PENS = """mycelium 1
problem "Ann has 12 pens. She buys 3 more than 5 packs of 4 pens. How many?"
clause c0 [0:15] "Ann has 12 pens"
clause c1 [17:55] "She buys 3 more than 5 packs of 4 pens"
"""
SHARED = """mycelium 1
problem "Ten pens are shared by 3 children. How many do 3 children have?"
clause c0 [0:33] "Ten pens are shared by 3 children"
"""
PROGRAMS = [parse(text) for text in (PENS, SHARED)]
VOCABULARY = Symbols(tuple(template["name"] for template in TEMPLATES))


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


@functools.cache
def read() -> list[Any]:
    return list(Readings(steady()).read(PROGRAMS))


def tasks(samples: int = 1) -> list[Task]:
    plans = ([["add"], ["divide", "add"]], None)
    return [
        Task(reading, Order(program, {}, plan if program is PROGRAMS[0] else None), samples)
        for reading, program in zip(read(), PROGRAMS, strict=True)
        for plan in plans
    ]


def symbols(writings: list[Any]) -> list[list[int]]:
    return [writing.draft.writer.symbols for writing in writings]


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_a_draft_is_the_same_alone_and_in_a_batch(temperature: float) -> None:
    samples = 3 if temperature else 1
    settings = {"temperature": temperature, "seed": 4}
    together = write(steady(), tasks(samples), **settings)
    for task, found in zip(tasks(samples), together, strict=True):
        assert symbols(write(steady(), [task], **settings)[0]) == symbols(found)
    if temperature:
        assert len({tuple(each) for found in together for each in symbols(found)}) > 6
        fewer = write(steady(), tasks(1), **settings)
        assert symbols(fewer[0]) == symbols(together[0])[:1], "the first sample stays the first"


def test_what_is_finished_is_a_program() -> None:
    model = steady()
    finished = 0
    with context_for(model) as context:
        for found in write(model, tasks(12), temperature=1.2, keep_states=True):
            for writing in found:
                draft = writing.draft
                assert draft.finished
                if draft.log_probability == float("-inf"):
                    continue
                finished += 1
                assert len(writing.states) == len(draft.writer.symbols)
                program = assembled(draft, context.language, frozenset())
                again = parse(print_program(program))
                assert again == program
                check(again, context.language)
                told = draft.transcript()
                assert [step.name for step in told.steps] == [step.name for step in draft.steps]
                spelt = VOCABULARY.text(told.symbols)
                if not re.search(r"[-+*/]-", spelt):  # a negative number is printed in brackets
                    bare = transcribe(again, draft.values, VOCABULARY, plan=draft.order.plan)
                    assert VOCABULARY.text(bare.symbols) == spelt
    assert finished > 20


def test_longer_drafts_are_given_up() -> None:
    found = write(steady(), tasks(12), temperature=1.2, seed=1, longest=30)
    drafts = [writing.draft for each in found for writing in each]
    lost = [draft for draft in drafts if draft.log_probability == float("-inf")]
    assert 0 < len(lost) < len(drafts)
    assert all(len(draft.writer.symbols) <= 30 for draft in drafts if draft not in lost)


def test_steps_that_are_there_stay_and_holes_are_filled() -> None:
    begun = parse(
        PENS + "step s0 : multiply = 5 * 4 @ c1\nstep s1 : add @ c1\nstep s2 = 12 - 3 @ c0\n"
    )
    values = {"s0": Fraction(20), "s2": Fraction(9)}
    order = Order(begun, values, fill=frozenset({"s1"}), free=False)
    (reading,) = Readings(steady()).read([begun])
    for temperature in (0.0, 1.0):
        ((writing,),) = write(steady(), [Task(reading, order)], temperature=temperature)
        steps = {step.name: step for step in writing.draft.steps}
        assert list(steps) == ["s0", "s1", "s2"]
        assert [steps[name] for name in ("s0", "s2")] == [begun.step("s0"), begun.step("s2")]
        assert steps["s1"].expression is not None
        assert steps["s1"].operation == "add"


def drafted(program: Program, text: str, constants: tuple[int, ...] = ()) -> Draft:
    """A draft to which the choices in a text are pushed, each one that is allowed."""
    literals = Literals((*text_literals(program.problem or ""), *map(Fraction, constants)))
    draft = Draft(VOCABULARY, Expressions(VOCABULARY), Order(program, {}), literals)
    for word in text.split():
        symbol = VOCABULARY[word]
        assert symbol in draft.allowed(), (word, [VOCABULARY.all[n] for n in draft.allowed()])
        draft.push(symbol, -0.5)
    return draft


def test_values_are_exact_though_shown_rounded() -> None:
    draft = drafted(
        PROGRAMS[1], "@0 :divide 1 0 / 3 = @- :add 3 . 3 3 3 3 * 3 =".replace(" . ", " · ")
    )
    text = VOCABULARY.text(draft.writer.symbols)
    assert text.endswith("@0:divide10/3=3.3333.@-:add3.3333*3=10.")
    assert draft.values == {"s0": Fraction(10, 3), "s1": Fraction(10)}
    assert not draft.finished
    assert draft.log_probability == -0.5 * 18


def test_only_numbers_with_a_reason_are_written() -> None:
    draft = drafted(PROGRAMS[1], "@0 :add")
    assert VOCABULARY["7"] not in draft.allowed()
    # 10, 3, their hundredth parts, 90 and 97 are; and what was computed, from then on.
    draft = drafted(PROGRAMS[1], "@0 :add 1 0 + 3 = @0 :add 1 3 - 9 7 = @- :add 8 4 = <end>")
    assert draft.finished
    assert draft.values["s1"] == -84


def test_a_function_is_defined_and_called() -> None:
    # The brackets and the equals sign of the head are forced.
    draft = drafted(PROGRAMS[1], "define f x ) x * 3 + 1 0 0 . @0 :solve f ( 3 ) =", (100,))
    assert draft.waiting
    draft.close(Fraction(109))
    assert VOCABULARY.text(draft.writer.symbols).endswith("definef(x)=x*3+100.@0:solvef(3)=109.")
    assert print_program(Program(tuple(draft.declared))).endswith("define f(x) = x*3 + 100\n")


def test_masks_grow_and_are_the_sets() -> None:
    masks = Masks(300, torch.device("cpu"))
    sets = [tuple(range(first, first + 1 + first % 7)) for first in range(200)]
    for some in (sets[:3], sets, sets[50:60] + sets[:5]):
        told = masks.of(some)
        assert [tuple(row.nonzero()[:, 0].tolist()) for row in told] == some
