"""Problems that write their own formulas: equations to solve, numbers to compute with.

If m = r + 2 and m × r = 98, find m.      What is 17 mod 5?
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mycelium_heuristic.notation import Formula, formulas
from mycelium_ir.nodes import Call, Expression, Hole, Name, number, walk

_TARGET = re.compile(
    r"\b(?:find|solve for|values? of|value for|what is|what are|determine|roots? of|compute)\s+"
    r"(?:all\s+|the\s+|real\s+|integer\s+|possible\s+|positive\s+|complex\s+|values?\s+of\s+|for\s+)*"
    r"([^\W\d_])(?![^\W\d_])",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:what is|what's|find|compute|calculate|evaluate|simplify|determine|how much is)\b",
    re.IGNORECASE,
)
_NUMBER = r"(-?\d+(?:\.\d+)?)"
_PHRASES: tuple[tuple[str, str, str], ...] = (
    (rf"{_NUMBER}\s*(?:mod|modulo)\s*{_NUMBER}", "remainder", "mod"),
    (rf"remainder when {_NUMBER} is divided by {_NUMBER}", "remainder", "mod"),
    (rf"{_NUMBER}\s*(?:%|percent) of {_NUMBER}", "percent_of", "percent"),
    (
        rf"greatest common (?:divisor|factor) of {_NUMBER} and {_NUMBER}",
        "greatest_common_divisor",
        "gcd",
    ),
    (rf"\b(?:gcd|gcf) of {_NUMBER} and {_NUMBER}", "greatest_common_divisor", "gcd"),
    (
        rf"(?:least common multiple|\blcm) of {_NUMBER} and {_NUMBER}",
        "least_common_multiple",
        "lcm",
    ),
    (rf"\b{_NUMBER} to the power (?:of )?{_NUMBER}", "power", "**"),
    (rf"\bsum of {_NUMBER} and {_NUMBER}", "add", "+"),
    (rf"\bdifference (?:of|between) {_NUMBER} and {_NUMBER}", "subtract", "-"),
    (rf"\bproduct of {_NUMBER} and {_NUMBER}", "multiply", "*"),
    (rf"\bquotient of {_NUMBER} and {_NUMBER}", "divide", "/"),
)
"""Words for a computation with two numbers: a pattern, the operation, the function."""

_OPERATIONS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "**": "power"}
_MAX_WORDS = 8
"""A bare computation is one only where few other words stand around it."""


@dataclass(frozen=True)
class SymbolicStep:
    """One step, its expression with holes for earlier results, and its clauses."""

    operation: str
    expression: Expression
    clauses: tuple[int, ...]


@dataclass(frozen=True)
class SymbolicPlan:
    """The steps of a problem that writes its own formulas, and its unknowns."""

    steps: tuple[SymbolicStep, ...]
    unknowns: tuple[str, ...] = ()


def plan(text: str, spans: Sequence[tuple[int, int]]) -> SymbolicPlan | None:
    """The plan that the formulas of these clauses spell, or None if they spell none."""
    found = [
        f for f in formulas(text) if any(f.start < end and start < f.end for start, end in spans)
    ]
    return _system(text, spans, found) or _phrase(text, spans) or _bare(text, spans, found)


def _system(
    text: str, spans: Sequence[tuple[int, int]], found: Sequence[Formula]
) -> SymbolicPlan | None:
    """Equations or inequalities, and solving them."""
    related = [f for f in found if f.right is not None and _letters(f.expression)]
    unknowns = tuple(dict.fromkeys(n for f in related for n in _letters(f.expression)))
    if not related:
        return None
    target = _TARGET.search(text)
    wanted = target.group(1) if target is not None and target.group(1) in unknowns else unknowns[0]
    steps = [
        SymbolicStep(
            "equation" if f.relation == "=" else "inequality", f.expression, _clauses(spans, f)
        )
        for f in related
    ]
    holes = tuple(Hole() for _ in steps)
    asked = _clauses(spans, target) if target is not None else (len(spans) - 1,)
    steps.append(SymbolicStep("solve", Call("solve", holes, (Name(wanted),)), asked))
    return SymbolicPlan(tuple(steps), unknowns)


def _phrase(text: str, spans: Sequence[tuple[int, int]]) -> SymbolicPlan | None:
    """A computation with two numbers, said in words."""
    if not _ASKED.search(text):
        return None
    for pattern, operation, function in _PHRASES:
        match = re.search(pattern, text, re.IGNORECASE)
        if match is None:
            continue
        left, right = (number(found) for found in match.groups())
        if function == "percent":
            expression = Call("*", (Call("percent", (left,)), right))
        else:
            expression = Call(function, (left, right))
        return SymbolicPlan((SymbolicStep(operation, expression, _clauses(spans, match)),))
    return None


def _bare(
    text: str, spans: Sequence[tuple[int, int]], found: Sequence[Formula]
) -> SymbolicPlan | None:
    """A computation written out: `Compute (3 + 2i)(1 − i).`"""
    written = [f for f in found if f.right is None and isinstance(f.expression, Call)]
    around = re.findall(r"[^\W\d_]{2,}", text)
    if len(written) != 1 or len(around) > _MAX_WORDS or not _ASKED.search(text):
        return None
    formula = written[0]
    if set(_letters(formula.expression)) - {"I"}:
        return None
    expression = formula.expression
    function = expression.function if isinstance(expression, Call) else ""
    operation = _OPERATIONS.get(function, "expression")
    if any(isinstance(node, Name) and node.id == "I" for node in walk(expression)):
        operation = "complex_arithmetic"
    return SymbolicPlan((SymbolicStep(operation, expression, _clauses(spans, formula)),))


def _letters(expression: Expression) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(n.id for n in walk(expression) if isinstance(n, Name) and n.id != "I")
    )


def _clauses(spans: Sequence[tuple[int, int]], found: Formula | re.Match[str]) -> tuple[int, ...]:
    start, end = (found.start, found.end) if isinstance(found, Formula) else found.span()
    return tuple(i for i, (left, right) in enumerate(spans) if left < end and start < right)
