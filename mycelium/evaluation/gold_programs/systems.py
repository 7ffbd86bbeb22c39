"""DRAW and Dolphin1878: programs from systems of equations, solved for what is asked."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mycelium.evaluation.dataset import Example
from mycelium.evaluation.gold_programs.building import names_in, program_of, unreadable
from mycelium.evaluation.gold_programs.reading import (
    Relation,
    UnreadableError,
    exact,
    read_expression,
    read_relation,
)
from mycelium_ir.nodes import Call, Expression, Name, Number, Program, Step, walk

_FUNCTIONS = ("sqrt", "gcd", "lcm")
_WHOLE = re.compile(r"\b(?:integers?|consecutive|whole|digits?|natural|even|odd)\b", re.IGNORECASE)
_POSITIVE = re.compile(r"\bpositive\b|\bnatural\b|\bwhole numbers?\b", re.IGNORECASE)
_NEGATIVE = re.compile(r"\bnegative\b", re.IGNORECASE)
_SIGNS = {"=": "Eq", "!=": "Ne"}
_RESERVED = frozenset("EI")


def programs_of_draw(example: Example) -> tuple[Program, ...]:
    """Programs of a DRAW row: every unknown is asked for.

    Raises:
        MyceliumError: MYC265, if the equations cannot be read.
    """
    return _programs(example, list(example.extra.get("equations", ())), None)


def programs_of_dolphin(example: Example) -> tuple[Program, ...]:
    """Programs of a Dolphin1878 row, `unkn: x,x+1` and `equ: x+(x+1)=85` each, the likeliest first.

    Raises:
        MyceliumError: MYC265, if the equations cannot be read.
    """
    asked: str | None = None
    equations: list[str] = []
    for line in example.extra.get("equations", ()):
        kind, _, text = str(line).partition(":")
        if kind.strip() == "unkn":
            asked = text
        else:
            equations.append(text)
    if asked is None:
        raise unreadable(example.id, "it does not say what is asked")
    return _programs(example, equations, asked)


def _programs(example: Example, equations: Sequence[str], asked: str | None) -> tuple[Program, ...]:
    try:
        relations = [r for text in equations for r in _relations(text)]
        if asked is None:
            targets: list[Expression] = [
                Name(name) for name in _in_order(r for pair in relations for r in pair[1])
            ]
        else:
            targets = [
                read_expression(part, letters=True, functions=_FUNCTIONS)
                for part in asked.split(",")
            ]
        return tuple(_variants(example.problem, relations, targets))
    except UnreadableError as error:
        raise unreadable(example.id, f"its equations: {error}") from None


_Pair = tuple[str, tuple[Expression, Expression]]


def _relations(text: str) -> list[_Pair]:
    """A line's equations and inequalities; `22 < x < 30` is two."""
    relation: Relation = read_relation(text, letters=True, functions=_FUNCTIONS)
    if not relation.signs:
        raise UnreadableError(f"{text.strip()!r} is no equation")
    pairs = zip(relation.sides, relation.sides[1:], strict=False)
    return [
        (_SIGNS.get(sign, sign), pair) for sign, pair in zip(relation.signs, pairs, strict=True)
    ]


def _in_order(expressions: Iterator[Expression]) -> list[str]:
    """The names in expressions, in order of their first place."""
    return list(
        dict.fromkeys(node.id for e in expressions for node in walk(e) if type(node) is Name)
    )


def _variants(problem: str, relations: list[_Pair], targets: list[Expression]) -> Iterator[Program]:
    """Programs that differ in the unknowns' domain, sign and order, as the words suggest."""
    whole = _WHOLE.search(problem) is not None
    bounds: list[str | None] = [None]
    if _POSITIVE.search(problem):
        bounds.insert(0, ">")
    if _NEGATIVE.search(problem):
        bounds.insert(0, "<")
    domains = ("integer", "real") if whole else ("real",)
    for domain in domains:
        for bound in bounds:
            yield _Draft(problem, relations, targets).program(domain, bound)
    if len(targets) == 2:  # of two numbers that could change places, the smaller one first
        for domain in domains:
            yield _Draft(problem, relations, targets).program(domain, None, ordered=True)


@dataclass
class _Draft:
    problem: str
    relations: list[_Pair]
    targets: list[Expression]
    steps: list[Step] = field(default_factory=list)

    def program(self, domain: str, bound: str | None, *, ordered: bool = False) -> Program:
        names = self._names()
        asked = [self._asked(target, names) for target in self.targets]
        for sign, (left, right) in self.relations:
            self._add(sign, left, right)
        fresh = dict(zip(asked, self.targets, strict=True))
        for name, target in fresh.items():
            if type(target) is not Name:
                self._add("Eq", Name(name), target)
        if bound is not None:
            for name in asked:
                self._add(bound, Name(name), Number(exact("0")))
        if ordered:
            self._add("<=", Name(asked[0]), Name(asked[1]))
        equations = tuple(Name(step.name) for step in self.steps)
        answer = f"s{len(self.steps)}"
        solve = Call("solve", equations, tuple(Name(name) for name in asked))
        self.steps.append(Step(answer, "solve", solve))
        return program_of(self.problem, self.steps, "solution_set", answer, {domain: names})

    def _names(self) -> list[str]:
        """The unknowns of equations and targets, in order."""
        sides = [side for _, pair in self.relations for side in pair]
        names = _in_order(iter([*sides, *self.targets]))
        reserved = _RESERVED.intersection(names)
        if reserved:
            raise UnreadableError(f"the name {min(reserved)} is taken by the language")
        return names

    def _asked(self, target: Expression, names: list[str]) -> str:
        """The name of what is asked; an expression gets one of its own."""
        if type(target) is Name:
            return target.id
        if not names_in(target):
            raise UnreadableError("what is asked has no unknown")
        free = (
            letter
            for letter in "pqrtuvwabcdfghjklmnoxyz" + string.ascii_uppercase
            if letter not in names and letter not in _RESERVED
        )
        name = next(free, None)
        if name is None:
            raise UnreadableError("it has too many unknowns")
        names.append(name)
        return name

    def _add(self, sign: str, left: Expression, right: Expression) -> None:
        operation = "equation" if sign == "Eq" else "inequality"
        self.steps.append(Step(f"s{len(self.steps)}", operation, Call(sign, (left, right))))
