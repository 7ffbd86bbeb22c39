"""Questions for the solutions of equations, and for what comes next in a sequence."""

from __future__ import annotations

from mycelium_distill.algebra.deepmind.asking import Asked, Questions
from mycelium_distill.algebra.deepmind.differences import next_term, nth_term
from mycelium_distill.algebra.deepmind.reading import Reading

QUESTIONS = Questions()
"""Those that solve, and sequences."""


@QUESTIONS.ask(r"Solve (.+=.+) for (\w)", r"Solve (.+=.+)()")
def _solve(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    equations = reading.system(groups[0])
    letter = groups[1] or next(iter(reading.free))
    return Asked(reading.solve(equations, letter), "solution_set", answer)


@QUESTIONS.ask(
    r"(?:Find|Determine) (\w)(?: such that|, given that| so that) (.+=.+)",
    r"What is (\w) in (.+=.+)",
)
def _find(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    return _solve(reading, (groups[1], groups[0]), answer)


@QUESTIONS.ask(r"What is (?:the )?next(?: term)? in (.+)", r"What comes next: (.+)")
def _next(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    return Asked(next_term(reading, _numbers(groups[0])), "integer", answer)


@QUESTIONS.ask(r"What is the (\w)'th term of (.+)")
def _nth(reading: Reading, groups: tuple[str, ...], answer: str) -> Asked:
    return Asked(nth_term(reading, _numbers(groups[1]), groups[0]), "expression", answer)


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]
