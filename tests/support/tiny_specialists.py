"""Specialists with random weights, held in the process; no file is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from mycelium.analyses import Analyses
from mycelium.executor import Executor
from mycelium.passes import Candidate, Context, Failure, Pass
from mycelium_ir.language import base_language
from mycelium_ir.nodes import Program
from mycelium_ir.parser import parse

TEMPLATES: list[dict[str, Any]] = [
    {"name": "add", "parent": "add", "skeletons": ["_ + _"], "kind": "number"},
    {"name": "divide", "parent": "divide", "skeletons": ["_ / _"], "kind": "number"},
    {
        "name": "add_three",
        "parent": "add",
        "skeletons": ["_ + _ + _"],
        "kind": "number",
        "doc": "a sum of three",
    },
    {"name": "solve", "parent": "solve", "skeletons": [], "kind": "any"},
]
GOALS = ["integer", "equation", "solution_set", "decimal", "rational", "boolean", "expression"]
CONFIG: dict[str, Any] = {
    "templates": TEMPLATES,
    "goals": GOALS,
    "constants": ["100", "1/2"],
    "calibration": {},
}


def tiny_parts(family: str = "llama", seed: int = 0) -> tuple[Any, Any]:
    """A `Specialists` and its `Trunk`."""
    import torch
    from tiny_models import tiny_trunk

    from mycelium_passes.model.heads import Heads, HeadShapes
    from mycelium_passes.model.specialists import Specialists
    from mycelium_passes.templates import operations_of
    from mycelium_passes.transcript import Symbols

    trunk = tiny_trunk(family, seed=seed)
    names = tuple(operation.name for operation in operations_of(TEMPLATES))
    torch.manual_seed(seed)
    shapes = HeadShapes(
        width=48, symbols=len(Symbols(names)), templates=len(names), goals=len(GOALS), hidden=32
    )
    heads = Heads(shapes)
    with torch.no_grad():
        # Larger than a trained model begins with, so that rows differ in what is chosen.
        for parameter in heads.parameters():
            parameter.mul_(4)
        heads.symbols.weight.normal_(std=0.3)
    return Specialists(trunk.model, heads).eval(), trunk


def tiny_specialists(family: str = "llama", seed: int = 0) -> Any:
    """A `Model` with random weights."""
    from mycelium_passes.reading.model import Model

    return Model.from_training(*tiny_parts(family, seed), CONFIG)


@contextmanager
def context_for(model: Any, **settings: Any) -> Iterator[Context]:
    """A context whose language knows the model's templates."""
    from mycelium_passes.templates import added_operations

    language = base_language().extend(operations=added_operations(model.operations))
    with Executor(language) as executor:
        yield Context(language, executor, Analyses(), **settings)


def through(run: Pass, texts: Iterable[str], context: Context) -> list[Program | Failure]:
    """The programs that a pass makes of these, all in one batch, with fresh analyses."""
    import dataclasses

    fresh = dataclasses.replace(context, analyses=Analyses())
    batch = [Candidate(row, parse(text)) for row, text in enumerate(texts)]
    with fresh.analyses.batch([candidate.program for candidate in batch]):
        results = run.run(batch, fresh)
    return [r if isinstance(r, Failure) else r[0].program for r in results]


def save_tiny(folder: Any, seed: int = 0) -> None:
    """Write a folder of tiny weights, nothing quantised below 16 bits."""
    from mycelium_passes.weights import save_weights

    specialists, trunk = tiny_parts(seed=seed)
    tensors = {f"trunk.model.{n}": t for n, t in specialists.body.state_dict().items()}
    tensors |= {f"heads.{n}": t for n, t in specialists.heads.state_dict().items()}
    config = {
        **CONFIG,
        "trunk": trunk.model.config.to_dict(),
        "heads": specialists.heads.shapes.to_json(),
    }
    tokenizer = trunk.tokenizer.backend_tokenizer.to_str()
    save_weights(folder, tensors, config, bits={}, tokenizer=tokenizer)
