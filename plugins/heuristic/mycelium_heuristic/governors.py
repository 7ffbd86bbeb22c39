"""The verb that governs a number, and the names before and behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from mycelium_heuristic.clauses import is_verb
from mycelium_heuristic.cues import ACTIONS, CALENDAR, GAIN_VERBS, LOSS_VERBS, PRONOUNS, STOP_WORDS
from mycelium_heuristic.text import Word, words

_BAD_TURNS = frozenset(["tired", "bored", "sick", "lost", "broken", "away", "off"])
_NEGATIONS = frozenset(["didn't", "don't", "not", "won't", "doesn't", "couldn't", "wasn't"])


class Governed(Protocol):
    """A number whose verb is known."""

    @property
    def verb(self) -> str:
        """Its verb."""

    @property
    def owners(self) -> frozenset[str]:
        """The names in front of that verb."""


def governor(
    front: str, own: str, behind: str, same: Governed | None
) -> tuple[str, frozenset[str], frozenset[str]]:
    """The verb of a number, the names before it and the names around the number.

    Args:
        front: The clause up to the number.
        own: The part of `front` behind the number before.
        behind: The number and what follows, up to the next number.
        same: The number before in the same clause.
    """
    ahead, rest = list(words(front)), list(words(behind))
    skipped = len(ahead) - len(words(own))
    strong = [i for i, w in enumerate(ahead) if w.low in ACTIONS]
    chosen = next((i for i in reversed(strong) if i >= skipped), None)
    if chosen is None:
        passive = _action_behind(rest)
        if passive is not None:
            return passive, _names(ahead), _names(rest)
        chosen = strong[-1] if strong else None
    if chosen is None:
        verbs = [i for i, w in enumerate(ahead) if is_verb(w.low)]
        chosen = verbs[-1] if verbs else None
    if chosen is not None:
        owners = _names(ahead[:chosen])
        if not owners and same is not None:
            owners = same.owners
        return ahead[chosen].low, owners, _names(ahead[chosen + 1 :] + rest)
    if same is not None:
        return same.verb, same.owners, _names(rest)
    return "", _names(ahead), _names(rest)


def _action_behind(rest: Sequence[Word]) -> str | None:
    """The verb behind a number whose subject it is: `5 guests left`, `2 of them didn't come`."""
    for index, word in enumerate(rest):
        before = rest[index - 1].low if index else ""
        if word.low in ("and", "to", "that", "which"):
            return None
        if word.low in _NEGATIONS:
            return word.low
        if word.low in LOSS_VERBS | GAIN_VERBS:
            if word.low == "got" and index + 1 < len(rest) and rest[index + 1].low in _BAD_TURNS:
                return "left"
            held = word.low == "left" and before in ("has", "had", "have", "are", "were", "is")
            return "has" if held else word.low
    return None


def _names(found: Sequence[Word]) -> frozenset[str]:
    """Names and pronouns, but not those that only say whose something is."""
    return frozenset(
        w.low
        for w, after in zip(found, (*found[1:], None), strict=False)
        if (w.low in PRONOUNS or (w.capital and w.low not in STOP_WORDS | CALENDAR))
        and not w.low.endswith("'s")
        and not (after is not None and after.low == "'s")
    )
