"""What comes first of the programs that several views wrote for a row."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from math import log
from typing import Any

import pytest
from tiny_specialists import context_for, tiny_specialists

from mycelium.passes import Candidate, Context
from mycelium_ir.parser import parse
from mycelium_passes.ranking import Option, believed, ranked

PROBLEM = """mycelium 1
problem "Ann has 3 pens and buys 4 more. How many now?"
clause c0 "Ann has 3 pens"
clause c1 "buys 4 more"
"""
SUM = PROBLEM + "step s0 : add = 3 + 4 @ c0, c1\n"
TURNED = PROBLEM + "step s0 : add = 4 + 3 @ c0, c1\n"
PRODUCT = PROBLEM + "step s0 = 3 * 4 @ c0, c1\n"
LONG = PROBLEM + "step s0 = very_long_name_that_cannot_be_spelled_ @ c0\n"


@pytest.fixture(scope="module")
def model() -> Any:
    return tiny_specialists()


@pytest.fixture(scope="module")
def context(model: Any) -> Iterator[Context]:
    with context_for(model) as made:
        yield made


def option(text: str, score: float, value: int) -> Option:
    return Option(Candidate(0, parse(text), score), value)


def weighed(model: Any, **weights: float) -> Any:
    return dataclasses.replace(model, calibration={"ranking": weights})


def test_nothing_but_likelihood_counts_without_calibration(model: Any, context: Context) -> None:
    row = [option(SUM, -2.0, 7), option(PRODUCT, -1.0, 12), option(TURNED, -3.0, 7)]
    (found,) = ranked([row], context, model)
    assert [candidate.score for candidate in found] == [-1.0, -2.0, -3.0]
    assert found[0].program == parse(PRODUCT)


def test_views_that_agree_count_together(model: Any, context: Context) -> None:
    row = [option(SUM, -2.0, 7), option(PRODUCT, -1.0, 12), option(TURNED, -3.0, 7)]
    found, alone = ranked([row, row[1:2]], context, weighed(model, agreement=2.0))
    assert [str(candidate.program) for candidate in found] == [
        str(parse(text)) for text in (SUM, PRODUCT, TURNED)
    ]
    assert found[0].score == pytest.approx(-2.0 + 2 * log(2 / 3))
    assert alone[0].score == -1.0, "a view that agrees with itself loses nothing"


def test_the_same_program_counts_for_agreement_and_stands_once(
    model: Any, context: Context
) -> None:
    row = [option(SUM, -2.0, 7), option(SUM, -1.5, 7)]
    ((found,),) = ranked([row], context, weighed(model, agreement=2.0))
    assert found.score == -1.5


def test_the_verifier_counts_as_its_weight_says(model: Any, context: Context) -> None:
    rows = [[option(SUM, -1.0, 7), option(PRODUCT, -1.1, 12)], [option(PRODUCT, -1.0, 12)]]
    chances = believed([each.candidate for row in rows for each in row], context, model)
    assert 0 < min(chances) < max(chances) < 1
    for weight in (3.0, -3.0):
        found = ranked(rows, context, weighed(model, verifier=weight))
        wanted = [
            {str(parse(SUM)): -1.0 + weight * log(chances[0])}
            | {str(parse(PRODUCT)): -1.1 + weight * log(chances[1])},
            {str(parse(PRODUCT)): -1.0 + weight * log(chances[2])},
        ]
        for row, scores in zip(found, wanted, strict=True):
            assert {str(c.program): pytest.approx(c.score) for c in row} == scores
            assert [c.score for c in row] == sorted((c.score for c in row), reverse=True)


def test_a_program_that_cannot_be_read_is_not_believed(model: Any, context: Context) -> None:
    candidates = [Candidate(0, parse(text)) for text in (SUM, LONG)]
    chances = believed(candidates, context, model)
    assert chances[0] > 0 == chances[1]
