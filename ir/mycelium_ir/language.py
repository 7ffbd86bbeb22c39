"""The language as a value: its functions, operations, goal types and constants.

Verifier and executor are handed a `Language`; none of them keeps tables of its
own. Plugins extend one by building another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeVar

from mycelium_ir.functions import Function
from mycelium_ir.goals import GoalType
from mycelium_ir.operations import Operation

_T = TypeVar("_T", Function, Operation, GoalType)


@dataclass(frozen=True)
class Language:
    """Tables of functions, operations, goal types and constants, each by name."""

    functions: Mapping[str, Function]
    operations: Mapping[str, Operation]
    goals: Mapping[str, GoalType]
    constants: Mapping[str, str]

    def extend(
        self,
        functions: Iterable[Function] = (),
        operations: Iterable[Operation] = (),
        goals: Iterable[GoalType] = (),
    ) -> Language:
        """This language with more entries.

        Raises:
            ValueError: if a name is taken already.
        """
        return replace(
            self,
            functions=_joined("function", self.functions, functions),
            operations=_joined("operation", self.operations, operations),
            goals=_joined("goal type", self.goals, goals),
        )


def _joined(what: str, table: Mapping[str, _T], more: Iterable[_T]) -> dict[str, _T]:
    joined = dict(table)
    for entry in more:
        if entry.name in joined:
            owner = joined[entry.name].plugin or "the language itself"
            raise ValueError(f"{what} `{entry.name}` is taken already, by {owner}")
        joined[entry.name] = entry
    return joined


@cache
def base_language() -> Language:
    """The language as it ships, without any plugin."""
    from mycelium_ir.base_functions import CONSTANTS, FUNCTIONS
    from mycelium_ir.base_goals import GOALS
    from mycelium_ir.base_operations import OPERATIONS

    return Language(
        {entry.name: entry for entry in FUNCTIONS},
        {entry.name: entry for entry in OPERATIONS},
        {entry.name: entry for entry in GOALS},
        CONSTANTS,
    )
