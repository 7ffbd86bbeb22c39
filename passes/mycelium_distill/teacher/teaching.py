"""Fine-tuning a teacher on written solutions; rows that are measured or tuned on never enter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mycelium.evaluation.splits import masked
from mycelium_distill.teacher.folder import write_card
from mycelium_distill.teacher.sampling import Sampling
from mycelium_distill.traces.encoding import prompt_of
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium_distill.teacher.recipe import TeacherRecipe
    from mycelium_distill.training import Pair
    from mycelium_distill.written import Written


def training_pairs(rows: Sequence[Written], template: str) -> list[Pair]:
    """Prompt and solution of each row of split `train`.

    A row whose problem equals, but for its numbers, that of a row of another split in
    the file is left out as well.

    Raises:
        MyceliumError: MYC288, if no row is left.
    """
    from mycelium_distill.training import Pair

    kept = trainable(rows)
    if not kept:
        raise MyceliumError(
            Diagnostic(
                "MYC288",
                "there is no row of split `train` to learn from",
                hint="make rows with `mycelium written --data DIR -o WRITTEN.jsonl`",
            )
        )
    return [Pair(prompt_of(template, row.problem), row.solution) for row in kept]


def trainable(rows: Sequence[Written]) -> list[Written]:
    """The rows of split `train` that are like no row of another split."""
    measured = {masked(row.problem) for row in rows if row.split != "train"}
    # A bare equation is nothing but numbers and letters: masked, all of a module are alike.
    return [
        row
        for row in rows
        if row.split == "train"
        and (row.source.startswith("algebra.") or masked(row.problem) not in measured)
    ]


def teach(
    rows: Sequence[Written],
    recipe: TeacherRecipe,
    folder: Path,
    *,
    device: str = "cpu",
    log: Callable[[str], None] = print,
) -> dict[str, Any]:
    """Fine-tune a recipe's trunk and leave the teacher in a folder.

    A run that was stopped goes on from what lies in the folder. Gives what is written to
    `teacher.json`.

    Raises:
        MyceliumError: MYC288 without training rows, MYC282 for an unfit recipe, or
            whatever the trainer raises.
    """
    import torch

    from mycelium_distill.training import fit
    from mycelium_passes.trunk import load_trunk, save_trunk

    settings = training_recipe(recipe)
    sampling_of(recipe.sampling)
    trunk = load_trunk(recipe.trunk, device=device, dtype=getattr(torch, recipe.dtype))
    told: dict[str, Any] = {
        "template": recipe.prompt,
        "trunk": recipe.trunk,
        "dtype": recipe.dtype,
        "training": dict(recipe.training),
        "sampling": dict(recipe.sampling),
        "rows": {},
    }
    folder.mkdir(parents=True, exist_ok=True)
    if settings is not None:
        pairs = training_pairs(rows, recipe.prompt)
        told["rows"] = dict(sorted(Counter(row.source for row in trainable(rows)).items()))
        log(f"learning from {len(pairs)} solutions")
        fit(trunk, pairs, settings, folder, log=log)
    if not (folder / "model.safetensors").exists():
        save_trunk(trunk, folder)
    write_card(folder, told)
    return told


def sampling_of(found: Mapping[str, Any]) -> Sampling:
    """How a teacher is asked, as its recipe says.

    Raises:
        MyceliumError: MYC282, if that names something unknown.
    """
    try:
        return Sampling(**found)
    except TypeError as error:
        raise MyceliumError(
            Diagnostic(
                "MYC282",
                f"the recipe's [sampling] cannot be used: {error}",
                hint="its keys are samples, temperature, max_new_tokens and seed",
            )
        ) from None


def training_recipe(recipe: TeacherRecipe) -> Any:
    """The trainer's own recipe, or None where nothing is to be trained.

    Raises:
        MyceliumError: MYC282, if it names something that the trainer does not know.
    """
    from mycelium_distill.training import Recipe

    wanted = dict(recipe.training)
    if not wanted.get("steps") and not wanted.get("minutes"):
        return None
    try:
        return Recipe(**{**wanted, "prefix": False})
    except (TypeError, ValueError) as error:
        raise MyceliumError(
            Diagnostic(
                "MYC282",
                f"the recipe's [training] cannot be used: {error}",
                hint="its keys are the fields of `mycelium_distill.training.Recipe`",
            )
        ) from None
