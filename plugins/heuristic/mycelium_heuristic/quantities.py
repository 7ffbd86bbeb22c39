"""The quantities of a problem: each number with what it counts and the cues around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from mycelium.analyses import Mention, Surface
from mycelium_heuristic.clauses import is_verb
from mycelium_heuristic.cues import (
    CALENDAR,
    CONTAINERS,
    FILLERS,
    GAIN_VERBS,
    GIVE_VERBS,
    HYPERNYMS,
    LOSS_VERBS,
    PRONOUNS,
    STOP_WORDS,
    UNIT_CLASSES,
)
from mycelium_heuristic.text import Word, stem, words

_NOUN_LENGTH = 4
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
_PARTITION = re.compile(
    r"\b(?:into|among|amongst|between|with|to|for|in|onto|on|by)\s+(?:(?:the|his|her|their|its|all)\s+)?"
    r"(?:other\s+|groups of\s+)?$"
)
_SUBSET_BEHIND = re.compile(
    r"^\s*(?:\w+\s+)?of\s+(?:them|those|these|the|his|her|their|its|my|our|your|which|whom)\b"
    r"|^\s*(?:are|were) \w+"
)
_MORE = re.compile(r"\b(?:another|more|additional)\s*$")


@dataclass(frozen=True)
class Quantity:
    """A number of the problem and what surrounds it.

    Attributes:
        value: Its exact value.
        start: Where it begins in the problem, in characters.
        end: Where it ends.
        clause: The index of its clause.
        front: The clause's words between the number before it and this one, in small letters.
        behind: The words from here to the next number or the clause's end.
        noun: The stems of the noun phrase that it counts.
        rate: Whether it is so many for each of something.
        per: For a rate: the stem of that something, where it is said.
        partition: Whether it may be a number of equal parts.
        subset: Whether it counts some of what was named before ("6 of them").
        verb: The verb that governs it, or the empty string.
        owners: Names and pronouns in front of that verb.
        others: Names and pronouns between that verb and the next number.
        multiple: Whether it says how many times: `twice`, `half`.
        made: For a number that stands in no text: how it is computed.
    """

    value: Fraction
    start: int
    end: int
    clause: int
    front: str = ""
    behind: str = ""
    noun: tuple[str, ...] = ()
    rate: bool = False
    per: str | None = None
    partition: bool = False
    subset: bool = False
    multiple: bool = False
    maybe_per: tuple[str, ...] = ()
    verb: str = ""
    owners: frozenset[str] = field(default_factory=frozenset)
    others: frozenset[str] = field(default_factory=frozenset)
    made: Made | None = None

    @property
    def head(self) -> str | None:
        """The last word of the noun phrase: the thing itself."""
        return self.noun[-1] if self.noun else None


@dataclass(frozen=True)
class Made:
    """How a quantity is computed from two others: `operation` is one of + - * /."""

    operation: str
    left: Quantity
    right: Quantity


def read_quantities(
    text: str,
    spans: Sequence[tuple[int, int]],
    mentions: Sequence[Mention],
    asking: tuple[int, int] | None,
) -> list[Quantity]:
    """The quantities in these clauses of the text.

    Args:
        text: The problem.
        spans: The clauses as character spans.
        mentions: The numbers of the whole problem.
        asking: The span of the question proper, whose words are no cue for a number before it.
    """
    found: list[Quantity] = []
    for index, (start, end) in enumerate(spans):
        inside = [m for m in mentions if start <= m.start and m.end <= end and _counts(text, m)]
        for place, mention in enumerate(inside):
            left = inside[place - 1].end if place else start
            right = inside[place + 1].start if place + 1 < len(inside) else end
            if asking is not None and mention.end <= asking[0] < right:
                right = asking[0]
            if asking is not None and left < asking[0] <= mention.start:
                left = asking[0]
            before = found[-1] if found else None
            same = before if place else None
            found.append(
                _quantity(text, mention, index, (left, right), (start, end), before, same, asking)
            )
    return found


_POINTING = re.compile(
    r"\b(?:each|every|any|this|that|which|another|other|last|first|only|no)\s*$", re.IGNORECASE
)


def _counts(text: str, mention: Mention) -> bool:
    """Whether a number counts something: no ordinal, no half of a match, no half-dollar."""
    if mention.surface is Surface.ORDINAL:
        return False
    around = text[max(0, mention.start - 8) : mention.end + 9].lower()
    if mention.text.lower() == "one" and _POINTING.search(text[: mention.start]):
        return False
    if mention.text.lower() == "half":
        return (
            re.search(r"(?:first|second|last) half|half[- ](?:dollar|hour|time|way)", around)
            is None
        )
    return True


def _quantity(
    text: str,
    mention: Mention,
    clause: int,
    window: tuple[int, int],
    span: tuple[int, int],
    before: Quantity | None,
    same: Quantity | None,
    asking: tuple[int, int] | None,
) -> Quantity:
    front = text[window[0] : mention.start].lower()
    behind = text[mention.end : window[1]].lower()
    dollar = re.search(r"\$\s*$", front) is not None or mention.text.startswith("$")
    noun = ("dollar",) if dollar else noun_behind(text[mention.end : window[1]])
    rate, per = _rate(front, behind)
    asked = asking is not None and mention.start >= asking[0]
    if asked and len(noun) > 1 and noun[0] in ("dollar", "cent"):
        rate, per, noun = True, noun[-1], noun[:1]
    if not noun and before is not None and not rate:
        noun = before.noun if not before.rate else ()
    verb, owners, others = _governor(
        text[span[0] : mention.start],
        text[window[0] : mention.start],
        text[mention.start : window[1]],
        same,
    )
    return Quantity(
        mention.value if mention.surface is not Surface.PERCENT else mention.figure,
        mention.start,
        mention.end,
        clause,
        front,
        behind,
        noun,
        rate,
        per,
        _PARTITION.search(front) is not None,
        mention.surface is not Surface.PERCENT
        and _SUBSET_BEHIND.search(behind) is not None
        and not _MORE.search(front),
        mention.surface in (Surface.MULTIPLE, Surface.FRACTION),
        () if rate else _weak_rates(front, behind, text[span[0] : mention.start].lower()),
        verb,
        owners,
        others,
    )


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
        past = index > 0 and low in _ACTIONS and not low.endswith("s")
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


def _rate(front: str, behind: str) -> tuple[bool, str | None]:
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


def _weak_rates(front: str, behind: str, clause_front: str) -> tuple[str, ...]:
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


def settle_rates(found: Sequence[Quantity], question_head: str | None) -> tuple[Quantity, ...]:
    """Make rates of numbers whose `maybe_per` is counted elsewhere or asked for."""
    settled = []
    for quantity in found:
        per = None
        for word in quantity.maybe_per:
            counted = any(
                word in q.noun and not q.rate and q is not quantity and q.head != quantity.head
                for q in found
            )
            if counted or (word == question_head and word != quantity.head):
                per = word
                break
        if quantity.rate or per is None:
            settled.append(quantity)
        else:
            settled.append(replace(quantity, rate=True, per=per))
    return tuple(settled)


def _noun_of_rate(piece: str, cue: str) -> str | None:
    article = re.search(r"\ban? (\w+)$", cue)
    if article is not None and article.group(1) not in ("piece", "time"):
        return stem(article.group(1))
    thing = re.sub(r"^\s*(?:of|one of)\b\s*(?:the|his|her|their|these|those)?", "", piece)
    # Behind "each" stands a singular, so a word in -s after it is the verb: "each table seats".
    verb = re.search(r"^\s*\w+\b.*?\s(\w+[^s\W]s)\b", thing)
    noun = noun_behind(thing if verb is None or thing != piece else thing[: verb.start(1)])
    return noun[-1] if noun else None


def _governor(
    front: str, own: str, behind: str, same: Quantity | None
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
    strong = [i for i, w in enumerate(ahead) if w.low in _ACTIONS]
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


_ACTIONS = LOSS_VERBS | GAIN_VERBS | GIVE_VERBS
_BAD_TURNS = frozenset(["tired", "bored", "sick", "lost", "broken", "away", "off"])
_NEGATIONS = frozenset(["didn't", "don't", "not", "won't", "doesn't", "couldn't", "wasn't"])


def _action_behind(rest: Sequence[Word]) -> str | None:
    """The verb behind a number whose subject it is: `5 players quit`, `2 of them didn't come`."""
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


def same_thing(one: str | None, other: str | None) -> bool:
    """Whether two stems name the same thing, or one covers the other, or both measure the same."""
    if one is None or other is None:
        return False
    if one == other:
        return True
    if other in HYPERNYMS.get(one, ()) or one in HYPERNYMS.get(other, ()):
        return True
    return any(one in members and other in members for members in UNIT_CLASSES.values())
