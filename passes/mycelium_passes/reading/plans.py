"""What C2 believes of each clause: the analysis that classify and extract share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

import torch
from torch import Tensor

from mycelium.analyses import Analysis
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.nodes import Program
from mycelium_passes.model.heads import SLOTS
from mycelium_passes.reading.encoding import Reading, clause_tokens
from mycelium_passes.reading.model import Model
from mycelium_passes.reading.states import readings, sound

if TYPE_CHECKING:
    from mycelium.passes import Context


class Plans(Analysis[Tensor | MyceliumError]):
    """For each clause the log-probabilities [C, SLOTS, classes], on the processor.

    Class 0 is none; class i is template i - 1.
    """

    name: ClassVar[str] = "plans"

    def __init__(self, model: Model) -> None:
        self.model = model

    @property
    def fingerprint(self) -> str:
        """Changes with the weights and the device."""
        return f"{self.name} {self.version} {self.model.fingerprint}"

    def reads(self, program: Program) -> str:
        """The problem and its clauses' spans."""
        spans = " ".join(f"{clause.start}-{clause.end}" for clause in program.clauses)
        return f"{spans}\n{program.problem}"

    def compute(
        self, programs: Sequence[Program], context: Context
    ) -> Sequence[Tensor | MyceliumError]:
        """The posterior of each program's clauses."""
        found: list[Tensor | MyceliumError] = []
        with context.analyses.batch(programs):
            for program in programs:
                try:
                    reading = sound(context.analyse(readings(self.model), program))
                except MyceliumError as error:
                    found.append(error)
                else:
                    found.append(self._posterior(program, reading))
        return found

    def size(self, result: Tensor | MyceliumError) -> int:
        """The bytes of the probabilities."""
        return 1000 if isinstance(result, MyceliumError) else 100 + result.nbytes

    def _posterior(self, program: Program, reading: Reading) -> Tensor:
        spans = [clause_tokens(reading, c.start, c.end) for c in program.clauses]
        classes = len(self.model.templates) + 1
        if not spans:
            return torch.zeros(0, SLOTS, classes)
        device = self.model.engine.device
        first, last = torch.tensor(spans, device=device).T
        prefix = torch.full_like(first, len(reading) - 1)
        with torch.inference_mode():
            logits = self.model.heads.clause(reading.states, first, last, prefix)
            found: Tensor = logits.log_softmax(-1).cpu()
        return found


def plans(model: Model) -> Plans:
    """The analysis that plans with a model; the same one each time."""
    found = model.shared.setdefault("plans", Plans(model))
    assert isinstance(found, Plans)
    return found


def posterior(context: Context, model: Model, program: Program) -> Tensor:
    """The log-probabilities [C, SLOTS, classes] of a program's clauses.

    Raises:
        MyceliumError: if the problem cannot be read.
    """
    return sound(context.analyse(plans(model), program))
