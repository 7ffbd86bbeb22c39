"""`mycelium sample-programs`: what a model makes of problems that it has not seen."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Collection, Iterator
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mycelium.cli import early, options
from mycelium.cli.console import err, out, out_json, progress
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium_distill.examples.record import Example
    from mycelium_distill.folds.cutting import Fold
    from mycelium_distill.folds.planning import Templates
    from mycelium_distill.folds.sampling import Told
    from mycelium_distill.folds.verdicts import Solved


def sample_programs(
    examples: Annotated[
        list[str], typer.Argument(metavar="EXAMPLES.jsonl.gz...", help="Problems with answers.")
    ],
    weights: Annotated[
        str, typer.Option("--weights", metavar="FOLDER", help="What `mycelium train` wrote.")
    ],
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE.jsonl.gz", help="The file to write.")
    ],
    leave_out: Annotated[
        str | None,
        typer.Option(
            "--leave-out",
            metavar="K/N",
            help="The fold that the model has not seen; all rows if not given.",
            show_default=False,
        ),
    ] = None,
    samples: Annotated[int, typer.Option("--samples", min=1, help="Programs a problem.")] = 8,
    temperature: Annotated[
        float, typer.Option("--temperature", min=0.01, help="Of what is drawn.")
    ] = 0.8,
    split: Annotated[str, typer.Option("--split", help="The rows' split.")] = "train",
    only: Annotated[
        str | None,
        typer.Option(
            "--only", metavar="SOURCES", help="Rows of these sources, with commas between them."
        ),
    ] = None,
    every: Annotated[
        bool,
        typer.Option(
            "--all", help="All rows, not only originals; what they were solved as is written too."
        ),
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=1, help="At most so many problems.", show_default=False),
    ] = None,
    device: Annotated[
        str, typer.Option("--device", help="What computes: `auto`, `cpu`, `cuda`, `cuda:1`.")
    ] = "auto",
    at_once: Annotated[
        int, typer.Option("--at-once", min=1, help="The most programs that a GPU draws at a time.")
    ] = 2048,
    minutes: Annotated[
        float | None,
        typer.Option(
            "--minutes",
            min=0,
            help="Begin with no more problems after so long.",
            show_default=False,
        ),
    ] = None,
    workers: options.Workers = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of whatever is random.")] = 0,
    json: options.Json = False,
) -> None:
    """Draw programs for problems that the model has not seen, and judge them by the answers.

    A third of a problem's programs follow the plan that the model predicts, and a third do
    not see the clauses. Right ones become examples, distinct by what they compute, and wrong
    ones too: a verifier learns from both. Of problems from `mycelium unanswerable` at most two
    are kept, all wrong. Beside the file, the predicted plans go to FILE-plans.jsonl; with
    --all, the answers of each row's programs to FILE-solved.json.

    Examples:
      mycelium sample-programs examples.jsonl.gz --weights fold0/ --leave-out 0/2 -o s0.jsonl.gz
      mycelium sample-programs asked.jsonl.gz --weights fold0/ --leave-out 0/2 --all -o a0.jsonl.gz
    """
    from mycelium_distill.examples.record import write_examples
    from mycelium_distill.folds.cutting import Fold
    from mycelium_distill.folds.joining import write_plans
    from mycelium_distill.folds.sampling import Sampling, Told, sampled_rows, solve_rows
    from mycelium_distill.folds.verdicts import Running
    from mycelium_distill.judging.unanswerable import is_unanswerable
    from mycelium_ir.language import base_language
    from mycelium_passes.reading.loading import load_model
    from mycelium_passes.templates import added_operations

    fold = None if leave_out is None else Fold.of(leave_out)
    sources = None if only is None else [name.strip() for name in only.split(",")]
    chosen = [
        row for path in examples for row in _rows(path, fold, split, sources, originals=not every)
    ][:limit]
    if not chosen:
        raise MyceliumError(
            Diagnostic(
                "MYC349",
                "there is no row to draw programs for",
                hint="look at --leave-out, --split and --only; copies count with --all only",
            )
        )
    model = load_model(weights, device)
    language = base_language().extend(operations=added_operations(model.operations))
    executor = early.executor()
    executor.workers = options.workers(workers)
    running = Running(executor, language)
    sampling = Sampling(samples, temperature, seed, at_once)
    told = Told()
    plans: dict[str, Templates] = {}
    solved: dict[str, list[str]] = {}
    kept = {True: 0, False: 0}
    err(f"{len(chosen):,} problems")

    started = monotonic()

    def late() -> bool:
        return minutes is not None and monotonic() - started > 60 * minutes

    def made() -> Iterator[Example]:
        with progress("problems", len(chosen)) as bar:
            for found in solve_rows(
                model, chosen, sampling, told, running=running, progress=bar.to, until=late
            ):
                if found.plan is not None and not is_unanswerable(found.row):
                    plans[found.row.id] = found.plan
                solved[found.row.id] = _answers(found)
                for row in sampled_rows(found, language):
                    kept[bool(row.correct)] += 1
                    yield row

    write_examples(Path(output), made())
    write_plans(beside(Path(output), "plans.jsonl"), plans)
    if every:
        beside(Path(output), "solved.json").write_text(jsonlib.dumps(solved) + "\n", "utf-8")
    if json:
        out_json({"ok": True, **_counts(told), "kept": {"right": kept[True], "wrong": kept[False]}})
        return
    out(
        f"{told.solved:,} of {told.problems:,} problems solved "
        f"({told.solved / max(told.problems, 1):.1%}) by {told.draws:,} draws, of which "
        f"{told.right:,} are right ({told.right / max(told.draws, 1):.1%})"
    )
    if told.unanswerable:
        out(f"{told.unanswerable:,} problems without an answer got programs")
    out(f"{kept[True]:,} right and {kept[False]:,} wrong programs in {output}")
    for why, count in told.unfit.most_common():
        if count:
            out(f"{count:8,d} problems left out: {why}")


def beside(path: Path, what: str) -> Path:
    """The file of that name beside a file of examples."""
    return path.with_name(f"{path.name.partition('.')[0]}-{what}")


def _rows(
    path: str,
    fold: Fold | None,
    split: str,
    sources: Collection[str] | None,
    *,
    originals: bool,
) -> Iterator[Example]:
    from mycelium_distill.examples.record import read_examples
    from mycelium_distill.folds.programs import SAMPLED
    from mycelium_distill.judging.unanswerable import is_unanswerable

    for row in read_examples(path):
        if row.split != split or (fold is not None and not fold.has(row)):
            continue
        if sources is not None and not _is_of(row.source, sources):
            continue
        if is_unanswerable(row):
            if not row.source.endswith(SAMPLED):
                yield row
        elif row.correct is None and (row.id == row.group or not originals):
            yield row


def _is_of(source: str, sources: Collection[str]) -> bool:
    """`gsm8k` names `gsm8k.retargeted` too."""
    return source in sources or source.partition(".")[0] in sources


def _answers(solved: Solved) -> list[str]:
    return [str(answer) for answer in solved.answers if answer is not None]


def _counts(told: Told) -> dict[str, Any]:
    return {
        "problems": told.problems,
        "unanswerable": told.unanswerable,
        "solved": told.solved,
        "draws": told.draws,
        "right": told.right,
        "left_out": dict(told.unfit),
    }
