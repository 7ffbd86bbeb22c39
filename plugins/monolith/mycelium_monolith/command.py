"""`mycelium train-monolith`: from data to weights, in one command."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from mycelium.cli import early, options
from mycelium.cli.console import err, out, out_json
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

DATASETS = ("gsm8k:train", "mawps:train", "mathqa:dev", "draw:train", "dolphin1878:train")
"""What is trained on, if not said; what measured splits have in common with it is dropped."""

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
    examples: Annotated[
        list[str] | None,
        typer.Option(
            "--examples",
            metavar="FILE",
            help="Rows that `mycelium examples` or `mycelium stories` wrote, in place of --data's;"
            " may be repeated.",
        ),
    ] = None,
    limit_source: Annotated[
        list[str] | None,
        typer.Option(
            "--limit-source",
            metavar="STEM=N",
            help="At most N random rows of the file of examples of that name; may be repeated.",
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
    vocabulary: Annotated[
        int,
        typer.Option("--vocabulary", min=0, help="So many of the trunk's tokens stay; 0 for all."),
    ] = 0,
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
    dropout_attention: Annotated[
        float,
        typer.Option("--dropout-attention", min=0, max=0.9, help="Dropout of attention."),
    ] = 0.0,
    dropout_hidden: Annotated[
        float,
        typer.Option("--dropout-hidden", min=0, max=0.9, help="Dropout of what each layer adds."),
    ] = 0.0,
    dropout_words: Annotated[
        float,
        typer.Option(
            "--dropout-words",
            min=0,
            max=0.9,
            help="Share of a problem's words, never numbers, that others stand in for.",
        ),
    ] = 0.0,
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
    model card, the learning curve, and the pairs. With --examples it learns from the very
    rows that the specialists learn from, and --data only serves the probes.

    Examples:
      mycelium train-monolith --data data/ --trunk model.gguf --minutes 8 --compile -o monolith/
      mycelium train-monolith --data data/ --pairs-only -o monolith/
      mycelium train-monolith --examples labels.jsonl.gz --examples stories.jsonl.gz \
--trunk HuggingFaceTB/SmolLM2-135M --vocabulary 20480 --steps 30000 -o monolith/
      mycelium train-monolith --pairs monolith/pairs.jsonl.gz --trunk model.gguf --steps 900 -o b/
    """
    _check(examples, pairs, dataset, algebra, limit_source, data)
    if not pairs_only:
        _check_training(trunk, minutes, steps, probes, data, keep)
    folder = Path(output)
    folder.mkdir(parents=True, exist_ok=True)
    if examples:
        from mycelium_monolith.making import pairs_from_examples

        made, about = pairs_from_examples(
            examples, limit_source or (), limit, seed, workers or os.cpu_count() or 1, folder
        )
    elif pairs is not None:
        from mycelium_monolith.pairs import read_pairs

        made, about = read_pairs(Path(pairs))
    else:
        from mycelium_monolith.making import pairs_from_data

        assert data is not None
        early.executor().workers = options.workers(workers)
        made, about = pairs_from_data(
            data,
            dataset or DATASETS,
            algebra or (),
            perturbations,
            distractors,
            limit,
            seed,
            folder,
        )
    if pairs_only:
        _end(json, {"folder": output, **about}, f"{len(made):,} pairs are in {folder / PAIRS}")
        return
    from mycelium_distill.training import Recipe
    from mycelium_distill.training import train as train_task
    from mycelium_monolith.card import write_card
    from mycelium_monolith.learning import Dropping, MonolithTask
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

    assert trunk is not None
    model = load_trunk(trunk, device=device, dtype=torch.float32)
    if vocabulary:
        from mycelium_passes.weights.vocabulary import cut_trunk

        model = cut_trunk(model, vocabulary)
    probe = probe_of(data) if probes and data is not None else None
    dropping = Dropping(dropout_attention, dropout_hidden, dropout_words)
    task = MonolithTask(model, made, recipe, dropping)
    fitted = train_task(task, recipe, folder, probe=probe, probes=probes, log=err)
    about = {**about, "vocabulary": vocabulary, "dropout": dataclasses.asdict(dropping)}
    write_card(folder, trunk, about, fitted.to_json(), recipe)
    _end(
        json,
        {"folder": output, **fitted.to_json()},
        f"the monolith is in {output}: {fitted.steps:,} steps in {fitted.seconds / 60:.1f} minutes"
        f", the weights of step {fitted.kept:,}",
    )


def _check(
    examples: Sequence[str] | None,
    pairs: str | None,
    dataset: Sequence[str] | None,
    algebra: Sequence[str] | None,
    limit_source: Sequence[str] | None,
    data: str | None,
) -> None:
    """Whether it is said, and said once, what is learnt from."""
    if examples and (pairs or dataset or algebra):
        raise _usage(
            "--examples is all that is learnt from",
            "leave out --pairs, --dataset and --algebra, or give no --examples",
        )
    if limit_source and not examples:
        raise _usage("--limit-source is about files of examples", "give --examples FILE too")
    if not examples and pairs is None and data is None:
        raise _usage(
            "there is nothing to train on", "give --data DIR, --examples FILE, or --pairs FILE"
        )


def _check_training(
    trunk: str | None,
    minutes: float | None,
    steps: int | None,
    probes: int,
    data: str | None,
    keep: Keep | None,
) -> None:
    """Whether it is said how to train."""
    if trunk is None:
        raise _usage("there is no model to begin with", "give --trunk PATH or a name of the hub")
    if (minutes is None) == (steps is None):
        raise _usage("it is not said how long to train", "give either --minutes or --steps")
    if probes and data is None:
        raise _usage("the probes have no tuning rows to solve", "give --data DIR, or --probes 0")
    if keep is Keep.BEST and not probes:
        raise _usage("without probes no weights are the best", "give --probes N, or --keep last")


def _usage(message: str, hint: str) -> MyceliumError:
    return MyceliumError(Diagnostic("MYC231", message, hint=hint))


def _end(json: bool, told: dict[str, Any], line: str) -> None:
    if json:
        out_json({"ok": True, **told})
    else:
        out(line)
