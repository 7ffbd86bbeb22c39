"""Noun phrases behind numbers, and which nouns name the same thing."""

from __future__ import annotations

from mycelium_heuristic.clauses import is_verb
from mycelium_heuristic.cues import ACTIONS, FILLERS, HYPERNYMS, STOP_WORDS, UNIT_CLASSES
from mycelium_heuristic.text import Word, words

_NOUN_LENGTH = 4


def noun_behind(piece: str) -> tuple[str, ...]:
    """The stems of the noun phrase with which a piece of text opens; () if with none."""
    found: list[str] = []
    for index, word in enumerate(words(piece)):
        low = word.low
        if low in ("of", "a", "an", "the", "his", "her", "their", "its", "my", "your", "'s") and (
            not found or low in ("'s",)
        ):
            continue
        if low == "of" and found and found[-1] in ("piece", "number", "kind", "type", "pair"):
            found.clear()
            continue
        if low in FILLERS or low in ("one", "ones"):
            continue
        if low == "half" and not found:
            found.append("half")
            continue
        if low == "-" and found == ["half"]:
            continue
        if low == "%":
            return ("percent",)
        past = index > 0 and low in ACTIONS and not low.endswith("s")
        if low in STOP_WORDS or not low[0].isalpha() or past or (found and _ends_phrase(word)):
            break
        if index and word.capital and low.endswith("'s"):
            continue
        found.append(word.stem)
        if len(found) == _NOUN_LENGTH:
            break
    return ("half-dollar",) if found[:2] == ["half", "dollar"] else tuple(found)


def _ends_phrase(word: Word) -> bool:
    return is_verb(word.low) or word.low.endswith("ing")


def same_thing(one: str | None, other: str | None) -> bool:
    """Whether two stems name the same thing, or one covers the other, or both measure the same."""
    if one is None or other is None:
        return False
    if one == other:
        return True
    if other in HYPERNYMS.get(one, ()) or one in HYPERNYMS.get(other, ()):
        return True
    return any(one in members and other in members for members in UNIT_CLASSES.values())
