# ruff: noqa: E501 - each wording stands on one line
"""So much an hour, a day, a week: pay, savings, production, reading, travel, supplies."""

from __future__ import annotations

from mycelium_distill.stories.author import Author
from mycelium_distill.stories.lexicon import FRUIT, GOODS, JOBS, MADE, TOYS, TREATS
from mycelium_distill.stories.schemas.asides import about_others
from mycelium_distill.stories.terms import Given, Term, Unfit, cents, total, whole


def pay(w: Author) -> None:
    """Wages by the hour, with days, weeks, bonus and what is spent of them."""
    a = w.person()
    job, where = w.of(JOBS)
    rate, hours = w.price(8, 30), w.int(2, 9)
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
        days = w.given(7) if w.chance(0.2) else w.int(2, 6)
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
            weeks = w.int(2, 12)
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
            more = w.int(2, 9)
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
            bonus = w.int(5, 100, 5)
            w.tell(
                f"{a.s} also got {w.usd(bonus)} in tips",
                f"{a.p} boss paid {a.o} a bonus of {w.usd(bonus)}",
                condition=f"{a.s} gets {w.usd(bonus)} in tips as well",
            )
            income = cents(income + bonus)
        w.ask(income, f"how much money did {a.n} make {w.pick('in all', 'in total', 'altogether')}")
    cost = w.int(5, max(6, min(400, int(income.value) - 1)))
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
    k, m = w.int(18, 60), w.int(5, 60)
    w.aside(f"{a.s} is {w.n(k)} years old", f"{a.s} has {w.n(w.int(2, 20))} coworkers")
    w.aside(
        f"it takes {a.o} {w.n(m)} minutes to get to work",
        f"{a.p} lunch break lasts {w.n(m)} minutes",
    )
    w.aside(f"at {a.p} last job, {a.s} earned {w.usd(w.int(7, 25))} an hour")


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
    per, weeks = w.int(5, 40), w.int(3, 30)
    unit = w.pick("week", "week", "month", "day")
    have = w.int(10, 120, 5)
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
        b = w.int(2, have.number - 2)
        c = w.given(have.number - b.number)
        w.tell(f"{a.s} has {w.usd(b)} in {a.p} piggy bank")
        w.tell(f"{a.p} {w.pick('grandmother', 'uncle', 'father')} gave {a.o} {w.usd(c)} for it")
        start = whole(b + c)
        w.ask(start, f"how much money does {a.n} have already")
    else:
        b = w.int(5, 40, 5)
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
            f"in how many {unit}s can {a.n} buy the {what}",
        )
    n = w.int(2, 12)
    w.ask(whole(per * n), f"how much does {a.n} save in {w.n(n)} {unit}s")
    w.ask(
        whole(start + whole(per * n)), f"how much money will {a.n} have after {w.n(n)} more {unit}s"
    )
    about_others(w, [a], w.of(TOYS))
    w.aside(
        f"another {what} costs {w.usd(w.int(50, 900, 10))}",
        f"{a.p} sister has saved {w.usd(w.int(5, 90))}",
    )


def making(w: Author) -> None:
    """Things made at a rate, packed and perhaps sold."""
    who = w.person()
    noun = w.of(MADE + GOODS[:6])
    rate, hours = w.int(3, 40), w.int(2, 9)
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
    k, form = w.int(2, 12), w.pick("more", "times", "own", "none", "none")
    if form != "none":
        if form == "more":
            w.tell(f"{b.n} makes {w.n(k)} more {noun.many} per {unit} than {who.n}")
            other: Term = whole(rate + k)
        elif form == "times":
            d = w.int(2, 3)
            w.tell(f"{b.n} works {w.times(d)} as fast as {who.n}")
            other = whole(rate * d)
        else:
            other = w.int(3, 40)
            w.tell(f"{b.n} makes {w.n(other)} {noun.many} per {unit}")
        n = w.int(2, 9)
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
        p = w.int(3, 40)
        w.tell(
            f"a full box sells for {w.usd(p)}",
            f"{who.s} gets {w.usd(p)} for each box",
            condition=f"each box sells for {w.usd(p)}",
        )
        w.ask(cents(boxes * p), f"how much money does {who.n} get for all {who.p} boxes")
    w.aside(
        f"{who.s} has been doing this for {w.n(w.int(2, 30))} years",
        f"{who.s} takes a break of {w.n(w.int(5, 30))} minutes",
    )
    about_others(w, [who, b], noun)


def reading(w: Author) -> None:
    """A book with so many pages, read day by day."""
    a = w.person()
    pages = w.int(80, 480, 10)
    what, verb, did, unit = w.pick(
        ("book", "reads", "read", "pages"),
        ("novel", "reads", "read", "pages"),
        ("road", "walks", "walked", "meters"),
        ("fence", "paints", "painted", "planks"),
        ("trail", "hikes", "hiked", "miles"),
    )
    base = "read" if did == "read" else {"walks": "walk", "paints": "paint", "hikes": "hike"}[verb]
    w.keep_order = True
    w.tell(
        f"{a.n} {verb} a {what} that has {w.n(pages)} {unit}",
        f"a {what} has {w.n(pages)} {unit}",
        f"{a.n}'s {what} is {w.n(pages)} {unit} long"
        if unit != "planks"
        else f"{a.n}'s {what} has {w.n(pages)} {unit}",
    )
    first = w.int(5, pages.number // 4)
    w.tell(
        f"on the first day, {a.n} {did} {w.n(first)} {unit}",
        f"{a.n} {did} {w.n(first)} {unit} on Monday",
    )
    done: list[Term] = [first]
    kind = w.pick("none", "times", "more", "plain", "half")
    if kind == "times":
        k = w.int(2, 3)
        w.tell(f"the next day, {a.s} {did} {w.times(k)} as many", follows=True)
        done.append(whole(first * k))
    elif kind == "more":
        k = w.int(3, 20)
        w.tell(f"the next day, {a.s} {did} {w.n(k)} more {unit} than the day before", follows=True)
        done.append(whole(first + k))
    elif kind == "half":
        d = w.given(2)
        w.tell(f"the next day, {a.s} {did} only {w.mark(d, 'half')} as many {unit}", follows=True)
        done.append(whole(first / d))
    elif kind == "plain":
        k = w.int(5, 40)
        w.tell(f"the next day, {a.s} {did} {w.n(k)} {unit}", follows=True)
        done.append(k)
    so_far: Term = first
    if len(done) > 1:
        so_far = whole(total(done))
        w.ask(
            so_far,
            f"how many {unit} did {a.n} {base} on the two days together",
            f"how many {unit} has {a.n} {did} so far",
        )
    rest = whole(pages - so_far)
    w.ask(rest, f"how many {unit} are left", f"how many {unit} does {a.s} still have to {base}")
    if w.chance(0.7):
        ok = [d for d in range(2, 13) if rest.number % d == 0]
        if not ok:
            raise Unfit
        days = w.given(w.of(ok))
        if w.chance(0.5):
            w.tell(
                f"{a.s} wants to finish the rest in {w.n(days)} more days",
                condition=f"{a.s} wants to finish in {w.n(days)} more days",
            )
            w.ask(
                whole(rest / days),
                f"how many {unit} must {a.n} {base} each day",
                f"how many {unit} a day does {a.s} have to {base}",
            )
        else:
            rate = w.given(rest.number // days.number)
            w.tell(
                f"from then on, {a.s} {verb} {w.n(rate)} {unit} a day",
                condition=f"{a.s} {verb} {w.n(rate)} {unit} a day from now on",
            )
            w.ask(whole(rest / rate), f"how many more days does {a.n} need to finish")
    else:
        d = w.given(2)
        w.tell(f"today {a.s} {verb} {w.mark(d, 'half')} of what is left", follows=True)
        w.ask(whole(rest / d), f"how many {unit} does {a.n} {base} today")
    about_others(w, [a], w.of(TREATS))
    w.aside(
        f"the {what} is {w.n(w.int(2, 50))} years old",
        f"{a.p} brother needed {w.n(w.int(3, 20))} days for another {what}",
    )


def travel(w: Author) -> None:
    """Distances at a speed, there and back, with fuel."""
    a = w.person()
    did, base, low, high = w.pick(
        ("drove", "drive", 30, 70),
        ("cycled", "cycle", 8, 20),
        ("walked", "walk", 2, 5),
        ("ran", "run", 5, 9),
        ("rode", "ride", 20, 50),
    )
    dist_unit = w.pick("miles", "miles", "kilometers")
    speed, hours = w.int(low, high), w.int(2, 6)
    w.tell(
        f"{a.n} {did} at {w.n(speed)} {dist_unit} per hour for {w.n(hours)} hours",
        f"for {w.n(hours)} hours, {a.n} {did} at a speed of {w.n(speed)} {dist_unit} an hour",
        condition=f"{a.n} {did} for {w.n(hours)} hours at {w.n(speed)} {dist_unit} per hour",
        joins=False,
    )
    first = whole(speed * hours)
    w.keep_order = True
    w.ask(first, f"how many {dist_unit} did {a.n} {base} in the first {hours.number} hours")
    speed2, hours2 = w.int(low, high), w.int(2, 5)
    form = w.pick("second", "back", "goal")
    if form == "second":
        w.tell(
            f"then {a.s} {did} for {w.n(hours2)} more hours at {w.n(speed2)} {dist_unit} per hour",
            follows=True,
        )
        second = whole(speed2 * hours2)
        both = whole(first + second)
        w.ask(
            both,
            f"how many {dist_unit} did {a.n} {base} in total",
            f"how far did {a.n} {base} altogether",
        )
        w.ask(whole(hours + hours2), f"how many hours did {a.n} {base} in all")
        if (both.value / (hours.value + hours2.value)).denominator == 1:
            w.ask(
                whole(both / whole(hours + hours2)),
                f"what was {a.p} average speed for the whole trip",
            )
        goal: Term = both
    elif form == "back":
        ok = [v for v in range(low, high + 1) if first.number % v == 0 and v != speed.number]
        if not ok:
            raise Unfit
        v = w.given(w.of(ok))
        w.tell(
            f"on the way back, {a.s} {did} the same distance at {w.n(v)} {dist_unit} per hour",
            follows=True,
        )
        back = whole(first / v)
        w.ask(back, "how many hours did the way back take")
        w.ask(whole(hours + back), f"how many hours did {a.n} {base} in all")
        goal = whole(first * 2)
        w.ask(goal, f"how many {dist_unit} did {a.n} {base} there and back")
    else:
        far = w.given(first.number + w.random.randint(5, 90))
        w.tell(
            f"the whole way is {w.n(far)} {dist_unit} long",
            condition=f"the whole way is {w.n(far)} {dist_unit}",
        )
        goal = whole(far - first)
        w.ask(goal, f"how many {dist_unit} are left", f"how much farther does {a.n} have to go")
    if did == "drove" and form == "second":
        ok = [v for v in (15, 20, 25, 30, 35, 40) if goal.value % v == 0]
        if ok:
            m = w.given(w.of(ok))
            p = w.int(2, 5)
            w.tell(
                f"{a.p} car goes {w.n(m)} {dist_unit} on a gallon of gas, and gas costs {w.usd(p)} a gallon",
                joins=False,
            )
            gallons = whole(goal / m)
            w.ask(gallons, f"how many gallons of gas did {a.n} use for the trip")
            w.ask(cents(gallons * p), f"how much did {a.n} spend on gas for the trip")
    about_others(w, [a], w.of(FRUIT))
    w.aside(
        f"{a.s} made {w.n(w.int(2, 6))} stops on the way",
        f"it was {w.n(w.int(50, 90))} degrees outside",
    )
