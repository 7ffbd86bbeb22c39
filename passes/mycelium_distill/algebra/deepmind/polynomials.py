"""Questions for derivatives, coefficients and simpler forms of expressions."""

from __future__ import annotations

from mycelium_distill.algebra.deepmind.asking import Asked, Questions
from mycelium_distill.algebra.deepmind.reading import Reading
from mycelium_distill.algebra.sources import UnreadError
from mycelium_ir.nodes import Call, Name, number

QUESTIONS = Questions()
"""Those about expressions with letters."""


@QUESTIONS.ask(r"Factor (.+)")
def _factor(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    return Asked(reading.step(Call("factor", (reading.read(groups[0]),))), "expression", answer)


@QUESTIONS.ask(
    r"(?:Find|What is) the (?:(\w+) )?derivative of (.+?)(?: (?:wrt|with respect to) (\w))?"
)
def _differentiate(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    nth, body, letter = groups
    if letter is None:
        reading.free = set()
        reading.read(body)
        if len(reading.free) != 1:
            raise UnreadError("it is not said for which letter to differentiate")
        (letter,) = reading.free
    return Asked(reading.step(reading.derivative(body, letter, nth)), "expression", answer)


@QUESTIONS.ask(r"Differentiate (.+?)(?: (?:wrt|with respect to) (\w))?")
def _differentiate_once(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    return _differentiate(reading, ("first", *groups), answer)


@QUESTIONS.ask(r"(?:Rearrange|Express) (.+) (?:to|as|in)(?: the form)? (.+) and give (\w)")
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


@QUESTIONS.ask(r"Expand (.+)")
def _expand(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    return Asked(reading.step(Call("expand", (reading.read(groups[0]),))), "expression", answer)


@QUESTIONS.ask(r"Collect the terms in (.+)")
def _collect(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    reading.free = set()
    expression = reading.read(groups[0])
    letters = tuple(map(Name, sorted(reading.free)))
    if not letters:
        raise UnreadError("there is no letter to collect by")
    return Asked(reading.step(Call("collect", (expression,), letters)), "expression", answer)


@QUESTIONS.ask(r"Simplify (.+) assuming (\w) is positive")
def _simplify_power(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    # A positive number is a power of E: the letter's sign is known while that stands for it.
    letter, power = reading.unknown(groups[1]), reading.unknown(reading.spare())
    positive = Call("exp", (power,))
    found = reading.step(Call("substitute", (reading.read(groups[0]),), (letter, positive)))
    found = reading.step(Call("simplify", (found,)))
    back = Call("ln", (letter,))
    found = reading.step(Call("substitute", (found,), (power, back)))
    return Asked(found, "expression", answer)


@QUESTIONS.ask(r"Simplify (.+)")
def _simplify(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    expression = reading.read(groups[0])
    goal = "expression" if reading.has_unknowns(expression) else "number"
    return Asked(reading.step(Call("simplify", (expression,))), goal, answer)
