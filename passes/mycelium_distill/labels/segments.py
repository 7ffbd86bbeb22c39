"""The pieces of a problem's text that can become clauses, cut where punctuation stands.

Which of them are clauses is decided by what the teacher reads, in `evidence`; the
cuts only say where one may begin or end. Spans are character offsets, start
inclusive, end exclusive.
"""

from __future__ import annotations

import re

from mycelium_distill.written import Span

_CUT = re.compile(
    r"(?<=[.?!])[\"'”’)]*\s+"  # the end of a sentence
    r"|[.?!][\"'”’)]*$"
    r"|\s*[;:]\s+"
    r"|\s*\n\s*"
    r"|,\s+(?![-+−]?[\d.$({\[])"  # a comma, but none between the members of a list
    r"|\s+[-–—]\s+(?=[^\W\d_]{2,})"  # a dash between words, but no minus
)
_EDGE = " \t\r\n\u00a0.,;:?!"
_OPENING = {"(": ")", "[": "]", "{": "}"}


def segments(text: str) -> tuple[Span, ...]:
    """The pieces of a text, in order and without overlap; what has no letter or digit is none."""
    found: list[Span] = []
    start = 0
    for cut in _CUT.finditer(text):
        if _open_brackets(text[start : cut.start()]):
            continue
        found.append((start, cut.start()))
        start = cut.end()
    found.append((start, len(text)))
    trimmed = (_trimmed(text, span) for span in found)
    return tuple(s for s in trimmed if any(map(str.isalnum, text[s[0] : s[1]])))


def segment_of(place: Span, pieces: tuple[Span, ...]) -> int | None:
    """The index of the piece in which a place begins; None if it lies in none."""
    for index, (start, end) in enumerate(pieces):
        if start <= place[0] < end:
            return index
    return None


def question(text: str, pieces: tuple[Span, ...]) -> int:
    """The index of the piece that asks: the last one before the last question mark, else the last.

    Raises:
        ValueError: if there are no pieces.
    """
    if not pieces:
        raise ValueError("a text without pieces asks nothing")
    mark = text.rfind("?")
    if mark < 0:
        return len(pieces) - 1
    before = [index for index, (start, _) in enumerate(pieces) if start < mark]
    return before[-1] if before else len(pieces) - 1


def _open_brackets(text: str) -> bool:
    expected: list[str] = []
    for character in text:
        if character in _OPENING:
            expected.append(_OPENING[character])
        elif expected and character == expected[-1]:
            expected.pop()
    return bool(expected)


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end
