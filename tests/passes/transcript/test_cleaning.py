"""Cleaned problems: even white space, and every character knows its place in the original."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mycelium_passes.transcript import clean

CASES = [
    ("", ""),
    (" \t\n ", ""),
    ("Ann has  3\tpens .\n", "Ann has 3 pens."),
    ("  How many , then ?", "How many, then?"),
    ("It costs $ 5 or $5 ; which ?", "It costs $5 or $5; which?"),
    ("a .5 share", "a .5 share"),  # a sign before a digit is part of a number
    ("wait . . . what", "wait... what"),
    ("3\u00a0pens\u2003and 🍎 🍎 !", "3 pens and 🍎 🍎!"),
    ("$ $ .", "$$."),
    ("x\r\n\r\ny", "x y"),
]


@pytest.mark.parametrize(("problem", "wanted"), CASES)
def test_what_is_read(problem: str, wanted: str) -> None:
    assert clean(problem).text == wanted


pieces = st.lists(st.sampled_from([*"ab .,?!;:$5é🍎\t\n\u00a0"]) | st.text(max_size=3), max_size=30)


@settings(max_examples=200, deadline=None)
@given(pieces.map("".join))
def test_places_map_back_exactly(problem: str) -> None:
    found = clean(problem)
    assert len(found.places) == len(found.text)
    assert list(found.places) == sorted(set(found.places))
    for character, place in zip(found.text, found.places, strict=True):
        there = problem[place]
        assert character == there or (character == " " and there.isspace())
    gone = set(range(len(problem))) - set(found.places)
    assert all(problem[place].isspace() for place in gone), "only white space is taken away"
    assert clean(found.text).text == found.text
    assert "  " not in found.text


@settings(max_examples=200, deadline=None)
@given(pieces.map("".join), st.data())
def test_spans_there_and_back(problem: str, data: st.DataObject) -> None:
    found = clean(problem)
    if not found.text:
        return
    start = data.draw(st.integers(0, len(found.text) - 1))
    end = data.draw(st.integers(start + 1, len(found.text)))
    first, last = found.original(start, end)
    assert 0 <= first < last <= len(problem)
    assert found.span(first, last) == (start, end)
    assert "".join(problem[first:last].split()) == "".join(found.text[start:end].split())


def test_a_span_of_the_original_is_found_in_what_is_left() -> None:
    problem = "Ann  has 3 pens .  Bob has $ 4 ."
    found = clean(problem)
    for words, wanted in (("3 pens .", "3 pens."), ("$ 4", "$4"), ("pens .  Bob", "pens. Bob")):
        at = problem.index(words)
        first, last = found.span(at, at + len(words))
        assert found.text[first:last] == wanted
    gap = problem.index("  has") + 1
    first, last = found.span(gap, gap + 1)
    assert first == last, "what was taken away is an empty span"
