"""Two evaluations of the same rows side by side: the difference, and the rows that flipped."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from mycelium.evaluation.report import Share
from mycelium.evaluation.statistics import Interval, mcnemar_mid_p, paired_bootstrap
from mycelium.files import decode, lines_of, open_binary
from mycelium_ir.diagnostics import Diagnostic, MyceliumError


@dataclass(frozen=True)
class Paired:
    """Two runs over the same rows: per row its id and whether each run was right."""

    names: tuple[str, str]
    ids: Sequence[str]
    first: Sequence[bool]
    second: Sequence[bool]

    @property
    def shares(self) -> tuple[Share, Share]:
        """The accuracy of each run."""
        return Share(sum(self.first), len(self.ids)), Share(sum(self.second), len(self.ids))

    @property
    def difference(self) -> float:
        """The second run's accuracy minus the first's."""
        return (sum(self.second) - sum(self.first)) / len(self.ids)

    @cached_property
    def interval(self) -> Interval:
        """The paired bootstrap's 95% interval of the difference."""
        return paired_bootstrap(self.first, self.second)

    @property
    def gained(self) -> list[str]:
        """The rows that only the second run has right."""
        return [i for i, a, b in self._rows() if b and not a]

    @property
    def lost(self) -> list[str]:
        """The rows that only the first run has right."""
        return [i for i, a, b in self._rows() if a and not b]

    @property
    def p(self) -> float:
        """McNemar's mid-p value: how likely such a difference is if there is none."""
        return mcnemar_mid_p(len(self.lost), len(self.gained))

    def _rows(self) -> zip[tuple[str, bool, bool]]:
        return zip(self.ids, self.first, self.second, strict=True)

    def to_json(self) -> dict[str, Any]:
        """The comparison as a JSON object."""
        first, second = self.shares
        return {
            "first": {"name": self.names[0], **first.to_json()},
            "second": {"name": self.names[1], **second.to_json()},
            "difference": self.difference,
            "low": self.interval.low,
            "high": self.interval.high,
            "p": self.p,
            "gained": self.gained,
            "lost": self.lost,
        }

    def __str__(self) -> str:
        first, second = self.shares
        low, high = 100 * self.interval.low, 100 * self.interval.high
        return "\n".join(
            [
                f"{self.names[0]}: {first}",
                f"{self.names[1]}: {second}",
                f"difference: {100 * self.difference:+.1f} points [{low:+.1f}, {high:+.1f}]"
                "   (paired bootstrap, 95%)",
                f"McNemar's mid-p: {self.p:.4f}   n = {len(self.ids)}",
                f"only the second is right ({len(self.gained)}): {_listed(self.gained)}",
                f"only the first is right ({len(self.lost)}): {_listed(self.lost)}",
            ]
        )


def compare(first: Path, second: Path) -> Paired:
    """Compare two files of rows that evaluations wrote.

    Raises:
        MyceliumError: MYC237 if one cannot be read, MYC248 if they do not hold the
            same rows with the same gold answers.
    """
    a, b = read_rows(first), read_rows(second)
    if a.keys() != b.keys():
        only = sorted(a.keys() ^ b.keys())
        raise _unlike(
            f"{first} and {second} do not hold the same rows: {len(only)} stand in one only, "
            f"such as {only[0]}",
            "evaluate both on the same dataset, split, limit and seed",
        )
    different = [name for name in a if a[name]["gold"] != b[name]["gold"]]
    if different:
        raise _unlike(
            f"the gold answers of {first} and {second} differ, at row {different[0]} for instance",
            "evaluate both on the same version of the dataset",
        )
    return Paired(
        (str(first), str(second)),
        list(a),
        [row["verdict"] == "equal" for row in a.values()],
        [b[name]["verdict"] == "equal" for name in a],
    )


def read_rows(path: Path) -> dict[str, Mapping[str, Any]]:
    """The rows of an evaluation by id, in their order.

    Raises:
        MyceliumError: MYC237 if the file cannot be read, MYC248 if a line is no row.
    """
    rows: dict[str, Mapping[str, Any]] = {}
    with open_binary(path) as file:
        for number, line in enumerate(lines_of(file, str(path)), 1):
            try:
                row = json.loads(decode(line, str(path)))
            except (ValueError, MyceliumError):
                row = None
            if not isinstance(row, dict) or not {"id", "gold", "verdict"} <= row.keys():
                raise _unlike(
                    f"line {number} of {path} is no row of an evaluation",
                    "give files that `mycelium eval --rows FILE` wrote",
                )
            if row["id"] in rows:
                raise _unlike(
                    f"line {number} of {path} repeats the row {row['id']}",
                    "give files that one evaluation wrote each",
                )
            rows[row["id"]] = row
    if not rows:
        raise _unlike(f"{path} holds no rows", "give files that `mycelium eval --rows FILE` wrote")
    return rows


def _unlike(message: str, hint: str) -> MyceliumError:
    return MyceliumError(Diagnostic("MYC248", message, hint=hint))


def _listed(ids: Sequence[str], most: int = 20) -> str:
    shown = ", ".join(ids[:most])
    return (shown + (f" and {len(ids) - most} more" if len(ids) > most else "")) or "none"
