"""Training a task: the loop, its checkpoints, its log.

A folder holds all of a run: `history.jsonl` (a line every so many steps),
`state.safetensors` with `state.json` (to go on from), and in the end the weights
with their tokenizer, `training.json` and `curve.png`.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import Field, asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import torch

from mycelium_distill.training.curve import draw
from mycelium_distill.training.feeding import ahead, tensors
from mycelium_distill.training.folder import check_unlike, finished, identity, resumed, save
from mycelium_distill.training.keeping import Best
from mycelium_distill.training.pairs import PairTask
from mycelium_distill.training.processes import Processes
from mycelium_distill.training.recipe import Pair, Recipe
from mycelium_distill.training.stepping import Stepper
from mycelium_distill.training.task import Task
from mycelium_passes.trunk import Trunk

REHEARSAL = 40
"""Steps with a learning rate of 0 that measure how long a step takes, where minutes are given."""

_REHEARSED = 0.1
"""The share of the minutes after which a slow machine's rehearsal ends early."""

Probe = Callable[[Any, int], Mapping[str, float]]
"""Measures a model during training: given the task's subject (for pairs the trunk) and the
steps taken, figures by name."""


@dataclass(frozen=True)
class Fitted:
    """What a run did.

    Attributes:
        steps: Optimizer steps, all of them.
        kept: The step whose weights were saved: the last, or the recipe's best.
        seconds: Wall-clock time of this run.
        pairs: Rows that were trained on.
        dropped: Rows that were too long, or had no prompt.
        tokens: Tokens of one pass over the rows, without padding.
        loss: The mean loss over the last lines of the log, in nats a token.
        data: A hash of the rows.
        history: The lines of the log.
    """

    steps: int
    kept: int
    seconds: float
    pairs: int
    dropped: int
    tokens: int
    loss: float
    data: str
    history: list[dict[str, float]] = field(repr=False, default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """The run as a JSON object, without its history."""
        told = asdict(self)
        del told["history"]
        return told


def fit(
    trunk: Trunk,
    pairs: Sequence[Pair],
    recipe: Recipe,
    folder: Path,
    *,
    probe: Probe | None = None,
    probes: int = 0,
    log: Callable[[str], None] = print,
) -> Fitted:
    """Train a trunk on pairs, as `train` does; it has the trained weights afterwards.

    Args:
        trunk: The model, in float32. A probe is given it.
        pairs: What to learn.
        recipe: How.
        folder: Where everything is written.
        probe: Measures the model.
        probes: How often.
        log: Told a line now and then.

    Raises:
        MyceliumError: MYC276 if there is nothing to train on, or as `train`.
        ValueError: as `train`.
    """
    _check_keeping(recipe, probe, probes)
    task = PairTask(trunk, pairs, recipe)
    return train(task, recipe, folder, probe=probe, probes=probes, log=log)


def train(
    task: Task,
    recipe: Recipe,
    folder: Path,
    *,
    probe: Probe | None = None,
    probes: int = 0,
    processes: Processes | None = None,
    again: bool = True,
    log: Callable[[str], None] = print,
) -> Fitted:
    """Train, or go on with a run that was stopped; the weights are in the folder afterwards.

    A run that was stopped ends with the same weights as one that was not: bit for bit on a
    processor, up to rounding on a GPU, whose backward pass adds in no fixed order.

    Args:
        task: What to train. Its module has the trained weights afterwards.
        recipe: How.
        folder: Where everything is written.
        probe: Measures the model, with averaged weights; what it measured best is saved in
            the end if the recipe says so, and is then too good to be reported.
        probes: How often, evenly spread over the steps.
        processes: Those that train together; the first one writes, measures and tells.
        again: Whether a run that is finished is done once more; if not, it stays.
        log: Told a line now and then.

    Raises:
        MyceliumError: MYC275 if the folder holds a run of another model, other data or
            another recipe, finished or not, MYC271 if what it would go on from is damaged.
        ValueError: if the recipe keeps the best by a figure that no probe gives.
    """
    _check_keeping(recipe, probe, probes)
    started = time.monotonic()
    everyone = processes or Processes()
    tell = log if everyone.first else _silent
    told = identity(task, recipe, probes)
    check_unlike(folder, told)
    if not again and (before := finished(folder)) is not None:
        tell(f"{folder} has its weights")
        return Fitted(**{field.name: before[field.name] for field in _told_fields()})
    stepper, best = Stepper(task, recipe, everyone), Best(recipe.keep)
    done, steps, history = resumed(folder, stepper, best)
    everyone.wait()  # nobody writes before all have read
    folder.mkdir(parents=True, exist_ok=True)
    if done == 0:
        steps = recipe.steps or _rehearsed(stepper, recipe, tell)
    tell(
        f"{task.size.rows:,} rows, {task.size.tokens:,} tokens; "
        f"{steps:,} steps of {recipe.tokens_per_step:,} tokens, from step {done:,} on"
    )
    probe_at = {round(steps * (i + 1) / probes) for i in range(probes)} if probe else set()
    saved = time.monotonic()
    figures: list[torch.Tensor] = []
    feeding = ahead(task.batches(steps, done), pinned=stepper.on_gpu)
    with feeding as feed, _History(folder, history, everyone.first) as history_file:
        for number, batch in zip(range(done, steps), feed, strict=False):
            # What is dropped out depends on the step alone, so that a stopped run goes on.
            torch.manual_seed(_seed(recipe.seed, number, everyone.rank))
            figures.append(stepper.step(batch, _rate(recipe, number, steps)))
            line: dict[str, float] = {}
            if (number + 1) % recipe.report_every == 0 or number + 1 == steps:
                line |= _means(task, figures, everyone)
                line["rate"] = _rate(recipe, number, steps)
                figures = []
            if number + 1 in probe_at and probe is not None:
                if everyone.first:
                    with stepper.averaged():
                        line.update(measured := probe(task.subject, number + 1))
                        best.offer(stepper, number + 1, measured)
                everyone.wait()
            if line:
                line = {"step": number + 1, "seconds": round(time.monotonic() - started, 1), **line}
                history_file.add(line)
                if len(history) % 10 == 1 or number + 1 in probe_at or number + 1 == steps:
                    tell("  ".join(f"{key} {value:.5g}" for key, value in line.items()))
            if time.monotonic() - saved > recipe.save_every and number + 1 < steps:
                if everyone.first:
                    save(folder, stepper, best, number + 1, steps, history, told)
                saved = time.monotonic()
    return _finished(folder, stepper, best, steps, history, told, started)


def _check_keeping(recipe: Recipe, probe: Probe | None, probes: int) -> None:
    if recipe.keep and (probe is None or probes < 1):
        raise ValueError(f"without a probe there is no best {recipe.keep!r}")


def _told_fields() -> list[Field[Any]]:
    return [field for field in fields(Fitted) if field.name != "history"]


def _silent(_: str) -> None:
    """Say nothing."""


def _seed(seed: int, step: int, rank: int) -> int:
    told = f"{seed} {step} {rank}".encode()
    return int.from_bytes(hashlib.sha256(told).digest()[:7], "big")


def _means(task: Task, figures: Sequence[torch.Tensor], processes: Processes) -> dict[str, float]:
    """The mean loss since the last line, and its parts."""
    mean = torch.stack(list(figures)).mean(0)
    processes.add([mean])
    names = ["loss", *(f"loss.{name}" for name in task.parts)]
    return dict(zip(names, mean.tolist(), strict=True))


class _History:
    """The log's lines, in memory and, for the process that writes, in the folder."""

    def __init__(self, folder: Path, lines: list[dict[str, float]], writes: bool) -> None:
        self.lines = lines
        self.file = (folder / "history.jsonl").open("w", encoding="utf-8") if writes else None
        for line in lines:
            self._write(line)

    def _write(self, line: Mapping[str, float]) -> None:
        if self.file is not None:
            self.file.write(json.dumps(line) + "\n")
            self.file.flush()

    def add(self, line: dict[str, float]) -> None:
        self.lines.append(line)
        self._write(line)

    def __enter__(self) -> _History:
        return self

    def __exit__(self, *_: object) -> None:
        if self.file is not None:
            self.file.close()


def _rate(recipe: Recipe, step: int, steps: int) -> float:
    """The learning rate of a step (counted from 0): a linear rise, then half a cosine."""
    rising = max(1, round(recipe.warmup * steps))
    if step < rising:
        return recipe.learning_rate * (step + 1) / rising
    progress = (step - rising) / max(1, steps - rising)
    share = recipe.floor + (1 - recipe.floor) * 0.5 * (1 + math.cos(math.pi * progress))
    return recipe.learning_rate * share


def _rehearsed(stepper: Stepper, recipe: Recipe, log: Callable[[str], None]) -> int:
    """How many steps fit into the recipe's minutes: measured, with a learning rate of 0."""
    assert recipe.minutes is not None
    begun = time.monotonic()
    batches = [
        tensors(batch, pinned=stepper.on_gpu)
        for batch in itertools.islice(stepper.task.batches(REHEARSAL), REHEARSAL)
    ]
    for batch in batches[:3]:  # the first step, the capture, a replay
        stepper.step(batch, 0.0)
    stepper.wait()
    measured = time.monotonic()
    taken = 0
    for batch in batches:
        stepper.step(batch, 0.0)
        taken += 1
        late = time.monotonic() - begun > _REHEARSED * 60 * recipe.minutes
        if stepper.processes.agreed(int(late)):
            break
    stepper.wait()
    each = (time.monotonic() - measured) / taken
    stepper.reset()
    left = 60 * recipe.minutes - (time.monotonic() - begun)
    steps = stepper.processes.agreed(max(1, int(left / (1.03 * each))))
    log(f"a step takes {1000 * each:.1f} ms; {steps:,} steps in {recipe.minutes} minutes")
    return steps


def _finished(
    folder: Path,
    stepper: Stepper,
    best: Best,
    steps: int,
    history: list[dict[str, float]],
    told: Mapping[str, Any],
    started: float,
) -> Fitted:
    task, processes = stepper.task, stepper.processes
    stepper.finish()
    best.give(stepper)
    with torch.no_grad():
        processes.share(stepper.parameters)  # the best are known to the first alone
    tail = [line["loss"] for line in history if "loss" in line][-5:]
    fitted = Fitted(
        steps,
        best.step or steps,
        round(time.monotonic() - started, 1),
        task.size.rows,
        task.size.left_out,
        task.size.tokens,
        sum(tail) / len(tail) if tail else math.nan,
        told["data"],
        history,
    )
    if processes.first:
        task.save(folder)
        summary = {**fitted.to_json(), **told, **dict(_machine(task.device))}
        text = json.dumps(summary, indent=1) + "\n"
        (folder / "training.json").write_text(text, encoding="utf-8")
        draw(history, folder / "curve.png")
        (folder / "state.safetensors").unlink(missing_ok=True)
    processes.wait()
    return fitted


def _machine(device: torch.device) -> Iterator[tuple[str, str]]:
    from importlib.metadata import version

    yield "device", torch.cuda.get_device_name(device) if device.type == "cuda" else "cpu"
    yield "torch", torch.__version__
    yield "transformers", version("transformers")
