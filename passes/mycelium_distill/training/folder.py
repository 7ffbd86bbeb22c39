"""The files that a training goes on from, and that tell it from another."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mycelium_distill.training.keeping import Best
from mycelium_distill.training.recipe import Recipe
from mycelium_distill.training.stepping import Stepper
from mycelium_distill.training.task import Task
from mycelium_ir.diagnostics import Diagnostic, MyceliumError


def identity(task: Task, recipe: Recipe, probes: int) -> dict[str, Any]:
    """What a run must share with the one that it goes on from."""
    return {
        "model": task.shapes(),
        "data": task.data(),
        "recipe": json.loads(json.dumps(asdict(recipe))),
        **({"probes": probes} if recipe.keep else {}),
    }


def save(
    folder: Path,
    stepper: Stepper,
    best: Best,
    done: int,
    steps: int,
    history: Sequence[Mapping[str, float]],
    told: Mapping[str, Any],
) -> None:
    """Write all that a training goes on from."""
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
    "data": "other rows",
    "recipe": "another recipe",
    "probes": "other probes",
}


def check_unlike(folder: Path, told: Mapping[str, Any]) -> None:
    """Refuse to write over another run: a finished one, or one that was stopped.

    Raises:
        MyceliumError: MYC275, if the folder holds one; MYC271, if what it holds is damaged.
    """
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


def finished(folder: Path) -> dict[str, Any] | None:
    """What a finished run tells of itself; None if there is none, or one that was stopped."""
    path = folder / "training.json"
    if not path.exists() or (folder / "state.safetensors").exists():
        return None
    return _summary(path)


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


def resumed(folder: Path, stepper: Stepper, best: Best) -> tuple[int, int, list[dict[str, float]]]:
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
