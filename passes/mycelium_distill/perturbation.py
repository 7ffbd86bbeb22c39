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
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from mycelium.evaluation.gold_programs.building import goal_type
from mycelium.evaluation.gold_programs.exact import NoValueError, values_of
from mycelium_distill.perturbing.edits import Edits
from mycelium_distill.perturbing.solution import rewriting
from mycelium_distill.perturbing.variation import (
    Exchange,
    NoVariationError,
    Variation,
    prepare,
)
from mycelium_distill.written import Span, Written
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Clause, Goal, Problem, Program, Statement, Step, replace
from mycelium_ir.parser import parse

TRIES = 25
"""How often numbers are drawn for each copy that is wanted, before it is given up."""

_ARTICLE = re.compile(r"\b([Aa])(n?)( \$?)$")


@dataclass(frozen=True)
class _Copy:
    """A copy of a program, with what was exchanged in it and the new value of each step."""

    program: Program
    exchange: Exchange
    values: Mapping[str, Fraction]


def perturb(program: Program, copies: int, *, seed: int | str = 0) -> tuple[Program, ...]:
    """Copies of a program of plain arithmetic and of its problem, with other numbers.

    Args:
        program: A whole program whose steps stand in order of execution.
        copies: How many are wanted; there may be fewer, and none is twice there.
        seed: The same one gives the same copies of the same program.

    Raises:
        MyceliumError: MYC269, if its numbers cannot be exchanged.
    """
    drawn = _copies(_prepared(program), copies, seed)
    return tuple(copy.program for copy in islice(drawn, copies))


def perturb_written(written: Written, copies: int, *, seed: int | str = 0) -> tuple[Written, ...]:
    """Copies of a written solution, its problem and its program of plain arithmetic.

    The numbers of the solution's text follow. A copy's id is the row's with `~` and the
    copy's number, from 1, behind it.

    Args:
        written: A row whose program is one that `perturb` takes.
        copies: How many are wanted; there may be fewer, and none is twice there.
        seed: The same one gives the same copies of the same row.

    Raises:
        MyceliumError: MYC269, if its numbers cannot be exchanged.
    """
    variation = _prepared(parse(written.program))
    try:
        solution = rewriting(written, variation)
    except NoVariationError as error:
        raise _no_copy(written.problem, str(error)) from None
    found: list[Written] = []
    for copy in _copies(variation, copies, seed):
        new = solution.copy(len(found) + 1, variation, copy.exchange, copy.values, copy.program)
        if new is not None:
            found.append(new)
        if len(found) == copies:
            break
    return tuple(found)


def _copies(variation: Variation, copies: int, seed: int | str) -> Iterator[_Copy]:
    """Copies that differ from the program and from each other, as long as there are tries."""
    drawn = random.Random(f"{seed}:{variation.program.problem}")
    seen: set[tuple[Fraction, ...]] = set()
    for _ in range(TRIES * copies):
        new = variation.draw(drawn)
        if new is None or (key := tuple(new[0].values())) in seen:
            continue
        seen.add(key)
        copy = _copy(variation, *new)
        if copy is not None:
            yield copy


def _prepared(program: Program) -> Variation:
    try:
        return prepare(program, values_of(program))
    except (NoValueError, NoVariationError) as error:
        raise _no_copy(program.problem or "", str(error)) from None


def _no_copy(problem: str, why: str) -> MyceliumError:
    shown = problem if len(problem) <= 50 else problem[:49] + "…"
    return MyceliumError(
        Diagnostic(
            "MYC269",
            f"{shown!r} has no copy with other numbers: {why}",
            hint="use the row as it is",
            subject=shown,
        )
    )


def _copy(variation: Variation, exchange: Exchange, computed: list[Fraction]) -> _Copy | None:
    values = {
        step.name: value for step, value in zip(variation.program.steps, computed, strict=True)
    }
    program = exchanged(variation, exchange, values)
    return None if program is None else _Copy(program, exchange, values)


def exchanged(
    variation: Variation, exchange: Exchange, values: Mapping[str, Fraction]
) -> Program | None:
    """The program and its problem with new numbers; None where one cannot be written.

    Args:
        variation: What may be exchanged.
        exchange: The new numbers.
        values: The steps' new values, as far as they are known; a goal's type follows them.
    """
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
    return _program(variation, exchange, Edits(text, tuple(pieces)), values)


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
        elif (
            isinstance(statement, Goal)
            and statement.type in ("integer", "decimal", "rational")
            and statement.step in values
        ):
            statement = replace(statement, type=goal_type(values[statement.step]))
        statements.append(statement)
    return Program(tuple(statements), header=variation.program.header)
