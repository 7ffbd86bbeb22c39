"""`mycelium train-monolith`: from data to weights, in one command."""

from __future__ import annotations

import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mycelium.cli import early, options
from mycelium.cli.console import err, out, out_json
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium_distill.training import Pair

DATASETS = ("gsm8k:train", "mawps:train", "mathqa:dev", "draw:train", "dolphin1878:train")
"""What is trained on, if not said; what measured splits have in common with it is dropped."""

SHARES = {"gsm8k": 1.0, "mawps": 0.5, "mathqa": 0.25}
"""How many copies a row of each data set gets, as a share of `--perturbations`."""

PAIRS = "pairs.jsonl.gz"


class Keep(StrEnum):
    """Which weights are saved in the end."""

    BEST = "best"
    LAST = "last"


def train(
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FOLDER", help="Where the weights go.")
    ],
    trunk: Annotated[
        str | None,
        typer.Option("--trunk", metavar="PATH|NAME", help="The model to begin with."),
    ] = None,
    data: Annotated[
        str | None,
        typer.Option("--data", metavar="DIR", envvar="MYCELIUM_DATA", help="The data folder."),
    ] = None,
    dataset: Annotated[
        list[str] | None,
        typer.Option(
            "--dataset",
            metavar="NAME:SPLIT",
            help=f"What to train on; may be repeated. If not said: {', '.join(DATASETS)}.",
            show_default=False,
        ),
    ] = None,
    algebra: Annotated[
        list[str] | None,
        typer.Option(
            "--algebra", metavar="FILE", help="Rows that `mycelium algebra` made; may be repeated."
        ),
    ] = None,
    perturbations: Annotated[
        int, typer.Option("--perturbations", min=0, help="Copies of a row with other numbers.")
    ] = 12,
    distractors: Annotated[
        float,
        typer.Option(
            "--distractors", min=0, max=1, help="Share of short copies with a needless sentence."
        ),
    ] = 0.25,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="At most so many rows, to try things out.")
    ] = None,
    pairs: Annotated[
        str | None,
        typer.Option(
            "--pairs", metavar="FILE", help="Pairs made before, in place of --data and its options."
        ),
    ] = None,
    pairs_only: Annotated[
        bool, typer.Option("--pairs-only", help=f"Write FOLDER/{PAIRS} and stop there.")
    ] = False,
    minutes: Annotated[
        float | None, typer.Option("--minutes", min=0, help="How long to train.")
    ] = None,
    steps: Annotated[
        int | None, typer.Option("--steps", min=1, help="How many steps to train, instead.")
    ] = None,
    tokens_per_step: Annotated[
        int, typer.Option("--tokens-per-step", min=64, help="Tokens of a step, padding included.")
    ] = 16_384,
    row_tokens: Annotated[
        int, typer.Option("--row-tokens", min=32, help="Tokens of a row of packed pairs.")
    ] = 512,
    learning_rate: Annotated[
        float, typer.Option("--learning-rate", min=0, help="Its peak; it falls as a cosine.")
    ] = 5e-4,
    weight_decay: Annotated[float, typer.Option("--weight-decay", min=0)] = 0.1,
    average: Annotated[
        float,
        typer.Option("--average", min=0, max=1, help="Decay of the weights' moving average."),
    ] = 0.999,
    probes: Annotated[
        int, typer.Option("--probes", min=0, help="How often GSM8K's tuning rows are solved.")
    ] = 0,
    keep: Annotated[
        Keep | None,
        typer.Option(
            "--keep",
            help="The weights that are saved: those of the best probe, or the last. "
            "If not said, the best where there are probes.",
            show_default=False,
        ),
    ] = None,
    compile_: Annotated[
        bool, typer.Option("--compile/--no-compile", help="Compile the layers (torch.compile).")
    ] = False,
    graphs: Annotated[
        bool, typer.Option("--graphs/--no-graphs", help="Replay steps as CUDA graphs.")
    ] = True,
    device: Annotated[
        str, typer.Option("--device", help="What computes: `auto`, `cpu`, `cuda`, `cuda:1`.")
    ] = "auto",
    seed: Annotated[int, typer.Option("--seed", help="Seed of whatever is random.")] = 0,
    workers: options.Workers = None,
    json: options.Json = False,
) -> None:
    """Train the monolith: from data to weights.

    Rows are verified, those like a measured row are dropped, copies with other numbers
    are made, and a causal model learns to read a problem in both directions and to
    write its program. A run that was stopped goes on. FOLDER then has the weights, a
    model card, the learning curve, and the pairs.

    Examples:
      mycelium train-monolith --data data/ --trunk model.gguf --minutes 8 --compile -o monolith/
      mycelium train-monolith --data data/ --pairs-only -o monolith/
      mycelium train-monolith --pairs monolith/pairs.jsonl.gz --trunk model.gguf --steps 900 -o b/
    """
    folder = Path(output)
    folder.mkdir(parents=True, exist_ok=True)
    executor = early.executor()
    executor.workers = options.workers(workers)
    if pairs is None:
        if data is None:
            raise _usage("there is nothing to train on", "give --data DIR, or --pairs FILE")
        made, about = _made(
            data,
            dataset or DATASETS,
            algebra or (),
            perturbations,
            distractors,
            limit,
            seed,
            folder,
        )
    else:
        from mycelium_monolith.pairs import read_pairs

        made, about = read_pairs(Path(pairs))
    if pairs_only:
        _end(json, {"folder": output, **about}, f"{len(made):,} pairs are in {folder / PAIRS}")
        return
    if trunk is None:
        raise _usage("there is no model to begin with", "give --trunk PATH or a name of the hub")
    if (minutes is None) == (steps is None):
        raise _usage("it is not said how long to train", "give either --minutes or --steps")
    if probes and data is None:
        raise _usage("the probes have no tuning rows to solve", "give --data DIR, or --probes 0")
    if keep is Keep.BEST and not probes:
        raise _usage("without probes no weights are the best", "give --probes N, or --keep last")
    from mycelium_distill.training import Recipe, fit
    from mycelium_monolith.card import write_card
    from mycelium_monolith.probing import FIGURE, probe_of
    from mycelium_passes.trunk import load_trunk

    recipe = Recipe(
        steps=steps,
        minutes=minutes,
        tokens_per_step=tokens_per_step,
        longest=row_tokens,
        learning_rate=learning_rate,
        weight_decay=weight_decay,
        average=average,
        keep=FIGURE if probes and keep is not Keep.LAST else "",
        prefix=True,
        seed=seed,
        compile=compile_,
        graphs=graphs,
    )
    import torch

    model = load_trunk(trunk, device=device, dtype=torch.float32)
    probe = probe_of(data) if probes and data is not None else None
    fitted = fit(model, made, recipe, folder, probe=probe, probes=probes, log=err)
    write_card(folder, trunk, about, fitted.to_json(), recipe)
    _end(
        json,
        {"folder": output, **fitted.to_json()},
        f"the monolith is in {output}: {fitted.steps:,} steps in {fitted.seconds / 60:.1f} minutes"
        f", the weights of step {fitted.kept:,}",
    )


def _made(
    data: str,
    datasets: Any,
    algebra: Any,
    perturbations: int,
    distractors: float,
    limit: int | None,
    seed: int,
    folder: Path,
) -> tuple[list[Pair], dict[str, Any]]:
    """The pairs of a data folder, written into the folder too."""
    import random

    from mycelium_monolith.pairs import (
        Augmentation,
        pairs_of,
        sources_of_data,
        sources_of_written,
        write_pairs,
    )

    begun = time.monotonic()
    executor = early.executor()
    sources, told = sources_of_data(data, executor, datasets)
    for path in algebra:
        sources += sources_of_written(Path(path), executor)
    if limit is not None and limit < len(sources):
        sources = random.Random(seed).sample(sources, limit)
    err(f"{len(sources):,} verified rows in {time.monotonic() - begun:.0f} s")
    copies = {name: round(perturbations * share) for name, share in SHARES.items()}
    made, counts = pairs_of(sources, Augmentation(copies, distractors, seed))
    random.Random(seed).shuffle(made)
    about = {
        "datasets": list(datasets),
        "algebra": [Path(path).name for path in algebra],
        "rows": told,
        "pairs": counts,
        "perturbations": copies,
        "distractors": distractors,
        "limit": limit,
        "seed": seed,
    }
    write_pairs(folder / PAIRS, made, about)
    err(f"{len(made):,} pairs in {time.monotonic() - begun:.0f} s: {counts}")
    return made, about


def _usage(message: str, hint: str) -> MyceliumError:
    return MyceliumError(Diagnostic("MYC231", message, hint=hint))


def _end(json: bool, told: dict[str, Any], line: str) -> None:
    if json:
        out_json({"ok": True, **told})
    else:
        out(line)
