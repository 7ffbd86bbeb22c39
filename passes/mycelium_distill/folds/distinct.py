"""When two programs are the same: by what is written, or by what is computed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from mycelium_ir.nodes import Call, Expression, Number
from mycelium_ir.parser import parse_expression
from mycelium_ir.printer import print_expression
from mycelium_passes.transcript import Symbols, Transcript, stated

_COMMUTING = frozenset({"+", "*"})


def written(transcript: Transcript) -> tuple[int, ...]:
    """What stands behind the plan."""
    return transcript.symbols[transcript.go + 1 :]


def expressions(vocabulary: Symbols, transcript: Transcript) -> Iterator[tuple[str, Expression]]:
    """The steps as they are written, with earlier results as numbers."""
    for step in transcript.steps:
        text = vocabulary.text(transcript.symbols[slice(*step.expression)])
        yield step.name, parse_expression(text)


def dag_of(
    steps: Iterable[tuple[str, Expression]], values: Mapping[str, Fraction], answer: str
) -> str:
    """What the answer is computed from, however its steps are ordered, anchored and typed.

    A number that is an earlier step's result stands for that step, the last one with it.

    Args:
        steps: Names and expressions in order of execution; earlier results stand as numbers.
        values: The steps' values where they are rational numbers.
        answer: The step that answers the question.
    """
    known: dict[Fraction, str] = {}
    for name, expression in steps:
        key = _key(expression, known)
        if name == answer:
            return key
        value = values.get(name)
        told = None if value is None else stated(value)
        # A step that only names a number is no computation.
        if told is not None and type(expression) is not Number:
            known[abs(told)] = hashlib.sha256(key.encode()).hexdigest()[:24]
    return ""


def _key(node: Expression, known: Mapping[Fraction, str]) -> str:
    if type(node) is Number:
        return known.get(node.value) or str(node.value)
    if type(node) is Call:
        operands = [_key(child, known) for child in node.operands]
        if node.function in _COMMUTING:
            operands.sort()
        parameters = [_key(child, known) for child in node.parameters]
        return f"{node.function}({','.join(operands)};{','.join(parameters)})"
    return print_expression(node)
