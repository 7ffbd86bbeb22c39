"""Which predicted step is which gold step."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from mycelium.evaluation.attribution.alignment import StepView, align, likeness, views
from mycelium.executor import Executor
from mycelium_ir.nodes import Program
from mycelium_ir.parser import parse

PROBLEM = 'problem "Ann buys 12 boxes of 5 pens. Bo has 5 pens. How many pens?"\n'


@pytest.fixture
def seen(workers: Executor) -> Mapping[str, tuple[StepView, ...]]:
    """The views of a few programs for one problem, by name."""
    programs = {
        "gold": "step s0 : multiply = 12 * 5\nstep s1 : add = s0 + 5\n",
        "renamed": "step a : add = b + 5\nstep b : multiply = 12 * 5\n",
        "values": "step s0 : multiply = 12 * 5\nstep s1 : add = 60 + 5\n",
        "misread": "step s0 : multiply = 12 * 7\nstep s1 : add = 84 + 9\n",
        "more": "step q : quantity = 12\nstep p : multiply = q * 5\nstep t : add = p + 5\n",
        "foreign": "step x : add = 3 + 4\n",
    }
    return {
        name: _views(workers, parse(f"mycelium 1\n{PROBLEM}{t}")) for name, t in programs.items()
    }


def _views(workers: Executor, program: Program) -> tuple[StepView, ...]:
    (outcome,) = workers.run_many([program], partial=True)
    return views(program, outcome.values)


@pytest.mark.parametrize(
    ("name", "pairs"),
    [
        ("gold", {"s0": "s0", "s1": "s1"}),
        ("renamed", {"b": "s0", "a": "s1"}),
        ("values", {"s0": "s0", "s1": "s1"}),
        ("misread", {"s0": "s0", "s1": "s1"}),
        ("more", {"p": "s0", "t": "s1"}),
        ("foreign", {}),
    ],
)
def test_steps_are_matched_by_operands_and_value(
    seen: Mapping[str, tuple[StepView, ...]], name: str, pairs: dict[str, str]
) -> None:
    assert align(seen[name], seen["gold"]) == pairs


def test_what_is_not_admitted_is_not_matched(seen: Mapping[str, tuple[StepView, ...]]) -> None:
    pairs = align(seen["gold"], seen["gold"], admitted=lambda mine, theirs: theirs != "s0")
    assert pairs == {"s1": "s1"}


def test_equal_numbers_at_different_places_are_different(workers: Executor) -> None:
    """The 5 of Ann's boxes is not Bo's, where the steps' clauses tell them apart."""
    clauses = (
        'clause c0 [0:28] "Ann buys 12 boxes of 5 pens."\nclause c1 [29:43] "Bo has 5 pens."\n'
    )
    first = parse(f"mycelium 1\n{PROBLEM}{clauses}step s0 : quantity = 5 @ c0\n")
    second = parse(f"mycelium 1\n{PROBLEM}{clauses}step s0 : quantity = 5 @ c1\n")
    (ann,), (bo,) = _views(workers, first), _views(workers, second)
    assert ann.operands[0].places.isdisjoint(bo.operands[0].places)
    assert likeness(ann, ann, {}) > likeness(ann, bo, {})
