"""Examples without labels get them by place: rows in memory, or a whole file as it stands."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from mycelium_distill.examples.labelled import UnusableError
from mycelium_distill.examples.placing import Placement, placed, placement_of
from mycelium_distill.examples.record import Example, replace_row, unreadable, write_lines
from mycelium_distill.templates.relevance import OTHER
from mycelium_distill.templates.table import TemplateTable
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.parser import parse

CHUNK = 2000
"""Lines of a file that are treated at a time."""

LONGEST = 512
"""The most tokens and symbols that a row may have, as the recipes have it."""


@dataclass
class Placed:
    """What became of the rows that had no labels.

    Attributes:
        placed: Rows that have labels by place now, by data set.
        moved: Those of them that are copies and have their original's.
        left: Rows that are as they were, by data set and reason.
    """

    placed: Counter[str] = field(default_factory=Counter)
    moved: Counter[str] = field(default_factory=Counter)
    left: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, source: str, why: str, moved: bool) -> None:
        """Count a row; `why` is empty if it has got labels."""
        name = source.partition(".")[0]
        if why:
            self.left.setdefault(name, Counter())[why] += 1
        else:
            self.placed[name] += 1
            self.moved[name] += moved

    def to_json(self) -> list[dict[str, Any]]:
        """One entry for each data set."""
        return [
            {
                "source": name,
                "placed": self.placed[name],
                "moved": self.moved[name],
                "left": dict(self.left.get(name, {})),
            }
            for name in sorted({*self.placed, *self.left})
        ]

    def report(self) -> str:
        """The counts as lines for people."""
        lines = []
        for row in self.to_json():
            lines.append(
                f"{row['source']:12s} {row['placed']:8,d} rows labelled by place, "
                f"{row['moved']:,d} as their original; {sum(row['left'].values()):,d} left"
            )
            lines += [f"{row['source']}: {n:,d} left: {why}" for why, n in row["left"].items()]
        return "\n".join(lines)


@dataclass
class Placer:
    """Labels rows by place.

    Attributes:
        table: The templates.
        accepts: Raises ValueError for a row that nothing can be learnt from as it is.
    """

    table: TemplateTable
    accepts: Callable[[Example], object] | None = None
    _known: dict[str, Placement | None] = field(default_factory=dict)

    def label(self, row: Example, original: Example | None = None) -> tuple[Example, bool]:
        """The row with labels; a copy gets its original's where they fit.

        Args:
            row: A row without labels.
            original: What it is a copy of.

        Returns:
            The row, and whether its labels are the original's.

        Raises:
            UnusableError: if it cannot be labelled.
        """
        program = parse(row.program)
        found = None if original is None else self._placement(original)
        if found is not None and found.fits(program):
            try:
                return self._accepted(replace_row(row, placed(program, found, self.table))), True
            except UnusableError:
                pass  # it may still have labels of its own
        own = placement_of(program, self.table)
        return self._accepted(replace_row(row, placed(program, own, self.table))), False

    def _placement(self, original: Example) -> Placement | None:
        if original.id not in self._known:
            try:
                found = placement_of(parse(original.program), self.table)
            except UnusableError:
                found = None
            self._known[original.id] = found
        return self._known[original.id]

    def _accepted(self, row: Example) -> Example:
        if self.accepts is not None:
            try:
                self.accepts(row)
            except ValueError as error:
                raise UnusableError(str(error)) from None
        return row


def labelled_by_place(rows: Iterable[Example], placer: Placer, told: Placed) -> Iterator[Example]:
    """All rows in order, those without labels with labels by place where that can be."""
    for row in rows:
        if row.labelled:
            yield row
            continue
        try:
            found, moved = placer.label(row)
        except UnusableError as error:
            told.add(row.source, str(error), False)
            yield row
        else:
            told.add(row.source, "", moved)
            yield found


def accepting(
    tokenizer: str, table: TemplateTable, longest: int = LONGEST
) -> Callable[[Example], object]:
    """What raises ValueError for rows that cannot be encoded with their gold plan.

    Args:
        tokenizer: The trunk's, as the text of its `tokenizer.json`.
        table: The templates.
        longest: The most tokens and symbols of a row.
    """
    from mycelium_distill.multitask.encoded import Encoding
    from mycelium_distill.multitask.showing import Mixture
    from mycelium_ir.language import base_language

    names = (*(template.name for template in table.templates), OTHER)
    mixture = Mixture(gold=1, predicted=0, noisy=0, stated=0, gaps=1)
    return (
        Encoding(tokenizer, names, tuple(base_language().goals), mixture, longest, 0)
        .encoder()
        .encode
    )


# --------------------------------------------------------------------------- a whole file

Task = tuple[Example, Example | None]
"""A row without labels, and what it is a copy of."""

_placers: list[Placer] = []
"""This process's."""


def place_file(
    path: Path,
    output: Path,
    table: TemplateTable,
    *,
    tokenizer: str | None = None,
    longest: int = LONGEST,
    workers: int = 1,
) -> Placed:
    """Write a file of examples anew: rows without labels by place, all others as they are.

    Originals stand before their copies.

    Args:
        path: The file.
        output: The file to write.
        table: The templates.
        tokenizer: A trunk's, as text: rows that cannot be encoded with it stay unlabelled.
        longest: The most tokens and symbols of such a row.
        workers: So many processes.

    Raises:
        MyceliumError: MYC316, if the file is missing or a line is no example; MYC237, if
            the other cannot be written.
    """
    told = Placed()
    setup = (table, tokenizer, longest)
    if workers <= 1:
        _start(*setup)
    pool = (
        nullcontext()
        if workers <= 1
        else ProcessPoolExecutor(workers, get_context("spawn"), _start, setup)
    )
    with pool as running:
        write_lines(output, _lines(path, told, running, workers))
    return told


def _lines(
    path: Path, told: Placed, running: ProcessPoolExecutor | None, workers: int
) -> Iterator[bytes]:
    originals: dict[str, Example] = {}
    number = 0
    try:
        with gzip.open(path, "rb") as file:
            while lines := list(islice(file, CHUNK)):
                tasks: dict[int, Task] = {}
                for place, line in enumerate(lines):
                    number += 1
                    row = _unlabelled(line)
                    if row is None:
                        continue
                    if row.id == row.group:
                        originals[row.id] = row
                    tasks[place] = (row, originals.get(row.group) if row.id != row.group else None)
                for place, found in zip(
                    tasks, _run(list(tasks.values()), running, workers), strict=True
                ):
                    told.add(tasks[place][0].source, found[1], found[2])
                    lines[place] = found[0] or lines[place]
                yield from lines
    except (OSError, EOFError, ValueError) as error:
        raise unreadable(path, number, error) from None


def _unlabelled(line: bytes) -> Example | None:
    """The row of a line, if it has no labels and is no sample of a model."""
    if b'"labelled":false' not in line.replace(b" ", b""):
        return None
    data = json.loads(line)
    if not isinstance(data, dict):
        raise ValueError("it is no JSON object")
    row = Example.from_json(data)
    return None if row.labelled or row.correct is not None else row


Fate = tuple[bytes, str, bool]
"""A new line or none, why there is none, and whether the labels are the original's."""


def _run(
    tasks: Sequence[Task], running: ProcessPoolExecutor | None, workers: int
) -> Iterator[Fate]:
    if running is None:
        yield from _fates(tasks)
        return
    size = max(1, -(-len(tasks) // (2 * workers)))
    for fates in running.map(_fates, [tasks[i : i + size] for i in range(0, len(tasks), size)]):
        yield from fates


def _start(table: TemplateTable, tokenizer: str | None, longest: int) -> None:
    accepts = None if tokenizer is None else accepting(tokenizer, table, longest)
    _placers[:] = [Placer(table, accepts)]


def _fates(tasks: Sequence[Task]) -> list[Fate]:
    (placer,) = _placers
    found: list[Fate] = []
    for row, original in tasks:
        try:
            new, moved = placer.label(row, original)
        except UnusableError as error:
            found.append((b"", str(error), False))
        except MyceliumError as error:
            found.append((b"", f"{error.diagnostics[0].code} from the parser", False))
        else:
            found.append((new.to_line(), "", moved))
    return found
