"""What a pass wrote and what it should have written, side by side, for one row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import cycle

from mycelium.analyses import read_numbers
from mycelium.evaluation.attribution.alignment import exact_of, gold_reads, worth_of
from mycelium.evaluation.attribution.assignment import best_pairs
from mycelium.evaluation.attribution.filling import State
from mycelium.evaluation.attribution.gold import Gold
from mycelium.evaluation.attribution.metrics import Matches, multiset_matches, set_matches
from mycelium_ir.nodes import Expression, Name, Number, Program, Step, is_finite_decimal
from mycelium_ir.outcome import Value
from mycelium_ir.references import leaves
from mycelium_ir.rewrite import map_expression

Edge = tuple[str, str]
"""The step that is read, and the one that reads it, by the gold's names."""


def operations(gold: Gold, after: State) -> list[tuple[str | None, str | None]]:
    """Pairs of predicted and gold operation; None for a step that the other side has not.

    Steps are paired by the clauses that they come from, then by operation and order.
    """
    mine, theirs = after.program.steps, gold.stated
    if after.failure:
        return [(None, step.operation) for step in theirs]
    pairs = best_pairs(
        [
            [
                _jaccard(_places(p, after.program), _places(g, gold.program))
                + 0.01 * (p.operation == g.operation)
                - 0.001 * abs(i - j) / max(len(mine), len(theirs))
                for j, g in enumerate(theirs)
            ]
            for i, p in enumerate(mine)
        ]
    )
    found: list[tuple[str | None, str | None]] = [
        (mine[i].operation, theirs[j].operation) for i, j in pairs
    ]
    used, matched = {i for i, _ in pairs}, {j for _, j in pairs}
    found += [(None, g.operation) for j, g in enumerate(theirs) if j not in matched]
    found += [(p.operation, None) for i, p in enumerate(mine) if i not in used]
    return found


def _places(step: Step, program: Program) -> frozenset[tuple[int, int]]:
    table = {clause.name: (clause.start, clause.end) for clause in program.clauses}
    return frozenset(table[name] for name in step.clauses if name in table)


def _jaccard(first: Collection[object], second: Collection[object]) -> float:
    both = set(first) | set(second)
    return len(set(first) & set(second)) / len(both) if both else 0.0


# --------------------------------------------------------------------------- extract


def asked_of_extract(gold: Gold, before: State) -> tuple[str, ...]:
    """The gold steps whose expressions are still to be written."""
    if before.program.steps and before.is_whole:
        open_steps = (s.name for s in before.program.steps if s.expression is None)
        return tuple(before.steps[name] for name in open_steps)
    if any(step.expression is not None for step in before.program.steps):
        return ()
    return tuple(step.name for step in gold.stated)


def value_matches(
    gold: Gold, names: Sequence[str], after: State, values: Mapping[str, Value]
) -> Matches:
    """How many gold steps have a predicted step of the same value, each used once."""
    if after.failure:
        return Matches(0, 0, len(names))
    theirs = [worth_of(gold.values[name]) for name in names if name in gold.values]
    return multiset_matches([worth_of(value) for value in values.values()], theirs)


def named_matches(gold: Gold, names: Sequence[str], values: Mapping[str, Value]) -> Matches:
    """How many gold steps have their value under their own name."""
    known = [name for name in names if name in gold.values]
    right = sum(
        name in values and worth_of(values[name]) == worth_of(gold.values[name]) for name in known
    )
    return Matches(right, len(values), len(known))


def numbers_in_order(gold: Gold, names: Sequence[str]) -> Program:
    """The steps as a trivial predictor fills them: the text's numbers, from left to right.

    It is given every expression's shape and all earlier results; only the numbers in
    the expressions are its own, taken in the order of the text, again from the start
    where there are too few.
    """
    spoken = [m.figure for m in read_numbers(gold.program.problem or "") if m.figure >= 0]
    finite = [Number(figure) for figure in spoken if is_finite_decimal(figure)]
    supply = cycle(finite or [Number(Fraction(0))])

    def guessed(node: Expression) -> Expression:
        return next(supply) if type(node) is Number else node

    steps = []
    for step in gold.program.steps:
        if step.name in names and step.expression is not None:
            own = map_expression(step.expression, guessed)
            values = gold.with_values(own)
            steps.append(Step(step.name, expression=values))
    return Program((*gold.introduced, *steps))


# --------------------------------------------------------------------------- wire


@dataclass(frozen=True)
class Edges:
    """A row's edges, and those of which the value also stands elsewhere.

    `equal` is what linking every literal to the nearest earlier step of equal value
    would give.
    """

    all: Matches
    equal: Matches
    ambiguous: Matches
    ambiguous_equal: Matches


def edges(gold: Gold, before: State, after: State) -> Edges:
    """Compare the references of a row with the gold's, among the steps that both have."""
    table = gold.program.step_names
    here = set(after.steps.values())
    wanted = {
        (source, name)
        for name in here
        for source in gold_reads(table[name], table)
        if source in here
    }
    mine = _references(after)
    trivial = _equal_values(gold, before if before.steps else after)
    hard = {edge for edge in wanted | mine | trivial if _is_ambiguous(edge, gold)}
    return Edges(
        set_matches(mine, wanted),
        set_matches(trivial, wanted),
        set_matches(mine & hard, wanted & hard),
        set_matches(trivial & hard, wanted & hard),
    )


def _references(state: State) -> set[Edge]:
    """The references among the steps; a step that is no gold step keeps a name of its own."""
    names = {step.name for step in state.program.steps}
    return {
        (state.steps.get(leaf.id, f"?{leaf.id}"), state.steps[step.name])
        for step in state.program.steps
        if step.expression is not None and step.name in state.steps
        for leaf in leaves(step.expression)
        if type(leaf) is Name and leaf.id in names
    }


def _equal_values(gold: Gold, state: State) -> set[Edge]:
    """The edges that linking every literal to the nearest earlier equal result gives."""
    found: set[Edge] = set()
    here = [name for name in gold.program.step_names if name in set(state.steps.values())]
    for index, name in enumerate(here):
        expression = gold.expression(name, {})
        for leaf in leaves(expression):
            if type(leaf) is not Number:
                continue
            equal = [s for s in here[:index] if exact_of(gold.values.get(s)) == leaf.value]
            if equal:
                found.add((equal[-1], name))
    return found


def _is_ambiguous(edge: Edge, gold: Gold) -> bool:
    """Whether the value that an edge carries is also another step's, or a number of the text."""
    source, _ = edge
    value = exact_of(gold.values.get(source))
    if value is None:
        return False
    others = (exact_of(v) for name, v in gold.values.items() if name != source)
    spoken = {f for m in read_numbers(gold.program.problem or "") for f in (m.value, m.figure)}
    return value in spoken or value in others


# --------------------------------------------------------------------------- bridge


def gaps(gold: Gold, before: State, after: State) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """For each gap, the operations of the predicted and of the gold implicit steps in it.

    There is a gap before each stated step, and one behind the last.
    """
    stated = [step.name for step in gold.stated if step.name in set(before.steps.values())]
    here = before.program.step_names
    inverse = before.inverse
    mine = _by_gap(
        [
            (step.name if step.name in here else None, step.operation or "")
            for step in after.program.steps
        ],
        [inverse[name] for name in stated],
    )
    theirs = _by_gap(
        [
            (step.name if step.name in stated else None, step.operation or "")
            for step in gold.program.steps
            if step.implicit or step.name in stated
        ],
        stated,
    )
    return list(zip(mine, theirs, strict=True))


def _by_gap(
    steps: Sequence[tuple[str | None, str]], stated: Sequence[str]
) -> list[tuple[str, ...]]:
    """The operations of the steps without a name before each stated step, then behind all."""
    collected: dict[str | None, list[str]] = {name: [] for name in (*stated, None)}
    waiting: list[str] = []
    for name, operation in steps:
        if name is None:
            waiting.append(operation)
        elif name in collected:
            collected[name] += waiting
            waiting = []
    collected[None] += waiting
    return [tuple(collected[name]) for name in (*stated, None)]
