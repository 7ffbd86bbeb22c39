"""A plugin with passes that answer in a way that tests can foresee."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import ClassVar

from mycelium.hookspecs import hookimpl
from mycelium.passes import Candidate, Context, Failure, Pass, ProgramPass
from mycelium.specs import PassSpec
from mycelium.trust import Trust
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Call, Number, Program, Step
from mycelium_ir.parser import parse_expression

HOOK_VERSION = 1


@hookimpl
def mycelium_passes() -> list[PassSpec]:
    return [
        PassSpec(
            "guess", "guessing:Guess", "guesses", requires=Guess.requires, provides=Guess.provides
        ),
        PassSpec("several", "guessing:Several", "gives", Several.requires, Several.provides),
        PassSpec("judged", "guessing:Judged", "judges", Judged.requires, Judged.provides),
        PassSpec("drawn", "guessing:Drawn", "draws", Drawn.requires, Drawn.provides),
    ]


@dataclass(frozen=True)
class Guess(ProgramPass):
    """Divides the first number by the second, or says what stands behind `=`."""

    name: ClassVar[str] = "guess"
    requires: ClassVar[frozenset[str]] = frozenset({"problem"})
    provides: ClassVar[frozenset[str]] = frozenset({"expressions", "answer"})

    times: bool = False

    def rewrite(self, program: Program, context: Context) -> Program:
        text = program.problem or ""
        if "=" in text:
            expression = parse_expression(text.partition("=")[2])
        else:
            found = [Number(Fraction(n)) for n in re.findall(r"[0-9]+", text)]
            if len(found) != 2:
                raise MyceliumError(Diagnostic("MYC999", "there are not two numbers"))
            expression = Call("*" if self.times else "/", (found[0], found[1]))
        return program.add(Step(name="s0", expression=expression)).set_answer("s0")


def _candidate(given: Candidate, expression: str, score: float, draws: int = 1) -> Candidate:
    step = Step(name="s0", expression=parse_expression(expression))
    program = given.program.add(step).set_answer("s0")
    return Candidate(given.row, program, score, draws)


@dataclass(frozen=True)
class Several(Pass):
    """Gives the candidates that the problem lists: `1 + 2 @ -0.5; 6 / 2 @ -2 x 3`."""

    name: ClassVar[str] = "several"
    requires: ClassVar[frozenset[str]] = frozenset({"problem"})
    provides: ClassVar[frozenset[str]] = frozenset({"expressions", "answer"})

    def run(self, batch: Sequence[Candidate], context: Context) -> list[list[Candidate] | Failure]:
        return [self._listed(given) for given in batch]

    def _listed(self, given: Candidate) -> list[Candidate]:
        found = []
        for item in (given.program.problem or "").split(";"):
            expression, _, told = item.partition("@")
            score, _, draws = told.partition("x")
            found.append(_candidate(given, expression, float(score), int(draws or 1)))
        return found


@dataclass(frozen=True)
class Drawn(Pass):
    """Draws as many of the numbers from 1 to 3 as are wanted, each as likely as its size."""

    name: ClassVar[str] = "drawn"
    requires: ClassVar[frozenset[str]] = frozenset({"problem"})
    provides: ClassVar[frozenset[str]] = frozenset({"expressions", "answer"})

    def run(self, batch: Sequence[Candidate], context: Context) -> list[list[Candidate] | Failure]:
        return [self._draw(given, context) for given in batch]

    def _draw(self, given: Candidate, context: Context) -> list[Candidate]:
        if context.samples == 1:
            return [_candidate(given, "3", 0.0)]
        rng = random.Random(f"{context.seed} {given.program.problem}")
        drawn = rng.choices("123", weights=(1, 2, 3), k=context.samples)
        return [_candidate(given, number, -1 / int(number)) for number in drawn]


@dataclass(frozen=True)
class Judged(Several):
    """Like `several`; a program is as likely right as its score is above -10, in tenths."""

    name: ClassVar[str] = "judged"

    @property
    def trust(self) -> Trust:
        return Trust(0.55)

    def run(self, batch: Sequence[Candidate], context: Context) -> list[list[Candidate] | Failure]:
        return [
            [replace(one, judged=1 + one.score / 10, score=-1.0) for one in self._listed(given)]
            for given in batch
        ]
