"""Written solutions with their programs: what the teacher reads, and what is known of it.

A row says where in the solution each step stands, where its operands stand there, and
where the same numbers stand in the problem. All places are character offsets (Python
`str` indices), start inclusive, end exclusive; never token indices.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, TypeAlias

from mycelium.files import decode, lines_of, open_binary
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

Span: TypeAlias = tuple[int, int]
"""Character offsets into a text, start inclusive, end exclusive."""

Source: TypeAlias = Literal["problem", "step", "constant", "unknown"]
SOURCES: tuple[Source, ...] = ("problem", "step", "constant", "unknown")

ANSWER_MARK = "\n#### "
"""What stands in a solution between its last line and the answer."""


@dataclass(frozen=True, slots=True)
class WrittenOperand:
    """An operand of a step, where the solution writes it.

    Attributes:
        span: Its place in the solution.
        value: The number that stands there.
        source: Where it comes from: a number of the problem, an earlier step, a constant
            that neither states, or an unknown.
        places: Where that number stands in the problem; several where it does so often.
        steps: The earlier steps with that value, by index; several are ambiguous.
        gold: The step that it really refers to, by index, if it does and that is known.
    """

    span: Span
    value: Fraction
    source: Source
    places: tuple[Span, ...] = ()
    steps: tuple[int, ...] = ()
    gold: int | None = None

    @property
    def ambiguous(self) -> bool:
        """Whether the number stands in more than one place that it could come from."""
        return len(self.places) + len(self.steps) > 1


@dataclass(frozen=True, slots=True)
class WrittenStep:
    """A step of the program, where the solution writes it.

    Attributes:
        name: Its name in the program.
        span: The whole text of the step.
        expression: Where its arithmetic stands, if it does.
        result: Where its result stands, if it does.
        operands: Its operands in the order in which the solution writes them; one that
            the solution does not write has no entry.
    """

    name: str
    span: Span
    expression: Span | None = None
    result: Span | None = None
    operands: tuple[WrittenOperand, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A problem, a written solution of it, and the program that the solution spells.

    Attributes:
        id: Names the row; unique in its file.
        source: The data set that it comes from: `gsm8k`, `algebra.linear_1d`, ...
        split: `train`, `tune` or `report`.
        problem: The problem's text.
        solution: What the teacher writes; it ends with `#### ` and the answer.
        steps: The steps of the program that the solution writes, in order of the program.
        program: The program's text, in canonical form; it executes to the answer.
        answer: The gold answer.
    """

    id: str
    source: str
    split: str
    problem: str
    solution: str
    steps: tuple[WrittenStep, ...]
    program: str
    answer: str

    def to_json(self) -> dict[str, Any]:
        """The row as a JSON object; values are texts such as `3/4`, spans are pairs."""
        return {
            "id": self.id,
            "source": self.source,
            "split": self.split,
            "problem": self.problem,
            "solution": self.solution,
            "steps": [_step_to_json(step) for step in self.steps],
            "program": self.program,
            "answer": self.answer,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Written:
        """The row that `to_json` wrote.

        Raises:
            ValueError: if a field is missing or of a wrong kind, or a span lies outside
                its text.
        """
        texts = {name: _text(data, name) for name in _TEXTS}
        steps = tuple(
            _step(entry, len(texts["solution"]), len(texts["problem"]))
            for entry in _list(data, "steps")
        )
        for index, step in enumerate(steps):
            for operand in step.operands:
                referred = {*operand.steps, *(() if operand.gold is None else (operand.gold,))}
                if any(not 0 <= earlier < len(steps) or earlier == index for earlier in referred):
                    raise ValueError(f"step {step.name} refers to a step that is not there")
        return cls(**texts, steps=steps)


_TEXTS = ("id", "source", "split", "problem", "solution", "program", "answer")


def write_written(path: Path, rows: Iterable[Written]) -> int:
    """Write rows as JSON lines, beside the file first and then in its place; gives their number.

    Raises:
        MyceliumError: MYC232 or MYC237, if the file cannot be written.
    """
    from mycelium.cli.writing import write_file

    lines = [json.dumps(row.to_json(), ensure_ascii=False) for row in rows]
    write_file(path, "".join(f"{line}\n" for line in lines))
    return len(lines)


def read_written(path: Path) -> Iterator[Written]:
    """The rows of a file that `write_written` wrote, one at a time.

    Raises:
        MyceliumError: MYC237 if the file cannot be read, MYC268 if a line is no such row.
    """
    with open_binary(path) as file:
        for index, line in enumerate(lines_of(file, str(path))):
            if not line.strip():
                continue
            try:
                data = json.loads(decode(line, str(path)))
                if not isinstance(data, dict):
                    raise ValueError("it is no JSON object")
                yield Written.from_json(data)
            except ValueError as error:
                raise MyceliumError(
                    Diagnostic(
                        "MYC268",
                        f"{path}, line {index + 1}: {error}",
                        hint="make the file anew, or remove the line",
                        subject=str(path),
                    )
                ) from None


# --------------------------------------------------------------------------- JSON


def _step_to_json(step: WrittenStep) -> dict[str, Any]:
    return {
        "name": step.name,
        "span": list(step.span),
        "expression": None if step.expression is None else list(step.expression),
        "result": None if step.result is None else list(step.result),
        "operands": [
            {
                "span": list(operand.span),
                "value": str(operand.value),
                "source": operand.source,
                "places": [list(place) for place in operand.places],
                "steps": list(operand.steps),
                "gold": operand.gold,
            }
            for operand in step.operands
        ],
    }


def _step(data: Any, solution: int, problem: int) -> WrittenStep:
    entry = _object(data)
    return WrittenStep(
        _text(entry, "name"),
        _span(entry.get("span"), solution),
        _span_or_none(entry.get("expression"), solution),
        _span_or_none(entry.get("result"), solution),
        tuple(_operand(found, solution, problem) for found in _list(entry, "operands")),
    )


def _operand(data: Any, solution: int, problem: int) -> WrittenOperand:
    entry = _object(data)
    source = _text(entry, "source")
    if source not in SOURCES:
        raise ValueError(f"{source!r} is no source of an operand")
    steps = _list(entry, "steps")
    gold = entry.get("gold")
    if not all(isinstance(step, int) for step in (*steps, *(() if gold is None else (gold,)))):
        raise ValueError("an operand's steps are no indices")
    try:
        value = Fraction(_text(entry, "value"))
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"{entry['value']!r} is no number") from None
    return WrittenOperand(
        _span(entry.get("span"), solution),
        value,
        source,
        tuple(_span(place, problem) for place in _list(entry, "places")),
        tuple(steps),
        gold,
    )


def _object(data: Any) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise ValueError("a step or an operand is no JSON object")
    return data


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str):
        raise ValueError(f"{name!r} is no text")
    return value


def _list(data: Mapping[str, Any], name: str) -> list[Any]:
    value = data.get(name)
    if not isinstance(value, list):
        raise ValueError(f"{name!r} is no list")
    return value


def _span(data: Any, length: int) -> Span:
    if not (isinstance(data, list) and len(data) == 2 and all(isinstance(n, int) for n in data)):
        raise ValueError(f"{data!r} is no span")
    start, end = data
    if not 0 <= start <= end <= length:
        raise ValueError(f"the span {start}:{end} lies outside its text")
    return start, end


def _span_or_none(data: Any, length: int) -> Span | None:
    return None if data is None else _span(data, length)
