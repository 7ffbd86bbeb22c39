"""`mycelium calibrate`: fits confidences to tuning rows, and writes them beside the weights."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mycelium.cli import early, options
from mycelium.cli.console import out, out_json, progress
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium.evaluation.dataset import Dataset
    from mycelium_passes.calibrating.gathering import Gathering, Judged

FEWEST = 20
"""The fewest right answers, and the fewest wrong ones, that anything is fitted to."""


def calibrate(
    weights: Annotated[
        str,
        typer.Argument(
            metavar="WEIGHTS", help="A folder of weights.", callback=options.use_weights
        ),
    ],
    dataset: Annotated[
        list[str] | None,
        typer.Option(
            "--dataset",
            metavar="NAME:SPLIT",
            help="Tuning rows, such as gsm8k:tune; may be repeated.",
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="DIR", help="Write a calibrated copy there."),
    ] = None,
    in_place: Annotated[
        bool, typer.Option("--in-place", help="Write the calibration into the folder itself.")
    ] = False,
    samples: Annotated[
        int,
        typer.Option(
            "--samples",
            metavar="K",
            min=1,
            help="Fit the confidence of K candidates too; 1 leaves it out.",
        ),
    ] = 1,
    bad: Annotated[
        int,
        typer.Option(
            "--bad", min=0, help="How many unanswerable texts are made to choose the threshold by."
        ),
    ] = 400,
    unanswerable: Annotated[
        str | None,
        typer.Option(
            "--unanswerable",
            metavar="FILE.jsonl.gz",
            help="Half of these texts come from there: what `mycelium unanswerable` wrote.",
        ),
    ] = None,
    answered: Annotated[
        float,
        typer.Option(
            "--answered", min=0.0, max=1.0, help="The share of them that may be answered."
        ),
    ] = 0.03,
    plan_weight: Annotated[
        float | None,
        typer.Option("--plan-weight", min=0.0, help="How much C2's opinion of a program counts."),
    ] = None,
    verifier_weight: Annotated[
        float | None,
        typer.Option(
            "--verifier-weight",
            min=0.0,
            help="How much the verifier counts where programs are ranked.",
        ),
    ] = None,
    agreement_weight: Annotated[
        float | None,
        typer.Option(
            "--agreement-weight", min=0.0, help="How much the number of views counts that agree."
        ),
    ] = None,
    fold: options.Fold = None,
    data: options.Data = None,
    limit: options.Limit = None,
    passes: options.Passes = None,
    seed: options.Seed = 0,
    batch_size: options.BatchSize = 32,
    workers: options.Workers = None,
    json: options.Json = False,
) -> None:
    """Fit the confidences of a folder of weights to tuning rows.

    One program is written for each row and run. What the verifier and the other heads
    think of it becomes the probability that its answer is right; below the threshold, chosen
    on texts that cannot be answered, `solve` gives no answer. Splits that are held out are refused.

    Examples:
      mycelium calibrate out/weights --data data/ --dataset gsm8k:tune --in-place
      mycelium calibrate out/weights --dataset tune.jsonl --samples 16 -o out/calibrated
    """
    from mycelium import api
    from mycelium.cli.compilation import pipeline_of
    from mycelium.evaluation.dataset import load_dataset
    from mycelium.plugins import plugins
    from mycelium_passes.calibrating.gathering import Gathering
    from mycelium_passes.reading.loading import calibration_of, load_model

    if in_place == (output is not None):
        raise _unfit("either -o or --in-place says where the calibration goes")
    if not dataset:
        raise _unfit("tuning rows are named with --dataset")
    sets = [load_dataset(name, folder=data) for name in dataset]
    for one in sets:
        if one.held_out:
            raise _held_out(one)
    folder = _folder(weights, output)
    if plan_weight is not None:
        write_calibration(folder, {"plan_weight": plan_weight})
    ranking = {"verifier": verifier_weight, "agreement": agreement_weight}
    changed = {name: weight for name, weight in ranking.items() if weight is not None}
    if changed:
        from mycelium_passes.ranking import KEY as RANKING

        write_calibration(
            folder, {RANKING: {**calibration_of(str(folder)).get(RANKING, {}), **changed}}
        )
    options.use_weights(str(folder))
    executor = early.executor()
    executor.workers = options.workers(workers)
    with progress("calibrating", None) as bar:
        done = iter(range(1, 1 << 60))
        gathering = Gathering(
            pipeline_of(passes, None, None, None),
            api.context_of(plugins(), executor, seed),
            load_model(str(folder)),
            batch_size,
            lambda: bar.to(next(done)),
        )
        fitted, told = fitted_to(gathering, sets, limit, samples, bad, answered, fold, unanswerable)
    write_calibration(folder, {"confidence": fitted})
    if json:
        out_json({"ok": True, "weights": str(folder), "calibration": fitted, **told})
        return
    for name, row in told["rows"].items():
        out(f"{name}: {row['right']} right of {row['answered']} answers to {row['n']} rows")
    out(f"on rows that were left out of the fit: {told['greedy']}")
    if "voted" in told:
        out(f"the same, K = {samples}: {told['voted']}")
    out(
        f"threshold {fitted['threshold']:.3f}: {told['bad']['answered']} of {told['bad']['n']} "
        f"unanswerable texts are answered, and {told['withheld']:.1%} of the right answers withheld"
    )
    out(f"written into {folder}")


def fitted_to(
    gathering: Gathering,
    sets: Sequence[Dataset],
    limit: int | None,
    samples: int,
    bad: int,
    answered: float,
    fold: str | None = None,
    unanswerable: str | None = None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The calibration for `specialists.json`, and what there is to tell about it.

    Raises:
        MyceliumError: MYC343, if there are too few right or wrong answers; MYC355, if the
            file of unanswerable problems cannot be read.
    """
    from mycelium.evaluation.dataset import Example
    from mycelium.evaluation.folds import in_fold
    from mycelium.evaluation.measuring import to_measure
    from mycelium_passes.calibrating.fitting import fit, threshold
    from mycelium_passes.calibrating.gathering import VOTES
    from mycelium_passes.calibrating.spoiling import read_unanswerable, spoiled
    from mycelium_passes.judging import FEATURES

    seed = gathering.context.seed
    given_ones = [] if unanswerable is None else read_unanswerable(unanswerable, bad // 2, seed)
    examples = [
        tuple(row for row in to_measure(one, limit, seed).sample if in_fold(fold, row.id))
        for one in sets
    ]
    rows: list[Judged] = []
    told: dict[str, Any] = {"rows": {}}
    for one, own in zip(sets, examples, strict=True):
        found = [row for row in gathering.greedy(own) if row is not None]
        rows += found
        right = sum(row.right for row in found)
        told["rows"][f"{one.name}:{one.split}"] = {
            "n": len(own),
            "answered": len(found),
            "right": right,
        }
    _enough(rows)
    model = fit(FEATURES, [row.found for row in rows], [row.right for row in rows])
    told["greedy"] = _promise(FEATURES, rows)
    fitted: dict[str, Any] = {
        "features": list(model.features),
        "weights": list(model.weights),
        "bias": model.bias,
    }
    everything = [example for own in examples for example in own]
    if samples > 1:
        voted = gathering.voted(everything, samples, model)
        _enough(voted)
        both = fit(VOTES, [row.found for row in voted], [row.right for row in voted])
        fitted["votes"] = [*both.weights, both.bias]
        told["voted"] = _promise(VOTES, voted)
    texts = spoiled([row.problem for row in everything], bad - len(given_ones), seed) + given_ones
    spoiled_rows = gathering.greedy([Example(str(i), t, "0") for i, t in enumerate(texts)])
    sure = [None if row is None else model.probability(row.found) for row in spoiled_rows]
    least = round(threshold(sure, answered), 4)
    fitted["threshold"] = least
    given = sum(c is not None and c >= least for c in sure)
    told["bad"] = {"n": len(texts), "answered": given}
    right_ones = [model.probability(row.found) for row in rows if row.right]
    told["withheld"] = sum(c < least for c in right_ones) / len(right_ones)
    return fitted, told


def _promise(names: Sequence[str], rows: Sequence[Judged]) -> str:
    from mycelium.evaluation.confidence import Trustworthiness
    from mycelium_passes.calibrating.fitting import unseen

    right = [row.right for row in rows]
    return str(Trustworthiness.of(unseen(names, [row.found for row in rows], right), right))


def write_calibration(folder: Path, changes: dict[str, Any]) -> None:
    """Write parts of the calibration into a folder's `specialists.json`.

    That file has the hashes of the others, which stay as they are.
    """
    from mycelium_passes.weights.manifest import read_manifest, write_manifest

    manifest = read_manifest(folder)
    calibration = {**(manifest.config.get("calibration") or {}), **changes}
    write_manifest(
        folder, replace(manifest, config={**manifest.config, "calibration": calibration})
    )


def _folder(weights: str, output: str | None) -> Path:
    """The folder that gets the calibration: the weights' own, or a verified copy of it."""
    from mycelium_passes.weights.finding import find_weights
    from mycelium_passes.weights.manifest import MANIFEST, read_manifest, verify

    folder = find_weights(weights)
    manifest = read_manifest(folder)
    verify(folder, manifest)
    if output is None:
        return folder
    where = Path(output)
    where.mkdir(parents=True, exist_ok=True)
    for name in (*manifest.files, MANIFEST):
        shutil.copyfile(folder / name, where / name)
    return where


def _enough(rows: Sequence[Judged]) -> None:
    right = sum(row.right for row in rows)
    if min(right, len(rows) - right) < FEWEST:
        raise MyceliumError(
            Diagnostic(
                "MYC343",
                f"of {len(rows)} answers {right} are right, too few on one side to fit anything to",
                hint=f"name more tuning rows with --dataset: {FEWEST} right answers and "
                f"{FEWEST} wrong ones are the least",
            )
        )


def _held_out(dataset: Dataset) -> MyceliumError:
    return MyceliumError(
        Diagnostic(
            "MYC344",
            f"{dataset.name}:{dataset.split} is for measuring only",
            hint="calibrate on tuning rows, such as gsm8k:tune",
        )
    )


def _unfit(message: str) -> MyceliumError:
    return MyceliumError(Diagnostic("MYC231", message, hint="`mycelium calibrate --help` tells"))
