"""The limits on digits and size that hold while a program is evaluated.

They are looked at before a value is computed wherever its size can be foreseen,
and again once it is there. What cannot be foreseen is stopped from outside, by
the limits on the worker process.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from math import log10

from sympy import Basic, Expr, Integer, Pow, Rational, binomial, factorial
from sympy.core.numbers import Number as SympyNumber

from mycelium_ir.lowering.errors import too_large, too_many_digits

_BITS_PER_DIGIT = 3.3219280948873626


@dataclass(frozen=True)
class Budget:
    """How large a value may be.

    Attributes:
        digits: Decimal digits of a numerator or denominator.
        size: Nodes of an expression, members of a set, terms of a sum.
    """

    digits: int = 10_000
    size: int = 100_000


_DEFAULT = Budget()
_BUDGET: ContextVar[Budget] = ContextVar("budget", default=_DEFAULT)


def budget() -> Budget:
    """The limits that hold now."""
    return _BUDGET.get()


@contextmanager
def limited_to(limits: Budget) -> Iterator[None]:
    """Let these limits hold inside a `with` block."""
    token = _BUDGET.set(limits)
    try:
        yield
    finally:
        _BUDGET.reset(token)


def check_number(value: Rational, what: str = "the number") -> None:
    """Refuse a rational number with too many digits."""
    digits = _BUDGET.get().digits
    longest = max(abs(value.p), value.q)
    if longest.bit_length() > digits * _BITS_PER_DIGIT and longest >= 10**digits:
        raise too_many_digits(what, digits)


def check_digits(estimate: float, what: str) -> None:
    """Refuse to compute a number that would have about `estimate` digits."""
    limit = _BUDGET.get().digits
    if estimate > limit + 1:
        raise too_many_digits(what, limit)


def check_size(count: int, what: str) -> None:
    """Refuse a value of `count` parts."""
    if count > _BUDGET.get().size:
        raise too_large(what)


def digits_of(value: Rational) -> float:
    """About how many decimal digits the longer half of a fraction has."""
    return log10(max(abs(value.p), value.q))


def check_power(base: Expr, exponent: Expr) -> None:
    """Refuse a power whose value could not be written within the limits, before computing it."""
    if not isinstance(exponent, SympyNumber):
        exponent = exponent.as_coeff_Add()[0] if exponent.is_Add else exponent
    if not isinstance(exponent, Rational) or not exponent.is_finite:
        return
    size = abs(int(exponent))
    if size < 64:
        return
    if isinstance(base, Integer) and base.p in (0, 1, -1):
        return
    grown = sum(digits_of(n) for n in base.atoms(Rational) if abs(n.p) > 1 or n.q > 1)
    if grown:
        # A Python float holds no more than about 1e308.
        large = size.bit_length() * log10(2) > 300
        check_digits(float("inf") if large else grown * size, "this power")


def check_factorial(n: int) -> None:
    """Refuse a factorial with too many digits, before computing it."""
    if n > 10**12:
        check_digits(float("inf"), "this factorial")
    if n > 1:
        check_digits(n * log10(n / 2.718281828) + 2, "this factorial")


def check_binomial(n: int, k: int) -> None:
    """Refuse a binomial coefficient with too many digits, before computing it."""
    smaller = min(k, n - k)
    if smaller > 0:
        # Stirling's bound: binomial(n, k) <= (e*n/k)**k.
        digits = (n // smaller).bit_length() / _BITS_PER_DIGIT + 0.75
        check_digits(smaller * digits if smaller < 10**12 else float("inf"), "this binomial")


def put_in(into: Basic, values: Mapping[Basic, Basic]) -> Basic:
    """An expression with values in the place of symbols; too large a result is refused first."""
    for power in into.atoms(Pow):
        check_power(power.base.xreplace(values), power.exp.xreplace(values))
    for found in into.atoms(factorial, binomial):
        given = [argument.xreplace(values) for argument in found.args]
        if all(isinstance(g, Integer) for g in given):
            if isinstance(found, factorial):
                check_factorial(int(given[0]))
            else:
                check_binomial(int(given[0]), int(given[1]))
    result: Basic = into.subs(list(values.items()), simultaneous=len(values) > 1)
    return result
