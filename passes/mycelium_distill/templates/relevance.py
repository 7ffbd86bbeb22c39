"""What a template must keep of a step: Y, the operator skeleton, constant class and result kind.

Where the operands come from is no part of it: that is wiring's business.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mycelium_distill.templates.constants import Constants, constant_class
from mycelium_distill.templates.shape import Shapes, Surroundings, shapes
from mycelium_ir.functions import Result
from mycelium_ir.kinds import Kind
from mycelium_ir.language import Language, base_language
from mycelium_ir.nodes import Call, Expression, Name, Program, walk
from mycelium_ir.parser import parse
from mycelium_ir.verifier import kinds_of

if TYPE_CHECKING:
    from mycelium_distill.written import Written

OTHER = "other"
"""The label, and the template, of whatever is too rare to have one of its own."""

COMPLEX = "complex"
"""The result kind of a number computed with the imaginary unit; the language says `number`."""


@dataclass(frozen=True, order=True)
class Relevant:
    """One value of Y.

    Attributes:
        skeleton: Operators with a hole for each operand, in the one form of `shape.py`.
        constants: The class of its constants, a value of `Constants`.
        kind: The kind of its result: a value of `Kind`, or `complex`.
    """

    skeleton: str
    constants: str
    kind: str

    def __str__(self) -> str:
        parts = [self.skeleton]
        if self.constants != Constants.NONE:
            parts.append(f"{self.constants} constant")
        if self.kind != Kind.NUMBER:
            parts.append(self.kind)
        return ", ".join(parts)


@dataclass(frozen=True)
class StepFacts:
    """What is known of one step, before any label has been given.

    Attributes:
        row: The id of the written solution.
        name: The step's name in its program.
        shapes: Its skeletons.
        constants: The class of its constants.
        kind: The kind of its result.
    """

    row: str
    name: str
    shapes: Shapes
    constants: str
    kind: str

    def levels(self) -> tuple[Relevant, ...]:
        """The values of Y that it may have, the finest first."""
        found = (self.shapes.full, self.shapes.broad, self.shapes.top)
        return tuple(Relevant(s, self.constants, self.kind) for s in dict.fromkeys(found))


def facts_of_program(
    row: str,
    program: Program,
    problem: str,
    constants: Mapping[str, Sequence[Fraction]],
    language: Language | None = None,
) -> list[StepFacts]:
    """The facts of each step of a program that has an expression.

    Args:
        row: The row's id.
        program: The program.
        problem: The problem's text.
        constants: For each step's name, the values of its numbers that come from nowhere.
        language: The tables to read the program by.
    """
    kinds = kinds_of(program, language)
    around = Surroundings(
        frozenset(program.unknowns),
        frozenset(program.definitions),
        language,
    )
    complex_steps: set[str] = set()
    found = []
    for step in program.steps:
        expression = step.expression
        if expression is None:
            continue
        kind: str = _known(kinds.get(step.name, Kind.ANY), expression, language)
        if kind == Kind.NUMBER and _is_complex(expression, complex_steps):
            complex_steps.add(step.name)
            kind = COMPLEX
        found.append(
            StepFacts(
                row,
                step.name,
                shapes(expression, around),
                constant_class(expression, constants.get(step.name, ()), problem)
                if kind == Kind.NUMBER and _is_arithmetic(expression)
                else Constants.NONE,
                kind,
            )
        )
    return found


def _known(kind: Kind, expression: Expression, language: Language | None) -> Kind:
    """The kind; a value whose kind shows only when it is run counts as a number.

    A member of a solution set is one, nearly always. A comparison is true or false.
    """
    if kind is not Kind.ANY:
        return kind
    function = None
    if type(expression) is Call:
        function = (language or base_language()).functions.get(expression.function)
    compares = function is not None and function.result is Result.COMPARISON
    return Kind.BOOLEAN if compares else Kind.NUMBER


def _is_arithmetic(expression: Expression) -> bool:
    """Whether an operator, or `percent`, comes last.

    Only such a step has a constant class: the places that `round` keeps and the numbers of
    an equation say nothing of units or percentages.
    """
    if type(expression) is not Call:
        return True
    return expression.function == "percent" or not expression.function[0].isalpha()


def _is_complex(expression: Expression, steps: set[str]) -> bool:
    return any(
        type(node) is Name and (node.id == "I" or node.id in steps) for node in walk(expression)
    )


def facts_of_written(written: Written, language: Language | None = None) -> list[StepFacts]:
    """The facts of each step of a written solution.

    Raises:
        MyceliumError: if its program cannot be parsed.
    """
    constants = {
        step.name: [o.value for o in step.operands if o.source == "constant"]
        for step in written.steps
    }
    program = parse(written.program, name=written.id)
    return facts_of_program(written.id, program, written.problem, constants, language)


@dataclass(frozen=True)
class Vocabulary:
    """The values of Y that enough training steps have, commonest first, then `other`.

    Attributes:
        values: The values; the label is the index, and `len(values)` is `other`.
    """

    values: tuple[Relevant, ...]

    @classmethod
    def fit(cls, steps: Sequence[StepFacts], support: int = 20) -> Vocabulary:
        """Keep, level by level from fine to coarse, what at least `support` steps have.

        A step whose skeleton is too rare counts for the next coarser one, which admits it
        too (a sum of nine numbers for `_ + _`); its constants and kind stay as they are.
        """
        pending = [step.levels() for step in steps]
        kept: Counter[Relevant] = Counter()
        for level in range(3):
            here = Counter(levels[min(level, len(levels) - 1)] for levels in pending)
            new = {value for value, count in here.items() if count >= support or value in kept}
            kept.update({value: here[value] for value in new})
            pending = [
                levels for levels in pending if levels[min(level, len(levels) - 1)] not in new
            ]
        return cls(tuple(sorted(kept, key=lambda value: (-kept[value], value))))

    @property
    def other(self) -> int:
        """The label of steps that have none of the values."""
        return len(self.values)

    def labels(self, steps: Iterable[StepFacts]) -> NDArray[np.int32]:
        """Each step's label, [N]: its finest skeleton that is in the vocabulary."""
        index = {value: place for place, value in enumerate(self.values)}
        found = [
            next((index[value] for value in step.levels() if value in index), self.other)
            for step in steps
        ]
        return np.array(found, dtype=np.int32)

    def to_json(self) -> list[dict[str, Any]]:
        """The values as plain data."""
        return [
            {"skeleton": v.skeleton, "constants": v.constants, "kind": v.kind} for v in self.values
        ]

    @classmethod
    def from_json(cls, rows: Sequence[Mapping[str, str]]) -> Vocabulary:
        """What `to_json` wrote."""
        return cls(tuple(Relevant(r["skeleton"], r["constants"], str(r["kind"])) for r in rows))
