"""Plans: a problem's computation as typed steps, ranked, from the parts its numbers play."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from mycelium.analyses import read_numbers
from mycelium_heuristic import symbolic
from mycelium_heuristic.derive import derived
from mycelium_heuristic.errors import no_numbers, no_plan, no_question
from mycelium_heuristic.quantities import Quantity, read_quantities, settle_rates
from mycelium_heuristic.question import find_question
from mycelium_heuristic.reading import Reading
from mycelium_heuristic.roles import Assignment, assignments
from mycelium_heuristic.weights import Role
from mycelium_ir.nodes import Call, Expression, number

OPERATIONS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}
MAX_PLANS = 200
"""How many of the best plans `extract` looks through for one that has the planned operations."""
MAX_ADDENDS = 20
"""How many numbers one step adds to another; a longer sum takes several steps."""


@dataclass(frozen=True)
class PlanStep:
    """One step: its operation, its expression with earlier results as values, its clauses."""

    operation: str
    expression: Expression
    clauses: tuple[int, ...]


@dataclass(frozen=True)
class Plan:
    """Steps in the order in which they run, and the unknowns that they introduce."""

    steps: tuple[PlanStep, ...]
    unknowns: tuple[str, ...] = ()

    @property
    def operations(self) -> tuple[str, ...]:
        """The steps' operations."""
        return tuple(step.operation for step in self.steps)


def plans(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Plan]:
    """The plans for a problem that has these clauses, best first.

    Raises:
        MyceliumError: MYC181, MYC182 or MYC183, if numbers, question or a
            sensible computation are missing.
    """
    written = symbolic.plan(text, spans)
    if written is not None:
        yield Plan(
            tuple(PlanStep(s.operation, s.expression, s.clauses) for s in written.steps),
            written.unknowns,
        )
        return
    found = _ranked(text, tuple(spans))
    if not found:
        raise no_plan()
    for reading, assignment in found:
        yield from _planned(reading, assignment)


def readings(text: str, spans: Sequence[tuple[int, int]]) -> list[Reading]:
    """The ways to read a problem's quantities, the most worked out first.

    Raises:
        MyceliumError: MYC181 or MYC182, if there is no number or no question.
    """
    question = find_question(text, list(spans))
    if question is None:
        raise no_question()
    quantities = read_quantities(text, spans, read_numbers(text), (question.start, question.end))
    if not quantities:
        raise no_numbers()
    settled = settle_rates(quantities, question.head)
    return [Reading(text, found, question) for found in derived(text, settled, question)]


@lru_cache(maxsize=256)
def _ranked(
    text: str, spans: tuple[tuple[int, int], ...]
) -> tuple[tuple[Reading, Assignment], ...]:
    """The assignments of all readings: each reading's best in turn, then each one's second."""
    found = readings(text, spans)
    lists = [assignments(reading)[:MAX_PLANS] for reading in found]
    return tuple(
        (reading, options[place])
        for place in range(max(map(len, lists), default=0))
        for reading, options in zip(found, lists, strict=True)
        if place < len(options)
    )


# --------------------------------------------------------------------------- from parts to steps


@dataclass(frozen=True)
class _Term:
    """Something computed so far: its value, and the clauses of the numbers of the text in it."""

    value: Fraction
    clauses: tuple[int, ...] = ()


class _Writer:
    """Writes steps one behind the other."""

    def __init__(self) -> None:
        self.steps: list[PlanStep] = []

    def term(self, quantity: Quantity) -> _Term:
        """A quantity as an operand; one that is computed gets its steps first."""
        if quantity.made is None:
            return _Term(quantity.value, (quantity.clause,) if quantity.clause >= 0 else ())
        left, right = self.term(quantity.made.left), self.term(quantity.made.right)
        return self.step(quantity.made.operation, (left, right))

    def step(self, sign: str, operands: Sequence[_Term]) -> _Term:
        """A step that joins operands by one sign; its result stands for no clause any more."""
        value, expression = operands[0].value, number(operands[0].value)
        for operand in operands[1:]:
            value = _computed(sign, value, operand.value)
            expression = Call(sign, (expression, number(operand.value)))
        clauses = dict.fromkeys(c for operand in operands for c in operand.clauses)
        self.steps.append(PlanStep(OPERATIONS[sign], expression, tuple(clauses)))
        return _Term(value)


def _planned(reading: Reading, assignment: Assignment) -> Iterator[Plan]:
    """The plan of an assignment; where it adds several numbers, also one number at a time."""
    yield _plan(reading, assignment, chained=False)
    if assignment.roles.count(Role.PLUS) > 2:
        yield _plan(reading, assignment, chained=True)


def _plan(reading: Reading, assignment: Assignment, *, chained: bool) -> Plan:
    writer = _Writer()
    parts: dict[Role, list[_Term]] = {role: [] for role in Role}
    for role, quantity in zip(assignment.roles, reading.quantities, strict=True):
        if role is not Role.SKIP:
            parts[role].append(writer.term(quantity))
    plus, minus = parts[Role.PLUS], parts[Role.MINUS]
    if len(plus) == len(minus) == 1 and plus[0].value < minus[0].value:
        plus, minus = minus, plus
    total = plus[0]
    if chained:
        for term in plus[1:]:
            total = writer.step("+", (total, term))
    else:
        for start in range(1, len(plus), MAX_ADDENDS):
            total = writer.step("+", (total, *plus[start : start + MAX_ADDENDS]))
    for term in minus:
        total = writer.step("-", (total, term))
    for role, sign in ((Role.TIMES, "*"), (Role.OVER, "/")):
        for term in parts[role]:
            total = writer.step(sign, (total, term))
    if not writer.steps:
        writer.steps.append(PlanStep("quantity", number(total.value), total.clauses))
    return Plan(tuple(writer.steps))


def _computed(sign: str, left: Fraction, right: Fraction) -> Fraction:
    if sign == "+":
        return left + right
    if sign == "-":
        return left - right
    if sign == "*":
        return left * right
    return left / right
