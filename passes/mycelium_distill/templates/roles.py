"""Seven structural roles, the coarse alternative to templates as labels of steps and clauses.

EQUATION, CONSTRAINT, DEFINITION, OBJECTIVE, COMPUTATION, CONDITION and SETUP follow
from structure alone, by the table below, so that an ablation can train `classify` on
them in place of templates.

A step is, and the first line that holds decides:

| role | a step that |
|---|---|
| CONDITION | compares or joins statements, with a boolean result |
| CONSTRAINT | writes an inequality, or keeps the members of a set that meet a condition |
| EQUATION | writes a relation that is no inequality |
| DEFINITION | states a quantity, an expression, a set, a point or an interval as given |
| COMPUTATION | does anything else |

A clause is, and again the first line decides:

| role | a clause that |
|---|---|
| OBJECTIVE | asks or orders: it ends in a question mark or begins with a word such as "find" |
| a step's | has steps: the first that one of them has, in the order CONSTRAINT,
  EQUATION, CONDITION, COMPUTATION, DEFINITION |
| CONSTRAINT | has no step, and declares the domain of an unknown that it names |
| CONDITION | has no step, and begins with "if", "when", "unless", "given", "suppose", ... |
| SETUP | has no step |
"""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum

from mycelium_ir.kinds import Kind
from mycelium_ir.nodes import Call, Expression, Program
from mycelium_ir.verifier import kinds_of


class Role(StrEnum):
    """A structural role."""

    EQUATION = "EQUATION"
    CONSTRAINT = "CONSTRAINT"
    DEFINITION = "DEFINITION"
    OBJECTIVE = "OBJECTIVE"
    COMPUTATION = "COMPUTATION"
    CONDITION = "CONDITION"
    SETUP = "SETUP"


_STEP_ORDER = (
    Role.CONSTRAINT,
    Role.EQUATION,
    Role.CONDITION,
    Role.COMPUTATION,
    Role.DEFINITION,
)

_ASKS = re.compile(
    r"^\W*(?:what|how|which|who|why|find|calculate|compute|determine|solve|simplify|"
    r"evaluate|express|factor|expand|differentiate|list|sort)\b",
    re.IGNORECASE,
)
_CONDITIONAL = re.compile(
    r"^\W*(?:if|when|whenever|unless|given|suppose|assume|assuming|provided|in case)\b",
    re.IGNORECASE,
)
_BOUNDS = frozenset({"<", "<=", ">", ">=", "Ne", "where"})
_GIVEN = frozenset(
    {"set", "tuple", "interval", "open_interval", "left_open_interval", "right_open_interval"}
)


def role_of_step(expression: Expression, kind: Kind) -> Role:
    """The role of a step with this expression and this kind of result."""
    function = expression.function if type(expression) is Call else ""
    if kind is Kind.BOOLEAN:
        return Role.CONDITION
    if function in _BOUNDS:
        return Role.CONSTRAINT
    if kind is Kind.RELATION:
        return Role.EQUATION
    if type(expression) is not Call or function in _GIVEN or _is_literal(expression):
        return Role.DEFINITION
    return Role.COMPUTATION


def _is_literal(call: Call) -> bool:
    return call.function == "-" and len(call.operands) == 1 and type(call.operands[0]) is not Call


def role_of_clause(
    text: str, steps: Collection[Role] = (), ends: str = "", domain: bool = False
) -> Role:
    """The role of a clause.

    Args:
        text: The clause's words.
        steps: The roles of the steps that name it.
        ends: What follows it in the problem: its full stop or question mark.
        domain: Whether it names an unknown that has a domain.
    """
    if text.rstrip().endswith("?") or ends.lstrip()[:1] == "?" or _ASKS.match(text):
        return Role.OBJECTIVE
    if steps:
        return next(role for role in _STEP_ORDER if role in steps)
    if domain:
        return Role.CONSTRAINT
    return Role.CONDITION if _CONDITIONAL.match(text) else Role.SETUP


def roles_of(program: Program) -> tuple[dict[str, Role], dict[str, Role]]:
    """The roles of a program's steps that have an expression, and of its clauses, by name."""
    kinds = kinds_of(program)
    steps = {
        step.name: role_of_step(step.expression, kinds.get(step.name, Kind.ANY))
        for step in program.steps
        if step.expression is not None
    }
    text = program.problem or ""
    clauses: dict[str, Role] = {}
    named: dict[str, list[Role]] = {}
    for step in program.steps:
        for anchor in step.clauses:
            if step.name in steps:
                named.setdefault(anchor, []).append(steps[step.name])
    unknowns = _with_domain(program)
    for clause in program.clauses:
        words = re.findall(r"\w+", clause.text)
        ends = text[clause.end : clause.end + 2]
        clauses[clause.name] = role_of_clause(
            clause.text, named.get(clause.name, ()), ends, bool(unknowns.intersection(words))
        )
    return steps, clauses


def _with_domain(program: Program) -> frozenset[str]:
    return frozenset(name for name, domain in program.unknowns.items() if domain != "real")
