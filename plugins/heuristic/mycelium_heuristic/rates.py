"""Numbers that are so many for each of something: `3 in each box`, `$2 a pound`, `packs of 6`."""

from __future__ import annotations

import re

from mycelium_heuristic.cues import CONTAINERS, STOP_WORDS
from mycelium_heuristic.nouns import noun_behind
from mycelium_heuristic.text import stem, words

_RATE_BEHIND = re.compile(
    r"^[^.?!;]*?\b(?:each|apiece|a piece|at a time|(?:for |in |on |at )?(?:every|per)\b)"
    r"|^[^.?!;,]*?\b(?:an? (?:hour|day|week|month|year|minute|second|pound|gallon|piece|dozen))\b",
)
_WEAK_FRONT = re.compile(
    r"^(?:an?|one|1)\s+(?:\w+\s+)?(\w+)\s+(?:has|had|have|contains?|holds?|held|costs?|cost|weighs?|needs?|takes?"
    r"|requires?|gives?|is|can hold|can carry|can fit)\s*(?:only\s+|up to\s+|about\s+)?\$?\s*$"
)
_WEAK_BEHIND = re.compile(
    r"^[^.?!;,]*?\b(?:in|on|for|to|onto|into|at|to make|to bake|to build|to fill|to cook"
    r"|to paint|for making)"
    r"\s+(?:an?|one|1)\s+(?:\w+\s+)??(\w+)\b"
)
_RATE_FRONT = re.compile(r"\b(?:each|every|per)\b(?!\s*(?:and|or|,|other))")
_GROUPS_OF = re.compile(r"\b([a-z]+s|dozen) (?:of|with)\s*$")
_CAPACITY = re.compile(
    r"\b(?:hold|holds|held|fit|fits|carry|carries|seat|seats|contain|contains|has room for)"
    r"\s*(?:only\s+|up to\s+)?$"
)


def rate_of(front: str, behind: str) -> tuple[bool, str | None]:
    """Whether a number is a rate, and per what."""
    groups = _GROUPS_OF.search(front)
    if groups is not None and (stem(groups.group(1)) in CONTAINERS or " of" in groups.group()):
        word = stem(groups.group(1))
        if word not in ("total", "sum", "score", "plu"):
            return True, word
    if re.search(r"\b(?:same|equal) (?:number|amount)\b", behind):
        return False, None
    found = _RATE_BEHIND.search(re.sub(r"^\s*of an? ", " ", behind))
    if found is not None:
        return True, _noun_of_rate(found.string[found.end() :], found.group())
    found = _RATE_FRONT.search(front)
    if found is not None:
        return True, _noun_of_rate(front[found.end() :], "")
    return False, None


def weak_rates(front: str, behind: str, clause_front: str) -> tuple[str, ...]:
    """What a number may be a rate for, if that something turns up elsewhere in the problem."""
    found = []
    ahead = _WEAK_FRONT.search(clause_front)
    if ahead is not None:
        found.append(stem(ahead.group(1)))
    rear = _WEAK_BEHIND.search(behind)
    if rear is not None:
        found.append(stem(rear.group(1)))
    if _CAPACITY.search(front) is not None:
        subject = [
            w.stem for w in words(clause_front) if w.low.isalpha() and w.low not in STOP_WORDS
        ]
        found.extend(subject[:-1])
    return tuple(found)


def _noun_of_rate(piece: str, cue: str) -> str | None:
    article = re.search(r"\ban? (\w+)$", cue)
    if article is not None and article.group(1) not in ("piece", "time"):
        return stem(article.group(1))
    thing = re.sub(r"^\s*(?:of|one of)\b\s*(?:the|his|her|their|these|those)?", "", piece)
    # Behind "each" stands a singular, so a word in -s after it is the verb: "each table seats".
    verb = re.search(r"^\s*\w+\b.*?\s(\w+[^s\W]s)\b", thing)
    noun = noun_behind(thing if verb is None or thing != piece else thing[: verb.start(1)])
    return noun[-1] if noun else None
