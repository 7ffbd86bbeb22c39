"""From files of examples, which the specialists learn from too, to the monolith's pairs."""

from __future__ import annotations

import hashlib
import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from mycelium_distill.examples.record import Example, read_examples
from mycelium_ir.diagnostics import Diagnostic, MyceliumError, nearest
from mycelium_ir.parser import parse
from mycelium_monolith.pairs import UNWRITTEN
from mycelium_monolith.target import prompt_of, target_of

if TYPE_CHECKING:
    from mycelium_distill.training import Pair

_CHUNK = 250
_ALONE = 2000
"""So few examples are not worth other processes."""

Written = tuple[str, str, float, str]
"""Prompt, target, weight, and the data set."""


def pairs_of_examples(
    files: Sequence[Path],
    limits: Mapping[str, int] | None = None,
    *,
    limit: int | None = None,
    seed: int = 0,
    workers: int = 1,
    log: Callable[[str], None] = print,
) -> tuple[list[Pair], dict[str, int]]:
    """The pairs of all training rows, none twice, and how many each data set gives.

    Samples that do not give the gold answer are left out. Of equal pairs one stays, with
    the greatest weight. The order depends on the files and the seed alone.

    Args:
        files: Of examples.
        limits: The most rows of a file, by its name up to the first dot.
        limit: The most rows of any file, and the most pairs.
        seed: Of which rows and of the order.
        workers: How many processes write programs down.
        log: Told a line about each file.

    Raises:
        MyceliumError: MYC316, if a file is no file of examples; MYC324, if a limit is one
            of no file, or of two.
    """
    from mycelium_distill.training import Pair

    limits = limits or {}
    _check_limits(limits, [_stem(path) for path in files])
    weights: dict[tuple[str, str], float] = {}
    counts: Counter[str] = Counter()
    # In processes of their own from the first large file on, so that imports are paid once.
    with _Writer(workers) as writer:
        for path in files:
            before = len(weights)
            most = min((n for n in (limits.get(_stem(path)), limit) if n is not None), default=None)
            rows = Counter[str]()
            for prompt, target, weight, dataset in writer.written(_chosen(path, most, seed), rows):
                if (prompt, target) not in weights:
                    counts[dataset] += 1
                weights[prompt, target] = max(weight, weights.get((prompt, target), 0.0))
            counts[UNWRITTEN] += rows[UNWRITTEN]
            log(
                f"{path.name}: {rows.total():,} rows, {len(weights) - before:,} new pairs, "
                f"{rows[UNWRITTEN]:,} rows {UNWRITTEN}"
            )
    pairs = [Pair(prompt, target, weight) for (prompt, target), weight in weights.items()]
    random.Random(seed).shuffle(pairs)
    return pairs[:limit], {name: count for name, count in counts.items() if count}


def read_limit(text: str) -> tuple[str, int]:
    """The file and the number of `STEM=N`.

    Raises:
        MyceliumError: MYC231, if it is written in another way.
    """
    stem, sign, count = text.partition("=")
    if not (stem and sign and count.isdecimal() and int(count) > 0):
        raise MyceliumError(
            Diagnostic(
                "MYC231",
                f"--limit-source {text!r} says no file and number",
                hint="write for instance `--limit-source stories=20000`",
            )
        )
    return stem, int(count)


# --------------------------------------------------------------------------- rows


def _stem(path: Path) -> str:
    """What a recipe of the specialists calls a file, too."""
    return path.name.partition(".")[0]


def _check_limits(limits: Mapping[str, int], stems: Sequence[str]) -> None:
    for stem in limits:
        if stems.count(stem) != 1:
            raise MyceliumError(
                Diagnostic(
                    "MYC324",
                    f"two files of examples are called `{stem}`"
                    if stem in stems
                    else f"no file of examples is called `{stem}`",
                    hint="rename one"
                    if stem in stems
                    else nearest(stem, stems) or f"there are {', '.join(stems)}",
                    subject=stem,
                )
            )


def _chosen(path: Path, most: int | None, seed: int) -> Iterator[Example]:
    """A file's rows that are learnt from, in their order; a random part if there are too many."""
    rows = (
        row
        for row in read_examples(path)
        if row.split == "train" and row.correct is not False and row.weight > 0
    )
    if most is None:
        return rows
    # The smallest of hashes are as random a part, and not all rows are held at once.
    drawn = heapq.nsmallest(most, enumerate(rows), key=lambda one: _drawn(seed, *one))
    return (row for _, row in sorted(drawn, key=lambda one: one[0]))


def _drawn(seed: int, number: int, row: Example) -> bytes:
    return hashlib.sha256(f"{seed}:{number}:{row.id}".encode()).digest()


# --------------------------------------------------------------------------- writing


class _Writer:
    """Writes examples down, in processes of its own where there are many."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def written(self, examples: Iterator[Example], rows: Counter[str]) -> Iterator[Written]:
        """What examples give, in their order; `rows` counts those read and those unfit."""
        first = list(itertools.islice(examples, _ALONE))
        if self.workers > 1 and len(first) == _ALONE and self._pool is None:
            self._pool = ProcessPoolExecutor(self.workers, get_context("spawn"))
        apply = map if self._pool is None else self._pool.map
        chunks = _in_chunks(itertools.chain(first, examples))
        # A few chunks at a time: a pool reads all that it is given at once.
        while some := list(itertools.islice(chunks, 8 * self.workers)):
            for found, unfit in apply(write_down, some):
                rows["written"] += len(found)
                rows[UNWRITTEN] += unfit
                yield from found


def _in_chunks(examples: Iterable[Example]) -> Iterator[list[Example]]:
    rows = iter(examples)
    while chunk := list(itertools.islice(rows, _CHUNK)):
        yield chunk


def write_down(examples: Sequence[Example]) -> tuple[list[Written], int]:
    """What examples give, and how many give nothing."""
    found: list[Written] = []
    for example in examples:
        try:
            program = parse(example.program)
            values = {name: Fraction(text) for name, text in example.values.items()}
            target = target_of(program, values)
        except (MyceliumError, ValueError, ZeroDivisionError):
            continue
        if not program.problem:
            continue
        dataset = example.source.partition(".")[0]
        found.append((prompt_of(program.problem), target, example.weight, dataset))
    return found, len(examples) - len(found)
