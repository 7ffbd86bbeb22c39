"""A problem as labelling sees it: solution, program, values, trace and templates together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from mycelium_distill.labels.slots import scalar
from mycelium_distill.traces.record import Trace
from mycelium_distill.written import Written
from mycelium_ir.nodes import Expression, Program


class UnlabelledError(ValueError):
    """Why a problem gets no labels: one of a few sentences, counted in the report."""


@dataclass(frozen=True)
class Reading:
    """A problem as labelling sees it.

    Attributes:
        written: The solution, aligned with the program's steps by name.
        program: The verified program.
        values: What each step gave, as an expression of the language.
        trace: The teacher's reading of the solution.
        templates: Each step's template; the operation itself where none is given.
    """

    written: Written
    program: Program
    values: Mapping[str, Expression]
    trace: Trace
    templates: Mapping[str, str]

    def scalar(self, step: str) -> Fraction | None:
        """The exact value of a step that gave a number."""
        value = self.values.get(step)
        return None if value is None else scalar(value)
