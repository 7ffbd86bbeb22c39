"""Hypothesis strategies for expressions and programs, with every combination of facts."""

from __future__ import annotations

import string
from collections.abc import Sequence
from fractions import Fraction

from hypothesis import strategies as st

from mycelium_ir.facts import FACTS
from mycelium_ir.nodes import (
    Answer,
    Attributes,
    Call,
    Clause,
    Comments,
    Define,
    Done,
    Expression,
    Goal,
    Hole,
    Name,
    Number,
    Problem,
    Program,
    Statement,
    Step,
    Unknown,
)

WORDS = ["problem", "step", "input", "implicitly", "goal", "mycelium", "x", "λ", "s0", "Eq", "pi"]

names = st.one_of(
    st.sampled_from(WORDS),
    st.text(string.ascii_letters + "αβγθΩ", min_size=1, max_size=3).filter(lambda n: n != "in"),
    st.builds(lambda a, b: f"{a}_{b}", st.sampled_from("abx"), st.integers(0, 99)),
)
words = st.one_of(names, st.builds(lambda a, b: f"{a}.{b}", names, names))
texts = st.one_of(
    st.text(max_size=30),
    st.text('ab \t\n\r"\\#{}[]@é😀\u00a0\u2028\u202e\ud800/u', max_size=20),
)
comments = st.builds(
    Comments,
    st.lists(st.text("ab #\"'é😀", max_size=8).map(str.rstrip), max_size=2).map(tuple),
    st.none() | st.text('ab #"', max_size=8).map(str.rstrip),
)

decimals = st.builds(
    lambda n, places: Fraction(n, 10**places), st.integers(0, 10**9), st.integers(0, 6)
)
literals = st.builds(Number, st.integers(0, 10**30).map(Fraction) | decimals)
known: st.SearchStrategy[Expression] = literals | st.builds(Name, names)


def _calls(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    several = st.lists(inner, max_size=3).map(tuple)
    binary = st.builds(
        lambda f, a, b: Call(f, (a, b)),
        st.sampled_from(["+", "-", "*", "/", "**", "<", "<=", ">", ">="]),
        inner,
        inner,
    )
    return st.one_of(
        binary,
        binary,
        st.builds(lambda a: Call("-", (a,)), inner),
        st.builds(Call, words, several, several),
        st.builds(Call, st.sampled_from(["set", "tuple"]), several),
    )


expressions = st.recursive(known | st.just(Hole()), _calls, max_leaves=10)
whole_expressions = st.recursive(known, _calls, max_leaves=10)

_plain = st.one_of(
    st.text(max_size=6),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
)
attributes: st.SearchStrategy[Attributes] = st.dictionaries(
    names, _plain | st.lists(_plain, max_size=2).map(tuple), max_size=2
)

_STATES = [set(), {"typed"}, {"expressions"}, {"typed", "expressions"}]
_STATES += [state | {"wired"} for state in _STATES if "expressions" in state]

FACT_SETS: list[frozenset[str]] = [
    frozenset(problem | clauses | state | bridged | end)
    for problem in (set(), {"problem"})
    for clauses in (set(), {"clauses"})
    for state in _STATES
    for bridged in (set(), {"bridged"})
    for end in (set(), {"answer"}, {"answer", "goal"})
]
"""Every combination of facts that a program can have."""

assert frozenset().union(*FACT_SETS) == set(FACTS)


@st.composite
def programs(draw: st.DrawFn, fact_sets: Sequence[frozenset[str]] = FACT_SETS) -> Program:
    """Any program; which facts hold is drawn first, so that every combination comes up."""
    facts = draw(st.sampled_from(fact_sets))
    found: list[Statement] = []
    if "problem" in facts:
        found.append(_drawn(draw, Problem, draw(texts)))
    if "clauses" in facts:
        start = draw(st.integers(0, 20))
        for _ in range(draw(st.integers(1, 3))):
            end = start + draw(st.integers(0, 9))
            found.append(_drawn(draw, Clause, draw(names), start, end, draw(texts)))
    if draw(st.booleans()):
        domain = draw(st.sampled_from(["integer", "rational", "real", "complex"]))
        several = tuple(draw(st.lists(names, min_size=1, max_size=2)))
        found.append(_drawn(draw, Unknown, several, domain))
    if draw(st.booleans()):
        several = tuple(draw(st.lists(names, min_size=1, max_size=2)))
        found.append(_drawn(draw, Define, draw(names), several, draw(expressions)))
    for _ in range(draw(st.integers(1 if facts & {"typed", "expressions"} else 0, 4))):
        found.append(_step(draw, facts))
    done = [role for role, fact in (("wire", "wired"), ("bridge", "bridged")) if fact in facts]
    if done:
        found.append(_drawn(draw, Done, tuple(done)))
    if "goal" in facts:
        found.append(_drawn(draw, Goal, draw(words), draw(names)))
    elif "answer" in facts:
        found.append(_drawn(draw, Answer, draw(names)))
    if draw(st.booleans()):
        found = draw(st.permutations(found))
    footer = tuple(draw(st.lists(st.text("ab #", max_size=5).map(str.rstrip), max_size=2)))
    return Program(tuple(found), header=draw(comments), footer=footer)


def _drawn(draw: st.DrawFn, kind: type, *values: object) -> Statement:
    statement: Statement = kind(
        *values,
        attributes=draw(attributes) if draw(st.booleans()) else {},
        comments=draw(comments) if draw(st.booleans()) else Comments(),
    )
    return statement


def _step(draw: st.DrawFn, facts: frozenset[str]) -> Statement:
    inner = whole_expressions if "wired" in facts else expressions
    provenance = draw(st.sampled_from(["clauses", "implicit", "unknown"]))
    return _drawn(
        draw,
        Step,
        draw(names),
        draw(words if "typed" in facts else st.none() | words),
        draw(inner if "expressions" in facts else st.none() | inner),
        tuple(draw(st.lists(names, min_size=1, max_size=2))) if provenance == "clauses" else (),
        provenance == "implicit",
    )
