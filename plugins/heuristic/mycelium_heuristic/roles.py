"""Which part each number plays: added, taken away, multiplied by, divided by, or none.

Every assignment of parts to numbers is scored by adding up the weights of the cues
that speak for it. There is nothing else: the best sum wins, and ties go to the
assignment that comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from mycelium_heuristic.cues import HOLD_VERBS, LOSS_VERBS, TIME
from mycelium_heuristic.evidence import weights_of
from mycelium_heuristic.movement import moved
from mycelium_heuristic.quantities import Quantity
from mycelium_heuristic.question import Question
from mycelium_heuristic.reading import Reading
from mycelium_heuristic.text import words
from mycelium_heuristic.weights import BACK_TO_START, WHOLE, Role

_LEFT = re.compile(r"\b(?:left|remain\w*|still|now|after|back|over)\b", re.IGNORECASE)
_NOT = re.compile(r"\b(?:empty|vacant|not|\w+n't|miss|missed)\b")
_REST = re.compile(r"\b(?:rest|others?)\b", re.IGNORECASE)
_SHARES = re.compile(r"%|\bper ?cent", re.IGNORECASE)
_SPEED = re.compile(r"\bhow fast\b|\bspeed\b")
OPEN_NUMBERS = 5
"""How many numbers have their parts tried in every combination: there are 3 to that power."""

FEW_OPEN_NUMBERS, MANY_NUMBERS = 3, 12
"""In a problem of more than `MANY_NUMBERS` numbers only so many are tried in combination."""

PLAIN = (Role.PLUS, Role.MINUS, Role.SKIP)

GRID = frozenset(("row", "column", "seat", "line"))
"""Two of these beside each other span a rectangle."""


@dataclass(frozen=True)
class Assignment:
    """A part for every number, and the sum of the weights that speak for it."""

    roles: tuple[Role, ...]
    score: float


def assignments(reading: Reading) -> list[Assignment]:
    """All sensible assignments of parts to the numbers, best first.

    In a problem of many numbers most are given the part that speaks best for
    itself, and only the rates and the least certain are tried in combination.
    """
    weights = [weights_of(q, reading) for q in reading.quantities]
    found: list[Assignment] = []
    # Where all that was lost is more than there is, the losses are better left out.
    for settled in (PLAIN, (Role.PLUS, Role.SKIP)):
        for roles in _candidates(reading.quantities, weights, settled):
            own = sum(w[r] for w, r in zip(weights, roles, strict=True))
            found.append(Assignment(roles, own + _together(roles, reading)))
        if found:
            break
    return sorted(found, key=lambda a: -a.score)


def _candidates(
    quantities: Sequence[Quantity],
    weights: Sequence[Mapping[Role, float]],
    settled: Sequence[Role],
) -> Iterator[tuple[Role, ...]]:
    own = [max(settled, key=lambda role: w[role]) for w in weights]
    count = FEW_OPEN_NUMBERS if len(own) > MANY_NUMBERS else OPEN_NUMBERS
    by_doubt = sorted(
        range(len(own)), key=lambda i: (not quantities[i].rate, _certainty(weights[i]))
    )
    free = sorted(by_doubt[:count])
    for parts in _combinations(len(free)):
        roles = list(own)
        for index, part in zip(free, parts, strict=True):
            roles[index] = part
        result = value(roles, quantities) if Role.PLUS in roles else None
        if result is not None and result >= 0:
            yield tuple(roles)


def _certainty(weights: Mapping[Role, float]) -> float:
    """By how much the best plain part beats the second."""
    best, second, *_ = sorted((weights[role] for role in PLAIN), reverse=True)
    return best - second


def _combinations(count: int) -> Iterator[tuple[Role, ...]]:
    """Plain parts for all; then one factor, and plain parts for the others."""
    yield from product(PLAIN, repeat=count)
    for factor in range(count):
        for rest in product(PLAIN, repeat=count - 1):
            for role in (Role.TIMES, Role.OVER):
                yield (*rest[:factor], role, *rest[factor:])


def value(roles: Sequence[Role], quantities: Sequence[Quantity]) -> Fraction | None:
    """The result of an assignment, or None for a division by zero."""
    total = Fraction(0)
    for role, quantity in zip(roles, quantities, strict=True):
        if role is Role.PLUS:
            total += quantity.value
        elif role is Role.MINUS:
            total -= quantity.value
    if sum(r in (Role.PLUS, Role.MINUS) for r in roles) == 2 and total < 0:
        total = -total
    if total < 0:
        return total
    for role, quantity in zip(roles, quantities, strict=True):
        if role is Role.TIMES:
            total *= quantity.value
        elif role is Role.OVER:
            if not quantity.value:
                return None
            total /= quantity.value
    return total


# --------------------------------------------------------------------------- all together


def _together(roles: Sequence[Role], reading: Reading) -> float:
    """The weights of the cues that look at all numbers at once."""
    played: dict[Role, list[Quantity]] = {role: [] for role in Role}
    for role, quantity in zip(roles, reading.quantities, strict=True):
        played[role].append(quantity)
    score = sum(WHOLE[cue] for cue in _whole_cues(roles, played, reading))
    if reading.question.kind == "start":
        score += _start_score(played, reading.question)
    return score


def _whole_cues(
    roles: Sequence[Role], played: Mapping[Role, Sequence[Quantity]], reading: Reading
) -> Iterator[str]:
    result = value(roles, reading.quantities)
    if result is None:
        return
    plus, minus = played[Role.PLUS], played[Role.MINUS]
    times, over = played[Role.TIMES], played[Role.OVER]
    if minus and result == 0:
        yield "nothing is left"
    if len(plus) + len(minus) == 1 and not times and not over:
        yield "only one number is used"
    if over and result.denominator == 1:
        yield "divides evenly"
    elif over and not reading.question.units and _whole(reading):
        yield "whole numbers do not divide evenly"
    yield from _question_cues(played, reading)
    if reading.question.kind == "ratio" and over and not minus and len(plus) == 1 and result >= 1:
        yield "how many times one is the other"
    if _SPEED.search(reading.question.text) and any(q.head in TIME for q in over):
        yield "a speed: over the time"
    if times and len(roles) == 2 and {q.head for q in reading.quantities} <= GRID:
        yield "rows of columns"


def _whole(reading: Reading) -> bool:
    return all(q.value.denominator == 1 for q in reading.quantities)


def _question_cues(played: Mapping[Role, Sequence[Quantity]], reading: Reading) -> Iterator[str]:
    plus, minus = played[Role.PLUS], played[Role.MINUS]
    factor = bool(played[Role.TIMES] or played[Role.OVER])
    pair = len(plus) == len(minus) == 1
    kind = reading.question.kind
    if kind == "total" and minus:
        all_lost = all(q.verb in LOSS_VERBS for q in reading.quantities)
        if all_lost or not re.search(r"\bleft\b", reading.question.text):
            yield (
                "takes away before a total by a factor"
                if factor
                else "takes away, though a total is asked for"
            )
    elif kind == "difference" and pair and not factor:
        yield "a difference of two"
    elif kind == "need" and len(plus) == 1 and minus:
        yield "what is needed: one less the others"
    elif kind == "left" and minus:
        yield "what is left: something is taken away"
    if pair and kind in ("ratio", "left", "now", "plain"):
        yield from () if factor else _change_cues(reading)
        if _REST.search(reading.text[: reading.question.start]):
            yield "the rest or the others"
    if kind == "plain" and len(minus) == 1 and minus[0] is reading.quantities[-1]:
        asked = {word.low for word in words(reading.question.text)}
        if asked & LOSS_VERBS and _LEFT.search(reading.text):
            yield "what was lost on the way to what is left"
        shares = _SHARES.search(reading.text) is not None
        if pair and _NOT.search(reading.question.text) and not shares:
            yield "what is not so"


def _change_cues(reading: Reading) -> Iterator[str]:
    """Two states and a change between them that nobody counted: their difference is asked for."""
    low = reading.text.lower()
    first, second = reading.quantities[0], reading.quantities[-1]
    states = first.verb in HOLD_VERBS and second.verb in HOLD_VERBS
    if states and re.search(r"\bsome\b", low) and re.search(r"\bnow\b|\bthen\b", low):
        yield "two states and some change"
    elif states and reading.question.kind == "plain" and re.search(r"\bnow\b", second.front):
        yield "two states, the second one now"


def _start_score(played: Mapping[Role, Sequence[Quantity]], question: Question) -> float:
    score = 0.0
    for role, part in ((Role.PLUS, "added"), (Role.MINUS, "taken")):
        for quantity in played[role]:
            way = moved(quantity, question)
            how = "lost" if way > 0 else "gained" if way < 0 else "held"
            score += BACK_TO_START[part, how]
    return score
