# ruff: noqa: E501 - each wording stands on one line
"""Things that somebody gets, loses and hands over; what there was before, and what there is now."""

from __future__ import annotations

from mycelium_distill.stories.author import Author
from mycelium_distill.stories.lexicon import COLLECTED, DAYS, SHOPS
from mycelium_distill.stories.schemas.asides import about_others
from mycelium_distill.stories.terms import Term, Unfit, made, total, whole


def changes(w: Author) -> None:
    """One person's things, got and given away, with several questions about them."""
    noun = w.of(COLLECTED)
    a, friend = w.person(), w.person()
    w.keep_order = True
    start = w.whole(15, 90)
    w.tell(
        f"{a.n} had {w.count(start, noun)}",
        f"{a.n} has {w.count(start, noun)}",
        f"at first, {a.n} had {w.count(start, noun)}",
        f"{a.n} started with {w.count(start, noun)}",
        f"{a.n} had a collection of {w.count(start, noun)}",
        condition=f"{a.n} had {w.count(start, noun)} at first",
    )
    now: Term = start
    lost: list[Term] = []
    got: list[Term] = []
    for _ in range(w.pick(1, 2, 2, 3, 4)):
        if now.value < 8 or w.chance(0.45):
            k = w.whole(2, 30)
            got.append(k)
            w.tell(
                f"{a.s} bought {w.n(k)} more {noun.many} at {w.of(SHOPS)}",
                f"then {a.s} got {w.n(k)} more {noun.many} from {a.p} {w.pick('uncle', 'aunt', 'teacher', 'father')}",
                f"{a.p} {w.pick('mother', 'grandmother', 'brother')} gave {a.o} {w.n(k)} more {noun.many}",
                f"on {w.of(DAYS)}, {a.s} found {w.n(k)} more {noun.many}",
                f"later {a.s} received another {w.n(k)} {noun.many}",
                f"{a.s} won {w.n(k)} more {noun.many} in a contest",
                condition=f"{a.s} gets {w.n(k)} more {noun.many}",
            )
            now = whole(now + k)
        elif w.chance(0.25) and now.value % 2 == 0:
            d = w.given(2)
            part = whole(now / d)
            lost.append(part)
            w.tell(
                f"{a.s} gave {w.mark(d, 'half')} of the {noun.many} to {friend.n}",
                f"then {a.s} gave {w.mark(d, 'half')} of {a.p} {noun.many} away",
                f"{a.s} sold {w.mark(d, 'half')} of them",
            )
            now = whole(now / d) if w.chance(0.5) else whole(now - part)
        else:
            k = w.whole(2, int(now.value) - 2)
            lost.append(k)
            w.tell(
                f"{a.s} gave {w.n(k)} {noun.many} to {friend.n}",
                f"{a.s} gave {w.n(k)} of them to {a.p} {w.pick('sister', 'brother', 'friend', 'cousin')}",
                f"{a.s} lost {w.n(k)} of {a.p} {noun.many}",
                f"then {a.s} sold {w.n(k)} {noun.many}",
                f"after that, {a.s} gave away {w.n(k)} {noun.many}",
                f"{w.n(k)} of the {noun.many} were {w.pick('lost', 'stolen', 'given away')}",
                condition=f"{a.s} gives away {w.n(k)} of them",
            )
            now = whole(now - k)
    about_others(w, [a, friend], noun)
    if w.chance(0.3):
        d = w.whole(2, 9)
        w.aside(
            f"{friend.n} has {w.count(d, noun)}",
            f"{friend.n} has {w.n(d)} fewer {noun.many} than {a.p} cousin",
        )
    w.ask(
        now,
        f"how many {noun.many} does {a.n} have now",
        f"how many {noun.many} does {a.s} have left"
        if lost
        else f"how many {noun.many} does {a.s} have now",
        f"how many {noun.many} did {a.n} have in the end",
        f"how many {noun.many} are there in {a.p} collection now",
    )
    if len(got) > 1:
        w.ask(
            whole(total(got)),
            f"how many {noun.many} did {a.n} get in all",
            f"how many new {noun.many} did {a.s} get",
        )
    if len(lost) > 1:
        w.ask(whole(total(lost)), f"how many {noun.many} did {a.n} lose or give away in total")
    if now.value > start.value:
        w.ask(
            made(now - start),
            f"how many more {noun.many} does {a.n} have now than at the beginning",
        )
    elif now.value < start.value:
        w.ask(
            made(start - now),
            f"how many fewer {noun.many} does {a.n} have now than at the beginning",
        )


def unknown(w: Author) -> None:
    """What there was before, or what the change was, from what there is now."""
    noun = w.of(COLLECTED)
    a, b = w.person(), w.person()
    w.keep_order = True
    if w.chance(0.5):
        start, end = w.whole(5, 80), w.whole(5, 120)
        if start.value == end.value:
            raise Unfit
        w.tell(
            f"{a.n} had {w.count(start, noun)}",
            f"there were {w.count(start, noun)} in {a.p} {w.pick('room', 'bag', 'house', 'collection')}",
        )
        up = end.value > start.value
        w.tell(
            *(
                (
                    f"{b.n} gave {a.o} some more",
                    f"{a.s} got some more from {b.n}",
                    f"{a.s} bought some more {noun.many}",
                )
                if up
                else (
                    f"{a.s} gave some of them to {b.n}",
                    f"{a.s} lost some of them",
                    f"{a.s} sold some {noun.many} to {b.n}",
                )
            ),
            follows=True,
        )
        w.tell(
            f"now {a.s} has {w.count(end, noun)}" + ("" if up else " left"),
            f"{a.s} has {w.count(end, noun)} now",
            follows=True,
        )
        if up:
            w.ask(
                whole(end - start),
                f"how many {noun.many} did {a.n} get",
                f"how many more {noun.many} does {a.n} have now than before",
                f"how many {noun.many} were added",
            )
        else:
            w.ask(
                whole(start - end),
                f"how many {noun.many} did {a.n} lose or give away",
                f"how many {noun.many} are gone",
                f"how many fewer {noun.many} does {a.n} have now than before",
            )
    else:
        gone, left = w.whole(2, 40), w.whole(2, 60)
        w.tell(
            f"{a.n} had some {noun.many}",
            f"{a.n} had a box of {noun.many}",
            f"there were {noun.many} in {a.p} bag",
        )
        verb = w.pick(
            f"gave {w.n(gone)} of them to {b.n}",
            f"sold {w.n(gone)} of them",
            f"lost {w.n(gone)} of them",
        )
        w.tell(f"{a.s} {verb}", follows=True)
        parts: list[Term] = [left, gone]
        if w.chance(0.4):
            more = w.whole(2, 30)
            w.tell(
                f"then {a.s} gave {w.n(more)} more to {a.p} {w.pick('brother', 'sister', 'teacher')}",
                follows=True,
            )
            w.ask(whole(gone + more), f"how many {noun.many} did {a.n} part with in all")
            parts.append(more)
        w.tell(
            f"{a.s} has {w.count(left, noun)} left",
            f"now {a.s} has {w.count(left, noun)}",
            f"afterwards, {w.n(left)} {noun.many} were left",
            follows=True,
        )
        before = whole(total(parts))
        w.ask(
            before,
            f"how many {noun.many} did {a.n} have {w.pick('at first', 'in the beginning', 'to begin with', 'originally')}",
        )
        if gone.value != left.value:
            more_gone = gone.value > left.value
            w.ask(
                whole(gone - left if more_gone else left - gone) if len(parts) == 2 else before,
                f"how many {'more' if more_gone else 'fewer'} {noun.many} did {a.n} part with than {a.s} has left"
                if len(parts) == 2
                else f"how many {noun.many} did {a.n} have at first",
            )
    about_others(w, [a, b], noun)


def transfer(w: Author) -> None:
    """Two people, one of whom hands things to the other."""
    noun = w.of(COLLECTED)
    a, b = w.person(), w.person()
    first, second = w.whole(20, 90), w.whole(5, 60)
    w.keep_order = True
    w.tell(
        f"{a.n} has {w.count(first, noun)} and {b.n} has {w.n(second)}",
        f"{a.n} has {w.count(first, noun)}, while {b.n} has {w.count(second, noun)}",
        joins=False,
    )
    d = w.whole(3, first.number - 3)
    given: Term = d
    if w.chance(0.35):
        part = w.given(w.pick(2, 3, 4, 5))
        given = whole(first / part)
        text = f"{w.part(part)} of {a.p} {noun.many}"
    else:
        text = f"{w.n(d)} {noun.many}"
    w.tell(
        f"{a.n} gives {b.n} {text}",
        f"{a.n} gives {text} to {b.n}",
        condition=f"{a.n} gives {b.n} {text}",
        joins=False,
    )
    left, now = whole(first - given), whole(second + given)
    w.ask(
        left,
        f"how many {noun.many} does {a.n} have left",
        f"how many {noun.many} will {a.n} have then",
    )
    w.ask(now, f"how many {noun.many} does {b.n} have {w.pick('now', 'then', 'afterwards')}")
    if left.value > now.value:
        w.ask(made(left - now), f"how many more {noun.many} does {a.n} have than {b.n} then")
    if now.value > left.value:
        w.ask(made(now - left), f"how many more {noun.many} does {b.n} have than {a.n} then")
    w.ask(whole(first + second), f"how many {noun.many} do {a.n} and {b.n} have together")
    about_others(w, [a, b], noun)
