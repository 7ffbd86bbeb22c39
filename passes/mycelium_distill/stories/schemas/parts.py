# ruff: noqa: E501 - each wording stands on one line
"""Wholes and their parts: fractions, percentages, the rest; kinds on a farm."""

from __future__ import annotations

from fractions import Fraction

from mycelium_distill.stories.author import Author
from mycelium_distill.stories.lexicon import ANIMALS, BOUGHT, COLORS, FRUIT, PLANTS
from mycelium_distill.stories.schemas.asides import about_others
from mycelium_distill.stories.terms import Formula, Given, Term, Unfit, made, total, whole

GROUPS = (
    ("students", "at a school", ("walk to school", "wear glasses", "play an instrument", "are girls", "have a pet", "take the bus"), "student"),
    ("people", "in a club", ("play tennis", "are new", "are teenagers", "come from out of town", "play the piano"), "member"),
    ("workers", "in a factory", ("work at night", "are women", "live nearby", "drive to work", "are part-timers"), "worker"),
    ("guests", "at a wedding", ("ordered fish", "stayed until midnight", "came by train", "are relatives", "are vegetarians"), "guest"),
    ("children", "at a camp", ("signed up for swimming", "are under ten", "chose archery", "forgot a jacket"), "child"),
    ("cars", "in a parking lot", ("are red", "are electric", "have a roof rack", "are rented"), "car"),
    ("books", "in a library", ("are novels", "are on loan", "are in Spanish", "are damaged", "are new"), "book"),
    ("trees", "in an orchard", ("are apple trees", "are pear trees", "were planted last year", "bear fruit"), "tree"),
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
    k = w.whole(2, int(value) // 2)
    return k, f"{w.n(k)} of {group}"


_PAST = {
    "signed": "sign", "chose": "choose", "forgot": "forget", "ordered": "order",
    "stayed": "stay", "came": "come",
}  # fmt: skip


def _not(trait: str) -> str:
    """`are new` as `are not new`, `wear glasses` as `do not wear glasses`."""
    verb, _, rest = trait.partition(" ")
    if verb in ("are", "were"):
        return f"{verb} not {rest}"
    if verb in _PAST:
        return f"did not {_PAST[verb]} {rest}"
    return f"do not {trait}"


def whole_of(w: Author) -> None:
    """A group, parts of it, parts of the rest, and the rest."""
    many, place, traits, _one = w.of(GROUPS)
    base = w.whole(40, 400, 20) if w.chance(0.6) else w.whole(12, 96, 12)
    count = w.n(base)
    first, second = w.some(traits, 2)
    w.keep_order = True
    w.tell(
        f"there are {count} {many} {place}",
        f"{count} {many} are {place}",
        condition=f"there are {count} {many} {place}",
    )
    if w.chance(0.25):
        k = w.whole(2, 9)
        w.aside(
            f"there were {w.n(w.whole(20, 300))} {many} there a year ago",
            f"{w.n(k)} of the {many} are {w.pick('brand-new', 'rather old', 'left-handed') if many in ('people', 'students') else 'special'}",
        )
    part, text = share(w, base, f"the {many}" if w.chance(0.6) else "them")
    w.tell(f"{text} {first}")
    if base.value - part.value < 2:
        raise Unfit
    rest = whole(base - part)
    if part.value != rest.value and not isinstance(part, Given):
        w.ask(part, f"how many {many} {first}", f"how many of the {many} {first}")
    form = w.pick("none", "rest", "same", "rest")
    negated = _not(first)
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
    n = w.whole(2, 40)
    w.aside(
        f"{w.n(n)} {w.pick('visitors', 'reporters', 'helpers')} came by that day",
        f"the {'place' if many != 'students' else 'school'} is {w.n(w.whole(5, 90))} years old",
    )


def farm(w: Author) -> None:
    """Kinds of animals or plants on a farm, each told by another."""
    w.contrast = True
    a = w.person()
    pool, place = w.pick((ANIMALS, "farm"), (PLANTS, "garden"), (FRUIT, "fruit stand"))
    kinds = w.some(pool, w.pick(2, 3, 3, 4))
    first = w.whole(6, 60, w.pick(1, 2, 4, 6, 12))
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
            k = w.whole(2, 5)
            w.tell(
                f"there are {w.times(k)} as many {kind.many} as {before.many}",
                f"the number of {kind.many} is {w.times(k)} the number of {before.many}",
            )
            numbers.append(whole(base * k))
        elif form == "more":
            k = w.whole(2, 20)
            w.tell(
                f"there are {w.n(k)} more {kind.many} than {before.many}",
                f"{a.s} has {w.n(k)} more {kind.many} than {before.many}",
            )
            numbers.append(whole(base + k))
        elif form == "fewer":
            k = w.whole(2, max(2, int(base.value) - 2))
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
            k = w.whole(2, 15)
            w.tell(
                f"there are {w.n(k)} more {kind.many} than {before.many} and {kinds[i - 2].many} together",
                joins=False,
            )
            numbers.append(whole(whole(base + numbers[-2]) + k))
        else:
            k = w.whole(4, 60)
            w.tell(f"there are {w.count(k, kind)}", f"{a.s} has {w.count(k, kind)}")
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
        k = w.whole(2, 9)
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
        f"the {place} is {w.n(w.whole(2, 60))} years old",
        f"{w.n(w.whole(2, 20))} {w.of(COLORS)} birds sit on the fence",
    )
