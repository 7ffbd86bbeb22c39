# ruff: noqa: E501 - each wording stands on one line
"""Wholes and their parts: fractions, percentages, the rest; ages; averages; areas."""

from __future__ import annotations

from fractions import Fraction

from mycelium_distill.stories.author import Author
from mycelium_distill.stories.lexicon import ANIMALS, BOUGHT, COLORS, FRUIT, PLANTS
from mycelium_distill.stories.schemas.asides import about_others
from mycelium_distill.stories.terms import Formula, Given, Term, Unfit, made, total, whole

GROUPS = (
    ("students", "in a class", ("walk to school", "wear glasses", "play an instrument", "are girls", "have a pet", "take the bus"), "student"),
    ("people", "in a choir", ("sing alto", "are new", "are teenagers", "come from out of town", "play the piano"), "member"),
    ("workers", "in a factory", ("work at night", "are women", "live nearby", "drive to work", "are part-timers"), "worker"),
    ("guests", "at a wedding", ("ordered fish", "stayed until midnight", "came by train", "are relatives", "are vegetarians"), "guest"),
    ("children", "at a camp", ("signed up for swimming", "are under ten", "chose archery", "forgot a jacket"), "child"),
    ("cars", "in a parking lot", ("are red", "are electric", "have a roof rack", "are rented"), "car"),
    ("books", "in a library", ("are novels", "are on loan", "are in Spanish", "are damaged", "are new"), "book"),
    ("trees", "in an orchard", ("are apple trees", "are pear trees", "were planted last year", "bear no fruit"), "tree"),
)  # fmt: skip


def share(w: Author, base: Term, group: str) -> tuple[Term, str]:
    """A part of a whole, and the words that tell it; whole numbers only."""
    form = w.pick("percent", "percent", "part", "fraction", "fraction", "number")
    value = base.value
    if form == "percent":
        ok = [
            p
            for p in (5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 75, 80)
            if (value * p / 100).denominator == 1
        ]
        if not ok:
            raise Unfit
        p = w.given(w.of(ok))
        return whole(w.percent(p, base)), w.mark(p, str(p.number)) + w.pick(
            "%", "%", " percent"
        ) + f" of {group}"
    if form == "part":
        ok = [d for d in (2, 3, 4, 5, 6, 8, 10) if value % d == 0]
        if not ok:
            raise Unfit
        d = w.given(w.of(ok))
        return whole(base / d), f"{w.part(d)} of {group}"
    if form == "fraction":
        ok2 = [
            (n, d)
            for d in (3, 4, 5, 6, 8, 10)
            for n in range(2, d)
            if Fraction(n, d).denominator == d and value % d == 0
        ]
        if not ok2:
            raise Unfit
        n, d2 = w.of(ok2)
        over, under = w.given(n), w.given(d2)
        words = {
            (2, 3): "two-thirds",
            (3, 4): "three-quarters",
            (2, 5): "two-fifths",
            (3, 5): "three-fifths",
            (4, 5): "four-fifths",
            (3, 8): "three-eighths",
            (5, 6): "five-sixths",
        }
        if (n, d2) in words and w.chance(0.4):
            first, _, last = words[n, d2].partition("-")
            text = f"{w.mark(over, first)}-{w.mark(under, last)}"
        else:
            text = f"{w.mark(over, str(n))}/{w.mark(under, str(d2))}"
        formula: Formula = over / under * base if w.chance(0.7) else base * over / under
        return whole(formula), f"{text} of {group}"
    if value < 6:
        raise Unfit
    k = w.int(2, int(value) // 2)
    return k, f"{w.n(k)} of {group}"


def whole_of(w: Author) -> None:
    """A group, parts of it, parts of the rest, and the rest."""
    many, place, traits, _one = w.of(GROUPS)
    base = w.int(40, 400, 20) if w.chance(0.6) else w.int(12, 96, 12)
    count = w.n(base)
    first, second = w.some(traits, 2)
    w.keep_order = True
    w.tell(
        f"there are {count} {many} {place}",
        f"{count} {many} are {place}",
        condition=f"there are {count} {many} {place}",
    )
    if w.chance(0.25):
        k = w.int(2, 9)
        w.aside(
            f"there were {w.n(w.int(20, 300))} {many} there a year ago",
            f"{w.n(k)} of them are {w.pick('brand-new', 'rather old', 'left-handed') if many in ('people', 'students') else 'special'}",
        )
    part, text = share(w, base, f"the {many}" if w.chance(0.6) else "them")
    w.tell(f"{text} {first}")
    if base.value - part.value < 2:
        raise Unfit
    rest = whole(base - part)
    if part.value != rest.value and not isinstance(part, Given):
        w.ask(part, f"how many {many} {first}", f"how many of the {many} {first}")
    form = w.pick("none", "rest", "same", "rest")
    verb, _, tail = first.partition(" ")
    negated = (
        f"are not {tail}"
        if verb == "are"
        else f"do not {first}"
        if verb
        in ("walk", "wear", "play", "have", "take", "sing", "come", "work", "live", "drive", "bear")
        else f"are not among those who {first}"
        if many in ("guests", "children")
        else f"do not belong to those that {first}"
    )
    w.ask(rest, f"how many {many} {negated}", f"how many of the {many} {negated}")
    if form == "rest":
        part2, text2 = share(w, rest, "the rest" if w.chance(0.5) else f"the other {many}")
        w.tell(f"{text2} {second}", follows=True)
        if not isinstance(part2, Given):
            w.ask(
                part2,
                f"how many of the {many} that {negated} {second}"
                if many not in ("students", "people", "workers", "guests", "children")
                else f"how many of those who {negated} {second}",
            )
        if rest.value - part2.value >= 1:
            left = whole(rest - part2)
            w.ask(
                left,
                f"how many {many} are in neither of the two groups",
                f"how many {many} remain besides those two groups",
            )
        w.ask(whole(part + part2), f"how many {many} are in one of the two groups")
    elif form == "same":
        part2, text2 = share(w, base, f"all {many}")
        if part2.value + part.value >= base.value:
            raise Unfit
        w.tell(f"{text2} {second}", joins=False)
        if part.value > part2.value:
            w.ask(made(part - part2), f"how many more {many} {first} than {second}")
    n = w.int(2, 40)
    w.aside(
        f"{w.n(n)} {w.pick('visitors', 'reporters', 'helpers')} came by that day",
        f"the {'place' if many != 'students' else 'school'} is {w.n(w.int(5, 90))} years old",
    )


def farm(w: Author) -> None:
    """Kinds of animals or plants on a farm, each told by another."""
    a = w.person()
    pool, place = w.pick((ANIMALS, "farm"), (PLANTS, "garden"), (FRUIT, "fruit stand"))
    kinds = w.some(pool, w.pick(2, 3, 3, 4))
    first = w.int(6, 60, w.pick(1, 2, 4, 6, 12))
    w.tell(
        f"there are {w.count(first, kinds[0])} {'at' if place == 'fruit stand' else 'in' if place == 'garden' else 'on'} {a.p} {place}",
        f"{a.n} has a {place} with {w.count(first, kinds[0])}",
        condition=f"there are {w.count(first, kinds[0])}",
    )
    numbers: list[Term] = [first]
    for i, kind in enumerate(kinds[1:], 1):
        base, before = numbers[-1], kinds[i - 1]
        form = w.pick("times", "more", "fewer", "part", "plain", "sum")
        if form == "times":
            k = w.int(2, 5)
            w.tell(
                f"there are {w.times(k)} as many {kind.many} as {before.many}",
                f"the number of {kind.many} is {w.times(k)} the number of {before.many}",
            )
            numbers.append(whole(base * k))
        elif form == "more":
            k = w.int(2, 20)
            w.tell(
                f"there are {w.n(k)} more {kind.many} than {before.many}",
                f"{a.s} has {w.n(k)} more {kind.many} than {before.many}",
            )
            numbers.append(whole(base + k))
        elif form == "fewer":
            k = w.int(2, max(2, int(base.value) - 2))
            w.tell(
                f"there are {w.n(k)} fewer {kind.many} than {before.many}",
                f"{a.s} has {w.n(k)} fewer {kind.many} than {before.many}",
            )
            numbers.append(whole(base - k))
        elif form == "part":
            ok = [d for d in (2, 3, 4, 5, 6) if base.value % d == 0]
            if not ok:
                raise Unfit
            d = w.given(w.of(ok))
            w.tell(f"there are {w.part(d)} as many {kind.many} as {before.many}")
            numbers.append(whole(base / d))
        elif form == "sum" and i > 1:
            k = w.int(2, 15)
            w.tell(
                f"there are {w.n(k)} more {kind.many} than {before.many} and {kinds[i - 2].many} together",
                joins=False,
            )
            numbers.append(whole(whole(base + numbers[-2]) + k))
        else:
            k = w.int(4, 60)
            w.tell(f"there are also {w.count(k, kind)}", f"{a.s} has {w.count(k, kind)} as well")
            numbers.append(k)
    for kind, number in zip(kinds[1:], numbers[1:], strict=True):
        if not isinstance(number, Given):
            w.ask(
                number, f"how many {kind.many} are there", f"how many {kind.many} does {a.n} have"
            )
    everything = whole(total(numbers))
    word = {"farm": "animals", "garden": "plants", "fruit stand": "pieces"}[place]
    w.ask(
        everything,
        f"how many {word} does {a.n} have in {w.pick('all', 'total')}",
        f"how many {word} are there altogether",
    )
    i, j = w.some(range(len(kinds)), 2)
    if numbers[i].value > numbers[j].value:
        w.ask(
            made(numbers[i] - numbers[j]),
            f"how many more {kinds[i].many} than {kinds[j].many} are there",
        )
    w.ask(
        whole(numbers[i] + numbers[j]),
        f"how many {kinds[i].many} and {kinds[j].many} are there together",
    )
    if place == "farm" and w.chance(0.5):
        k = w.int(2, 9)
        w.tell(
            f"each animal eats {w.n(k)} {w.pick('pounds', 'kilograms')} of feed a day",
            condition=f"each animal eats {w.n(k)} pounds of feed a day",
        )
        daily = whole(everything * k)
        w.ask(daily, "how much feed do all the animals need in a day")
        w.ask(
            whole(daily * 7),
            "how much feed do all the animals need in a week",
            "how much feed does the farm use each week",
        )
    about_others(w, [a], w.of(BOUGHT))
    w.aside(
        f"the {place} is {w.n(w.int(2, 60))} years old",
        f"{w.n(w.int(2, 20))} {w.of(COLORS)} birds sit on the fence",
    )


def ages(w: Author) -> None:
    """People's ages, now, then, and compared."""
    a, b, c = w.person(), w.person(), w.person()
    first = w.int(6, 40, w.pick(1, 2, 4))
    w.tell(
        f"{a.n} is {w.n(first)} years old",
        f"{a.n} turned {w.n(first)} {w.pick('today', 'this year')}",
        condition=f"{a.n} is {w.n(first)} years old",
    )
    age: list[Term] = [first]
    for person, other in ((b, a), (c, b)):
        base = age[-1]
        form = w.pick("older", "younger", "times", "half", "sum")
        k = w.int(2, 9)
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
            d = w.int(2, 3)
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
            d = w.int(2, 3)
            twice = whole(base * d)
            w.tell(f"{person.n} is {w.n(k)} years older than {w.times(d)} {other.n}'s age")
            age.append(whole(twice + k))
        if not 1 <= age[-1].value <= 99:
            raise Unfit
    people = (a, b, c)
    for i in (1, 2):
        w.ask(age[i], f"how old is {people[i].n}", f"what is {people[i].n}'s age now")
        n = w.int(2, 15)
        w.ask(
            whole(age[i] + n),
            f"how old will {people[i].n} be in {w.n(n)} years",
            f"what will {people[i].n}'s age be {w.n(n)} years from now",
        )
        m = w.int(1, 6)
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
    if (sum(x.value for x in age) / 3).denominator == 1:
        w.ask(whole(whole(total(list(age))) / 3), "what is the average age of the three")
    i, j = w.some(range(3), 2)
    if age[i].value > age[j].value:
        w.ask(whole(age[i] - age[j]), f"how many years older is {people[i].n} than {people[j].n}")
    w.aside(
        f"{w.of(people).s} has {w.n(w.int(2, 6))} {w.pick('cousins', 'pets', 'siblings')}",
        f"{a.n} and {b.n} have known each other for {w.n(w.int(2, 5))} years",
    )
    w.aside(f"{w.of(people).n} is {w.n(w.int(48, 72))} inches tall")


def rectangle(w: Author) -> None:
    """A rectangular place: its area, the way round it, what fences, tiles or seed cost."""
    a = w.person()
    place = w.pick("garden", "yard", "room", "field", "playground", "patio", "poster", "carpet")
    unit, sq = w.pick(("feet", "square foot"), ("meters", "square meter"), ("yards", "square yard"))
    squares = sq.replace("foot", "feet").replace("meter", "meters").replace("yard", "yards")
    width = w.int(3, 40)
    length: Term
    form = w.pick("plain", "times", "more")
    if form == "plain":
        n = w.int(4, 60)
        length = n
        w.tell(
            f"{a.p} {place} is {w.n(n)} {unit} long and {w.n(width)} {unit} wide",
            f"{a.n} has a rectangular {place} that measures {w.n(n)} {unit} by {w.n(width)} {unit}",
            joins=False,
        )
    elif form == "times":
        k = w.int(2, 4)
        w.tell(
            f"{a.p} rectangular {place} is {w.n(width)} {unit} wide and {w.times(k)} as long",
            joins=False,
        )
        length = whole(width * k)
    else:
        k = w.int(2, 15)
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
    p = w.int(2, 20)
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
        f"{a.p} neighbor's {place} is {w.n(w.int(4, 50))} {unit} long",
        f"{a.s} bought the {place if place in ('poster', 'carpet') else 'house'} {w.n(w.int(2, 20))} years ago",
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
            k = w.int(2, 9)
            if w.chance(0.5):
                w.tell(
                    f"{occasions[i]}, {a.s} {verb} {w.n(k)} more {unit} than {occasions[i - 1]}",
                    f"{a.s} {verb} {w.n(k)} {unit} more {occasions[i]} than {occasions[i - 1]}",
                    follows=True,
                )
                scores.append(whole(base + k))
            else:
                d = w.int(2, 3)
                w.tell(
                    f"{occasions[i]}, {a.s} {verb} {w.times(d)} as many {unit} as {occasions[i - 1]}",
                    follows=True,
                )
                scores.append(whole(base * d))
        else:
            k = w.int(10, 60)
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
        f"{a.p} {w.pick('friend', 'brother', 'teammate')} {verb} {w.n(w.int(5, 60))} {unit} {occasions[0]}",
        f"last year, {a.s} {verb} {w.n(w.int(20, 200))} {unit}",
    )
    w.aside(
        f"{a.s} is {w.n(w.int(9, 40))} years old", f"{w.n(w.int(20, 300))} people were watching"
    )
