"""Quantities that the text implies: comparisons, coins, so many of so many each, a week of days.

Each function takes the quantities as read and gives them back with some joined
into a derived one, whose `made` says how it is computed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from mycelium_heuristic.cues import CENTS, COIN_VALUES, PERIODS, PRONOUNS
from mycelium_heuristic.nouns import same_thing
from mycelium_heuristic.quantities import Made, Quantity
from mycelium_heuristic.question import Question
from mycelium_heuristic.text import words

_MORE = re.compile(r"\b(?:more|\w+er|increase of)\b(?:(?! or )[^.])*?\b(?:than|that)\b")
_LESS = re.compile(
    r"\b(?:fewer|less|shorter|smaller|younger|lighter|lower|cheaper|slower)\b[^.]*?\bthan\b"
)
_THAN = re.compile(r"(?:\bas\b.*\bas\b|\b(?:than|that)\b)(.*)")
_OF = re.compile(r"\s*of (?:(?:the|these|those|his|her|their|its|my|our) )?")
_AS_MANY = re.compile(
    r"^\s*(?:times )?(?:as (?:many|much|\w+)|more|the (?:number|amount)|older|larger|bigger"
    r"|longer|heavier|\w+er than)\b"
)


def derived(
    text: str, quantities: Sequence[Quantity], question: Question
) -> list[tuple[Quantity, ...]]:
    """The readings of the quantities, the most worked out first."""
    found = tuple(quantities)
    found = _fractions_of(_coins(found, question))
    found = _comparisons(text, found, question)
    found = _periods(text, found, question)
    found = _shared_rates(found)
    readings = [_pairs(found, question), found]
    return [r for i, r in enumerate(readings) if r and r not in readings[:i]]


def made(operation: str, left: Quantity, right: Quantity, **changes: object) -> Quantity:
    """A quantity computed from two, standing where the second stood."""
    value = _compute(operation, left.value, right.value)
    base = right if right.end else left
    return replace(
        base,
        value=value,
        made=Made(operation, left, right),
        rate=False,
        per=None,
        partition=False,
        subset=False,
        **changes,  # type: ignore[arg-type]
    )


def constant(value: Fraction) -> Quantity:
    """A number that stands in no text, such as the 7 days of a week."""
    return Quantity(value=value, start=0, end=0, clause=-1)


def _compute(operation: str, left: Fraction, right: Fraction) -> Fraction:
    if operation == "+":
        return left + right
    if operation == "-":
        return left - right
    if operation == "*":
        return left * right
    return left / right


# --------------------------------------------------------------------------- coins


def _coins(found: tuple[Quantity, ...], question: Question) -> tuple[Quantity, ...]:
    """Counts of coins become amounts, where money is asked for and coins are counted."""
    if "money" not in question.units or question.head in COIN_VALUES:
        return found
    single = len({q.head for q in found}) == 1 and question.head in ("dollar", CENTS)
    if single or any(q.noun[:1] in (("dollar",), ("cent",)) for q in found):
        return found
    scale = 100 if question.head == CENTS else 1
    coined = []
    for quantity in found:
        coin = quantity.head
        if coin in COIN_VALUES and not quantity.rate:
            worth = constant(Fraction(COIN_VALUES[coin]) * scale)
            quantity = replace(made("*", quantity, worth), noun=("dollar",))
        coined.append(quantity)
    return tuple(coined)


# --------------------------------------------------------------------------- fractions of


def _fractions_of(found: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """`half of 14 lamps`, `25% of the 40 lamps`: the share times the whole."""
    joined: list[Quantity] = []
    for quantity in found:
        share = joined[-1] if joined else None
        if (
            share is not None
            and share.clause == quantity.clause
            and 0 < share.value < 1
            and _OF.fullmatch(share.behind)
        ):
            joined[-1] = replace(made("*", share, quantity), noun=quantity.noun)
        else:
            joined.append(quantity)
    return tuple(joined)


# --------------------------------------------------------------------------- comparisons


def _comparisons(
    text: str, found: tuple[Quantity, ...], question: Question
) -> tuple[Quantity, ...]:
    """`5 more than Ann`, `twice as many as`: what is compared becomes a number of its own."""
    for index, quantity in enumerate(found):
        operation = _comparison(quantity)
        if operation is None or quantity.start >= question.start:
            continue
        others = [q for q in found if q is not quantity and not q.rate and _comparison(q) is None]
        earlier = [q for q in others if q.start < quantity.start] or others
        fitting = [q for q in earlier if same_thing(q.head, quantity.head)] or earlier
        if not fitting:
            continue
        base = _referred(quantity, fitting)
        if _backwards(quantity, base, question):
            operation = {"+": "-", "-": "+", "*": "/", "/": "*"}[operation]
        if operation == "/" and quantity.value == 0:
            continue
        new = _compared(operation, base, quantity)
        if new.value < 0:
            continue
        keep = question.kind == "total" or _asks_both(question)
        kept = [q for q in found[:index] if keep or q is not base]
        later = [q for q in found[index + 1 :] if keep or q is not base]
        found = (*kept, new, *later)
    return found


def _comparison(quantity: Quantity) -> str | None:
    behind = quantity.behind
    if quantity.made is not None:
        return None
    if _AS_MANY.match(behind) and (
        quantity.multiple
        or re.match(r"\s*times\b", behind)
        or re.match(r"\s*as (?:many|much)", behind)
    ):
        return "*"
    if quantity.multiple and re.match(r"\s*(?:the|that|what|his|her|their|as)\b", behind):
        return "*"
    if _LESS.search(behind):
        return "-"
    if _MORE.search(behind):
        return "+"
    return None


def _referred(quantity: Quantity, fitting: Sequence[Quantity]) -> Quantity:
    """The quantity that a comparison compares with: the one whose owner it names, else the last."""
    named = _compared_with(quantity)
    for other in reversed(fitting):
        if _proper(other.owners) & named:
            return other
    return fitting[-1]


def _compared_with(quantity: Quantity) -> set[str]:
    """The words behind `than`, or behind the second `as` of `as many as`."""
    found = _THAN.search(quantity.behind)
    return {word.low.removesuffix("'s") for word in words(found.group(1))} if found else set()


def _compared(operation: str, base: Quantity, quantity: Quantity) -> Quantity:
    if operation == "*" and quantity.value.numerator == 1 and quantity.value.denominator > 1:
        denominator = replace(quantity, value=Fraction(quantity.value.denominator))
        return replace(made("/", base, denominator), noun=base.noun, verb="has")
    return replace(made(operation, base, quantity), noun=base.noun, verb="has")


def _backwards(quantity: Quantity, base: Quantity, question: Question) -> bool:
    """Whether the known number is the compared one, so that the other is sought."""
    named = _compared_with(quantity)
    subject = _proper(quantity.owners) | (quantity.others - named)
    if _proper(base.owners) & named:
        return False
    if _proper(base.owners) & subject - PRONOUNS:
        return True
    return bool(quantity.owners & {"he", "she", "this", "that", "it", "they"}) and bool(
        named & {w.low for w in words(question.text)} - {"the", "a", "in", "of"}
    )


def _asks_both(question: Question) -> bool:
    return re.search(r"\b(?:they|both|all|total)\b", question.text) is not None


def _proper(names: frozenset[str]) -> frozenset[str]:
    return names - PRONOUNS - {"this", "that"}


# --------------------------------------------------------------------------- periods and names


def _periods(text: str, found: tuple[Quantity, ...], question: Question) -> tuple[Quantity, ...]:
    """`2 walks every day for a week`: a number of smaller periods that is said by a word alone.

    Also `Ann, Bob and Cy each have 3`: a number of people that only their names say.
    """
    plain = [q for q in found if not q.rate]
    if len(found) != 1 or plain:
        return found
    rate = found[0]
    low = text.lower()
    for whole, (part, count) in PERIODS.items():
        if rate.per == part and re.search(rf"\b(?:a|one|the|that|in a|per) {whole}\b", low):
            return (rate, replace(constant(Fraction(count)), noun=(part,)))
    people = len(_proper(rate.owners))
    if people > 1 and rate.value:
        return (rate, constant(Fraction(people)))
    return found


# --------------------------------------------------------------------------- rates


def _shared_rates(found: tuple[Quantity, ...]) -> tuple[Quantity, ...]:
    """`each desk has 4 pens and 1 lamp`: their sum is the rate, so the desks multiply it."""
    rates = [q for q in found if q.rate and q.made is None]
    if not rates:
        return found
    first = rates[0]
    mates = [
        q
        for q in found
        if q.clause == first.clause and q.made is None and not same_thing(q.head, first.per)
    ]
    counts = [
        q
        for q in found
        if not q.rate and same_thing(q.head, first.per) and q.clause != first.clause
    ]
    counts = counts or [q for q in found if not q.rate and same_thing(q.head, first.per)]
    if any(q.rate and q.per not in (None, first.per) for q in found):
        return found
    if len(mates) < 2 or len(counts) != 1 or any(q.rate and q not in mates for q in found):
        return found
    return tuple(
        replace(q, rate=False, per=None, verb="has", subset=False)
        if q in mates
        else replace(q, rate=True, per=first.head)
        if q is counts[0]
        else q
        for q in found
    )


def _pairs(found: tuple[Quantity, ...], question: Question) -> tuple[Quantity, ...]:
    """Counts and rates that belong together become their product, where more numbers remain.

    `3 boxes and 2 crates, 8 jars in each box, 10 in each crate`, or `2 pens at $5
    each and a drink for $3`.
    """
    rates = [q for q in found if q.rate]
    pairs: dict[Quantity, Quantity] = {}
    for rate in rates:
        counts = [
            q
            for q in found
            if not q.rate and q not in pairs.values() and q.made is None and q.value != 1
        ]
        matches = [q for q in counts if rate.per is not None and rate.per in q.noun]
        if rate.per is None:
            near = [q for q in counts if q.clause == rate.clause]
            apart = [q for q in near if not same_thing(q.head, rate.head)]
            matches = sorted(apart, key=lambda q: abs(q.start - rate.start))
        if len(matches) == 1 or (matches and rate.per is None):
            pairs[rate] = matches[0]
    if not pairs or len(pairs) < len(rates):
        return ()
    rest = [q for q in found if q not in pairs and q not in pairs.values()]
    if len(pairs) == 1 and not any(
        same_thing(q.head, rate.head) for q in rest for rate in pairs if not q.rate
    ):
        return ()
    joined = []
    for quantity in found:
        if quantity in pairs:
            count = pairs[quantity]
            joined.append(replace(made("*", count, quantity), noun=quantity.noun, verb=count.verb))
        elif quantity not in pairs.values():
            joined.append(quantity)
    return tuple(joined)
