"""The problem as the trunk reads it, and where each character stands in the original.

Data sets differ in how they set spaces before signs; the trunk need not learn that.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

_SPACES = re.compile(r"\s+")
_BEFORE_A_SIGN = re.compile(r" (?=[.,?!;:](?:\s|$))")
_AFTER_A_DOLLAR = re.compile(r"(?<=\$) ")


@dataclass(frozen=True)
class Clean:
    """A cleaned text.

    Attributes:
        text: What the trunk reads, without the line's end that closes it.
        places: For each of its characters, the offset in the original text.
    """

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `original[start:end]` stands in the cleaned text, as far as it is still there."""
        return bisect_left(self.places, start), bisect_left(self.places, end)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original text of `text[start:end]`, which must not be empty."""
        return self.places[start], self.places[end - 1] + 1


def clean(problem: str) -> Clean:
    """A problem with its white space evened out, and none before a sign or behind a dollar."""
    kept = list(range(len(problem)))
    text = problem
    for pattern, piece in ((_SPACES, " "), (_BEFORE_A_SIGN, ""), (_AFTER_A_DOLLAR, "")):
        text, kept = _replaced(text, kept, pattern, piece)
    start = len(text) - len(text.lstrip(" "))
    end = len(text.rstrip(" "))
    return Clean(text[start:end], tuple(kept[start:end]))


def _replaced(
    text: str, places: list[int], pattern: re.Pattern[str], piece: str
) -> tuple[str, list[int]]:
    """Every match exchanged for a piece that is no longer than the match."""
    parts: list[str] = []
    kept: list[int] = []
    last = 0
    for match in pattern.finditer(text):
        parts += (text[last : match.start()], piece)
        kept += places[last : match.start()]
        kept += places[match.start() : match.start() + len(piece)]
        last = match.end()
    parts.append(text[last:])
    return "".join(parts), [*kept, *places[last:]]
