"""Templates of the weights as operations of the language; read without torch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.functions import Result
from mycelium_ir.kinds import Kind
from mycelium_ir.language import base_language
from mycelium_ir.operations import Operation

_ARITHMETIC = frozenset({"number", "complex", "expression"})
"""Kinds of value that a step of arithmetic may have, depending on its operands."""


def operations_of(templates: Iterable[Mapping[str, Any]]) -> tuple[Operation, ...]:
    """The templates of a configuration, in order; a base operation stands for itself.

    Raises:
        KeyError, TypeError, ValueError: if a template is not told in full.
    """
    base = base_language().operations
    found: list[Operation] = []
    for told in templates:
        name, kind = told["name"], told.get("kind", "any")
        if name in base:
            found.append(base[name])
            continue
        found.append(
            Operation(
                name,
                tuple(told.get("skeletons", ())),
                Result.ARITHMETIC if kind in _ARITHMETIC else Kind(kind),
                told.get("doc") or "a kind of step that was found in data",
                parent=told.get("parent"),
            )
        )
    return tuple(found)


def added_operations(operations: Iterable[Operation]) -> list[Operation]:
    """Those that the language does not have by itself."""
    base = base_language().operations
    return [operation for operation in operations if operation.name not in base]


def installed_operations() -> list[Operation]:
    """Those of the weights that are used unless others are named; none without weights.

    Only the configuration is read: whether the weights are sound is seen when they are used.
    """
    from mycelium_passes.weights import find_weights, read_config

    try:
        config = read_config(find_weights(""))
    except MyceliumError:
        # The passes say so in full as soon as one is asked for.
        return []
    return added_operations(operations_of(config["templates"]))
