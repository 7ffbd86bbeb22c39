"""The values of many programs: plain arithmetic here and now, all else by the executor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from mycelium.evaluation.gold_programs.exact import NoValueError, values_of
from mycelium_distill.labels.slots import scalar
from mycelium_ir.nodes import Program, Step, replace
from mycelium_ir.outcome import Value

if TYPE_CHECKING:
    from mycelium.executor import Executor

BATCH = 512
"""Programs that are run at a time."""


def rational(values: Mapping[str, Value]) -> dict[str, str]:
    """The values that are rational numbers, as texts such as `3/4`."""
    found = {name: scalar(value.expression) for name, value in values.items()}
    return {name: str(value) for name, value in found.items() if value is not None}


def arithmetic(program: Program) -> dict[str, str] | None:
    """The values of a program of plain arithmetic; None for any other."""
    try:
        return {name: str(value) for name, value in values_of(program).items()}
    except NoValueError:
        return None


def untyped(program: Program) -> Program:
    """The program without operations, which no executor need know: they decide no value."""
    return Program(
        tuple(replace(s, operation=None) if isinstance(s, Step) else s for s in program.statements)
    )


def executed(programs: Iterable[Program], executor: Executor) -> Iterator[dict[str, str] | None]:
    """The rational values of each program; None for one that does not run."""
    stream = iter(programs)
    while batch := list(islice(stream, BATCH)):
        plain = [arithmetic(program) for program in batch]
        rest = [p for p, found in zip(batch, plain, strict=True) if found is None]
        outcomes = executor.run_many(untyped(program) for program in rest)
        for found in plain:
            if found is None:
                outcome = next(outcomes)
                yield rational(outcome.values) if outcome.ok else None
            else:
                yield found
