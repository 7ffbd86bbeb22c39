"""Cutting a problem into clauses: sentences, and pieces of a sentence that have their own verb."""

from __future__ import annotations

import re

from mycelium_heuristic.cues import (
    AUXILIARIES,
    GAIN_VERBS,
    GIVE_VERBS,
    HOLD_VERBS,
    LOSS_VERBS,
    NOT_ED_VERBS,
    OTHER_VERBS,
)
from mycelium_heuristic.text import Word, sentences, trim, words

_JOINT = re.compile(
    r"\s*[,;:]\s*(?:(?:and|but|so|or)\s+)?(?:then\s+)?|\s+(?:and|but|while)\s+(?:then\s+)?|\s+then\s+"
    r"|\s+(?=how (?:many|much|long|far)\b)",
    re.IGNORECASE,
)
_ASKING = re.compile(r"\b(?:how (?:many|much|long|far)|what)\b", re.IGNORECASE)
_CONJUNCTION = re.compile(r"(?:and|but|so|or|then)\s+", re.IGNORECASE)
_VERB_WINDOW = 5
_VERBS = AUXILIARIES | LOSS_VERBS | GAIN_VERBS | GIVE_VERBS | HOLD_VERBS | OTHER_VERBS


def is_verb(word: str) -> bool:
    """Whether a word in small letters looks like a verb: one of the tables, or in -ed."""
    return (
        word in _VERBS
        or (len(word) > 4 and word.endswith("ed") and word not in NOT_ED_VERBS)
        or word.endswith("n't")
    )


def clause_spans(text: str) -> list[tuple[int, int]]:
    """The spans of the clauses of a text, in order and without overlap."""
    spans: list[tuple[int, int]] = []
    for start, end in sentences(text):
        left = start
        for joint in _JOINT.finditer(text, start, end):
            if joint.start() <= left:
                continue
            behind = text[joint.end() : end]
            asks = _ASKING.search(text, left, joint.start()) and not _ASKING.match(behind)
            if asks and "," not in joint.group():
                # "How many did Ann and Bob eat" is one question.
                continue
            told = _ASKING.match(behind) or _has_verb(text[left : joint.start()])
            if told and _opens_with_verb(behind):
                spans.append(_shorn(text, left, joint.start()))
                left = joint.end()
        spans.append(_shorn(text, left, end))
    return [span for span in spans if span[0] < span[1]]


def _shorn(text: str, start: int, end: int) -> tuple[int, int]:
    start, end = trim(text, start, end)
    conjunction = _CONJUNCTION.match(text, start, end)
    if conjunction is not None:
        start = conjunction.end()
    while start < end and text[end - 1] in ".,;:!?":
        end -= 1
    return trim(text, start, end)


def _is_verb(word: Word) -> bool:
    """As `is_verb`, but not for May, the month, and Will, the name."""
    return is_verb(word.low) and not (word.capital and word.low in ("may", "will"))


def _has_verb(piece: str) -> bool:
    return any(map(_is_verb, words(piece)))


def _opens_with_verb(piece: str) -> bool:
    """Whether a verb comes soon: within a few words, and before any number but a leading one."""
    before = ""
    for index, word in enumerate(words(piece)):
        if word.low in ("how", "what"):
            return True
        if index >= _VERB_WINDOW or (index and not word.low[0].isalpha()):
            return False
        if _is_verb(word) and before != "to":
            return True
        before = word.low
    return False
