"""Readable names for templates, and the base operation that each refines.

Names come from the skeleton, the constants' class and the result's kind alone, so that
the same data always gives the same names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from mycelium_distill.templates.constants import Constants
from mycelium_distill.templates.relevance import COMPLEX, OTHER, Relevant
from mycelium_distill.templates.shape import APPLIED
from mycelium_ir.functions import Result
from mycelium_ir.kinds import Kind
from mycelium_ir.language import Language, base_language
from mycelium_ir.nodes import Call, Expression, Hole
from mycelium_ir.operations import Operation
from mycelium_ir.parser import parse_expression
from mycelium_ir.skeletons import admits

_COUNTS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight"}

_NAMES = {
    ("_", "none", "number"): "quantity",
    ("_", "none", "expression"): "given_expression",
    ("_ / _", "percent", "number"): "percent_to_share",
    ("_ * _", "percent", "number"): "multiply_by_percent",
    ("_ * _ / _", "percent", "number"): "percent_of",
    ("percent(_) * _", "percent", "number"): "take_percent",
    ("percent(_) * _ / _", "percent", "number"): "take_percent_then_divide",
    ("_ * _ / _", "none", "number"): "multiply_then_divide",
    ("_ / (_/_)", "none", "number"): "divide_by_fraction",
    ("_ / (_/_) / _", "none", "number"): "divide_by_fraction_then_divide",
    ("_ - _/_", "none", "number"): "subtract_fraction",
    ("_/_ - _", "none", "number"): "subtract_from_fraction",
    ("_/_ + _", "none", "number"): "add_to_fraction",
    ("_*_ + _", "none", "number"): "add_to_product",
    ("_*_ - _", "none", "number"): "subtract_from_product",
    ("_ - _*_", "none", "number"): "subtract_product",
    ("(_ + _) / _", "none", "number"): "divide_sum",
    ("(_ + _) * _", "none", "number"): "multiply_sum",
    ("(_ - _) * _", "none", "number"): "multiply_difference",
    ("(_ - _) / _", "none", "number"): "divide_difference",
    ("_ - _", "percent", "number"): "percent_left",
    ("_ + _", "percent", "number"): "percent_raised",
    ("_ * _", "unit", "number"): "convert_by_multiplying",
    ("_ / _", "unit", "number"): "convert_by_dividing",
    ("_ * _", "other", "number"): "multiply_by_constant",
    ("_ / _", "other", "number"): "divide_by_constant",
    ("_ + _", "other", "number"): "add_constant",
    ("_ - _", "other", "number"): "subtract_constant",
    ("_ * _ / _", "other", "number"): "take_fraction",
    ("_ * _ / _", "unit", "number"): "convert_rate",
    ("(_ + _) / _", "other", "number"): "halve_sum",
    ("round(_)", "none", "number"): "round_to_whole",
    ("round(_, _)", "none", "number"): "round_to_places",
    ("simplify(_)", "none", "number"): "simplify_to_number",
    ("expand(_)", "none", "number"): "expand_to_number",
    ("from_digits(_)", "none", "number"): "number_from_digits",
    ("from_digits(tuple(_), _)", "none", "number"): "number_from_digits_in_base",
}
"""Names that people use for these, where spelling out the operators would be harder to read."""

_PARENTS = {
    ("percent(_*_)", "percent"): "percent_of",
    ("_ * _ / _", "percent"): "percent_of",
    ("percent(_) * _", "percent"): "percent_of",
    ("_ * _", "percent"): "percent_of",
    ("_ / _", "percent"): "percentage",
    ("_ * _", "unit"): "unit_convert",
    ("_ / _", "unit"): "unit_convert",
}
"""Base operations that say more than the operator does."""

_WORDS = {
    "Eq": "equation",
    "Ne": "unequal",
    "<": "less_than",
    "<=": "at_most",
    "**": "power",
    "+": "sum",
    "-": "difference",
    "*": "product",
    "/": "quotient",
    "gcd": "greatest_common_divisor",
    "lcm": "least_common_multiple",
    "mod": "remainder",
    "quotient": "integer_quotient",
    "sqrt": "square_root",
    "cbrt": "cube_root",
    "ln": "natural_logarithm",
    "log": "logarithm",
    "diff": "differentiate",
    "where": "filter",
    "set": "set",
    "tuple": "tuple",
    "percent": "percent",
    "abs": "absolute_value",
    "digits": "digits_in_base",
    "only": "only_member",
    "member": "pick_member",
    "members": "members_in_order",
    "convert": "convert_unit",
    "not": "logical_not",
    "and": "logical_and",
    "or": "logical_or",
    "sin_deg": "sine_of_degrees",
    "cos_deg": "cosine_of_degrees",
    "tan_deg": "tangent_of_degrees",
    "min": "minimum",
    "max": "maximum",
    APPLIED: "apply",
}

_ORDERS = frozenset({"simplify", "expand", "factor", "collect", "round", "differentiate"})
"""Functions whose names are verbs: they take an object without "of"."""

_VERBS = {
    "+": ("add", "subtract"),
    "*": ("multiply", "divide"),
}


def name_of(value: Relevant) -> str:
    """A readable name, a valid word of the language; two values may have the same."""
    known = _NAMES.get((value.skeleton, value.constants, value.kind))
    if known is not None:
        return known
    name = _word(parse_expression(value.skeleton))
    if value.kind == COMPLEX:
        name = f"complex_{name}"
    elif value.kind == Kind.BOOLEAN and not name.startswith("is_"):
        name = f"is_{name.replace('equation', 'equal', 1)}"
    elif value.kind == Kind.EXPRESSION and not _is_named(value.skeleton):
        name = f"{name}_{value.kind}"
    if value.constants == Constants.OTHER:
        name = f"{name}_with_constant"
    elif value.constants != Constants.NONE and value.constants not in name:
        name = f"{name}_with_{value.constants}"
    return name


def names_of(values: Sequence[Relevant], taken: Iterable[str] = (OTHER,)) -> list[str]:
    """A name for each value, no two the same: a name that is taken gets the kind, then a number."""
    used = set(taken)
    found = []
    for value in values:
        name = name_of(value)
        if name in used and value.kind != Kind.NUMBER:
            name = f"{name}_{re.sub('[^a-z]', '', value.kind)}"
        plain, number = name, 2
        while name in used:
            name, number = f"{plain}_{number}", number + 1
        used.add(name)
        found.append(name)
    return found


def _is_named(skeleton: str) -> bool:
    return skeleton[:1].isalpha()


def _word(node: Expression) -> str:
    """The name of a skeleton, from its outermost operator inwards."""
    if type(node) is not Call:
        return "quantity"
    if node.function in ("+", "-", "*", "/"):
        return _chain_word(node)
    inner = [_noun(child) for child in (*node.operands, *node.parameters) if type(child) is Call]
    word = _WORDS.get(node.function, node.function)
    if node.function == "solve" and len(node.operands) > 1:
        word = f"solve_{_COUNTS.get(len(node.operands), 'many')}_equations"
    link = "_" if word in _ORDERS else "_of_"
    return link.join([word, "_and_".join(inner)]) if inner else word.lower()


def _chain_word(node: Call) -> str:
    join, undo = ("+", "-") if node.function in ("+", "-") else ("*", "/")
    forward, back = _VERBS[join]
    first, then = _operands(node, join, undo)
    if not first:
        return "negate" if len(then) == 1 and type(then[0]) is Hole else f"negate_{_list(then)}"
    if not any(type(part) is Call for part in (*first, *then)):
        parts = []
        if len(first) > 1:
            parts.append(forward if len(first) == 2 else f"{forward}_{_number(len(first))}")
        if then:
            parts.append(back if len(then) == 1 else f"{back}_{_number(len(then))}")
        return "_then_".join(parts)
    # At least one operand is compound: say what is joined.
    if first and then:
        head = _list(first) if len(first) > 1 or type(first[0]) is Call else "quantity"
        link = "minus" if join == "+" else "over"
        return f"{head}_{link}_{_list(then)}"
    if len({_noun(part) for part in first}) == 1:
        return f"{_WORDS[join]}_of_{_list(first)}"
    return _list(first, "plus" if join == "+" else "times")


def _operands(node: Expression, join: str, undo: str) -> tuple[list[Expression], list[Expression]]:
    """The operands of a chain: those joined, and those taken away or divided by."""
    first: list[Expression] = []
    then: list[Expression] = []
    while type(node) is Call and node.function in (join, undo) and len(node.operands) == 2:
        (first if node.function == join else then).insert(0, node.operands[1])
        node = node.operands[0]
    if type(node) is Call and node.function == "-" and undo == "-":
        then.insert(0, node.operands[0])
    else:
        first.insert(0, node)
    return first, then


def _list(parts: Sequence[Expression], link: str = "and") -> str:
    """`two_products_plus_quantity`: equal operands counted."""
    nouns = [_noun(part) for part in parts]
    said = []
    for noun in dict.fromkeys(nouns):
        times = nouns.count(noun)
        plural = "quantities" if noun == "quantity" else f"{noun}s"
        said.append(noun if times == 1 else f"{_number(times)}_{plural}")
    return f"_{link}_".join(said)


def _noun(node: Expression) -> str:
    if type(node) is not Call:
        return "quantity"
    if node.function == "-" and len(node.operands) == 1:
        return "negation"
    return _WORDS.get(node.function, node.function).lower()


def _number(count: int) -> str:
    return _COUNTS.get(count, str(count))


# --------------------------------------------------------------------------- parents

_CONTEXTUAL = frozenset(
    {"fraction_of", "percent_of", "percentage", "percent_change", "complement", "ratio"}
    | {"average", "unit_convert", "total", "select", "expression"}
)
"""Base operations whose names say more than their operators: not chosen for an operator alone."""

_BY_KIND = {
    Kind.RELATION: "equation",
    Kind.BOOLEAN: "compare",
    Kind.SET: "set",
    Kind.INTERVAL: "interval",
}

_BY_MODULE = {
    "trigonometry": "trigonometry",
    "geometry": "geometry",
    "complexes": "complex_arithmetic",
}


def parent_of(value: Relevant, written: Sequence[str], language: Language | None = None) -> str:
    """The base operation that a template refines.

    Args:
        value: What the template's steps are.
        written: The skeletons that its steps have, as written.
        language: The base operations are its first ones; the base language if not given.
    """
    language = language or base_language()
    if value.kind == COMPLEX:
        return "complex_arithmetic"
    if value.skeleton == "_":
        return "quantity" if value.kind == Kind.NUMBER else "expression"
    told = _PARENTS.get((value.skeleton, value.constants))
    if told is not None:
        return told
    shape = parse_expression(value.skeleton)
    if type(shape) is Call and shape.function == "tuple":
        return "point"
    if type(shape) is Call and shape.function == APPLIED:
        return "apply"
    function = language.functions.get(shape.function) if type(shape) is Call else None
    if function is not None:
        module = function.lower.partition(":")[0].rpartition(".")[2]
        if module in _BY_MODULE:
            return _BY_MODULE[module]
    named = function is not None and function.name[0].isalpha()
    expressions = [shape, *map(parse_expression, written)]
    base = base_language().operations
    for operation in base.values():
        if (operation.name in _CONTEXTUAL and not named) or not operation.skeletons:
            continue
        if _result_fits(operation, value) and all(admits(operation, e) for e in expressions):
            return operation.name
    for operation in base.values():  # reordered ones: the sorted skeleton decides alone
        if (operation.name in _CONTEXTUAL and not named) or not operation.skeletons:
            continue
        if _result_fits(operation, value) and admits(operation, shape):
            return operation.name
    return _BY_KIND.get(Kind(value.kind), "expression")


def _result_fits(operation: Operation, value: Relevant) -> bool:
    result = operation.result
    if result is Kind.ANY or value.kind == Kind.ANY:
        return True
    if isinstance(result, Kind):
        return value.kind == result
    if result is Result.ARITHMETIC:
        return value.kind in (Kind.NUMBER, Kind.EXPRESSION)
    return True
