# ruff: noqa: E501 - each wording stands on one line
"""Buying and selling: prices, bills, change, discounts, taxes, profit."""

from __future__ import annotations

from itertools import pairwise

from mycelium_distill.stories.author import Author
from mycelium_distill.stories.lexicon import (
    BOUGHT,
    CLOTHES,
    DAYS,
    GOODS,
    MADE,
    SCHOOL,
    SHOPS,
    TREATS,
    Thing,
)
from mycelium_distill.stories.schemas.asides import about_others
from mycelium_distill.stories.terms import Made, Term, Unfit, cents, made, total, whole


def cart(w: Author) -> None:
    """Several things with a price and a number of each; the bill and what comes of it."""
    a = w.person()
    kinds = w.pick(1, 2, 2, 3, 3, 4)
    things = w.some(w.pick(BOUGHT, SCHOOL, CLOTHES, TREATS, GOODS), kinds)
    shop = w.of(SHOPS)
    counts = [w.whole(2, 12) for _ in things]
    prices: list[Term] = []
    w.keep_order = w.chance(0.5)
    if w.chance(0.5) and kinds > 1:
        bought = _list([w.count(c, t) for c, t in zip(counts, things, strict=True)])
        w.tell(
            f"{a.n} bought {bought} at {shop}",
            f"{a.n} went to {shop} and bought {bought}",
            f"at {shop}, {a.n} bought {bought}",
            joins=False,
        )
        for i, thing in enumerate(things):
            prices.append(_price(w, thing, things[i - 1] if i else None, prices[-1] if i else None))
    else:
        for thing, c in zip(things, counts, strict=True):
            p = w.price(1, 25)
            prices.append(p)
            w.tell(
                f"{a.s} bought {w.count(c, thing)} for {w.usd(p)} each",
                f"{a.s} bought {w.count(c, thing)} that cost {w.usd(p)} each",
                f"{a.s} paid {w.usd(p)} each for {w.count(c, thing)}",
                f"{a.s} bought {w.count(c, thing)} at {w.usd(p)} {w.pick('apiece', 'each', f'per {thing.one}')}",
            )
    costs = [cents(p * c if w.chance(0.5) else c * p) for p, c in zip(prices, counts, strict=True)]
    for thing, cost in zip(things, costs, strict=True):
        w.ask(
            cost,
            f"how much did {a.n} spend on {thing.many}",
            f"what did the {thing.many} cost {a.n} in all",
            f"how much money did {a.n} pay for the {thing.many}",
        )
    bill: Term = costs[0]
    if kinds > 1:
        bill = cents(total(list(costs)))
        w.ask(whole(total(list(counts))), f"how many items did {a.n} buy in total")
        i, j = (0, 1) if costs[0].value > costs[1].value else (1, 0)
        if costs[i].value > costs[j].value:
            w.ask(
                cents(costs[i] - costs[j]),
                f"how much more did {a.n} spend on {things[i].many} than on {things[j].many}",
            )
        if kinds == 2 and counts[0].value > counts[1].value:
            w.ask(
                whole(counts[0] - counts[1]),
                f"how many more {things[0].many} than {things[1].many} did {a.n} buy",
            )
    paid = bill
    kind = w.pick("none", "none", "none", "discount", "tax", "coupon", "share")
    if kind in ("none", "share"):
        w.ask(
            bill,
            f"how much did {a.n} spend {w.pick('in all', 'altogether', 'in total')}",
            f"what was {a.p} total bill",
            f"how much did {a.s} pay for everything",
        )
    else:
        w.ask(
            bill,
            f"what was the bill before the {kind}",
            f"how much did everything cost before the {kind}",
        )
    if kind == "discount":
        p = w.given(w.pick(5, 10, 15, 20, 25, 30, 50))
        off = payable(w.percent(p, bill))
        w.tell(
            f"the store gave {a.o} a {w.mark(p, str(p.number))}% discount on the whole purchase",
            f"{a.s} had a coupon for {w.mark(p, str(p.number))}% off the total",
            condition=f"{a.s} gets a {w.mark(p, str(p.number))}% discount on everything",
        )
        paid = cents(bill - off)
        w.ask(off, f"how much did {a.n} save thanks to the discount")
        w.ask(paid, f"how much did {a.n} pay after the discount")
    elif kind == "tax":
        p = w.given(w.pick(5, 6, 8, 10, 20))
        tax = payable(w.percent(p, bill))
        w.tell(
            f"a sales tax of {w.mark(p, str(p.number))}% was added",
            f"the sales tax was {w.mark(p, str(p.number))}%",
            condition=f"the sales tax is {w.mark(p, str(p.number))}%",
        )
        paid = cents(bill + tax)
        w.ask(paid, f"how much did {a.n} pay including tax", "what was the final bill with tax")
    elif kind == "coupon":
        off2 = w.whole(1, max(1, int(bill.value) // 3))
        w.tell(
            f"{a.s} used a coupon worth {w.usd(off2)}",
            f"the cashier took {w.usd(off2)} off the bill",
            condition=f"{a.s} uses a coupon worth {w.usd(off2)}",
        )
        paid = cents(bill - off2)
        w.ask(paid, f"how much did {a.n} pay with the coupon")
    elif kind == "share":
        people = w.given(w.pick(2, 3, 4, 5))
        w.tell(
            f"{a.s} split the cost equally among {w.n(people)} people",
            f"the cost was shared equally by {w.n(people)} friends",
        )
        w.ask(
            cents(bill / people), "how much did each person pay", "how much was each person's share"
        )
    if w.chance(0.5) and kind != "share":
        notes = [n for n in (20, 50, 100, 150, 200, 300, 500, 1000) if n > paid.value]
        if not notes:
            raise Unfit
        had = w.given(notes[0] if w.chance(0.7) else w.of(notes))
        w.tell(
            f"{a.s} paid with {w.usd(had)}",
            f"{a.s} handed the cashier {w.usd(had)}",
            f"{a.s} had {w.usd(had)} with {a.o}",
            condition=f"{a.s} had {w.usd(had)} to spend",
        )
        w.ask(
            cents(had - paid),
            f"how much money does {a.n} have left",
            f"how much change did {a.n} get",
            "how much money was left over",
        )
    about_others(w, [a], things[0])
    n, x = w.whole(2, 60), w.whole(1, 30)
    other = w.of([t for t in BOUGHT if t not in things])
    w.aside(
        f"a {other.one} costs {w.usd(x)} at {shop}"
        if other.one[0] not in "aeiou"
        else f"the {other.many} at {shop} cost {w.usd(x)} each",
        f"{a.s} looked at a {w.pick('pair of boots', 'watch', 'radio')} for {w.usd(n)} but did not buy it",
    )


def payable(amount: Made) -> Made:
    """The amount, if it can be paid.

    Raises:
        Unfit: if it cannot.
    """
    if (amount.value * 100).denominator != 1:
        raise Unfit
    return amount


def _price(w: Author, thing: Thing, before: Thing | None, base: Term | None) -> Term:
    if before is not None and base is not None and w.chance(0.45):
        if w.chance(0.5):
            k = w.whole(2, 4)
            w.tell(
                f"each {thing.one} costs {w.times(k)} as much as a {before.one}",
                f"the price of a {thing.one} is {w.times(k)} that of a {before.one}",
                follows=True,
            )
            return cents(base * k)
        d = w.whole(1, 6)
        if w.chance(0.6) or d.value >= base.value:
            w.tell(f"each {thing.one} costs {w.usd(d)} more than each {before.one}", follows=True)
            return cents(base + d)
        w.tell(f"each {thing.one} is {w.usd(d)} cheaper than each {before.one}", follows=True)
        return cents(base - d)
    p = w.price(1, 25)
    w.tell(
        f"each {thing.one} cost {w.usd(p)}",
        f"the {thing.many} were {w.usd(p)} each",
        f"the price of one {thing.one} was {w.usd(p)}",
        f"one {thing.one} costs {w.usd(p)}",
        condition=f"each {thing.one} costs {w.usd(p)}",
    )
    return p


def sale(w: Author) -> None:
    """Somebody makes things and sells them; what is earned, what it cost, the profit."""
    a = w.person()
    noun = w.of(MADE)
    w.keep_order = True
    number: Term
    if w.chance(0.5):
        number = made_of = w.whole(10, 90, 5)
        w.tell(
            f"{a.n} made {w.count(made_of, noun)} to sell at {w.pick('the school fair', 'the market', 'a bake sale', 'a craft show')}",
            f"{a.n} sells {noun.many} and has {w.n(made_of)} of them",
        )
    else:
        batches, per = w.whole(2, 9), w.whole(4, 24)
        w.tell(
            f"{a.n} made {w.n(batches)} batches of {noun.many} with {w.n(per)} {noun.many} in each batch",
            f"{a.n} made {w.n(batches)} batches of {w.n(per)} {noun.many} each to sell",
        )
        number = whole(batches * per)
        w.ask(number, f"how many {noun.many} did {a.n} make")
    if w.chance(0.4):
        gone = w.whole(2, max(2, int(number.value) // 3))
        w.tell(
            f"{a.s} kept {w.n(gone)} of them for {a.p} family",
            f"{w.n(gone)} of the {noun.many} broke",
            f"{a.s} gave {w.n(gone)} {noun.many} to friends",
        )
        number = whole(number - gone)
        w.ask(number, f"how many {noun.many} could {a.n} sell")
    p = w.price(2, 15)
    w.tell(
        f"{a.s} sold {w.pick('all the rest', 'every one that was left', 'them all')} for {w.usd(p)} each",
        f"{a.s} charged {w.usd(p)} for each and sold them all",
        condition=f"{a.s} sells each for {w.usd(p)}",
    )
    earned = cents(number * p)
    w.ask(
        earned,
        f"how much money did {a.n} {w.pick('make', 'earn', 'take in')} from selling the {noun.many}",
    )
    spent: list[Term] = []
    for what in w.some(
        ("ingredients", "packaging", "a table", "decorations", "flyers"), w.pick(0, 1, 1, 2)
    ):
        if int(earned.value) < 12:
            raise Unfit
        c = w.whole(3, int(earned.value) // 3)
        spent.append(c)
        w.tell(
            f"{a.s} spent {w.usd(c)} on {what}",
            f"{a.s} had paid {w.usd(c)} for {what}",
            condition=f"{a.s} spent {w.usd(c)} on {what}",
        )
    if spent:
        cost = cents(total(spent)) if len(spent) > 1 else spent[0]
        profit = cents(earned - cost)
        w.ask(
            profit,
            f"what was {a.p} profit",
            f"how much profit did {a.n} make",
            f"how much money did {a.n} have after paying {a.p} costs",
        )
        if isinstance(cost, Made):
            w.ask(cost, f"how much did {a.n} spend on supplies in all")
        if w.chance(0.4):
            share = w.given(w.pick(2, 4, 5, 10))
            w.tell(f"{a.s} decided to give {w.part(share)} of the profit to charity")
            gift = cents(profit / share)
            w.ask(gift, f"how much money did {a.n} give to charity")
            w.ask(cents(profit - gift), f"how much of the profit did {a.n} keep")
    about_others(w, [a], noun)


def market(w: Author) -> None:
    """Sales on several days, one told by another, at one price."""
    a = w.person()
    noun = w.of(TREATS)
    days = DAYS[(i := w.random.randrange(4)) : i + w.pick(2, 3, 3)]
    first = w.whole(8, 60, 2)
    w.tell(
        f"{a.n} sold {w.count(first, noun)} on {days[0]}",
        f"on {days[0]}, {a.n} sold {w.count(first, noun)}",
        condition=f"{a.n} sold {w.count(first, noun)} on {days[0]}",
    )
    sold: list[Term] = [first]
    for before, day in pairwise(days):
        base = sold[-1]
        kind = w.pick("plain", "times", "more", "half", "fewer")
        if kind == "plain":
            n = w.whole(5, 60)
            w.tell(f"on {day}, {a.s} sold {w.n(n)}", follows=True)
            sold.append(n)
        elif kind == "times":
            k = w.whole(2, 4)
            w.tell(f"on {day}, {a.s} sold {w.times(k)} as many as on {before}", follows=True)
            sold.append(whole(base * k))
        elif kind == "more":
            d = w.whole(3, 20)
            w.tell(f"on {day}, {a.s} sold {w.n(d)} more than on {before}", follows=True)
            sold.append(whole(base + d))
        elif kind == "half":
            d = w.given(2)
            w.tell(f"{a.s} sold {w.mark(d, 'half')} as many on {day} as on {before}", follows=True)
            sold.append(whole(base / d))
        else:
            d = w.whole(2, max(2, int(base.value) - 2))
            w.tell(f"on {day}, {a.s} sold {w.n(d)} fewer than on {before}", follows=True)
            sold.append(whole(base - d))
    for day, amount in zip(days[1:], sold[1:], strict=True):
        if isinstance(amount, Made):
            w.ask(amount, f"how many {noun.many} did {a.n} sell on {day}")
    everything = whole(total(list(sold)))
    w.ask(
        everything,
        f"how many {noun.many} did {a.n} sell in all",
        f"how many {noun.many} did {a.s} sell on the {len(days)} days together",
    )
    p = w.price(2, 9)
    w.tell(
        f"each {noun.one} costs {w.usd(p)}",
        f"{a.s} sells each {noun.one} for {w.usd(p)}",
        condition=f"each {noun.one} sells for {w.usd(p)}",
    )
    earned = cents(everything * p)
    w.ask(
        earned,
        f"how much money did {a.n} make from all the {noun.many}",
        f"how much did {a.n} earn in those days",
    )
    w.ask(cents(sold[-1] * p), f"how much money did {a.n} make on {days[-1]}")
    if len(days) == 3 and everything.value % 3 == 0:
        w.ask(made(everything / 3), f"on average, how many {noun.many} did {a.n} sell per day")
    goal = w.given((int(earned.value) // 10 + w.pick(2, 5, 10)) * 10)
    w.aside(
        f"{a.s} has been in business for {w.n(goal)} days",
        f"the shop opens at {w.n(w.whole(6, 11))} o'clock",
    )
    w.aside(
        f"{a.s} hopes to sell {w.n(w.whole(50, 200, 10))} {noun.many} next week",
        f"a {w.pick('coffee', 'glass of milk', 'cup of tea')} costs {w.usd(w.whole(1, 5))}",
    )


def _list(parts: list[str]) -> str:
    if len(parts) == 2:
        return " and ".join(parts)
    return ", ".join(parts[:-1]) + ", and " + parts[-1]
