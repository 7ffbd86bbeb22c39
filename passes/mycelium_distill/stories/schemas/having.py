# ruff: noqa: E501 - each wording stands on one line
"""People who have things: more, fewer, times as many as others."""

from __future__ import annotations

from mycelium_distill.stories.author import PARTS, Author, Person
from mycelium_distill.stories.lexicon import COLLECTED, Thing
from mycelium_distill.stories.schemas.asides import about_others
from mycelium_distill.stories.terms import Term, Unfit, total, whole


def chain(w: Author) -> None:
    """Several people's things, each compared with somebody's before."""
    w.contrast = True
    noun = w.of(COLLECTED)
    people = [w.person() for _ in range(w.pick(2, 2, 3, 3, 4, 5))]
    first = w.whole(8, 60, w.pick(1, 1, 2, 4, 6, 12))
    owned: list[Term] = [first]
    a = people[0]
    verb = w.pick(
        "has", "has", "has", "collected", "owns", "bought", "made" if w.chance(0.2) else "has"
    )
    w.tell(
        f"{a.n} {verb} {w.count(first, noun)}",
        f"there are {w.count(first, noun)} in {a.n}'s collection"
        if verb == "has"
        else f"{a.n} {verb} {w.count(first, noun)}",
        condition=f"{a.n} {verb} {w.count(first, noun)}",
    )
    for person in people[1:]:
        index = w.random.randrange(len(owned)) if w.chance(0.35) else len(owned) - 1
        owned.append(compared(w, person, verb, noun, people[index], owned[index]))
    about_others(w, people, noun)
    for person, term in zip(people[1:], owned[1:], strict=True):
        w.ask(term, f"how many {noun.many} {do(verb, person)}")
    everybody = total(owned)
    names = listed([p.n for p in people])
    w.ask(
        whole(everybody),
        f"how many {noun.many} do {names} {base_form(verb)} {w.pick('altogether', 'in all', 'in total', 'together')}",
        f"what is the total number of {noun.many} that {names} {base_form(verb, past=True)}",
        f"how many {noun.many} do they {base_form(verb)} in total",
        f"how many {noun.many} do the {'two' if len(people) == 2 else len(people)} of them {base_form(verb)} altogether",
    )
    order = sorted(range(len(people)), key=lambda i: owned[i].value)
    low, high = people[order[0]], people[order[-1]]
    if owned[order[0]].value < owned[order[-1]].value:
        w.ask(
            whole(owned[order[-1]] - owned[order[0]]),
            f"how many more {noun.many} {do(verb, high)} than {low.n}",
            f"how many fewer {noun.many} {do(verb, low)} than {high.n}",
            f"what is the difference between the number of {noun.many} {high.n} {base_form(verb, past=True, one=True)} and the number {low.n} {base_form(verb, past=True, one=True)}",
        )
    if len(people) > 2:
        i, j = w.some(range(len(people)), 2)
        w.ask(
            whole(owned[i] + owned[j]),
            f"how many {noun.many} do {people[i].n} and {people[j].n} {base_form(verb)} together",
        )


def compared(w: Author, person: Person, verb: str, noun: Thing, other: Person, base: Term) -> Term:
    """A person's amount, told by another's."""
    than = other.n
    relation = w.pick("more", "more", "fewer", "times", "times", "part", "both", "percent")
    if relation == "more":
        d = w.whole(2, 30)
        w.tell(
            f"{person.n} {verb} {w.n(d)} more {noun.many} than {than}",
            f"{than} {verb} {w.n(d)} fewer {noun.many} than {person.n}",
        )
        return whole(base + d)
    if relation == "fewer":
        d = w.whole(2, max(3, int(base.value) - 2))
        w.tell(
            f"{person.n} {verb} {w.n(d)} fewer {noun.many} than {than}",
            f"{than} {verb} {w.n(d)} more {noun.many} than {person.n}",
        )
        return whole(base - d)
    if relation == "times":
        k = w.whole(2, 6)
        w.tell(
            f"{person.n} {verb} {w.times(k)} as many {noun.many} as {than}",
            f"{person.n} {verb} {w.times(k)} the number of {noun.many} that {than} {verb}",
        )
        return whole(base * k if w.chance(0.6) else k * base)
    if relation == "part":
        d = w.given(w.of([k for k in PARTS if base.value % k == 0]))
        w.tell(
            f"{person.n} {verb} {w.part(d)} as many {noun.many} as {than}",
            f"{person.n} {verb} {w.part(d)} the number of {noun.many} that {than} {verb}",
        )
        return whole(base / d)
    if relation == "both":
        k, d = w.whole(2, 5), w.whole(2, 12)
        first = whole(base * k)
        if w.chance(0.5):
            w.tell(
                f"{person.n} {verb} {w.n(d)} more than {w.times(k)} as many {noun.many} as {than}"
            )
            return whole(first + d)
        w.tell(
            f"{person.n} {verb} {w.n(d)} {w.pick('less', 'fewer')} than {w.times(k)} as many {noun.many} as {than}"
        )
        return whole(first - d)
    p = w.given(w.pick(10, 20, 25, 40, 50, 60, 75, 80))
    part = w.percent(p, base)
    if not part.whole:
        raise Unfit
    if w.chance(0.5):
        w.tell(f"{person.n} {verb} {w.mark(p, str(p.number))}% more {noun.many} than {than}")
        return whole(base + part)
    w.tell(f"{person.n} {verb} {w.mark(p, str(p.number))}% fewer {noun.many} than {than}")
    return whole(base - part)


def do(verb: str, person: Person) -> str:
    """`does Ann have`, `did Ann buy`."""
    return {"has": f"does {person.n} have", "owns": f"does {person.n} own"}.get(
        verb, f"did {person.n} {base_form(verb)}"
    )


def base_form(verb: str, past: bool = False, one: bool = False) -> str:
    """The verb as it stands behind `do`; or, for the past, as it is."""
    if past and verb not in ("has", "owns"):
        return verb
    if one:
        return verb
    return {"has": "have", "owns": "own", "collected": "collect", "bought": "buy", "made": "make"}[
        verb
    ]


def listed(names: list[str]) -> str:
    """Names with commas and an `and`."""
    if len(names) == 2:
        return f"{names[0]} and {names[1]}"
    return ", ".join(names[:-1]) + f", and {names[-1]}"
