"""What the learned passes have in common: their options, their weights, a row at a time."""

from __future__ import annotations

import dataclasses
from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mycelium.passes import Candidate, Context, Failure, Pass
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Answer, Attributes, Done, Program, Statement, replace

if TYPE_CHECKING:
    from mycelium_passes.reading.model import Model


@dataclass(frozen=True)
class Specialist(Pass):
    """A pass that decides with a trained model.

    Attributes:
        model: a folder of weights or a name on the Hugging Face hub; empty for what
            `mycelium weights` lists first.
        device: `cpu`, `cuda`, `cuda:1`, or `auto`: a GPU where there is one.
    """

    model: str = ""
    device: str = "auto"

    def __post_init__(self) -> None:
        # A pipeline without its weights ends before it begins, with one line.
        from mycelium_passes.reading.loading import check_weights

        check_weights(self.model)

    @property
    def weights(self) -> str:
        """A hash of the weights."""
        from mycelium_passes.reading.loading import hash_of

        return hash_of(self.model)

    def run(
        self, batch: Sequence[Candidate], context: Context
    ) -> Sequence[Sequence[Candidate] | Failure]:
        """Treat the batch with the model."""
        if not batch:
            return []
        from mycelium_passes.reading.loading import load_model

        model = load_model(self.model, self.device)
        unknown = [o.name for o in model.operations if o.name not in context.language.operations]
        if unknown:
            raise MyceliumError(
                Diagnostic(
                    "MYC331",
                    f"the weights have templates that the language lacks: `{unknown[0]}` and "
                    f"{len(unknown) - 1} more",
                    hint="name these weights with `--weights`, or in the variable "
                    "MYCELIUM_WEIGHTS, so that their templates are known",
                )
            )
        return self.decide(batch, context, model)

    @abstractmethod
    def decide(
        self, batch: Sequence[Candidate], context: Context, model: Model
    ) -> Sequence[Sequence[Candidate] | Failure]:
        """Treat a batch that is not empty with the model."""


def each(
    batch: Sequence[Candidate], rewrite: Callable[[Program], Program]
) -> list[Sequence[Candidate] | Failure]:
    """Each candidate with its program rewritten; an error fails its row alone."""
    results: list[Sequence[Candidate] | Failure] = []
    for candidate in batch:
        try:
            program = rewrite(candidate.program)
        except MyceliumError as error:
            results.append(Failure(candidate.row, error.diagnostics))
        else:
            results.append([dataclasses.replace(candidate, program=program)])
    return results


def marks(by: str, probability: float) -> Attributes:
    """The attributes of what a pass writes: who, and how sure."""
    return {"by": by, "confidence": round(probability, 3)}


def mark_done(program: Program, role: str) -> Program:
    """The program with a pass's role on its `done` line."""
    if role in program.done:
        return program
    lines = [s for s in program.statements if isinstance(s, Done)]
    if not lines:
        return program.add(Done((role,)))
    return exchange(program, lines[-1], replace(lines[-1], passes=(*lines[-1].passes, role)))


def unmark_done(program: Program, role: str) -> Program:
    """The program without a pass's role on its `done` lines."""
    for line in [s for s in program.statements if isinstance(s, Done) and role in s.passes]:
        rest = tuple(p for p in line.passes if p != role)
        program = exchange(program, line, replace(line, passes=rest) if rest else None)
    return program


def exchange(program: Program, old: Done | Answer, new: Statement | None) -> Program:
    """The program with one statement in another's place, or with none there."""
    kept = [new if s is old else s for s in program.statements]
    return Program(
        tuple(s for s in kept if s is not None), header=program.header, footer=program.footer
    )
