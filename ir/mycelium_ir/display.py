"""Expressions, answers and steps as people write and say them.

`1 + 3*sqrt(11)` is shown as `1 + 3√11`, `x**2` as `x²`, a step `s0 / 2` is said
as "divide s0 by 2". What is shown is for reading; the language does not read it.
"""

from __future__ import annotations

from fractions import Fraction

from mycelium_ir.nodes import Call, Expression, Name, Number, number, walk
from mycelium_ir.notation import PRODUCT, bracketed, display
from mycelium_ir.sentences import sentence

__all__ = ["display", "display_answer", "sentence"]


def display_answer(text: str, goal_type: str | None = None) -> str:
    """An answer in the form that its goal asks for, as a person would write it.

    Args:
        text: The answer's value, in the language.
        goal_type: The goal, such as `percent` or `solution_set`; None if there is none.

    Raises:
        MyceliumError: if the text is no expression.
    """
    from mycelium_ir.parser import parse_expression

    expression = parse_expression(text)
    if goal_type == "percent":
        return _percent(expression)
    if goal_type == "solution_set" and type(expression) is Call and expression.function == "set":
        return _plus_minus(expression.operands) or display(expression)
    return display(expression)


def _percent(expression: Expression) -> str:
    """A rational number in per cent; any other expression as it is."""
    value = _rational(expression)
    if value is None:
        return display(expression)
    hundredfold = display(number(100 * value))
    return f"{hundredfold}%" if "/" not in hundredfold else f"({hundredfold})%"


def _rational(node: Expression) -> Fraction | None:
    """The value of a literal, a negated one, or a quotient of these; else None."""
    if type(node) is Number:
        return node.value
    if type(node) is not Call or node.function not in ("-", "/"):
        return None
    values = [_rational(operand) for operand in node.operands]
    match values:
        case [Fraction() as value] if node.function == "-":
            return -value
        case [Fraction() as top, Fraction() as bottom] if node.function == "/" and bottom:
            return top / bottom
        case _:
            return None


def _plus_minus(members: tuple[Expression, ...]) -> str | None:
    """Two irrational numbers that differ in the sign of one term, as `1 ± 3√11`."""
    if len(members) != 2 or not all(map(_is_irrational, members)):
        return None
    first, second = map(_terms, members)
    if len(first) != len(second):
        return None
    flipped = [(x, y) for x, y in zip(first, second, strict=True) if x != y]
    if len(flipped) != 1 or flipped[0][0][1] != flipped[0][1][1]:
        return None
    if not _is_irrational(flipped[0][0][1]):
        return None
    term = bracketed(flipped[0][0][1], PRODUCT)
    kept = [x for x in first if x != flipped[0][0]]
    if not kept:
        return f"±{term}"
    return f"{_signed(kept)} ± {term}"


def _signed(terms: list[tuple[bool, Expression]]) -> str:
    text = ""
    for negative, term in terms:
        sign = (" − " if negative else " + ") if text else ("−" if negative else "")
        text += sign + bracketed(term, PRODUCT)
    return text


def _terms(node: Expression) -> list[tuple[bool, Expression]]:
    """The terms of a sum: for each, whether it is subtracted, and the term without its sign."""
    if type(node) is Call and len(node.operands) == 2 and node.function in ("+", "-"):
        left, right = map(_terms, node.operands)
        flip = node.function == "-"
        return left + [(negative != flip, term) for negative, term in right]
    return [_without_sign(node)]


def _without_sign(node: Expression) -> tuple[bool, Expression]:
    """Whether a term begins with a minus sign, and the term without it."""
    if type(node) is Call and node.function == "-" and len(node.operands) == 1:
        negative, term = _without_sign(node.operands[0])
        return not negative, term
    if type(node) is Call and node.function in ("*", "/"):
        negative, first = _without_sign(node.operands[0])
        if negative:
            return True, Call(node.function, (first, node.operands[1]))
    return False, node


def _is_irrational(node: Expression) -> bool:
    return any(
        (type(part) is Call and part.function in ("sqrt", "cbrt", "root"))
        or (type(part) is Name and part.id == "I")
        for part in walk(node)
    )
