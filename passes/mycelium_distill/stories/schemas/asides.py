# ruff: noqa: E501 - each wording stands on one line
"""Facts that no question needs: other people, other things, other times."""

from __future__ import annotations

from collections.abc import Sequence

from mycelium_distill.stories.author import Author, Person
from mycelium_distill.stories.lexicon import BOUGHT, COLORS, DAYS, FRUIT, SHOPS, TREATS, Thing


def about_others(w: Author, people: Sequence[Person], noun: Thing) -> None:
    """What somebody has besides, how old somebody is, what somebody else has."""
    a = w.of(people)
    other = w.of([thing for thing in BOUGHT if thing is not noun])
    k, m, far, age = w.int(2, 40), w.int(2, 40), w.int(2, 20), w.int(7, 16)
    w.aside(
        f"{a.s} also has {w.count(k, other)}",
        f"{a.p} {w.pick('brother', 'sister', 'cousin', 'neighbor')} has {w.count(k, other)}",
        f"besides, {a.s} owns {w.count(k, other)}",
    )
    w.aside(
        f"{a.s} is {w.n(age)} years old",
        f"{a.n} {w.pick('lives', 'works')} {w.n(far)} {w.pick('blocks', 'miles')} from {w.of(SHOPS)}",
    )
    fruit = w.of(FRUIT if noun not in FRUIT else TREATS)
    w.aside(
        f"last {w.of(DAYS)}, {a.s} ate {w.count(m, fruit)}",
        f"{a.p} {w.pick('mother', 'father', 'uncle', 'aunt')} bought {w.count(m, fruit)} at {w.of(SHOPS)}",
        f"{a.s} once gave away {w.n(m)} {w.of(COLORS)} {other.many}",
    )
