# ruff: noqa: E501 - each wording stands on one line
"""Outings and events: tickets, buses, recipes, tanks, weights."""

from __future__ import annotations

from mycelium_distill.stories.author import Author
from mycelium_distill.stories.lexicon import BOUGHT, FRUIT, GOODS, TREATS
from mycelium_distill.stories.schemas.asides import about_others
from mycelium_distill.stories.terms import Term, Unfit, cents, total, whole


def tickets(w: Author) -> None:
    """Tickets for adults and children, and what else a group pays."""
    a = w.person()
    place = w.pick(
        "zoo",
        "museum",
        "fair",
        "movie theater",
        "water park",
        "circus",
        "concert",
        "aquarium",
        "ice rink",
    )
    adult, child = w.price(8, 40), w.price(3, 20)
    if child.value >= adult.value:
        raise Unfit
    adults, children = w.whole(2, 12), w.whole(2, 30)
    w.keep_order = w.chance(0.5)
    w.tell(
        f"a ticket for the {place} costs {w.usd(adult)} for adults and {w.usd(child)} for children",
        f"the {place} charges {w.usd(adult)} for an adult and {w.usd(child)} for a child",
        f"at the {place}, adults pay {w.usd(adult)} and children pay {w.usd(child)}",
        joins=False,
    )
    w.tell(
        f"{a.n} takes {w.n(adults)} adults and {w.n(children)} children to the {place}"
        if not w.keep_order
        else f"{a.n} buys tickets for {w.n(adults)} adults and {w.n(children)} children",
        f"{a.n} goes to the {place} with a group of {w.n(adults)} adults and {w.n(children)} children",
        f"{a.n} buys tickets for {w.n(children)} children and {w.n(adults)} adults",
        condition=f"{a.n} buys tickets for {w.n(adults)} adults and {w.n(children)} children",
        joins=False,
    )
    x, y = cents(adult * adults), cents(children * child)
    both = cents(x + y)
    w.ask(x, "how much do the adults' tickets cost")
    w.ask(y, "how much do the children's tickets cost in all")
    w.ask(
        both,
        f"how much do the tickets cost {w.pick('in all', 'altogether', 'in total')}",
        f"how much does {a.n} pay for the tickets",
    )
    w.ask(cents(adult - child), "how much more does an adult pay than a child")
    w.ask(whole(adults + children), f"how many tickets does {a.n} buy")
    if x.value > y.value:
        w.ask(cents(x - y), "how much more do the adults' tickets cost than the children's tickets")
    if children.value > adults.value:
        w.ask(whole(children - adults), "how many more children than adults are there")
    spent: Term = both
    if w.chance(0.5):
        each = w.whole(2, 9)
        people = whole(adults + children)
        w.tell(
            f"everybody in the group also gets a snack for {w.usd(each)}",
            f"each of them eats lunch for {w.usd(each)}",
            follows=True,
            condition=f"everybody also gets a snack for {w.usd(each)}",
        )
        food = whole(people * each)
        spent = cents(both + food)
        w.ask(food, "how much does the food cost in all")
        w.ask(
            spent,
            "how much do tickets and food cost together",
            f"how much does {a.n} pay for everything",
        )
    if w.chance(0.5):
        had = w.given((int(spent.value) // 50 + w.pick(1, 2)) * 50)
        w.tell(
            f"{a.s} has {w.usd(had)} for the day",
            f"{a.s} pays with {w.usd(had)}",
            condition=f"{a.s} starts with {w.usd(had)}",
        )
        w.ask(
            cents(had - spent),
            f"how much money does {a.n} have left {w.pick('afterwards', 'at the end', 'after paying for everything')}",
        )
    about_others(w, [a], w.of(TREATS))
    w.aside(
        f"the {place} opens at {w.n(w.whole(8, 11))} o'clock",
        f"the {place} had {w.n(w.whole(100, 900))} visitors the day before",
    )


def trip(w: Author) -> None:
    """A school trip: classes, buses, seats, who stays at home."""
    classes, each = w.whole(2, 9), w.whole(14, 32)
    school = w.pick(
        "Lincoln School", "Hillside School", "a school", "Oak Street School", "a summer camp"
    )
    word = "groups" if "camp" in school else "classes"
    one = "group" if "camp" in school else "class"
    w.tell(f"{w.n(classes)} {word} of {school} are going on a trip", joins=False)
    w.tell(
        f"there are {w.n(each)} children in each {one}",
        f"every {one} has {w.n(each)} children",
        condition=f"there are {w.n(each)} children in each {one}",
    )
    w.keep_order = True
    number: Term = whole(classes * each)
    w.ask(
        number,
        f"how many children are in the {word} in all",
        f"how many children do the {word} have altogether",
    )
    if w.chance(0.5):
        ill = w.whole(2, 15)
        w.tell(
            f"{w.n(ill)} children are ill and stay at home",
            f"{w.n(ill)} of the children cannot come",
        )
        number = whole(number - ill)
        w.ask(number, "how many children go on the trip")
    if w.chance(0.6):
        staff = w.whole(2, 12)
        w.tell(
            f"{w.n(staff)} teachers go with them"
            if "camp" not in school
            else f"{w.n(staff)} helpers go with them",
            follows=True,
        )
        number = whole(number + staff)
        w.ask(number, "how many people go on the trip in all")
    ok = [s for s in range(8, 61) if number.value % s == 0]
    if ok:
        seats = w.given(w.of(ok))
        w.tell(
            f"each bus has {w.n(seats)} seats",
            f"a bus holds {w.n(seats)} people",
            condition=f"each bus holds {w.n(seats)} people",
        )
        buses = whole(number / seats)
        w.ask(buses, "how many buses are needed", "how many buses do they fill")
        p = w.whole(50, 400, 10)
        w.tell(
            f"a bus costs {w.usd(p)}",
            f"renting one bus costs {w.usd(p)}",
            condition=f"one bus costs {w.usd(p)}",
        )
        cost = whole(buses * p)
        w.ask(cost, "how much do the buses cost in all")
        if cost.value % number.value == 0:
            w.ask(
                whole(cost / number),
                "how much does each person pay if they share the cost of the buses equally",
            )
    w.aside(
        f"the trip takes {w.n(w.whole(2, 9))} hours",
        f"last year, {w.n(w.whole(40, 300))} children went on the trip",
    )
    w.aside(
        f"the buses are {w.n(w.whole(3, 20))} years old",
        f"lunch costs {w.usd(w.whole(3, 12))}"
        if w.chance(0.5)
        else f"the place is {w.n(w.whole(10, 90))} miles away",
    )


def recipe(w: Author) -> None:
    """A recipe scaled up, and what is missing for it."""
    a = w.person()
    noun = w.of(TREATS)
    what, unit = w.pick(
        ("flour", "cups"),
        ("sugar", "cups"),
        ("milk", "cups"),
        ("butter", "tablespoons"),
        ("honey", "spoons"),
        ("chocolate", "ounces"),
    )
    per, gives = w.whole(2, 9), w.whole(4, 24)
    times = w.random.randint(2, 8)
    w.keep_order = True
    w.tell(
        f"a recipe for {w.count(gives, noun)} needs {w.n(per)} {unit} of {what}",
        f"{a.n} needs {w.n(per)} {unit} of {what} to make {w.count(gives, noun)}",
        f"with {w.n(per)} {unit} of {what}, {a.n} can make {w.count(gives, noun)}",
        joins=False,
    )
    other = w.pick("egg", "lemon", "vanilla bean")
    eggs = w.whole(2, 6)
    w.aside(
        f"the recipe also needs {w.n(eggs)} {other}s",
        f"the {noun.many} bake for {w.n(w.whole(10, 60, 5))} minutes",
    )
    want = w.given(gives.number * times)
    w.tell(
        f"{a.s} wants to make {w.count(want, noun)}",
        f"{a.p} {w.pick('class', 'family', 'club')} ordered {w.count(want, noun)}",
        condition=f"{a.s} wants to make {w.count(want, noun)}",
        follows=True,
    )
    batches = whole(want / gives)
    need = whole(batches * per) if w.chance(0.7) else whole(want / gives * per)
    w.ask(
        batches,
        f"how many times does {a.s} have to make the recipe",
        f"how many batches does {a.n} have to make",
    )
    w.ask(
        need,
        f"how many {unit} of {what} does {a.n} need for {'them' if w.chance(0.3) else f'the {noun.many}'}",
        f"how many {unit} of {what} will {a.s} need for all {noun.many}",
    )
    if need.value > 3:
        have = w.whole(1, int(need.value) - 1)
        if have.number > 1:
            w.tell(
                f"{a.s} has {w.n(have)} {unit} of {what} at home",
                f"there are only {w.n(have)} {unit} of {what} in the kitchen",
                condition=f"{a.s} has {w.n(have)} {unit} of {what}",
            )
            missing = whole(need - have)
            w.ask(
                missing,
                f"how many more {unit} of {what} does {a.n} need {w.pick('to buy', 'for all of them')}",
            )
    about_others(w, [a], noun)


def tank(w: Author) -> None:
    """Something that fills, drains, grows or melts at a rate."""
    a = w.person()
    what, unit, up, down = w.pick(
        ("water tank", "liters", "flow in", "leak out"), ("swimming pool", "gallons", "run in", "drain out"),
        ("barrel", "gallons", "are poured in", "drip out"), ("fish tank", "liters", "flow in", "are pumped out"),
    )  # fmt: skip
    start, rate, time = w.whole(50, 500, 10), w.whole(3, 30), w.whole(2, 9)
    w.keep_order = True
    w.tell(
        f"{a.p} {what} holds {w.n(start)} {unit} of water now",
        f"there are {w.n(start)} {unit} of water in {a.p} {what}",
        condition=f"there are {w.n(start)} {unit} of water in it at first",
    )
    grows = w.chance(0.5)
    span, spans = w.pick(("minute", "minutes"), ("hour", "hours"), ("day", "days"))
    w.tell(
        f"every {span}, {w.n(rate)} {unit} {up if grows else down}",
        f"{w.n(rate)} {unit} {up if grows else down} each {span}",
        follows=True,
    )
    w.tell(
        f"this goes on for {w.n(time)} {spans}",
        f"after {w.n(time)} {spans}, {a.n} stops it",
        follows=True,
    )
    moved = whole(rate * time)
    now = whole(start + moved if grows else start - moved)
    w.ask(moved, f"how many {unit} {up if grows else down} altogether")
    w.ask(
        now,
        f"how many {unit} of water are in the {what} then",
        f"how much water does the {what} hold afterwards, in {unit}"
        if w.chance(0.3)
        else f"how many {unit} are in the {what} at the end",
    )
    if w.chance(0.5):
        more = w.whole(5, 40)
        w.tell(f"then {a.s} takes out {w.n(more)} {unit} for the garden", follows=True)
        left = whole(now - more)
        w.questions = [q for q in w.questions if q.target is not now]
        w.ask(left, f"how many {unit} of water are left in the {what}")
    w.aside(
        f"the {what} weighs {w.n(w.whole(20, 200))} pounds when it is empty",
        f"{a.s} bought the {what} {w.n(w.whole(2, 9))} years ago",
    )
    about_others(w, [a], w.of(BOUGHT))


def weights(w: Author) -> None:
    """Things that weigh something, in boxes, up to a limit."""
    a = w.person()
    first, second = w.some(w.pick(FRUIT, GOODS), 2)
    unit = w.pick("pounds", "ounces", "ounces")
    x, y = w.whole(2, 20), w.whole(2, 20)
    n, m = w.whole(3, 15), w.whole(2, 12)
    w.tell(
        f"each {first.one} weighs {w.n(x)} {unit}",
        f"one {first.one} weighs {w.n(x)} {unit}",
        condition=f"each {first.one} weighs {w.n(x)} {unit}",
    )
    other: Term = y
    if w.chance(0.5):
        w.tell(
            f"each {second.one} weighs {w.n(y)} {unit} more than each {first.one}",
            f"a {second.one} is {w.n(y)} {unit} heavier than a {first.one}"
            if first.one[0] not in "aeiou" and second.one[0] not in "aeiou"
            else f"every {second.one} is {w.n(y)} {unit} heavier than every {first.one}",
        )
        other = whole(x + y)
        w.ask(other, f"how many {unit} does one {second.one} weigh")
    else:
        w.tell(f"each {second.one} weighs {w.n(y)} {unit}")
    w.tell(
        f"{a.n} has {w.count(n, first)} and {w.count(m, second)} in a bag",
        f"{a.n} carries a bag with {w.count(n, first)} and {w.count(m, second)}",
        condition=f"{a.n} carries {w.count(n, first)} and {w.count(m, second)}",
        joins=False,
    )
    u, v = whole(n * x), whole(m * other)
    both = whole(u + v)
    w.ask(u, f"how many {unit} do the {first.many} weigh in all")
    w.ask(
        v,
        f"what do all the {second.many} weigh together, in {unit}"
        if w.chance(0.3)
        else f"how many {unit} do the {second.many} weigh in all",
    )
    w.ask(
        both,
        f"how many {unit} does {a.n} carry in all",
        f"how many {unit} do they weigh altogether",
    )
    if v.value > u.value:
        w.ask(
            whole(v - u), f"how many {unit} more do the {second.many} weigh than the {first.many}"
        )
    w.ask(whole(total([n, m])), f"how many {first.many} and {second.many} does {a.n} have together")
    if w.chance(0.5):
        limit = w.given(int(both.value) + w.random.randint(2, 60))
        w.tell(
            f"the bag can hold {w.n(limit)} {unit}",
            condition=f"the bag can hold {w.n(limit)} {unit}",
        )
        w.ask(whole(limit - both), f"how many more {unit} can the bag hold")
    about_others(w, [a], first)
