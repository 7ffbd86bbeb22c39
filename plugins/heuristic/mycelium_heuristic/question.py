"""What is asked: the words of the question, what it counts and the kind of its answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mycelium_heuristic.clauses import is_verb
from mycelium_heuristic.cues import AUXILIARIES, FILLERS, PRONOUNS, STOP_WORDS, UNIT_CLASSES
from mycelium_heuristic.text import Word, words

_ASKING = re.compile(
    r"\b(?:how\s+(?:many|much|far|long|tall|old|fast|high|big|heavy|wide|deep|large|often)|what|which|how|who"
    r"|determine|calculate|compute|evaluate|solve|simplify|convert|find the|find all|find)\b",
    re.IGNORECASE,
)

QUESTION_KINDS: tuple[tuple[str, str], ...] = (
    (
        "start",
        r"to (?:start|begin) with|originally|in the beginning|at the beginning|initially"
        r"|at first|at the start|did \w+ (?:start|begin) with|before (?:he|she|they|it)\b"
        r"|(?:start|begin|started) with\s*\?",
    ),
    ("ratio", r"how many times (?:as|more|larger|bigger|longer|heavier|faster|greater|older)"),
    (
        "need",
        r"have to \w+ to (?:have|get|reach|buy)|how (?:many|much) (?:more|additional|extra)\b[^?]*"
        r"\b(?:need|needs|needed|must|should|have to|has to|can|could"
        r"|to (?:reach|get|make|finish|complete|buy))\b"
        r"|how (?:many|much) (?:more|additional)\b.*\bleft\b",
    ),
    (
        "difference",
        r"how (?:many|much) (?:more|fewer|less|longer|taller|heavier|farther|further|older|faster"
        r"|higher|bigger|larger|shorter|greater|wider|deeper|lighter|younger|warmer|colder|cheaper)\b"
        r"|how \w+er\b|difference|\bthan\b|by how (?:many|much)|change\b|how much\b[^?]*\bgrow\b",
    ),
    (
        "total",
        r"\b(?:in all|in total|total|altogether|all together|together|combined|overall|all the"
        r"|sum|both|either|all of|entire)\b",
    ),
    ("left", r"\b(?:left|remain\w*|still|rest|extra|unused)\b"),
    (
        "now",
        r"\b(?:now|end with|ends with|end up with|then|will|would)\b",
    ),
)
"""Kinds of question by the words that show them; the first that matches counts."""

_TOTAL_AHEAD = re.compile(r"\b(?:in total|in all|altogether|all together|together)\s*,?\s*$", re.I)


@dataclass(frozen=True)
class Question:
    """The question of a problem.

    Attributes:
        start: Where the asking begins, as an offset in the problem.
        end: Where it ends.
        text: The asking, in small letters.
        kind: One of `QUESTION_KINDS`, or `plain`.
        noun: The stems of what is asked for ("how many green marbles" → green, marble).
        units: The unit classes that the answer belongs to (`money`, `time`, ...).
        names: Names and pronouns in it.
        each: Whether the answer is for each of several.
    """

    start: int
    end: int
    text: str
    kind: str
    noun: tuple[str, ...]
    units: frozenset[str]
    names: frozenset[str]
    each: bool

    @property
    def head(self) -> str | None:
        """The last word of `noun`: the thing itself."""
        return self.noun[-1] if self.noun else None


def find_question(text: str, spans: list[tuple[int, int]]) -> Question | None:
    """The last question among these spans of the text, or None."""
    for start, end in reversed(spans):
        piece = text[start:end]
        matches = list(_ASKING.finditer(piece))
        if not matches:
            continue
        direct = [m for m in matches if m.group().lower().startswith("how ")]
        asking = (direct or matches)[0]
        stop = re.search(r"[.?!]", text[end:])
        marked = stop is not None and stop.group() == "?"
        last = (start, end) == spans[-1]
        if not marked and not last and asking.group().lower() in ("what", "which", "who", "how"):
            continue
        return _question(text, start + asking.start(), end)
    return None


def _question(text: str, start: int, end: int) -> Question:
    low = " ".join(text[start:end].lower().split())
    kind = next((name for name, cue in QUESTION_KINDS if re.search(cue, low)), "plain")
    if kind in ("plain", "now") and _TOTAL_AHEAD.search(text[:start]):
        kind = "total"
    asked = words(text[start:end])
    noun = _asked_noun(asked)
    return Question(
        start,
        end,
        low,
        kind,
        noun,
        _units(low, noun),
        frozenset(
            w.low.removesuffix("'s")
            for i, w in enumerate(asked)
            if i and (w.capital or w.low in PRONOUNS)
        ),
        re.search(r"\b(?:each|per|every|apiece|on average|equally)\b", low) is not None,
    )


def _asked_noun(asked: tuple[Word, ...]) -> tuple[str, ...]:
    found: list[str] = []
    unit: tuple[str, ...] = ()
    begin = 2 if len(asked) > 1 and asked[0].low == "how" else 0
    if begin and asked[1].low not in ("many", "much"):
        return ()
    if not begin:
        texts = [w.low for w in asked]
        for opener in ("number", "amount", "total", "fraction", "cost", "price", "length"):
            if opener in texts:
                begin = texts.index(opener) + 1
                break
        else:
            return ()
    for word in asked[begin:]:
        low = word.low
        if low in ("of", "the", "a", "an") and not found:
            continue
        if low == "of" and found and found[-1] in ("piece", "number", "amount", "type", "kind"):
            found.clear()
            continue
        if low in FILLERS or (not found and low[0].isdigit()):
            continue
        if not found and word.stem in ("dollar", "cent"):
            unit = (word.stem,)
            continue
        if low in AUXILIARIES or low in STOP_WORDS or not low[0].isalpha():
            break
        if found and (is_verb(low) or (begin == 2 and low.endswith("ing"))):
            break
        found.append(word.stem)
        if len(found) == 4:
            break
    return tuple(found) or unit


def _units(low: str, noun: tuple[str, ...]) -> frozenset[str]:
    found = {name for name, members in UNIT_CLASSES.items() if noun and noun[-1] in members}
    if re.search(r"\bhow long\b|how much (?:longer|time)\b|minutes|hours\b", low):
        found.add("time")
    if re.search(r"\bweigh", low):
        found.add("weight")
    if re.search(r"\bhow (?:far|much (?:farther|further))\b|\bdistance\b", low):
        found.add("distance")
    if re.search(
        r"\b(?:spend|spent|cost|costs|pay|paid|earn|earned|money|price|dollars|bill|change|charge|save|saved|worth)\b",
        low,
    ) and (not noun or noun[-1] in UNIT_CLASSES["money"]):
        found.add("money")
    return frozenset(found)
