"""How many gold programs the operands that `extract` may choose from can spell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from mycelium.analyses.numbers import read_numbers
from mycelium.evaluation.gold_programs.reading import exact
from mycelium_distill.examples.record import Example
from mycelium_distill.labels.slots import scalar
from mycelium_distill.perturbing.numerals import NUMERAL
from mycelium_ir.nodes import Call, Expression, Number, Program, children
from mycelium_ir.parser import parse

LEAST = 5
"""A constant needs so many problems of the training rows that use it."""


@dataclass(frozen=True)
class Ceiling:
    """For one source and split: how many programs there are, and how many can be spelt."""

    programs: int = 0
    spelt: int = 0


def choices(problem: str) -> frozenset[Fraction]:
    """The operands that a problem's text offers.

    Its numbers, in digits or in words, as written and as percentages; of a share also
    what is left of the whole, and of each number the reciprocal.
    """
    found: set[Fraction] = set()
    for mention in read_numbers(problem):
        for value in {abs(mention.value), mention.figure}:
            found |= _forms(value)
    for match in NUMERAL.finditer(problem):
        found |= _forms(exact(match.group()))
    return frozenset(found)


def _forms(value: Fraction) -> set[Fraction]:
    value = abs(value)
    found = {value, value / 100, Fraction(value.numerator), Fraction(value.denominator)}
    if value:
        found.add(1 / value)
    if value < 1:
        found.add(1 - value)
    if value <= 100:
        found |= {100 - value, 1 - value / 100}
    return found


def missing(program: Program, values: Mapping[str, str]) -> Iterator[Fraction]:
    """The numbers of a program that neither the text nor an earlier step's value offers."""
    offered = set(choices(program.problem or ""))
    for definition in program.definitions.values():
        yield from _missing(definition.body, offered)
    for step in program.steps:
        if step.expression is not None:
            yield from _missing(step.expression, offered)
        if step.name in values:
            offered.add(abs(Fraction(values[step.name])))


def _missing(node: Expression, offered: Collection[Fraction]) -> Iterator[Fraction]:
    value = scalar(node)
    if value is not None and abs(value) in offered:
        return
    if type(node) is Number:
        yield node.value
    elif type(node) is Call:
        for child in children(node):
            yield from _missing(child, offered)


def frequent_constants(examples: Iterable[Example], least: int = LEAST) -> frozenset[Fraction]:
    """The numbers that so many training problems need and do not state; copies do not count."""
    uses: Counter[Fraction] = Counter()
    for row in examples:
        if row.split == "train" and row.id == row.group:
            uses.update(set(missing(parse(row.program), row.values)))
    return frozenset(value for value, count in uses.items() if count >= least)


def operand_ceiling(
    examples: Iterable[Example], constants: Collection[Fraction]
) -> dict[tuple[str, str], Ceiling]:
    """How many originals hold only operands that may be chosen, by data set and split.

    Operands are the text's numbers and their forms (`choices`), earlier values, unknowns,
    and the constants given.
    """
    found: dict[tuple[str, str], Ceiling] = {}
    for row in examples:
        if row.id != row.group:
            continue
        key = (row.source.partition(".")[0], row.split)
        old = found.get(key, Ceiling())
        spelt = all(value in constants for value in missing(parse(row.program), row.values))
        found[key] = Ceiling(old.programs + 1, old.spelt + spelt)
    return found
