"""One training example: a problem's whole program as text, and what is known of it.

A file of examples is compressed JSON lines, one example a line.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Program
from mycelium_ir.printer import print_program

SPLITS = ("train", "tune", "report")


@dataclass(frozen=True, slots=True)
class Example:
    """A problem with its program.

    Attributes:
        id: Names the row; unique in its file.
        source: The data set that it comes from: `gsm8k`, `algebra.linear_1d`, ...
        split: `train`, `tune` or `report`.
        program: The program's text. A labelled one has the problem's clauses, the
            template of each step as its operation, its provenance, and the goal.
        values: The steps' exact values, by name, where they are rational numbers.
        labelled: Whether clauses, templates and provenance are known; if not, operations
            are base operations.
        group: The id of the original problem; its copies share it.
        weight: How much the row counts in training.
        correct: For a sample of a model, whether it gives the gold answer; None for gold.
        plan: The templates of each clause as a model predicted them that has not seen
            the group; None if no model did.
    """

    id: str
    source: str
    split: str
    program: str
    values: Mapping[str, str]
    labelled: bool
    group: str
    weight: float = 1.0
    correct: bool | None = None
    plan: tuple[tuple[str, ...], ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """The row as a JSON object."""
        return asdict(self)

    def to_line(self) -> bytes:
        """The row as a line of a file."""
        line = json.dumps(self.to_json(), ensure_ascii=False, separators=(",", ":"))
        return line.encode() + b"\n"

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Example:
        """The row that `to_json` wrote.

        Raises:
            ValueError: if a field is missing or of a wrong kind.
        """
        texts = {name: data.get(name) for name in ("id", "source", "split", "program", "group")}
        for name, text in texts.items():
            if not isinstance(text, str):
                raise ValueError(f"{name!r} is no text")
        if data["split"] not in SPLITS:
            raise ValueError(f"{data['split']!r} is no split")
        values, plan = data.get("values"), data.get("plan")
        if not isinstance(values, dict):
            raise ValueError("'values' is no object")
        weight, labelled, correct = (
            data.get("weight", 1.0),
            data.get("labelled"),
            data.get("correct"),
        )
        if not isinstance(weight, int | float) or not isinstance(labelled, bool):
            raise ValueError("'weight' is no number, or 'labelled' is neither true nor false")
        if not (correct is None or isinstance(correct, bool)):
            raise ValueError("'correct' is neither true nor false")
        if plan is not None and not (
            isinstance(plan, list) and all(isinstance(c, list) for c in plan)
        ):
            raise ValueError("'plan' is no list of lists")
        return cls(
            data["id"],
            data["source"],
            data["split"],
            data["program"],
            values,
            labelled,
            data["group"],
            float(weight),
            correct,
            None if plan is None else tuple(tuple(clause) for clause in plan),
        )


def copied(row: Example, number: int, program: Program, values: Mapping[str, str]) -> Example:
    """A row's copy of that number, from 1, with another program and other values."""
    return replace(row, id=f"{row.id}~{number}", program=print_program(program), values=values)


def replace_row(row: Example, program: Program) -> Example:
    """The row with a labelled program of the same steps."""
    return replace(row, program=print_program(program), labelled=True)


def write_examples(path: Path, rows: Iterable[Example]) -> int:
    """Write rows, beside the file first and then in its place; gives their number.

    Raises:
        MyceliumError: MYC237, if the file cannot be written.
    """
    return write_lines(path, (row.to_line() for row in rows))


def write_lines(path: Path, lines: Iterable[bytes]) -> int:
    """Write the lines of rows as `write_examples` does; gives their number.

    Raises:
        MyceliumError: MYC237, if the file cannot be written.
    """
    part = path.with_name(path.name + ".part")
    count = 0
    try:
        with open(part, "wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as file:
            for line in lines:
                file.write(line)
                count += 1
        part.replace(path)
    except OSError as error:
        raise MyceliumError(
            Diagnostic(
                "MYC237",
                f"{path} cannot be written: {(error.strerror or type(error).__name__).lower()}",
                hint="give a file in a folder that exists and may be written to",
                subject=str(path),
            )
        ) from None
    return count


def read_examples(path: Path | str) -> Iterator[Example]:
    """The rows of a file that `write_examples` wrote, one at a time.

    Raises:
        MyceliumError: MYC316, if the file is missing or a line is no such row.
    """
    number = 0
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for number, line in enumerate(file, 1):  # noqa: B007 - told when it fails
                data = json.loads(line)
                if not isinstance(data, dict):
                    raise ValueError("it is no JSON object")
                yield Example.from_json(data)
    except (OSError, EOFError, ValueError) as error:
        raise unreadable(path, number, error) from None


def unreadable(path: Path | str, number: int, error: Exception) -> MyceliumError:
    """MYC316: a file, or the line of that number, holds no example."""
    where = f"{path}, line {number}" if number else f"{path}"
    return MyceliumError(
        Diagnostic(
            "MYC316",
            f"{where}: no example can be read: {error}",
            hint="make the file with `mycelium examples --labels FOLDER -o FILE`",
            subject=str(path),
        )
    )
