"""The forms of answers: each takes a value and returns it in its form, or says why not."""

from __future__ import annotations

from fractions import Fraction

import sympy
from sympy import Basic, Eq, Expr, FiniteSet, I, Integer, Interval, Rational, S, Set, Tuple
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from mycelium_ir.lowering.errors import RefusedError
from mycelium_ir.lowering.exact import is_real
from mycelium_ir.lowering.raising import DecimalForm, Raiser
from mycelium_ir.lowering.values import (
    is_boolean,
    is_expression,
    is_number,
    is_rational,
    normal_number,
)
from mycelium_ir.nodes import is_finite_decimal


def _refused(message: str, hint: str | None = None) -> RefusedError:
    return RefusedError("MYC113", message, hint)


def _shown(value: Basic) -> str:
    from mycelium_ir.printer import print_value

    text = print_value(Raiser().expression(value))
    return text if len(text) <= 60 else text[:59] + "…"


def _number(value: Basic, form: str) -> Expr:
    if not is_number(value):
        raise _refused(
            f"`{_shown(value)}` still has unknowns and cannot be {form}",
            "put in values for them, or use `goal expression`",
        )
    if value.has(S.Infinity, S.NegativeInfinity):
        raise _refused(f"an infinite value cannot be {form}", "use `goal expression`")
    return normal_number(value)


def integer(value: Basic) -> Integer:
    """A whole number."""
    found = _number(value, "an integer")
    if isinstance(found, Integer):
        return found
    hint = "round it, as in `round(x)`, `floor(x)`, `ceil(x)`, or use `goal rational`"
    raise _refused(f"`{_shown(found)}` is not an integer", hint)


def rational(value: Basic) -> Rational:
    """A fraction in lowest terms."""
    found = _number(value, "a fraction")
    if is_rational(found):
        return found
    raise _refused(f"`{_shown(found)}` is not a fraction", "use `goal number`")


def decimal(value: Basic) -> Expr:
    """A decimal with finitely many places."""
    found = _number(value, "a decimal")
    if not is_rational(found):
        raise _refused(f"`{_shown(found)}` is not a decimal", "round it, as in `round(x, 2)`")
    if not is_finite_decimal(Fraction(found.p, found.q)):
        raise _refused(
            f"`{_shown(found)}` has no end as a decimal", "round it, as in `round(x, 2)`"
        )
    return DecimalForm(found)


def percent(value: Basic) -> Rational:
    """A share: the number stays what it is, 3/25 for 12%."""
    found = _number(value, "a percentage")
    if is_rational(found):
        return found
    raise _refused(f"`{_shown(found)}` is not a fraction", "round it, as in `round(x, 4)`")


def number(value: Basic) -> Expr:
    """A real number, exact."""
    found = _number(value, "a number")
    if is_real(found):
        return found
    raise _refused(f"`{_shown(found)}` is not real", "use `goal complex_standard_form`")


def complex_standard_form(value: Basic) -> Expr:
    """A complex number as `a + b*I`."""
    found = _number(value, "a complex number")
    real, imaginary = found.as_real_imag()
    if real.has(sympy.re, sympy.im) or imaginary.has(sympy.re, sympy.im):
        raise _refused(f"the parts of `{_shown(found)}` cannot be written out")
    return normal_number(real) + normal_number(imaginary) * I


def expression(value: Basic) -> Expr:
    """An expression or a number, as it stands."""
    if is_expression(value):
        return value
    raise _refused("this is no expression")


def equation(value: Basic) -> Eq:
    """An equation."""
    if isinstance(value, Eq):
        return value
    if is_boolean(value) and not value.free_symbols:
        raise _refused(
            "the equation is not one any more: it is always " + ("true" if value else "false"),
            "check that its two sides differ",
        )
    raise _refused("this is no equation", "write one, as in `Eq(y, 2*x + 1)`")


def inequality(value: Basic) -> Boolean:
    """An inequality, or several joined."""
    if is_boolean(value) and value.free_symbols and not isinstance(value, Eq):
        return value
    raise _refused("this is no inequality", "write one, as in `x < 3`")


def boolean(value: Basic) -> Boolean:
    """True or false."""
    if value == S.true or value == S.false:
        return value
    hint = "its truth depends on the unknowns: solve it, or put in values"
    raise _refused(
        "this is neither true nor false", hint if isinstance(value, Relational) else None
    )


def integer_set(value: Basic) -> Set:
    """A finite set of whole numbers."""
    if value is S.EmptySet:
        return value
    if isinstance(value, FiniteSet):
        strange = [m for m in value.args if not isinstance(m, Integer)]
        if not strange:
            return value
        raise _refused(
            f"`{_shown(strange[0])}` is not an integer", "keep the whole ones: `integers(s)`"
        )
    raise _refused("the set is not finite", "take its whole numbers, as in `integers(s)`")


def any_set(value: Basic) -> Set:
    """A set, an interval included."""
    if isinstance(value, Set):
        return value
    raise _refused("this is no set")


def interval(value: Basic) -> Interval:
    """An interval."""
    if isinstance(value, Interval):
        return value
    if value is S.Reals:
        return Interval(S.NegativeInfinity, S.Infinity)
    raise _refused(
        f"`{_shown(value)}` is not one interval", "use `goal solution_set` for other sets"
    )


def any_tuple(value: Basic) -> Tuple:
    """A tuple."""
    if isinstance(value, Tuple):
        return value
    raise _refused("this is no tuple")


def point(value: Basic) -> Tuple:
    """A point: a tuple of two or three numbers."""
    short = isinstance(value, Tuple) and len(value.args) in (2, 3)
    if short and all(is_expression(c) for c in value.args):
        return value
    raise _refused("a point is a tuple of two or three numbers")
