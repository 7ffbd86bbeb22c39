"""From rows with verified programs to what is learnt: a problem, and its program's text."""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mycelium.evaluation.gold_programs.exact import NoValueError, values_of
from mycelium_distill.perturbing.varying import Varying
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Program
from mycelium_ir.outcome import Value
from mycelium_monolith.target import prompt_of, rational_values, target_of

if TYPE_CHECKING:
    from mycelium.executor import Executor
    from mycelium_distill.training import Pair

UNWRITTEN = "cannot be written down"
"""What rows are counted as whose program the monolith's text cannot spell."""

_RENAMED = 0.5
"""The share of copies in which people have other names."""
_SHORT = 3
"""Only programs of at most so many steps are given needless sentences."""


@dataclass(frozen=True)
class Source:
    """A row of any data set: a whole program that is known to be right, and its values."""

    dataset: str
    program: Program
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Augmentation:
    """How many copies are made of a row, and what is done to them.

    Attributes:
        perturbations: copies with other numbers, by data set; none for the others.
        distractors: the share of copies of short programs that get a needless sentence.
        seed: of all draws; a row's copies depend on it and the row alone.
    """

    perturbations: Mapping[str, int] = field(default_factory=dict)
    distractors: float = 0.25
    seed: int = 0


def pairs_of(
    sources: Sequence[Source],
    augmentation: Augmentation,
    *,
    progress: Callable[[int], None] | None = None,
) -> tuple[list[Pair], dict[str, int]]:
    """The pairs of all rows and their copies, none twice, and how many each data set gives.

    A row whose program cannot be written down is left out, and counted.
    """
    from mycelium_distill.training import Pair

    varying = Varying.learn([source.program.problem or "" for source in sources])
    found: dict[tuple[str, str], None] = {}
    counts: Counter[str] = Counter()
    for done, source in enumerate(sources):
        before = len(found)
        try:
            for pair in _of_row(source, augmentation, varying):
                found[pair] = None
        except ValueError:
            counts[UNWRITTEN] += 1
        counts[source.dataset] += len(found) - before
        if progress is not None:
            progress(done + 1)
    return [Pair(prompt, target) for prompt, target in found], dict(counts)


def _of_row(
    source: Source, augmentation: Augmentation, varying: Varying
) -> Iterator[tuple[str, str]]:
    problem = source.program.problem or ""
    yield prompt_of(problem), target_of(source.program, rational_values(source.values))
    copies = augmentation.perturbations.get(source.dataset, 0)
    draw = random.Random(f"{augmentation.seed}:{problem}")
    for program, values in _copies(source.program, copies, augmentation.seed):
        text = program.problem or ""
        if draw.random() < _RENAMED:
            text = varying.renaming(text, draw).new
        if len(program.steps) <= _SHORT and draw.random() < augmentation.distractors:
            text = varying.distracting(text, draw).new
        yield prompt_of(text), target_of(program, values)


def _copies(
    program: Program, copies: int, seed: int
) -> Iterator[tuple[Program, Mapping[str, Fraction]]]:
    """Copies with other numbers; the program itself so often where it has none."""
    from mycelium_distill.perturbation import perturb

    if not copies:
        return
    try:
        for copy in perturb(program, copies, seed=seed):
            yield copy, values_of(copy)
    except MyceliumError:
        try:
            values = values_of(program)
        except NoValueError:
            return
        yield from [(program, values)] * copies


# --------------------------------------------------------------------------- where rows come from


def sources_of_data(
    data: Path | str, executor: Executor, datasets: Sequence[str]
) -> tuple[list[Source], dict[str, Any]]:
    """The verified training rows of a data folder, and what was dropped and why.

    Raises:
        MyceliumError: as `mycelium_distill.training_rows.training_rows` does.
    """
    from mycelium_distill.training_rows import training_rows

    rows = training_rows(data, executor, datasets=datasets)
    return [Source(row.dataset, row.program, row.values) for row in rows.rows], rows.to_json()


def sources_of_written(path: Path, executor: Executor) -> list[Source]:
    """The training rows of a file of written solutions, such as `mycelium algebra` makes.

    Raises:
        MyceliumError: MYC237 or MYC268, if the file cannot be read.
    """
    from mycelium_distill.written import read_written
    from mycelium_ir.parser import parse

    rows = [row for row in read_written(path) if row.split == "train"]
    programs = [parse(row.program) for row in rows]
    return [
        Source(row.source.partition(".")[0], program, outcome.values)
        for row, program, outcome in zip(rows, programs, executor.run_many(programs), strict=True)
        if outcome.ok
    ]


# --------------------------------------------------------------------------- files


def write_pairs(path: Path, pairs: Iterable[Pair], about: Mapping[str, Any]) -> None:
    """Write pairs as compressed JSON lines; the first line says what they were made from."""
    part = path.with_name(path.name + ".part")
    with gzip.GzipFile(part, "wb", mtime=0) as file:
        file.write(json.dumps(dict(about), ensure_ascii=False).encode() + b"\n")
        for pair in pairs:
            row = [pair.prompt, pair.target, pair.weight]
            file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    part.replace(path)


def read_pairs(path: Path) -> tuple[list[Pair], dict[str, Any]]:
    """The pairs of a file that `write_pairs` wrote, and what they were made from.

    Raises:
        MyceliumError: MYC237, if it is missing or no such file.
    """
    from mycelium_distill.training import Pair

    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            about = json.loads(next(file))
            return [Pair(*json.loads(line)) for line in file], about
    except (OSError, EOFError, ValueError, TypeError, StopIteration) as error:
        raise MyceliumError(
            Diagnostic(
                "MYC237",
                f"{path} holds no pairs: {error}",
                hint="make them with `mycelium train-monolith --pairs-only`",
                subject=str(path),
            )
        ) from None
