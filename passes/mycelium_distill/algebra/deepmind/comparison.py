"""Questions that compare numbers: which is greater, which is closest, in which order."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mycelium_distill.algebra.deepmind.asking import Asked, Question, Questions
from mycelium_distill.algebra.deepmind.reading import ORDINALS, Reading
from mycelium_ir.nodes import Call, Name, number

QUESTIONS = Questions()
"""Those that compare."""


_CHOICE = re.compile(r"\((\w)\) (.+?)(?=\s+\(\w\) |$)")


def _options(reading: Reading, text: str) -> dict[str, str]:
    """The values of a list, by the text that stands for each in an answer."""
    if text.lstrip().startswith("("):
        return {letter: value.strip() for letter, value in _CHOICE.findall(text)}
    return {part.strip(): part.strip() for part in text.split(",")}


def _set_of(reading: Reading, options: Mapping[str, str]) -> Name:
    values = tuple(reading.operand(reading.read(text)) for text in options.values())
    return reading.step(Call("set", values))


@QUESTIONS.ask(r"(?:What|Which) is the (?:(\w+) )?(biggest|smallest) value(?: in |\?\s+)(.+)")
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


@QUESTIONS.ask(r"(?:What|Which) is the (?:closest|nearest) to (.+?)(?: in |\?\s+)(.+)")
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
    letter = reading.unknown(reading.spare())
    near = Call("Eq", (Call("abs", (Call("-", (letter, target)),)), least))
    found = reading.step(Call("where", (values,), (near, letter)))
    return Asked(reading.step(Call("only", (found,))), "rational", options[answer])


@QUESTIONS.ask(
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


@QUESTIONS.ask(r"Which is (bigger|greater|smaller): (.+) or (.+)")
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
        # The language's `compare` knows no sign for what differs.
        operation = None if sign == "Ne" else "compare"
        return Asked(reading.step(Call(sign, operands), operation), "boolean", answer)

    return question


for _words, _sign in _RELATIONS:
    QUESTIONS.ask(rf"Is (.+?) (?:{_words}) (.+)")(_relation(_sign))
QUESTIONS.ask(
    r"Are (.+) and (.+) equal", r"Do (.+) and (.+) have the same value", r"Does (.+) = (.+)"
)(_relation("Eq"))
QUESTIONS.ask(
    r"Are (.+) and (.+) (?:unequal|nonequal|non-equal)",
    r"Do (.+) and (.+) have different values",
)(_relation("Ne"))
