"""Expressions that a model wrote, parsed and computed once: drafts of a problem share most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from mycelium.evaluation.gold_programs.exact import NoValueError, value_of
from mycelium_ir.nodes import Expression
from mycelium_ir.parser import parse_expression
from mycelium_passes.transcript.symbols import Symbols
from mycelium_passes.transcript.transcribe import Leaf, leaves_in

_MOST = 100_000


@dataclass(frozen=True)
class Parsed:
    """An expression.

    Attributes:
        expression: It.
        leaves: Its operands, with places from its first symbol on.
        value: Of plain arithmetic over the numbers that are written; None for anything else.
    """

    expression: Expression
    leaves: tuple[Leaf, ...]
    value: Fraction | None


class ParsedExpressions:
    """Parses rows of symbols, and remembers what came of them."""

    def __init__(self, vocabulary: Symbols) -> None:
        self.vocabulary = vocabulary
        self._known: dict[tuple[int, ...], Parsed] = {}

    def of(self, symbols: Sequence[int]) -> Parsed:
        """The expression that symbols spell.

        Raises:
            MyceliumError: if it is none for the parser: too deep, or too long.
            ValueError: if its operands cannot be told apart.
        """
        key = tuple(symbols)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _MOST:
                self._known.clear()
            expression = parse_expression(self.vocabulary.text(key))
            leaves = leaves_in(self.vocabulary, key, expression)
            found = Parsed(expression, leaves, plain_value(expression))
            self._known[key] = found
        return found


def plain_value(expression: Expression) -> Fraction | None:
    """The value of plain arithmetic over the numbers that are written; None for anything else."""
    try:
        return value_of(expression, {})
    except NoValueError:
        return None
