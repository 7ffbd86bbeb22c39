"""`mycelium train-verifier`: the head that judges programs, taught on what the model draws."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mycelium.cli import early, options
from mycelium.cli.console import err, out, out_json, progress
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import nn

    from mycelium.evaluation.dataset import Example
    from mycelium_distill.judging.fitting import Fit
    from mycelium_distill.judging.gathering import Drawn


def train_verifier(
    weights: Annotated[
        str, typer.Argument(metavar="FOLDER", help="Weights that `mycelium train` wrote.")
    ],
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FOLDER", help="Where the new ones go.")
    ],
    dataset: Annotated[
        list[str],
        typer.Option(
            "--dataset",
            metavar="NAME:SPLIT",
            help="Tuning rows, which the model has not learnt from; may be repeated.",
        ),
    ],
    unanswerable: Annotated[
        list[str] | None,
        typer.Option(
            "--unanswerable",
            metavar="FILE.jsonl.gz",
            help="Problems without an answer, whose programs are all wrong; may be repeated.",
        ),
    ] = None,
    samples: Annotated[int, typer.Option("--samples", min=2, help="Programs a row.")] = 8,
    fold: options.Fold = None,
    data: options.Data = None,
    limit: options.Limit = None,
    seed: options.Seed = 0,
    batch_size: options.BatchSize = 32,
    workers: options.Workers = None,
    json: options.Json = False,
) -> None:
    """Teach the verifier on programs that the model draws for rows that it has not seen.

    All else stays as it is. Splits that are held out are refused. Problems without an answer,
    at most half as many as rows, weigh a quarter of all. What the verifier learnt from cannot
    calibrate it: give `mycelium calibrate` the other fold.

    Examples:
      mycelium train-verifier weights/ --dataset gsm8k:tune --fold 0/2 -o judged/
      mycelium train-verifier weights/ --dataset gsm8k:tune --unanswerable u.jsonl.gz -o judged/
    """
    from mycelium import api
    from mycelium.cli.compilation import pipeline_of
    from mycelium.evaluation.dataset import load_dataset
    from mycelium.evaluation.folds import in_fold
    from mycelium.evaluation.measuring import to_measure
    from mycelium.plugins import plugins
    from mycelium_distill.judging.fitting import fit_verifier
    from mycelium_distill.judging.gathering import draw, without_answers
    from mycelium_passes.reading.loading import load_model
    from mycelium_passes.weights import find_weights

    sets = [load_dataset(name, folder=data) for name in dataset]
    for one in sets:
        if one.held_out:
            raise _unfit(f"{one.name}:{one.split} is held out", "name tuning rows")
    examples = [
        example
        for one in sets
        for example in to_measure(one, limit, seed).sample
        if in_fold(fold, example.id)
    ]
    nowhere = (
        without_answers(unanswerable, fold, max(1, len(examples) // 2), seed)
        if unanswerable
        else []
    )
    folder = find_weights(weights)
    options.use_weights(str(folder))
    executor = early.executor()
    executor.workers = options.workers(workers)
    context = api.context_of(plugins(), executor, seed)
    model = load_model(str(folder))
    err(f"{len(examples):,} rows, {samples} programs each")
    pipeline = pipeline_of(None, None, None, None)

    def drawn_for(rows: Sequence[Example], samples: int) -> Drawn:
        own = dataclasses.replace(context, samples=samples)
        with progress("drawing", len(rows)) as bar:
            return draw(rows, pipeline, own, model, batch_size=batch_size, progress=bar.to)

    drawn = drawn_for(examples, samples)
    if nowhere:
        err(f"{len(nowhere):,} problems without an answer")
        # They differ from each other more than programs of one of them do.
        drawn = drawn.beside(drawn_for(nowhere, 2))
    count, right = len(drawn.right), int(drawn.right.sum())
    if right < 10 or count - right < 10:
        raise _unfit(
            f"of {count} programs {right} are right: too few to learn from", "give more rows"
        )
    head = model.heads.verify.requires_grad_(True)
    fitted = fit_verifier(head, drawn, seed=seed)
    _write(folder, Path(output), head)
    _tell(drawn, fitted, output, json)


def _write(folder: Path, output: Path, head: nn.Module) -> None:
    """The same weights with another verifier."""
    from mycelium_passes.weights import load_weights, save_weights

    tensors, config = load_weights(folder)
    changed = {f"heads.verify.{name}": value.detach() for name, value in head.state_dict().items()}
    every = {name: changed.get(name, tensors[name]) for name in tensors}
    card = folder / "README.md"
    save_weights(
        output,
        every,
        config,
        bits={},
        tokenizer=(folder / "tokenizer.json").read_text("utf-8"),
        card=card.read_text("utf-8") if card.exists() else None,
        shard_bytes=1 << 40,
    )


def _tell(drawn: Drawn, fitted: Fit, output: str, json: bool) -> None:
    right = int(drawn.right.sum())
    if json:
        told = {"programs": len(drawn.right), "right": right, **dataclasses.asdict(fitted)}
        out_json({"ok": True, "folder": output, **told})
        return
    out(
        f"{len(drawn.right):,} distinct programs, {right:,} right; {fitted.epochs} epochs; on "
        f"problems left out: {fitted.loss:.3f} nats, AUROC {fitted.auroc:.3f}; in {output}"
    )
    if fitted.refused is not None:
        out(
            f"{fitted.refused:.1%} of the programs for problems without an answer are thought less "
            "likely right than half of the right ones"
        )


def _unfit(message: str, hint: str) -> MyceliumError:
    return MyceliumError(Diagnostic("MYC343", message, hint=hint))
