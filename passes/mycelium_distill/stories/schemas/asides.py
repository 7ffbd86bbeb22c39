# ruff: noqa: E501 - each wording stands on one line
"""Facts that no question needs: other people, other things, other times."""

from __future__ import annotations

from collections.abc import Sequence

from mycelium_distill.stories.author import Author, Person
from mycelium_distill.stories.lexicon import (
    BOUGHT,
    COLORS,
    DAYS,
    FRUIT,
    MONTHS,
    SHOPS,
    TREATS,
    Thing,
)


def about_others(w: Author, people: Sequence[Person], noun: Thing) -> None:
    """What somebody has besides, how old somebody is, what there once was; and an opening."""
    a = w.of(people)
    other = w.of([thing for thing in BOUGHT if thing is not noun])
    colored = other.many if other in FRUIT or other in TREATS else f"{w.of(COLORS)} {other.many}"
    k, m, far, age, once = (w.whole(*r) for r in ((2, 40), (2, 40), (2, 20), (7, 16), (2, 60)))
    relative = w.pick("brother", "sister", "cousin", "neighbor", "roommate", "best friend")
    w.aside(
        f"{a.s} {w.pick('has', 'also has', 'keeps')} {w.count(k, other)}",
        f"{a.p} {relative} has {w.count(k, other)}",
        f"{a.p} {relative} owns {w.n(k)} {colored}",
        f"{a.s} has never had more than {w.n(k)} {other.many}",
    )
    w.aside(
        f"{a.s} is {w.n(age)} years old",
        f"{a.p} {relative} is {w.n(age)} years old",
        f"{a.n} {w.pick('lives', 'works')} {w.n(far)} {w.pick('blocks', 'miles')} from {w.of(SHOPS)}",
        f"{a.s} woke up at {w.n(w.whole(5, 10))} o'clock that day",
        f"it takes {a.o} {w.n(far)} minutes to walk home",
        f"{a.p} dog weighs {w.n(m)} pounds",
        f"{w.n(m)} people stood in line at {w.of(SHOPS)}",
    )
    fruit = w.of(FRUIT if noun not in FRUIT else TREATS)
    w.aside(
        f"last {w.of(DAYS)}, {a.s} ate {w.count(m, fruit)}",
        f"{a.p} {w.pick('mother', 'father', 'uncle', 'aunt')} bought {w.count(m, fruit)} at {w.of(SHOPS)}",
        f"{a.s} once gave away {w.n(m)} {colored}",
        f"{a.p} lunch cost {w.usd(w.whole(3, 20))}",
        f"in {w.of(MONTHS)}, {a.s} read {w.n(far)} books",
    )
    w.aside(  # the story's own things, but at another time, or only wished for
        f"{a.p} {relative} would like to have {w.count(once, noun)}",
        f"a year ago, {a.s} had {w.count(once, noun)}",
        f"{a.p} {relative} once had {w.count(once, noun)}",
        f"{a.p} {relative} gave {w.count(once, noun)} to a school last year",
    )
    w.scene(
        f"{a.n} {w.pick('likes', 'loves', 'is fond of', 'is proud of', 'knows a lot about')} {noun.many}",
        f"{a.n} is {w.pick('getting ready for a party', 'helping a friend', 'planning the weekend', 'cleaning up')}",
        f"it {w.pick('is a sunny day', 'was a rainy weekend', 'is almost summer', 'was a busy week')}",
        f"{a.n} has a {w.pick('hobby', 'plan', 'busy week', 'long day', 'big family')}",
        f"{a.n} {w.pick('has just moved to a new town', 'wants to learn something new', 'is on vacation', 'has a lot to do')}",
    )
