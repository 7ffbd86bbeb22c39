"""Goal types: the forms in which a program can hand back its answer."""

from __future__ import annotations

from dataclasses import dataclass

from mycelium_ir.kinds import Kind


@dataclass(frozen=True)
class GoalType:
    """One form of answer.

    Attributes:
        name: The word behind `goal`.
        kinds: The kinds of value that can take this form.
        doc: One line for people.
        lower: `module:object` of a callable that takes a sympy object and returns
            one of this form, or raises `ValueError` with a sentence that says why
            the value has no such form.
        example: A value and the same value in this form, both in the language.
        plugin: The plugin that offers it; empty for the language's own.
    """

    name: str
    kinds: tuple[Kind, ...]
    doc: str
    lower: str
    example: tuple[str, str] | None = None
    plugin: str = ""
