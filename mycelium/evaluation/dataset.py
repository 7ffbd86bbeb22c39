"""What a dataset is: examples with gold answers as text, and the rows that could not be read.

A broken row is named and counted apart; it never stops a dataset from loading.
"""

from __future__ import annotations

import dataclasses
import os
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from mycelium_ir.diagnostics import Diagnostic, MyceliumError, nearest

if TYPE_CHECKING:
    from mycelium.plugins import Plugins

DATA_VARIABLE = "MYCELIUM_DATA"
"""The environment variable that names the data folder where none is given."""

ON_THE_HUB = frozenset({"gsm8k", "svamp", "mawps", "math"})
"""Datasets that `hf:NAME` fetches as well."""


@dataclass(frozen=True)
class Example:
    """One problem with its gold answer.

    Attributes:
        id: Names the row in its dataset; unique there.
        problem: The problem's text.
        answer: The gold answer as it is written, to be read by `evaluation.answers`.
        alternatives: Other gold answers that the dataset accepts as well.
        extra: Whatever else the row holds: equations, annotations, ...
    """

    id: str
    problem: str
    answer: str
    alternatives: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def golds(self) -> tuple[str, ...]:
        """The gold answer and its alternatives."""
        return (self.answer, *self.alternatives)


@dataclass(frozen=True)
class Dataset:
    """A split of a dataset, read.

    Attributes:
        name: What a command calls it.
        split: Which part of it.
        examples: The rows that could be read.
        problems: One finding for each row that could not.
        groups: Named parts of the examples, by id, whose accuracy is printed too.
        baselines: Accuracies of trivial methods on these examples, by name.
        source: The file or the package that it came from.
        held_out: Whether these rows are for measuring only: nobody trains or tunes on them.
    """

    name: str
    split: str
    examples: tuple[Example, ...]
    problems: tuple[Diagnostic, ...] = ()
    groups: Mapping[str, frozenset[str]] = field(default_factory=dict)
    baselines: Mapping[str, float] = field(default_factory=dict)
    source: str = ""
    held_out: bool = False

    def __len__(self) -> int:
        return len(self.examples)

    def __iter__(self) -> Iterator[Example]:
        return iter(self.examples)

    def sample(self, limit: int | None, seed: int = 0) -> Dataset:
        """At most `limit` examples drawn without replacement, in the dataset's order.

        The same limit and seed draw the same rows, and a larger limit draws a
        superset. Baselines hold for all rows only, so a smaller sample has none.

        Raises:
            ValueError: if `limit` is less than 1.
        """
        if limit is None or limit >= len(self.examples):
            return self
        if limit < 1:
            raise ValueError("a sample has at least one row")
        order = list(range(len(self.examples)))
        random.Random(seed).shuffle(order)
        drawn = sorted(order[:limit])
        return dataclasses.replace(
            self, examples=tuple(self.examples[i] for i in drawn), baselines={}
        )


Loader: TypeAlias = Callable[[Path | None, str | None], Dataset]
"""`load(folder, split)`: both may be None, for the default. Called by position."""


def load_dataset(
    name: str,
    *,
    split: str | None = None,
    folder: Path | str | None = None,
    plugins: Plugins | None = None,
) -> Dataset:
    """Read a dataset by name, `gsm8k` or `gsm8k:report`, or a JSONL file by its path.

    What stands behind the first colon is the dataset's own to read; so
    `reasoning_gym:gcd,n=50` names a generator and how many problems to draw.

    `folder` is where the data lies; without it the environment variable
    `MYCELIUM_DATA` says so.

    Raises:
        MyceliumError: MYC200 for an unknown name, MYC245 for missing files, MYC249
            for an unknown split, or whatever the dataset's plugin raises.
    """
    path = Path(name)
    if path.suffix.lower() in (".jsonl", ".ndjson") or path.is_file():
        from mycelium.evaluation.datasets.jsonl import read_jsonl

        return read_jsonl(path)
    if ":" in name:
        name, _, part = name.partition(":")
        split = part if split is None else with_part(part, split)
    if plugins is None:
        from mycelium.plugins import plugins as installed

        plugins = installed()
    spec = plugins.find_dataset(name)
    load = cast(Loader, spec.resolve())
    given = folder if folder is not None else os.environ.get(DATA_VARIABLE) or None
    return load(None if given is None else Path(given), split)


def with_part(asked: str, part: str) -> str:
    """`owner/name,n=5` with a split: `owner/name:test,n=5`."""
    head, comma, options = asked.partition(",")
    return f"{head}:{part}{comma}{options}"


def data_file(folder: Path | None, *parts: str) -> Path:
    """A file in the data folder.

    Raises:
        MyceliumError: MYC245, if no folder is given or the file is not in it.
    """
    if folder is None:
        raise _nowhere("/".join(parts), parts[0], "file")
    path = folder.joinpath(*parts)
    if not path.is_file():
        raise _not_there("/".join(parts), parts[0], folder, "file")
    return path


def data_folder(folder: Path | None, *parts: str) -> Path:
    """A folder in the data folder.

    Raises:
        MyceliumError: MYC245, if no data folder is given or it has none of that name.
    """
    if folder is None:
        raise _nowhere("/".join(parts), parts[0], "folder")
    path = folder.joinpath(*parts)
    if not path.is_dir():
        raise _not_there("/".join(parts), parts[0], folder, "folder")
    return path


def _nowhere(wanted: str, subject: str, kind: str) -> MyceliumError:
    return MyceliumError(
        Diagnostic(
            "MYC245",
            f"the dataset needs the {kind} {wanted}, and no data folder is named",
            hint=f"give `--data DIR`, or set {DATA_VARIABLE}, to the folder that holds it"
            + _or_fetched(subject),
            subject=subject,
        )
    )


def _not_there(wanted: str, subject: str, folder: Path, kind: str) -> MyceliumError:
    return MyceliumError(
        Diagnostic(
            "MYC245",
            f"the dataset needs the {kind} {wanted}, which is not in {folder}",
            hint=f"put it there, or name another folder with `--data DIR` or {DATA_VARIABLE}"
            + _or_fetched(subject),
            subject=subject,
        )
    )


def _or_fetched(subject: str) -> str:
    if subject not in ON_THE_HUB:
        return ""
    return (
        f"; `hf:{subject}` fetches the hub's copy, with the extra `datasets` "
        "(pip install 'mycelium-math[datasets]')"
    )


def choose_split(dataset: str, split: str | None, splits: Iterable[str]) -> str:
    """The split that was asked for, or the first one.

    Raises:
        MyceliumError: MYC249, if the dataset has no such split.
    """
    known = tuple(splits)
    if split is None:
        return known[0]
    if split not in known:
        hint = nearest(split, known) or f"it has {', '.join(known)}"
        raise MyceliumError(
            Diagnostic("MYC249", f"{dataset} has no split `{split}`", hint=hint, subject=dataset)
        )
    return split


def bad_row(where: str, what: str) -> Diagnostic:
    """The finding for a row that cannot be used; `where` names file and row."""
    return Diagnostic(
        "MYC246",
        f"{where}: {what}",
        hint="mend or remove the row; the others are used",
        subject=where,
    )
