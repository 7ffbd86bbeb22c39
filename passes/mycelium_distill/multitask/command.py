"""`mycelium train`: from examples to the specialists' weights."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated, Any

import typer

from mycelium.cli import options
from mycelium.cli.console import err, out, out_json
from mycelium_ir.diagnostics import Diagnostic, MyceliumError, nearest


def train(
    recipe: Annotated[
        str,
        typer.Argument(metavar="NAME|RECIPE.toml", help="How the specialists are trained."),
    ],
    examples: Annotated[
        list[str],
        typer.Option(
            "--examples",
            metavar="FILE.jsonl.gz",
            help="What is learnt from; may be repeated. Its name is the source's.",
        ),
    ],
    templates: Annotated[
        str, typer.Option("--templates", metavar="FILE|FOLDER", help="The table of templates.")
    ],
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FOLDER", help="Where the weights go.")
    ],
    trunk: Annotated[
        str | None,
        typer.Option(
            "--trunk",
            metavar="PATH|NAME",
            help="The model to begin with, if not the recipe's.",
            show_default=False,
        ),
    ] = None,
    model: Annotated[
        list[str] | None,
        typer.Option(
            "--model",
            metavar="NAME",
            help="Of a recipe of several models, this one only; may be repeated.",
            show_default=False,
        ),
    ] = None,
    steps: Annotated[
        int | None,
        typer.Option("--steps", min=1, help="Steps, if not the recipe's.", show_default=False),
    ] = None,
    minutes: Annotated[
        float | None,
        typer.Option(
            "--minutes",
            min=0.001,
            help="Minutes of training, instead of steps.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option("--seed", help="Seed, if not the recipe's.", show_default=False),
    ] = None,
    leave_out: Annotated[
        str | None,
        typer.Option(
            "--leave-out",
            metavar="K/N",
            help="Do not learn from fold K, from 0, of N; stories are in none.",
            show_default=False,
        ),
    ] = None,
    rows: Annotated[
        str | None,
        typer.Option(
            "--rows",
            metavar="FOLDER",
            help="Where encoded rows are kept and found, if not in the output.",
            show_default=False,
        ),
    ] = None,
    encode_only: Annotated[
        bool, typer.Option("--encode-only", help="Encode the rows and stop before training.")
    ] = False,
    probes: Annotated[
        int, typer.Option("--probes", min=0, help="How often tuning rows are measured.")
    ] = 10,
    device: Annotated[
        str, typer.Option("--device", help="What computes: `auto`, `cpu`, `cuda`, `cuda:1`.")
    ] = "auto",
    workers: options.Workers = None,
    json: options.Json = False,
) -> None:
    """Train the specialists: from examples to weights.

    All of them on one trunk, or some, or each on a trunk of its own, as the recipe says. Only
    rows of split `train` are learnt from. A run that was stopped goes on, and a model that is
    trained already stays. Under torchrun or `accelerate launch` several processes train
    together.

    Examples:
      mycelium train mine.toml --examples examples.jsonl.gz --templates templates/ -o weights/
      mycelium train qwen2.5-0.5b-six --model goal --examples e.jsonl.gz --templates t/ -o six/
      torchrun --nproc-per-node 8 -m mycelium train mine.toml --examples e.jsonl.gz \
--templates t/ -o weights/
    """
    from mycelium_distill.folds.cutting import Fold
    from mycelium_distill.multitask.recipe import read_recipes
    from mycelium_distill.multitask.running import (
        ENCODED,
        encode_examples,
        templates_of,
        train_specialists,
    )
    from mycelium_distill.templates.table import FILE, read_table
    from mycelium_distill.training import local_device, together
    from mycelium_passes.trunk.loading import device_of

    changed: dict[str, Any] = {} if seed is None else {"seed": seed}
    if steps is not None and minutes is not None:
        raise _usage("it is said twice how long to train", "give either --steps or --minutes")
    if steps is not None or minutes is not None:
        changed |= {"steps": steps, "minutes": minutes}
    recipes = [
        dataclasses.replace(one, trunk=trunk or one.trunk, training={**one.training, **changed})
        for one in read_recipes(recipe)
    ]
    names = [one.name for one in recipes]
    for name in model or ():
        if name not in names:
            raise _usage(
                f"the recipe has no model `{name}`",
                nearest(name, names) or f"its models are {', '.join(names)}",
            )
    table = Path(templates)
    told = templates_of(read_table(table / FILE if table.is_dir() else table))
    folder = Path(output)
    rows_folder = Path(rows) if rows is not None else folder / ENCODED
    if encode_only:
        for one in recipes:
            if not model or one.name in model:
                count = encode_examples(
                    one,
                    [Path(path) for path in examples],
                    told,
                    rows_folder,
                    workers=options.workers(workers),
                    log=err,
                )
                out(f"{rows_folder}: {count:,} rows to learn from")
        return
    where = local_device(device)
    found: dict[str, Any] = {}
    with together(device_of(where)) as processes:
        for one in recipes:
            if model and one.name not in model:
                continue
            fitted = train_specialists(
                one,
                [Path(path) for path in examples],
                told,
                folder / one.name,
                device=where,
                processes=processes,
                rows_folder=rows_folder,
                leave_out=None if leave_out is None else Fold.of(leave_out),
                workers=options.workers(workers),
                probes=probes,
                log=err,
            )
            found[one.name or "all"] = fitted.to_json()
        if not processes.first:
            return
    if json:
        out_json({"ok": True, "folder": output, "models": found})
        return
    for name, what in found.items():
        out(
            f"{folder / ('' if name == 'all' else name)}: {what['steps']:,} steps in "
            f"{what['seconds'] / 60:.1f} minutes, the weights of step {what['kept']:,}"
        )


def _usage(message: str, hint: str) -> MyceliumError:
    return MyceliumError(Diagnostic("MYC231", message, hint=hint))
