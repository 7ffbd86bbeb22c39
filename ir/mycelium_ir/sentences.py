"""Steps as English sentences, for audits: `s0 / 2` is said as "divide s0 by 2"."""

from __future__ import annotations

from collections.abc import Sequence

from mycelium_ir.functions import Function
from mycelium_ir.language import Language
from mycelium_ir.nodes import Call, Expression, Step, number
from mycelium_ir.notation import display

_SENTENCES: dict[tuple[str, int], str] = {
    ("-", 2): "subtract {1} from {0}",
    ("-", 1): "change the sign of {0}",
    ("/", 2): "divide {0} by {1}",
    ("**", 2): "raise {0} to the power {1}",
    ("sqrt", 1): "take the square root of {0}",
    ("cbrt", 1): "take the cube root of {0}",
    ("abs", 1): "take the absolute value of {0}",
    ("percent", 1): "take {0} per cent",
    ("ratio", 2): "take the ratio of {0} to {1}",
    ("mod", 2): "take the remainder of {0} divided by {1}",
    ("quotient", 2): "see how often {1} goes into {0}",
    ("factorial", 1): "take the factorial of {0}",
    ("binomial", 2): "count the ways to choose {1} of {0}",
    ("ln", 1): "take the natural logarithm of {0}",
    ("log", 1): "take the logarithm of {0}",
    ("log", 2): "take the logarithm of {0} to base {1}",
    ("is_prime", 1): "see whether {0} is prime",
    ("floor", 1): "round {0} down",
    ("ceil", 1): "round {0} up",
    ("round", 1): "round {0}",
    ("only", 1): "take the only member of {0}",
    ("expand", 1): "multiply out {0}",
    ("simplify", 1): "simplify {0}",
    ("factor", 1): "factor {0}",
    ("conj", 1): "take the complex conjugate of {0}",
    ("midpoint", 2): "take the midpoint of {0} and {1}",
    ("convert", 3): "convert {0} from {1} to {2}",
    ("union", 2): "join the sets {0} and {1}",
    ("intersection", 2): "take what {0} and {1} have in common",
}
_WITH_PARAMETERS: dict[tuple[str, int], str] = {
    ("sum", 3): "add up {0} for {1} from {2} to {3}",
    ("product", 3): "multiply {0} for {1} from {2} to {3}",
    ("count", 3): "count for how many {1} from {2} to {3} it holds that {0}",
    ("where", 1): "keep the members of {0} where {1}",
    ("substitute", 2): "put {2} for {1} into {0}",
    ("diff", 1): "differentiate {0} by {1}",
    ("integrate", 1): "integrate {0} over {1}",
    ("integrate", 3): "integrate {0} over {1} from {2} to {3}",
    ("limit", 2): "take the limit of {0} as {1} goes to {2}",
    ("collect", 1): "gather {0} by powers of {1}",
}
_LISTS: dict[str, str] = {
    "+": "add {}",
    "*": "multiply {}",
    "gcd": "take the greatest common divisor of {}",
    "lcm": "take the least common multiple of {}",
    "min": "take the least of {}",
    "max": "take the greatest of {}",
    "mean": "take the mean of {}",
    "sum": "add up {}",
    "product": "multiply {}",
    "count": "count the members of {}",
    "solve": "solve {}",
}
_SMALL_POWERS: dict[Expression, str] = {number(2): "square", number(3): "cube"}
_PLAIN = frozenset(["set", "tuple", "interval", "open_interval"])
_RELATIONS = frozenset(["Eq", "Ne", "<", "<=", ">", ">="])


def sentence(step: Step, language: Language) -> str:
    """What a step does, as an English sentence without capital and full stop.

    Args:
        step: Any step.
        language: Where the operation's doc is taken from if there are no words for
            the expression.
    """
    operation = language.operations.get(step.operation) if step.operation is not None else None
    what = operation.doc if operation is not None else step.operation
    if step.expression is None:
        return f"{what or 'a step'}, whose expression is not known yet"
    if step.operation == "unit_convert":
        return f"convert the units: {display(step.expression)}"
    said = _said(step.expression)
    if said is not None:
        return said
    function = _function(step.expression, language)
    if function is None:
        return f"compute {display(step.expression)}"
    return f"{what or function.doc}: {display(step.expression)}"


def _function(node: Expression, language: Language) -> Function | None:
    return language.functions.get(node.function) if type(node) is Call else None


def _said(node: Expression) -> str | None:
    if type(node) is not Call or node.function in _PLAIN:
        return f"take {display(node)}"
    if node.function in _RELATIONS:
        return f"note that {display(node)}"
    operands = list(map(_operand, node.operands))
    if node.parameters:
        shown = [display(parameter) for parameter in node.parameters]
        if node.function == "solve":
            return f"solve {_enumerated(operands)} for {_enumerated(shown)}"
        template = _WITH_PARAMETERS.get((node.function, len(shown)))
        if template is None or len(operands) != 1:
            return None
        return template.format(display(node.operands[0]), *shown)
    if node.function == "**" and node.operands[1] in _SMALL_POWERS:
        return f"{_SMALL_POWERS[node.operands[1]]} {operands[0]}"
    if node.function == "*" and len(operands) == 2 and not _is_call(node.operands[0], "*"):
        return f"multiply {operands[0]} by {operands[1]}"
    if node.function in ("+", "*"):
        operands = list(map(_operand, _flat(node)))
    if node.function in _LISTS and operands:
        return _LISTS[node.function].format(_enumerated(operands))
    template = _SENTENCES.get((node.function, len(operands)))
    return None if template is None else template.format(*operands)


def _operand(node: Expression) -> str:
    """An operand within a sentence: in brackets where it is itself a computation."""
    shown = display(node)
    return f"({shown})" if " " in shown and shown[0] not in "{([|⌊⌈" else shown


def _flat(node: Expression) -> list[Expression]:
    """The terms of a sum, or the factors of a product, left to right."""
    assert type(node) is Call
    found: list[Expression] = []
    rest: Expression = node
    while type(rest) is Call and rest.function == node.function:
        found.append(rest.operands[1])
        rest = rest.operands[0]
    return [rest, *reversed(found)]


def _is_call(node: Expression, function: str) -> bool:
    return type(node) is Call and node.function == function


def _enumerated(words: Sequence[str]) -> str:
    """The words as a person lists them: `a`, `a and b`, `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
