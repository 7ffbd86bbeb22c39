"""One optimizer step: forward, loss, backward, AdamW, moving average.

On a GPU a step is captured once as a CUDA graph and replayed from then on: a small
model's step is otherwise spent launching kernels. All batches have one shape, so that
one graph serves them all. The first step runs as it is, which also sets up what a
capture must find ready. Where several processes train, the gradients' sum parts a step
into two graphs.
"""

from __future__ import annotations

import contextlib
import warnings
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from mycelium_distill.training.feeding import Tensors
from mycelium_distill.training.processes import Processes
from mycelium_distill.training.recipe import Recipe
from mycelium_distill.training.task import Task


@dataclass
class _Captured:
    """A step as a graph, with the tensors that it reads and the figures that it writes.

    `update` is the rest of the step, where it is a graph of its own.
    """

    graph: torch.cuda.CUDAGraph
    update: torch.cuda.CUDAGraph | None
    inputs: Tensors
    figures: Tensor


class Stepper:
    """Trains a task's module, one batch at a time; all state is in tensors that stay in place.

    Args:
        task: What to train.
        recipe: How.
        processes: Those that train together.
    """

    def __init__(self, task: Task, recipe: Recipe, processes: Processes | None = None) -> None:
        self.task = task
        self.recipe = recipe
        self.processes = processes or Processes()
        self.device = task.device
        self.on_gpu = task.device.type == "cuda"
        self.names = [n for n, p in task.module.named_parameters() if p.requires_grad]
        self.parameters: list[Tensor] = [p for p in task.module.parameters() if p.requires_grad]
        with torch.no_grad():
            self.processes.share(self.parameters)
        self.average = [p.detach().clone() for p in self.parameters] if recipe.average else []
        self.rate = torch.zeros((), device=self.device)
        self.optimizer = _optimizer(self.parameters, recipe, self.rate, self.on_gpu)
        self._captured: _Captured | None = None
        # The first step and the capture share a stream, and with it cuBLAS's workspace.
        cuda: Any = torch.cuda
        self._stream = cuda.Stream(self.device) if self.on_gpu else None
        self._begun = False
        task.module.train()
        if recipe.compile:
            for layer in task.layers:
                layer.compile()

    def step(self, batch: Tensors, rate: float) -> Tensor:
        """Take one step and give its loss and the loss's parts, a vector on the device.

        A batch in pinned memory is copied without waiting; its memory is kept by torch
        until the copy is done, even where the batch itself is dropped before.
        """
        self.rate.fill_(rate)
        if not (self.on_gpu and self.recipe.graphs):
            return self._step(self._moved(batch))
        # Streams and graphs belong to the current device, which need not be the trunk's.
        with torch.cuda.device(self.device):
            if not self._begun:
                self._begun = True
                return self._beside(batch)
            if self._captured is None:
                self._captured = self._capture(batch)
            for name, value in self._captured.inputs.items():
                value.copy_(batch[name], non_blocking=True)
            self._captured.graph.replay()
            if self._captured.update is not None:
                self._add()
                self._captured.update.replay()
            return self._captured.figures.clone()

    def wait(self) -> None:
        """Return when the device has done all that it was given."""
        if self.on_gpu:
            torch.cuda.synchronize(self.device)

    def finish(self) -> None:
        """Give the model its final weights, the averaged ones if any, and let go of the rest."""
        with torch.no_grad():
            if self.average:
                torch._foreach_copy_(self.parameters, self.average)
        self.wait()
        self._captured = None
        self.optimizer.zero_grad(set_to_none=True)
        self.optimizer.state.clear()
        for layer in self.task.layers if self.recipe.compile else ():
            layer._compiled_call_impl = None  # torch has no other way back
        self.task.module.eval()

    def reset(self) -> None:
        """Forget the optimizer's moments and step count, and the average."""
        with torch.no_grad():
            for state in self.optimizer.state.values():
                for value in state.values():
                    value.zero_()
            if self.average:
                torch._foreach_copy_(self.average, self.parameters)

    def state(self) -> dict[str, Tensor]:
        """All that training goes on from, as named tensors."""
        found = {f"model.{n}": p.detach() for n, p in zip(self.names, self.parameters, strict=True)}
        for name, mean in zip(self.names, self.average, strict=False):
            found[f"average.{name}"] = mean
        for name, parameter in zip(self.names, self.parameters, strict=True):
            for key, value in self.optimizer.state.get(parameter, {}).items():
                found[f"{key}.{name}"] = value
        return found

    def load(self, state: dict[str, Tensor]) -> None:
        """Go on from what `state` gave; before the first step only, as a graph keeps addresses."""
        with torch.no_grad():
            for index, (name, parameter) in enumerate(
                zip(self.names, self.parameters, strict=True)
            ):
                parameter.copy_(state[f"model.{name}"])
                if self.average:
                    self.average[index].copy_(state[f"average.{name}"])
                self.optimizer.state[parameter] = {
                    key: state[f"{key}.{name}"].to(
                        "cpu" if key == "step" and not self.on_gpu else self.device
                    )
                    for key in ("step", "exp_avg", "exp_avg_sq")
                    if f"{key}.{name}" in state
                }

    def averaged(self) -> _Averaged:
        """A context in which the model has the averaged weights, where there are any."""
        return _Averaged(self)

    # -- inside

    def _moved(self, batch: Tensors) -> Tensors:
        return {n: t.to(self.device, non_blocking=True) for n, t in batch.items()}

    def _step(self, inputs: Tensors) -> Tensor:
        figures = self._gradients(inputs)
        self._add()
        self._update()
        return figures

    def _gradients(self, inputs: Tensors) -> Tensor:
        self.optimizer.zero_grad(set_to_none=True)
        # Nothing is read twice in a step, and what a capture caches must not outlive it.
        with torch.autocast(
            self.device.type, torch.bfloat16, enabled=self.on_gpu, cache_enabled=False
        ):
            loss, parts = self.task.loss(inputs)
        torch.autograd.backward(loss)
        figures = [loss.detach(), *(parts[name].detach() for name in self.task.parts)]
        return torch.stack([figure.float() for figure in figures])

    def _add(self) -> None:
        """Add up the gradients of all processes."""
        self.processes.add([p.grad for p in self.parameters if p.grad is not None])

    def _update(self) -> None:
        torch.nn.utils.clip_grad_norm_(self.parameters, self.recipe.clip, foreach=True)
        self.optimizer.step()
        if self.average:
            with torch.no_grad():
                torch._foreach_lerp_(self.average, self.parameters, 1 - self.recipe.average)

    def _beside(self, batch: Tensors) -> Tensor:
        """The first step, on the stream of the capture, as captures ask."""
        assert self._stream is not None
        self._stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(self._stream), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*capturable=True.*")
            found = self._step(self._moved(batch))
        torch.cuda.current_stream().wait_stream(self._stream)
        return found

    def _capture(self, batch: Tensors) -> _Captured:
        inputs = self._moved(batch)
        graph = torch.cuda.CUDAGraph()
        self.optimizer.zero_grad(set_to_none=True)
        self.wait()
        update = torch.cuda.CUDAGraph() if self.processes.count > 1 else None
        # Other threads pin memory meanwhile, which a capture of the whole process forbids.
        with torch.cuda.graph(graph, stream=self._stream, capture_error_mode="thread_local"):
            figures = self._gradients(inputs) if update else self._step(inputs)
        if update is not None:
            # The gradients stay where the first graph writes them.
            with torch.cuda.graph(update, stream=self._stream, capture_error_mode="thread_local"):
                self._update()
        return _Captured(graph, update, inputs, figures)


class _Averaged:
    """Puts the averaged weights into the model, and the last ones back."""

    def __init__(self, stepper: Stepper) -> None:
        self.stepper = stepper
        self.last: list[Tensor] = []
        self.plain = contextlib.ExitStack()

    def __enter__(self) -> None:
        if self.stepper.recipe.compile:
            # What is measured has many shapes, and each would be compiled anew.
            self.plain.enter_context(torch.compiler.set_stance("force_eager"))
        self.stepper.task.module.eval()
        with torch.no_grad():
            if self.stepper.average:
                self.last = [p.detach().clone() for p in self.stepper.parameters]
                torch._foreach_copy_(self.stepper.parameters, self.stepper.average)

    def __exit__(self, *_: object) -> None:
        self.plain.close()
        with torch.no_grad():
            if self.last:
                torch._foreach_copy_(self.stepper.parameters, self.last)
        self.last = []
        self.stepper.task.module.train()


def _optimizer(
    parameters: list[Any], recipe: Recipe, rate: Tensor, on_gpu: bool
) -> torch.optim.Optimizer:
    matrices = [p for p in parameters if p.dim() >= 2]
    others = [p for p in parameters if p.dim() < 2]
    groups = [
        {"params": matrices, "weight_decay": recipe.weight_decay},
        {"params": others, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(
        [group for group in groups if group["params"]],
        lr=rate,
        betas=recipe.betas,
        fused=on_gpu or None,
        foreach=None if on_gpu else False,
        capturable=on_gpu and recipe.graphs,
    )
