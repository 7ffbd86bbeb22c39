"""Arithmetic: sums, products, powers, roots, logarithms, rounding."""

from __future__ import annotations

import sympy
from sympy import Expr, I, Integer, Mod, Rational, S

from mycelium_ir.lowering.budget import (
    budget,
    check_binomial,
    check_digits,
    check_factorial,
    check_number,
    check_power,
    digits_of,
)
from mycelium_ir.lowering.errors import (
    RefusedError,
    division_by_zero,
    undefined,
)
from mycelium_ir.lowering.exact import is_real, is_zero, sign
from mycelium_ir.lowering.values import is_rational, normal_number

_TEN = Integer(10)

# --------------------------------------------------------------------------- the four operations


def add(left: Expr, right: Expr) -> Expr:
    """`left + right`."""
    return left + right


def subtract(left: Expr, right: Expr | None = None) -> Expr:
    """`left - right`, or `-left`."""
    return -left if right is None else left - right


def multiply(left: Expr, right: Expr) -> Expr:
    """`left * right`."""
    return left * right


def divide(left: Expr, right: Expr) -> Expr:
    """`left / right`; refuses a divisor that is zero, however it is written."""
    if is_rational(right):
        if right.p == 0:
            raise division_by_zero()
    elif not right.free_symbols:
        right = normal_number(right)
        if is_zero(right):
            raise division_by_zero()
    elif right.is_zero:
        raise division_by_zero()
    return left / right


def power(base: Expr, exponent: Expr) -> Expr:
    """`base ** exponent`; the principal value where the base is negative or complex."""
    if is_rational(base) and base.p == 0 and not exponent.free_symbols:
        order = sign(exponent)
        if order == 0:
            raise undefined("0**0")
        if order < 0:
            raise division_by_zero()
        return S.Zero
    check_power(base, exponent)
    if isinstance(exponent, Integer) and not is_rational(base) and not base.free_symbols:
        real, imaginary = base.as_real_imag()
        if is_rational(real) and is_rational(imaginary):
            return _gaussian_power(real, imaginary, int(exponent))
    return base**exponent


def _gaussian_power(real: Rational, imaginary: Rational, exponent: int) -> Expr:
    """`(real + imaginary*I) ** exponent` by repeated squaring."""
    if exponent < 0:
        size = real * real + imaginary * imaginary
        real, imaginary, exponent = real / size, -imaginary / size, -exponent
    a, b = S.One, S.Zero
    while exponent:
        if exponent & 1:
            a, b = a * real - b * imaginary, a * imaginary + b * real
            check_number(a)
        exponent >>= 1
        if exponent:
            real, imaginary = real * real - imaginary * imaginary, 2 * real * imaginary
            check_number(real)
    return a + b * I


def percent(x: Expr) -> Expr:
    """A hundredth of `x`."""
    return x / 100


# --------------------------------------------------------------------------- roots, logarithms


def sqrt(x: Expr) -> Expr:
    """The principal square root."""
    return sympy.sqrt(normal_number(x) if not x.free_symbols else x)


def cbrt(x: Expr) -> Expr:
    """The real cube root of a real number."""
    return root(x, Integer(3))


def root(x: Expr, degree: Expr) -> Expr:
    """The real root where there is one (odd roots of negative numbers too), else the principal."""
    if not isinstance(degree, Integer) or degree < 1:
        raise ValueError("the degree of a root is a positive whole number")
    exponent = Rational(1, degree)
    if degree % 2 == 0 or x.is_nonnegative:
        return x**exponent
    if x.free_symbols:
        return sympy.sign(x) * sympy.Abs(x) ** exponent if x.is_real else x**exponent
    x = normal_number(x)
    if is_real(x) and sign(x) < 0:
        return -((-x) ** exponent)
    return x**exponent


def exp(x: Expr) -> Expr:
    """`E ** x`."""
    return sympy.exp(x)


def ln(x: Expr) -> Expr:
    """The natural logarithm."""
    if not x.free_symbols and is_zero(x):
        raise undefined("the logarithm of zero")
    return sympy.log(x)


def log(x: Expr, base: Expr = _TEN) -> Expr:
    """The logarithm to a base; a rational number wherever it is one."""
    if not x.free_symbols and is_zero(x):
        raise undefined("the logarithm of zero")
    if not base.free_symbols:
        if is_zero(base) or is_zero(base - 1):
            raise undefined("a logarithm to base 0 or 1")
        if base is S.Exp1:
            return sympy.log(x)
    if is_rational(x) and is_rational(base) and x > 0 and base > 0:
        exact = _rational_logarithm(x, base)
        if exact is not None:
            return exact
    return sympy.log(x) / sympy.log(base)


def _rational_logarithm(x: Rational, base: Rational) -> Rational | None:
    """The fraction r with `base**r == x`, if there is one.

    Both are powers of one common root, which Euclid's algorithm on exponents finds.
    """
    if x == 1:
        return S.Zero
    flip = (x < 1) != (base < 1)
    a, b = (1 / x if x < 1 else x), (1 / base if base < 1 else base)
    root_ = _common_root(a, b)
    if root_ is None:
        return None
    result = Rational(_exponent(a, root_), _exponent(b, root_))
    return -result if flip else result


def _common_root(a: Rational, b: Rational) -> Rational | None:
    """The number greater than 1 of which two numbers greater than 1 are powers, or None."""
    while a != b:
        if a < b:
            a, b = b, a
        a = a / b
        if a == 1:
            return b
        if a.q > 1 and b.q == 1:
            return None
        if digits_of(a) > budget().digits:
            return None
    return a


def _exponent(power_: Rational, base: Rational) -> int:
    count = 0
    while power_ != 1:
        power_, count = power_ / base, count + 1
    return count


# --------------------------------------------------------------------------- whole numbers


def absolute(x: Expr) -> Expr:
    """The absolute value."""
    return sympy.Abs(normal_number(x) if not x.free_symbols else x)


def sign_of(x: Expr) -> Expr:
    """-1, 0 or 1."""
    return sympy.sign(x) if x.free_symbols else Integer(sign(x))


def floor(x: Expr) -> Expr:
    """The greatest whole number that is not above `x`."""
    if x.free_symbols:
        return sympy.floor(x)
    _check_roundable(x)
    return sympy.floor(normal_number(x))


def ceil(x: Expr) -> Expr:
    """The least whole number that is not below `x`."""
    if x.free_symbols:
        return sympy.ceiling(x)
    _check_roundable(x)
    return sympy.ceiling(normal_number(x))


def round_half_away(x: Expr, places: Expr = S.Zero) -> Expr:
    """`x` to so many decimal places; a half goes away from zero, as at school."""
    if not isinstance(places, Integer):
        raise ValueError("the number of places is a whole number")
    check_digits(abs(int(places)), "a number rounded to so many places")
    _check_roundable(x)
    unit = Integer(10) ** places
    order = sign(x)
    return order * sympy.floor(normal_number(abs(x) * unit) + S.Half) / unit


def modulo(x: Expr, divisor: Expr) -> Expr:
    """What is left of `x` after taking away multiples of the divisor; it has the divisor's sign."""
    _check_divisor(divisor)
    if not x.free_symbols:
        _check_roundable(x)
    if not divisor.free_symbols:
        sign(divisor)
    return Mod(x, divisor)


def quotient(x: Expr, divisor: Expr) -> Expr:
    """How often the divisor fits into `x`, rounded down."""
    _check_divisor(divisor)
    return floor(x / divisor)


def _check_divisor(divisor: Expr) -> None:
    if not divisor.free_symbols and is_zero(divisor):
        raise division_by_zero()


def _check_roundable(x: Expr) -> None:
    """Refuse what is not real, not finite, or has too many digits before the point."""
    if is_rational(x):
        return
    if x is S.NaN:
        raise undefined("this value")
    if x.is_infinite:
        raise RefusedError("MYC104", "an infinite number cannot be rounded")
    if not is_real(x):
        raise RefusedError(
            "MYC109", "a complex number cannot be rounded", "round `re(z)` and `im(z)`"
        )
    about = abs(x.evalf(3))
    if about.is_Float and about > 1:
        check_digits(float(sympy.log(about, 10).evalf(5)), "this number, rounded,")


def factorial(n: Expr) -> Expr:
    """`1 * 2 * ... * n`."""
    if n.free_symbols:
        return sympy.factorial(n)
    if not isinstance(n, Integer) or n < 0:
        raise ValueError("a factorial needs a whole number that is not negative")
    check_factorial(int(n))
    return sympy.factorial(n)


def binomial(n: Expr, k: Expr) -> Expr:
    """The number of ways to choose `k` of `n`."""
    if n.free_symbols or k.free_symbols:
        return sympy.binomial(n, k)
    _check_counts(n, k)
    check_binomial(int(n), int(k))
    return sympy.binomial(n, k)


def permutations(n: Expr, k: Expr | None = None) -> Expr:
    """The number of ways to put `k` of `n` in a row; all of them if `k` is not given."""
    if k is None:
        return factorial(n)
    _check_counts(n, k)
    if k > n:
        return S.Zero
    check_digits(min(int(k), 10**12) * digits_of(n), "this number of arrangements")
    return sympy.ff(n, k)


def _check_counts(n: Expr, k: Expr) -> None:
    if not (isinstance(n, Integer) and isinstance(k, Integer)) or n < 0 or k < 0:
        raise ValueError("the operands are whole numbers that are not negative")
