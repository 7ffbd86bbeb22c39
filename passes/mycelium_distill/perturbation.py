"""Number perturbation: the same problem with other numbers, its program executed anew.

New numbers are written as the old ones were (digits stay digits, words stay words,
decimals keep their places); a copy is kept when results are as whole and as positive
as they were and different numbers stay different. Measured to add four points on
GSM8K to a model that writes programs.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from mycelium.evaluation.gold_programs.building import goal_type
from mycelium.evaluation.gold_programs.exact import NoValueError, values_of
from mycelium_distill.perturbing.edits import Edits
from mycelium_distill.perturbing.variation import (
    Exchange,
    NoVariationError,
    Variation,
    prepare,
)
from mycelium_distill.written import Span
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Clause, Goal, Problem, Program, Statement, Step, replace

TRIES = 25
"""How often numbers are drawn for each copy that is wanted, before it is given up."""

_ARTICLE = re.compile(r"\b([Aa])(n?)( \$?)$")


def perturb(program: Program, copies: int, *, seed: int | str = 0) -> tuple[Program, ...]:
    """Copies of a program of plain arithmetic and of its problem, with other numbers.

    Args:
        program: A whole program whose steps stand in order of execution.
        copies: How many are wanted; there may be fewer, and none is twice there.
        seed: The same one gives the same copies of the same program.

    Raises:
        MyceliumError: MYC269, if its numbers cannot be exchanged.
    """
    return tuple(copy for copy, _ in variations(program, copies, seed=seed))


def variations(
    program: Program, copies: int, *, seed: int | str = 0
) -> Iterator[tuple[Program, Copy]]:
    """Copies as `perturb` gives them, with what was exchanged in each."""
    variation = _prepared(program)
    drawn = random.Random(f"{seed}:{program.problem}")
    seen: set[tuple[Fraction, ...]] = set()
    found = 0
    for _ in range(TRIES * copies):
        if found == copies:
            return
        new = variation.draw(drawn)
        if new is None or tuple(new[0].values()) in seen:
            continue
        copy = _copy(variation, *new)
        if copy is not None:
            seen.add(tuple(new[0].values()))
            found += 1
            yield copy.program, copy


class Copy:
    """A copy of a program: what was exchanged, the text's edits, and the new values."""

    def __init__(
        self,
        variation: Variation,
        exchange: Exchange,
        edits: Edits,
        values: Mapping[str, Fraction],
        program: Program,
    ) -> None:
        self.variation = variation
        self.exchange = exchange
        self.edits = edits
        self.values = values
        self.program = program


def _prepared(program: Program) -> Variation:
    try:
        return prepare(program, values_of(program))
    except (NoValueError, NoVariationError) as error:
        problem = program.problem or ""
        shown = problem if len(problem) <= 50 else problem[:49] + "…"
        raise MyceliumError(
            Diagnostic(
                "MYC269",
                f"{shown!r} has no copy with other numbers: {error}",
                hint="use the row as it is",
                subject=shown,
            )
        ) from None


def _copy(variation: Variation, exchange: Exchange, computed: list[Fraction]) -> Copy | None:
    pieces: list[tuple[Span, str]] = []
    text = variation.program.problem or ""
    for numeral in variation.numerals.movable:
        new = exchange.get(numeral.value, numeral.value)
        if new == numeral.value:
            continue
        written = numeral.written(new)
        if written is None:
            return None
        pieces.append((numeral.span, written))
        article = _article(text, numeral.span[0], written)
        if article is not None:
            pieces.append(article)
    edits = Edits(text, tuple(pieces))
    values = {
        step.name: value for step, value in zip(variation.program.steps, computed, strict=True)
    }
    program = _program(variation, exchange, edits, values)
    return Copy(variation, exchange, edits, values, program)


def _article(text: str, at: int, number: str) -> tuple[Span, str] | None:
    """The article before a number, where the new one wants the other: `a 5`, `an 8`."""
    match = _ARTICLE.search(text, max(0, at - 5), at)
    if match is None:
        return None
    plain = number.replace(",", "").lower()
    vowel = plain.startswith(("8", "eight", "eleven")) or plain in ("11", "18")
    if vowel == bool(match.group(2)):
        return None
    return match.span(2), "n" if vowel else ""


def _program(
    variation: Variation, exchange: Exchange, edits: Edits, values: Mapping[str, Fraction]
) -> Program:
    statements: list[Statement] = []
    for statement in variation.program.statements:
        if isinstance(statement, Problem):
            statement = replace(statement, text=edits.new)
        elif isinstance(statement, Clause):
            start, end = edits.moved((statement.start, statement.end))
            statement = replace(statement, start=start, end=end, text=edits.new[start:end])
        elif isinstance(statement, Step) and statement.expression is not None:
            expression = variation.expression(statement.expression, exchange)
            statement = replace(statement, expression=expression)
        elif isinstance(statement, Goal) and statement.type in ("integer", "decimal", "rational"):
            statement = replace(statement, type=goal_type(values[statement.step]))
        statements.append(statement)
    return Program(tuple(statements), header=variation.program.header)
