"""The plans that C2 predicts, for many problems at once."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from mycelium_ir.nodes import Program
from mycelium_passes.classify import chosen
from mycelium_passes.reading.encoding import Reading, clause_tokens
from mycelium_passes.reading.model import Model

_AT_ONCE = 64

Templates = tuple[tuple[str, ...], ...]


def predicted_plans(
    model: Model, read: Sequence[tuple[Program, Reading]]
) -> list[Templates | None]:
    """The likeliest templates of each clause; None for a program without clauses."""
    found: list[Templates | None] = []
    for start in range(0, len(read), _AT_ONCE):
        found += _predicted(model, read[start : start + _AT_ONCE])
    return found


def _predicted(model: Model, read: Sequence[tuple[Program, Reading]]) -> list[Templates | None]:
    first: list[int] = []
    last: list[int] = []
    prefix: list[int] = []
    at = 0
    for program, reading in read:
        for clause in program.clauses:
            span = clause_tokens(reading, clause.start, clause.end)
            first.append(at + span[0])
            last.append(at + span[1])
            prefix.append(at + len(reading) - 1)
        at += len(reading)
    slots: list[list[tuple[int, float]]] = []
    if first:
        states = torch.cat([reading.states for _, reading in read])
        places = torch.tensor([first, last, prefix], device=states.device)
        with torch.inference_mode():
            logits = model.heads.clause(states, places[0], places[1], places[2])
            slots = chosen(logits.softmax(-1).cpu())
    plans = iter(tuple(model.templates[number] for number, _ in each) for each in slots)
    return [
        tuple(next(plans) for _ in program.clauses) if program.clauses else None
        for program, _ in read
    ]
