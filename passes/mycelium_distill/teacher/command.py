"""`mycelium teach` and `mycelium sample`: a teacher learns to write solutions, and writes some."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated, Any

import typer

from mycelium.cli import early, options
from mycelium.cli.console import err, out, out_json
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

RECIPE = "smollm2-135m"
"""The recipe that runs where none is named."""

_Rows = Annotated[
    list[str], typer.Argument(metavar="WRITTEN.jsonl...", help="Solutions with their programs.")
]
_RecipeOption = Annotated[
    str, typer.Option("--recipe", metavar="NAME|FILE.toml", help="How the teacher is made.")
]
_Device = Annotated[str, typer.Option("--device", help="What computes: `cpu`, `cuda`, `cuda:1`.")]


def teach(
    written: _Rows,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FOLDER", help="Where the teacher goes.")
    ],
    recipe: _RecipeOption = RECIPE,
    trunk: Annotated[
        str | None,
        typer.Option(
            "--trunk",
            metavar="PATH|NAME",
            help="The model to begin with, if not the recipe's.",
            show_default=False,
        ),
    ] = None,
    steps: Annotated[
        int | None,
        typer.Option("--steps", min=0, help="Steps of training; 0 takes the model as it is."),
    ] = None,
    minutes: Annotated[
        float | None, typer.Option("--minutes", min=0, help="Minutes of training, instead.")
    ] = None,
    device: _Device = "cpu",
    json: options.Json = False,
) -> None:
    """Fine-tune a causal model to write step-by-step solutions.

    It learns from rows of split `train` alone. A run that was stopped goes on.

    Examples:
      mycelium teach written.jsonl --trunk model.gguf --minutes 5 --device cuda -o teacher/
      mycelium teach written.jsonl --recipe qwen2.5-math-7b-instruct -o teacher/
    """
    from mycelium_distill.teacher.recipe import read_recipe
    from mycelium_distill.teacher.teaching import teach as learn
    from mycelium_distill.written import read_written

    chosen = read_recipe(recipe)
    if trunk is not None:
        chosen = dataclasses.replace(chosen, trunk=trunk)
    changed: dict[str, Any] = dict(chosen.training)
    if steps is not None or minutes is not None:
        changed |= {"steps": steps, "minutes": minutes}
    chosen = dataclasses.replace(chosen, training=changed)
    rows = [row for path in written for row in read_written(Path(path))]
    told = learn(rows, chosen, Path(output), device=device, log=err)
    if json:
        out_json({"ok": True, **told})
    else:
        out(f"the teacher is in {output}")


def sample(
    written: _Rows,
    teacher: Annotated[
        str, typer.Option("--teacher", metavar="FOLDER", help="The model that writes.")
    ],
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="WRITTEN.jsonl", help="The file to write.")
    ],
    split: Annotated[
        str, typer.Option("--split", help="Whose problems: train, tune or report.")
    ] = "train",
    samples: Annotated[
        int | None,
        typer.Option("--samples", min=1, help="Solutions a problem.", show_default=False),
    ] = None,
    temperature: Annotated[
        float | None,
        typer.Option(
            "--temperature", min=0, help="0 writes the likeliest solution.", show_default=False
        ),
    ] = None,
    max_new_tokens: Annotated[
        int | None,
        typer.Option(
            "--max-new-tokens", min=1, help="Where a solution is cut off.", show_default=False
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="At most this many problems, drawn.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of whatever is random.")] = 0,
    device: _Device = "cpu",
    dtype: Annotated[
        str | None,
        typer.Option(
            "--dtype", help="What it computes in: float32 or bfloat16.", show_default=False
        ),
    ] = None,
    workers: options.Workers = None,
    json: options.Json = False,
) -> None:
    """Let a teacher solve problems, and keep the solutions that are right.

    Right is a solution whose calculations spell a program that executes to the gold
    answer. What is not said is as in the recipe that the teacher was made by.

    Examples:
      mycelium sample written.jsonl --teacher teacher/ --samples 4 -o samples.jsonl
      mycelium sample written.jsonl --teacher teacher/ --split report --temperature 0 -o r.jsonl
    """
    from mycelium_distill.teacher.folder import load_teacher, read_card
    from mycelium_distill.teacher.sampling import sample as ask
    from mycelium_distill.teacher.teaching import sampling_of
    from mycelium_distill.traces.calibrating import drawn
    from mycelium_distill.traces.command import dtype_of
    from mycelium_distill.written import read_written, write_written

    rows = [row for path in written for row in read_written(Path(path)) if row.split == split]
    if not rows:
        raise MyceliumError(
            Diagnostic("MYC288", f"no row is of split `{split}`", hint="train, tune or report")
        )
    card = read_card(Path(teacher))
    who = load_teacher(teacher, device=device, dtype=dtype_of(dtype or card.get("dtype")))
    executor = early.executor()
    executor.workers = options.workers(workers)
    said = {"samples": samples, "temperature": temperature, "max_new_tokens": max_new_tokens}
    given = {name: value for name, value in said.items() if value is not None}
    asked = sampling_of({**card.get("sampling", {}), "seed": seed, **given})
    some = rows if limit is None else drawn(rows, limit, seed)
    found = ask(who, some, asked, executor, log=err)
    write_written(Path(output), found.rows)
    if json:
        out_json({"ok": True, "split": split, **dataclasses.asdict(asked), **found.to_json()})
        return
    share = found.solved / found.problems
    out(
        f"{found.solved} of {found.problems} problems solved ({share:.1%}); "
        f"{len(found.rows)} solutions -> {output}"
    )
    for why, count in found.fallen.items():
        out(f"  {count:6d}  {why}")
