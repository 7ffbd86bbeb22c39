# ruff: noqa: E501 - each wording stands on one line
"""Ages, areas and averages."""

from __future__ import annotations

from mycelium_distill.stories.author import Author
from mycelium_distill.stories.terms import Given, Term, Unfit, total, whole


def ages(w: Author) -> None:
    """People's ages, now, then, and compared."""
    w.contrast = True
    a, b, c = w.person(), w.person(), w.person()
    first = w.whole(6, 40, w.pick(1, 2, 4))
    w.tell(
        f"{a.n} is {w.n(first)} years old",
        f"{a.n} turned {w.n(first)} {w.pick('today', 'this year')}",
        condition=f"{a.n} is {w.n(first)} years old",
    )
    age: list[Term] = [first]
    for person, other in ((b, a), (c, b)):
        base = age[-1]
        form = w.pick("older", "younger", "times", "half", "sum")
        k = w.whole(2, 9)
        if form == "older":
            w.tell(
                f"{person.n} is {w.n(k)} years older than {other.n}",
                f"{other.n} is {w.n(k)} years younger than {person.n}",
            )
            age.append(whole(base + k))
        elif form == "younger":
            w.tell(
                f"{person.n} is {w.n(k)} years younger than {other.n}",
                f"{other.n} is {w.n(k)} years older than {person.n}",
            )
            age.append(whole(base - k))
        elif form == "times":
            d = w.whole(2, 3)
            w.tell(
                f"{person.n} is {w.times(d)} as old as {other.n}",
                f"{person.n}'s age is {w.times(d)} {other.n}'s age",
            )
            age.append(whole(base * d))
        elif form == "half":
            d = w.given(2)
            w.tell(
                f"{person.n} is {w.mark(d, 'half')} as old as {other.n}",
                f"{person.n} is {w.mark(d, 'half')} {other.n}'s age",
            )
            age.append(whole(base / d))
        else:
            d = w.whole(2, 3)
            twice = whole(base * d)
            w.tell(f"{person.n} is {w.n(k)} years older than {w.times(d)} {other.n}'s age")
            age.append(whole(twice + k))
        if not 1 <= age[-1].value <= 99:
            raise Unfit
    people = (a, b, c)
    for i in (1, 2):
        w.ask(age[i], f"how old is {people[i].n}", f"what is {people[i].n}'s age now")
        n = w.whole(2, 15)
        w.ask(
            whole(age[i] + n),
            f"how old will {people[i].n} be in {w.n(n)} years",
            f"what will {people[i].n}'s age be {w.n(n)} years from now",
        )
        m = w.whole(1, 6)
        if age[i].value - m.value > 0:
            w.ask(
                whole(age[i] - m),
                f"how old was {people[i].n} {w.n(m)} year{'s' if m.number > 1 else ''} ago",
            )
    w.ask(
        whole(total(list(age))),
        f"what is the sum of the ages of {a.n}, {b.n}, and {c.n}",
        "how old are the three of them together",
    )
    w.ask(whole(age[1] + age[2]), f"what is the combined age of {b.n} and {c.n}")
    if total(list(age)).value % 3 == 0:
        w.ask(whole(whole(total(list(age))) / 3), "what is the average age of the three")
    i, j = w.some(range(3), 2)
    if age[i].value > age[j].value:
        w.ask(whole(age[i] - age[j]), f"how many years older is {people[i].n} than {people[j].n}")
    w.aside(
        f"{w.of(people).s} has {w.n(w.whole(2, 6))} {w.pick('cousins', 'pets', 'siblings')}",
        f"{a.n} and {b.n} have known each other for {w.n(w.whole(2, 5))} years",
    )
    w.aside(f"{w.of(people).n} is {w.n(w.whole(48, 72))} inches tall")


def rectangle(w: Author) -> None:
    """A rectangular place: its area, the way round it, what fences, tiles or seed cost."""
    w.keep_order = True
    a = w.person()
    place = w.pick("garden", "yard", "room", "field", "playground", "patio", "poster", "carpet")
    unit, sq = w.pick(("feet", "square foot"), ("meters", "square meter"), ("yards", "square yard"))
    squares = sq.replace("foot", "feet").replace("meter", "meters").replace("yard", "yards")
    width = w.whole(3, 40)
    length: Term
    form = w.pick("plain", "times", "more")
    if form == "plain":
        n = w.whole(4, 60)
        length = n
        w.tell(
            f"{a.p} {place} is {w.n(n)} {unit} long and {w.n(width)} {unit} wide",
            f"{a.n} has a rectangular {place} that measures {w.n(n)} {unit} by {w.n(width)} {unit}",
            joins=False,
        )
    elif form == "times":
        k = w.whole(2, 4)
        w.tell(
            f"{a.p} rectangular {place} is {w.n(width)} {unit} wide and {w.times(k)} as long",
            joins=False,
        )
        length = whole(width * k)
    else:
        k = w.whole(2, 15)
        w.tell(
            f"{a.p} {place} is a rectangle {w.n(width)} {unit} wide, and it is {w.n(k)} {unit} longer than it is wide",
            joins=False,
        )
        length = whole(width + k)
    if not isinstance(length, Given):
        w.ask(length, f"how long is the {place}")
    area = whole(length * width)
    w.ask(
        area,
        f"what is the area of the {place} in {squares}",
        f"how many {squares} does the {place} cover",
    )
    round_ = whole(whole(length + width) * 2)
    w.ask(
        round_,
        f"what is the perimeter of the {place}",
        f"how many {unit} long is the edge all around the {place}",
    )
    p = w.whole(2, 20)
    if w.chance(0.5):
        what = w.pick("covering", "cleaning", "painting")
        w.tell(
            f"{what} it costs {w.usd(p)} per {sq}", condition=f"{what} it costs {w.usd(p)} per {sq}"
        )
        w.ask(whole(area * p), f"how much does {what} the whole {place} cost")
    else:
        one = {"feet": "foot"}.get(unit, unit[:-1])
        w.tell(
            f"a border costs {w.usd(p)} per {one}", condition=f"a border costs {w.usd(p)} per {one}"
        )
        w.ask(whole(round_ * p), f"how much does a border around the whole {place} cost")
    w.aside(
        f"{a.p} neighbor's {place} is {w.n(w.whole(4, 50))} {unit} long",
        f"{a.s} bought the {place if place in ('poster', 'carpet') else 'house'} {w.n(w.whole(2, 20))} years ago",
    )


def average(w: Author) -> None:
    """Scores or measures on several occasions; their sum, mean and differences."""
    a = w.person()
    unit, verb, occasions = w.pick(
        ("points", "scored", ("in the first game", "in the second game", "in the third game", "in the fourth game")),
        ("minutes", "practiced", ("on Monday", "on Tuesday", "on Wednesday", "on Thursday")),
        ("points", "got", ("on the first test", "on the second test", "on the third test", "on the fourth test")),
        ("fish", "caught", ("on Friday", "on Saturday", "on Sunday", "on Monday")),
        ("steps", "climbed", ("in the morning", "at noon", "in the afternoon", "in the evening")),
        ("miles", "ran", ("in March", "in April", "in May", "in June")),
    )  # fmt: skip
    n = w.pick(2, 3, 3, 4)
    scores: list[Term] = []
    w.keep_order = True
    for i in range(n):
        if i and w.chance(0.35):
            base = scores[-1]
            k = w.whole(2, 9)
            if w.chance(0.5):
                w.tell(
                    f"{occasions[i]}, {a.s} {verb} {w.n(k)} more {unit} than {occasions[i - 1]}",
                    f"{a.s} {verb} {w.n(k)} {unit} more {occasions[i]} than {occasions[i - 1]}",
                    follows=True,
                )
                scores.append(whole(base + k))
            else:
                d = w.whole(2, 3)
                w.tell(
                    f"{occasions[i]}, {a.s} {verb} {w.times(d)} as many {unit} as {occasions[i - 1]}",
                    follows=True,
                )
                scores.append(whole(base * d))
        else:
            k = w.whole(10, 60)
            scores.append(k)
            w.tell(
                f"{a.n} {verb} {w.n(k)} {unit} {occasions[i]}",
                f"{occasions[i]}, {a.s} {verb} {w.n(k)} {unit}",
            )
    base_verb = {
        "scored": "score",
        "practiced": "practice",
        "got": "get",
        "caught": "catch",
        "climbed": "climb",
        "ran": "run",
    }[verb]
    everything = whole(total(scores))
    w.ask(everything, f"how many {unit} did {a.n} {base_verb} in {w.pick('all', 'total')}")
    if everything.value % n == 0:
        w.ask(
            whole(everything / n),
            f"what was the average number of {unit} that {a.n} {verb}",
            f"how many {unit} did {a.n} {base_verb} on average",
        )
    i, j = w.some(range(n), 2)
    if scores[i].value > scores[j].value:
        w.ask(
            whole(scores[i] - scores[j]),
            f"how many more {unit} did {a.n} {base_verb} {occasions[i]} than {occasions[j]}",
        )
    w.ask(
        whole(scores[i] + scores[j]),
        f"how many {unit} did {a.n} {base_verb} {occasions[i]} and {occasions[j]} together",
    )
    goal = w.given(int(everything.value) + w.random.randint(3, 50))
    if w.chance(0.5):
        w.tell(
            f"{a.p} goal is {w.n(goal)} {unit} in all",
            f"{a.s} wants to reach {w.n(goal)} {unit}",
            condition=f"{a.s} wants to reach {w.n(goal)} {unit}",
        )
        w.ask(whole(goal - everything), f"how many more {unit} does {a.n} need to reach the goal")
    w.aside(
        f"{a.p} {w.pick('friend', 'brother', 'teammate')} {verb} {w.n(w.whole(5, 60))} {unit} {occasions[0]}",
        f"last year, {a.s} {verb} {w.n(w.whole(20, 200))} {unit}",
    )
    w.aside(
        f"{a.s} is {w.n(w.whole(9, 40))} years old", f"{w.n(w.whole(20, 300))} people were watching"
    )
