"""The kinds of value that an expression can have."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """A value's kind. `ANY` is the verifier's "not known before the program runs"."""

    NUMBER = "number"
    BOOLEAN = "boolean"
    EXPRESSION = "expression"
    RELATION = "relation"
    SET = "set"
    TUPLE = "tuple"
    INTERVAL = "interval"
    FUNCTION = "function"
    UNIT = "unit"
    ANY = "any"

    def accepts(self, given: Kind) -> bool:
        """Whether an operand of this kind may be given a value of that kind.

        A number is an expression, and an interval is a set; nothing else converts.
        """
        if self is given or Kind.ANY in (self, given):
            return True
        if self is Kind.EXPRESSION:
            return given is Kind.NUMBER
        if self is Kind.SET:
            return given is Kind.INTERVAL
        # `x + 1` may turn out to be a number once x is solved for or cancels out.
        if self is Kind.NUMBER:
            return given is Kind.EXPRESSION
        if self is Kind.RELATION:
            return given is Kind.BOOLEAN
        if self is Kind.BOOLEAN:
            return given is Kind.RELATION
        return False
