"""How people write mathematics in a sentence: `3x^2`, `3*x**2`, `3x²`, `4 × 5`, `√7`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from mycelium_ir.nodes import Call, Expression, Name, Number, number
from mycelium_ir.printer import print_number

_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_RELATIONS = {"Eq": "=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_UNICODE_RELATIONS = {**_RELATIONS, "<=": "≤", ">=": "≥"}
_SUM, _PRODUCT, _POWER, _ATOM = range(4)

LETTERS = "abkmnprtuvwxyz"
"""Letters for unknowns: none that reads as a number, a constant or a unit."""


@dataclass(frozen=True)
class Style:
    """One way to write powers, products, roots and relations."""

    power: str
    product: str
    times: str
    unicode: bool

    def relation(self, sign: str) -> str:
        """A relation's sign."""
        return (_UNICODE_RELATIONS if self.unicode else _RELATIONS)[sign]


STYLES = (
    Style("²", "", " × ", True),
    Style("²", "", " · ", True),
    Style("^", "", " * ", False),
    Style("^", "*", "*", False),
    Style("**", "*", "*", False),
)


def style_of(draw: Random) -> Style:
    """A style, drawn."""
    return draw.choice(STYLES)


def written(expression: Expression, style: Style) -> str:
    """An expression or a relation as a person writes it in that style."""
    return _written(expression, style)[0]


def _written(node: Expression, style: Style) -> tuple[str, int]:
    match node:
        case Number(value=value):
            return print_number(value), _ATOM
        case Name(id=name):
            return {"I": "i", "E": "e", "pi": "π" if style.unicode else "pi"}.get(name, name), _ATOM
        case Call(function="-", operands=(inner,)):
            return f"-{_within(inner, style, _PRODUCT)}", _SUM
        case Call(function="+" | "-" as sign, operands=(left, right)):
            first = _within(left, style, _SUM)
            return f"{first} {sign} {_within(right, style, _PRODUCT)}", _SUM
        case Call(function="*", operands=(left, right)):
            return _product(left, right, style), _PRODUCT
        case Call(function="/", operands=(left, right)):
            return f"{_within(left, style, _PRODUCT)}/{_within(right, style, _POWER)}", _PRODUCT
        case Call(function="**", operands=(base, exponent)):
            return _power(base, exponent, style), _POWER
        case Call(function="sqrt", operands=(inner,)) if style.unicode:
            text, level = _written(inner, style)
            return (f"√{text}" if level == _ATOM else f"√({text})"), _ATOM
        case Call(function=sign, operands=(left, right)) if sign in _RELATIONS:
            middle = style.relation(sign)
            return f"{written(left, style)} {middle} {written(right, style)}", _SUM
        case Call(function="abs", operands=(inner,)):
            return f"|{written(inner, style)}|", _ATOM
        case Call(function=function, operands=operands):
            return f"{function}({', '.join(written(o, style) for o in operands)})", _ATOM
    raise ValueError(f"a hole cannot be written: {node}")


def _within(node: Expression, style: Style, least: int) -> str:
    text, level = _written(node, style)
    return text if level >= least else f"({text})"


def _product(left: Expression, right: Expression, style: Style) -> str:
    # A negative coefficient leads its sum, so that its sign needs no brackets.
    first = written(left, style) if _is_negative(left) else _within(left, style, _PRODUCT)
    second = _within(right, style, _POWER)
    if second[0].isdigit():
        return f"{first}{style.times}{second}"
    if style.product or first[-1] == ")" or second[0] == "(" or not isinstance(right, Number):
        return f"{first}{style.product}{second}"
    return f"{first}{style.times}{second}"


def _is_negative(node: Expression) -> bool:
    return (
        isinstance(node, Call)
        and node.function == "-"
        and len(node.operands) == 1
        and isinstance(node.operands[0], Number)
    )


def _power(base: Expression, exponent: Expression, style: Style) -> str:
    bottom = _within(base, style, _ATOM)
    match exponent:
        case Number(value=value) if style.power == "²" and value.denominator == 1:
            return bottom + print_number(value).translate(_SUPERSCRIPTS)
    sign = "^" if style.power == "²" else style.power
    return f"{bottom}{sign}{_within(exponent, style, _ATOM)}"


def polynomial(coefficients: Sequence[int], letter: str) -> Expression:
    """The polynomial with these coefficients, the highest power first, without empty terms."""
    found: Expression | None = None
    degree = len(coefficients) - 1
    for power, coefficient in zip(range(degree, -1, -1), coefficients, strict=True):
        if not coefficient:
            continue
        if found is None:
            found = monomial(coefficient, letter, power)
        else:
            term = monomial(abs(coefficient), letter, power)
            found = Call("+" if coefficient > 0 else "-", (found, term))
    return number(0) if found is None else found


def monomial(coefficient: int, letter: str, power: int) -> Expression:
    """One term of a polynomial; a coefficient of 1 or -1 is not written."""
    if not power:
        return number(coefficient)
    variable: Expression = Name(letter)
    if power > 1:
        variable = Call("**", (variable, number(power)))
    if abs(coefficient) == 1:
        return variable if coefficient == 1 else Call("-", (variable,))
    return Call("*", (number(coefficient), variable))


def linear(terms: Sequence[tuple[int, str]]) -> Expression:
    """The sum of multiples of letters: `3x - 2y + z`."""
    found: Expression | None = None
    for coefficient, letter in terms:
        if not coefficient:
            continue
        if found is None:
            found = monomial(coefficient, letter, 1)
        else:
            term = monomial(abs(coefficient), letter, 1)
            found = Call("+" if coefficient > 0 else "-", (found, term))
    return number(0) if found is None else found


def add(left: Expression, right: Expression) -> Call:
    """A sum."""
    return Call("+", (left, right))


def equal(left: Expression, right: Expression) -> Call:
    """An equation."""
    return Call("Eq", (left, right))


def text_of(value: int | Fraction) -> str:
    """A number as gold answers are written: `-3/4`."""
    return str(Fraction(value))


def nonzero(draw: Random, low: int, high: int) -> int:
    """A whole number from low to high, but not 0."""
    return draw.choice([n for n in range(low, high + 1) if n])
