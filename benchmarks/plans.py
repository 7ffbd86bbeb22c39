"""What `extract` writes with gold clauses: under the gold plan, the predicted one, or none.

    python benchmarks/plans.py examples.jsonl.gz --source gsm8k [--split report] [--weights W]

The rows are originals of that source in a file of `mycelium examples`; a program is right if its
last step has the gold answer. Beside it stands how often C2 gives a clause just its templates.
"""

from __future__ import annotations

import argparse
import dataclasses
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import torch

from mycelium_distill.examples.record import Example, read_examples
from mycelium_distill.folds.planning import predicted_plans
from mycelium_distill.multitask.showing import templates_by_clause
from mycelium_ir.nodes import Clause, Problem, Program
from mycelium_ir.parser import parse
from mycelium_passes.reading.encoding import Readings
from mycelium_passes.reading.loading import load_model
from mycelium_passes.reading.states import sound
from mycelium_passes.weights import find_weights
from mycelium_passes.writing.decoding import Task, write
from mycelium_passes.writing.draft import Order

VIEWS = ("gold plan", "predicted plan", "no plan", "no clauses")
LONGEST = 256
AT_ONCE = 64


def asked(path: Path, source: str, split: str) -> list[tuple[Program, Fraction]]:
    """The programs of a source's originals with the values that answer their questions."""
    found = []
    for row in read_examples(path):
        if row.split == split and row.id == row.group and _source(row) == source:
            program = parse(row.program)
            value = row.values.get(program.answer or "")
            if value is not None:
                found.append((program, Fraction(value)))
    return found


def _source(row: Example) -> str:
    return row.source.partition(".")[0]


def measure(model: Any, rows: list[tuple[Program, Fraction]]) -> Counter[str]:
    """How many programs are right by view, and how many clauses get their gold templates."""
    told: Counter[str] = Counter()
    begun = [
        Program(tuple(s for s in program.statements if isinstance(s, Problem | Clause)))
        for program, _ in rows
    ]
    read = [sound(one) for one in Readings(model).read(begun)]
    predicted = predicted_plans(model, list(zip(begun, read, strict=True)))
    tasks: list[Task] = []
    for (program, _), bare, reading, plan in zip(rows, begun, read, predicted, strict=True):
        gold = templates_by_clause(program)
        order = Order(bare, {})
        tasks += [
            Task(reading, dataclasses.replace(order, plan=gold)),
            Task(reading, dataclasses.replace(order, plan=plan)),
            Task(reading, order),
            Task(reading, dataclasses.replace(order, clauses=False)),
        ]
        told["clauses"] += len(gold)
        told["planned"] += sum(
            list(own) == list(wanted) for own, wanted in zip(plan or (), gold, strict=False)
        )
    written = iter(write(model, tasks, longest=LONGEST))
    for _, value in rows:
        for view in VIEWS:
            (writing,) = next(written)
            draft = writing.draft
            told[view] += bool(draft.steps) and draft.values.get(draft.steps[-1].name) == value
    return told


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("examples", type=Path, metavar="EXAMPLES.jsonl.gz")
    parser.add_argument("--source", default="gsm8k", help="such as gsm8k or mawps")
    parser.add_argument("--split", default="report", help="report, tune or train")
    parser.add_argument("--weights", help="what is installed if not given")
    parser.add_argument("--limit", type=int, help="the first so many rows")
    given = parser.parse_args()
    rows = asked(given.examples, given.source, given.split)[: given.limit]
    if not rows:
        parser.error(f"{given.examples} has no row of {given.source}, split {given.split}")
    model = load_model(str(find_weights(given.weights)), "cpu")
    told: Counter[str] = Counter()
    with torch.inference_mode():
        for start in range(0, len(rows), AT_ONCE):
            told += measure(model, rows[start : start + AT_ONCE])
    print(f"{len(rows):,} rows of {given.source}, split {given.split}, gold clauses")
    for view in VIEWS:
        print(f"{view:16s} {told[view]:5,d} right  {told[view] / len(rows):6.1%}")
    print(f"clauses whose templates are all right: {told['planned'] / told['clauses']:.1%}")


if __name__ == "__main__":
    main()
