"""`attribute`: which pass is at fault for each wrong row, and how good each pass is by itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mycelium.cli import complete, early, options
from mycelium.cli.compilation import pipeline_of
from mycelium.cli.console import out, out_json, progress
from mycelium.cli.writing import check_apart, check_writable

if TYPE_CHECKING:
    from mycelium.evaluation.attribution.gold import Gold, NoGold
    from mycelium.evaluation.attribution.report import Attribution
    from mycelium.evaluation.dataset import Example


def attribute(
    dataset: Annotated[
        str,
        typer.Argument(
            metavar="DATASET",
            help="A name, such as gsm8k or gsm8k:report, or a .jsonl file.",
            autocompletion=complete.datasets,
        ),
    ],
    passes: options.Passes = None,
    swap: options.Swap = None,
    without: options.Without = None,
    labels: Annotated[
        str | None,
        typer.Option(
            "--labels",
            metavar="FOLDER",
            help="A teacher's labels: gold for segment, classify, bridge and goal too.",
        ),
    ] = None,
    metrics: Annotated[
        bool,
        typer.Option("--metrics", help="Measure each pass by itself too, on gold input."),
    ] = False,
    data: options.Data = None,
    split: options.Split = None,
    limit: options.Limit = None,
    strict: options.Strict = False,
    html: Annotated[
        str | None,
        typer.Option("--html", metavar="FILE", help="Write a page with table, chart, examples."),
    ] = None,
    png: Annotated[
        str | None, typer.Option("--png", metavar="FILE", help="Write the chart there.")
    ] = None,
    examples: Annotated[
        str | None,
        typer.Option(
            "--examples", metavar="DIR", help="Write five programs of each kind there, as .myc."
        ),
    ] = None,
    weights: options.Weights = None,
    seed: options.Seed = 0,
    batch_size: options.BatchSize = 32,
    workers: options.Workers = None,
    timeout: options.Timeout = None,
    memory: options.Memory = None,
    json: options.Json = False,
) -> None:
    """Find the pass at fault for each wrong row, by putting gold in pass by pass.

    Gold for extract and wire comes from the dataset (annotations, equations, or a
    column `program` of a .jsonl file); for the other passes from --labels.

    Examples:
      mycelium attribute gsm8k:report --data data/ --passes heuristic --metrics
      mycelium attribute mawps:valid --data data/ --passes heuristic --html errors.html
      mycelium attribute problems.jsonl --passes heuristic --examples wrong/
    """
    from mycelium import api
    from mycelium.evaluation.attribution.attribute import attribute as attributed
    from mycelium.evaluation.attribution.gold import gold_of_row
    from mycelium.evaluation.dataset import load_dataset
    from mycelium.plugins import plugins

    outputs = [Path(name) for name in (html, png) if name is not None]
    check_apart(outputs, dataset)
    for path in outputs:
        check_writable(path)
    pipeline = pipeline_of(passes, swap, without, None)
    loaded = load_dataset(dataset, split=split, folder=data)
    taught = None
    if labels is not None:
        from mycelium.evaluation.attribution.teacher_labels import read_teacher_labels

        kinds = [
            each.instance.types for each in pipeline.stages if "typed" in each.instance.provides
        ]
        taught = read_teacher_labels(Path(labels), types=kinds[0] if kinds else "operations")

    def gold_of(example: Example) -> Gold | NoGold:
        base = gold_of_row(example, loaded.name)
        return base if taught is None else taught.gold(example, base)

    executor = early.executor()
    executor.workers = options.workers(workers)
    with progress(f"{loaded.name} {loaded.split}", None) as bar:
        found = attributed(
            loaded,
            pipeline,
            api.context_of(plugins(), executor, seed),
            gold_of,
            limit=limit,
            strict=strict,
            batch_size=batch_size,
            limits=options.limits(timeout, memory),
            metrics=metrics,
            broken=() if taught is None else taught.broken,
            progress=lambda _, done, total: bar.to(done, total),
        )
    _write(found, html, png, examples)
    if json:
        out_json({"ok": True, **found.to_json()})
    else:
        out(str(found))


def _write(found: Attribution, html: str | None, png: str | None, examples: str | None) -> None:
    from mycelium.cli.writing import unwritable, write_file
    from mycelium.evaluation.attribution import chart, showing
    from mycelium.plugins import plugins

    if html is not None:
        write_file(Path(html), showing.html(found, plugins().language))
    if png is not None:
        write_file(Path(png), chart.png(found))
    if examples is not None:
        for name, text in showing.examples(found):
            path = Path(examples) / name
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise unwritable(path.parent, error) from None
            write_file(path, text)
