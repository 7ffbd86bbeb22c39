"""Writing a program down while a problem is read or made up: steps, unknowns, definitions, a goal.

Arithmetic is taken apart into steps of one operation each, as a person writes it
down; an expression with unknowns stays whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from mycelium_ir.nodes import (
    Call,
    Define,
    Expression,
    Goal,
    Name,
    Number,
    Problem,
    Program,
    Statement,
    Step,
    Unknown,
    walk,
)

_OPERATIONS: Mapping[str, str] = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "divide",
    "**": "power",
    "exp": "power",
    "sqrt": "root",
    "cbrt": "root",
    "root": "root",
    "log": "logarithm",
    "ln": "logarithm",
    "abs": "absolute_value",
    "mod": "remainder",
    "quotient": "integer_quotient",
    "gcd": "greatest_common_divisor",
    "lcm": "least_common_multiple",
    "factorial": "factorial",
    "binomial": "combinations",
    "permutations": "permutations",
    "round": "round_number",
    "floor": "round_number",
    "ceil": "round_number",
    "is_prime": "primality",
    "divisors": "divisors",
    "prime_factors": "divisors",
    "min": "minimum",
    "max": "maximum",
    "sum": "total",
    "product": "product",
    "count": "count",
    "mean": "average",
    "Eq": "equation",
    "<": "inequality",
    "<=": "inequality",
    ">": "inequality",
    ">=": "inequality",
    "Ne": "inequality",
    "and": "logic",
    "or": "logic",
    "not": "logic",
    "solve": "solve",
    "where": "filter",
    "only": "select",
    "member": "select",
    "component": "select",
    "substitute": "substitute",
    "simplify": "simplify",
    "expand": "expand",
    "factor": "factor",
    "collect": "collect",
    "diff": "differentiate",
    "integrate": "integrate",
    "convert": "unit_convert",
    "set": "set",
    "union": "set",
    "intersection": "set",
    "integers": "set",
    "percent": "expression",
}
"""The operation of a step by the function that its expression calls last."""

_ARITHMETIC = frozenset({"+", "-", "*", "/", "**"})


@dataclass(frozen=True)
class Draft:
    """A problem with the program that is to solve it, not yet verified.

    Attributes:
        problem: The problem's text.
        program: Its program, with problem and goal.
        gold: The answer as the problem's source gives it; in a tuple or alone it may
            name letters of `labels`, which then stand for those steps' values.
        labels: What the problem calls the results of steps, by the steps' names: `k`, `f(2)`.
    """

    problem: str
    program: Program
    gold: str
    labels: Mapping[str, str] = field(default_factory=dict)


class Sketch:
    """Collects the statements of a program on a problem."""

    def __init__(self, problem: str) -> None:
        self.problem = problem
        self.steps: list[Step] = []
        self.defines: list[Define] = []
        self.unknowns: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self.symbolic: set[str] = set()

    def unknown(self, name: str, domain: str = "real") -> Name:
        """The unknown of that name, made known if it is new."""
        self.unknowns.setdefault(name, domain)
        return Name(name)

    def define(self, name: str, parameters: Sequence[str], body: Expression) -> None:
        """A function of the problem."""
        self.defines.append(Define(name, tuple(parameters), body))

    def step(
        self, expression: Expression, operation: str | None = None, label: str | None = None
    ) -> Name:
        """A step as it stands, and the name to refer to it by."""
        name = f"s{len(self.steps)}"
        self.steps.append(Step(name, operation or operation_of(expression), expression))
        if label is not None:
            self.labels[name] = label
        return Name(name)

    def value(self, expression: Expression, label: str | None = None) -> Name:
        """Steps that compute an expression without unknowns, and the name of the last one."""
        found = self.operand(expression)
        if type(found) is not Name or (label is not None and found.id in self.labels):
            return self.step(found, label=label)
        if label is not None:
            self.labels[found.id] = label
        return found

    def operand(self, expression: Expression) -> Expression:
        """An expression that can stand as an operand: one that needs computing becomes steps."""
        if is_literal(expression) or type(expression) is not Call:
            return expression
        if self.has_unknowns(expression):
            return expression
        if any(define.name == expression.function for define in self.defines):
            operands = tuple(map(self.operand, expression.operands))
            return self.step(Call(expression.function, operands), "apply")
        if expression.function not in _ARITHMETIC:
            return self.step(expression)
        return self.step(Call(expression.function, tuple(map(self.operand, expression.operands))))

    def put(self, of: Name, letter: str, value: Expression, label: str | None = None) -> Name:
        """A step that puts a value in for a letter of an earlier step's expression."""
        symbolic = self.has_unknowns(value)
        given = value if symbolic else self.operand(value)
        found = self.step(Call("substitute", (of,), (Name(letter), given)), label=label)
        if symbolic:
            self.symbolic.add(found.id)
        return found

    def has_unknowns(self, expression: Expression) -> bool:
        """Whether an unknown occurs in an expression, or in the value of a step that it reads."""
        return any(
            type(node) is Name and (node.id in self.unknowns or node.id in self.symbolic)
            for node in walk(expression)
        )

    def draft(self, goal: str, step: Name, gold: str, problem: str | None = None) -> Draft:
        """The program so far, with its goal, and the gold answer."""
        text = self.problem if problem is None else problem
        domains: dict[str, list[str]] = {}
        used = {
            node.id
            for expression in (*(s.expression for s in self.steps), *(d.body for d in self.defines))
            if expression is not None
            for node in walk(expression)
            if type(node) is Name
        }
        for name, domain in self.unknowns.items():
            if name in used:
                domains.setdefault(domain, []).append(name)
        statements: list[Statement] = [Problem(text)]
        statements += [Unknown(tuple(names), domain) for domain, names in domains.items()]
        statements += [*self.defines, *self.steps, Goal(goal, step.id)]
        return Draft(text, Program(tuple(statements)), gold, dict(self.labels))


def operation_of(expression: Expression) -> str:
    """The operation of a step with this expression."""
    if type(expression) is not Call:
        return "quantity"
    if expression.function == "-" and len(expression.operands) == 1:
        return "quantity" if is_literal(expression) else "negate"
    return _OPERATIONS.get(expression.function, "expression")


def is_literal(expression: Expression) -> bool:
    """Whether an expression is a literal, a negated one, or a fraction in lowest terms."""
    match expression:
        case Number():
            return True
        case Call(function="-", operands=(inner,)):
            return is_literal(inner) and type(inner) is Number
        case Call(function="/", operands=(top, Number(value=q))) if type(top) is Number:
            p = top.value
            return bool(
                p.denominator == q.denominator == 1 and q > 1 and Fraction(p, q).denominator == q
            )
        case Call(function="/", operands=(Call(function="-", operands=(top,)), bottom)):
            return type(top) is Number and is_literal(Call("/", (top, bottom)))
    return False
