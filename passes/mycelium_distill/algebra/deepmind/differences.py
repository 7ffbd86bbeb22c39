"""Sequences whose terms are a polynomial's values: continued and written out by differences.

Newton's forward and backward differences, see for instance Knuth, *The Art of
Computer Programming*, volume 2, section 4.6.4.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mycelium_distill.algebra.sketch import Sketch
from mycelium_ir.nodes import Call, Expression, Name, number


def degree_of(terms: Sequence[int]) -> int:
    """The least degree of a polynomial that takes these values at 1, 2, 3, ..."""
    row, degree = list(terms), 0
    while len(set(row)) > 1:
        row = [b - a for a, b in pairwise(row)]
        degree += 1
    return degree


def next_term(sketch: Sketch, terms: Sequence[int]) -> Name:
    """Steps for the term that follows: the last differences of each order, added up."""
    degree = degree_of(terms)
    row: list[Expression] = [number(term) for term in terms[-degree - 1 :]]
    lasts = [row[-1]]
    while len(row) > 1:
        row = [sketch.step(Call("-", (b, a))) for a, b in pairwise(row)]
        lasts.append(row[-1])
    found = lasts.pop()
    while lasts:
        found = sketch.step(Call("+", (lasts.pop(), found)))
    return found if type(found) is Name else sketch.step(found)


def nth_term(sketch: Sketch, terms: Sequence[int], letter: str) -> Name:
    """Steps for the term at a place named by a letter, as a polynomial in it."""
    degree = degree_of(terms)
    row: list[Expression] = [number(term) for term in terms[: degree + 1]]
    firsts = [row[0]]
    while len(row) > 1:
        row = [sketch.step(Call("-", (b, a))) for a, b in pairwise(row)]
        firsts.append(row[0])
    place = sketch.unknown(letter)
    total, choose = firsts[0], None
    for order, first in enumerate(firsts[1:], 1):
        factor = Call("-", (place, number(order)))
        choose = factor if choose is None else Call("*", (choose, factor))
        if order > 1:
            choose = Call("/", (choose, number(order)))
        total = Call("+", (total, Call("*", (first, choose))))
    return sketch.step(Call("expand", (total,)))
