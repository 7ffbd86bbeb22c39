# ruff: noqa: E501 - each wording stands on one line
"""Several amounts in one sentence; groups within groups."""

from __future__ import annotations

from mycelium_distill.stories.author import Author
from mycelium_distill.stories.lexicon import CLOTHES, COLLECTED, GOODS
from mycelium_distill.stories.schemas.asides import about_others
from mycelium_distill.stories.schemas.having import listed
from mycelium_distill.stories.terms import Term, Unfit, cents, total, whole

HOUSES = (
    ("hotel", "floors", "floor", "rooms", "room", "beds", "guests sleep in the hotel", "beds are free"),
    ("library", "halls", "hall", "shelves", "shelf", "books", "books are on loan", "books are there"),
    ("school", "floors", "floor", "classrooms", "classroom", "desks", "desks are taken", "desks are free"),
    ("theater", "sections", "section", "rows", "row", "seats", "seats are sold", "seats are left"),
    ("farm", "barns", "barn", "pens", "pen", "lambs", "lambs are outside", "lambs are inside"),
    ("warehouse", "aisles", "aisle", "racks", "rack", "boxes", "boxes are shipped", "boxes remain"),
    ("garden", "beds", "bed", "rows", "row", "plants", "plants are in bloom", "plants are not in bloom"),
    ("parking garage", "levels", "level", "rows", "row", "spaces", "spaces are taken", "spaces are free"),
)  # fmt: skip


def budget(w: Author) -> None:
    """A budget and a list of what was spent; what is left, or one price that is not told."""
    a = w.person()
    w.keep_order = True
    things = w.some(w.pick(CLOTHES, GOODS), w.pick(2, 3, 3, 4))
    prices: list[Term] = []
    texts = []
    for thing in things:
        p = w.price(2, 60)
        prices.append(p)
        texts.append(f"{w.usd(p)} on {'an' if thing.one[0] in 'aeiou' else 'a'} {thing.one}")
    spent = cents(total(prices))
    had = w.given((int(spent.value) // 10 + w.pick(1, 2, 3, 6)) * 10)
    left = cents(had - spent)
    hidden = w.chance(0.35) and left.value.denominator == 1
    w.tell(
        f"{a.n} went to {w.pick('the mall', 'town', 'the market', 'a department store')} with {w.usd(had)}",
        f"{a.n} had {w.usd(had)} to spend",
        f"{a.n} got {w.usd(had)} for {a.p} birthday",
        f"{a.n} had a budget of {w.usd(had)}",
        joins=False,
    )
    w.tell(
        f"{a.s} spent {listed(texts)}",
        f"{a.n} spent {listed(texts)}",
        follows=True,
        joins=False,
    )
    if hidden:
        rest = w.whole(1, max(1, int(left.value) - 1))
        if rest.value >= left.value:
            raise Unfit
        extra = w.pick("a pair of shoes", "a cake", "a board game", "lunch")
        w.tell(
            f"{a.s} also bought {extra}", f"then {a.s} paid for {extra}", follows=True, joins=False
        )
        w.tell(
            f"now {a.s} has {w.usd(rest)} left",
            f"in the end, {a.s} had {w.usd(rest)}",
            follows=True,
        )
        gone = cents(had - rest)
        w.ask(gone, f"how much did {a.n} spend in all")
        w.ask(
            cents(gone - spent), f"how much did {extra} cost", f"how much did {a.n} pay for {extra}"
        )
    else:
        w.ask(spent, f"how much did {a.n} spend {w.pick('in all', 'altogether', 'in total')}")
        w.ask(
            left,
            f"how much money did {a.n} have left",
            f"how much of the money {w.pick('was left', 'remained')}",
        )
        if w.chance(0.5):
            x = w.whole(int(left.value) + 2, int(left.value) + 80)
            w.tell(
                f"now {a.s} wants to buy a {w.pick('lamp', 'radio', 'watch', 'ticket')} for {w.usd(x)}",
                follows=True,
            )
            w.ask(cents(x - left), f"how much more money does {a.n} need for that")
    i, j = w.some(range(len(things)), 2)
    w.ask(
        cents(prices[i] + prices[j]),
        f"how much did the {things[i].one} and the {things[j].one} cost together",
    )
    if prices[i].value > prices[j].value:
        w.ask(
            cents(prices[i] - prices[j]),
            f"how much more did the {things[i].one} cost than the {things[j].one}",
        )
    about_others(w, [a], things[0])


def nested(w: Author) -> None:
    """Groups of groups: floors with rooms with beds."""
    house, parts, part, rooms, room, beds, taken, free = w.of(HOUSES)
    n, m, k = w.whole(2, 9), w.whole(3, 15), w.whole(2, 12)
    name = w.pick("a", "the", "a big")
    w.keep_order = True
    if w.chance(0.5):
        w.tell(
            f"{name} {house} has {w.n(n)} {parts} with {w.n(m)} {rooms} on each {part}"
            if part in ("floor", "level")
            else f"{name} {house} has {w.n(n)} {parts} with {w.n(m)} {rooms} in each {part}",
            joins=False,
        )
        w.tell(
            f"each {room} has {w.n(k)} {beds}",
            f"there are {w.n(k)} {beds} in every {room}",
            f"every {room} holds {w.n(k)} {beds}",
            condition=f"each {room} has {w.n(k)} {beds}",
        )
    else:
        w.tell(
            f"there are {w.n(n)} {parts} {'on' if house == 'farm' else 'in'} {name if name != 'the' else 'a'} {house}",
            condition=f"there are {w.n(n)} {parts}",
        )
        w.tell(
            f"each {part} has {w.n(m)} {rooms}, and each {room} has {w.n(k)} {beds}", joins=False
        )
    inner = whole(n * m)
    all_ = whole(inner * k)
    w.ask(inner, f"how many {rooms} are there in all", f"how many {rooms} does the {house} have")
    w.ask(
        all_,
        f"how many {beds} are there in {w.pick('all', 'total')}",
        f"how many {beds} does the {house} have",
    )
    w.ask(whole(m * k), f"how many {beds} does one {part} have")
    if w.chance(0.7):
        if w.chance(0.5):
            gone: Term = w.whole(2, int(all_.value) - 1)
            text = w.n(w.givens[-1])
        else:
            p = w.given(
                w.of(
                    [
                        p
                        for p in (10, 20, 25, 30, 40, 50, 60, 75, 80, 90)
                        if (all_.value * p / 100).denominator == 1
                    ]
                )
            )
            gone = whole(w.percent(p, all_))
            text = f"{w.mark(p, str(p.number))}% of the"
            if "guests" in taken:
                raise Unfit
            w.ask(gone, f"how many {taken}")
        w.tell(
            f"{text} {taken}", f"today, {text} {taken}", condition=f"{text} {taken}", joins=False
        )
        rest = whole(all_ - gone)
        w.ask(rest, f"how many {free}")
        if house in ("hotel", "theater"):
            x = w.whole(5, 60)
            w.tell(f"a {beds[:-1]} costs {w.usd(x)}", condition=f"a {beds[:-1]} costs {w.usd(x)}")
            w.ask(whole(gone * x), f"how much money does the {house} take in today")
    w.aside(
        f"the {house} is {w.n(w.whole(5, 120))} years old",
        f"{w.n(w.whole(3, 30))} people work there",
    )
    w.aside(
        f"the {house} next to it has {w.n(w.whole(2, 9))} {parts}",
        f"last year, there were {w.n(w.whole(10, 200))} {beds}",
    )


def teams(w: Author) -> None:
    """Several groups that all get the same, bought in packs."""
    a = w.person()
    noun = w.of(COLLECTED)
    group, member = w.pick(
        ("teams", "players"),
        ("classes", "students"),
        ("tables", "guests"),
        ("families", "members"),
        ("troops", "scouts"),
    )
    n, m, each = w.whole(2, 10), w.whole(3, 24), w.whole(2, 8)
    w.tell(
        f"{a.n} wants to give {w.count(each, noun)} to each of the {member}",
        f"each of the {member} gets {w.count(each, noun)} from {a.n}",
        condition=f"each of the {member} gets {w.count(each, noun)}",
        joins=False,
    )
    w.tell(
        f"there are {w.n(n)} {group} of {w.n(m)} {member}",
        f"there are {w.n(n)} {group} with {w.n(m)} {member} each",
        joins=False,
    )
    people: Term = whole(n * m)
    w.ask(people, f"how many {member} are there in all")
    if w.chance(0.4):
        k = w.whole(2, min(12, int(people.value) - 2))
        w.tell(f"{w.n(k)} {member} do not come", f"{w.n(k)} of the {member} are missing")
        people = whole(people - k)
        w.questions.clear()
        w.ask(people, f"how many {member} come")
    need = whole(people * each)
    w.ask(need, f"how many {noun.many} does {a.n} need", f"how many {noun.many} are needed in all")
    if w.chance(0.4):
        have = w.whole(2, max(2, int(need.value) // 2))
        w.tell(
            f"{a.s} already has {w.n(have)} {noun.many}",
            condition=f"{a.s} already has {w.n(have)} {noun.many}",
        )
        need = whole(need - have)
        w.questions = w.questions[:-1]
        w.ask(need, f"how many more {noun.many} does {a.n} need")
    ok = [s for s in range(2, 31) if need.value % s == 0]
    if ok:
        size = w.given(w.of(ok))
        w.tell(
            f"the {noun.many} come in packs of {w.n(size)}",
            f"a pack holds {w.count(size, noun)}",
            condition=f"there are {w.count(size, noun)} in a pack",
        )
        packs = whole(need / size)
        w.ask(packs, f"how many packs does {a.s} have to buy", f"how many packs must {a.n} buy")
        p = w.price(2, 20)
        w.tell(
            f"each pack costs {w.usd(p)}",
            f"a pack is {w.usd(p)}",
            condition=f"a pack costs {w.usd(p)}",
        )
        w.ask(
            cents(packs * p),
            f"how much does {a.n} have to pay",
            f"how much will all the packs cost {a.o}",
        )
    about_others(w, [a], noun)
