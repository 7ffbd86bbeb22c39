"""The way back: from a sympy value to an expression of the language.

The expression is exact and in a fixed order: sums by falling degree, sets by size,
the real part before the imaginary. Read and lowered again, it gives the same value
(save that a number in front of a sum, as `factor` writes it, is multiplied in).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import reduce

import sympy
from sympy import (
    Add,
    Basic,
    Expr,
    FiniteSet,
    I,
    Intersection,
    Interval,
    Lambda,
    Mul,
    Pow,
    Range,
    Rational,
    S,
    Set,
    Symbol,
    Tuple,
    Union,
)
from sympy.core.relational import Relational
from sympy.core.sorting import default_sort_key
from sympy.logic.boolalg import And, BooleanAtom, Not, Or

from mycelium_ir.lowering.errors import RefusedError
from mycelium_ir.lowering.exact import in_order
from mycelium_ir.lowering.values import is_rational
from mycelium_ir.nodes import Call, Expression, Name, Number, number

_CHUNK = 60
"""A sum of more terms than this is written in groups, so that it is not nested too deep."""

_FUNCTIONS: dict[type[Basic], str] = {
    sympy.Abs: "abs",
    sympy.Max: "max",
    sympy.Min: "min",
    sympy.Mod: "mod",
    sympy.acos: "acos",
    sympy.acot: "acot",
    sympy.acsc: "acsc",
    sympy.arg: "arg",
    sympy.asec: "asec",
    sympy.asin: "asin",
    sympy.atan2: "atan2",
    sympy.atan: "atan",
    sympy.binomial: "binomial",
    sympy.ceiling: "ceil",
    sympy.conjugate: "conj",
    sympy.cos: "cos",
    sympy.cot: "cot",
    sympy.csc: "csc",
    sympy.exp: "exp",
    sympy.factorial: "factorial",
    sympy.floor: "floor",
    sympy.im: "im",
    sympy.log: "ln",
    sympy.re: "re",
    sympy.sec: "sec",
    sympy.sign: "sign",
    sympy.sin: "sin",
    sympy.tan: "tan",
}

WRITABLE = frozenset(_FUNCTIONS)
"""The sympy functions that the language can write."""

_UNORDERED = (sympy.Max, sympy.Min)


class DecimalForm(Expr):  # type: ignore[misc]
    """A rational number that is written as a finite decimal, as the goal `decimal` wants it."""

    is_commutative = True
    is_real = True


class Raiser:
    """Turns values into expressions.

    Args:
        functions: The names of the problem's functions that stand as values.
        taken: Names of the program; a constant that one of them hides is spelt out.
    """

    def __init__(
        self,
        functions: Mapping[Lambda, str] | None = None,
        taken: frozenset[str] = frozenset(),
    ) -> None:
        self.functions = {} if functions is None else functions
        self.taken = taken

    def expression(self, value: Basic) -> Expression:
        """The expression of a value.

        Raises:
            RefusedError: if the language has no way to write it.
            MyceliumError: MYC008 if it would be nested too deep.
        """
        if is_rational(value):
            return rational(value)
        if isinstance(value, Symbol):
            return Name(value.name)
        if isinstance(value, DecimalForm):
            exact = value.args[0]
            return number(Fraction(exact.p, exact.q))
        if isinstance(value, BooleanAtom):
            return Name("true" if value else "false")
        if isinstance(value, Lambda) and value in self.functions:
            return Name(self.functions[value])
        if isinstance(value, Expr):
            return self._number_or_expression(value)
        if isinstance(value, Relational):
            return self._relation(value)
        if isinstance(value, And | Or | Not):
            name = "and" if isinstance(value, And) else "or" if isinstance(value, Or) else "not"
            parts = sorted(value.args, key=default_sort_key)
            return Call(name, tuple(self.expression(part) for part in parts))
        if isinstance(value, Tuple):
            return Call("tuple", self._all(value.args))
        if isinstance(value, Set):
            return self._set(value)
        raise _unwritable(value)

    def _all(self, values: Sequence[Basic]) -> tuple[Expression, ...]:
        return tuple(self.expression(value) for value in values)

    # -- numbers and expressions

    def _number_or_expression(self, value: Expr) -> Expression:
        if isinstance(value, Add):
            return self._sum(value)
        if isinstance(value, Mul):
            return self._product(value)
        if isinstance(value, Pow):
            return self._power(value.base, value.exp)
        constant = self._constant(value)
        if constant is not None:
            return constant
        name = _FUNCTIONS.get(type(value))
        if name is None:
            raise _unwritable(value)
        operands = value.args
        if isinstance(value, _UNORDERED):
            operands = tuple(sorted(operands, key=default_sort_key))
        return Call(name, self._all(operands))

    def _constant(self, value: Expr) -> Expression | None:
        if value is S.NegativeInfinity:
            return Call("-", (Name("oo"),))
        spelt: dict[Expr, tuple[str, Expression]] = {
            S.Pi: ("pi", Call("acos", (rational(S.NegativeOne),))),
            S.Exp1: ("E", Call("exp", (rational(S.One),))),
            S.ImaginaryUnit: ("I", Call("sqrt", (rational(S.NegativeOne),))),
            S.Infinity: ("oo", Name("oo")),
        }
        if value not in spelt:
            return None
        name, otherwise = spelt[value]
        return otherwise if name in self.taken else Name(name)

    def _sum(self, value: Add) -> Expression:
        terms: list[tuple[bool, Expression]] = []
        for term in _ordered_terms(value):
            negative = term.as_coeff_Mul()[0].is_extended_negative
            if negative and terms:
                terms.append((True, self.expression(-term)))
            else:
                terms.append((False, self.expression(term)))
        while len(terms) > _CHUNK:
            groups = [terms[i : i + _CHUNK] for i in range(0, len(terms), _CHUNK)]
            terms = [(False, _joined(group)) for group in groups]
        return _joined(terms)

    def _product(self, value: Mul) -> Expression:
        """A product as `-3*x*sqrt(2)/(2*y)`: sign, coefficient, factors, one denominator."""
        coefficient, rest = value.as_coeff_Mul()
        if not is_rational(coefficient):
            coefficient, rest = S.One, value
        above: list[Expression] = []
        below: list[Expression] = []
        if abs(coefficient.p) != 1:
            above.append(rational(Rational(abs(coefficient.p))))
        if coefficient.q != 1:
            below.append(rational(Rational(coefficient.q)))
        for factor in _ordered_factors(rest):
            base, exponent = factor.as_base_exp() if isinstance(factor, Pow) else (factor, S.One)
            if is_rational(exponent) and exponent.p < 0:
                below.append(self._power(base, -exponent))
            else:
                above.append(self.expression(factor))
        if not above:
            above.append(rational(S.One))
        if coefficient.p < 0:
            above[0] = _negated(above[0])
        top = reduce(lambda a, b: Call("*", (a, b)), above)
        if not below:
            return top
        if len(below) == 2 and coefficient.q != 1 and _is_sum(below[1]):
            # Under one bar the number would be multiplied into the sum.
            return Call("/", (Call("/", (top, below[1])), below[0]))
        return Call("/", (top, reduce(lambda a, b: Call("*", (a, b)), below)))

    def _power(self, base: Expr, exponent: Expr) -> Expression:
        if exponent is S.One:
            return self.expression(base)
        if base is S.Exp1:
            return Call("exp", (self.expression(exponent),))
        if exponent is S.Half:
            return Call("sqrt", (self.expression(base),))
        if is_rational(exponent) and exponent.p < 0:
            return Call("/", (rational(S.One), self._power(base, -exponent)))
        if is_rational(exponent) and exponent.p == 1 and exponent.q == 3 and base.is_positive:
            return Call("cbrt", (self.expression(base),))
        return Call("**", (self.expression(base), self.expression(exponent)))

    # -- relations and sets

    def _relation(self, value: Relational) -> Expression:
        sign = {"==": "Eq", "!=": "Ne"}.get(value.rel_op, value.rel_op)
        return Call(sign, self._all(value.args[:2]))

    def _set(self, value: Set) -> Expression:
        if value is S.EmptySet:
            return Call("set", ())
        if isinstance(value, FiniteSet):
            return Call("set", self._all(in_order(list(value.args))))
        if value is S.Reals:
            return self._interval(Interval(S.NegativeInfinity, S.Infinity))
        if isinstance(value, Interval):
            return self._interval(value)
        if isinstance(value, Range) or value in (S.Integers, S.Naturals, S.Naturals0):
            return Call("integers", (self._interval(_hull(value)),))
        if isinstance(value, Union):
            parts = sorted(value.args, key=_leftmost)
            return Call("union", self._all(parts))
        if isinstance(value, Intersection) and S.Integers in value.args:
            others = [part for part in value.args if part is not S.Integers]
            if len(others) == 1:
                return Call("integers", (self._set(others[0]),))
        raise _unwritable(value)

    def _interval(self, value: Interval) -> Expression:
        name = {
            (False, False): "interval",
            (True, True): "open_interval",
            (True, False): "left_open_interval",
            (False, True): "right_open_interval",
        }[(bool(value.left_open), bool(value.right_open))]
        return Call(name, (self.expression(value.start), self.expression(value.end)))


def rational(value: Rational) -> Expression:
    """A fraction in lowest terms: `7/2`, `-7/2`, `-3`."""
    top: Expression = Number(Fraction(abs(value.p)))
    if value.p < 0:
        top = Call("-", (top,))
    return top if value.q == 1 else Call("/", (top, Number(Fraction(value.q))))


def _is_sum(node: Expression) -> bool:
    return type(node) is Call and node.function in ("+", "-") and len(node.operands) == 2


def _negated(node: Expression) -> Expression:
    return Call("-", (node,))


def _joined(terms: list[tuple[bool, Expression]]) -> Expression:
    """The terms added up, from left to right; those marked are subtracted."""
    total = terms[0][1]
    for negative, term in terms[1:]:
        total = Call("-" if negative else "+", (total, term))
    return total


def _ordered_terms(value: Add) -> list[Expr]:
    if not value.free_symbols:
        real = [term for term in value.args if not term.has(I)]
        imaginary = [term for term in value.args if term.has(I)]
        return [*_by_simplicity(real), *_by_simplicity(imaginary)]
    terms: list[Expr] = value.as_ordered_terms()
    return terms


def _by_simplicity(terms: list[Expr]) -> list[Expr]:
    """Rational numbers first, then the rest in sympy's fixed order."""
    return sorted(terms, key=lambda term: (not is_rational(term), default_sort_key(term)))


def _ordered_factors(value: Expr) -> list[Expr]:
    """Constants such as `sqrt(2)` and `pi` first, then `I`, then what has unknowns."""
    factors: list[Expr] = list(Mul.make_args(value))
    if len(factors) == 1:
        return [] if value is S.One else factors
    return sorted(factors, key=lambda f: (bool(f.free_symbols), f is I, default_sort_key(f)))


def _leftmost(part: Set) -> tuple[bool, object, object]:
    if not isinstance(part, Interval | FiniteSet | Range):
        return (True, S.Zero, default_sort_key(part))
    low = part.inf if part.is_subset(S.Reals) else S.Zero
    start = sympy.N(low, 30)
    comparable = start.is_Float or start.is_Integer or start in (S.Infinity, S.NegativeInfinity)
    return (not comparable, start if comparable else S.Zero, default_sort_key(part))


def _hull(value: Set) -> Interval:
    """The interval whose integers a set of consecutive integers is."""
    if isinstance(value, Range) and value.step != 1:
        raise _unwritable(value)
    return Interval(value.inf, value.sup)


def _unwritable(value: Basic) -> RefusedError:
    if isinstance(value, sympy.CRootOf):
        told = "a root of a polynomial that has no closed form in radicals"
    elif isinstance(value, sympy.Integral | sympy.Derivative | sympy.Limit | sympy.Sum):
        told = f"a {type(value).__name__.lower()} without a closed form"
    elif isinstance(value, sympy.ConditionSet | sympy.ImageSet | Set):
        told = "an infinite set that is no interval"
    else:
        told = f"`{type(value).__name__}`"
    return RefusedError(
        "MYC114",
        f"the exact value cannot be written in the language: it contains {told}",
        "ask for less: bound the unknowns, or choose another form",
    )
