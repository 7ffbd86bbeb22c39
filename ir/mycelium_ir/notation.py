"""Expressions in mathematical notation: `1 + 3*sqrt(11)` is shown as `1 + 3√11`."""

from __future__ import annotations

from collections.abc import Callable

from mycelium_ir.nodes import Call, Expression, Hole, Name, Number
from mycelium_ir.printer import print_number

RELATION, SUM, SIGN, PRODUCT, POWER, ATOM = range(6)
"""How tightly a text binds, loosest first."""

_CONSTANTS = {"pi": "π", "oo": "∞", "E": "e", "I": "i"}
_SIGNS = {"Eq": "=", "Ne": "≠", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_INFIX = {
    "and": "and",
    "or": "or",
    "union": "∪",
    "intersection": "∩",
    "difference": "∖",
    "mod": "mod",
}
_BRACKETS = {
    "set": ("{", "}"),
    "tuple": ("(", ")"),
    "abs": ("|", "|"),
    "floor": ("⌊", "⌋"),
    "ceil": ("⌈", "⌉"),
    "interval": ("[", "]"),
    "open_interval": ("(", ")"),
    "left_open_interval": ("(", "]"),
    "right_open_interval": ("[", ")"),
}
_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def display(expression: Expression) -> str:
    """An expression in mathematical notation, on one line of Unicode."""
    return _shown(expression)[0]


def _shown(node: Expression) -> tuple[str, int]:
    """The text of a node and how tightly it binds."""
    if type(node) is Number:
        return print_number(node.value), ATOM
    if type(node) is Name:
        return _CONSTANTS.get(node.id, node.id), ATOM
    if type(node) is Hole:
        return "□", ATOM
    assert type(node) is Call
    count = len(node.operands)
    if not node.parameters:
        if node.function in _BRACKETS:
            return _in_brackets(node), ATOM
        special = _NOTATIONS.get((node.function, count))
        if special is not None:
            return special(*node.operands)
        if count == 2 and node.function in _SIGNS:
            left, right = (bracketed(operand, SUM) for operand in node.operands)
            return f"{left} {_SIGNS[node.function]} {right}", RELATION
        if count >= 2 and node.function in _INFIX:
            joint = f" {_INFIX[node.function]} "
            return joint.join(bracketed(operand, POWER) for operand in node.operands), RELATION
    return _called(node), ATOM


def bracketed(node: Expression, least: int) -> str:
    """The text of a node, in brackets if it binds more loosely than `least`."""
    text, level = _shown(node)
    return text if level >= least else f"({text})"


def _called(node: Call) -> str:
    operands = ", ".join(map(display, node.operands))
    if node.parameters:
        operands += "; " + ", ".join(map(display, node.parameters))
    return f"{node.function}({operands})"


def _in_brackets(node: Call) -> str:
    if node.function == "set" and not node.operands:
        return "∅"
    opening, closing = _BRACKETS[node.function]
    return opening + ", ".join(map(display, node.operands)) + closing


def _sum(left: Expression, right: Expression) -> tuple[str, int]:
    return f"{bracketed(left, SUM)} + {bracketed(right, PRODUCT)}", SUM


def _difference(left: Expression, right: Expression) -> tuple[str, int]:
    return f"{bracketed(left, SUM)} − {bracketed(right, PRODUCT)}", SUM


def _negation(operand: Expression) -> tuple[str, int]:
    return "−" + bracketed(operand, PRODUCT), SIGN


def _product(left: Expression, right: Expression) -> tuple[str, int]:
    # A sign in front of the first factor is a sign in front of the product.
    text, level = _shown(left)
    if level < SIGN or _is_division(left):
        text, level = f"({text})", ATOM
    factor = bracketed(right, POWER)
    joint = "" if _is_coefficient(left) and _may_follow(right, factor) else "·"
    return text + joint + factor, SIGN if level == SIGN else PRODUCT


def _quotient(left: Expression, right: Expression) -> tuple[str, int]:
    text, level = _shown(left)
    if level < SIGN:
        text = f"({text})"
    return f"{text}/{bracketed(right, POWER)}", SIGN if level == SIGN else PRODUCT


def _power(base: Expression, exponent: Expression) -> tuple[str, int]:
    shown = bracketed(base, ATOM)
    whole = _whole(exponent)
    if whole is not None:
        return shown + whole.translate(_SUPERSCRIPT), POWER
    return f"{shown}^{bracketed(exponent, ATOM)}", POWER


def _exponential(exponent: Expression) -> tuple[str, int]:
    return ("e", ATOM) if _whole(exponent) == "1" else _power(Name("E"), exponent)


def _square_root(operand: Expression) -> tuple[str, int]:
    return _radical("√", operand)


def _cube_root(operand: Expression) -> tuple[str, int]:
    return _radical("∛", operand)


def _root(operand: Expression, degree: Expression) -> tuple[str, int]:
    whole = _whole(degree)
    if whole is None or whole.startswith("-"):
        return f"root({display(operand)}, {display(degree)})", ATOM
    return _radical(whole.translate(_SUPERSCRIPT) + "√", operand)


def _radical(sign: str, operand: Expression) -> tuple[str, int]:
    plain = type(operand) in (Number, Name, Hole)
    return sign + (display(operand) if plain else f"({display(operand)})"), POWER


def _factorial(operand: Expression) -> tuple[str, int]:
    return bracketed(operand, ATOM) + "!", POWER


def _percent(operand: Expression) -> tuple[str, int]:
    return bracketed(operand, ATOM) + "%", POWER


def _negated_statement(operand: Expression) -> tuple[str, int]:
    return f"not {bracketed(operand, POWER)}", RELATION


_NOTATIONS: dict[tuple[str, int], Callable[..., tuple[str, int]]] = {
    ("+", 2): _sum,
    ("-", 2): _difference,
    ("-", 1): _negation,
    ("*", 2): _product,
    ("/", 2): _quotient,
    ("**", 2): _power,
    ("exp", 1): _exponential,
    ("sqrt", 1): _square_root,
    ("cbrt", 1): _cube_root,
    ("root", 2): _root,
    ("factorial", 1): _factorial,
    ("percent", 1): _percent,
    ("not", 1): _negated_statement,
}
"""How a function of so many operands is written where it has a notation of its own."""


def _whole(node: Expression) -> str | None:
    """A literal whole number as digits with an ASCII minus, else None."""
    if type(node) is Call and node.function == "-" and len(node.operands) == 1:
        digits = _whole(node.operands[0])
        return None if digits is None or digits.startswith("-") else f"-{digits}"
    if type(node) is Number and node.value.denominator == 1:
        return str(node.value.numerator)
    return None


def _is_division(node: Expression) -> bool:
    return type(node) is Call and node.function == "/"


def _is_coefficient(node: Expression) -> bool:
    """Whether a factor can be written right behind this one: after a literal or its negation."""
    if type(node) is Call and node.function == "-" and len(node.operands) == 1:
        node = node.operands[0]
    return type(node) is Number


def _may_follow(node: Expression, shown: str) -> bool:
    """Whether a factor can be written right behind a literal without being misread."""
    if shown.startswith(("√", "∛")):
        return True
    if shown.startswith("("):
        return type(node) is Call and node.function in ("+", "-") and len(node.operands) == 2
    while type(node) is Call and node.function == "**":
        node = node.operands[0]
    # `2e` and `2x` are read as products, `2s0` is read as one word.
    return type(node) is Name and len(_CONSTANTS.get(node.id, node.id)) == 1
