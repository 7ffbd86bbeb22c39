"""What the labels of one problem are: for each specialist, what it should have written.

Spans are character offsets into the problem's text. Steps are named as in the
program; a slot is an operand of a step's expression, found by its path: the
indices of children from the root, operands before parameters.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from mycelium_distill.written import Span

Source = Literal["problem", "step", "constant"]


@dataclass(frozen=True)
class ClauseLabel:
    """C1 and C2: a clause, the templates of the steps anchored in it, and whether it asks.

    `steps` and `templates` run in parallel, in the order in which the steps are executed.
    """

    span: Span
    steps: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    asks: bool = False


@dataclass(frozen=True)
class StepLabel:
    """C3: a step's expression, earlier results standing as their values.

    Attributes:
        name: The step.
        operation: The base operation.
        template: The template.
        expression: In the language; `_` where an operand has no scalar value.
        value: What the step gives, in the language; empty where it is no scalar.
        clauses: Indices of the clauses that it reads, its anchor last; empty if implicit.
        read: The merged span: what the teacher read of the problem for this step, and
            where its operands stand, joined; sorted and without overlap.
        overlap: The share of the operands' characters in what the clauses' IAF had
            marked already, from 0 to 1; None where no operand stands in the text.
    """

    name: str
    operation: str
    template: str
    expression: str
    value: str
    clauses: tuple[int, ...]
    read: tuple[Span, ...]
    overlap: float | None


@dataclass(frozen=True)
class GapLabel:
    """C4: the implicit steps between two steps that clauses state; none where it is empty.

    `after` is the stated step before the gap, None for the gap at the start.
    """

    after: str | None
    steps: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()


@dataclass(frozen=True)
class EdgeLabel:
    """C5: where the operand in one slot of a step comes from.

    Attributes:
        step: The step that has the slot.
        slot: The operand's number among the step's slots, from 0.
        path: Where it stands in the expression.
        source: A number of the problem, an earlier step, or a constant.
        origin: The earlier step's name; None unless the source is a step.
        place: Where the number stands in the problem; None unless it comes from there.
        rivals: Other sources with the same value: step names, and places as `[start:end]`.
        evidence: The share of the calibrated heads' score that the chosen source has
            among all candidates, from 0 to 1; None where the operand was not traced.
    """

    step: str
    slot: int
    path: tuple[int, ...]
    source: Source
    origin: str | None = None
    place: Span | None = None
    rivals: tuple[str, ...] = ()
    evidence: float | None = None


@dataclass(frozen=True)
class GoalLabel:
    """C6: the step that answers, the form of the answer, and where the question stands."""

    step: str
    type: str
    question: Span


@dataclass(frozen=True)
class Labels:
    """All labels of one problem.

    `unknowns` and `definitions` are what `extract` introduces, as statements of the
    language's text.
    """

    id: str
    source: str
    split: str
    problem: str
    answer: str
    clauses: tuple[ClauseLabel, ...]
    steps: tuple[StepLabel, ...]
    gaps: tuple[GapLabel, ...]
    edges: tuple[EdgeLabel, ...]
    goal: GoalLabel
    statements: tuple[str, ...] = field(default=())
