"""From files of examples to a folder of weights: one model, in one process or several."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import torch

from mycelium_distill.folds.cutting import Fold
from mycelium_distill.multitask.encoded import Encoding, Source, encoded, source_name
from mycelium_distill.multitask.learning import LEAST_USES, Learner, SpecialistsTask, new_learner
from mycelium_distill.multitask.packing import PackedRows, Shape
from mycelium_distill.multitask.probing import asked_of, solving_probe, together
from mycelium_distill.multitask.recipe import SpecialistsRecipe, training_of
from mycelium_distill.multitask.showing import Mixture
from mycelium_distill.templates.relevance import OTHER
from mycelium_distill.templates.table import TemplateTable
from mycelium_distill.training import Fitted, Processes, train
from mycelium_distill.training.feeding import tensors
from mycelium_distill.training.fitting import Probe
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.language import base_language
from mycelium_passes.trunk import Trunk, load_trunk

ENCODED = "encoded"
"""The folder of encoded rows inside the output."""

_TUNED = 40
"""The most steps' worth of tuning rows that a probe reads."""


def templates_of(table: TemplateTable) -> list[dict[str, Any]]:
    """The templates as weights list them, and `other` behind them."""
    found = [
        {
            "name": template.name,
            "parent": template.parent,
            "kind": str(template.value.kind),
            "skeletons": list(template.skeletons),
            "doc": f"{template.value}; found in {template.support:,} steps",
        }
        for template in table.templates
    ]
    doc = "a step that fits no template"
    return [*found, {"name": OTHER, "kind": "any", "skeletons": [], "doc": doc}]


def begun_trunk(recipe: SpecialistsRecipe, device: str) -> Trunk:
    """The recipe's trunk in float32, with as many tokens as it keeps."""
    trunk = load_trunk(recipe.trunk, device=device, dtype=torch.float32)
    if recipe.vocabulary:
        from mycelium_passes.weights.vocabulary import cut_trunk

        trunk = cut_trunk(trunk, recipe.vocabulary)
    return trunk


def encoding_of(
    recipe: SpecialistsRecipe,
    trunk: Trunk,
    templates: Sequence[Mapping[str, Any]],
) -> Encoding:
    """How examples become rows for a recipe's model."""
    training = training_of(recipe)
    return Encoding(
        trunk.tokenizer.backend_tokenizer.to_str(),
        tuple(str(told["name"]) for told in templates),
        tuple(base_language().goals),
        Mixture(**recipe.mixture),
        training.longest,
        training.seed,
    )


def read_sources(
    files: Sequence[Path],
    encoding: Encoding,
    folder: Path,
    processes: Processes,
    *,
    split: str = "train",
    workers: int = 1,
    log: Callable[[str], None] = print,
) -> dict[str, Source]:
    """Each file's rows; the first process encodes them, the others read what it wrote.

    Raises:
        MyceliumError: MYC324, if two files have one name; MYC316, for an unfit file.
    """
    names = [source_name(path) for path in files]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise MyceliumError(
            Diagnostic(
                "MYC324",
                f"two files of examples are called `{twice[0]}`",
                hint="a recipe names a source by its file: rename one",
                subject=twice[0],
            )
        )

    def read() -> dict[str, Source]:
        return {
            name: encoded(path, encoding, folder, split=split, workers=workers, log=log)
            for name, path in zip(names, files, strict=True)
        }

    found = read() if processes.first else {}
    processes.wait()
    return found or read()


def encode_examples(
    recipe: SpecialistsRecipe,
    files: Sequence[Path],
    templates: Sequence[Mapping[str, Any]],
    rows_folder: Path,
    *,
    workers: int = 1,
    log: Callable[[str], None] = print,
) -> int:
    """Encode the rows that a training would, so that it finds them; how many to learn from.

    Raises:
        MyceliumError: for whatever is unfit, as `train_specialists` does.
    """
    encoding = encoding_of(recipe, begun_trunk(recipe, "cpu"), templates)
    found = 0
    for split in ("train", "tune"):
        sources = read_sources(
            files, encoding, rows_folder, Processes(), split=split, workers=workers, log=log
        )
        found += sum(len(s.rows) for s in sources.values()) if split == "train" else 0
    return found


def frequent(sources: Iterable[Source]) -> list[Fraction]:
    """The numbers that enough original examples need and do not state, the smallest first."""
    uses: Counter[str] = Counter()
    for source in sources:
        uses.update(source.constants)
    return sorted(Fraction(text) for text, count in uses.items() if count >= LEAST_USES)


def tune_probe(sources: Mapping[str, Source], recipe: SpecialistsRecipe) -> Probe | None:
    """Measures the tasks' losses on tuning rows; None if there are none."""
    training = training_of(recipe)
    rows = {name: source.rows for name, source in sources.items() if len(source.rows)}
    if not rows:
        return None
    shape = Shape(max(1, training.tokens_per_step // training.longest), training.longest)
    packed = PackedRows(rows, shape)
    count = min(_TUNED, math.ceil(packed.tokens / (shape.rows * shape.width)))

    def probe(learner: Learner, step: int) -> Mapping[str, float]:
        device = learner.trunk.device
        sums: dict[str, float] = dict.fromkeys(recipe.tasks, 0.0)
        seen = dict.fromkeys(recipe.tasks, 0)
        on_gpu = device.type == "cuda"
        for _, batch in zip(range(count), packed.batches(count), strict=False):
            inputs = {n: t.to(device) for n, t in tensors(batch, pinned=False).items()}
            with torch.no_grad(), torch.autocast(device.type, torch.bfloat16, enabled=on_gpu):
                found = learner.specialists.losses(inputs)
            for name in recipe.tasks:
                # A task without a row in a batch has no mean there.
                value = float(found[name])
                sums[name] += value
                seen[name] += value != 0
        return {f"tune.{name}": sums[name] / seen[name] for name in sums if seen[name]}

    return probe


def train_specialists(
    recipe: SpecialistsRecipe,
    files: Sequence[Path],
    templates: Sequence[Mapping[str, Any]],
    folder: Path,
    *,
    device: str = "cpu",
    processes: Processes | None = None,
    rows_folder: Path | None = None,
    leave_out: Fold | None = None,
    workers: int = 1,
    probe: Probe | None = None,
    probes: int = 0,
    log: Callable[[str], None] = print,
) -> Fitted:
    """Train one model; a run that was stopped goes on.

    Args:
        recipe: How.
        files: Of examples, of which those of split `train` are learnt from.
        templates: As weights list them.
        folder: Where the weights go.
        device: Where this process trains.
        processes: Those that train together.
        rows_folder: Where encoded rows are kept; in the folder if not said.
        leave_out: A fold of the training rows that is not learnt from.
        workers: How many processes encode.
        probe: Measures the model; the losses on tuning rows if none is given.
        probes: How often.
        log: Told a line now and then.

    Raises:
        MyceliumError: for whatever is unfit, as `train` does.
    """
    everyone = processes or Processes()
    tell = log if everyone.first else _silent
    trunk = begun_trunk(recipe, device)
    encoding = encoding_of(recipe, trunk, templates)
    kept = rows_folder or folder / ENCODED
    sources = read_sources(files, encoding, kept, everyone, workers=workers, log=tell)
    if leave_out is not None:
        sources = {name: source.without(leave_out) for name, source in sources.items()}
    learner = new_learner(trunk, recipe, templates, encoding.goals, frequent(sources.values()))
    task = SpecialistsTask(learner, sources, recipe, everyone)
    if probes and probe is None:
        tuning = read_sources(
            files, encoding, kept, everyone, split="tune", workers=workers, log=tell
        )
        probe = tune_probe(tuning, recipe)
        asked = asked_of(files) if "extract" in recipe.tasks else []
        if probe and asked:
            probe = together([probe, solving_probe(asked)])
    return train(
        task,
        training_of(recipe),
        folder,
        probe=probe,
        probes=probes if probe else 0,
        processes=everyone,
        again=False,
        log=log,
    )


def _silent(_: str) -> None:
    """Say nothing."""
