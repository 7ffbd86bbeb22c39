"""`mycelium templates`: what kinds of step there are, found by the information bottleneck."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mycelium.cli import options
from mycelium.cli.console import err, out, out_json
from mycelium.cli.console import table as print_table
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium_distill.templates.study import Study


_TOLD = ("model", "tokenizer", "hidden_parts", "projection", "iaf_threshold", "versions")
"""What the report repeats of a manifest."""


def templates(
    written: Annotated[
        list[Path],
        typer.Option("--written", metavar="FILE", help="Written solutions; may be repeated."),
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FOLDER", help="Where to write.")
    ],
    traces: Annotated[
        list[Path] | None,
        typer.Option("--traces", metavar="FOLDER", help="Their traces; may be repeated."),
    ] = None,
    text: Annotated[
        bool,
        typer.Option(
            "--text", help="Embed the steps' characters instead: a reference, no teacher."
        ),
    ] = False,
    seeds: Annotated[
        int, typer.Option("--seeds", min=1, help="How many runs to compare; the first is kept.")
    ] = 5,
    report: Annotated[bool, typer.Option("--report", help="Print every template, too.")] = False,
    beta: Annotated[
        float | None, typer.Option("--beta", min=1.0, help="The last beta of annealing.")
    ] = None,
    penalty: Annotated[
        float | None, typer.Option("--penalty", min=0.0, help="The L2 penalty of the probe.")
    ] = None,
    support: Annotated[
        int, typer.Option("--support", min=1, help="The least training steps of a template.")
    ] = 20,
    low_iaf: Annotated[
        float | None,
        typer.Option("--low-iaf", help="The IAF below which a step bridges; else the traces' own."),
    ] = None,
    seed: options.Seed = 0,
    json: options.Json = False,
) -> None:
    """Cluster the steps of written solutions into templates, and measure them on held-out rows.

    Steps of training rows are clustered; those of tuning and report rows are measured.
    Writes templates.json, the weights that assign a new step, each step's template, the
    tree of splits, the curves and their pictures, and report.json.

    Examples:
      mycelium templates --written written.jsonl --traces traces/ -o templates/
      mycelium templates --written written.jsonl --text --seeds 2 -o reference/
    """
    if bool(traces) == text:
        raise MyceliumError(
            Diagnostic(
                "MYC296",
                "there is nothing to take the steps' embeddings from"
                if not text
                else "--text embeds the steps' characters, and takes no traces",
                hint="give --traces FOLDER, or --text for the reference",
            )
        )
    from dataclasses import replace

    from mycelium_distill.templates.clustering import Settings
    from mycelium_distill.templates.gather import gather
    from mycelium_distill.templates.related import answer_types, bridging, gather_questions
    from mycelium_distill.templates.study import study
    from mycelium_distill.templates.writing import write_report, write_study
    from mycelium_distill.written import read_written

    settings = Settings(support=support, seed=seed)
    if beta is not None:
        settings = replace(settings, schedule=replace(settings.schedule, last=beta))
    if penalty is not None:
        settings = replace(settings, penalty=penalty)
    rows = [row for path in written for row in read_written(path)]
    steps = gather(rows, traces or ())
    found = study(steps, settings, seeds, log=err)
    figures: dict[str, Any] = {
        "embedding": "hashed characters" if text else "traces",
        "written": [str(path) for path in written],
        "traces": [_manifest(folder) for folder in traces or ()],
        **found.figures,
    }
    if traces:
        threshold = low_iaf if low_iaf is not None else _threshold(figures["traces"])
        if threshold is None:
            err("bridging types are left out: the traces name no IAF threshold; give --low-iaf")
        else:
            figures["bridging"] = bridging(steps, threshold, settings)
        figures["answer_types"] = answer_types(gather_questions(rows, traces), settings)
    write_study(output, found, steps)
    write_report(output / "report.json", figures)
    if json:
        out_json(figures)
        return
    _print(found, figures, report)


def _manifest(folder: Path) -> dict[str, Any]:
    """What a folder's manifest says of its teacher and its states."""
    from json import JSONDecodeError, loads

    try:
        document = loads((folder / "manifest.json").read_text("utf-8"))
    except (OSError, JSONDecodeError) as error:
        raise MyceliumError(
            Diagnostic(
                "MYC295",
                f"the manifest of {folder} cannot be read: {error}",
                hint="give a folder that `mycelium trace` wrote",
                subject=str(folder),
            )
        ) from error
    return {"folder": str(folder), **{key: document[key] for key in _TOLD if key in document}}


def _threshold(manifests: list[dict[str, Any]]) -> float | None:
    """The IAF threshold that the traces were calibrated with."""
    for manifest in manifests:
        value = manifest.get("iaf_threshold")
        if isinstance(value, int | float):
            return float(value)
    return None


def _print(found: Study, figures: dict[str, Any], every: bool) -> None:
    out(
        f"{figures['templates']} templates ({figures['arithmetic_templates']} arithmetic) from "
        f"{figures['steps']['train']:,} training steps; {figures['clusters']} clusters of "
        f"{figures['values_of_y']} values of Y"
    )
    rows = []
    for part, told in figures["held_out"].items():
        shown = f"{part} (cross-fitted)" if part == "train" else part
        rows.append(_row(shown, told, f"{100 * told['purity_error']:.1f}"))
    rows.append(_row("one-hot labels, no embedding", figures["one_hot_labels"], ""))
    for source, told in figures["by_source"].items():
        rows.append(_row(f"held out: {source}", told, ""))
    header = ["steps of", "n", "purity %", "±", "own purity %", "I(T;Y)/H(Y)", "AMI", "other %"]
    print_table(rows, header)
    agreed = figures["seeds"]["agreement_on_held_out_steps"]
    if agreed is not None:
        training = figures["seeds"]["agreement_on_training_steps"]
        out(
            f"AMI over {figures['seeds']['count']} seeds: held-out steps {agreed['mean']:.3f} "
            f"(least {agreed['least']:.3f}), training steps {training['mean']:.3f} "
            f"(least {training['least']:.3f})"
        )
    for title, key in (("bridging types", "bridging"), ("answer types", "answer_types")):
        if key in figures:
            out(f"{title}: {_short(figures[key])}")
    if every:
        print_table(
            [[t.name, t.parent, str(t.value), f"{t.support:,}"] for t in found.table.templates],
            ["template", "parent", "what its steps are", "steps"],
        )


def _row(name: str, told: dict[str, Any], error: str) -> list[str]:
    return [
        name,
        f"{told['rows']:,}",
        f"{100 * told['purity']:.1f}",
        error,
        f"{100 * told['own_purity']:.1f}",
        f"{told['relevance']:.3f}",
        f"{told['agreement']:.3f}",
        f"{100 * told['other']:.2f}",
    ]


def _short(told: dict[str, Any]) -> str:
    kept = {k: v for k, v in told.items() if isinstance(v, int | float | str)}
    types = ", ".join(f"{t['label']} ({t['support']:,})" for t in told["types"])
    return "; ".join(
        [
            *(f"{k} {v:.3f}" if isinstance(v, float) else f"{k} {v}" for k, v in kept.items()),
            *([f"held-out purity {told['held_out']['purity']:.3f}"] if "held_out" in told else []),
            types or "none",
        ]
    )
