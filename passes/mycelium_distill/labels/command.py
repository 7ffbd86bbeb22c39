"""`mycelium label`: traces and programs become one table of labels for each specialist."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mycelium.cli import early, options
from mycelium.cli.console import out, out_json, progress
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium_distill.labels.evidence import Thresholds
    from mycelium_distill.labels.model import Labels
    from mycelium_distill.labels.report import Agreement
    from mycelium_distill.traces.record import Trace
    from mycelium_distill.written import Written

REPORT = "report.json"


def label(
    written: Annotated[
        list[str] | None,
        typer.Argument(metavar="WRITTEN.jsonl...", help="Solutions.", show_default=False),
    ] = None,
    traces: Annotated[
        list[str] | None,
        typer.Option("--traces", metavar="FOLDER", help="Their traces; may be repeated."),
    ] = None,
    templates: Annotated[
        str | None,
        typer.Option(
            "--templates",
            metavar="FOLDER",
            help="Templates that `mycelium templates` found; else the base operations.",
        ),
    ] = None,
    copies: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--copies",
            metavar="WRITTEN.jsonl TRACES",
            help="Copies with other numbers and their traces, to check the edges against.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FOLDER", help="Where the tables go.")
    ] = None,
    report: Annotated[
        str | None,
        typer.Option("--report", metavar="FOLDER", help="Print what an earlier labelling found."),
    ] = None,
    workers: options.Workers = None,
    json: options.Json = False,
) -> None:
    """Label solutions for all six specialists, by what the teacher read.

    A problem's labels are kept only if the program that they spell, assembled from
    the labels alone, executes to the gold answer. Thresholds are set on the rows of
    the split `tune`.

    Examples:
      mycelium label gsm8k.jsonl --traces traces/ --templates templates/ -o labels/
      mycelium label --report labels/
    """
    if report is not None:
        _tell(_saved(Path(report)), json)
        return
    if not written or not traces or output is None:
        raise MyceliumError(
            Diagnostic(
                "MYC231",
                "labelling needs solutions, traces and a folder to write to",
                hint="mycelium label WRITTEN.jsonl --traces FOLDER -o FOLDER",
            )
        )
    from mycelium_distill.labels.tables import write_labels

    executor = early.executor()
    executor.workers = options.workers(workers)
    found, told = _labelled(
        [Path(name) for name in written], [Path(name) for name in traces], templates, executor
    )
    if copies is not None:
        again = _copies(Path(copies[0]), Path(copies[1]), told["thresholds"], executor, found)
        told["copies"] = {"same": again.same, "all": again.all}
        told["text"] += f"\n{again}"
    folder = Path(output)
    write_labels(list(found.values()), folder)
    _save(folder / REPORT, told)
    _tell(told, json)


def _labelled(
    written: list[Path], traces: list[Path], templates: str | None, executor: Any
) -> tuple[dict[str, Labels], dict[str, Any]]:
    from mycelium_distill.labels.calibration import calibrate
    from mycelium_distill.labels.labelling import label as labelled
    from mycelium_distill.labels.labelling import readings
    from mycelium_distill.labels.reading import Reading
    from mycelium_distill.labels.report import LabelReport
    from mycelium_distill.written import read_written

    rows = {row.id: row for path in written for row in read_written(path)}
    named = {} if templates is None else _templates(Path(templates))
    tuning = {key: row for key, row in rows.items() if row.split == "tune"}
    thresholds = calibrate(
        found
        for found in readings(_paired(tuning, traces), executor, named)
        if isinstance(found, Reading)
    )
    kept: dict[str, Labels] = {}
    counted = LabelReport()
    seen: set[str] = set()
    with progress("labels", len(rows)) as bar:
        for fate in labelled(
            readings(_paired(rows, traces), executor, named), thresholds, executor
        ):
            seen.add(fate.id)
            counted.add(fate)
            bar.to(len(seen))
            if fate.labels is not None:
                kept[fate.id] = fate.labels
    for row in rows.values():
        if row.id not in seen:
            counted.add(_untraced(row))
    return kept, {
        "thresholds": {"clause": thresholds.clause, "constant": thresholds.constant},
        "templates": templates,
        **counted.to_json(),
        "text": str(counted)
        + f"\nthresholds on the tuning rows: a clause is read from {thresholds.clause:.3f} of "
        f"the attention on, an operand is a constant below {thresholds.constant:.3f}",
    }


def _paired(rows: dict[str, Written], traces: list[Path]) -> Iterator[tuple[Written, Trace]]:
    from mycelium_distill.traces.record import read_traces

    columns = (
        "problem_offsets",
        "solution_offsets",
        "attention",
        "numbers",
        "operands",
        "scores",
        "mass",
    )
    for folder in traces:
        for trace in read_traces(folder, columns):
            if trace.id in rows:
                yield rows[trace.id], trace


def _untraced(row: Written) -> Any:
    from mycelium_distill.labels.labelling import Fate

    return Fate(row.id, row.source, row.split, None, "the solution was not traced")


def _templates(folder: Path) -> dict[tuple[str, str], str]:
    from mycelium_distill.templates.files import read_assignments

    return read_assignments(folder)


def _copies(
    written: Path,
    traces: Path,
    thresholds: dict[str, float],
    executor: Any,
    kept: dict[str, Labels],
) -> Agreement:
    """The edges of copies, whose ids are the original's with `~` and a number behind it."""
    from mycelium_distill.labels.evidence import Thresholds
    from mycelium_distill.labels.labelling import label as labelled
    from mycelium_distill.labels.labelling import readings
    from mycelium_distill.labels.report import agreement
    from mycelium_distill.written import read_written

    rows = {row.id: row for row in read_written(written)}
    limits: Thresholds = Thresholds(**thresholds)
    fates = labelled(readings(_paired(rows, [traces]), executor, {}), limits, executor)
    return agreement(
        kept,
        ((fate.id.rpartition("~")[0], fate.labels) for fate in fates if fate.labels is not None),
    )


def _save(path: Path, told: dict[str, Any]) -> None:
    import json

    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _saved(folder: Path) -> dict[str, Any]:
    import json

    path = folder / REPORT
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _no_report(path, (error.strerror or type(error).__name__).lower()) from None
    except ValueError as error:
        raise _no_report(path, str(error)) from None
    if not isinstance(told, dict) or "text" not in told:
        raise _no_report(path, "it is no report")
    return told


def _no_report(path: Path, why: str) -> MyceliumError:
    return MyceliumError(
        Diagnostic(
            "MYC297",
            f"{path} cannot be read: {why}",
            hint="give the folder that `mycelium label -o FOLDER` wrote",
            subject=str(path),
        )
    )


def _tell(told: dict[str, Any], json: bool) -> None:
    if json:
        out_json({"ok": True, **{key: value for key, value in told.items() if key != "text"}})
    else:
        out(told["text"])
