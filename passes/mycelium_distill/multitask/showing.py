"""How an example's program is shown: under which plan, without which steps, without places."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mycelium_distill.examples.record import Example
from mycelium_distill.multitask.rows import SLOTS
from mycelium_ir.nodes import Clause, Program, Step, replace
from mycelium_ir.references import execution_order, references
from mycelium_passes.transcript.symbols import MARKERS

Plan = list[list[str]]


@dataclass(frozen=True)
class Mixture:
    """How often an example is shown in which way, each a share from 0 to 1.

    Attributes:
        gold: The plan is the gold one.
        predicted: It is one of a model that has not seen the row; a noisy one if there is none.
        noisy: The gold one with templates missing and wrong.
        bare: Of labelled examples: neither clauses nor the steps' places are shown.
        stated: Of examples with implicit steps: these are left for `bridge`.
        gaps: Of examples with implicit steps: there is a second row, with gaps.

    Of those that are not bare the first three are shares; the rest have no plan.
    """

    gold: float = 0.15
    predicted: float = 0.25
    noisy: float = 0.15
    bare: float = 0.35
    stated: float = 0.2
    gaps: float = 0.35


def drawn_plan(
    program: Program,
    example: Example,
    mixture: Mixture,
    templates: Sequence[str],
    draw: random.Random,
) -> Plan | None:
    """One of the plans under which an example may be written; None for none.

    Args:
        program: The example's.
        example: It may have a predicted plan.
        mixture: How often which plan is drawn.
        templates: All that there are.
        draw: What is random.
    """
    drawn = draw.random()
    gold = templates_by_clause(program)
    if drawn < mixture.gold:
        return gold
    drawn -= mixture.gold
    if drawn < mixture.predicted and example.plan is not None:
        if len(example.plan) == len(program.clauses):
            return [list(own) for own in example.plan[:MARKERS]]
    elif drawn >= mixture.predicted + mixture.noisy:
        return None
    return [_noisy(own, templates, draw) for own in gold]


def _noisy(own: Sequence[str], templates: Sequence[str], draw: random.Random) -> list[str]:
    """A clause's templates, with some missing and some wrong."""
    found: list[str] = []
    for template in own:
        if draw.random() < 0.2:
            continue
        found.append(draw.choice(templates) if draw.random() < 0.2 else template)
    if draw.random() < 0.08:
        found.append(draw.choice(templates))
    return found[:SLOTS]


def templates_by_clause(program: Program) -> Plan:
    """The templates of the steps that are anchored in each clause, in order of execution."""
    found: dict[str, list[str]] = {clause.name: [] for clause in program.clauses[:MARKERS]}
    for step in execution_order(program):
        if step.clauses and step.clauses[-1] in found and step.operation:
            found[step.clauses[-1]].append(step.operation)
    return list(found.values())


def without_steps(
    program: Program, missing: set[str], values: Mapping[str, Fraction]
) -> tuple[Program, dict[str, Fraction]]:
    """A program whose missing steps have no expression, and the values that are known then."""
    unknown = set(missing)
    for step in execution_order(program):
        if step.expression is not None and unknown & set(references(step.expression)):
            unknown.add(step.name)
    emptied: dict[str, Step] = {
        step.name: replace(step, expression=None) for step in program.steps if step.name in missing
    }
    known = {name: value for name, value in values.items() if name not in unknown}
    return program.update(emptied) if emptied else program, known


def without_places(program: Program) -> Program:
    """A program without clauses, whose steps do not say where they come from."""
    return Program(
        tuple(
            replace(each, clauses=(), implicit=False) if isinstance(each, Step) else each
            for each in program.statements
            if not isinstance(each, Clause)
        ),
        header=program.header,
    )
