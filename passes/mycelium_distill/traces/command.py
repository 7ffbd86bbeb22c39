"""`mycelium trace`: a teacher reads written solutions, and what it read is kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mycelium.cli import options
from mycelium.cli.console import err, out, out_json
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium_distill.teacher.folder import Teacher
    from mycelium_distill.written import Written


def trace(
    written: Annotated[
        list[str],
        typer.Argument(metavar="WRITTEN.jsonl...", help="Solutions with their programs."),
    ],
    teacher: Annotated[
        str | None,
        typer.Option(
            "--teacher",
            metavar="FOLDER",
            help="The model that reads them.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FOLDER", help="Where the traces go."),
    ] = None,
    calibrate: Annotated[
        bool,
        typer.Option(
            "--calibrate", help="First choose heads and thresholds on rows of split `tune`."
        ),
    ] = False,
    evaluate: Annotated[
        bool,
        typer.Option("--evaluate", help="Measure the attention on rows of split `report`."),
    ] = False,
    traces: Annotated[
        str | None,
        typer.Option(
            "--traces",
            metavar="FOLDER",
            help="Measure edges on stored traces, without the teacher.",
            show_default=False,
        ),
    ] = None,
    copies: Annotated[
        str | None,
        typer.Option(
            "--copies",
            metavar="COPIES.jsonl",
            help="Measure edges on number-perturbed copies as well.",
            show_default=False,
        ),
    ] = None,
    copied: Annotated[
        str | None,
        typer.Option(
            "--copy-traces",
            metavar="FOLDER",
            help="The copies' stored traces.",
            show_default=False,
        ),
    ] = None,
    device: Annotated[
        str, typer.Option("--device", help="What computes: `cpu`, `cuda`, `cuda:1`.")
    ] = "cpu",
    dtype: Annotated[
        str | None,
        typer.Option(
            "--dtype", help="What it computes in: float32 or bfloat16.", show_default=False
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=1, help="Trace this many rows, drawn at random."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of what is drawn.")] = 0,
    batch_tokens: Annotated[
        int,
        typer.Option("--batch-tokens", min=1, help="Tokens that are read at a time."),
    ] = 4096,
    max_tokens: Annotated[
        int,
        typer.Option("--max-tokens", min=16, help="Longer rows are left out, and named."),
    ] = 1024,
    shard_rows: Annotated[
        int, typer.Option("--shard-rows", min=1, help="Rows in a file of traces.")
    ] = 1000,
    hidden_width: Annotated[
        int,
        typer.Option("--hidden-width", min=1, help="Components kept of a step's states."),
    ] = 512,
    template: Annotated[
        str | None,
        typer.Option(
            "--template",
            metavar="TEXT",
            help="The prompt, with `{problem}` in it; else the teacher's own.",
            show_default=False,
        ),
    ] = None,
    json: options.Json = False,
) -> None:
    """Trace solutions: what did the teacher read when it wrote each token?

    One forward pass over problem and solution; attention is reduced layer by layer
    to the heads that were chosen for this teacher. A run that is killed goes on
    where it stopped.

    Examples:
      mycelium trace gsm8k.jsonl --teacher teacher/ --calibrate -o traces/
      mycelium trace gsm8k.jsonl --teacher teacher/ --evaluate
      mycelium trace gsm8k.jsonl --traces traces/ --evaluate
    """
    if traces:
        if teacher or calibrate or output or not evaluate or (copies is None) != (copied is None):
            raise _unfit(
                "stored traces are for --evaluate alone",
                "give --traces and --evaluate, with --copies and --copy-traces or with neither",
            )
        _from_stored(_rows(written), traces, copies, copied, json)
        return
    if copies or copied:
        raise _unfit("copies are measured on stored traces", "give the originals' with --traces")
    if not (calibrate or evaluate or output):
        raise _unfit(
            "nothing to do",
            "give a folder for the traces with -o, or --calibrate, or --evaluate",
        )
    if teacher is None:
        raise _unfit("there is no teacher", "give its folder with --teacher")
    from mycelium_distill.teacher.folder import load_teacher, read_card
    from mycelium_distill.traces.calibrating import calibrate as choose
    from mycelium_distill.traces.calibration import read_calibration
    from mycelium_distill.traces.folder import trace_into
    from mycelium_distill.traces.pooling import read_projections

    rows = _rows(written)
    number = dtype_of(dtype or read_card(Path(teacher)).get("dtype"))
    who = load_teacher(teacher, device=device, dtype=number, template=template)
    sizes = {"batch_tokens": batch_tokens, "max_tokens": max_tokens}
    told: dict[str, Any] = {}
    if calibrate:
        choose(who, rows, seed=seed, hidden_width=hidden_width, log=err, **sizes)
    calibration = read_calibration(who.folder)
    told["calibration"] = calibration.to_json()
    if evaluate:
        told["evaluation"] = _evaluation(who, rows, limit, seed, sizes)
    if output:
        manifest = trace_into(
            Path(output),
            _drawn(rows, limit, seed),
            who,
            calibration,
            read_projections(who.folder),
            shard_rows=shard_rows,
            log=err,
            **sizes,
        )
        told["traces"] = {"rows": manifest["traces"], "failures": manifest["failures"]}
    if json:
        out_json({"ok": True, **told})
    else:
        _print(told)


def _from_stored(
    rows: list[Written], traces: str, copies: str | None, copied: str | None, json: bool
) -> None:
    from mycelium_distill.traces.edges import COLUMNS, evaluate_stored, summary
    from mycelium_distill.traces.record import read_traces

    found = evaluate_stored(
        rows,
        read_traces(traces, COLUMNS),
        _rows([copies] if copies else []),
        read_traces(copied, COLUMNS) if copied else (),
    )
    if json:
        out_json({"ok": True, "evaluation": found})
    else:
        out(summary(found))


def _unfit(message: str, hint: str) -> MyceliumError:
    return MyceliumError(Diagnostic("MYC233", message, hint=hint))


def _evaluation(
    who: Teacher, rows: list[Written], limit: int | None, seed: int, sizes: dict[str, int]
) -> dict[str, Any]:
    from mycelium_distill.traces.calibration import read_calibration
    from mycelium_distill.traces.evaluating import evaluate
    from mycelium_distill.traces.tracing import place_all, trace

    calibration = read_calibration(who.folder)
    held = _drawn([row for row in rows if row.split == "report"], limit, seed)
    if not held:
        raise MyceliumError(
            Diagnostic(
                "MYC288",
                "there are no rows to measure on",
                hint="give a file with rows of split `report`",
            )
        )
    places, _ = place_all(who, held, sizes["max_tokens"])
    traces = trace(who, places, calibration, None, sizes["batch_tokens"])
    return evaluate(places, traces, calibration)


def _print(told: dict[str, Any]) -> None:
    from mycelium_distill.traces.evaluating import summary

    chosen = told["calibration"]
    triples = chosen["triples"]
    out(
        f"{len(triples)} heads; the best: {triples[0]['position']} the operand, layer "
        f"{triples[0]['layer']} head {triples[0]['head']}, alone right in "
        f"{triples[0]['accuracy']:.1%} on the tuning rows"
    )
    if "evaluation" in told:
        out(summary(told["evaluation"]))
    if "traces" in told:
        failures = told["traces"]["failures"]
        out(f"{told['traces']['rows']} traces, {len(failures)} rows left out")


def _rows(paths: list[str]) -> list[Written]:
    from mycelium_distill.written import read_written

    return [row for path in paths for row in read_written(Path(path))]


def _drawn(rows: list[Written], limit: int | None, seed: int) -> list[Written]:
    from mycelium_distill.traces.calibrating import drawn

    return rows if limit is None else drawn(rows, limit, seed)


def dtype_of(name: str | None) -> Any:
    """The torch dtype of a name; float32 where there is none.

    Raises:
        MyceliumError: MYC233, if there is none that models run in.
    """
    import torch

    known = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}
    if name is None:
        return torch.float32
    if name not in known:
        raise MyceliumError(
            Diagnostic(
                "MYC233",
                f"there is no number format `{name}`",
                hint=f"it is one of {', '.join(known)}",
            )
        )
    return known[name]
