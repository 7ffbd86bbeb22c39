"""Predicted plans, put to the examples that they were predicted for and to their copies."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from mycelium_distill.examples.record import Example, read_examples, write_examples
from mycelium_distill.folds.planning import Templates
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.parser import parse


def write_plans(path: Path, plans: Mapping[str, Templates]) -> None:
    """Write plans by the ids of examples, as JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        for row, plan in plans.items():
            file.write(json.dumps({"id": row, "plan": plan}, ensure_ascii=False) + "\n")


def read_plans(paths: Iterable[Path]) -> dict[str, Templates]:
    """The plans of several files.

    Raises:
        MyceliumError: MYC348, if a file is missing or holds something else.
    """
    found: dict[str, Templates] = {}
    for path in paths:
        try:
            for line in path.read_text("utf-8").splitlines():
                told = json.loads(line)
                found[told["id"]] = tuple(tuple(map(str, clause)) for clause in told["plan"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise _unreadable(path, "plans", error) from None
    return found


def read_solved(paths: Iterable[Path]) -> dict[str, list[str]]:
    """The answers of a row's programs, of all files together.

    Raises:
        MyceliumError: MYC348, if a file is missing or holds something else.
    """
    found: dict[str, list[str]] = {}
    for path in paths:
        try:
            for row, answers in json.loads(path.read_text("utf-8")).items():
                found.setdefault(row, []).extend(map(str, answers))
        except (OSError, ValueError, AttributeError, TypeError) as error:
            raise _unreadable(path, "answers", error) from None
    return found


def with_plans(examples: Path, plans: Sequence[Path], output: Path) -> tuple[int, int]:
    """Write the examples once more, with the plans that models which had not seen them predict.

    A copy tells the same story: it gets its original's plan, if it has as many clauses.

    Returns:
        How many examples have a plan, and how many there are.

    Raises:
        MyceliumError: MYC348 or MYC316, if a file cannot be read; MYC237, if none can be written.
    """
    known = read_plans(plans)
    counted = [0, 0]

    def rows() -> Iterator[Example]:
        for row in read_examples(examples):
            planned = _planned(row, known.get(row.group))
            counted[0] += planned.plan is not None
            counted[1] += 1
            yield planned

    write_examples(output, rows())
    return counted[0], counted[1]


def _planned(row: Example, plan: Templates | None) -> Example:
    if plan is None or not row.labelled or row.correct is not None:
        return row
    if row.id != row.group and len(parse(row.program).clauses) != len(plan):
        return row
    return dataclasses.replace(row, plan=plan)


def _unreadable(path: Path, what: str, error: Exception) -> MyceliumError:
    return MyceliumError(
        Diagnostic(
            "MYC348",
            f"{path}: no {what} can be read: {error}",
            hint="`mycelium sample-programs` writes them beside its output",
            subject=str(path),
        )
    )
