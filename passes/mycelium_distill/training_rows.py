"""All problems that may be trained on, with programs that execute to their gold answers.

Rows of any set whose number-masked text equals that of a measured row are dropped
before anything is made of them; what was dropped, and why, is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mycelium.evaluation.dataset import Dataset, Example, load_dataset
from mycelium.evaluation.gold_programs import candidates, verified
from mycelium.evaluation.splits import TRAIN, without_measured
from mycelium_distill.solutions import from_arithmetic, from_gsm8k, from_mawps, from_system
from mycelium_distill.written import Written
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.nodes import Program
from mycelium_ir.outcome import Value

if TYPE_CHECKING:
    from mycelium.executor import Executor, Limits

TRAINING = ("gsm8k:train", "mawps:train", "mathqa:dev", "draw:train", "dolphin1878:train")
"""The splits that are trained on."""

MEASURED = (
    "gsm8k:test",
    "gsm8k:report",
    "gsm8k:tune",
    "svamp:test",
    "mawps:test",
    "mawps:valid",
    "draw:valid",
    "dolphin1878:test",
)
"""The splits that are measured or tuned on: no training row is one of theirs with other numbers."""

BROKEN = "the row is broken"
DUPLICATE = "the problem stands in the training rows already"
LIKE_MEASURED = "a measured row has this text with other numbers"


@dataclass(frozen=True)
class Row:
    """A problem with a program that executes to its gold answer.

    Attributes:
        id: Names the row: the data set, a slash, and the example's own id.
        dataset: The data set that it comes from.
        split: `train`, `tune`, `report`, or what else the data set calls it.
        example: The problem with its gold answer.
        program: A program whose exact answer is equal to the gold one.
        values: The value of each of its steps.
    """

    id: str
    dataset: str
    split: str
    example: Example
    program: Program
    values: Mapping[str, Value]

    @property
    def problem(self) -> str:
        """The problem's text."""
        return self.example.problem


@dataclass(frozen=True)
class Rows:
    """Rows, and for each data set how many were read and how many dropped for which reason."""

    rows: tuple[Row, ...]
    read: Mapping[str, int]
    dropped: Mapping[str, Mapping[str, int]]

    def to_json(self) -> dict[str, Any]:
        """The counts as a JSON object: for each data set read, kept, and dropped by reason."""
        kept = Counter(row.dataset for row in self.rows)
        return {
            name: {"read": count, "kept": kept[name], "dropped": dict(self.dropped[name])}
            for name, count in self.read.items()
        }

    def report(self) -> str:
        """The counts as lines for people."""
        lines: list[str] = []
        for name, counts in self.to_json().items():
            share = counts["kept"] / counts["read"] if counts["read"] else 0.0
            lines.append(f"{name}: {counts['kept']} of {counts['read']} rows kept ({share:.1%})")
            lines += [f"  {count:6d}  {why}" for why, count in counts["dropped"].items() if count]
        return "\n".join(lines)


def training_rows(
    folder: Path | str,
    executor: Executor,
    *,
    datasets: Sequence[str] = TRAINING,
    measured: Sequence[str] = MEASURED,
    limits: Limits | None = None,
) -> Rows:
    """The training rows of a data folder, none of them like a measured row, all verified.

    The arguments, and what is raised, are those of `verified_rows`.
    """
    return verified_rows(folder, executor, datasets, measured=measured, limits=limits)


def verified_rows(
    folder: Path | str,
    executor: Executor,
    datasets: Sequence[str],
    *,
    measured: Sequence[str] = MEASURED,
    limits: Limits | None = None,
) -> Rows:
    """The rows of any splits that have a verified program: tuning rows, for instance.

    A row that is to be labelled `train` is dropped where it is like a measured row,
    whatever its data set calls the split.

    Args:
        folder: The data folder.
        executor: Runs the programs.
        datasets: The splits to read.
        measured: The splits that must stay unseen in training; where a split is
            trained on, all of their files must be there.
        limits: What each program may use; the executor's own limits if not given.

    Raises:
        MyceliumError: MYC245 if a file is missing, MYC249 if there is no such split,
            MYC267 if a data set holds no programs.
    """
    unseen: list[Example] | None = None
    rows: list[Row] = []
    read: dict[str, int] = {}
    dropped: dict[str, Counter[str]] = {}
    seen: set[str] = set()
    for name in datasets:
        dataset = load_dataset(name, folder=folder)
        counts = dropped.setdefault(dataset.name, Counter())
        read[dataset.name] = read.get(dataset.name, 0) + len(dataset) + len(dataset.problems)
        counts[BROKEN] += len(dataset.problems)
        if label_of(dataset) == TRAIN and unseen is None:
            unseen = [example for each in measured for example in load_dataset(each, folder=folder)]
        forbidden = unseen if label_of(dataset) == TRAIN else None
        kept = without_measured(dataset.examples, forbidden or ())
        counts[LIKE_MEASURED] += len(kept.dropped)
        fresh = [example for example in kept.rows if _first_time(example, seen)]
        counts[DUPLICATE] += len(kept.rows) - len(fresh)
        rows += _verified(dataset, fresh, executor, counts, limits)
    return Rows(tuple(rows), read, dropped)


def label_of(dataset: Dataset) -> str:
    """The split that a data set's rows are labelled with: MathQA's `dev` is trained on."""
    return TRAIN if dataset.split == "dev" else dataset.split


def _first_time(example: Example, seen: set[str]) -> bool:
    key = " ".join(example.problem.split())
    if key in seen:
        return False
    seen.add(key)
    return True


def _verified(
    dataset: Dataset,
    examples: Sequence[Example],
    executor: Executor,
    counts: Counter[str],
    limits: Limits | None,
) -> Iterator[Row]:
    found = candidates(examples, dataset.name)
    for _, diagnostic in found.without:
        counts[_reason(diagnostic.code)] += 1
    for checked in verified(found.rows, executor, limits=limits):
        if checked.program is None or checked.outcome is None:
            counts[f"the program's answer: {checked.verdict.value}"] += 1
            continue
        example = checked.item
        yield Row(
            f"{dataset.name}/{example.id}",
            dataset.name,
            label_of(dataset),
            example,
            checked.program,
            checked.outcome.values,
        )


def _reason(code: str) -> str:
    from mycelium.codes import all_codes

    return f"{code}: {all_codes()[code].title}"


# --------------------------------------------------------------------------- written


def written_of(row: Row) -> Written:
    """The written solution of a row: the data set's own, or one made from its program.

    Raises:
        MyceliumError: MYC265 or MYC266, if the program has a form that is not written out.
    """
    from dataclasses import replace

    return replace(_WRITERS[row.dataset](row), id=row.id)


def written_rows(rows: Iterable[Row]) -> tuple[tuple[Written, ...], Mapping[str, int]]:
    """The written solutions of rows, and how many have none, by data set."""
    found: list[Written] = []
    without: Counter[str] = Counter()
    for row in rows:
        try:
            found.append(written_of(row))
        except MyceliumError:
            without[row.dataset] += 1
    return tuple(found), without


def _system(row: Row) -> Written:
    answer = row.values[row.program.answer or ""]
    return from_system(row.example, row.program, answer.text, source=row.dataset, split=row.split)


_WRITERS: dict[str, Callable[[Row], Written]] = {
    "gsm8k": lambda row: from_gsm8k(row.example, split=row.split),
    "mawps": lambda row: from_mawps(row.example, split=row.split),
    "mathqa": lambda row: from_arithmetic(
        row.example, row.program, source="mathqa", split=row.split
    ),
    "draw": _system,
    "dolphin1878": _system,
}
