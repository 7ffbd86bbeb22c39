"""`ablate`: what each pass of a pipeline is worth, in one table with a row for each variant."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mycelium.cli import complete, early, options
from mycelium.cli.console import out, out_json, progress, table
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium.evaluation.ablation.result import Ablation
    from mycelium.evaluation.ablation.study import Study
    from mycelium.evaluation.ablation.variants import Variant
    from mycelium.evaluation.log import EvalLog

_VARIANTS = "Variants"
_OUTPUTS = "Outputs"


def ablate(
    dataset: Annotated[
        str,
        typer.Argument(
            metavar="DATASET",
            help="A name, such as gsm8k or gsm8k:test, a .jsonl file, or a study's .toml file.",
            autocompletion=complete.datasets,
            show_default=False,
        ),
    ],
    passes: options.Passes = None,
    weights: options.Weights = None,
    swap: Annotated[
        list[str] | None,
        typer.Option(
            "--swap",
            metavar="ROLE=PASS",
            help="A variant with another pass in a role's place; may be repeated.",
            autocompletion=complete.swaps,
            rich_help_panel=_VARIANTS,
        ),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without",
            metavar="ROLE",
            help="A variant that leaves a pass out; may be repeated.",
            autocompletion=complete.passes,
            rich_help_panel=_VARIANTS,
        ),
    ] = None,
    variant: Annotated[
        list[str] | None,
        typer.Option(
            "--variant",
            metavar="TEXT",
            help='A variant of several changes: "NAME: swap ROLE=PASS, without ROLE, passes TEXT".',
            rich_help_panel=_VARIANTS,
        ),
    ] = None,
    data: options.Data = None,
    split: options.Split = None,
    limit: options.Limit = None,
    strict: options.Strict = False,
    rows: Annotated[
        str | None,
        typer.Option(
            "--rows",
            metavar="DIR",
            help="Write what became of each row there, a file for each variant.",
            rich_help_panel=_OUTPUTS,
        ),
    ] = None,
    html: Annotated[
        str | None,
        typer.Option(
            "--html",
            metavar="FILE",
            help="Write a page with table, chart and the rows that flipped.",
            rich_help_panel=_OUTPUTS,
        ),
    ] = None,
    png: Annotated[
        str | None,
        typer.Option("--png", metavar="FILE", help="Draw the chart.", rich_help_panel=_OUTPUTS),
    ] = None,
    save: Annotated[
        str | None,
        typer.Option(
            "--save",
            metavar="FILE",
            help="Write the study, so that `mycelium ablate FILE` runs it again.",
            rich_help_panel=_OUTPUTS,
        ),
    ] = None,
    log: Annotated[
        str | None,
        typer.Option(
            "--log",
            metavar="FILE",
            help="Add each variant's run to a log, as `mycelium eval --log` does.",
            rich_help_panel=_OUTPUTS,
        ),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option("--seed", help="Seed of whatever is random; else 0.", show_default=False),
    ] = None,
    batch_size: options.BatchSize = 32,
    workers: options.Workers = None,
    timeout: options.Timeout = None,
    memory: options.Memory = None,
    json: options.Json = False,
) -> None:
    """Compare a pipeline with variants of itself, all on the same rows.

    Each --swap, each --without and each --variant is one variant: a row of the
    table, with its accuracy, the difference to the pipeline as given, and how sure
    that is. Passes that variants share run once. Options given beside a study's
    file go before what the file says.

    Examples:
      mycelium ablate problems.jsonl --passes heuristic --without bridge --without goal
      mycelium ablate gsm8k:report --swap wire=heuristic.wire --html ablation.html
      mycelium ablate svamp --variant "plain: swap wire=my.wire, without bridge" --save study.toml
      mycelium ablate study.toml
    """
    from mycelium import api
    from mycelium.evaluation.ablation.ablate import ablate as measured
    from mycelium.evaluation.ablation.variants import arms_of
    from mycelium.evaluation.dataset import load_dataset
    from mycelium.plugins import plugins

    asked = {
        "passes": passes,
        "split": split,
        "limit": limit,
        "seed": seed,
        "strict": strict or None,
        "timeout": timeout,
        "memory": memory,
        **{k: None if p is None else Path(p) for k, p in (("data", data), ("rows", rows))},
        **{k: None if p is None else Path(p) for k, p in (("html", html), ("png", png))},
    }
    study = _study(dataset, {k: v for k, v in asked.items() if v is not None})
    study = replace(study, variants=(*study.variants, *_variants(swap, without, variant)))
    limits = options.limits(study.timeout, study.memory)
    arms = arms_of(study.passes, study.variants, plugins())
    _check_outputs(study, save, log, dataset)
    before = None if log is None else _log_so_far(Path(log))
    loaded = load_dataset(study.dataset, split=study.split, folder=study.data)
    executor = early.executor()
    executor.workers = options.workers(workers)
    if save is not None:
        _write(Path(save), study.to_toml(Path(save).parent))
    with progress(f"{loaded.name} {loaded.split}", None) as bar:
        found = measured(
            loaded,
            arms,
            api.context_of(plugins(), executor, study.seed),
            limit=study.limit,
            strict=study.strict,
            batch_size=batch_size,
            limits=limits,
            rows=study.rows,
            progress=bar.to,
        )
    _write_outputs(found, study)
    told = [] if log is None or before is None else _logged(found, Path(log), before)
    if json:
        out_json({"ok": True, **found.to_json(), **({"log": told} if told else {})})
    else:
        _show(found, told)


def _study(dataset: str, asked: dict[str, Any]) -> Study:
    """The study of a file, or a new one, with what the command line says."""
    from mycelium.evaluation.ablation.study import Study
    from mycelium.evaluation.ablation.study_file import read_study

    if Path(dataset).suffix.lower() == ".toml":
        return replace(read_study(Path(dataset)), **asked)
    return Study(dataset, **asked)


def _variants(
    swap: list[str] | None, without: list[str] | None, variant: list[str] | None
) -> list[Variant]:
    from mycelium.evaluation.ablation.variants import left_out, read_variant, swapped

    return [
        *map(swapped, swap or ()),
        *map(left_out, without or ()),
        *map(read_variant, variant or ()),
    ]


def _check_outputs(study: Study, save: str | None, log: str | None, source: str) -> None:
    """Refuse outputs that could not be written, before the long run; makes the rows' folder.

    Raises:
        MyceliumError: MYC231 if two are one file or one is the dataset or the study,
            MYC232 if one cannot be written.
    """
    from mycelium.cli.writing import check_apart, check_writable, unwritable

    named = (study.html, study.png, *(Path(name) for name in (save, log) if name is not None))
    files = [path for path in named if path is not None]
    for path in files:
        check_writable(path)
    check_apart(files, study.dataset)
    # A study may be saved over its own file: that changes what the command line changes.
    check_apart([path for path in files if save is None or path != Path(save)], source)
    resolved = [path.resolve() for path in files]
    for path in files:
        if resolved.count(path.resolve()) > 1:
            raise MyceliumError(
                Diagnostic(
                    "MYC231",
                    f"two outputs would be written to {path}",
                    hint="name a file for each of --html, --png, --save and --log",
                )
            )
    if study.rows is not None:
        try:
            study.rows.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(study.rows, error) from None
        check_writable(study.rows / "reference.jsonl")


def _write_outputs(found: Ablation, study: Study) -> None:
    if study.png is not None:
        from mycelium.evaluation.ablation.chart import chart_png

        _write(study.png, chart_png(found))
    if study.html is not None:
        from mycelium.evaluation.ablation.page import page

        _write(study.html, page(found, study))


def _log_so_far(path: Path) -> EvalLog:
    from mycelium.evaluation.log import log_so_far

    return log_so_far(path)


def _logged(found: Ablation, path: Path, before: EvalLog) -> list[str]:
    """Add the runs to the log; how often each one's split was scored before, in words."""
    from mycelium.evaluation.log import append, entry_of

    told = []
    for arm in found.arms:
        entry = entry_of(arm.report, note=f"ablation: {arm.name}")
        told.append(f"{arm.name}: {before.told(entry)}")
        append(path, entry)
    return told


def _write(path: Path, content: str | bytes) -> None:
    from mycelium.cli.writing import write_file

    write_file(path, content)


def _show(found: Ablation, logged: list[str]) -> None:
    from mycelium.evaluation.ablation.result import HEADER

    out("\n".join([*found.head(), ""]))
    table(found.cells(), HEADER)
    out("\n".join(["", *found.notes(), *(f"log, {line}" for line in logged)]))
