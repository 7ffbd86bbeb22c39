"""The quantities of a problem: each number with what it counts and the cues around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from mycelium.analyses import Mention, Surface
from mycelium_heuristic.governors import governor
from mycelium_heuristic.nouns import noun_behind
from mycelium_heuristic.rates import rate_of, weak_rates

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
    rate, per = rate_of(front, behind)
    asked = asking is not None and mention.start >= asking[0]
    if asked and len(noun) > 1 and noun[0] in ("dollar", "cent"):
        rate, per, noun = True, noun[-1], noun[:1]
    if not noun and before is not None and not rate:
        noun = before.noun if not before.rate else ()
    verb, owners, others = governor(
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
        () if rate else weak_rates(front, behind, text[span[0] : mention.start].lower()),
        verb,
        owners,
        others,
    )


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
