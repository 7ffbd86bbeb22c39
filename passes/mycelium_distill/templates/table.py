"""The table of templates: data that ships with the weights and becomes operations."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mycelium_distill.templates.naming import parent_of
from mycelium_distill.templates.relevance import COMPLEX, Relevant
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.functions import Result
from mycelium_ir.kinds import Kind
from mycelium_ir.language import Language, base_language
from mycelium_ir.operations import Operation
from mycelium_ir.parser import parse_expression
from mycelium_ir.skeletons import admits

FORMAT = 1
FILE = "templates.json"

_NOUNS = {
    "add": "addition",
    "subtract": "subtraction",
    "multiply": "multiplication",
    "divide": "division",
}
"""Names for templates that do what a base operation does, and more than its skeletons admit."""


@dataclass(frozen=True)
class Template:
    """One kind of step.

    Attributes:
        name: The word behind a step's colon.
        parent: The base operation that it refines; its own name where it is that operation.
        value: Skeleton, constant class and result kind of its steps.
        skeletons: The skeletons of its training steps as written, commonest first.
        support: How many training steps it has.
    """

    name: str
    parent: str
    value: Relevant
    skeletons: tuple[str, ...]
    support: int

    @property
    def is_arithmetic(self) -> bool:
        """Whether it computes a number with nothing but + - * / and percent."""
        if self.value.kind != Kind.NUMBER or self.value.skeleton == "_":
            return False
        operators = self.value.skeleton.replace("percent(", "(")
        return "**" not in operators and not re.search(r"[A-Za-z{<=>,;]", operators)

    def operation(self) -> Operation:
        """The template as an operation of the language."""
        kind = self.value.kind
        number = kind in (Kind.NUMBER, COMPLEX, Kind.EXPRESSION)
        return Operation(
            self.name,
            self.skeletons,
            Result.ARITHMETIC if number else Kind(kind),
            f"{self.value}; found in {self.support:,} steps",
            parent=self.parent,
        )


@dataclass(frozen=True)
class TemplateTable:
    """All templates, the commonest first; a step that fits none is `other`."""

    templates: tuple[Template, ...]

    def __len__(self) -> int:
        return len(self.templates)

    def __getitem__(self, name: str) -> Template:
        """The template of a name.

        Raises:
            KeyError: if there is none.
        """
        return {template.name: template for template in self.templates}[name]

    def operations(self) -> tuple[Operation, ...]:
        """The operations that a language needs beside the base ones.

        A template that bears a base operation's name is that operation, and is left out.
        """
        base = base_language().operations
        return tuple(t.operation() for t in self.templates if t.name not in base)

    def language(self, language: Language | None = None) -> Language:
        """A language that knows the templates.

        Raises:
            ValueError: if the language has another operation of such a name.
        """
        return (language or base_language()).extend(operations=self.operations())

    def to_json(self) -> dict[str, Any]:
        """The table as plain data."""
        return {
            "format": FORMAT,
            "templates": [
                {
                    "name": t.name,
                    "parent": t.parent,
                    "skeleton": t.value.skeleton,
                    "constants": t.value.constants,
                    "kind": str(t.value.kind),
                    "skeletons": list(t.skeletons),
                    "support": t.support,
                }
                for t in self.templates
            ],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> TemplateTable:
        """What `to_json` wrote.

        Raises:
            KeyError, TypeError, ValueError: if it did not.
        """
        if data["format"] != FORMAT:
            raise ValueError(f"format {data['format']}, not {FORMAT}")
        return cls(
            tuple(
                Template(
                    row["name"],
                    row["parent"],
                    Relevant(row["skeleton"], row["constants"], row["kind"]),
                    tuple(row["skeletons"]),
                    int(row["support"]),
                )
                for row in data["templates"]
            )
        )


def build_table(
    values: Sequence[Relevant],
    support: Sequence[int],
    written: Sequence[Sequence[str]],
    names: Sequence[str],
) -> TemplateTable:
    """The table of named values.

    A template may bear a base operation's name only if that operation admits all of
    its skeletons; where it does not, the noun is its name (`subtraction`).

    Args:
        values: What each template is.
        support: How many training steps each has.
        written: The skeletons of its steps as written, commonest first.
        names: Their names, all different.
    """
    base = base_language().operations
    rows = []
    for value, count, shapes, name in zip(values, support, written, names, strict=True):
        parent = parent_of(value, shapes)
        same = base.get(name)
        if same is not None and all(admits(same, parse_expression(s)) for s in shapes):
            parent = name
        elif same is not None:
            name = _NOUNS.get(name, f"{name}_step")
        rows.append(Template(name, parent, value, tuple(shapes), int(count)))
    return TemplateTable(tuple(rows))


def read_table(path: Path) -> TemplateTable:
    """The table in a file `templates.json`.

    Raises:
        MyceliumError: MYC294, if the file cannot be read or is no such table.
    """
    try:
        return TemplateTable.from_json(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise MyceliumError(
            Diagnostic(
                "MYC294",
                f"{path} is no table of templates: {error}",
                hint="make one with `mycelium templates --written FILE --traces FOLDER -o FOLDER`",
                subject=str(path),
            )
        ) from error
