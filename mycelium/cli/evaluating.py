"""`eval`: how many problems of a dataset a pipeline solves, and with what certainty."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mycelium.cli import complete, early, options
from mycelium.cli.compilation import pipeline_of
from mycelium.cli.console import out, out_json, progress
from mycelium.cli.writing import check_apart, check_writable
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
    data: options.Data = None,
    split: options.Split = None,
    limit: options.Limit = None,
    strict: options.Strict = False,
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
    rules: Annotated[
        bool, typer.Option("--rules", help="Run nothing: print when two answers are equal.")
    ] = False,
    samples: options.Samples = 1,
    min_confidence: options.MinConfidence = None,
    log: Annotated[
        str | None,
        typer.Option(
            "--log",
            metavar="FILE",
            help="Add the run to a log, and say how often its split was scored before.",
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
    """Measure a pipeline on a dataset: accuracy with its 95% interval, errors, times.

    The rows of a .jsonl file look like {"problem": ..., "answer": ...}. Sets from the
    Hugging Face hub and generated ones are named with what they take:
    hf:openai/gsm8k, mathematics_dataset:algebra__linear_1d,n=50.

    With --samples K the candidates that fail are dropped, equal answers are put
    together, and the answer whose programs are judged most likely to be right counts, or,
    where no pass judges, that with the largest total probability. The gold answer
    has no part in it. All answers count, unless --min-confidence withholds some.

    With --log FILE and no dataset it prints how often each test split was scored.

    Examples:
      mycelium eval problems.jsonl --passes heuristic
      mycelium eval mawps --data data/ --split test --passes heuristic --rows all.jsonl
      mycelium eval mawps --data data/ --passes heuristic --without bridge --rows less.jsonl
      mycelium eval --compare all.jsonl less.jsonl
      mycelium eval problems.jsonl --passes heuristic --samples 8 --log runs.jsonl
      mycelium eval --log runs.jsonl
    """
    if rules:
        from mycelium.evaluation.answers import RULES

        out_json({"ok": True, "rules": RULES}) if json else out(RULES)
        return
    if compare is not None:
        if dataset is not None:
            raise _unfit("--compare runs nothing and takes no dataset", "leave the dataset out")
        _compare(Path(compare[0]), Path(compare[1]), json)
        return
    if dataset is None and log is not None:
        _logged(Path(log), json)
        return
    if dataset is None:
        raise _unfit("there is no dataset to measure on", "`mycelium datasets` lists what there is")
    from mycelium import api
    from mycelium.evaluation.dataset import load_dataset
    from mycelium.evaluation.evaluate import evaluate as measured
    from mycelium.evaluation.log import append, entry_of, log_so_far
    from mycelium.plugins import plugins
    from mycelium.trust import least_confidence

    check_apart([Path(name) for name in (rows, log) if name is not None], dataset)
    log_path = None if log is None else Path(log)
    before = None if log_path is None else log_so_far(log_path)
    if log_path is not None:
        check_writable(log_path)
    pipeline = pipeline_of(passes, swap, without, None)
    if min_confidence is not None:
        least_confidence(min_confidence, pipeline)
    loaded = load_dataset(dataset, split=split, folder=data)
    executor = early.executor()
    executor.workers = options.workers(workers)
    with progress(f"{loaded.name} {loaded.split}", None) as bar:
        report = measured(
            loaded,
            pipeline,
            api.context_of(plugins(), executor, seed, samples),
            limit=limit,
            strict=strict,
            batch_size=batch_size,
            limits=options.limits(timeout, memory),
            rows=None if rows is None else Path(rows),
            min_confidence=min_confidence or 0.0,
            progress=lambda done, total, _: bar.to(done, total),
        )
    told = None
    if log_path is not None and before is not None:
        entry = entry_of(report)
        told = before.told(entry)
        append(log_path, entry)
    if json:
        logged = {} if told is None else {"log": told}
        out_json({"ok": True, **report.to_json(), **logged})
    else:
        out(str(report))
        if told is not None:
            out(f"log                 {told}")


def _logged(path: Path, json: bool) -> None:
    from mycelium.evaluation.log import read_log

    log = read_log(path)
    if json:
        out_json({"ok": True, "runs": log.to_json()})
    else:
        out(str(log))


def _compare(first: Path, second: Path, json: bool) -> None:
    from mycelium.evaluation.paired import compare

    paired = compare(first, second)
    if json:
        out_json({"ok": True, **paired.to_json()})
    else:
        out(str(paired))


def _unfit(message: str, hint: str) -> MyceliumError:
    return MyceliumError(Diagnostic("MYC231", message, hint=hint))
