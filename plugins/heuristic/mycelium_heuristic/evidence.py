"""What speaks for the parts that one number can play: its noun, its owner, its place, its rate."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mycelium_heuristic.cues import (
    CONTAINERS,
    GAIN_VERBS,
    GIVE_VERBS,
    LOSS_VERBS,
    SPLITTING,
    TIME,
    UNIT_CLASSES,
    WHEN,
)
from mycelium_heuristic.movement import loss_of, proper
from mycelium_heuristic.nouns import same_thing
from mycelium_heuristic.quantities import Quantity
from mycelium_heuristic.question import Question
from mycelium_heuristic.reading import Reading
from mycelium_heuristic.text import stem, words
from mycelium_heuristic.weights import FIT, PART, START, Role

_PLACE = re.compile(r"\b(?:in|on|into|onto|out of|from) (?:the|a|an|his|her|their) (\w+)")
_TIMES = re.compile(r"\s*times (?:as|more|the|older|larger|bigger|longer|faster)\b|-fold")
_EACH = re.compile(r"\b(?:each|per|every)\s+(?:of\s+)?(.*)")
_DURING = re.compile(r"\b(?:for|on|in|over|during)\b")


def weights_of(quantity: Quantity, reading: Reading) -> dict[Role, float]:
    """The weight of each part that a number can play."""
    fit = sum(FIT[cue] for cue in _fit_cues(quantity, reading))
    weights = dict(START)
    weights[Role.PLUS] += fit
    weights[Role.MINUS] += fit + loss_of(quantity, reading)
    weights[Role.SKIP] -= fit
    for cue in _part_cues(quantity, reading):
        for role, weight in PART[cue].items():
            weights[role] += weight
    return weights


# --------------------------------------------------------------------------- parts


def _part_cues(quantity: Quantity, reading: Reading) -> Iterator[str]:
    question = reading.question
    others = [q for q in reading.quantities if q is not quantity]
    if quantity.rate:
        yield from _rate_cues(quantity, others, question)
    else:
        yield from _partition_cues(quantity, reading)
    counts_times = quantity.noun[:1] == ("time",) and not any(
        q.rate or q.noun[:1] == ("time",) for q in others
    )
    if counts_times or _TIMES.match(quantity.behind):
        yield "says how many times"
    if quantity.value == 1 and reading.text[quantity.start : quantity.end].isalpha():
        yield "is the word one"
    elif _counts_the_others(quantity, others):
        yield "only counts what the others are about"
    unlike_others = _is_part(quantity) and not all(map(_is_part, others))
    if question.kind == "total" and unlike_others and not any(q.rate for q in others):
        yield "is lost or a part, and all is asked for"
    if _over_periods(quantity, others, question):
        yield "counts the days it went on for"


def _is_part(quantity: Quantity) -> bool:
    return quantity.subset or quantity.verb in LOSS_VERBS


def _rate_cues(quantity: Quantity, others: Sequence[Quantity], question: Question) -> Iterator[str]:
    yield "is so many for each"
    counts = [q for q in others if not q.rate]
    if any(same_thing(q.head, quantity.per) for q in counts):
        yield "is for each of what is counted"
    if any(same_thing(q.head, quantity.head) for q in counts):
        yield "is for each, of what is counted"
    if same_thing(question.head, quantity.per):
        yield "is for each of what is asked for"
    if same_thing(question.head, quantity.head):
        yield "is for each, of what is asked for"
    if _unit_classes(quantity.head) & question.units:
        yield "is for each, in the unit asked for"
    elif _unit_classes(quantity.per) & question.units:
        yield "is for each of the units asked for"
    if question.kind == "total":
        yield "is for each, and a total is asked for"
    if question.head in CONTAINERS and question.head != quantity.head:
        yield "is for each, and containers are asked for"


def _partition_cues(quantity: Quantity, reading: Reading) -> Iterator[str]:
    question = reading.question
    if question.each and not same_thing(question.head, quantity.head):
        yield "may be parts, and each is asked for"
        each = _EACH.search(question.text)
        if each is not None and any(
            same_thing(word.stem, quantity.head) for word in words(each.group(1))
        ):
            yield "is the parts of which each is asked for"
    if quantity.partition and SPLITTING.search(reading.text):
        yield "is what something is split into"


def _counts_the_others(quantity: Quantity, others: Sequence[Quantity]) -> bool:
    """Whether a number only says how many things the other numbers are about (`the two balls`)."""
    heads = {q.head for q in others if not q.rate}
    return (
        quantity.value == sum(not q.rate for q in others) >= 2
        and not quantity.rate
        and quantity.head is not None
        and len(heads) == 1
        and quantity.head not in heads
    )


def _over_periods(quantity: Quantity, others: Sequence[Quantity], question: Question) -> bool:
    """Whether a number counts the days over which something went on (`2 hours on 7 days`)."""
    return (
        quantity.head in TIME
        and not quantity.rate
        and question.head is not None
        and question.head != quantity.head
        and len(others) == 1
        and others[0].head == question.head
        and question.kind in ("total", "plain")
        and _DURING.search(quantity.front) is not None
    )


# --------------------------------------------------------------------------- fitting the question


def _fit_cues(quantity: Quantity, reading: Reading) -> Iterator[str]:
    question = reading.question
    others = [q for q in reading.quantities if q is not quantity]
    if _repeated(quantity, reading):
        yield "repeats an earlier number"
    elif quantity.noun and (question.noun or question.units):
        yield _noun_cue(quantity, others, question)
    else:
        yield "counts something that is not said"
    names, owners = proper(question.names), proper(quantity.owners)
    strange = names and owners and not names & (owners | proper(quantity.others))
    if strange and question.kind not in ("total", "difference", "ratio") and quantity.made is None:
        own = any(names & proper(q.owners) for q in others)
        if own and quantity.verb not in GIVE_VERBS | GAIN_VERBS:
            yield "belongs to somebody else, another to the one asked about"
        else:
            yield "belongs to somebody else"
    if _elsewhere(quantity, others, question):
        yield "lies in another place or time"


def _repeated(quantity: Quantity, reading: Reading) -> bool:
    """Whether a number of the question only says again what an earlier one said."""
    return quantity.start >= reading.question.start and any(
        q.value == quantity.value and same_thing(q.head, quantity.head)
        for q in reading.quantities
        if q.start < quantity.start and not q.rate
    )


def _noun_cue(quantity: Quantity, others: Sequence[Quantity], question: Question) -> str:
    head = quantity.head
    if any(same_thing(q.per, head) for q in others if q.rate):
        return "counts what a rate is for"
    asked, given = set(question.noun), set(quantity.noun)
    if _answers(quantity, question):
        sorts = bool(question.noun[:-1] and quantity.noun[:-1]) and not asked & (given - {head})
        if sorts and len(others) > 1:
            return "is of another sort (red, not green marbles)"
        return "counts what is asked for"
    if asked & given:
        return "shares a word with what is asked for"
    if any(not q.rate and _answers(q, question) for q in others):
        if head is not None and head in question.text:
            return "counts another thing that the question names"
        return "counts another thing than a fitting number"
    return "counts another thing, as all numbers do"


def _answers(quantity: Quantity, question: Question) -> bool:
    """Whether a number counts, or measures, what is asked for."""
    units = _unit_classes(quantity.head) | _unit_classes(*quantity.noun[:1])
    return bool(units & question.units) or same_thing(question.head, quantity.head)


def _unit_classes(noun: str | None = None) -> frozenset[str]:
    return frozenset(name for name, members in UNIT_CLASSES.items() if noun in members)


def _elsewhere(quantity: Quantity, others: Sequence[Quantity], question: Question) -> bool:
    """Whether a number lies in another place or time than the one that is asked about."""
    asked, here = _places(question.text), _places(quantity.behind)
    if asked and here and not asked & here and any(asked & _places(q.behind) for q in others):
        return True
    when = {time for time in WHEN if time in question.text}
    then = {time for time in WHEN if time in quantity.behind or time in quantity.front}
    return bool(when and then and not when & then)


def _places(piece: str) -> set[str]:
    return {stem(found) for found in _PLACE.findall(piece)}
