"""Functions and goal types of plugins as data, on their way to a worker."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from mycelium.executor.protocol import Message
from mycelium_ir.functions import Function, Result
from mycelium_ir.goals import GoalType
from mycelium_ir.kinds import Kind


def function_to_json(function: Function) -> Message:
    """A function's specification as data."""
    return dataclasses.asdict(function)


def function_from_json(data: Mapping[str, Any]) -> Function:
    """The specification that `function_to_json` wrote."""
    result = data["result"]
    example = data["example"]
    return Function(
        **{
            **data,
            "operands": tuple(map(Kind, data["operands"])),
            "parameters": tuple(map(Kind, data["parameters"])),
            "result": Result(result) if result in set(Result) else Kind(result),
            "example": None if example is None else tuple(example),
        }
    )


def goal_to_json(goal: GoalType) -> Message:
    """A goal type's specification as data."""
    return dataclasses.asdict(goal)


def goal_from_json(data: Mapping[str, Any]) -> GoalType:
    """The specification that `goal_to_json` wrote."""
    example = data["example"]
    return GoalType(
        **{
            **data,
            "kinds": tuple(map(Kind, data["kinds"])),
            "example": None if example is None else tuple(example),
        }
    )
