"""Questions for the value of an expression, in signs or in words."""

from __future__ import annotations

from fractions import Fraction

from mycelium_distill.algebra.deepmind.asking import Asked, Question, Questions
from mycelium_distill.algebra.deepmind.reading import Reading
from mycelium_ir.nodes import Call

QUESTIONS = Questions()
"""Those for a value; the last one takes whatever is left."""


def _binary(sign: str, swapped: bool = False, size: bool = False) -> Question:
    def question(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
        pair = tuple(reversed(groups)) if swapped else groups
        found = reading.step(Call(sign, tuple(reading.operand(reading.read(g)) for g in pair)))
        if size:
            found = reading.step(Call("abs", (found,)))
        return Asked(found, _goal_of(answer), answer)

    return question


QUESTIONS.ask(
    r"(?:Add together|Add|Put together|Sum|Total of) (.+) and (.+)", r"What is (.+) plus (.+)"
)(_binary("+"))
QUESTIONS.ask(r"What is (.+) (?:minus|take away) (.+)")(_binary("-"))
QUESTIONS.ask(r"What is (.+) less than (.+)", r"Subtract (.+) from (.+)")(
    _binary("-", swapped=True)
)
QUESTIONS.ask(r"What is the (?:distance|difference) between (.+) and (.+)")(_binary("-", size=True))
QUESTIONS.ask(
    r"Multiply (.+) and (.+)",
    r"(?:What is the product|Product) of (.+) and (.+)",
    r"(?:What is )?(.+) times (.+)",
)(_binary("*"))
QUESTIONS.ask(
    r"Divide (.+) by (.+)",
    r"(?:What is |Calculate )?(.+) divided by (.+)",
)(_binary("/"))


def _goal_of(answer: str) -> str:
    try:
        value = Fraction(answer)
    except ValueError:
        return "expression"
    if value.denominator == 1:
        return "integer"
    return "decimal" if "." in answer else "rational"


@QUESTIONS.ask(
    r"(?:What is|Calculate|Give|Determine|Evaluate|Work out|What is the value of) (.+)", r"(.+)"
)
def _evaluate(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    text = groups[0].removeprefix("the value of ")
    if len(text) == 1 and reading.is_open(text):
        found = reading.solve(reading.equations_of(text), text)
        return Asked(found, "solution_set", answer)
    expression = reading.read(text)
    goal = _goal_of(answer)
    if reading.has_unknowns(expression):
        return Asked(reading.step(Call("expand", (expression,))), "expression", answer)
    match expression:
        case Call(function=function, operands=operands) if function in reading.functions:
            values = tuple(map(reading.operand, operands))
            label = text if all(len(o) < 9 for o in map(str, values)) else None
            found = reading.step(Call(function, values), "apply", label)
            return Asked(found, goal, answer)
    return Asked(reading.value(expression), goal, answer)
