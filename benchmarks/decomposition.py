"""Whether the decomposition earns its keep: the six passes against the monolith, set by set.

    mycelium eval gsm8k:test --data DIR --rows six/gsm8k.jsonl
    mycelium eval gsm8k:test --data DIR --passes monolith --rows one/gsm8k.jsonl
    python benchmarks/decomposition.py --set GSM8K six/gsm8k.jsonl one/gsm8k.jsonl \
        --set SVAMP six/svamp.jsonl one/svamp.jsonl

It does if the six are on average over the sets at least as good, and on no set the paired
95% interval of the difference lies wholly below -2 points. The exit code is 1 if it does not.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from mycelium.evaluation.paired import Paired, compare
from mycelium.evaluation.report import Share
from mycelium_ir.diagnostics import MyceliumError

WORST = -0.02
"""An interval that ends below it says that a set is lost."""


@dataclass(frozen=True)
class Decomposition:
    """The comparison of every set, the six passes' rows being the second run's."""

    sets: Mapping[str, Paired]

    @property
    def mean(self) -> float:
        """The mean of the sets' differences, each set counting alike."""
        return float(self._exact)

    @property
    def lost(self) -> list[str]:
        """The sets whose interval lies wholly below the worst that is borne."""
        return [name for name, paired in self.sets.items() if paired.interval.high < WORST]

    @property
    def holds(self) -> bool:
        """Whether the decomposition earns its keep."""
        return self._exact >= 0 and not self.lost

    @property
    def _exact(self) -> Fraction:
        """The mean without rounding, which must not decide when it is nought."""
        sums = (
            Fraction(sum(paired.second) - sum(paired.first), len(paired.ids))
            for paired in self.sets.values()
        )
        return sum(sums, Fraction(0)) / len(self.sets)

    def to_json(self) -> dict[str, Any]:
        """As plain data, without the rows' names."""
        sets = {}
        for name, paired in self.sets.items():
            monolith, six = paired.shares
            sets[name] = {
                "six": six.to_json(),
                "monolith": monolith.to_json(),
                "difference": paired.difference,
                "low": paired.interval.low,
                "high": paired.interval.high,
            }
        return {"sets": sets, "mean": self.mean, "lost": self.lost, "holds": self.holds}

    def __str__(self) -> str:
        lines = [
            "| set | rows | six passes | monolith | difference, points |",
            "|---|---:|---|---|---|",
        ]
        for name, paired in self.sets.items():
            monolith, six = paired.shares
            low, high = 100 * paired.interval.low, 100 * paired.interval.high
            lines.append(
                f"| {name} | {len(paired.ids):,} | {_share(six)} | {_share(monolith)} "
                f"| {100 * paired.difference:+.1f} [{low:+.1f}, {high:+.1f}] |"
            )
        lost = ", ".join(self.lost) or "none"
        return "\n".join(
            [
                *lines,
                "",
                f"mean difference over {len(self.sets)} sets: {100 * self.mean:+.2f} points",
                f"sets whose interval lies wholly below {100 * WORST:.0f} points: {lost}",
                f"the decomposition earns its keep: {'yes' if self.holds else 'no'}",
            ]
        )


def _share(share: Share) -> str:
    low, high = 100 * share.interval.low, 100 * share.interval.high
    return f"{100 * share.hits / share.n:.1f}% [{low:.1f}, {high:.1f}]"


def compared(sets: Sequence[tuple[str, Path, Path]]) -> Decomposition:
    """Compare sets: of each its name, the six passes' rows and the monolith's.

    Raises:
        MyceliumError: as `mycelium.evaluation.paired.compare`.
    """
    return Decomposition({name: compare(monolith, six) for name, six, monolith in sets})


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table and whether the rule holds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--set",
        dest="sets",
        nargs=3,
        action="append",
        required=True,
        metavar=("NAME", "SIX", "MONOLITH"),
        help="a set: its name, and the rows that `mycelium eval --rows` wrote; may be repeated",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args(argv)
    names = [name for name, _, _ in given.sets]
    if len(set(names)) < len(names):
        parser.error("two sets have one name")
    try:
        found = compared([(name, Path(six), Path(one)) for name, six, one in given.sets])
    except MyceliumError as error:
        first = error.diagnostics[0]
        parser.error(f"{first.code}: {first.message}; {first.hint}")
    print(json.dumps(found.to_json(), indent=1) if given.json else found)
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.exit(main())
