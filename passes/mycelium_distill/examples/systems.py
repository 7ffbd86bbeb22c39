"""Copies of systems of equations in words: other numbers, solutions as whole and as positive.

Linear systems are solved here in fractions, thousands a second; all others by the executor.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING

from mycelium.evaluation.gold_programs.exact import NoValueError, value_of
from mycelium_distill.examples.executing import BATCH, rational, untyped
from mycelium_distill.examples.record import Example, copied
from mycelium_distill.labels.slots import scalar
from mycelium_distill.perturbation import exchanged
from mycelium_distill.perturbing.variation import NoVariationError, alike, prepare
from mycelium_ir.nodes import Call, Expression, Program, children
from mycelium_ir.parser import parse

if TYPE_CHECKING:
    from mycelium.executor import Executor
    from mycelium_ir.outcome import Outcome

TRIES = 60
"""How often numbers are drawn for each copy of a linear system that is wanted."""

BLIND = 1
"""So many candidates for each copy that is wanted are run where the system is not linear."""

Row = list[Fraction]


def system_copies(program: Program, copies: int, *, seed: int | str = 0) -> Iterator[Program]:
    """Candidates for copies of a system with other numbers; none where they cannot move.

    A linear system's candidates have solutions like its own; others are not looked at.
    """
    try:
        variation = prepare(program, {})
    except NoVariationError:
        return
    own = solved(program)
    draw = random.Random(f"{seed}:{program.problem}")
    seen: set[tuple[Fraction, ...]] = set()
    for _ in range(copies * (TRIES if own is not None else BLIND)):
        exchange = variation.exchange(draw)
        if exchange is None or (key := tuple(exchange.values())) in seen:
            continue
        seen.add(key)
        new = exchanged(variation, exchange, {})
        if new is None:
            continue
        if own is not None:
            found = solved(new)
            if found is None or not all(alike(a, b) for a, b in zip(own, found, strict=True)):
                continue
            copies -= 1
        yield new
        if copies == 0:
            return


def solved(program: Program) -> tuple[Fraction, ...] | None:
    """The only solution of a program's linear equations, by unknown; None if it is otherwise."""
    names = tuple(program.unknowns)
    rows: list[Row] = []
    for step in program.steps:
        equation = step.expression
        if type(equation) is Call and equation.function == "Eq":
            row = _linear(equation, names)
            if row is None:
                return None
            rows.append(row)
        elif not (type(equation) is Call and equation.function == "solve"):
            return None
    return _unique(rows, len(names))


def _linear(equation: Call, names: Sequence[str]) -> Row | None:
    """The coefficients of an equation and its constant; None if it is not linear."""
    left, right = equation.operands

    def at(point: Mapping[str, Fraction]) -> Fraction:
        return value_of(left, point) - value_of(right, point)

    zero = dict.fromkeys(names, Fraction(0))
    # Any point that no coefficient of a problem is likely to be made for.
    probe = {name: Fraction(17 + 13 * index, 7) for index, name in enumerate(names)}
    try:
        constant = at(zero)
        row = [at({**zero, name: Fraction(1)}) - constant for name in names]
        straight = constant + sum(
            (a * probe[n] for a, n in zip(row, names, strict=True)), Fraction(0)
        )
        if at(probe) != straight:
            return None
    except NoValueError:
        return None
    return [*row, -constant]


def _unique(rows: list[Row], count: int) -> tuple[Fraction, ...] | None:
    rows = [list(row) for row in rows]
    for column in range(count):
        pivot = next((r for r in range(column, len(rows)) if rows[r][column]), None)
        if pivot is None:
            return None
        rows[column], rows[pivot] = rows[pivot], rows[column]
        lead = rows[column][column]
        rows[column] = [value / lead for value in rows[column]]
        for index, row in enumerate(rows):
            if index != column and row[column]:
                factor = row[column]
                rows[index] = [a - factor * b for a, b in zip(row, rows[column], strict=True)]
    if any(row[-1] for row in rows[count:]):
        return None  # the equations contradict each other
    return tuple(row[-1] for row in rows[:count])


# --------------------------------------------------------------------------- many rows


def copies_of_systems(
    rows: Iterable[Example], copies: Mapping[str, int], executor: Executor, *, seed: int = 0
) -> Iterator[tuple[Example, str]]:
    """The copies of rows that are systems with their problems; answers are like the originals'.

    What is not linear is run: its answers are compared, not its unknowns' values.
    """
    curved: list[tuple[Example, Program]] = []
    for row in rows:
        wanted = copies.get(row.source, 0)
        program = parse(row.program)
        if row.split != "train" or not wanted or not program.unknowns:
            continue
        found = system_copies(program, wanted, seed=seed)
        if solved(program) is None:
            curved += [(row, candidate) for candidate in (program, *found)]
            continue
        for number, copy in enumerate(found, 1):
            # Neither an equation nor a set of solutions is a rational number.
            yield copied(row, number, copy, {}), copy.problem or ""
    yield from _run(curved, copies, executor)


def _run(
    candidates: Iterable[tuple[Example, Program]], copies: Mapping[str, int], executor: Executor
) -> Iterator[tuple[Example, str]]:
    """Copies with answers like their originals'; each original stands before its candidates."""
    stream = iter(candidates)
    original: Example | None = None
    own: tuple[Fraction, ...] | None = None
    made = 0
    while batch := list(islice(stream, BATCH)):
        runs = executor.run_many(untyped(candidate) for _, candidate in batch)
        for (row, candidate), outcome in zip(batch, runs, strict=True):
            found = _answer(outcome)
            if row is not original:
                original, own, made = row, found, 0
            elif own is not None and found is not None and _like(own, found):
                made += 1
                if made <= copies[row.source]:
                    new = copied(row, made, candidate, rational(outcome.values))
                    yield new, candidate.problem or ""


def _answer(outcome: Outcome) -> tuple[Fraction, ...] | None:
    """The numbers of an answer in order; None if it has others than fractions, or none."""
    if not outcome.ok or outcome.answer is None:
        return None
    found = list(_numbers(outcome.answer.expression))
    return None if not found or None in found else tuple(n for n in found if n is not None)


def _numbers(node: Expression) -> Iterator[Fraction | None]:
    value = scalar(node)
    if value is not None:
        yield value
    elif type(node) is Call and node.function in ("set", "tuple"):
        for child in children(node):
            yield from _numbers(child)
    else:
        yield None


def _like(own: tuple[Fraction, ...], found: tuple[Fraction, ...]) -> bool:
    return len(own) == len(found) and all(alike(a, b) for a, b in zip(own, found, strict=True))
