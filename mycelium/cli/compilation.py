"""What the commands that compile share: the pipeline that the options spell, dumps, timings."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mycelium.cli.console import coloured, err, paint, printable

if TYPE_CHECKING:
    from mycelium.compiler import Observer
    from mycelium.pipeline import Pipeline
    from mycelium_ir.nodes import Program


def pipeline_of(
    passes: str | None,
    swap: Sequence[str] | None,
    without: Sequence[str] | None,
    stop_after: str | None,
) -> Pipeline:
    """The pipeline that the options spell; on a terminal it is named on standard error.

    Raises:
        MyceliumError: as `mycelium.api.pipeline_of` does.
    """
    from mycelium import api
    from mycelium.plugins import plugins

    pipeline = api.pipeline_of(
        passes, plugins(), swap=swap or (), without=without or (), stop_after=stop_after
    )
    if sys.stderr.isatty():
        err(paint(f"passes: {pipeline}", "dim", sys.stderr))
    return pipeline


@dataclass(frozen=True)
class Dumps:
    """Shows programs between passes: on standard error, or as files in a folder.

    Attributes:
        stages: The places of the pipeline after which a program is shown.
        labels: What each place of the pipeline is called.
        folder: Where the files go; None shows the programs on standard error.
        name: Gives a row's name.
    """

    stages: frozenset[str]
    labels: Sequence[str]
    folder: Path | None
    name: Callable[[int], str]

    def __call__(self, row: int, label: str, program: Program) -> None:
        """Show a row's program after the pass of that label, if that was asked for."""
        if label not in self.stages:
            return
        text = str(program)
        if self.folder is None:
            err(paint(f"# {self.name(row)}, after {label}", "bold", sys.stderr))
            if coloured(sys.stderr):
                from mycelium_ir.highlight import highlight_terminal

                text = highlight_terminal(text)
            sys.stderr.write(printable(text, sys.stderr.encoding) + "\n")
            return
        from mycelium.cli.writing import write_file

        place = self.labels.index(label)
        stem = f"{row:04}-{file_stem(self.name(row))}"
        write_file(self.folder / f"{stem}.{place}-{label.replace('#', '-')}.myc", text)


def dumps(
    wanted: Sequence[str] | None,
    folder: str | None,
    pipeline: Pipeline,
    name: Callable[[int], str],
) -> Observer | None:
    """The observer that shows what `--dump-after` asks for, or None.

    Raises:
        MyceliumError: MYC156, if the pipeline has no such pass.
    """
    from mycelium.cli.writing import unwritable

    if not wanted:
        return None
    stages: set[str] = set()
    for one in wanted:
        places = range(len(pipeline)) if one == "all" else pipeline.indices(one)
        stages.update(pipeline.labels[place] for place in places)
    if folder is not None:
        try:
            Path(folder).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(Path(folder), error) from None
    return Dumps(frozenset(stages), pipeline.labels, None if folder is None else Path(folder), name)


def tell_timings(seconds: Mapping[str, float], rows: int) -> None:
    """Print on standard error how long each pass took."""
    total = sum(seconds.values())
    width = max((len(label) for label in [*seconds, "in all"]), default=0)
    for label, spent in [*seconds.items(), ("in all", total)]:
        each = f"  {1000 * spent / rows:8.2f} ms a row" if rows > 1 else ""
        err(f"{label:<{width}}  {1000 * spent:9.2f} ms{each}")


def file_stem(name: str) -> str:
    """A name as part of a file's name: `problems.jsonl:3` becomes `problems-3`."""
    stem = re.sub(r"\.(txt|myc|jsonl|ndjson|json)(?=$|:)", "", Path(name).name)
    return re.sub(r"[^\w.-]+", "-", stem).strip("-.") or "problem"


def unique(names: Iterable[str]) -> list[str]:
    """The names, later ones numbered where they would repeat an earlier one."""
    seen: set[str] = set()
    found: list[str] = []
    for name in names:
        new, count = name, 2
        while new in seen:
            new, count = f"{name}-{count}", count + 1
        seen.add(new)
        found.append(new)
    return found
