"""What running a program gives: values as text of the language, and diagnostics.

An outcome holds no sympy object, so that it can be sent between processes, stored
and compared as text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mycelium_ir.diagnostics import Diagnostic, Source
from mycelium_ir.kinds import Kind
from mycelium_ir.nodes import Expression


@dataclass(frozen=True, slots=True)
class Value:
    """An exact value: its kind, and its canonical text in the language."""

    kind: Kind
    text: str

    @property
    def expression(self) -> Expression:
        """The value as an expression (parsed when asked for)."""
        from mycelium_ir.limits import TextLimits
        from mycelium_ir.parser import parse_expression

        # What a run may give is limited where it runs; here nothing is refused.
        size = len(self.text)
        return parse_expression(self.text, limits=TextLimits(size, size, size))

    def __str__(self) -> str:
        return self.text

    def to_json(self) -> dict[str, str]:
        """The value as a JSON object: kind and text."""
        return {"kind": self.kind.value, "text": self.text}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Value:
        """The value that `to_json` wrote."""
        return cls(Kind(data["kind"]), data["text"])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a program's run gave.

    Attributes:
        values: The value of every step that could be evaluated, in order of execution.
        answer: The answer in the goal's form; None if there is none.
        diagnostics: The errors; empty when the run succeeded.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    answer: Value | None = None
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the run ended without an error."""
        return not any(d.is_error for d in self.diagnostics)

    def to_json(self) -> dict[str, Any]:
        """The outcome as a JSON object, as `mycelium run --json` prints it."""
        return {
            "ok": self.ok,
            "answer": None if self.answer is None else self.answer.to_json(),
            "values": {name: value.to_json() for name, value in self.values.items()},
            "diagnostics": [
                {**d.to_json(), "at": None if d.at is None else list(d.at)}
                for d in self.diagnostics
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any], source: Source | None = None) -> Outcome:
        """The outcome that `to_json` wrote; `source` is what the places refer to."""
        answer = data.get("answer")
        return cls(
            {name: Value.from_json(value) for name, value in data["values"].items()},
            None if answer is None else Value.from_json(answer),
            tuple(_diagnostic(found, source) for found in data["diagnostics"]),
        )


def _diagnostic(data: Mapping[str, Any], source: Source | None) -> Diagnostic:
    at = data.get("at")
    return Diagnostic(
        data["code"],
        data["message"],
        at=None if at is None else (at[0], at[1]),
        hint=data["hint"],
        severity=data["severity"],
        subject=data["subject"],
        source=source,
    )
