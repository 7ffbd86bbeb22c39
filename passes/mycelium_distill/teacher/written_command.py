"""`mycelium written`: the solutions of data sets' rows, with their verified programs, as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mycelium.cli import early, options
from mycelium.cli.console import out, out_json

TUNED = ("gsm8k:tune", "gsm8k:report", "mawps:valid")
"""The splits that are traced beside the training rows: to choose heads by, and to report on."""

SPLITS = {"valid": "tune"}
"""MAWPS's validation rows are for tuning."""


def written(
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="WRITTEN.jsonl", help="The file to write.")
    ],
    data: Annotated[
        str,
        typer.Option("--data", metavar="DIR", envvar="MYCELIUM_DATA", help="The data folder."),
    ],
    dataset: Annotated[
        list[str] | None,
        typer.Option(
            "--dataset",
            metavar="NAME:SPLIT",
            help="A split; may be repeated. Else GSM8K's training file and MAWPS.",
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="At most this many rows a split.")
    ] = None,
    workers: options.Workers = None,
    json: options.Json = False,
) -> None:
    """Write down solutions that spell a program with the right answer.

    Training rows that equal a measured row but for their numbers are dropped; what
    was dropped, and why, is told.

    Examples:
      mycelium written --data DIR -o written.jsonl
      mycelium written --data DIR --dataset gsm8k:train --dataset gsm8k:tune -o gsm8k.jsonl
    """
    from dataclasses import replace

    from mycelium_distill.training_rows import training_rows, verified_rows, written_rows
    from mycelium_distill.written import write_written

    names = dataset or ["gsm8k:train", "mawps:train", *TUNED]
    train = [name for name in names if name.endswith(":train")]
    others = [name for name in names if not name.endswith(":train")]
    executor = early.executor()
    executor.workers = options.workers(workers)
    made = []
    told = []
    if train:
        rows = training_rows(data, executor, datasets=train)
        told.append(rows)
        made.append(rows.rows)
    for name in others:
        rows = verified_rows(data, executor, [name])
        told.append(rows)
        made.append(rows.rows)
    found, without = [], 0
    for some in made:
        done, unwritten = written_rows(some[:limit])
        without += sum(unwritten.values())
        found += [replace(row, split=SPLITS.get(row.split, row.split)) for row in done]
    write_written(Path(output), found)
    if json:
        out_json({"ok": True, "rows": len(found), "unwritten": without})
        return
    for rows in told:
        out(rows.report())
    out(f"{len(found)} solutions -> {output}; {without} programs cannot be written out")
