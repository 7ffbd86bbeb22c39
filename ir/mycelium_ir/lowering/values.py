"""Runtime values: which sympy objects they are, their kinds, and their settled form.

A value is an `Expr` (a number if it has no free symbol), a `Boolean` (a relation if
it has one), a `Set`, a `Tuple` or a `Lambda`. Its settled form is what a step keeps:

- rational numbers are in lowest terms;
- products of sums of numbers are multiplied out, roots leave the denominators, and
  nested square roots are denested where that is possible: `3 + 2*sqrt(2)`;
- complex numbers are written as real part plus imaginary part times `I`;
- statements on numbers alone are decided, true or false; in a relation a side that is
  a number is settled;
- an expression with unknowns stays as sympy's automatic evaluation leaves it: a
  number is multiplied into a sum, equal terms are collected, nothing else happens.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TypeGuard

import sympy
from sympy import (
    Basic,
    Expr,
    FiniteSet,
    Float,
    I,
    Integer,
    Interval,
    Lambda,
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
from sympy.logic.boolalg import And, Boolean, BooleanAtom, Not, Or

from mycelium_ir.kinds import Kind
from mycelium_ir.lowering.budget import check_number, check_size
from mycelium_ir.lowering.errors import RefusedError, division_by_zero, undefined

_RATIONAL_TYPES: frozenset[type] = frozenset(
    {Integer, Rational, type(S.Zero), type(S.One), type(S.NegativeOne), type(S.Half)}
)
_LARGEST_POWER_MULTIPLIED_OUT = 64
_LARGEST_SETTLED = 200
"""Numbers of more operations stay as they are: settling them takes too long."""


def is_rational(value: object) -> TypeGuard[Rational]:
    """Whether a value is a rational number, told by its type alone."""
    return type(value) in _RATIONAL_TYPES


def is_boolean(value: object) -> TypeGuard[Boolean]:
    """Whether a value is a statement: true, false, or a relation."""
    return isinstance(value, Boolean) and not isinstance(value, Symbol)


def is_number(value: object) -> TypeGuard[Expr]:
    """Whether a value is an expression without unknowns."""
    return is_rational(value) or (is_expression(value) and not value.free_symbols)


def is_expression(value: object) -> TypeGuard[Expr]:
    """Whether a value is a number or an expression (sympy counts functions among these)."""
    return isinstance(value, Expr) and not isinstance(value, Lambda)


def kind_of(value: Basic) -> Kind:
    """The kind of a runtime value.

    Raises:
        RefusedError: if the object is no value of the language.
    """
    if type(value) in _RATIONAL_TYPES:
        return Kind.NUMBER
    if is_boolean(value):
        return Kind.RELATION if value.free_symbols else Kind.BOOLEAN
    if is_expression(value):
        return Kind.EXPRESSION if value.free_symbols else Kind.NUMBER
    if isinstance(value, Interval):
        return Kind.INTERVAL
    if isinstance(value, Set):
        return Kind.SET
    if isinstance(value, Tuple):
        return Kind.TUPLE
    if isinstance(value, Lambda):
        return Kind.FUNCTION
    raise RefusedError("MYC107", f"a {type(value).__name__} is no value of the language")


def as_value(result: object) -> Basic:
    """What a function returned, as a sympy object.

    Python's whole numbers, fractions, booleans, tuples and sets are converted.

    Raises:
        RefusedError: for anything else, and for a float: every value is exact.
    """
    if isinstance(result, Basic):
        if isinstance(result, Float) or (result.args and result.has(Float)):
            raise RefusedError("MYC107", "a floating-point number came back", _EXACT)
        return result
    if isinstance(result, bool):
        return sympy.true if result else sympy.false
    if isinstance(result, int):
        return Integer(result)
    if isinstance(result, Fraction):
        return Rational(result.numerator, result.denominator)
    if isinstance(result, tuple | list):
        return Tuple(*(as_value(member) for member in result))
    if isinstance(result, set | frozenset):
        return FiniteSet(*(as_value(member) for member in result))
    if isinstance(result, float | complex):
        raise RefusedError("MYC107", f"the float {result!r} came back", _EXACT)
    raise RefusedError("MYC107", f"a {type(result).__name__} came back, which is no value")


_EXACT = "every value is exact: return a sympy Rational or a Fraction"


# --------------------------------------------------------------------------- settled form


def settled(value: Basic) -> Basic:
    """A value in its settled form (see the module).

    Raises:
        RefusedError: if it is undefined, or a statement on numbers cannot be decided.
    """
    if is_rational(value):
        return value
    if is_boolean(value):
        return value if isinstance(value, BooleanAtom) else _settled_statement(value)
    if is_expression(value):
        return value if value.free_symbols else normal_number(value)
    if isinstance(value, FiniteSet):
        return FiniteSet(*(settled(member) for member in value.args))
    if isinstance(value, Tuple):
        return Tuple(*(settled(member) for member in value.args))
    if isinstance(value, Range) and value.is_finite_set:
        check_size(int(value.size), "the set of whole numbers")
        return FiniteSet(*value)
    if isinstance(value, Interval):
        start, end = settled(value.start), settled(value.end)
        return Interval(start, end, value.left_open, value.right_open)
    if isinstance(value, Union):
        return Union(*(settled(part) for part in value.args))
    return value


def _settled_statement(value: Boolean) -> Boolean:
    from mycelium_ir.lowering.exact import decide
    from mycelium_ir.lowering.relations import of_form

    if isinstance(value, And | Or | Not):
        return value.func(*(_settled_statement(part) for part in value.args))
    if not isinstance(value, Relational):
        return value
    if not value.free_symbols:
        return sympy.true if decide(value) else sympy.false
    sides = value.args[:2]
    shown = [normal_number(side) if is_number(side) else side for side in sides]
    # In its settled form a number may show what it hid: that it is not real, for instance.
    return value if list(sides) == shown else of_form(value, *shown)


def normal_number(number: Expr) -> Expr:
    """The settled form of a number: what `1/(1 + sqrt(2))` and `(1 + I)**2` come to."""
    if is_rational(number) or not number.args:
        return number
    if number.is_Mul and len(number.args) == 2 and is_rational(number.args[0]):
        factor = number.args[1]
        if not factor.args or (factor.is_Pow and all(is_rational(a) for a in factor.args)):
            return number
    if _has_large_power(number) or number.count_ops() > _LARGEST_SETTLED:
        return number
    if number.has(I):
        number = _rectangular(number)
    number = _multiplied_out(number)
    if any(_is_higher_root(power) for power in number.atoms(Pow)):
        return number
    if any(power.exp.is_negative and not is_rational(power.base) for power in number.atoms(Pow)):
        number = _multiplied_out(sympy.radsimp(number))
    if any(_is_nested_root(power) for power in number.atoms(Pow)):
        number = sympy.sqrtdenest(number)
    return number


def _multiplied_out(number: Expr) -> Expr:
    return number.expand(power_base=False, power_exp=False, log=False, basic=False)


def _has_large_power(number: Expr) -> bool:
    return any(
        power.exp.is_Integer and abs(int(power.exp)) > _LARGEST_POWER_MULTIPLIED_OUT
        for power in number.atoms(Pow)
        if power.base.is_Add
    )


def _is_nested_root(power: Pow) -> bool:
    return bool(power.exp.is_Rational and power.exp.q == 2 and power.base.is_Add)


def _is_higher_root(power: Pow) -> bool:
    """Whether a power is a cube root of a sum, or higher: no simpler form is to be had."""
    return bool(power.exp.is_Rational and power.exp.q > 2 and power.base.is_Add)


def _rectangular(number: Expr) -> Expr:
    """A complex number as `a + b*I`, where its parts can be written out."""
    real, imaginary = number.as_real_imag()
    parts = real + I * imaginary
    if parts.has(sympy.re, sympy.im, sympy.arg, sympy.atan2, sympy.Abs):
        return number
    return _multiplied_out(real) + I * _multiplied_out(imaginary)


# --------------------------------------------------------------------------- examination


def examine(value: Basic, known: frozenset[Symbol], sizes: dict[Basic, int]) -> None:
    """Refuse a value that is undefined, inexact, too large, or speaks of unknown symbols.

    Args:
        value: A step's value.
        known: The symbols that stand for the program's unknowns.
        sizes: The sizes of what was examined before, to be carried from step to step.
    """
    if is_rational(value):
        check_number(value)
        return
    check_size(_size(value, sizes), "this value")
    strange = value.free_symbols - known
    if strange:
        name = min(symbol.name for symbol in strange)
        raise RefusedError("MYC107", f"the value speaks of `{name}`, which is no unknown")


def _size(value: Basic, sizes: dict[Basic, int]) -> int:
    """The number of nodes; shared parts are visited once and counted each time."""
    stack = [value]
    while stack:
        node = stack[-1]
        if node in sizes:
            stack.pop()
            continue
        missing = [part for part in node.args if part not in sizes]
        if missing:
            stack.extend(missing)
            continue
        stack.pop()
        _check_atom(node)
        sizes[node] = 1 + sum(sizes[part] for part in node.args)
    return sizes[value]


def _check_atom(node: Basic) -> None:
    if node.args:
        return
    if is_rational(node):
        check_number(node)
    elif node is S.ComplexInfinity:
        raise division_by_zero()
    elif node is S.NaN:
        raise undefined("this value")
    elif isinstance(node, Float):
        raise RefusedError("MYC107", "a floating-point number came back", _EXACT)
