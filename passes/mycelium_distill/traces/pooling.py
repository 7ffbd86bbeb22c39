"""Hidden states pooled over steps and questions as they are computed, and their projection.

A step is pooled twice in each of a few layers: the mean over its expression, and the one
state with which the expression ends (usually the `=`). Principal components of these,
fitted when the teacher is calibrated, are what a trace keeps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from mycelium_distill.traces.places import Places, questions
from mycelium_distill.traces.record import Array
from mycelium_distill.traces.reduction import Batch, stacked
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

FILE = "projection.safetensors"
LIMIT = 60_000.0
"""Some channels of some models are huge; what is kept must fit into float16 on the way."""


def pooled_layers(depth: int) -> tuple[int, ...]:
    """A quarter, half, three quarters and all of a model's depth: how many blocks are behind."""
    return tuple(sorted({max(1, round(depth * part / 4)) for part in (1, 2, 3, 4)}))


@dataclass(frozen=True, eq=False)
class Pooled:
    """One row's pooled states, before projection.

    Attributes:
        hidden: float32 [K, layers * 2 * width], per layer the expression, then its end.
        question: float32 [Q, 2 * width], the two deepest layers.
    """

    hidden: Array
    question: Array


class Pooling:
    """Pools a batch's states while its layers are computed.

    Use it as a context around `interface.forward`, then ask for `results` with the last
    hidden states (after the final norm).
    """

    def __init__(self, model: Any, batch: Batch) -> None:
        self._batch = batch
        self._blocks = _blocks(model)
        self._layers = pooled_layers(len(self._blocks))
        width = batch.ids.shape[1]
        weights = stacked([pooling_weights(place) for place in batch.places], width)
        self._weights = torch.from_numpy(weights).to(batch.ids.device)
        self._states: list[Tensor] = []

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Pool what the blocks give, all but the last one's."""
        hooks = [
            self._blocks[layer - 1].register_forward_hook(self._take) for layer in self._layers[:-1]
        ]
        try:
            yield
        finally:
            for hook in hooks:
                hook.remove()

    def _take(self, _module: Any, _inputs: Any, output: Any) -> None:
        self._pool(output[0] if isinstance(output, tuple) else output)

    def _pool(self, states: Tensor) -> None:
        pooled = self._weights @ states.float()
        self._states.append(pooled.clamp(-LIMIT, LIMIT).cpu())

    def results(self, last: Tensor) -> list[Pooled]:
        """The rows' pooled states."""
        self._pool(last)
        states = torch.stack(self._states, dim=2).numpy()  # [B, n, layers, D]
        found = []
        for index, place in enumerate(self._batch.places):
            steps = len(place.written.steps)
            asked = len(questions(place.written.problem))
            one = states[index]
            both = np.concatenate([one[:steps], one[steps : 2 * steps]], axis=2)
            found.append(
                Pooled(
                    hidden=both.reshape(steps, both.shape[1] * both.shape[2]),
                    question=one[2 * steps : 2 * steps + asked, -2:].reshape(
                        asked, 2 * one.shape[2]
                    ),
                )
            )
        return found

    def parts(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What the columns of `hidden` and `question` are, part by part."""
        hidden = tuple(f"L{n}.{what}" for n in self._layers for what in ("expression", "equals"))
        return hidden, tuple(f"L{n}.question" for n in self._layers[-2:])


def pooling_weights(place: Places) -> Array:
    """How much each token counts: float32 [2 K + Q, T].

    The K expressions, then the K tokens that end them, then the Q questions.
    """
    written, encoded = place.written, place.encoded
    asked = questions(written.problem)
    count = len(written.steps)
    weights = np.zeros((2 * count + len(asked), encoded.length), "float32")
    for index, step in enumerate(written.steps):
        span = step.expression or step.span
        tokens = encoded.solution_positions(span)
        if not len(tokens):
            continue
        weights[index, tokens] = 1 / len(tokens)
        behind = encoded.solution_positions((span[1], step.span[1]))
        behind = behind[behind > tokens[-1]]
        weights[count + index, behind[0] if step.expression and len(behind) else tokens[-1]] = 1
    for index, span in enumerate(asked):
        tokens = encoded.problem_positions(span)
        if len(tokens):
            weights[2 * count + index, tokens] = 1 / len(tokens)
    return weights


def _blocks(model: Any) -> Sequence[Any]:
    blocks: Sequence[Any] | None = getattr(model.base_model, "layers", None)
    if not blocks:
        raise MyceliumError(
            Diagnostic(
                "MYC284",
                f"{type(model).__name__} does not show its layers",
                hint="take a causal model built of `layers`, such as a Llama or a Qwen2",
            )
        )
    return blocks


@dataclass(frozen=True, eq=False)
class Projection:
    """Standardises D columns and turns them to d principal components of unit variance.

    Attributes:
        mean: float32 [D].
        scale: float32 [D].
        basis: float32 [d, D], orthogonal rows, each divided by its component's deviation.
    """

    mean: Array
    scale: Array
    basis: Array

    def __call__(self, states: Array) -> Array:
        """Project rows: [n, D] to float32 [n, d], cut at eight deviations."""
        standard = ((states - self.mean) / self.scale).clip(-8, 8)
        projected: Array = (standard @ self.basis.T).clip(-8, 8).astype("float32")
        return projected


def fit_projection(states: Array, width: int) -> Projection:
    """The principal components of rows [n, D]; at most `width`, fewer where n or D is less.

    Columns are standardised first, for a few channels of a trained model are hundreds of
    times as large as the others and would be all that is kept.
    """
    mean = states.mean(axis=0)
    scale = states.std(axis=0) + 1e-6
    standard = ((states - mean) / scale).clip(-8, 8).astype("float32")
    count, columns = standard.shape
    if count <= columns:
        values, vectors = np.linalg.eigh(standard @ standard.T)
        vectors = standard.T @ vectors
    else:
        values, vectors = np.linalg.eigh(standard.T @ standard)
    order = np.argsort(-values)[: min(width, count, columns)]
    order = order[values[order] > 1e-5 * values.max(initial=0)]
    basis = vectors[:, order]
    basis /= np.linalg.norm(basis, axis=0)
    # A component's sign means nothing: its largest entry is made positive.
    basis *= np.sign(basis[np.abs(basis).argmax(axis=0), np.arange(basis.shape[1])])
    deviation = np.sqrt(values[order] / max(1, count))
    half = (basis / deviation).T.astype("float16")
    return Projection(mean.astype("float32"), scale.astype("float32"), half.astype("float32"))


def write_projections(folder: Path, hidden: Projection, question: Projection) -> None:
    """Keep the projections with the teacher."""
    from safetensors.numpy import save_file

    tensors = {}
    for name, one in (("hidden", hidden), ("question", question)):
        tensors[f"{name}.mean"] = one.mean
        tensors[f"{name}.scale"] = one.scale
        tensors[f"{name}.basis"] = one.basis.astype("float16")
    temporary = folder / (FILE + ".new")
    save_file(tensors, temporary)
    temporary.replace(folder / FILE)


def read_projections(folder: Path) -> tuple[Projection, Projection]:
    """The teacher's projections, of `hidden` and of `question`.

    Raises:
        MyceliumError: MYC285, if they are not there.
    """
    from safetensors.numpy import load_file

    path = folder / FILE
    if not path.is_file():
        raise MyceliumError(
            Diagnostic(
                "MYC285",
                f"the teacher {folder} has no {FILE}",
                hint="calibrate it: mycelium trace WRITTEN.jsonl --teacher FOLDER --calibrate",
                subject=str(folder),
            )
        )
    found = load_file(path)
    both = [
        Projection(
            found[f"{name}.mean"],
            found[f"{name}.scale"],
            found[f"{name}.basis"].astype("float32"),
        )
        for name in ("hidden", "question")
    ]
    return both[0], both[1]
