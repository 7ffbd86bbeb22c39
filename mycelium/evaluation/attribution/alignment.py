"""Which predicted step is which gold step: an optimal matching by operands, their places, values.

An operand is a value: that of a literal, or that of the step that it refers to, so
that it makes no difference whether a program is wired yet. Where the places of a
number in the problem are known, equal values at different places are different
operands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from mycelium.analyses import read_numbers
from mycelium.evaluation.attribution.assignment import best_pairs
from mycelium.evaluation.shapes import exact_value
from mycelium_ir.kinds import Kind
from mycelium_ir.nodes import Call, Expression, Name, Number, Program, Step
from mycelium_ir.outcome import Value
from mycelium_ir.references import leaves

Span: TypeAlias = tuple[int, int]

SAME_OPERATION = 0.05
"""What an equal operation adds to the likeness of two steps: it decides between equals only."""


@dataclass(frozen=True)
class Operand:
    """What an operand is worth, where the problem says so, and which steps may have given it.

    Without places it is not known where, or stands nowhere.
    """

    value: Fraction | str
    places: frozenset[Span] = frozenset()
    sources: frozenset[str] = frozenset()

    def is_like(self, gold: Operand, pairs: Mapping[str, str]) -> bool:
        """Whether it may be a gold operand: the result of the same step, or the same number.

        Equal numbers that are known to stand apart in the problem are not the same.
        """
        if any(pairs.get(source) in gold.sources for source in self.sources):
            return True
        if self.value != gold.value:
            return False
        return not self.places or not gold.places or bool(self.places & gold.places)


@dataclass(frozen=True)
class StepView:
    """A step as the matching sees it; `value` is None where the step has none."""

    name: str
    operation: str | None
    operands: tuple[Operand, ...]
    value: Fraction | str | None


def views(program: Program, values: Mapping[str, Value]) -> tuple[StepView, ...]:
    """The steps of a program that have an expression.

    Args:
        program: Wired or not.
        values: The values of its steps, by name, as far as they have any.
    """
    spoken: dict[Fraction, list[Span]] = {}
    for mention in read_numbers(program.problem or ""):
        for figure in {mention.value, mention.figure}:
            spoken.setdefault(figure, []).append((mention.start, mention.end))
    clauses = {clause.name: (clause.start, clause.end) for clause in program.clauses}
    worth = {name: worth_of(value) for name, value in values.items()}
    found = []
    for step in program.steps:
        if step.expression is None:
            continue
        near = [clauses[name] for name in step.clauses if name in clauses]
        operands = []
        for leaf in leaves(step.expression):
            if type(leaf) is Number:
                places = _narrowed(spoken.get(leaf.value, ()), near)
                equals = (n for n, value in worth.items() if value == leaf.value)
                operands.append(Operand(leaf.value, places, frozenset(equals) - {step.name}))
            elif type(leaf) is Name and leaf.id in program.step_names:
                value = worth.get(leaf.id, leaf.id)
                operands.append(Operand(value, sources=frozenset({leaf.id})))
        found.append(StepView(step.name, step.operation, tuple(operands), worth.get(step.name)))
    return tuple(found)


def likeness(predicted: StepView, gold: StepView, pairs: Mapping[str, str]) -> float:
    """How alike two steps are: 0 if they share nothing, about 2 if they compute the same.

    One point for an equal value; Dice's coefficient of the operands; a little for
    an equal operation where there is something else in common. `pairs` are the
    predicted steps that are known to be gold steps.
    """
    operands = _dice(predicted.operands, gold.operands, pairs)
    value = predicted.value is not None and predicted.value == gold.value
    if not operands and not value:
        return 0.0
    return operands + value + SAME_OPERATION * (predicted.operation == gold.operation)


def align(
    predicted: Sequence[StepView],
    gold: Sequence[StepView],
    known: Mapping[str, str] | None = None,
    admitted: Callable[[str, str], bool] = lambda predicted, gold: True,
) -> dict[str, str]:
    """For each predicted step that is like a gold step, that step: the matching most alike in all.

    A step that goes wrong changes the operands of all that follow; so steps that are
    matched make the operands that they give alike, and the matching is made anew
    until nothing changes. Among equals, steps in the same order are preferred.

    Args:
        predicted: The steps to be matched.
        gold: The gold steps that are free.
        known: Predicted steps of which the gold step is known.
        admitted: Whether a predicted step may be a gold step at all.
    """
    pairs: dict[str, str] = {}
    for _ in range(len(predicted) + 1):
        before = pairs
        pairs = _aligned(predicted, gold, {**(known or {}), **before}, admitted)
        if pairs == before:
            break
    return pairs


def _aligned(
    predicted: Sequence[StepView],
    gold: Sequence[StepView],
    pairs: Mapping[str, str],
    admitted: Callable[[str, str], bool],
) -> dict[str, str]:
    if not predicted or not gold:
        return {}
    scores = [
        [
            _ordered(likeness(p, g, pairs), i / len(predicted) - j / len(gold))
            if admitted(p.name, g.name)
            else 0.0
            for j, g in enumerate(gold)
        ]
        for i, p in enumerate(predicted)
    ]
    return {predicted[i].name: gold[j].name for i, j in best_pairs(scores)}


def worth_of(value: Value) -> Fraction | str:
    """A value to compare: a fraction where it is a rational number, else its canonical text."""
    exact = exact_of(value)
    return value.text if exact is None else exact


def exact_of(value: Value | None) -> Fraction | None:
    """A value as a fraction, or None if it is no rational number."""
    if value is None or value.kind is not Kind.NUMBER:
        return None
    return exact_value(value.expression)


def literal_of(expression: Expression) -> Fraction | None:
    """The number that an expression spells: a literal, a negated one, a fraction of literals."""
    match expression:
        case Number(value):
            return value
        case Call("-", (operand,)):
            inner = literal_of(operand)
            return None if inner is None else -inner
        case Call("/", (Number(above), Number(below))) if below:
            return above / below
    return None


def gold_reads(step: Step, steps: Mapping[str, Step]) -> tuple[str, ...]:
    """The steps that a wired step refers to, each once."""
    if step.expression is None:
        return ()
    named = (leaf.id for leaf in leaves(step.expression) if type(leaf) is Name)
    return tuple(dict.fromkeys(name for name in named if name in steps))


def _ordered(score: float, apart: float) -> float:
    return score - 0.01 * abs(apart) if score > 0 else 0.0


def _narrowed(places: Sequence[Span], clauses: Sequence[Span]) -> frozenset[Span]:
    """The places that lie in a step's clauses; all of them where none does."""
    inside = [p for p in places if any(c[0] <= p[0] and p[1] <= c[1] for c in clauses)]
    return frozenset(inside or places)


def _dice(predicted: Sequence[Operand], gold: Sequence[Operand], pairs: Mapping[str, str]) -> float:
    """Dice's coefficient of two sets of operands: twice those in common, of all."""
    if not predicted or not gold:
        return 0.0
    rest = list(gold)
    shared = 0
    for operand in predicted:
        other = next((o for o in rest if operand.is_like(o, pairs)), None)
        if other is not None:
            rest.remove(other)
            shared += 1
    return 2 * shared / (len(predicted) + len(gold))
