"""The text of a solution while it is written, and the operands that are written into it.

An expression is printed and read again, so that each operand's place comes from the
parser, and not from a search for its digits.
"""

from __future__ import annotations

from fractions import Fraction

from mycelium.evaluation.shapes import exact_value
from mycelium_distill.algebra.mentions import Mentions
from mycelium_distill.algebra.shown import Shown
from mycelium_distill.algebra.sketch import is_literal
from mycelium_distill.written import Source, Span, WrittenOperand
from mycelium_ir.nodes import Call, Expression, Name, Number, Program, children
from mycelium_ir.parser import parse_expression
from mycelium_ir.printer import print_expression


class Page:
    """A solution's text, step after step."""

    def __init__(self, program: Program, shown: Shown) -> None:
        self.length = 0
        self._parts: list[str] = []
        self._shown = shown
        self._mentions = Mentions(program.problem or "")
        self._order = {step.name: index for index, step in enumerate(program.steps)}
        self._operands: list[WrittenOperand] = []
        self._step = 0

    def __str__(self) -> str:
        return "".join(self._parts)

    def begin(self, step: str) -> None:
        """Start with a step: the operands that follow are its own."""
        self._step, self._operands = self._order[step], []

    @property
    def operands(self) -> tuple[WrittenOperand, ...]:
        """The operands of the step so far."""
        return tuple(self._operands)

    def add(self, text: str) -> Span:
        """Add a text; where it stands."""
        start = self.length
        self._parts.append(text)
        self.length += len(text)
        return start, self.length

    def expression(self, expression: Expression) -> Span:
        """Add an expression with the values of earlier steps, and note its operands."""
        text = print_expression(self._shown.into(expression))
        span = self.add(text)
        self._locate(expression, parse_expression(text), span[0])
        return span

    def refer(self, step: Expression, span: Span) -> None:
        """Note that an earlier step is read at a place, if its value is a number."""
        if isinstance(step, Name) and step.id in self._order:
            value = self._shown.exact(step.id)
            if value is not None:
                self._note(span, value, self._order[step.id])

    # -- inside

    def _locate(self, meant: Expression, placed: Expression, offset: int) -> None:
        """Note the operands of an expression, `placed` being what was read from the text."""
        assert placed.at is not None
        span = (placed.at[0] + offset, placed.at[1] + offset)
        if isinstance(meant, Name):
            self.refer(meant, span)
            return
        value = exact_value(meant) if is_literal(meant) else None
        if value is not None and (isinstance(meant, Number) or self._is_whole(meant, value)):
            self._note(span, value, None)
            return
        match meant, placed:
            case (
                Call(function="from_digits", operands=(Call(operands=digits), *rest)),
                Call(operands=(Call(operands=shown), *others)),
            ) if all(isinstance(digit, Number) for digit in digits):
                self._numeral(digits, shown, offset)
                pairs = zip(rest, others, strict=True)
            case _:
                pairs = zip(children(meant), children(placed), strict=True)
        for one, two in pairs:
            self._locate(one, two, offset)

    def _numeral(
        self, digits: tuple[Expression, ...], shown: tuple[Expression, ...], offset: int
    ) -> None:
        """Note the digits of a numeral that stands in the problem in one piece."""
        values = [int(digit.value) for digit in digits if isinstance(digit, Number)]
        starts = self._mentions.numerals(values)
        for place, (value, node) in enumerate(zip(values, shown, strict=True)):
            assert node.at is not None
            places = tuple((start + place, start + place + 1) for start in starts)
            self._operands.append(
                WrittenOperand(
                    span=(node.at[0] + offset, node.at[1] + offset),
                    value=Fraction(value),
                    source="problem" if places else "constant",
                    places=places,
                )
            )

    def _is_whole(self, literal: Expression, value: Fraction) -> bool:
        """Whether the problem has a fraction in one piece, as in `three halves`."""
        parts = map(exact_value, children(literal))
        apart = all(part is not None and self._mentions.places(part) for part in parts)
        return bool(self._mentions.places(value)) and not apart

    def _note(self, span: Span, value: Fraction, gold: int | None) -> None:
        places = self._mentions.places(value)
        earlier = tuple(
            index
            for name, index in self._order.items()
            if index < self._step and self._shown.exact(name) == value
        )
        stated: Source = "problem" if places else "constant"
        self._operands.append(
            WrittenOperand(
                span=span,
                value=value,
                source=stated if gold is None else "step",
                places=places,
                steps=earlier,
                gold=gold,
            )
        )
