"""`mycelium retarget`: new questions for the steps on the way to problems' answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mycelium.cli import options
from mycelium.cli.console import err, out, out_json

if TYPE_CHECKING:
    from mycelium_distill.retargeting.pairs import Request
    from mycelium_distill.training import Pair


def retarget(
    labels: Annotated[
        str, typer.Option("--labels", metavar="FOLDER", help="What `mycelium label` wrote.")
    ],
    written: Annotated[
        str, typer.Option("--written", metavar="WRITTEN.jsonl", help="The labelled solutions.")
    ],
    templates: Annotated[
        str, typer.Option("--templates", metavar="FOLDER", help="What `mycelium templates` wrote.")
    ],
    trunk: Annotated[
        str, typer.Option("--trunk", metavar="PATH|NAME", help="The model that learns to ask.")
    ],
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE.jsonl.gz", help="The file to write.")
    ],
    device: Annotated[
        str, typer.Option("--device", help="What computes: `cpu`, `cuda`, `cuda:1`.")
    ] = "cpu",
    steps: Annotated[int, typer.Option("--steps", min=1, help="Steps of each training.")] = 220,
    folds: Annotated[
        int,
        typer.Option(
            "--folds", min=1, help="Models; each asks about problems that it has not learnt."
        ),
    ] = 2,
    samples: Annotated[
        int, typer.Option("--samples", min=0, help="Questions a step beside the likeliest.")
    ] = 1,
    tokens: Annotated[
        int, typer.Option("--tokens-per-step", min=64, help="Tokens of a step of training.")
    ] = 8192,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", min=1, help="Ask about this many steps at most.", show_default=False
        ),
    ] = None,
    work: Annotated[
        str | None,
        typer.Option(
            "--work",
            metavar="FOLDER",
            help="Where the models are kept; beside the file if not given.",
            show_default=False,
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of whatever is random.")] = 0,
    json: options.Json = False,
) -> None:
    """Ask problems for the values on the way to their answers.

    A model learns to write the question from the rest of the problem, the program and a
    line of the solution, and writes one for each earlier step. What it writes are
    candidates: they are worth learning from where solvers find the step's value.
    A run that was stopped goes on training where it was.

    Examples:
      mycelium retarget --labels l/ --written w.jsonl --templates t/ --trunk MODEL -o c.jsonl.gz
    """
    from mycelium_distill.examples.record import write_examples
    from mycelium_distill.retargeting.write import Writing, write_candidates
    from mycelium_distill.templates.table import FILE, read_table

    table = read_table(Path(templates) / FILE)
    pairs, requests = _read(Path(labels), Path(written))
    err(f"{len(pairs):,} questions to learn from, {len(requests):,} steps to ask for")
    writing = Writing(trunk, device, steps, folds, tokens, samples, seed)
    folder = Path(f"{output}.writers" if work is None else work)
    found = write_candidates(pairs, requests[:limit], table, writing, folder, log=err)
    write_examples(Path(output), found.rows)
    if json:
        out_json({"ok": True, "rows": len(found.rows), "dropped": dict(found.dropped)})
        return
    asked = {row.id.rpartition(".")[0] for row in found.rows}
    out(f"{len(found.rows):,} questions for {len(asked):,} steps in {output}")
    for why, count in found.dropped.most_common():
        out(f"{count:8,d}  {why}")


def _read(labels: Path, written: Path) -> tuple[list[tuple[str, Pair]], list[Request]]:
    from mycelium_distill.labels.tables import read_labels
    from mycelium_distill.retargeting.pairs import SOURCES, lines_of, pairs_of, requests_of
    from mycelium_distill.written import read_written

    lines = lines_of(read_written(written))
    rows = [row for row in read_labels(labels) if row.source in SOURCES]
    return list(pairs_of(rows, lines)), list(requests_of(rows, lines))
