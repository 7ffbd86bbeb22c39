"""Questions about whole numbers: their digits, divisors, roots, and places."""

from __future__ import annotations

from mycelium_distill.algebra.deepmind.asking import Asked, Questions
from mycelium_distill.algebra.deepmind.reading import ORDINALS, Reading
from mycelium_distill.algebra.places import digits_of, place_of, rounding_place
from mycelium_distill.algebra.sources import UnreadError
from mycelium_ir.nodes import Call, Expression, Name, Number, number

QUESTIONS = Questions()
"""Those about whole numbers."""


@QUESTIONS.ask(r"In base (\d+), what is (-?\w+) ([+-]) (-?\w+)")
def _in_base(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    base, left, sign, right = groups
    operands = tuple(_from_base(reading, digits, int(base)) for digits in (left, right))
    return _to_base(reading, reading.step(Call(sign, operands)), int(base), answer)


@QUESTIONS.ask(
    r"(?:Convert |What is )?(-?\w+) \(base (\d+)\) (?:to|in) base (\d+)",
)
def _convert_base(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    digits, base, target = groups
    return _to_base(reading, _from_base(reading, digits, int(base)), int(target), answer)


def _from_base(reading: Reading, text: str, base: int) -> Name:
    digits = Call("tuple", tuple(map(number, digits_of(text.removeprefix("-")))))
    found = reading.step(Call("from_digits", (digits, number(base))))
    return reading.step(Call("-", (found,))) if text.startswith("-") else found


def _to_base(reading: Reading, value: Name, base: int, answer: str) -> Asked:
    """The digits of a value, read as a decimal numeral; with letters among them, a tuple."""
    negative = answer.startswith("-")
    size = reading.step(Call("abs", (value,))) if negative else value
    digits = reading.step(Call("digits", (size, number(base))))
    found = digits_of(answer.removeprefix("-"))
    if max(found) > 9:
        return Asked(digits, "tuple", f"({', '.join(map(str, found))})")
    numeral = reading.step(Call("from_digits", (digits,)))
    if negative:
        numeral = reading.step(Call("-", (numeral,)))
    return Asked(numeral, "integer", answer)


@QUESTIONS.ask(r"What is (.+) to the power of 1/(\d+), to the nearest integer")
def _power_root(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    return _rounded_root(reading, groups[0], int(groups[1]), answer)


@QUESTIONS.ask(r"What is the (\w+) root of (.+) to the nearest integer")
def _named_root(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    degree = {"square": 2, "cube": 3}.get(groups[0]) or ORDINALS.get(groups[0])
    if degree is None:
        raise UnreadError("a root of an unknown degree")
    return _rounded_root(reading, groups[1], degree, answer)


def _rounded_root(reading: Reading, radicand: str, degree: int, answer: str) -> Asked:
    value = reading.operand(reading.read(radicand))
    function = {2: "sqrt", 3: "cbrt"}.get(degree, "root")
    operands = (value,) if degree <= 3 else (value, number(degree))
    root = reading.step(Call(function, operands))
    return Asked(reading.step(Call("round", (root,))), "integer", answer)


@QUESTIONS.ask(
    r"(?:What is|Calculate) the (greatest|highest) common (?:divisor|factor) of (.+) and (.+)",
    r"(?:What is|Calculate) the (least|lowest|smallest) common multiple of (.+) and (.+)",
)
def _common(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    function = "gcd" if groups[0] in ("greatest", "highest") else "lcm"
    operands = tuple(reading.operand(reading.read(g)) for g in groups[1:])
    return Asked(reading.step(Call(function, operands)), "integer", answer)


@QUESTIONS.ask(r"(?:What is|Find|Calculate) the common denominator of (.+) and (.+)")
def _denominator(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    operands = tuple(reading.operand(reading.read(g)) for g in groups)
    denominators = tuple(d for d in map(_denominator_of, operands) if d is not None)
    if len(denominators) == 2:
        return Asked(reading.step(Call("lcm", denominators)), "integer", answer)
    # Two fractions and 1 are whole multiples of 1/n just where n is a common denominator.
    unit = reading.step(Call("gcd", (*operands, number(1))))
    return Asked(reading.step(Call("/", (number(1), unit))), "integer", answer)


def _denominator_of(expression: Expression) -> Expression | None:
    match expression:
        case Call(function="-", operands=(inner,)):
            return _denominator_of(inner)
        case Call(function="/", operands=(_, Number() as denominator)):
            return denominator
    return None


@QUESTIONS.ask(r"(?:What is|Calculate) the remainder when (.+) is divided by (.+)")
def _remainder(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    operands = tuple(reading.operand(reading.read(g)) for g in groups)
    return Asked(reading.step(Call("mod", operands)), "integer", answer)


@QUESTIONS.ask(r"Is (.+?)(?: a)? (prime|composite)(?: number)?")
def _prime(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    found = reading.step(Call("is_prime", (reading.operand(reading.read(groups[0])),)))
    if groups[1] == "composite":
        found = reading.step(Call("not", (found,)))
    return Asked(found, "boolean", answer)


@QUESTIONS.ask(r"Is (.+) a factor of (.+)", r"Does (.+) divide (.+)")
def _divides(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    factor, value = (reading.operand(reading.read(g)) for g in groups)
    rest = reading.step(Call("mod", (value, factor)))
    return Asked(reading.step(Call("Eq", (rest, number(0))), "compare"), "boolean", answer)


@QUESTIONS.ask(r"Is (.+) a multiple of (.+)", r"Is (.+) (even)")
def _multiple(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    factor = "2" if groups[1] == "even" else groups[1]
    return _divides(reading, (factor, groups[0]), answer)


@QUESTIONS.ask(
    r"Round (.+) to (?:the nearest )?(.+)",
    r"What is (.+) rounded to (?:the nearest )?(.+)",
)
def _round(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    place = rounding_place(groups[1])
    if place is None:
        raise UnreadError("the place to round to is not understood")
    operands: tuple[Expression, ...] = (reading.operand(reading.read(groups[0])),)
    if place:
        operands = (*operands, number(place))
    goal = "integer" if place <= 0 else "decimal"
    return Asked(reading.step(Call("round", operands)), goal, answer)


@QUESTIONS.ask(r"What is the (.+) digit of (.+)")
def _digit(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    place = place_of(groups[0])
    if place is None:
        raise UnreadError("the place of a digit is not understood")
    value = reading.operand(reading.read(groups[1]))
    if place:
        value = reading.step(Call("quotient", (value, number(10**place))))
    return Asked(reading.step(Call("mod", (value, number(10)))), "integer", answer)


@QUESTIONS.ask(r"(?:What are|List) the prime factors of (.+)")
def _prime_factors(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    value = reading.operand(reading.read(groups[0]))
    return Asked(reading.step(Call("prime_factors", (value,))), "integer_set", answer)
