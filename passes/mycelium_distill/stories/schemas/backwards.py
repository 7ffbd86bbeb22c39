# ruff: noqa: E501 - each wording stands on one line
"""What is told is the end or a sum, and what is asked stands before it."""

from __future__ import annotations

from mycelium_distill.stories.author import Author
from mycelium_distill.stories.lexicon import CLOTHES, COLLECTED, GOODS
from mycelium_distill.stories.schemas.asides import about_others
from mycelium_distill.stories.terms import Term, Unfit, cents, made, whole


def together(w: Author) -> None:
    """Two or three amounts with a known sum, one told by another."""
    noun = w.of(COLLECTED)
    a, b = w.person(), w.person()
    form = w.pick("times", "difference", "ratio")
    verb, base = w.pick(
        ("have", "have"), ("collected", "collect"), ("bought", "buy"), ("sold", "sell")
    )
    one = "has" if verb == "have" else verb
    do = "does" if verb == "have" else "did"
    w.keep_order = w.chance(0.5)
    shares: Term
    large: Term
    more: Term | None
    if form == "times":
        k = w.whole(2, 6)
        sum_ = w.given((k.number + 1) * w.random.randint(3, 30))
        w.tell(
            f"{a.n} and {b.n} {verb} {w.count(sum_, noun)} {w.pick('together', 'altogether', 'in all')}",
            f"together, {a.n} and {b.n} {verb} {w.count(sum_, noun)}",
            joins=False,
        )
        w.tell(
            f"{b.n} {one} {w.times(k)} as many {noun.many} as {a.n}",
            condition=f"{b.n} {one} {w.times(k)} as many {noun.many} as {a.n}",
        )
        shares = whole(k + 1)
        small = whole(sum_ / shares)
        large = whole(small * k) if w.chance(0.5) else whole(sum_ - small)
        more = whole(large - small)
    elif form == "difference":
        d = w.whole(2, 25)
        sum_ = w.given(d.number + 2 * w.random.randint(3, 50))
        w.tell(
            f"{a.n} and {b.n} {verb} {w.count(sum_, noun)} {w.pick('together', 'altogether', 'in all')}",
            f"together, {a.n} and {b.n} {verb} {w.count(sum_, noun)}",
            joins=False,
        )
        w.tell(
            f"{b.n} {one} {w.n(d)} more {noun.many} than {a.n}",
            condition=f"{b.n} {one} {w.n(d)} more {noun.many} than {a.n}",
        )
        small = whole(whole(sum_ - d) / 2)
        large = whole(small + d)
        more = None
    else:
        x, y = w.some(range(2, 9), 2)
        first, second = w.given(x), w.given(y)
        sum_ = w.given((x + y) * w.random.randint(2, 20))
        w.tell(
            f"{a.n} and {b.n} share {w.count(sum_, noun)} in the ratio {w.mark(first, str(x))}:{w.mark(second, str(y))}",
            f"{w.count(sum_, noun)} are divided between {a.n} and {b.n} in a ratio of {w.mark(first, str(x))} to {w.mark(second, str(y))}",
            joins=False,
        )
        unit = whole(sum_ / whole(first + second))
        small, large = whole(unit * first), whole(unit * second)
        do, base, more = "does", "get", None
        if y > x:
            more = whole(unit * whole(second - first)) if w.chance(0.5) else whole(large - small)
    w.ask(small, f"how many {noun.many} {do} {a.n} {base}")
    w.ask(large, f"how many {noun.many} {do} {b.n} {base}")
    if more is not None:
        w.ask(more, f"how many more {noun.many} {do} {b.n} {base} than {a.n}")
    about_others(w, [a, b], noun)


def spent(w: Author) -> None:
    """Money spent piece by piece, known by what is left."""
    a = w.person()
    w.keep_order = True
    left = w.whole(2, 60)
    w.tell(
        f"{a.n} went to {w.pick('the market', 'the mall', 'town')} with some money",
        f"{a.n} took some money to the fair",
    )
    pieces: list[Term] = []
    things = w.some(GOODS, 3)
    half = None
    if w.chance(0.5):
        half = w.given(w.pick(2, 2, 3, 4))
        rest = {2: "half", 3: "a third", 4: "a quarter"}[half.number]
        w.tell(
            f"{a.s} spent {w.mark(half, rest)} of {a.p} money on a {things[0].one}"
            if things[0].one[0] not in "aeiou"
            else f"{a.s} spent {w.mark(half, rest)} of {a.p} money on food",
            follows=True,
        )
    for thing in things[1 : w.pick(2, 3)]:
        k = w.whole(2, 50)
        pieces.append(k)
        w.tell(
            f"then {a.s} paid {w.usd(k)} for {thing.many}",
            f"{a.s} bought {thing.many} for {w.usd(k)}",
            f"{a.s} spent {w.usd(k)} on {thing.many}",
            follows=True,
        )
    w.tell(
        f"{a.s} had {w.usd(left)} left",
        f"in the end, {w.usd(left)} was left",
        f"afterwards, {a.s} still had {w.usd(left)}",
        follows=True,
    )
    before: Term = left
    for piece in reversed(pieces):
        before = whole(before + piece)
    if half is not None:
        if half.number == 2:
            before = whole(before * half)
        else:
            share = whole(before / whole(half - 1))
            before = whole(share * half)
            w.ask(share, f"how much did {a.n} spend first")
    w.ask(
        before,
        f"how much money did {a.n} have {w.pick('at first', 'in the beginning', 'to begin with', 'before')}",
    )
    if len(pieces) > 1 and half is None:
        w.ask(whole(pieces[0] + pieces[1]), f"how much did {a.n} spend in all")
    about_others(w, [a], things[0])


def priced(w: Author) -> None:
    """One price with a discount or a rise: before, after, and for several."""
    a = w.person()
    noun = w.of(CLOTHES + GOODS)
    p = w.given(w.pick(5, 10, 15, 20, 25, 30, 40, 50, 60, 75))
    text = w.mark(p, str(p.number)) + w.pick("%", "%", " percent")
    the = f"{'an' if noun.one[0] in 'aeiou' else 'a'} {noun.one}"
    up = w.chance(0.35)
    w.keep_order = True
    if w.chance(0.4):
        full = w.whole(10, 200, 10)
        part = made(w.percent(p, full))
        if part.value.denominator != 1:
            raise Unfit
        price = cents(full + part if up else full - part)
        w.tell(f"{the} usually costs {w.usd(full)}", f"the regular price of {the} is {w.usd(full)}")
        w.tell(
            f"the price {'rises' if up else 'drops'} by {text}",
            f"the store {'raises' if up else 'lowers'} the price by {text}",
            f"today it is {text} {'more expensive' if up else 'off'}",
            follows=True,
        )
        w.ask(part, f"by how many dollars does the price {'rise' if up else 'fall'}")
        w.ask(price, f"what is the new price of {the}", f"how much does {the} cost now")
    else:
        old = 10 * w.random.randint(2, 20)
        factor = 100 + p.number if up else 100 - p.number
        if old * factor % 100:
            raise Unfit
        now = w.given(old * factor // 100)
        w.tell(
            f"after a price {'increase' if up else 'cut'} of {text}, {the} costs {w.usd(now)}",
            f"{a.n} pays {w.usd(now)} for {the} after {'an increase' if up else 'a discount'} of {text}",
            joins=False,
        )
        share = whole(100 + p if up else 100 - p)
        price = whole(now / share * 100) if w.chance(0.5) else whole(now * 100 / share)
        w.ask(
            price,
            f"what was the price of {the} before",
            f"what did {the} cost before the {'increase' if up else 'price cut'}",
        )
        w.ask(
            whole(price - now if not up else now - price),
            f"by how many dollars did the price {'rise' if up else 'fall'}",
        )
    n = w.whole(2, 9)
    told_before = len(w.facts) == 2
    w.tell(
        f"{a.n} wants {w.count(n, noun)}",
        f"{a.n} needs {w.count(n, noun)}",
        condition=f"{a.n} wants {w.count(n, noun)}",
    )
    if told_before:
        w.ask(
            cents(price * n),
            f"how much will {a.n} pay for the {noun.many}",
            f"how much will all the {noun.many} cost {a.o}",
        )
    about_others(w, [a], noun)
    w.aside(
        f"the store opened {w.n(w.whole(2, 40))} years ago",
        f"{w.n(w.whole(10, 90))} customers came to the store today",
    )
