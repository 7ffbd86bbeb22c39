"""The numbers in a problem's text, in digits and in English words: the analysis `NUMBERS`.

Reading is deterministic and makes no guess about what a number is for. Spans are
character offsets into the text, start inclusive, end exclusive.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from mycelium.analyses.cache import Analysis
from mycelium.analyses.number_reader import Reader
from mycelium.analyses.number_words import Surface
from mycelium_ir.nodes import Program

if TYPE_CHECKING:
    from mycelium.passes import Context


@dataclass(frozen=True)
class Mention:
    """One number in a text: `text[start:end]` spells `value`.

    A percentage's value is the share (1/4 for `25%`), and `figure` is the number
    before the sign (25); for all else they are the same.
    """

    start: int
    end: int
    text: str
    value: Fraction
    surface: Surface

    @property
    def figure(self) -> Fraction:
        """The number as it is written: 25 for `25%`."""
        return self.value * 100 if self.surface is Surface.PERCENT else self.value


def read_numbers(text: str) -> tuple[Mention, ...]:
    """All numbers in a text, from left to right, without overlaps."""
    return tuple(
        Mention(start, end, text[start:end], reading.value, reading.surface)
        for start, end, reading in Reader(text).readings()
    )


class Numbers(Analysis[tuple[Mention, ...]]):
    """The numbers in the problem; none for a program without a problem."""

    name: ClassVar[str] = "numbers"

    def reads(self, program: Program) -> str:
        """The problem's text."""
        return program.problem or ""

    def compute(
        self, programs: Sequence[Program], context: Context
    ) -> Sequence[tuple[Mention, ...]]:
        """The mentions of each program's problem."""
        return [read_numbers(program.problem or "") for program in programs]

    def size(self, result: tuple[Mention, ...]) -> int:
        """About what Python takes to hold them."""
        return 100 + sum(400 + 4 * len(mention.text) for mention in result)


NUMBERS = Numbers()
"""The one instance that passes use."""
