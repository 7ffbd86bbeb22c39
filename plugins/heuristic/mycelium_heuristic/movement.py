"""Who lost and who gained: what speaks for taking a number away rather than adding it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mycelium_heuristic.cues import (
    GAIN_VERBS,
    GIVE_VERBS,
    LOSS_VERBS,
    PRONOUNS,
    VERB_FAMILIES,
    WORK_VERBS,
)
from mycelium_heuristic.quantities import Quantity
from mycelium_heuristic.question import Question
from mycelium_heuristic.reading import Reading
from mycelium_heuristic.text import words
from mycelium_heuristic.weights import LOSS

_MORE = re.compile(r"\b(?:more|another|additional|new)\b")
_ONLY = re.compile(r"\b(?:only|already)\b")
_REST = re.compile(r"\brest\b", re.IGNORECASE)
_SUBJECTS = frozenset(["he", "she", "they", "it", "i", "we", "you"])


def loss_of(quantity: Quantity, reading: Reading) -> float:
    """How much speaks for taking a number away; below 0, for adding it."""
    return sum(LOSS[cue] for cue in _loss_cues(quantity, reading))


def moved(quantity: Quantity, question: Question) -> float:
    """Whether a number went away from the one asked about (above 0) or came to them (below 0)."""
    return sum(LOSS[cue] for cue in _moved_cues(quantity, question))


def proper(names: frozenset[str]) -> frozenset[str]:
    """The names among names and pronouns."""
    return names - PRONOUNS


def _loss_cues(quantity: Quantity, reading: Reading) -> Iterator[str]:
    yield from _moved_cues(quantity, reading.question)
    earlier = [q for q in reading.quantities if q.start < quantity.start and not q.rate]
    stock = [q for q in earlier if q.verb not in LOSS_VERBS]
    if quantity.subset and stock:
        yield "is some of an earlier number"
    if quantity.verb in LOSS_VERBS - GIVE_VERBS:
        if not stock:
            yield "was lost where nothing stood before"
        if _same_verb(quantity.verb, reading.question.text):
            yield "was lost, and its loss is asked for"
    if _ONLY.search(quantity.front):
        yield "is only or already so many"
    if stock and _REST.search(_after(quantity, reading)):
        yield "leaves a rest"
    if not earlier:
        yield "comes first"


def _moved_cues(quantity: Quantity, question: Question) -> Iterator[str]:
    verb = quantity.verb
    # Only the words right around the number tell whether it is "3 more".
    if _MORE.search(quantity.front[-12:]) or _MORE.search(quantity.behind[:8]):
        yield "is one more, another or new"
    if verb in GIVE_VERBS:
        yield _giving_cue(quantity, question)
    elif verb in LOSS_VERBS:
        yield "was used or done" if verb in WORK_VERBS else "was lost"
    elif verb in GAIN_VERBS:
        taken = _taken_from(quantity, question)
        yield "was gained from the one asked about" if taken else "was gained"
    elif verb.endswith("n't") or verb == "not":
        yield "did not happen"


def _taken_from(quantity: Quantity, question: Question) -> bool:
    """Whether a gain is somebody else's: `bought 3 of Ann's`, where Ann is asked about."""
    owners = "|".join(map(re.escape, sorted(proper(question.names))))
    return bool(owners) and re.search(rf"\b(?:from|of) (?:{owners})\b", quantity.behind) is not None


def _giving_cue(quantity: Quantity, question: Question) -> str:
    givers, receivers = quantity.owners, quantity.others
    asked = proper(question.names)
    if asked & givers:
        return "was given away by the one asked about"
    if asked & receivers:
        return "was given to the one asked about"
    if proper(givers) and asked:
        if receivers & PRONOUNS:
            return "was given to the one asked about"
        return "was given by somebody to somebody"
    if givers & _SUBJECTS:
        return "was given away by the one asked about"
    return "was given to somebody" if receivers & PRONOUNS else "was given away"


def _same_verb(verb: str, question: str) -> bool:
    """Whether a question asks for the very thing that a verb says: `sold` and `did she sell`."""
    asked = {word.low for word in words(question)}
    return any(verb in family and asked & family for family in VERB_FAMILIES)


def _after(quantity: Quantity, reading: Reading) -> str:
    """The words from a number to the next one, over the clauses' ends."""
    later = [q.start for q in reading.quantities if q.start > quantity.start]
    return reading.text[quantity.end : min(later, default=len(reading.text))]
