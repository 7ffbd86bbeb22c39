"""The pass `goal`: the answer's form, from the question and the answer's value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from mycelium.analyses import VALUES
from mycelium.passes import Context, ProgramPass
from mycelium_heuristic.errors import unknown_answer
from mycelium_heuristic.literals import exact_of
from mycelium_heuristic.programs import spans_of
from mycelium_heuristic.question import find_question
from mycelium_ir.kinds import Kind
from mycelium_ir.nodes import Answer, Call, Goal, Name, Number, Program, is_finite_decimal, walk
from mycelium_ir.outcome import Value

_FORMS = {
    Kind.BOOLEAN: "boolean",
    Kind.RELATION: "equation",
    Kind.INTERVAL: "interval",
    Kind.TUPLE: "point",
}


@dataclass(frozen=True)
class ChooseGoal(ProgramPass):
    """Turns `answer s2` into `goal TYPE s2`."""

    name: ClassVar[str] = "goal"
    requires: ClassVar[frozenset[str]] = frozenset({"problem", "answer"})
    provides: ClassVar[frozenset[str]] = frozenset({"goal"})

    def rewrite(self, program: Program, context: Context) -> Program:
        """The program with a goal.

        Raises:
            MyceliumError: MYC185, if the answer step has no value.
        """
        if program.goal is not None or program.answer is None:
            return program
        value = context.analyse(VALUES, program).get(program.answer)
        if value is None:
            raise unknown_answer(program.answer)
        form = _form(value, _asked(program))
        return Program(
            tuple(
                Goal(form, s.step, comments=s.comments) if isinstance(s, Answer) else s
                for s in program.statements
            ),
            header=program.header,
            footer=program.footer,
        )


def _asked(program: Program) -> str:
    """The question's words in small letters; the whole problem where no question is found."""
    text = program.problem or ""
    question = find_question(text, spans_of(program))
    return text.lower() if question is None else question.text


def _form(value: Value, asked: str) -> str:
    exact = exact_of(value)
    if exact is not None:
        return _number_form(exact, asked)
    if value.kind is Kind.NUMBER:
        imaginary = any(isinstance(n, Name) and n.id == "I" for n in walk(value.expression))
        return "complex_standard_form" if imaginary else "expression"
    if value.kind is Kind.SET:
        return "integer_set" if _all_integers(value) else "solution_set"
    return _FORMS.get(value.kind, "expression")


def _number_form(exact: Fraction, asked: str) -> str:
    if re.search(r"\bfraction\b", asked):
        return "rational"
    if exact.denominator == 1:
        return "integer"
    return "decimal" if is_finite_decimal(exact) else "rational"


def _all_integers(value: Value) -> bool:
    expression = value.expression
    if not isinstance(expression, Call) or expression.function != "set":
        return False
    leaves = [n for n in walk(expression) if not isinstance(n, Call)]
    whole = all(isinstance(n, Number) and n.value.denominator == 1 for n in leaves)
    return whole and all(
        isinstance(m, Number)
        or (isinstance(m, Call) and m.function == "-" and len(m.operands) == 1)
        for m in expression.operands
    )
