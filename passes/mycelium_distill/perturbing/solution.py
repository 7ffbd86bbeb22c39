"""A written solution with other numbers: each number of its text follows what it stands for.

Where a number could stand for two things that part ways, or for nothing that is known,
there is no copy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from mycelium.evaluation.gold_programs.reading import exact
from mycelium_distill.perturbing.edits import Edits
from mycelium_distill.perturbing.numerals import NUMERAL, Numeral, numerals_of
from mycelium_distill.perturbing.variation import (
    CONSTANTS,
    Exchange,
    NoVariationError,
    Variation,
)
from mycelium_distill.solutions.generated import number_text
from mycelium_distill.solutions.places import Places
from mycelium_distill.written import ANSWER_MARK, Span, Written, WrittenOperand, WrittenStep
from mycelium_ir.nodes import Program
from mycelium_ir.printer import print_program

_HUNDRED = Fraction(100)


@dataclass(frozen=True)
class Token:
    """A number of the solution, and the steps and numbers that it may stand for.

    Attributes:
        numeral: How it is written.
        steps: The names of the steps whose value it states.
        literal: Whether it may be a number of the problem, or a constant.
        scale: 1, or 100 where it is the figure of a percentage whose share is meant.
    """

    numeral: Numeral
    steps: tuple[str, ...]
    literal: bool
    scale: int = 1


@dataclass(frozen=True)
class Rewriting:
    """A written solution, prepared for having its numbers exchanged."""

    written: Written
    tokens: tuple[Token, ...]
    hundredfold: bool

    def copy(
        self,
        number: int,
        variation: Variation,
        exchange: Exchange,
        values: Mapping[str, Fraction],
        program: Program,
    ) -> Written | None:
        """The solution with new numbers; None where one cannot be written."""
        pieces: list[tuple[Span, str]] = []
        for token in self.tokens:
            new = self._new(token, variation, exchange, values)
            if new is None:
                return None
            if new != self.written.solution[slice(*token.numeral.span)]:
                pieces.append((token.numeral.span, new))
        answer = self._answer(program, values)
        mark = self.written.solution.rindex(ANSWER_MARK) + len(ANSWER_MARK)
        pieces.append(((mark, len(self.written.solution)), answer))
        edits = Edits(self.written.solution, tuple(pieces))
        return self._written(number, edits, variation, exchange, values, program, answer)

    def _new(
        self,
        token: Token,
        variation: Variation,
        exchange: Exchange,
        values: Mapping[str, Fraction],
    ) -> str | None:
        numeral = token.numeral
        meant = {values[name] * token.scale for name in token.steps}
        if token.literal:
            meant.add(variation.literal(numeral.value, exchange))
        if len(meant) != 1:
            return None
        value = meant.pop()
        if value == numeral.value:
            return self.written.solution[slice(*numeral.span)]
        return numeral.written(value) or (None if numeral.words else _decimal(value, numeral))

    def _answer(self, program: Program, values: Mapping[str, Fraction]) -> str:
        value = values[program.answer or ""]
        return number_text(value * 100 if self.hundredfold else value)

    def _written(
        self,
        number: int,
        edits: Edits,
        variation: Variation,
        exchange: Exchange,
        values: Mapping[str, Fraction],
        program: Program,
        answer: str,
    ) -> Written:
        places = Places(program.problem or "")
        order = [values[step.name] for step in self.written.steps]

        def operand(old: WrittenOperand, index: int) -> WrittenOperand:
            if old.gold is not None:
                value = order[old.gold]
            else:
                value = variation.literal(old.value, exchange)
            found = places.of(abs(value))
            return replace(
                old,
                span=edits.moved(old.span),
                value=value,
                source="step" if old.gold is not None else "problem" if found else "constant",
                places=found,
                steps=tuple(i for i in range(index) if order[i] == value),
            )

        steps = tuple(
            WrittenStep(
                step.name,
                edits.moved(step.span),
                None if step.expression is None else edits.moved(step.expression),
                None if step.result is None else edits.moved(step.result),
                tuple(operand(old, index) for old in step.operands),
            )
            for index, step in enumerate(self.written.steps)
        )
        return replace(
            self.written,
            id=f"{self.written.id}~{number}",
            problem=program.problem or "",
            solution=edits.new,
            steps=steps,
            program=print_program(program),
            answer=answer,
        )


def _decimal(value: Fraction, numeral: Numeral) -> str | None:
    """A result that needs other decimal places than the old one had."""
    text = number_text(value)
    if not text.replace(".", "", 1).isdigit():
        return None
    if numeral.grouped:
        whole, point, rest = text.partition(".")
        return f"{int(whole):,}{point}{rest}"
    return text


def rewriting(written: Written, variation: Variation) -> Rewriting:
    """Find what each number of a solution stands for.

    Raises:
        NoVariationError: if one stands for nothing that is known, or a result is rounded.
    """
    end = written.solution.rindex(ANSWER_MARK)
    known: dict[Span, tuple[tuple[str, ...], bool]] = {}
    for step in written.steps:
        if step.result is not None:
            known[step.result] = (step.name,), False
        for operand in step.operands:
            gold = () if operand.gold is None else (written.steps[operand.gold].name,)
            known[operand.span] = gold, operand.gold is None
    tokens = tuple(
        _token(numeral, known.pop(numeral.span, None), written, variation)
        for numeral in _numerals(written.solution[:end])
    )
    if known:
        raise NoVariationError("its solution writes an operand in a way that is not exchanged")
    return Rewriting(written, tokens, _hundredfold(written, variation))


def _numerals(text: str) -> Iterator[Numeral]:
    """Every number of a solution: each run of digits, and numbers in words that can move."""
    for match in NUMERAL.finditer(text):
        whole, point, decimals = match.group().partition(".")
        yield Numeral(
            match.span(),
            exact(match.group()),
            percent=text[match.end() : match.end() + 1] == "%",
            grouped="," in whole,
            places=len(decimals) if point else None,
        )
    yield from (numeral for numeral in numerals_of(text).movable if numeral.words)


def _token(
    numeral: Numeral,
    known: tuple[tuple[str, ...], bool] | None,
    written: Written,
    variation: Variation,
) -> Token:
    value = numeral.value
    if known is not None:
        steps, literal = known
        scale = 1
        if steps and variation.values[steps[0]] != value:
            if not numeral.percent or variation.values[steps[0]] * 100 != value:
                raise NoVariationError("its solution states a rounded result")
            scale = 100
        return Token(numeral, steps, literal, scale)
    steps = tuple(step.name for step in written.steps if variation.values[step.name] == value)
    stated = {n.value for n in variation.numerals.movable} | variation.numerals.fixed
    literal = value in stated or value in variation.shares
    if not steps and not literal:
        if value not in CONSTANTS:
            raise NoVariationError(f"its solution has {value}, which stands for nothing known")
        literal = True
    return Token(numeral, steps, literal)


def _hundredfold(written: Written, variation: Variation) -> bool:
    """Whether the answer is a share that is given in per cent."""
    value = variation.values[variation.program.answer or ""]
    try:
        gold = exact(written.answer.replace("$", "").strip())
    except ValueError:
        raise NoVariationError(f"its answer {written.answer!r} is no plain number") from None
    if gold == value:
        return False
    if gold == value * 100:
        return True
    raise NoVariationError("its answer is rounded")
