"""The values of the steps so far: the analysis `VALUES`, computed by the executor."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from mycelium.analyses.cache import Analysis
from mycelium_ir.nodes import NO_COMMENTS, Define, Program, Step, Unknown
from mycelium_ir.outcome import Value

if TYPE_CHECKING:
    from mycelium.passes import Context


class Values(Analysis[Mapping[str, Value]]):
    """The value of every step that has one, by the step's name.

    A step without an expression, with a hole, or that cannot be evaluated is
    left out, and so are the steps that depend on it.
    """

    name: ClassVar[str] = "values"

    def reads(self, program: Program) -> str:
        """Unknowns, definitions and the steps' expressions; no clause and no operation."""
        from mycelium_ir.printer import print_program

        return print_program(_core(program))

    def compute(
        self, programs: Sequence[Program], context: Context
    ) -> Sequence[Mapping[str, Value]]:
        """One table of values for each program, all through the executor's workers at once."""
        cores = [_core(program) for program in programs]
        return [outcome.values for outcome in context.executor.run_many(cores, partial=True)]

    def size(self, result: Mapping[str, Value]) -> int:
        """The texts, and about what Python takes to hold them."""
        return 200 + sum(300 + len(name) + 4 * len(v.text) for name, v in result.items())


def _core(program: Program) -> Program:
    """The statements that decide the values, bare of all else."""
    kept: list[Step | Unknown | Define] = []
    for statement in program.statements:
        if type(statement) is Step:
            kept.append(Step(name=statement.name, expression=statement.expression))
        elif type(statement) is Unknown or type(statement) is Define:
            kept.append(dataclasses.replace(statement, attributes={}, comments=NO_COMMENTS))
    return Program(tuple(kept))


VALUES = Values()
"""The one instance that passes use."""
