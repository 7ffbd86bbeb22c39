"""`eval`: how many problems of a dataset a pipeline solves, and with what certainty."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mycelium.cli import complete, early, options
from mycelium.cli.compilation import pipeline_of
from mycelium.cli.console import out, out_json, progress
from mycelium_ir.diagnostics import Diagnostic, MyceliumError


def evaluate(
    dataset: Annotated[
        str | None,
        typer.Argument(
            metavar="DATASET",
            help="A name, such as gsm8k or gsm8k:test, or a .jsonl file.",
            autocompletion=complete.datasets,
            show_default=False,
        ),
    ] = None,
    passes: options.Passes = None,
    swap: options.Swap = None,
    without: options.Without = None,
    data: Annotated[
        str | None,
        typer.Option(
            "--data", metavar="DIR", help="Where the data lies; else the variable MYCELIUM_DATA."
        ),
    ] = None,
    split: Annotated[
        str | None, typer.Option("--split", metavar="NAME", help="Which part of the dataset.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="Measure a sample of so many rows.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Accept no rounded answer for a decimal.")
    ] = False,
    rows: Annotated[
        str | None,
        typer.Option("--rows", metavar="FILE", help="Write what became of each row there."),
    ] = None,
    compare: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--compare",
            metavar="A B",
            help="Run nothing: compare two files that --rows wrote.",
            show_default=False,
        ),
    ] = None,
    seed: options.Seed = 0,
    batch_size: options.BatchSize = 32,
    workers: options.Workers = None,
    timeout: options.Timeout = None,
    memory: options.Memory = None,
    json: options.Json = False,
) -> None:
    """Measure a pipeline on a dataset: accuracy with its 95% interval, errors, times.

    The rows of a .jsonl file look like {"problem": ..., "answer": ...}.

    Examples:
      mycelium eval problems.jsonl --passes heuristic
      mycelium eval mawps --data data/ --split test --passes heuristic --rows all.jsonl
      mycelium eval mawps --data data/ --passes heuristic --without bridge --rows less.jsonl
      mycelium eval --compare all.jsonl less.jsonl
    """
    if compare is not None:
        if dataset is not None:
            raise _unfit("--compare runs nothing and takes no dataset", "leave the dataset out")
        _compare(Path(compare[0]), Path(compare[1]), json)
        return
    if dataset is None:
        raise _unfit("there is no dataset to measure on", "`mycelium datasets` lists what there is")
    from mycelium import api
    from mycelium.evaluation.dataset import load_dataset
    from mycelium.evaluation.evaluate import evaluate as measured
    from mycelium.plugins import plugins

    pipeline = pipeline_of(passes, swap, without, None)
    loaded = load_dataset(dataset, split=split, folder=data)
    executor = early.executor()
    executor.workers = options.workers(workers)
    with progress(f"{loaded.name} {loaded.split}", None) as bar:
        report = measured(
            loaded,
            pipeline,
            api.context_of(plugins(), executor, seed),
            limit=limit,
            strict=strict,
            batch_size=batch_size,
            limits=options.limits(timeout, memory),
            rows=None if rows is None else Path(rows),
            progress=lambda done, total, _: bar.to(done, total),
        )
    if json:
        out_json({"ok": True, **report.to_json()})
    else:
        out(str(report))


def _compare(first: Path, second: Path, json: bool) -> None:
    from mycelium.evaluation.paired import compare

    paired = compare(first, second)
    if json:
        out_json({"ok": True, **paired.to_json()})
    else:
        out(str(paired))


def _unfit(message: str, hint: str) -> MyceliumError:
    return MyceliumError(Diagnostic("MYC231", message, hint=hint))
