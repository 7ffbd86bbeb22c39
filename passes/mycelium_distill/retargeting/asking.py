"""Where a problem asks: its last question's sentence, and the part of it that asks.

In "If he buys 3 more, how many has he?" the condition before the comma belongs to the
sentence and not to the question. Spans are character offsets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mycelium_distill.labels.segments import segments
from mycelium_distill.written import Span

_END = re.compile(r"[.?!][\"'”’)]*(?=\s|$)")
_TITLE = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Jr|Sr|vs|No|oz|lbs?|ft|hrs?|min)|\b[A-Z])\.$")
_ASKS = re.compile(
    r"(?:(?:and|then|so|but|also),? )?"
    r"(?:(?:in|by|for|at|to|on|of|from|with|after|about|during) )?"
    r"(?:how|what|which|who|whose|when|where|calculate|find|determine)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Asking:
    """Where a problem asks.

    Attributes:
        sentence: The sentence with the question, its last sign included.
        question: From the words that ask to the end of the sentence.
    """

    sentence: Span
    question: Span


def sentence_ends(text: str) -> list[int]:
    """The offsets behind the signs that end sentences; a title's point ends none."""
    return [
        found.end() for found in _END.finditer(text) if not _TITLE.search(text[: found.start() + 1])
    ]


def asking(problem: str, question: Span) -> Asking:
    """Where a problem asks, given a clause in the sentence that does."""
    ends = sentence_ends(problem)
    before = max((end for end in ends if end <= question[0]), default=0)
    start = before + len(problem[before:]) - len(problem[before:].lstrip())
    end = min((end for end in ends if end >= question[1]), default=len(problem.rstrip()))
    pieces = [piece for piece in segments(problem) if start <= piece[0] and piece[1] <= end]
    asks = [piece[0] for piece in pieces if _ASKS.match(problem, piece[0])]
    return Asking((start, end), (max(asks, default=question[0]), end))
