# ruff: noqa: E501 - each wording stands on one line
"""Equal groups and equal shares."""

from __future__ import annotations

from mycelium_distill.stories.author import Author
from mycelium_distill.stories.lexicon import COLLECTED, FRUIT, HOLDERS, TREATS
from mycelium_distill.stories.schemas.asides import about_others
from mycelium_distill.stories.terms import Term, cents, total, whole


def boxes(w: Author) -> None:
    """Containers with so many in each, of one kind or two, and single ones besides."""
    a = w.person()
    noun = w.of(COLLECTED)
    box, other = w.some(HOLDERS, 2)
    n, each = w.whole(2, 12), w.whole(3, 24)
    w.tell(
        f"{a.n} has {w.count(n, box)} with {w.count(each, noun)} in each",
        f"{a.n} bought {w.count(n, box)} of {noun.many}, with {w.n(each)} {noun.many} in each {box.one}",
        f"there are {w.count(each, noun)} in each of {a.p} {w.count(n, box)}",
        f"{a.n} filled {w.count(n, box)} with {w.count(each, noun)} each",
        condition=f"{a.n} has {w.count(n, box)} with {w.count(each, noun)} in each", joins=False,
    )  # fmt: skip
    first = whole(n * each)
    w.ask(
        first,
        f"how many {noun.many} are in the {box.many}",
        f"how many {noun.many} are there in {a.p} {box.many} altogether",
    )
    parts: list[Term] = [first]
    w.keep_order = True
    if w.chance(0.45):
        m, each2 = w.whole(2, 12), w.whole(2, 24)
        w.tell(
            f"{a.s} also has {w.count(m, other)} with {w.count(each2, noun)} in each",
            f"besides, there are {w.count(m, other)} that hold {w.count(each2, noun)} each",
            joins=False,
        )
        second = whole(m * each2)
        parts.append(second)
        w.ask(second, f"how many {noun.many} are in the {other.many}")
        w.ask(whole(n + m), f"how many {box.many} and {other.many} are there in all")
        if first.value > second.value:
            w.ask(
                whole(first - second),
                f"how many more {noun.many} are in the {box.many} than in the {other.many}",
            )
    if w.chance(0.4):
        loose = w.whole(2, 30)
        w.tell(
            f"{a.s} has {w.n(loose)} more {noun.many} that are in no {box.one}",
            f"another {w.n(loose)} {noun.many} lie on the table",
            joins=False,
        )
        parts.append(loose)
    have: Term = parts[0]
    parting = w.chance(0.5)
    if len(parts) > 1:
        have = whole(total(parts))
    if len(parts) > 1 and not parting:
        w.ask(
            have,
            f"how many {noun.many} does {a.n} have {w.pick('in all', 'altogether', 'in total')}",
        )
    if parting:
        gone = w.whole(2, max(2, int(have.value) // 2))
        w.tell(
            f"{a.s} gives away {w.n(gone)} of the {noun.many}",
            f"{w.n(gone)} of all the {noun.many} are broken",
            f"{a.s} uses {w.n(gone)} {noun.many}",
            condition=f"{a.s} gives away {w.n(gone)} of the {noun.many}",
        )
        have = whole(have - gone)
        w.ask(
            have,
            f"how many {noun.many} are left",
            f"how many {noun.many} does {a.n} have left then",
        )
    ok = [d for d in range(2, 13) if have.value % d == 0]
    if ok and w.chance(0.5):
        k = w.given(w.of(ok))
        who = w.pick("friends", "children", "classmates", "cousins")
        w.tell(
            f"{a.s} shares {w.pick('what is left', 'all of them') if len(w.facts) > 1 else 'them'} equally among {w.n(k)} {who}",
            f"{w.n(k)} {who} get the same number of the {noun.many}, and nothing is left",
            condition=f"{a.s} shares them equally among {w.n(k)} {who}",
            joins=False,
        )
        w.ask(
            whole(have / k),
            f"how many {noun.many} does each of the {who} get",
            "how many does each of them get",
        )
    about_others(w, [a], noun)
    w.aside(
        f"each {box.one} weighs {w.n(w.whole(2, 9))} pounds",
        f"a {box.one} costs {w.usd(w.whole(1, 9))}",
    )


def sharing(w: Author) -> None:
    """Something shared or packed equally: into how many, or how many each."""
    a = w.person()
    noun = w.of(COLLECTED + TREATS + FRUIT)
    box = w.of(HOLDERS)
    size, groups = w.whole(3, 20), w.random.randint(2, 15)
    n = w.given(size.number * groups)
    w.tell(
        f"{a.n} has {w.count(n, noun)}",
        f"{a.n} {w.pick('collected', 'picked', 'bought')} {w.count(n, noun)}",
        f"there are {w.count(n, noun)} to be packed",
        condition=f"{a.n} has {w.count(n, noun)}",
    )
    have: Term = n
    w.keep_order = True
    if w.chance(0.4):
        more = w.given(size.number * w.random.randint(1, 6))
        w.tell(
            f"{a.p} {w.pick('sister', 'brother', 'friend')} brings {w.n(more)} more",
            f"then {a.s} gets {w.n(more)} more {noun.many}",
            follows=True,
        )
        have = whole(n + more)
        w.ask(have, f"how many {noun.many} are there in all")
    if w.chance(0.5):
        w.tell(
            f"{a.s} puts {w.n(size)} in each {box.one}",
            f"each {box.one} holds {w.n(size)} {noun.many}",
            f"{w.n(size)} {noun.many} fit into one {box.one}",
            condition=f"{a.s} puts {w.n(size)} in each {box.one}",
        )
        number = whole(have / size)
        w.ask(
            number,
            f"how many {box.many} does {a.s} need",
            f"how many {box.many} can be filled",
            f"how many {box.many} will {a.n} have",
        )
        p = w.whole(1, 12)
        w.ask(
            cents(number * p),
            f"how much will all the {box.many} cost if one {box.one} costs {w.usd(p)}",
            f"at {w.usd(p)} for each {box.one}, how much will {a.n} pay for the {box.many}",
        )
        had = w.whole(1, 8)
        if number.value > had.value:
            w.ask(
                whole(number - had),
                f"how many more {box.many} does {a.n} need if {a.s} has {w.n(had)} already",
            )
    else:
        w.tell(
            f"{a.s} shares them equally among {w.n(size)} people",
            f"{w.n(size)} people share the {noun.many} equally",
            condition=f"{a.s} shares them equally among {w.n(size)} people",
        )
        each = whole(have / size)
        w.ask(each, f"how many {noun.many} does each person get", "how many does each of them get")
        ate = w.whole(1, 6)
        if each.value > ate.value:
            w.ask(
                whole(each - ate),
                f"how many {noun.many} does a person have left after giving back {w.n(ate)}",
            )
    about_others(w, [a], noun)
    w.aside(
        f"each {noun.one} weighs {w.n(w.whole(2, 30))} ounces",
        f"there were {w.n(w.whole(3, 30))} {box.many} in another room",
    )
