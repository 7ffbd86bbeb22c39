"""Whole numbers: divisors, primes, digits, least and greatest."""

from __future__ import annotations

from collections.abc import Iterable
from math import gcd as _gcd
from math import lcm as _lcm

import sympy
from sympy import Basic, Expr, FiniteSet, Integer, Rational, Tuple

from mycelium_ir.lowering.budget import check_number, check_size
from mycelium_ir.lowering.members import members_of
from mycelium_ir.lowering.values import is_rational

_TEN = Integer(10)


def whole(value: Basic, what: str, least: int | None = None) -> int:
    """A value as a Python int.

    Raises:
        ValueError: if it is no whole number, or below `least`.
    """
    if not isinstance(value, Integer):
        raise ValueError(f"{what} is a whole number")
    if least is not None and value < least:
        raise ValueError(f"{what} is at least {least}")
    return int(value)


def _fractions(operands: Iterable[Basic]) -> list[Rational]:
    members = members_of(*operands)
    if not members:
        raise ValueError("there are no numbers")
    if not all(is_rational(m) for m in members):
        raise ValueError("the operands are whole numbers or fractions")
    return members


def gcd(*operands: Basic) -> Expr:
    """The greatest common divisor of numbers, or of the members of a set or tuple."""
    numbers = _fractions(operands)
    top = _gcd(*(int(n.p) for n in numbers))
    return Rational(top, _lcm(*(int(n.q) for n in numbers)))


def lcm(*operands: Basic) -> Expr:
    """The least common multiple of numbers, or of the members of a set or tuple."""
    numbers = _fractions(operands)
    top = 1
    for number in numbers:
        top = _lcm(top, int(number.p))
        check_number(Integer(top), "the least common multiple")
    return Rational(top, _gcd(*(int(n.q) for n in numbers)))


def is_prime(n: Expr) -> bool:
    """Whether a whole number is prime."""
    return bool(sympy.isprime(whole(n, "the operand")))


def divisors(n: Expr) -> FiniteSet:
    """The positive divisors."""
    value = whole(n, "the operand")
    if value == 0:
        raise ValueError("every number divides 0")
    factors = sympy.factorint(abs(value))
    found = [1]
    for prime, exponent in factors.items():
        check_size(len(found) * (exponent + 1), "the set of divisors")
        found = [d * prime**k for d in found for k in range(exponent + 1)]
    return FiniteSet(*found)


def prime_factors(n: Expr) -> FiniteSet:
    """The primes that divide a whole number, each once."""
    return FiniteSet(*sympy.primefactors(whole(n, "the operand", 1)))


def prime_factorization(n: Expr) -> Tuple:
    """The primes whose product a whole number is, in order, repeated as often as they divide it."""
    factors = sympy.factorint(whole(n, "the operand", 1))
    return Tuple(*(p for p in sorted(factors) for _ in range(factors[p])))


def next_prime(n: Expr) -> int:
    """The least prime above a number."""
    return int(sympy.nextprime(whole(n, "the operand")))


def _digits(n: Expr, base: Expr) -> list[int]:
    value, radix = whole(n, "the number", 0), whole(base, "the base", 2)
    digits: list[int] = []
    while value:
        value, digit = divmod(value, radix)
        digits.append(digit)
    return digits[::-1] or [0]


def digits(n: Expr, base: Expr = _TEN) -> Tuple:
    """The digits of a whole number, the highest first."""
    found = _digits(n, base)
    check_size(len(found), "the tuple of digits")
    return Tuple(*found)


def from_digits(given: Tuple, base: Expr = _TEN) -> int:
    """The number that has these digits, the highest first."""
    radix = whole(base, "the base", 2)
    value = 0
    for digit in given.args:
        one = whole(digit, "a digit", 0)
        if one >= radix:
            raise ValueError(f"{one} is no digit to base {radix}")
        value = value * radix + one
    return value


def digit_sum(n: Expr, base: Expr = _TEN) -> int:
    """The sum of the digits of a whole number."""
    return sum(_digits(n, base))
