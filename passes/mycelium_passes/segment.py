"""The pass `segment` (C1): which tokens of the problem belong to clauses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from mycelium.passes import Candidate, Context, Failure
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Clause, Program
from mycelium_ir.rewrite import fresh_names
from mycelium_passes.specialist import Specialist, each, marks

if TYPE_CHECKING:
    from mycelium_passes.reading.encoding import Reading
    from mycelium_passes.reading.model import Model

MARK = "segment"


@dataclass(frozen=True)
class Segment(Specialist):
    """Writes clauses into a program that has none: the maximal runs of tokens inside."""

    name: ClassVar[str] = "segment"
    requires: ClassVar[frozenset[str]] = frozenset({"problem"})
    provides: ClassVar[frozenset[str]] = frozenset({"clauses"})

    def decide(
        self, batch: Sequence[Candidate], context: Context, model: Model
    ) -> Sequence[Sequence[Candidate] | Failure]:
        """Cut each problem into clauses."""
        from mycelium_passes.reading.states import readings, sound

        def rewrite(program: Program) -> Program:
            if program.clauses:
                return program
            reading = sound(context.analyse(readings(model), program))
            clauses = clauses_of(program, reading, inside(model, reading))
            if not clauses:
                raise _nothing()
            return program.add(*clauses)

        return each(batch, rewrite)


def inside(model: Model, reading: Reading) -> list[float]:
    """For each token of the problem's text, the probability that it is inside a clause."""
    import torch

    with torch.inference_mode():
        logits = model.heads.segment(reading.states[: len(reading.offsets)]).float()
        found: list[float] = logits.softmax(-1)[:, 1].tolist()
    return found


def clauses_of(program: Program, reading: Reading, chances: Sequence[float]) -> list[Clause]:
    """The clauses that a problem is cut into: none where no token is likely inside one."""
    text = program.problem or ""
    names = fresh_names(program, "c")
    found: list[Clause] = []
    for kept, run in groupby(range(len(chances)), key=lambda index: chances[index] > 0.5):
        tokens = list(run)
        if not kept:
            continue
        first, last = reading.offsets[tokens[0]][0], reading.offsets[tokens[-1]][1]
        if not reading.clean.text[first:last].strip():
            continue
        start, end = _trimmed(text, *reading.clean.original(first, last))
        if found and start < found[-1].end:
            # A character of several tokens cannot lie in two clauses.
            start, end = _trimmed(text, found[-1].end, end)
        if start >= end:
            continue
        sure = sum(chances[index] for index in tokens) / len(tokens)
        attributes = marks(MARK, sure)
        found.append(Clause(next(names), start, end, text[start:end], attributes=attributes))
    return found


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _nothing() -> MyceliumError:
    return MyceliumError(
        Diagnostic(
            "MYC335",
            "nothing in this problem says what to compute",
            hint="state numbers or formulas and a question; or write the clauses yourself",
        )
    )
