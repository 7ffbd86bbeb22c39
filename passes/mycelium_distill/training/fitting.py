"""Training a trunk on pairs: the loop, its checkpoints, its log.

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
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch

from mycelium_distill.training.curve import draw
from mycelium_distill.training.feeding import ahead, tensors
from mycelium_distill.training.keeping import Best
from mycelium_distill.training.packing import Encoded, Packer, encode
from mycelium_distill.training.recipe import Pair, Recipe
from mycelium_distill.training.stepping import Stepper
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_passes.trunk import Trunk, save_trunk

REHEARSAL = 40
"""Steps with a learning rate of 0 that measure how long a step takes, where minutes are given."""

_REHEARSED = 0.1
"""The share of the minutes after which a slow machine's rehearsal ends early."""

Probe = Callable[[Trunk, int], Mapping[str, float]]
"""Measures a model during training: given the trunk and the steps taken, figures by name."""


@dataclass(frozen=True)
class Fitted:
    """What a run did.

    Attributes:
        steps: Optimizer steps, all of them.
        kept: The step whose weights were saved: the last, or the recipe's best.
        seconds: Wall-clock time of this run.
        pairs: Pairs that were trained on.
        dropped: Pairs that were too long, or had no prompt.
        tokens: Tokens of one pass over the pairs, without padding.
        loss: The mean loss over the last lines of the log, in nats a token.
        data: A hash of the pairs.
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
    """Train, or go on with a run that was stopped; the weights are in the folder afterwards.

    A run that was stopped ends with the same weights as one that was not: bit for bit on a
    processor, up to rounding on a GPU, whose backward pass adds in no fixed order. Dropout
    draws anew, for models that have any.

    Args:
        trunk: The model, in float32. It has the trained weights afterwards.
        pairs: What to learn.
        recipe: How.
        folder: Where everything is written.
        probe: Measures the model, with averaged weights; what it measured best is saved in
            the end if the recipe says so, and is then too good to be reported.
        probes: How often, evenly spread over the steps.
        log: Told a line now and then.

    Raises:
        MyceliumError: MYC276 if there is nothing to train on, MYC275 if the folder holds
            a run of another model, other pairs or another recipe, finished or not, MYC271
            if what it would go on from is damaged.
        ValueError: if the recipe keeps the best by a figure that no probe gives.
    """
    if recipe.keep and (probe is None or probes < 1):
        raise ValueError(f"without a probe there is no best {recipe.keep!r}")
    started = time.monotonic()
    torch.manual_seed(recipe.seed)
    encoded = encode(trunk, pairs, recipe.longest)
    packer = Packer(encoded, recipe)
    told = _digest(trunk, pairs, recipe, probes)
    _check_unlike(folder, told)
    folder.mkdir(parents=True, exist_ok=True)
    stepper, best = Stepper(trunk, recipe), Best(recipe.keep)
    done, steps, history = _resumed(folder, stepper, best)
    if done == 0:
        steps = recipe.steps or _rehearsed(stepper, packer, recipe, log)
    log(
        f"{len(encoded):,} pairs, {len(encoded.tokens):,} tokens; "
        f"{steps:,} steps of {recipe.tokens_per_step:,} tokens, from step {done:,} on"
    )
    history_file = (folder / "history.jsonl").open("w", encoding="utf-8")
    history_file.writelines(json.dumps(line) + "\n" for line in history)
    probe_at = {round(steps * (i + 1) / probes) for i in range(probes)} if probe else set()
    saved = time.monotonic()
    losses: list[torch.Tensor] = []
    with ahead(packer.batches(done), pinned=stepper.on_gpu) as feed, history_file:
        for number, batch in zip(range(done, steps), feed, strict=False):
            losses.append(stepper.step(batch, _rate(recipe, number, steps)))
            line: dict[str, float] = {}
            if (number + 1) % recipe.report_every == 0 or number + 1 == steps:
                line["loss"] = float(torch.stack(losses).mean())
                line["rate"] = _rate(recipe, number, steps)
                losses = []
            if number + 1 in probe_at and probe is not None:
                with stepper.averaged():
                    line.update(measured := probe(trunk, number + 1))
                    best.offer(stepper, number + 1, measured)
            if line:
                line = {"step": number + 1, "seconds": round(time.monotonic() - started, 1), **line}
                history.append(line)
                history_file.write(json.dumps(line) + "\n")
                history_file.flush()
                if len(history) % 10 == 1 or number + 1 in probe_at or number + 1 == steps:
                    log("  ".join(f"{key} {value:.5g}" for key, value in line.items()))
            if time.monotonic() - saved > recipe.save_every and number + 1 < steps:
                _save(folder, stepper, best, number + 1, steps, history, told)
                saved = time.monotonic()
    return _finished(folder, stepper, best, encoded, steps, history, told, started)


def _rate(recipe: Recipe, step: int, steps: int) -> float:
    """The learning rate of a step (counted from 0): a linear rise, then half a cosine."""
    rising = max(1, round(recipe.warmup * steps))
    if step < rising:
        return recipe.learning_rate * (step + 1) / rising
    progress = (step - rising) / max(1, steps - rising)
    share = recipe.floor + (1 - recipe.floor) * 0.5 * (1 + math.cos(math.pi * progress))
    return recipe.learning_rate * share


def _rehearsed(stepper: Stepper, packer: Packer, recipe: Recipe, log: Callable[[str], None]) -> int:
    """How many steps fit into the recipe's minutes: measured, with a learning rate of 0."""
    assert recipe.minutes is not None
    begun = time.monotonic()
    batches = [
        tensors(batch, pinned=stepper.on_gpu)
        for batch in itertools.islice(packer.batches(), REHEARSAL)
    ]
    for batch in batches[:3]:  # the first step, the capture, a replay
        stepper.step(batch, 0.0)
    stepper.wait()
    measured = time.monotonic()
    taken = 0
    for batch in batches:
        stepper.step(batch, 0.0)
        taken += 1
        if time.monotonic() - begun > _REHEARSED * 60 * recipe.minutes:
            break
    stepper.wait()
    each = (time.monotonic() - measured) / taken
    stepper.reset()
    left = 60 * recipe.minutes - (time.monotonic() - begun)
    steps = max(1, int(left / (1.03 * each)))
    log(f"a step takes {1000 * each:.1f} ms; {steps:,} steps in {recipe.minutes} minutes")
    return steps


# --------------------------------------------------------------------------- files


def _digest(trunk: Trunk, pairs: Sequence[Pair], recipe: Recipe, probes: int) -> dict[str, Any]:
    """What a run must share with the one that it goes on from."""
    shapes = [(name, list(p.shape)) for name, p in trunk.model.named_parameters()]
    whole = hashlib.sha256()
    for pair in pairs:
        whole.update(json.dumps([pair.prompt, pair.target, pair.weight]).encode())
    return {
        "model": f"sha256:{hashlib.sha256(json.dumps(shapes).encode()).hexdigest()}",
        "data": f"sha256:{whole.hexdigest()}",
        "recipe": json.loads(json.dumps(asdict(recipe))),
        **({"probes": probes} if recipe.keep else {}),
    }


def _save(
    folder: Path,
    stepper: Stepper,
    best: Best,
    done: int,
    steps: int,
    history: Sequence[Mapping[str, float]],
    told: Mapping[str, Any],
) -> None:
    from safetensors.torch import save_file

    state = {
        name: value.detach().cpu().contiguous()
        for name, value in {**stepper.state(), **best.state()}.items()
    }
    part = folder / "state.safetensors.part"
    note = {"done": done, "steps": steps, "history": list(history), **best.note(), **told}
    # The note travels in the same file, so that both change at once.
    save_file(state, part, metadata={"note": json.dumps(note)})
    part.replace(folder / "state.safetensors")


_PARTS = {
    "model": "another model",
    "data": "other pairs",
    "recipe": "another recipe",
    "probes": "other probes",
}


def _check_unlike(folder: Path, told: Mapping[str, Any]) -> None:
    """Refuse to write over another run: a finished one, or one that was stopped."""
    for name, read in (("state.safetensors", _note), ("training.json", _summary)):
        if (folder / name).exists():
            before = read(folder / name)
            unlike = [_PARTS[key] for key in told if before.get(key) != told[key]]
            if unlike:
                raise MyceliumError(
                    Diagnostic(
                        "MYC275",
                        f"{folder} holds a run with {' and '.join(unlike)}",
                        hint="name another folder, or remove that one",
                        subject=str(folder),
                    )
                )


def _summary(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise _damaged(path, str(error)) from error


def _note(path: Path) -> dict[str, Any]:
    """What a state says of itself, and of its history."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="pt") as file:
            return dict(json.loads((file.metadata() or {})["note"]))
    except (SafetensorError, ValueError, KeyError) as error:
        raise _damaged(path, str(error)) from error


def _damaged(path: Path, why: str) -> MyceliumError:
    return MyceliumError(
        Diagnostic(
            "MYC271",
            f"the training cannot go on from {path}: {why}",
            hint="remove the file to begin anew",
            subject=str(path),
        )
    )


def _resumed(folder: Path, stepper: Stepper, best: Best) -> tuple[int, int, list[dict[str, float]]]:
    """Steps done, steps in all, and the log so far; zeros for a new run."""
    from safetensors.torch import load_file

    path = folder / "state.safetensors"
    if not path.exists():
        return 0, 0, []
    note = _note(path)
    state = load_file(path)
    stepper.load(state)
    best.load(state, note)
    return note["done"], note["steps"], note["history"]


def _finished(
    folder: Path,
    stepper: Stepper,
    best: Best,
    encoded: Encoded,
    steps: int,
    history: list[dict[str, float]],
    told: Mapping[str, Any],
    started: float,
) -> Fitted:
    trunk = stepper.trunk
    stepper.finish()
    best.give(stepper)
    save_trunk(trunk, folder)
    tail = [line["loss"] for line in history if "loss" in line][-5:]
    fitted = Fitted(
        steps,
        best.step or steps,
        round(time.monotonic() - started, 1),
        len(encoded),
        encoded.left_out,
        len(encoded.tokens),
        sum(tail) / len(tail) if tail else math.nan,
        told["data"],
        history,
    )
    summary = {**fitted.to_json(), **told, **dict(_machine(trunk))}
    (folder / "training.json").write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")
    draw(history, folder / "curve.png")
    (folder / "state.safetensors").unlink(missing_ok=True)
    return fitted


def _machine(trunk: Trunk) -> Iterator[tuple[str, str]]:
    from importlib.metadata import version

    name = torch.cuda.get_device_name(trunk.device) if trunk.device.type == "cuda" else "cpu"
    yield "device", name
    yield "torch", torch.__version__
    yield "transformers", version("transformers")
