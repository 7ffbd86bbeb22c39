"""Whether attribution names the pass in which an error was planted.

Programs are made that are known to be right, the output of one pass is spoiled (or
of two), and only rows whose answer changed count; with two, only rows that each of
them spoils by itself.

python benchmarks/planted_errors.py [--single 200] [--double 40] [--seed 0]
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planted_passes import ORDER, pairs, pipeline, planted_plugins
from planted_problems import BOOK, problems

from mycelium.analyses import Analyses
from mycelium.evaluation.answers import Verdict
from mycelium.evaluation.attribution.attribute import attribute
from mycelium.evaluation.attribution.gold import Gold, known_of
from mycelium.evaluation.attribution.report import columns
from mycelium.evaluation.dataset import Dataset, Example
from mycelium.evaluation.evaluate import evaluate
from mycelium.executor import Executor
from mycelium.passes import Context
from mycelium.plugins import Plugins


@dataclass(frozen=True)
class Planting:
    """What attribution named for the rows into which errors were planted.

    `named` counts rows by the pass named (its bare name) or by category.
    """

    passes: tuple[str, ...]
    named: Counter[str]

    @property
    def rows(self) -> int:
        """The rows whose answer changed."""
        return self.named.total()

    @property
    def hits(self) -> int:
        """Those for which the pass, the earlier of two, was named."""
        return self.named[self.passes[0]]


class Bench:
    """Makes problems, spoils passes and attributes."""

    def __init__(self, plugins: Plugins, executor: Executor, seed: int = 0) -> None:
        self.plugins = plugins
        self.seed = seed
        self.context = Context(plugins.language, executor, Analyses())

    def sound(self, examples: Sequence[Example]) -> bool:
        """Whether every program is right as long as nothing is spoiled."""
        report = evaluate(_dataset(examples), pipeline(self.plugins), self.context)
        return report.accuracy.hits == len(examples)

    def plant(self, passes: Iterable[str], rows: int) -> Planting:
        """Spoil some passes until so many rows have changed, and attribute these rows."""
        passes = tuple(passes)
        spoiled: list[Example] = []
        drawn = 0
        while len(spoiled) < rows:
            fresh = problems(drawn + rows, self.seed + 1)[drawn:]
            drawn += rows
            for choice in [(name,) for name in passes] + ([passes] if len(passes) > 1 else []):
                fresh = self._changed(fresh, choice)
            spoiled += fresh
        found = attribute(
            _dataset(spoiled[:rows]),
            pipeline(self.plugins, passes, self.seed),
            self.context,
            gold_of,
        )
        return Planting(passes, Counter(f.name.partition("#")[0] for f in found.faults))

    def _changed(self, examples: Sequence[Example], passes: Sequence[str]) -> list[Example]:
        """The rows that have another answer with these passes spoiled; not those with none."""
        if not examples:
            return []
        spoiled = pipeline(self.plugins, passes, self.seed)
        report = evaluate(_dataset(examples), spoiled, self.context)
        changed = {row.id for row in report.rows if row.verdict is Verdict.DIFFERENT}
        return [example for example in examples if example.id in changed]


def gold_of(example: Example) -> Gold:
    """The right program of a row that was made."""
    program = BOOK[example.problem]
    return Gold(program, known_of(program))


def _dataset(examples: Sequence[Example]) -> Dataset:
    return Dataset("planted", "all", tuple(examples))


def table(plantings: Sequence[Planting]) -> list[str]:
    """A line for each planting: rows, how many were named right, and what else was named."""
    rows = []
    for planting in plantings:
        others = [f"{n} {c}" for n, c in planting.named.most_common() if n != planting.passes[0]]
        rows.append(
            [
                " + ".join(planting.passes),
                str(planting.rows),
                str(planting.hits),
                f"{100 * planting.hits / planting.rows:.1f}%",
                ", ".join(others),
            ]
        )
    return columns(["planted in", "rows", "named", "share", "named instead"], rows, {1, 2, 3})


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--single", type=int, default=200, help="rows for each single pass")
    parser.add_argument("--double", type=int, default=40, help="rows for each two passes")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    with Executor() as executor:
        bench = Bench(planted_plugins(), executor, chosen.seed)
        assert bench.sound(problems(chosen.single, chosen.seed + 1))
        for title, passes, rows in (
            ("one pass", [(name,) for name in ORDER], chosen.single),
            ("two passes: the earlier is to be named", list(pairs()), chosen.double),
        ):
            found = [bench.plant(p, rows) for p in passes]
            total = sum(p.rows for p in found)
            hits = sum(p.hits for p in found)
            print(f"{title}: {hits} of {total} rows, {100 * hits / total:.1f}%")
            print("\n".join(table(found)), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
