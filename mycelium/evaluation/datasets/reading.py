"""What the adapters share: rows out of JSON files, and gold numbers as text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from mycelium.evaluation.dataset import Example, bad_row
from mycelium.files import decode, lines_of, open_binary
from mycelium_ir.diagnostics import Diagnostic, MyceliumError


class BadRowError(Exception):
    """A row that cannot be used; the message says why."""


class Rows:
    """The rows of a file as they are read, and the findings about those that are broken."""

    def __init__(self, path: Path, label: str) -> None:
        self.path = path
        self.label = label
        self.problems: list[Diagnostic] = []

    def examples(self, rows: Iterable[tuple[int, Any]], read: Any) -> tuple[Example, ...]:
        """`read(index, row)` for each row; a `BadRowError` that it raises names the row."""
        numbered = ((str(index + 1), (index, row)) for index, row in rows)
        return self.named_examples(numbered, lambda _, item: read(item[0], as_object(item[1])))

    def named_examples(self, rows: Iterable[tuple[str, Any]], read: Any) -> tuple[Example, ...]:
        """`read(name, row)` for each row that has a name; findings call it by that."""
        found: list[Example] = []
        seen: set[str] = set()
        for name, row in rows:
            try:
                example = read(name, row)
                if example.id in seen:
                    raise BadRowError(f"the id {example.id!r} was used before")
            except BadRowError as error:
                self.note(name, str(error))
                continue
            seen.add(example.id)
            found.append(example)
        return tuple(found)

    def note(self, name: str, what: str) -> None:
        """Put a broken row on the list of findings."""
        self.problems.append(bad_row(f"{self.label}, row {name}", what))

    def json_lines(self) -> Iterator[tuple[int, Any]]:
        """Index (from 0) and value of each line that is not blank; broken ones are noted."""
        with open_binary(self.path) as file:
            for index, line in enumerate(lines_of(file, str(self.path))):
                if not line.strip():
                    continue
                try:
                    yield index, json.loads(decode(line, self.label), parse_float=Decimal)
                except MyceliumError as error:
                    self.problems.append(
                        bad_row(f"{self.label}, row {index + 1}", error.diagnostics[0].message)
                    )
                except ValueError as error:
                    self.problems.append(
                        bad_row(f"{self.label}, row {index + 1}", f"no JSON: {error}")
                    )

    def json_array(self) -> Iterator[tuple[int, Any]]:
        """Index (from 0) and value of each element of a file that is one JSON array.

        Raises:
            MyceliumError: MYC246, if it is not.
        """
        with open_binary(self.path) as file:
            text = decode(file.read(), str(self.path))
        try:
            rows = json.loads(text, parse_float=Decimal)
        except ValueError as error:
            raise MyceliumError(bad_row(self.label, f"no JSON: {error}")) from None
        if not isinstance(rows, list):
            raise MyceliumError(bad_row(self.label, "not a JSON array of rows"))
        yield from enumerate(rows)


def json_file(path: Path) -> Mapping[str, Any]:
    """The object of a file that holds one row.

    Raises:
        BadRowError: if the file cannot be read or is no JSON object.
    """
    try:
        with open_binary(path) as file:
            text = decode(file.read(), path.name)
    except MyceliumError as error:
        raise BadRowError(error.diagnostics[0].message) from None
    try:
        return as_object(json.loads(text, parse_float=Decimal))
    except ValueError as error:
        raise BadRowError(f"no JSON: {error}") from None


def as_object(row: Any) -> Mapping[str, Any]:
    """The row, if it is a JSON object."""
    if not isinstance(row, dict):
        raise BadRowError("not a JSON object")
    return row


def text_of(row: Mapping[str, Any], column: str) -> str:
    """A column that must hold a text that is not blank."""
    value = column_of(row, column)
    if not isinstance(value, str) or not value.strip():
        raise BadRowError(f"column {column!r} is no text")
    return value


def column_of(row: Mapping[str, Any], column: str) -> Any:
    """A column that must be there."""
    if column not in row:
        raise BadRowError(f"column {column!r} is missing")
    return row[column]


def gold_of(value: Any, column: str = "answer") -> str:
    """A gold answer as text: a text as it is, a number, or a list of them (unordered)."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.strip():
        return value.strip()
    if isinstance(value, int | Decimal):
        return number_text(value)
    if isinstance(value, list) and value:
        return "; ".join(gold_of(item, column) for item in value)
    raise BadRowError(f"column {column!r} holds no answer")


def number_text(value: int | Decimal | str) -> str:
    """A number that was a binary float once, as the decimal that was meant.

    A double holds 15 significant digits; what a file has behind them
    (`0.30000000000000004`) is noise and is rounded away. `72.0` becomes `72`.

    Raises:
        BadRowError: if it is no finite number.
    """
    try:
        exact = Decimal(value)
    except ArithmeticError:
        raise BadRowError(f"{value!r} is no number") from None
    if not exact.is_finite():
        raise BadRowError(f"{value!r} is no number")
    if len(exact.as_tuple().digits) > 15 and int(exact.as_tuple().exponent) < 0:
        exact = Decimal(f"{exact:.15g}").normalize()
    text = f"{exact:f}"
    if "." in text and not text.rpartition(".")[2].strip("0"):
        text = text.partition(".")[0]
    return text
