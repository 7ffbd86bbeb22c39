"""Functions: what may occur in an expression, and how each is carried out.

A `Function` is data: the kinds of its operands, the kind of its result, one line
of documentation, and the name of the code that lowers it to sympy. That code is
imported when a program that uses the function first runs, and not before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from mycelium_ir.kinds import Kind


class Result(StrEnum):
    """Result kinds that depend on the operands."""

    ARITHMETIC = "number or expression"
    """A number if every operand is one, else an expression."""
    COMPARISON = "boolean or relation"
    """A boolean if every operand is a number, else a relation."""
    SAME = "like its first operand"
    """The kind of the first operand."""


@dataclass(frozen=True)
class Function:
    """One function of the language.

    Attributes:
        name: How it is written; operators by their sign (`+`, `<=`).
        operands: The kinds of the operands before the semicolon.
        result: The kind of the value, or the rule that gives it.
        doc: One line for people.
        lower: `module:object` of a callable that takes the operands, then the
            parameters, as sympy objects and returns a sympy object. It may
            raise `ValueError` with a sentence that says what is wrong.
        example: An expression that uses it, and its value, both in the language.
        parameters: The kinds of the parameters behind the semicolon.
        optional: How many trailing operands may be left out.
        optional_parameters: How many trailing parameters may be left out.
        repeats: The last operand may be given any number of times (at least once,
            or not at all where `optional` is 1).
        parameters_repeat: The last parameter may be given any number of times.
        binds: The first parameter is a name that the function itself introduces
            (the `k` of `sum(k**2; k, 1, 10)`), visible in operands and parameters.
        plugin: The plugin that offers it; empty for the language's own.
    """

    name: str
    operands: tuple[Kind, ...]
    result: Kind | Result
    doc: str
    lower: str
    example: tuple[str, str] | None = None
    parameters: tuple[Kind, ...] = ()
    optional: int = 0
    optional_parameters: int = 0
    repeats: bool = False
    parameters_repeat: bool = False
    binds: bool = False
    plugin: str = ""

    def operand_kind(self, index: int) -> Kind | None:
        """The kind of operand `index` (from 0), or None if there is no such operand."""
        return _kind_at(self.operands, self.repeats, index)

    def parameter_kind(self, index: int) -> Kind | None:
        """The kind of parameter `index` (from 0), or None if there is no such parameter."""
        return _kind_at(self.parameters, self.parameters_repeat, index)

    def operand_count(self) -> tuple[int, int | None]:
        """The least and the greatest number of operands (None: no limit)."""
        return _count(self.operands, self.optional, self.repeats)

    def parameter_count(self) -> tuple[int, int | None]:
        """The least and the greatest number of parameters (None: no limit)."""
        return _count(self.parameters, self.optional_parameters, self.parameters_repeat)

    def result_kind(self, operands: Sequence[Kind]) -> Kind:
        """The kind of the value, given the kinds of the operands."""
        if isinstance(self.result, Kind):
            return self.result
        if self.result is Result.SAME:
            return operands[0] if operands else Kind.ANY
        numbers = all(kind is Kind.NUMBER for kind in operands)
        unknown = any(kind is Kind.ANY for kind in operands)
        if self.result is Result.ARITHMETIC:
            return Kind.NUMBER if numbers else Kind.ANY if unknown else Kind.EXPRESSION
        return Kind.BOOLEAN if numbers else Kind.ANY if unknown else Kind.RELATION


def _kind_at(kinds: tuple[Kind, ...], repeats: bool, index: int) -> Kind | None:
    if index < len(kinds):
        return kinds[index]
    return kinds[-1] if repeats and kinds else None


def _count(kinds: tuple[Kind, ...], optional: int, repeats: bool) -> tuple[int, int | None]:
    return len(kinds) - optional, None if repeats else len(kinds)
