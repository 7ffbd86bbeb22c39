"""Words, stems and sentences: the plain text work that all six passes share.

Everything is found by small patterns and carries its character offsets in the problem.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(
    r"\d[\d,]*(?:\.\d+)?(?:st|nd|rd|th)?\b|[^\W\d_]+(?:['’][^\W\d_]+)?|['’]s\b|[$%]|[^\w\s]"
)
_SENTENCE_END = re.compile(r"[.?!]+[\"'”’)]*(?=\s|$)")
_ABBREVIATIONS = frozenset(["mr", "mrs", "ms", "dr", "st", "vs", "prof", "no", "jr", "sr"])

IRREGULAR_PLURALS = {
    "children": "child",
    "people": "person",
    "men": "man",
    "women": "woman",
    "feet": "foot",
    "inches": "inch",
    "mice": "mouse",
    "geese": "goose",
    "teeth": "tooth",
    "leaves": "leaf",
    "loaves": "loaf",
    "shelves": "shelf",
    "knives": "knife",
    "wolves": "wolf",
    "halves": "half",
    "buses": "bus",
    "gases": "gas",
    "lives": "life",
    "pics": "picture",
    "kids": "child",
    "pennies": "penny",
    "cookies": "cookie",
    "movies": "movie",
    "pies": "pie",
    "ties": "tie",
    "brownies": "brownie",
    "calories": "calorie",
}


@dataclass(frozen=True, slots=True)
class Word:
    """One word, number or sign of a text: `text[start:end]`, in small letters as `low`."""

    low: str
    start: int
    end: int
    capital: bool

    @property
    def stem(self) -> str:
        """The word without its plural ending."""
        return stem(self.low)


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[Word, ...]:
    """The words, numbers and signs of a text, in order."""
    return tuple(
        Word(m.group().lower().replace("’", "'"), m.start(), m.end(), m.group()[0].isupper())
        for m in _WORD.finditer(text)
    )


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """A word in small letters without possessive and plural endings."""
    low = word.lower().replace("’", "'")
    if low.endswith("'s"):
        low = low[:-2]
    if low in IRREGULAR_PLURALS:
        return IRREGULAR_PLURALS[low]
    if len(low) > 4 and low.endswith("ies"):
        return low[:-3] + "y"
    if len(low) > 4 and low.endswith(("ches", "shes", "xes", "sses", "zes", "oes")):
        return low[:-2]
    if len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is")):
        return low[:-1]
    return low


def sentences(text: str) -> list[tuple[int, int]]:
    """The spans of the sentences, without the space around them and with their full stop."""
    spans: list[tuple[int, int]] = []
    start = 0
    for end in (*_sentence_ends(text), len(text)):
        left, right = trim(text, start, end)
        if left < right:
            spans.append((left, right))
        start = end
    return spans


def _sentence_ends(text: str) -> list[int]:
    ends = []
    for match in _SENTENCE_END.finditer(text):
        before = re.search(r"[^\W\d_]+$", text[: match.start()])
        if match.group() == "." and before is not None:
            word = before.group()
            if word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isupper()):
                continue
        ends.append(match.end())
    return ends


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end
