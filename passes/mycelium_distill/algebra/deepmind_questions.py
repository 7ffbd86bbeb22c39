"""What `mathematics_dataset` asks, each question as the last steps of a program.

A question is a pattern and a function from a reading and the pattern's groups to the
answer's step, its goal and, where the package's answer must be put otherwise to be
compared (a letter of a choice, a sorted list), the gold answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from mycelium_distill.algebra.deepmind_reading import ORDINALS, Reading
from mycelium_distill.algebra.differences import next_term, nth_term
from mycelium_distill.algebra.places import digits_of, place_of, rounding_place
from mycelium_distill.algebra.sources import UnreadError
from mycelium_ir.nodes import Call, Expression, Name, Number, number


@dataclass(frozen=True)
class Asked:
    """The step that answers a question, in which form, and the gold answer."""

    step: Name
    goal: str
    gold: str


Question: TypeAlias = Callable[[Reading, tuple[str, ...], str], Asked]

_QUESTIONS: list[tuple[re.Pattern[str], Question]] = []


def ask(reading: Reading, answer: str) -> Asked:
    """The answer to a reading's question; `answer` is the package's.

    Raises:
        UnreadError: if the question is not known, or has no program.
    """
    text = reading.question.rstrip(".?").strip()
    for pattern, question in _QUESTIONS:
        if found := pattern.fullmatch(text):
            return question(reading, found.groups(), answer)
    raise UnreadError("the question is not understood")


def _asks(*patterns: str) -> Callable[[Question], Question]:
    def register(question: Question) -> Question:
        _QUESTIONS.extend((re.compile(pattern), question) for pattern in patterns)
        return question

    return register


# -- equations


@_asks(r"Solve (.+=.+) for (\w)", r"Solve (.+=.+)()")
def _solve(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    equations = reading.system(groups[0])
    letter = groups[1] or next(iter(reading.free))
    return Asked(reading.solve(equations, letter), "solution_set", answer)


@_asks(
    r"(?:Find|Determine) (\w)(?: such that|, given that| so that) (.+=.+)",
    r"What is (\w) in (.+=.+)",
)
def _find(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    return _solve(reading, (groups[1], groups[0]), answer)


def _open_letter(reading: Reading, letter: str, answer: str) -> Asked:
    return Asked(reading.solve(reading.equations_of(letter), letter), "solution_set", answer)


@_asks(r"Factor (.+)")
def _factor(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    return Asked(reading.step(Call("factor", (reading.read(groups[0]),))), "expression", answer)


# -- sequences


@_asks(r"What is (?:the )?next(?: term)? in (.+)", r"What comes next: (.+)")
def _next(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    return Asked(next_term(reading, _numbers(groups[0])), "integer", answer)


@_asks(r"What is the (\w)'th term of (.+)")
def _nth(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    return Asked(nth_term(reading, _numbers(groups[1]), groups[0]), "expression", answer)


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


# -- numbers


@_asks(r"In base (\d+), what is (-?\w+) ([+-]) (-?\w+)")
def _in_base(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    base, left, sign, right = groups
    operands = tuple(_from_base(reading, digits, int(base)) for digits in (left, right))
    return _to_base(reading, reading.step(Call(sign, operands)), int(base), answer)


@_asks(
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


@_asks(r"What is (.+) to the power of 1/(\d+), to the nearest integer")
def _power_root(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    return _rounded_root(reading, groups[0], int(groups[1]), answer)


@_asks(r"What is the (\w+) root of (.+) to the nearest integer")
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


@_asks(
    r"(?:What is|Calculate) the (greatest|highest) common (?:divisor|factor) of (.+) and (.+)",
    r"(?:What is|Calculate) the (least|lowest|smallest) common multiple of (.+) and (.+)",
)
def _common(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    function = "gcd" if groups[0] in ("greatest", "highest") else "lcm"
    operands = tuple(reading.operand(reading.read(g)) for g in groups[1:])
    return Asked(reading.step(Call(function, operands)), "integer", answer)


@_asks(r"(?:What is|Find|Calculate) the common denominator of (.+) and (.+)")
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


@_asks(r"(?:What is|Calculate) the remainder when (.+) is divided by (.+)")
def _remainder(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    operands = tuple(reading.operand(reading.read(g)) for g in groups)
    return Asked(reading.step(Call("mod", operands)), "integer", answer)


@_asks(r"Is (.+?)(?: a)? (prime|composite)(?: number)?")
def _prime(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    found = reading.step(Call("is_prime", (reading.operand(reading.read(groups[0])),)))
    if groups[1] == "composite":
        found = reading.step(Call("not", (found,)))
    return Asked(found, "boolean", answer)


@_asks(r"Is (.+) a factor of (.+)", r"Does (.+) divide (.+)")
def _divides(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    factor, value = (reading.operand(reading.read(g)) for g in groups)
    rest = reading.step(Call("mod", (value, factor)))
    return Asked(reading.step(Call("Eq", (rest, number(0))), "compare"), "boolean", answer)


@_asks(r"Is (.+) a multiple of (.+)", r"Is (.+) (even)")
def _multiple(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    factor = "2" if groups[1] == "even" else groups[1]
    return _divides(reading, (factor, groups[0]), answer)


@_asks(
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


@_asks(r"What is the (.+) digit of (.+)")
def _digit(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    place = place_of(groups[0])
    if place is None:
        raise UnreadError("the place of a digit is not understood")
    value = reading.operand(reading.read(groups[1]))
    if place:
        value = reading.step(Call("quotient", (value, number(10**place))))
    return Asked(reading.step(Call("mod", (value, number(10)))), "integer", answer)


@_asks(r"(?:What are|List) the prime factors of (.+)")
def _prime_factors(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    value = reading.operand(reading.read(groups[0]))
    return Asked(reading.step(Call("prime_factors", (value,))), "integer_set", answer)


# -- comparison

_CHOICE = re.compile(r"\((\w)\) (.+?)(?=\s+\(\w\) |$)")


def _options(reading: Reading, text: str) -> dict[str, str]:
    """The values of a list, by the text that stands for each in an answer."""
    if text.lstrip().startswith("("):
        return {letter: value.strip() for letter, value in _CHOICE.findall(text)}
    return {part.strip(): part.strip() for part in text.split(",")}


def _set_of(reading: Reading, options: Mapping[str, str]) -> Name:
    values = tuple(reading.operand(reading.read(text)) for text in options.values())
    return reading.step(Call("set", values))


@_asks(r"(?:What|Which) is the (?:(\w+) )?(biggest|smallest) value(?: in |\?\s+)(.+)")
def _kth(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    nth, way, listed = groups
    options = _options(reading, listed)
    values = _set_of(reading, options)
    place = 1 if nth is None else ORDINALS.get(nth, 0)
    if place == 1:
        found = reading.step(Call("max" if way == "biggest" else "min", (values,)))
    else:
        position = place if way == "smallest" else len(options) + 1 - place
        found = reading.step(Call("member", (values, number(position))))
    return Asked(found, "rational", options[answer])


@_asks(r"(?:What|Which) is the (?:closest|nearest) to (.+?)(?: in |\?\s+)(.+)")
def _closest(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    options = _options(reading, groups[1])
    target = reading.operand(reading.read(groups[0]))
    values = _set_of(reading, options)
    distances = []
    for text in options.values():
        # Read a second time, the options are already computed: literals and names.
        gap = reading.step(Call("-", (reading.operand(reading.read(text)), target)))
        distances.append(reading.step(Call("abs", (gap,))))
    least = reading.step(Call("min", tuple(distances)))
    letter = reading.unknown(_spare(reading))
    near = Call("Eq", (Call("abs", (Call("-", (letter, target)),)), least))
    found = reading.step(Call("where", (values,), (near, letter)))
    return Asked(reading.step(Call("only", (found,))), "rational", options[answer])


def _spare(reading: Reading) -> str:
    """A letter that the problem does not use."""
    taken = {*reading.bound, *reading.unknowns, *reading.functions}
    return next(letter for letter in "xyzwvutsrqp" if letter not in taken)


@_asks(
    r"(?:Sort|Put) (.+) in (ascending|increasing|descending|decreasing) order",
    r"Sort (.+)()",
)
def _sort(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    options = _options(reading, groups[0])
    values = _set_of(reading, options)
    gold = f"({answer})"
    if groups[1].startswith(("desc", "decr")):
        falling = (Call("member", (values, number(k))) for k in range(len(options), 0, -1))
        return Asked(reading.step(Call("tuple", tuple(falling))), "tuple", gold)
    return Asked(reading.step(Call("members", (values,))), "tuple", gold)


@_asks(r"Which is (bigger|greater|smaller): (.+) or (.+)")
def _greater(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    operands = tuple(reading.operand(reading.read(g)) for g in groups[1:])
    function = "min" if groups[0] == "smaller" else "max"
    return Asked(reading.step(Call(function, operands)), "rational", answer)


_RELATIONS = (
    (r"less than or equal to|at most as big as|at most|<=", "<="),
    (r"greater than or equal to|at least as big as|at least|>=", ">="),
    (r"less than|smaller than|<", "<"),
    (r"greater than|bigger than|>", ">"),
    (r"not equal to|!=", "Ne"),
    (r"equal to|=", "Eq"),
)


def _relation(sign: str) -> Question:
    def question(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
        operands = tuple(reading.operand(reading.read(g)) for g in groups)
        return Asked(reading.step(Call(sign, operands), "compare"), "boolean", answer)

    return question


for _words, _sign in _RELATIONS:
    _asks(rf"Is (.+?) (?:{_words}) (.+)")(_relation(_sign))
_asks(r"Are (.+) and (.+) equal", r"Do (.+) and (.+) have the same value", r"Does (.+) = (.+)")(
    _relation("Eq")
)
_asks(
    r"Are (.+) and (.+) (?:unequal|nonequal|non-equal)",
    r"Do (.+) and (.+) have different values",
)(_relation("Ne"))


# -- polynomials


@_asks(r"(?:Find|What is) the (?:(\w+) )?derivative of (.+?)(?: (?:wrt|with respect to) (\w))?")
def _differentiate(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    nth, body, letter = groups
    if letter is None:
        reading.free = set()
        reading.read(body)
        if len(reading.free) != 1:
            raise UnreadError("it is not said for which letter to differentiate")
        (letter,) = reading.free
    return Asked(reading.step(reading.derivative(body, letter, nth)), "expression", answer)


@_asks(r"Differentiate (.+?)(?: (?:wrt|with respect to) (\w))?")
def _differentiate_once(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    return _differentiate(reading, ("first", *groups), answer)


@_asks(r"(?:Rearrange|Express) (.+) (?:to|as|in)(?: the form)? (.+) and give (\w)")
def _coefficient(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    body, form, wanted = groups
    expression = reading.read(body)
    for term in form.split(" + "):
        coefficient, _, power = term.partition("*")
        if coefficient != wanted:
            continue
        letter, _, exponent = power.partition("**")
        degree = int(exponent) if exponent else (1 if letter else 0)
        variable = letter or next(
            part.partition("*")[2][:1] for part in form.split(" + ") if "*" in part
        )
        found = reading.step(Call("expand", (expression,)))
        parameters = (reading.unknown(variable), number(degree))
        return Asked(reading.step(Call("coefficient", (found,), parameters)), "rational", answer)
    raise UnreadError("the wanted coefficient is not in the form")


@_asks(r"Expand (.+)")
def _expand(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    return Asked(reading.step(Call("expand", (reading.read(groups[0]),))), "expression", answer)


@_asks(r"Collect the terms in (.+)")
def _collect(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    reading.free = set()
    expression = reading.read(groups[0])
    letters = tuple(map(Name, sorted(reading.free)))
    if not letters:
        raise UnreadError("there is no letter to collect by")
    return Asked(reading.step(Call("collect", (expression,), letters)), "expression", answer)


@_asks(r"Simplify (.+) assuming (\w) is positive")
def _simplify_power(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    # A positive number is a power of E: the letter's sign is known while that stands for it.
    letter, power = reading.unknown(groups[1]), reading.unknown(_spare(reading))
    positive = Call("exp", (power,))
    found = reading.step(Call("substitute", (reading.read(groups[0]),), (letter, positive)))
    found = reading.step(Call("simplify", (found,)))
    back = Call("ln", (letter,))
    found = reading.step(Call("substitute", (found,), (power, back)))
    return Asked(found, "expression", answer)


@_asks(r"Simplify (.+)")
def _simplify(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    expression = reading.read(groups[0])
    goal = "expression" if reading.has_unknowns(expression) else "number"
    return Asked(reading.step(Call("simplify", (expression,))), goal, answer)


# -- arithmetic


def _binary(sign: str, swapped: bool = False, size: bool = False) -> Question:
    def question(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
        pair = tuple(reversed(groups)) if swapped else groups
        found = reading.step(Call(sign, tuple(reading.operand(reading.read(g)) for g in pair)))
        if size:
            found = reading.step(Call("abs", (found,)))
        return Asked(found, _goal_of(answer), answer)

    return question


_asks(r"(?:Add|Put together|Sum|Total of|Add together) (.+) and (.+)", r"What is (.+) plus (.+)")(
    _binary("+")
)
_asks(r"What is (.+) (?:minus|take away) (.+)")(_binary("-"))
_asks(r"What is (.+) less than (.+)", r"Subtract (.+) from (.+)")(_binary("-", swapped=True))
_asks(r"What is the (?:distance|difference) between (.+) and (.+)")(_binary("-", size=True))
_asks(
    r"Multiply (.+) and (.+)",
    r"(?:What is the product|Product) of (.+) and (.+)",
    r"(?:What is )?(.+) times (.+)",
)(_binary("*"))
_asks(
    r"Divide (.+) by (.+)",
    r"(?:What is |Calculate )?(.+) divided by (.+)",
)(_binary("/"))


def _goal_of(answer: str) -> str:
    try:
        value = Fraction(answer)
    except ValueError:
        return "expression"
    if value.denominator == 1:
        return "integer"
    return "decimal" if "." in answer else "rational"


@_asks(r"(?:What is|Calculate|Give|Determine|Evaluate|Work out|What is the value of) (.+)", r"(.+)")
def _evaluate(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    text = groups[0].removeprefix("the value of ")
    if len(text) == 1 and reading.is_open(text):
        return _open_letter(reading, text, answer)
    expression = reading.read(text)
    goal = _goal_of(answer)
    if reading.has_unknowns(expression):
        return Asked(reading.step(Call("expand", (expression,))), "expression", answer)
    match expression:
        case Call(function=function, operands=operands) if function in reading.functions:
            values = tuple(map(reading.operand, operands))
            label = text if all(len(o) < 9 for o in map(str, values)) else None
            found = reading.step(Call(function, values), "apply", label)
            return Asked(found, goal, answer)
    return Asked(reading.value(expression), goal, answer)
