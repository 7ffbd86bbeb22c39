"""The problems that unanswerable ones are made of, and what each of them needs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from mycelium.analyses.numbers import Mention, read_numbers
from mycelium.evaluation.gold_programs.exact import NoValueError, values_of
from mycelium_distill.examples.record import Example
from mycelium_distill.judging.unanswerable.drawing import Draw
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.nodes import Call, Expression, Number, Program, replace
from mycelium_ir.parser import parse

SHARES = {
    "gsm8k": 0.34,
    "stories": 0.2,
    "mawps": 0.18,
    "draw": 0.08,
    "dolphin1878": 0.08,
    "mathqa": 0.08,
    "algebra": 0.04,
}
"""How often which source is drawn from, of those that there are; others count as 0.05."""

_WELL_KNOWN = {
    Fraction(number)
    for number in (0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20, 24, 25, 28, 29, 30, 31, 50, 52, 60)
} | {Fraction(number) for number in (90, 100, 180, 360, 365, 366, 1000, 3600, 5280)}
"""What a reader may know without being told: days of a week, cents of a quarter, sides."""

ASKS = re.compile(
    r"\?|\bhow (?:many|much|long|far|old|tall|fast|high|wide|heavy|big|large|often|deep|late|few|"
    r"soon|hot|cold)\b|\b(?:what|what's|whats|which|find|calculate|compute|determine|solve|"
    r"evaluate|simplify|express|estimate|tell me|give|list|name|state|write)\b",
    re.IGNORECASE,
)
"""What makes a sentence a question or a task."""

SENTENCE = re.compile(r"(?<=[.?!])\s+(?=\S)")
_HALF = re.compile(r"[,;]\s+(?=(?:then )?(?:how|what|which|find|calculate|determine)\b)", re.I)


@dataclass(frozen=True)
class Original:
    """A problem that has an answer.

    Attributes:
        row: Its example.
        program: Its program.
        text: Its words.
    """

    row: Example
    program: Program
    text: str

    @cached_property
    def sentences(self) -> list[str]:
        """The text's."""
        return SENTENCE.split(self.text.strip())

    @cached_property
    def parts(self) -> tuple[str, str] | None:
        """What is told, and the one question at the end; None where they lie otherwise."""
        *before, last = self.sentences
        told, asked = " ".join(before), last
        half = _HALF.search(last)
        if half is not None:
            told, asked = f"{told} {last[: half.start()]}.".strip(), last[half.end() :]
        if not told or ASKS.search(told) or not ASKS.search(asked):
            return None
        return told, asked

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """The numbers in the text."""
        return read_numbers(self.text)

    @cached_property
    def needed(self) -> frozenset[Fraction]:
        """Numbers of the text on which the answer depends, and which nobody could guess."""
        told = values(self.mentions)
        used = {
            abs(number)
            for step in self.program.steps
            if step.expression is not None
            for number in _numbers(step.expression)
        }
        return frozenset(n for n in (used & told) - _WELL_KNOWN if self._matters(n))

    @cached_property
    def factor(self) -> Fraction | None:
        """A whole number that is needed for nothing but a product or quotient, the answer."""
        steps = [step for step in self.program.steps if step.expression is not None]
        last = self.program.step_names.get(self.program.answer or "")
        if last is None or type(last.expression) is not Call:
            return None
        if last.expression.function not in ("*", "/"):
            return None
        for one in last.expression.operands:
            if type(one) is not Number or one.value not in self.needed:
                continue
            uses = [n for s in steps if s.expression for n in _numbers(s.expression)]
            if uses.count(one.value) == 1 and one.value.denominator == 1:
                return one.value
        return None

    def lacks(self, text: str) -> bool:
        """Whether a text no longer tells something that the answer depends on."""
        return bool(self.needed - values(read_numbers(text)))

    def _matters(self, number: Fraction) -> bool:
        """Whether another number in its place would give another answer."""
        try:
            before = values_of(self.program)
            changed = {
                step.name: replace(step, expression=_exchanged(step.expression, number))
                for step in self.program.steps
                if step.expression is not None
            }
            after = values_of(self.program.update(changed))
        except NoValueError:
            return True  # no plain arithmetic: equations have no idle numbers
        except (MyceliumError, ArithmeticError):
            return False
        last = self.program.answer or ""
        return before.get(last) != after.get(last)


class Pool:
    """Problems by source.

    Args:
        rows: Examples; copies and samples are left out.
        split: Of this split alone.
        seed: Of the order in which problems are drawn.
    """

    def __init__(self, rows: Iterable[Example], split: str, seed: int) -> None:
        found: dict[str, dict[str, Example]] = {}
        for row in rows:
            if row.split == split and row.correct is None:
                found.setdefault(row.source.partition(".")[0], {}).setdefault(row.group, row)
        self.sources: Mapping[str, list[Example]] = {
            source: list(by_group.values()) for source, by_group in sorted(found.items())
        }
        self.used: set[tuple[str, str]] = set()
        self.split = split
        self.seed = seed

    def draw(self, draw: Draw, only: str | None = None) -> Original:
        """Some problem, of one source or of any."""
        if only is None:
            names = list(self.sources)
            (only,) = draw.choices(names, [SHARES.get(name, 0.05) for name in names])
        row = draw.choice(self.sources[only])
        program = parse(row.program)
        return Original(row, program, program.problem or "")


def values(mentions: Iterable[Mention]) -> frozenset[Fraction]:
    """What numbers of a text may stand for, without signs."""
    return frozenset(abs(n) for mention in mentions for n in (mention.value, mention.figure))


def _numbers(node: Expression) -> Iterable[Fraction]:
    if type(node) is Number:
        yield node.value
    elif type(node) is Call:
        for child in (*node.operands, *node.parameters):
            yield from _numbers(child)


def _exchanged(node: Expression | None, number: Fraction) -> Expression | None:
    if type(node) is Number and abs(node.value) == number:
        return Number(node.value + (1 if node.value.denominator == 1 else Fraction(1, 4)))
    if type(node) is Call:
        return replace(
            node,
            operands=tuple(_exchanged(child, number) for child in node.operands),
            parameters=tuple(_exchanged(child, number) for child in node.parameters),
        )
    return node
