"""Exchanging pieces of a text, and where its other places are afterwards."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from mycelium_distill.written import Span


@dataclass(frozen=True)
class Edits:
    """Pieces of a text and what is to stand in their places; they do not overlap.

    Attributes:
        text: The text before.
        pieces: Spans and new texts.
    """

    text: str
    pieces: Iterable[tuple[Span, str]]
    new: str = field(init=False)
    _starts: list[int] = field(init=False, repr=False)
    _spans: list[tuple[Span, Span]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        parts: list[str] = []
        spans: list[tuple[Span, Span]] = []
        last = shift = 0
        for (start, end), piece in sorted(self.pieces):
            parts += (self.text[last:start], piece)
            spans.append(((start, end), (start + shift, start + shift + len(piece))))
            shift += len(piece) - (end - start)
            last = end
        parts.append(self.text[last:])
        object.__setattr__(self, "new", "".join(parts))
        object.__setattr__(self, "_spans", spans)
        object.__setattr__(self, "_starts", [old[0] for old, _ in spans])

    def moved(self, span: Span) -> Span:
        """Where a span of the old text is in the new one; exchanged pieces belong to it whole."""
        return self._at(span[0], end=False), self._at(span[1], end=True)

    def _at(self, place: int, *, end: bool) -> int:
        index = bisect_right(self._starts, place) - 1
        if index < 0:
            return place
        (start, stop), (new_start, new_stop) = self._spans[index]
        if place == start:
            return new_start
        if place < stop:
            return new_stop if end else new_start
        return place + new_stop - stop
