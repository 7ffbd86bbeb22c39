"""The evaluation log: a line for each run, so that it can be counted how often a test was seen.

A test split is to be scored once per configuration that lands. The file is JSON lines
and is only ever added to; `benchmarks/eval_log.jsonl` is this project's own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mycelium.evaluation.report import Report
from mycelium.files import decode, lines_of, open_binary, unwritable
from mycelium.journal import to_line
from mycelium_ir.diagnostics import Diagnostic, MyceliumError


@dataclass(frozen=True)
class Entry:
    """One run of `mycelium eval`.

    Attributes:
        date: The day, in UTC, `2026-01-31`.
        dataset: The dataset's name.
        split: Which part of it.
        held_out: Whether that part is for measuring only.
        n: The rows that were measured.
        limit: The most rows that were asked for; None for all.
        pipeline: The pipeline's text.
        fingerprint: What stands for the configuration when runs are counted: it changes
            with any pass, its options and its weights.
        weights: The weights' hashes, by the pass's label.
        seed: The seed.
        samples: The candidates that were wanted of each row.
        strict: Whether rounding was off.
        hits: The rows that were right.
        accuracy: Their share.
        low: The lower end of its Wilson interval, 95%.
        high: The upper end.
        versions: What the run depended on.
        note: Anything that a person should know of the run.
    """

    date: str
    dataset: str
    split: str
    held_out: bool
    n: int
    limit: int | None
    pipeline: str
    fingerprint: str
    weights: Mapping[str, str]
    seed: int
    samples: int
    strict: bool
    hits: int
    accuracy: float
    low: float
    high: float
    versions: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What runs are counted by: dataset, split and configuration."""
        return self.dataset, self.split, self.fingerprint


def entry_of(report: Report, *, date: str | None = None, note: str = "") -> Entry:
    """The log's line for a report; today's, unless another date is given."""
    told = report.configuration
    accuracy = report.accuracy
    return Entry(
        date=date or datetime.now(UTC).date().isoformat(),
        dataset=told["dataset"],
        split=told["split"],
        held_out=told["held_out"],
        n=told["n"],
        limit=told["limit"],
        pipeline=told["pipeline"],
        fingerprint=told["fingerprint"],
        weights={n: p["weights"] for n, p in told["passes"].items() if p["weights"]},
        seed=told["seed"],
        samples=told["samples"],
        strict=told["strict"],
        hits=accuracy.hits,
        accuracy=accuracy.hits / accuracy.n,
        low=accuracy.interval.low,
        high=accuracy.interval.high,
        versions=dict(told["versions"]),
        note=note,
    )


@dataclass(frozen=True)
class EvalLog:
    """The runs of a log, the oldest first."""

    entries: Sequence[Entry]

    def runs(self, dataset: str, split: str, fingerprint: str | None = None) -> int:
        """How often a split was scored, with one configuration or with any."""
        return sum(
            (e.dataset, e.split) == (dataset, split) and fingerprint in (None, e.fingerprint)
            for e in self.entries
        )

    def told(self, entry: Entry) -> str:
        """How often the split of a run was scored before it."""
        same = self.runs(*entry.key)
        every = self.runs(entry.dataset, entry.split)
        what = "test split" if entry.held_out else "split"
        return (
            f"this {what} was scored before: {_times(same)} with this configuration, "
            f"{_times(every)} in all"
        )

    def __str__(self) -> str:
        """A table: a line for each configuration and test split, with how often it was scored."""
        counted: dict[tuple[str, str, str], list[Entry]] = {}
        for entry in self.entries:
            if entry.held_out:
                counted.setdefault(entry.key, []).append(entry)
        if not counted:
            return "no test split was scored"
        rows = [("runs", "test split", "configuration", "rows", "accuracy", "last", "pipeline")]
        for (dataset, split, fingerprint), runs in sorted(counted.items()):
            last = runs[-1]
            interval = f"[{100 * last.low:.1f}, {100 * last.high:.1f}]"
            accuracy = f"{100 * last.accuracy:.1f}% {interval}"
            cells = (f"{dataset} {split}", fingerprint, str(last.n), accuracy, last.date)
            rows.append((str(len(runs)), *cells, last.pipeline))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join(
            "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows
        )

    def to_json(self) -> list[dict[str, Any]]:
        """All runs as JSON values."""
        return [asdict(entry) for entry in self.entries]


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def read_log(path: Path) -> EvalLog:
    """Read a log.

    Raises:
        MyceliumError: MYC237 if the file cannot be read, MYC253 if a line is no run.
    """
    entries: list[Entry] = []
    with open_binary(path) as file:
        for number, line in enumerate(lines_of(file, str(path)), 1):
            if line.strip():
                entries.append(_entry(line, path, number))
    return EvalLog(tuple(entries))


def log_so_far(path: Path) -> EvalLog:
    """A log that may not have begun; see `read_log`."""
    return read_log(path) if path.exists() else EvalLog(())


def append(path: Path, entry: Entry) -> None:
    """Add a run at the end of a log, which begins with it if need be.

    Raises:
        MyceliumError: MYC237, if it cannot be written.
    """
    try:
        # One write of a whole line at the end of the file: runs side by side do not mix.
        with path.open("ab", buffering=0) as file:
            file.write(to_line(asdict(entry)))
    except OSError as error:
        raise unwritable(path, error) from None


def _entry(line: bytes, path: Path, number: int) -> Entry:
    try:
        found = json.loads(decode(line, str(path)))
        entry = Entry(**found)
        whole = isinstance(entry.dataset, str) and isinstance(entry.held_out, bool)
        if whole and isinstance(entry.accuracy, int | float):
            return entry
    except (ValueError, TypeError, MyceliumError):
        pass
    raise MyceliumError(
        Diagnostic(
            "MYC253",
            f"line {number} of {path} is no run of an evaluation",
            hint="give a file that `mycelium eval ... --log FILE` wrote, or mend the line",
            subject=str(path),
        )
    )
