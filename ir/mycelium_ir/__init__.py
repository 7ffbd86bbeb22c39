"""The Mycelium language: nodes, parser, printer, verifier, tables and lowering.

The names below are the public interface of this package; everything is imported
when first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mycelium_ir.builder import ProgramBuilder
    from mycelium_ir.diagnostics import Diagnostic, MyceliumError, Source
    from mycelium_ir.diff import diff
    from mycelium_ir.functions import Function
    from mycelium_ir.goals import GoalType
    from mycelium_ir.json_form import from_json, to_json
    from mycelium_ir.kinds import Kind
    from mycelium_ir.language import Language, base_language
    from mycelium_ir.nodes import Program
    from mycelium_ir.operations import Operation
    from mycelium_ir.outcome import Outcome, Value
    from mycelium_ir.parser import parse, parse_expression
    from mycelium_ir.printer import print_expression, print_program
    from mycelium_ir.verifier import check, verify

_HOMES = {
    "Diagnostic": "diagnostics",
    "Function": "functions",
    "GoalType": "goals",
    "Kind": "kinds",
    "Language": "language",
    "MyceliumError": "diagnostics",
    "Operation": "operations",
    "Outcome": "outcome",
    "Program": "nodes",
    "ProgramBuilder": "builder",
    "Source": "diagnostics",
    "Value": "outcome",
    "base_language": "language",
    "check": "verifier",
    "diff": "diff",
    "from_json": "json_form",
    "parse": "parser",
    "parse_expression": "parser",
    "print_expression": "printer",
    "print_program": "printer",
    "to_json": "json_form",
    "verify": "verifier",
}

__all__ = [
    "Diagnostic",
    "Function",
    "GoalType",
    "Kind",
    "Language",
    "MyceliumError",
    "Operation",
    "Outcome",
    "Program",
    "ProgramBuilder",
    "Source",
    "Value",
    "base_language",
    "check",
    "diff",
    "from_json",
    "parse",
    "parse_expression",
    "print_expression",
    "print_program",
    "to_json",
    "verify",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{home}"), name)
