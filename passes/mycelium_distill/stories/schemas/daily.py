# ruff: noqa: E501 - each wording stands on one line
"""Supplies for days and weeks; minutes, dozens and cents."""

from __future__ import annotations

from mycelium_distill.stories.author import Author
from mycelium_distill.stories.lexicon import BOUGHT, FRUIT, PETS, TREATS
from mycelium_distill.stories.schemas.asides import about_others
from mycelium_distill.stories.terms import Term, cents, total, whole


def supplies(w: Author) -> None:
    """What is used every day, over weeks; how long it lasts and what it costs."""
    a = w.person()
    pet = w.of(PETS)
    what, unit, use = w.pick(
        ("food", "cups", "eats"),
        ("food", "ounces", "eats"),
        ("feed", "grams", "gets"),
        ("water", "cups", "drinks"),
    )
    n, each = w.whole(2, 9), w.whole(2, 6)
    w.tell(
        f"{a.n} has {w.count(n, pet)}",
        f"{a.n} keeps {w.count(n, pet)}",
        condition=f"{a.n} has {w.count(n, pet)}",
    )
    w.tell(
        f"each {pet.one} {use} {w.n(each)} {unit} of {what} {w.pick('a day', 'every day', 'per day')}",
        f"every day, each {pet.one} {use} {w.n(each)} {unit} of {what}",
        condition=f"each {pet.one} {use} {w.n(each)} {unit} of {what} a day",
    )
    daily = whole(n * each)
    w.ask(daily, f"how many {unit} of {what} do the {pet.many} need each day")
    weeks = w.whole(2, 6)
    span = w.pick("week", "days", "weeks", "year")
    if span == "week":
        need = whole(daily * 7)
        w.ask(
            need,
            f"how many {unit} of {what} does {a.n} need for {w.pick('a week', 'one week')}",
            f"how many {unit} of {what} are used in a week",
        )
    elif span == "weeks":
        time = whole(weeks * 7)
        need = whole(daily * time) if w.chance(0.5) else whole(whole(daily * 7) * weeks)
        w.ask(
            need,
            f"how many {unit} of {what} does {a.n} need for {w.n(weeks)} weeks",
            f"how many {unit} of {what} are used up in {w.n(weeks)} weeks",
        )
    elif span == "year":
        need = whole(daily * 365)
        w.ask(need, f"how many {unit} of {what} do they use in a year")
    else:
        days = w.whole(3, 30)
        need = whole(daily * days)
        w.ask(need, f"how many {unit} of {what} does {a.n} need for {w.n(days)} days")
    bag_days = w.random.randint(3, 20)
    bag = w.given(int(daily.value) * bag_days)
    w.tell(
        f"a bag of {what} holds {w.n(bag)} {unit}"
        if what != "water"
        else f"the tank holds {w.n(bag)} {unit}",
        joins=False,
    )
    lasts = whole(bag / daily)
    w.ask(
        lasts,
        "how many days does one bag last"
        if what != "water"
        else "how many days does a full tank last",
    )
    p = w.whole(4, 40)
    if what != "water":
        w.tell(
            f"one bag costs {w.usd(p)}",
            f"{a.s} pays {w.usd(p)} for a bag",
            condition=f"a bag costs {w.usd(p)}",
        )
        k = w.whole(2, 6)
        w.ask(cents(p * k), f"how much do {w.n(k)} bags cost")
        w.ask(whole(lasts * k), f"how many days do {w.n(k)} bags last")
    about_others(w, [a], pet)
    w.aside(
        f"the {pet.many} are {w.n(w.whole(2, 9))} months old",
        f"{a.p} neighbor has {w.count(w.whole(2, 9), w.of(PETS))}",
    )


def minutes(w: Author) -> None:
    """Activities in minutes and hours, by day and week."""
    a = w.person()
    act, doing = w.pick(
        ("practices the piano", "practicing the piano"),
        ("reads", "reading"),
        ("does homework", "doing homework"),
        ("exercises", "exercising"),
        ("walks the dog", "walking the dog"),
        ("plays chess", "playing chess"),
        ("draws", "drawing"),
        ("studies French", "studying French"),
    )
    base = {"practices": "practice", "does": "do", "studies": "study", "exercises": "exercise"}.get(
        act.split()[0], act.split()[0][:-1]
    ) + act[len(act.split()[0]) :]
    form = w.pick("hours", "minutes", "split")
    w.keep_order = True
    if form == "hours":
        h, days = w.whole(1, 4), w.whole(2, 7)
        text = f"{w.n(h)} hour{'s' if h.number > 1 else ''}"
        w.tell(
            f"{a.n} {act} for {text} a day, {w.n(days)} days a week",
            f"{a.n} {act} {text} each day on {w.n(days)} days of the week",
            joins=False,
        )
        week = whole(h * days)
        w.ask(week, f"how many hours a week does {a.n} {base}")
        k = w.whole(2, 10)
        w.ask(whole(week * k), f"how many hours does {a.n} {base} in {w.n(k)} weeks")
        w.ask(whole(week * 60), f"how many minutes a week does {a.n} {base}")
        w.ask(whole(whole(h * 60) * days), f"how many minutes does {a.n} spend {doing} in a week")
        w.ask(whole(week * 52), f"how many hours does {a.n} spend {doing} in a year")
    elif form == "minutes":
        m, n = w.whole(10, 50, 5), w.whole(2, 6)
        w.tell(
            f"{a.n} {act} for {w.n(m)} minutes {w.n(n)} times a {w.pick('day', 'week')}",
            f"{w.n(n)} times a week, {a.n} {act} for {w.n(m)} minutes",
            joins=False,
        )
        time = whole(m * n)
        w.ask(
            time,
            f"how many minutes in all is that each {'day' if 'a day' in w.facts[-1].text else 'week'}",
        )
        if (time.value / 60 * 4).denominator == 1:
            w.ask(
                whole(time / 60) if (time.value / 60).denominator == 1 else time,
                f"how many hours is that each {'day' if 'a day' in w.facts[-1].text else 'week'}"
                if (time.value / 60).denominator == 1
                else f"how many minutes each {'day' if 'a day' in w.facts[-1].text else 'week'} does {a.n} spend {doing}",
            )
        k = w.whole(2, 9)
        w.ask(
            whole(time * k),
            f"how many minutes is that in {w.n(k)} {'days' if 'a day' in w.facts[-1].text else 'weeks'}",
        )
    else:
        h, used = w.whole(2, 6), w.whole(10, 50, 5)
        w.tell(
            f"{a.n} has {w.n(h)} hours before dinner",
            f"{a.n} has {w.n(h)} free hours today",
            condition=f"{a.n} has {w.n(h)} hours in all",
        )
        w.tell(
            f"{a.s} spends {w.n(used)} minutes {doing}",
            f"{a.s} {act} for {w.n(used)} minutes",
            follows=True,
        )
        parts: list[Term] = [used]
        if w.chance(0.6):
            more = w.whole(5, 60, 5)
            w.tell(
                f"then {a.s} {w.pick('cooks', 'rests', 'cleans', 'plays')} for {w.n(more)} minutes",
                follows=True,
            )
            parts.append(more)
        both: Term = whole(total(parts)) if len(parts) > 1 else used
        left = whole(whole(h * 60) - both)
        w.ask(left, f"how many minutes does {a.n} have left", "how many minutes are left")
        if len(parts) > 1:
            w.ask(both, f"how many minutes has {a.n} used in total")
    about_others(w, [a], w.of(BOUGHT))
    w.aside(
        f"{a.s} started {doing} {w.n(w.whole(2, 9))} years ago",
        f"{a.p} friend spends {w.n(w.whole(10, 90, 5))} minutes {doing}",
    )


def dozens(w: Author) -> None:
    """Dozens, and coins: amounts that need a unit that everybody knows."""
    a = w.person()
    noun = w.of(TREATS + FRUIT)
    w.keep_order = True
    if w.chance(0.55):
        d = w.whole(2, 12)
        w.tell(
            f"{a.n} {w.pick('baked', 'bought', 'ordered', 'has')} {w.n(d)} dozen {noun.many}",
            condition=f"{a.n} has {w.n(d)} dozen {noun.many}",
        )
        have: Term = whole(d * 12)
        w.ask(
            have,
            f"how many {noun.many} is that in all",
            f"how many {noun.many} does {a.n} have to begin with",
        )
        if w.chance(0.7):
            gone = w.whole(2, int(have.value) // 2)
            w.tell(
                f"{a.s} gave {w.n(gone)} of the {noun.many} to {a.p} {w.pick('neighbors', 'teachers', 'guests')}",
                f"{w.n(gone)} of them were eaten",
                follows=True,
            )
            have = whole(have - gone)
            w.ask(have, f"how many {noun.many} are left")
        p = w.whole(2, 12)
        w.tell(f"a dozen costs {w.usd(p)}", f"{a.s} paid {w.usd(p)} per dozen")
        w.ask(cents(d * p), f"how much did {a.n} pay for all of the {noun.many}")
        k = w.whole(2, 6)
        if have.value % k.value == 0:
            w.ask(
                whole(have / k),
                f"how many {noun.many} does each of {w.n(k)} children get if they share them all equally"
                if have.value == d.value * 12
                else f"if {w.n(k)} children share the rest equally, how many {noun.many} does each get",
            )
    else:
        coins = w.some((("quarters", 25), ("dimes", 10), ("nickels", 5)), w.pick(1, 2, 2, 3))
        sums: list[Term] = []
        for name, value in coins:
            n = w.whole(2, 30)
            w.tell(f"{a.s} has {w.n(n)} {name}", f"there are {w.n(n)} {name} in {a.p} jar")
            sums.append(whole(n * value))
            w.ask(sums[-1], f"how many cents are {a.p} {name} worth")
        have = whole(total(sums)) if len(sums) > 1 else sums[0]
        w.ask(
            have,
            f"how many cents does {a.n} have in coins",
            f"what are all of {a.p} coins worth in cents",
        )
        if have.value % 5 == 0:
            w.ask(cents(have / 100), f"how many dollars are {a.p} coins worth")
        cost = w.whole(5, max(6, int(have.value) - 1))
        if cost.value < have.value:
            w.tell(
                f"{a.s} buys a {w.pick('snack', 'pencil', 'stamp', 'postcard')} for {w.n(cost)} cents",
                condition=f"{a.s} spends {w.n(cost)} cents",
            )
            w.ask(whole(have - cost), f"how many cents does {a.n} have left")
    about_others(w, [a], noun)
