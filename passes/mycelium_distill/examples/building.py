"""The file of examples, from its sources to its counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mycelium_distill.examples.record import Example

SHARES = {
    "gsm8k": 1.0,
    "mawps": 0.5,
    "algebra": 0.125,
    "mathqa": 1 / 6,
    "draw": 1 / 3,
    "dolphin1878": 1 / 3,
}
"""How many copies a row of each data set gets, as a share of `--perturbations`."""


@dataclass
class Told:
    """What a file of examples holds, counted while it is written.

    Attributes:
        rows: Rows by data set and split.
        originals: Those that are no copies.
        labelled: Those with clauses and templates.
        characters: The programs' characters, the problem included.
        problems: The problems' characters.
    """

    rows: Counter[tuple[str, str]] = field(default_factory=Counter)
    originals: Counter[tuple[str, str]] = field(default_factory=Counter)
    labelled: Counter[tuple[str, str]] = field(default_factory=Counter)
    characters: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, row: Example) -> Example:
        """Count a row, and hand it on."""
        key = (row.source.partition(".")[0], row.split)
        self.rows[key] += 1
        self.originals[key] += row.id == row.group
        self.labelled[key] += row.labelled
        self.characters[key] += len(row.program)
        return row

    def to_json(self) -> list[dict[str, Any]]:
        """One entry for each data set and split."""
        return [
            {
                "source": source,
                "split": split,
                "rows": count,
                "originals": self.originals[source, split],
                "labelled": self.labelled[source, split],
                "characters": round(self.characters[source, split] / count),
            }
            for (source, split), count in sorted(self.rows.items())
        ]

    def report(self, dropped: Mapping[str, Mapping[str, int]]) -> str:
        """The counts as lines for people, with what fell out and why."""
        lines = [
            f"{row['source']:12s} {row['split']:7s} {row['rows']:8,d} rows, {row['originals']:,d} "
            f"originals, {row['labelled']:,d} labelled, {row['characters']:,d} characters each"
            for row in self.to_json()
        ]
        lines.append(f"{sum(self.rows.values()):,d} rows")
        for source, reasons in sorted(dropped.items()):
            lines += [f"{source}: {n:,d} fell out: {why}" for why, n in reasons.items() if n]
        return "\n".join(lines)
