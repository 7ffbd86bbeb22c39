"""`mycelium written`: the solutions of data sets' rows, with their verified programs, as a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mycelium.cli import early, options
from mycelium.cli.console import out, out_json

if TYPE_CHECKING:
    from mycelium_distill.training_rows import Row

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

    from mycelium.evaluation.dataset import load_dataset
    from mycelium.evaluation.splits import TRAIN
    from mycelium_distill.training_rows import label_of, verified_rows, written_rows
    from mycelium_distill.written import write_written

    names = dataset or ["gsm8k:train", "mawps:train", *TUNED]
    train = [name for name in names if label_of(load_dataset(name, folder=data)) == TRAIN]
    # The rows to train on go together: none of them stands in two sets.
    groups = ([train] if train else []) + [[name] for name in names if name not in train]
    executor = early.executor()
    executor.workers = options.workers(workers)
    told = [verified_rows(data, executor, group) for group in groups]
    found, without = [], 0
    for rows in told:
        done, unwritten = written_rows(first_of_each(rows.rows, limit))
        without += sum(unwritten.values())
        found += [replace(row, split=SPLITS.get(row.split, row.split)) for row in done]
    write_written(Path(output), found)
    if json:
        out_json({"ok": True, "rows": len(found), "unwritten": without})
        return
    for rows in told:
        out(rows.report())
    out(f"{len(found)} solutions -> {output}; {without} programs cannot be written out")


def first_of_each(rows: Iterable[Row], limit: int | None) -> list[Row]:
    """The first rows of each data set, at most `limit` of each; all without one."""
    taken: Counter[str] = Counter()
    found = []
    for row in rows:
        taken[row.dataset] += 1
        if limit is None or taken[row.dataset] <= limit:
            found.append(row)
    return found
