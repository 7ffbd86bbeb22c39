"""Deciding whether two expressions are equal, by running small programs in the executor.

A difference is first looked at numerically, at 25 digits and at fixed points of its
unknowns, which settles most inequalities; what seems to vanish must be simplified to
zero to count as equal. Nothing is decided by closeness.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import TYPE_CHECKING

from mycelium.evaluation.shapes import exact_value, free_names
from mycelium_ir.nodes import (
    Call,
    Define,
    Expression,
    Name,
    Program,
    Statement,
    Step,
    Unknown,
    number,
    walk,
)

if TYPE_CHECKING:
    from mycelium.executor import Executor
    from mycelium_ir.outcome import Outcome

TIMEOUT_CODE = "MYC130"
"""The executor's code for a program that ran out of time."""

_BROKEN_CODES = frozenset({"MYC131", "MYC132", "MYC133", "MYC137"})

_POINTS = ("3/7", "-5/3", "11/13", "7/4", "-2/9", "19/6")
"""Values for unknowns, none of them special to a function that school uses."""


class UndecidedError(Exception):
    """A question that was not settled: `why` is timeout, unsupported or error."""

    def __init__(self, why: str, reason: str) -> None:
        super().__init__(reason)
        self.why = why


@dataclass
class Judge:
    """Answers questions about expressions; `seconds` are left for all of them together."""

    executor: Executor
    seconds: float
    domains: Mapping[str, str] = field(default_factory=dict)

    def equal(self, a: Expression, b: Expression) -> bool:
        """Whether two expressions are equal for all values of their unknowns.

        Raises:
            UndecidedError: if that could not be settled.
        """
        if a == b:
            return True
        if _infinite(a) or _infinite(b):
            return False
        difference = Call("-", (a, b))
        if not self._seems_zero(difference):
            return False
        simplified = self._value("simplify", Call("simplify", (difference,)))
        if simplified == "0":
            return True
        raise UndecidedError(
            "unsupported", f"the difference {_short(simplified)} could not be shown to be 0"
        )

    def within(self, a: Expression, low: Expression, high: Expression) -> bool:
        """Whether a real number lies between two others, ends excluded.

        A value that is not real lies nowhere.
        """
        if free_names(a) or _infinite(a):
            return False
        outcome = self._run(
            Step("above", expression=Call(">", (a, low))),
            Step("below", expression=Call("<", (a, high))),
        )
        found = [value.text for value in outcome.values.values()]
        return found == ["true", "true"]

    def ratio(self, a: Expression, b: Expression) -> str | None:
        """The constant that one expression is a multiple of the other by; None if there is none."""
        value = self._value("ratio", Call("simplify", (Call("/", (a, b)),)))
        from mycelium_ir.parser import parse_expression

        return None if free_names(parse_expression(value)) else value

    def _seems_zero(self, difference: Expression) -> bool:
        """False if the difference is certainly not 0 somewhere; True if it looks like 0."""
        names = free_names(difference)
        if not names:
            return self._vanishes([Step("zero", expression=_tiny(difference))])
        define = Define("difference_at", tuple(names), difference)
        shifts = range(0, len(_POINTS), 2)
        tests = [
            Step(f"zero{i}", expression=_tiny(Call("difference_at", self._point(names, i))))
            for i in shifts
        ]
        return self._vanishes([define, *tests])

    def _point(self, names: Sequence[str], shift: int) -> tuple[Expression, ...]:
        values: list[Expression] = []
        for place, name in enumerate(names):
            top, _, bottom = _POINTS[(place + shift) % len(_POINTS)].partition("/")
            # A whole unknown is tried at whole numbers only.
            whole = self.domains.get(name) == "integer"
            values.append(number(f"{top}" if whole else f"{top}/{bottom}"))
        return tuple(values)

    def _vanishes(self, statements: Sequence[Statement]) -> bool:
        outcome = self._run(*statements)
        found = [value.text for value in outcome.values.values()]
        if "false" in found:
            return False
        if "true" in found:
            return True
        told = outcome.diagnostics[0].message if outcome.diagnostics else "it has no value"
        raise UndecidedError("unsupported", f"the difference cannot be computed: {told}")

    def _value(self, name: str, expression: Expression) -> str:
        """The value of one expression, as text."""
        free = free_names(expression)
        unknowns = [Unknown((n,), self.domains.get(n, "real")) for n in free]
        outcome = self._run(*unknowns, Step(name, expression=expression))
        if name in outcome.values:
            return outcome.values[name].text
        told = outcome.diagnostics[0].message if outcome.diagnostics else "it has no value"
        raise UndecidedError("unsupported", told)

    def _run(self, *statements: Statement) -> Outcome:
        if self.seconds <= 0:
            raise UndecidedError("timeout", "the comparison ran out of time")
        limits = replace(self.executor.limits, seconds=self.seconds)
        started = monotonic()
        outcome = self.executor.run(Program(tuple(statements)), partial=True, limits=limits)
        elapsed = monotonic() - started
        # What took longer than it could run had to wait for a worker to start: that is no fault
        # of the answers.
        self.seconds -= elapsed if elapsed <= self.seconds else 0.0
        for found in outcome.diagnostics:
            if found.code == TIMEOUT_CODE:
                raise UndecidedError("timeout", "the comparison ran out of time")
            if found.code in _BROKEN_CODES:
                raise UndecidedError("error", found.message)
        return outcome


def _tiny(expression: Expression) -> Expression:
    bound = Call("/", (number(1), Call("**", (number(10), number(25)))))
    return Call("<", (Call("abs", (expression,)), bound))


def _infinite(expression: Expression) -> bool:
    return any(type(node) is Name and node.id == "oo" for node in walk(expression))


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def rational_sign(text: str) -> int:
    """The sign of a value that is plain arithmetic on numbers; 0 if it is not or vanishes."""
    from mycelium_ir.parser import parse_expression

    value = exact_value(parse_expression(text))
    return 0 if value is None or value == 0 else (1 if value > 0 else -1)
