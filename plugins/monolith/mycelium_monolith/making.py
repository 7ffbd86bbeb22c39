"""The pairs of a data folder or of files of examples, written into a folder with what they are."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mycelium.cli import early
from mycelium.cli.console import err
from mycelium_monolith.command import PAIRS
from mycelium_monolith.examples import pairs_of_examples, read_limit
from mycelium_monolith.pairs import (
    Augmentation,
    pairs_of,
    sources_of_data,
    sources_of_written,
    write_pairs,
)

if TYPE_CHECKING:
    from mycelium_distill.training import Pair

SHARES = {"gsm8k": 1.0, "mawps": 0.5, "mathqa": 0.25}
"""How many copies a row of each data set gets, as a share of `--perturbations`."""


def pairs_from_examples(
    files: Sequence[str],
    limits: Sequence[str],
    limit: int | None,
    seed: int,
    workers: int,
    folder: Path,
) -> tuple[list[Pair], dict[str, Any]]:
    """The pairs of files of examples, written into the folder too."""
    begun = time.monotonic()
    most = dict(read_limit(text) for text in limits)
    made, counts = pairs_of_examples(
        [Path(path) for path in files], most, limit=limit, seed=seed, workers=workers, log=err
    )
    about = {
        "examples": [Path(path).name for path in files],
        "limits": most,
        "limit": limit,
        "pairs": counts,
        "seed": seed,
    }
    write_pairs(folder / PAIRS, made, about)
    err(f"{len(made):,} pairs in {time.monotonic() - begun:.0f} s: {counts}")
    return made, about


def pairs_from_data(
    data: str,
    datasets: Sequence[str],
    algebra: Sequence[str],
    perturbations: int,
    distractors: float,
    limit: int | None,
    seed: int,
    folder: Path,
) -> tuple[list[Pair], dict[str, Any]]:
    """The pairs of a data folder, written into the folder too."""
    begun = time.monotonic()
    executor = early.executor()
    sources, told = sources_of_data(data, executor, datasets)
    for path in algebra:
        sources += sources_of_written(Path(path), executor)
    if limit is not None and limit < len(sources):
        sources = random.Random(seed).sample(sources, limit)
    err(f"{len(sources):,} verified rows in {time.monotonic() - begun:.0f} s")
    copies = {name: round(perturbations * share) for name, share in SHARES.items()}
    made, counts = pairs_of(sources, Augmentation(copies, distractors, seed))
    random.Random(seed).shuffle(made)
    about = {
        "datasets": list(datasets),
        "algebra": [Path(path).name for path in algebra],
        "rows": told,
        "pairs": counts,
        "perturbations": copies,
        "distractors": distractors,
        "limit": limit,
        "seed": seed,
    }
    write_pairs(folder / PAIRS, made, about)
    err(f"{len(made):,} pairs in {time.monotonic() - begun:.0f} s: {counts}")
    return made, about
