# ruff: noqa: E501 - each wording stands on one line
"""So much an hour, a day, a week: pay, savings, production."""

from __future__ import annotations

from mycelium_distill.stories.author import Author
from mycelium_distill.stories.lexicon import GOODS, JOBS, MADE, TOYS
from mycelium_distill.stories.schemas.asides import about_others
from mycelium_distill.stories.terms import Given, Term, cents, total, whole


def pay(w: Author) -> None:
    """Wages by the hour, with days, weeks, bonus and what is spent of them."""
    a = w.person()
    job, where = w.of(JOBS)
    rate, hours = w.price(8, 30), w.whole(2, 9)
    article = "an" if job[0] in "aeiou" else "a"
    w.tell(
        f"{a.n} works as {article} {job} {where} and earns {w.usd(rate)} {w.pick('an hour', 'per hour', 'each hour')}",
        f"{a.n} is {article} {job} who is paid {w.usd(rate)} per hour",
        f"as {article} {job}, {a.n} makes {w.usd(rate)} an hour",
        joins=False,
    )
    days: Term
    w.keep_order = True
    if w.chance(0.35):
        days = w.given(7) if w.chance(0.2) else w.whole(2, 6)
        w.tell(
            f"{a.s} works {w.n(hours)} hours a day, {w.n(days)} days a week",
            f"{a.s} works {w.n(days)} days a week for {w.n(hours)} hours each day",
            condition=f"{a.s} works {w.n(hours)} hours a day for {w.n(days)} days each week",
            joins=False,
        )
        if w.chance(0.5):
            daily = cents(rate * hours)
            week = cents(daily * days)
            w.ask(daily, f"how much does {a.n} earn in a day")
        else:
            time = whole(hours * days)
            week = cents(time * rate)
            w.ask(time, f"how many hours does {a.n} work in a week")
        w.ask(week, f"how much does {a.n} earn {w.pick('in a week', 'per week', 'each week')}")
        weeks: Term
        if w.chance(0.5):
            weeks = w.whole(2, 12)
            w.tell(
                f"{a.s} has worked there for {w.n(weeks)} weeks",
                condition=f"{a.s} works for {w.n(weeks)} weeks",
            )
            income = cents(week * weeks)
            w.ask(income, f"how much {w.pick('does', 'will')} {a.n} earn in that time")
        else:
            year = w.chance(0.5)
            income = cents(week * (52 if year else 4))
            w.ask(
                income,
                f"how much does {a.n} earn {w.pick('a year', 'in a year', 'per year')}"
                if year
                else f"how much does {a.n} earn in a month of exactly four weeks",
            )
    else:
        w.tell(
            f"yesterday {a.s} worked {w.n(hours)} hours",
            f"on Monday, {a.s} worked for {w.n(hours)} hours",
            condition=f"{a.s} works {w.n(hours)} hours on Monday",
        )
        worked: list[Term] = [hours]
        if w.chance(0.6):
            more = w.whole(2, 9)
            w.tell(
                f"today {a.s} worked {w.n(more)} hours",
                f"on Tuesday, {a.s} worked {w.n(more)} hours",
                f"the next day {a.s} worked {w.n(more)} hours",
                follows=True,
            )
            worked.append(more)
            w.ask(
                whole(hours + more),
                f"how many hours did {a.n} work in all",
                f"how many hours did {a.n} work on both days together",
            )
        time2 = whole(total(worked)) if len(worked) > 1 else hours
        week = income = cents(time2 * rate)
        if w.chance(0.4):
            bonus = w.whole(5, 100, 5)
            w.tell(
                f"{a.s} also got {w.usd(bonus)} in tips",
                f"{a.p} boss paid {a.o} a bonus of {w.usd(bonus)}",
                condition=f"{a.s} gets {w.usd(bonus)} in tips as well",
            )
            income = cents(income + bonus)
        w.ask(income, f"how much money did {a.n} make {w.pick('in all', 'in total', 'altogether')}")
    cost = w.whole(5, max(6, min(400, int(income.value) - 1)))
    what = w.pick(
        "a bicycle", "a jacket", "groceries", "a present for a friend", "books", "the phone bill"
    )
    if income.value > cost.value:
        w.tell(
            f"{a.s} spends {w.usd(cost)} of that money on {what}",
            f"out of {a.p} earnings, {a.s} pays {w.usd(cost)} for {what}",
            follows=True,
        )
        w.ask(
            cents(income - cost),
            f"how much of the money does {a.n} have left after paying for {what}",
            f"how much will {a.s} have left after buying {what}"
            if what != "the phone bill"
            else "how much is left after the phone bill",
        )
    k, m = w.whole(18, 60), w.whole(5, 60)
    w.aside(f"{a.s} is {w.n(k)} years old", f"{a.s} has {w.n(w.whole(2, 20))} coworkers")
    w.aside(
        f"it takes {a.o} {w.n(m)} minutes to get to work",
        f"{a.p} lunch break lasts {w.n(m)} minutes",
    )
    w.aside(f"at {a.p} last job, {a.s} earned {w.usd(w.whole(7, 25))} an hour")


def saving(w: Author) -> None:
    """Money put aside for something that has a price."""
    a = w.person()
    what = w.pick(
        "bike",
        "guitar",
        "laptop",
        "skateboard",
        "tent",
        "camera",
        "phone",
        "trip",
        "drum set",
        "telescope",
        "tablet",
    )
    per, weeks = w.whole(5, 40), w.whole(3, 30)
    unit = w.pick("week", "week", "month", "day")
    have = w.whole(10, 120, 5)
    w.keep_order = w.chance(0.5)
    price = w.given(have.number + per.number * weeks.number)
    w.tell(
        f"{a.n} wants to buy a {what} that costs {w.usd(price)}",
        f"{a.n} is saving for a {what}, which costs {w.usd(price)}",
        f"a {what} costs {w.usd(price)} and {a.n} would like to have it",
        joins=False,
    )
    start: Term = have
    form = w.pick("plain", "gift", "three")
    if form == "plain":
        w.tell(
            f"{a.s} already has {w.usd(have)}",
            f"{a.s} has saved {w.usd(have)} so far",
            condition=f"{a.s} already has {w.usd(have)}",
        )
    elif form == "gift":
        b = w.whole(2, have.number - 2)
        c = w.given(have.number - b.number)
        w.tell(f"{a.s} has {w.usd(b)} in {a.p} piggy bank")
        w.tell(
            f"{a.p} {w.pick('grandmother', 'uncle', 'father')} gave {a.o} {w.usd(c)} for the {what}"
        )
        start = whole(b + c)
        w.ask(start, f"how much money does {a.n} have already")
    else:
        b = w.whole(5, 40, 5)
        d = w.given(w.pick(2, 3))
        twice = whole(b * d)
        start = whole(b + twice)
        w.tell(
            f"{a.p} {w.pick('aunt', 'mother')} gave {a.o} {w.usd(b)}, and {a.p} grandparents gave {a.o} {w.times(d)} as much",
            joins=False,
        )
        w.ask(start, f"how much money did {a.n} get from {a.p} relatives")
    missing = whole(price - start)
    w.ask(
        missing, f"how much more money does {a.n} need", f"how much does {a.n} still have to save"
    )
    verb = w.pick("saves", "can put aside", "earns")
    w.tell(
        f"{a.s} {verb} {w.usd(per)} {w.pick('every', 'each', 'per' if verb == 'saves' else 'a')} {unit}",
        condition=f"{a.s} saves {w.usd(per)} each {unit}",
    )
    if (missing.value / per.value).denominator == 1:
        w.ask(
            whole(missing / per),
            f"how many {unit}s will it take {a.o} to get enough money for the {what}",
            f"in how many {unit}s can {a.n} pay for the {what}",
        )
    n = w.whole(2, 12)
    w.ask(whole(per * n), f"how much does {a.n} save in {w.n(n)} {unit}s")
    w.ask(
        whole(start + whole(per * n)), f"how much money will {a.n} have after {w.n(n)} more {unit}s"
    )
    about_others(w, [a], w.of(TOYS))
    w.aside(
        f"another {what} costs {w.usd(w.whole(50, 900, 10))}",
        f"{a.p} sister has saved {w.usd(w.whole(5, 90))}",
    )


def making(w: Author) -> None:
    """Things made at a rate, packed and perhaps sold."""
    who = w.person()
    noun = w.of(MADE + GOODS[:6])
    rate, hours = w.whole(3, 40), w.whole(2, 9)
    unit, per = w.pick(("hour", "hours"), ("day", "days"), ("week", "weeks"))
    w.tell(
        f"{who.n} can make {w.count(rate, noun)} {w.pick('in one', 'each', 'per', 'every')} {unit}",
        f"{who.n} makes {w.count(rate, noun)} per {unit}",
        condition=f"{who.n} makes {w.count(rate, noun)} each {unit}",
    )
    w.tell(
        f"{who.s} works for {w.n(hours)} {per}",
        f"{who.s} has been working for {w.n(hours)} {per}",
        condition=f"{who.s} works for {w.n(hours)} {per}",
    )
    all_ = whole(rate * hours)
    w.ask(
        all_,
        f"how many {noun.many} does {who.n} make in that time",
        f"how many {noun.many} are made in all",
    )
    b = w.person()
    k, form = w.whole(2, 12), w.pick("more", "times", "own", "none", "none")
    if form != "none":
        if form == "more":
            w.tell(f"{b.n} makes {w.n(k)} more {noun.many} per {unit} than {who.n}")
            other: Term = whole(rate + k)
        elif form == "times":
            d = w.whole(2, 3)
            w.tell(f"{b.n} works {w.times(d)} as fast as {who.n}")
            other = whole(rate * d)
        else:
            other = w.whole(3, 40)
            w.tell(f"{b.n} makes {w.n(other)} {noun.many} per {unit}")
        n = w.whole(2, 9)
        if not isinstance(other, Given):
            w.ask(other, f"how many {noun.many} does {b.n} make per {unit}")
        both = whole(rate + other)
        w.ask(
            whole(both * n),
            f"how many {noun.many} can {who.n} and {b.n} make together in {w.n(n)} {per}",
        )
        if other.value > rate.value:
            w.ask(
                whole(whole(other - rate) * n),
                f"how many more {noun.many} than {who.n} does {b.n} make in {w.n(n)} {per}",
            )
    size = w.given(w.of([d for d in (2, 3, 4, 5, 6, 8, 10, 12, 20) if all_.number % d == 0]))
    w.tell(
        f"the {noun.many} are packed in boxes of {w.n(size)}",
        f"each box holds {w.count(size, noun)}",
        condition=f"{w.n(size)} {noun.many} fit in a box",
    )
    boxes = whole(all_ / size)
    w.ask(
        boxes,
        f"how many boxes does {who.n} {w.pick('fill', 'need')} in that time"
        if form == "none"
        else f"how many boxes does {who.n} fill by working alone",
    )
    if w.chance(0.5):
        p = w.whole(3, 40)
        w.tell(
            f"a full box sells for {w.usd(p)}",
            f"{who.s} gets {w.usd(p)} for each box",
            condition=f"each box sells for {w.usd(p)}",
        )
        w.ask(cents(boxes * p), f"how much money does {who.n} get for all {who.p} boxes")
    w.aside(
        f"{who.s} has been doing this for {w.n(w.whole(2, 30))} years",
        f"{who.s} takes a break of {w.n(w.whole(5, 30))} minutes",
    )
    about_others(w, [who, b], noun)
