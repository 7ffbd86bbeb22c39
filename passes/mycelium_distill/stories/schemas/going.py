# ruff: noqa: E501 - each wording stands on one line
"""Pages and distances, day by day or at a speed."""

from __future__ import annotations

from mycelium_distill.stories.author import Author
from mycelium_distill.stories.lexicon import FRUIT, TREATS
from mycelium_distill.stories.schemas.asides import about_others
from mycelium_distill.stories.terms import Term, Unfit, cents, total, whole


def reading(w: Author) -> None:
    """A book with so many pages, read day by day."""
    a = w.person()
    pages = w.whole(80, 480, 10)
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
    first = w.whole(5, pages.number // 4)
    w.tell(
        f"on the first day, {a.n} {did} {w.n(first)} {unit}",
        f"{a.n} {did} {w.n(first)} {unit} on Monday",
    )
    done: list[Term] = [first]
    kind = w.pick("none", "times", "more", "plain", "half")
    if kind == "times":
        k = w.whole(2, 3)
        w.tell(f"the next day, {a.s} {did} {w.times(k)} as many", follows=True)
        done.append(whole(first * k))
    elif kind == "more":
        k = w.whole(3, 20)
        w.tell(f"the next day, {a.s} {did} {w.n(k)} more {unit} than the day before", follows=True)
        done.append(whole(first + k))
    elif kind == "half":
        d = w.given(2)
        w.tell(f"the next day, {a.s} {did} only {w.mark(d, 'half')} as many {unit}", follows=True)
        done.append(whole(first / d))
    elif kind == "plain":
        k = w.whole(5, 40)
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
        w.questions = [q for q in w.questions if q.target is not rest]
        d = w.given(2)
        w.tell(f"today {a.s} {verb} {w.mark(d, 'half')} of what is left", follows=True)
        w.ask(whole(rest / d), f"how many {unit} does {a.n} {base} today")
    about_others(w, [a], w.of(TREATS))
    w.aside(
        f"the {what} is {w.n(w.whole(2, 50))} years old",
        f"{a.p} brother needed {w.n(w.whole(3, 20))} days for another {what}",
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
    speed, hours = w.whole(low, high), w.whole(2, 6)
    w.tell(
        f"{a.n} {did} at {w.n(speed)} {dist_unit} per hour for {w.n(hours)} hours",
        f"for {w.n(hours)} hours, {a.n} {did} at a speed of {w.n(speed)} {dist_unit} an hour",
        condition=f"{a.n} {did} for {w.n(hours)} hours at {w.n(speed)} {dist_unit} per hour",
        joins=False,
    )
    first = whole(speed * hours)
    w.keep_order = True
    w.ask(first, f"how many {dist_unit} did {a.n} {base} in the first {hours.number} hours")
    speed2, hours2 = w.whole(low, high), w.whole(2, 5)
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
            p = w.whole(2, 5)
            w.tell(
                f"{a.p} car goes {w.n(m)} {dist_unit} on a gallon of gas, and gas costs {w.usd(p)} a gallon",
                joins=False,
            )
            gallons = whole(goal / m)
            w.ask(gallons, f"how many gallons of gas did {a.n} use for the trip")
            w.ask(cents(gallons * p), f"how much did {a.n} spend on gas for the trip")
    about_others(w, [a], w.of(FRUIT))
    w.aside(
        f"{a.s} made {w.n(w.whole(2, 6))} stops on the way",
        f"it was {w.n(w.whole(50, 90))} degrees outside",
    )
