"""A step's operator skeleton in one form, whatever the order and the brackets it was written in.

Addition and multiplication are commutative and associative: `_ / _ * _`,
`_ * (_ / _)` and `_ * _ / _` are one skeleton, and so are `_ - _ + _` and `_ + _ - _`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import reduce

from mycelium_ir.language import Language, base_language
from mycelium_ir.nodes import BINARY_OPERATORS, Call, Expression, Hole, Name, Number, walk
from mycelium_ir.printer import print_expression
from mycelium_ir.references import bound_by, value_positions

APPLIED = "f"
"""What a function that the problem itself defines is called in a skeleton."""

_HOLE = Hole()
_MOST = 3
"""Equations that are solved together are told apart up to so many; more of them count as one."""


@dataclass(frozen=True)
class Shapes:
    """A step's skeleton, from fine to coarse; a step is labelled by the finest that is supported.

    Attributes:
        full: All operators. What has an unknown in it is read, not computed with, and
            counts as one operand.
        broad: The outermost operator with all its operands (`_ + _ + _`), each a hole.
        top: The outermost operator alone (`_ + _`).
        written: The skeleton as it was written, the operands in their own order.
    """

    full: str
    broad: str
    top: str
    written: str


@dataclass(frozen=True)
class Surroundings:
    """The names that an expression may mention, and what they are.

    Attributes:
        unknowns: The problem's unknowns.
        definitions: The functions that the problem defines.
        language: The tables of functions.
    """

    unknowns: Collection[str] = ()
    definitions: Collection[str] = ()
    language: Language | None = None

    @property
    def tables(self) -> Language:
        """The language, the base one if none was given."""
        return self.language or base_language()


def shapes(expression: Expression, around: Surroundings | None = None) -> Shapes:
    """The skeletons of a step's expression.

    Args:
        expression: The expression, references and literals alike.
        around: What its names are; all of them are taken for steps if not given.
    """
    around = around or Surroundings()
    emptied = _emptied(expression, around, frozenset(around.unknowns))
    full = _canonical(emptied)
    return Shapes(
        full=print_expression(full),
        broad=print_expression(_broad(full)),
        top=print_expression(_top(full)),
        written=print_expression(emptied),
    )


# --------------------------------------------------------------------------- operands


def _emptied(
    node: Expression, around: Surroundings, hidden: frozenset[str], inside: str | None = None
) -> Expression:
    """The expression with a hole for each operand; whatever mentions a hidden name is one.

    `inside` is the function that it is an operand of. A fraction in lowest terms is a
    number, but for a factor (`1/2 * 40` multiplies and divides).
    """
    if type(node) is not Call or _is_literal(node):
        return _HOLE
    if inside not in (None, "*", "/") and _is_fraction(node):
        return _HOLE
    operator = not node.function[0].isalpha()
    mentions = any(type(part) is Name and part.id in hidden for part in walk(node))
    if mentions and (inside is not None or (operator and not _is_relation(node))):
        return _HOLE
    own = bound_by(node, around.tables)
    inner = hidden if own is None else hidden | {own}
    operands, parameters = value_positions(node, around.tables)
    function = APPLIED if node.function in around.definitions else node.function
    return Call(
        function,
        tuple(
            _emptied(child, around, inner, function) if i in operands else _HOLE
            for i, child in enumerate(node.operands)
        ),
        tuple(
            _emptied(child, around, inner, function) if i in parameters else _HOLE
            for i, child in enumerate(node.parameters)
        ),
    )


def _is_literal(node: Expression) -> bool:
    """Whether an expression is a number written down: -3, or a complex one such as 2 - 3*I."""
    if type(node) is Number:
        return True
    if type(node) is not Call:
        return False
    if node.function == "-" and len(node.operands) == 1:
        return _is_literal(node.operands[0]) or _is_imaginary(node.operands[0])
    if node.function in ("+", "-") and len(node.operands) == 2:
        real, imaginary = node.operands
        return _is_real(real) and _is_imaginary(imaginary)
    return _is_imaginary(node)


def _is_real(node: Expression) -> bool:
    if type(node) is Call and node.function == "-" and len(node.operands) == 1:
        node = node.operands[0]
    return type(node) is Number or (type(node) is Call and _is_fraction(node))


def _is_imaginary(node: Expression) -> bool:
    """I, or a real literal times I."""
    if type(node) is Call and node.function == "*":
        return _is_real(node.operands[0]) and node.operands[1] == Name("I")
    return node == Name("I")


def _is_fraction(node: Call) -> bool:
    """Whether it is a fraction of literals in lowest terms: a number, where 200/2 is a step."""
    if node.function != "/":
        return False
    above, below = node.operands
    if type(above) is not Number or type(below) is not Number or not below.value:
        return False
    return (above.value / below.value).denominator == below.value != 1


def _is_relation(node: Call) -> bool:
    return node.function in ("<", "<=", ">", ">=")


# --------------------------------------------------------------------------- one form


def _canonical(node: Expression) -> Expression:
    """The skeleton with chains of sums and products flattened and their operands sorted."""
    if type(node) is not Call:
        return node
    if node.function in ("+", "-"):
        added: list[Expression] = []
        taken: list[Expression] = []
        _terms(node, added, taken)
        return _chain("+", "-", added, taken)
    if node.function in ("*", "/"):
        above: list[Expression] = []
        below: list[Expression] = []
        _factors(node, above, below)
        return _chain("*", "/", above, below)
    operands = tuple(map(_canonical, node.operands))
    if node.function in (">", ">="):  # the same bound, read from the other side
        operands = operands[::-1]
    function = {">": "<", ">=": "<="}.get(node.function, node.function)
    if node.function in ("Eq", "Ne"):
        operands = tuple(sorted(operands, key=_rank))
    if node.function not in BINARY_OPERATORS:
        operands = _few(operands, node.function)
    return Call(function, operands, _one(tuple(map(_canonical, node.parameters))))


def _few(operands: tuple[Expression, ...], function: str) -> tuple[Expression, ...]:
    """Any number of operands as one: a skeleton's last hole stands for one or more."""
    known = base_language().functions.get(function)
    if len(operands) < 2 or known is None or not known.repeats:
        return operands
    return operands if function == "solve" and len(operands) <= _MOST else (_HOLE,)


def _one(parameters: tuple[Expression, ...]) -> tuple[Expression, ...]:
    """Parameters that are plain as one: which unknowns are asked for is wiring's business."""
    return parameters[:1] if all(type(p) is Hole for p in parameters) else parameters


def _terms(node: Expression, added: list[Expression], taken: list[Expression]) -> None:
    if type(node) is Call and node.function == "+":
        _terms(node.operands[0], added, taken)
        _terms(node.operands[1], added, taken)
    elif type(node) is Call and node.function == "-" and len(node.operands) == 2:
        _terms(node.operands[0], added, taken)
        taken.append(_canonical(node.operands[1]))
    elif type(node) is Call and node.function == "-":
        taken.append(_canonical(node.operands[0]))
    else:
        added.append(_canonical(node))


def _factors(node: Expression, above: list[Expression], below: list[Expression]) -> None:
    if type(node) is Call and node.function == "*":
        _factors(node.operands[0], above, below)
        _factors(node.operands[1], above, below)
    elif type(node) is Call and node.function == "/":
        _factors(node.operands[0], above, below)
        below.append(_canonical(node.operands[1]))
    else:
        above.append(_canonical(node))


def _chain(join: str, undo: str, first: list[Expression], then: list[Expression]) -> Expression:
    """`a + b - c` from [a, b] and [c], compound operands before plain ones."""
    first, then = sorted(first, key=_rank), sorted(then, key=_rank)
    if not first:  # a sum that begins with a negation
        start: Expression = Call("-", (then.pop(0),))
    else:
        start = first.pop(0)
    for operand in first:
        start = Call(join, (start, operand))
    for operand in then:
        start = Call(undo, (start, operand))
    return start


def _rank(node: Expression) -> tuple[int, str]:
    return (-node.depth, print_expression(node))


# --------------------------------------------------------------------------- coarser


def _broad(node: Expression) -> Expression:
    """The outermost operator with its operands, each a hole."""
    if type(node) is not Call:
        return node
    if node.function in ("+", "-", "*", "/"):
        joins = ("+", "-") if node.function in ("+", "-") else ("*", "/")
        signs: list[str] = []
        rest: Expression = node
        while type(rest) is Call and rest.function in joins and len(rest.operands) == 2:
            signs.append(rest.function)
            rest = rest.operands[0]
        if type(rest) is Call and rest.function == "-" and joins[1] == "-":
            start: Expression = Call("-", (_HOLE,))
        else:
            start = _HOLE
        return reduce(lambda left, sign: Call(sign, (left, _HOLE)), reversed(signs), start)
    return Call(node.function, (_HOLE,) * len(node.operands), (_HOLE,) * len(node.parameters))


def _top(node: Expression) -> Expression:
    """The outermost operator alone; of a named function, one operand and one parameter."""
    if type(node) is not Call:
        return node
    if node.function in BINARY_OPERATORS:
        return Call(node.function, (_HOLE,) * len(node.operands))
    return Call(node.function, (_HOLE,) * bool(node.operands), (_HOLE,) * bool(node.parameters))
