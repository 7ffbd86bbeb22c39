"""Analyses: computed once for a batch, by what they read, bounded in bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import pytest

from mycelium.analyses import NUMBERS, VALUES, Analyses, Analysis
from mycelium.passes import Context
from mycelium_ir.nodes import Problem, Program
from mycelium_ir.parser import parse


def problem(text: str) -> Program:
    return Program((Problem(text=text),))


class Length(Analysis[int]):
    """The length of the problem's text; counts how it is used."""

    name: ClassVar[str] = "length"

    def __init__(self, bytes_each: int = 10) -> None:
        self.bytes_each = bytes_each
        self.calls: list[int] = []

    def reads(self, program: Program) -> str:
        return program.problem or ""

    def compute(self, programs: Sequence[Program], context: Context) -> Sequence[int]:
        self.calls.append(len(programs))
        if any(p.problem == "bad" for p in programs):
            raise ValueError("a bad problem")
        return [len(p.problem or "") for p in programs]

    def size(self, result: int) -> int:
        return self.bytes_each


BATCH = [problem("x" * i) for i in range(1, 9)]


def test_what_is_asked_of_one_is_computed_for_the_batch(context):
    length = Length()
    with context.analyses.batch(BATCH):
        assert [context.analyse(length, p) for p in BATCH] == list(range(1, 9))
        assert [context.analyse(length, p) for p in BATCH] == list(range(1, 9))
    assert length.calls == [8]
    assert context.analyses.tallies["length"].computed == 8
    assert context.analyses.tallies["length"].found == 15


def test_only_what_is_read_counts(context):
    length = Length()
    context.analyse(length, problem("abc"))
    other = parse('mycelium 1\nproblem "abc"\nstep s0 = 1\n')
    assert context.analyse(length, other) == 3
    assert length.calls == [1]


def test_equal_rows_are_computed_once(context):
    length = Length()
    with context.analyses.batch([problem("a"), problem("a"), problem("b")]):
        context.analyse(length, problem("a"))
    assert length.calls == [2]


def test_another_fingerprint_is_another_result(context):
    class Longer(Length):
        version: ClassVar[str] = "2"

    context.analyse(Length(), problem("a"))
    longer = Longer()
    context.analyse(longer, problem("a"))
    assert longer.calls == [1]


def test_the_store_is_bounded_and_forgets_the_least_recently_used(context):
    analyses = Analyses(max_bytes=30)
    length = Length(bytes_each=10)
    for text in ("a", "bb", "ccc", "a", "dddd"):
        analyses.get(length, problem(text), context)
        assert analyses.bytes <= 30
    assert len(length.calls) == 4
    assert analyses.tallies["length"].evicted == 1
    analyses.get(length, problem("a"), context)
    assert len(length.calls) == 4
    analyses.get(length, problem("bb"), context)
    assert len(length.calls) == 5


def test_a_batch_that_does_not_fit_is_not_computed_over_and_over(context):
    analyses = Analyses(max_bytes=20)
    length = Length(bytes_each=10)
    with analyses.batch(BATCH):
        assert [analyses.get(length, p, context) for p in BATCH] == list(range(1, 9))
    assert length.calls[0] == 8
    assert sum(length.calls) <= 2 * len(BATCH)


def test_a_result_that_is_larger_than_the_store_is_not_kept(context):
    analyses = Analyses(max_bytes=5)
    length = Length(bytes_each=10)
    assert analyses.get(length, problem("abc"), context) == 3
    assert analyses.bytes == 0


def test_a_neighbour_that_cannot_be_analysed_does_no_harm(context):
    length = Length()
    with context.analyses.batch([problem("good"), problem("bad")]):
        assert context.analyse(length, problem("good")) == 4
        with pytest.raises(ValueError, match="a bad problem"):
            context.analyse(length, problem("bad"))


def test_an_analysis_must_answer_for_every_program(context):
    class Short(Length):
        name: ClassVar[str] = "short"

        def compute(self, programs: Sequence[Program], context: Context) -> Sequence[int]:
            return []

    with pytest.raises(ValueError, match="gave 0 results for 1 programs"):
        context.analyse(Short(), problem("a"))


def test_numbers_of_a_program(context):
    mentions = context.analyse(NUMBERS, problem("Ann has 3 apples, Ben twice as many."))
    assert [m.text for m in mentions] == ["3", "twice"]
    assert context.analyse(NUMBERS, Program()) == ()
    assert NUMBERS.size(mentions) > 0


def test_values_of_the_steps_so_far(context):
    half = parse(
        "mycelium 1\n"
        "step s0 : quantity = 48\n"
        "step s1 : divide = s0 / 2\n"
        "step s2 : add = s1 + _\n"
        "step s3 : add\n"
    )
    values = context.analyse(VALUES, half)
    assert {name: value.text for name, value in values.items()} == {"s0": "48", "s1": "24"}
    assert VALUES.size(values) > 0


def test_values_read_no_clause_and_no_operation(context):
    bare = parse("mycelium 1\nstep s0 = 48\n")
    told = parse(
        'mycelium 1\nproblem "48 x"\nclause c0 [0:2] "48"\n'
        'step s0 : quantity = 48 @ c0 {by: "x"} # why\nanswer s0\n'
    )
    assert VALUES.reads(bare) == VALUES.reads(told)
    other = parse("mycelium 1\nstep s0 = 49\n")
    assert VALUES.reads(bare) != VALUES.reads(other)
