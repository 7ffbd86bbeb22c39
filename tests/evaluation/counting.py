"""A plugin whose passes write down each call, for tests of what runs how often."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal

from mycelium.analyses import Analysis
from mycelium.hookspecs import hookimpl
from mycelium.passes import Context, ProgramPass
from mycelium.specs import PassSpec, PipelineSpec
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Call, Name, Number, Program, Step

HOOK_VERSION = 1

CALLS: list[tuple[str, str]] = []
"""Each call of a pass: its text in the pipeline's form, and the problem."""

COMPUTED: list[str] = []
"""Each problem whose letters were counted."""


@dataclass(frozen=True)
class Letters(Analysis[int]):
    """How many letters a problem has."""

    name: ClassVar[str] = "letters"

    def reads(self, program: Program) -> str:
        return program.problem or ""

    def compute(self, programs: Sequence[Program], context: Context) -> Sequence[int]:
        COMPUTED.extend(program.problem or "" for program in programs)
        return [len(program.problem or "") for program in programs]

    def size(self, result: int) -> int:
        return 8


@dataclass(frozen=True)
class Take(ProgramPass):
    """A step for each number of the problem; sleeps first."""

    name: ClassVar[str] = "take"
    requires: ClassVar[frozenset[str]] = frozenset({"problem"})
    provides: ClassVar[frozenset[str]] = frozenset({"expressions"})

    sleep: float = 0.0

    def rewrite(self, program: Program, context: Context) -> Program:
        CALLS.append(("take", program.problem or ""))
        time.sleep(self.sleep)
        found = re.findall(r"[0-9]+", program.problem or "")
        if program.steps:
            return program
        if not found:
            raise MyceliumError(Diagnostic("MYC999", "there is no number"))
        return program.add(
            *(Step(f"s{i}", expression=Number(Fraction(n))) for i, n in enumerate(found))
        )


_SIGNS = {"plus": "+", "times": "*", "over": "/"}


@dataclass(frozen=True)
class Join(ProgramPass):
    """The answer: all numbers, added, multiplied or divided."""

    name: ClassVar[str] = "join"
    requires: ClassVar[frozenset[str]] = frozenset({"expressions"})
    provides: ClassVar[frozenset[str]] = frozenset({"answer"})

    way: Literal["plus", "times", "over"] = "plus"
    letters: bool = False

    def rewrite(self, program: Program, context: Context) -> Program:
        CALLS.append((f"join {self.way}", program.problem or ""))
        if self.letters:
            context.analyse(Letters(), program)
        if program.answer is not None:
            return program
        first, *rest = (Name(step.name) for step in program.steps)
        expression: Name | Call = first
        for name in rest:
            expression = Call(_SIGNS[self.way], (expression, name))
        return program.add(Step("joined", expression=expression)).set_answer("joined")


@dataclass(frozen=True)
class Aim(ProgramPass):
    """The goal `integer`, or another."""

    name: ClassVar[str] = "aim"
    requires: ClassVar[frozenset[str]] = frozenset({"answer"})
    provides: ClassVar[frozenset[str]] = frozenset({"goal"})

    at: str = "integer"

    def rewrite(self, program: Program, context: Context) -> Program:
        CALLS.append((f"aim {self.at}", program.problem or ""))
        context.analyse(Letters(), program)
        return program if program.goal else program.set_goal(self.at, program.answer or "")


@hookimpl
def mycelium_passes() -> list[PassSpec]:
    return [
        PassSpec(c.name, f"counting:{c.__name__}", c.__doc__ or "", c.requires, c.provides)
        for c in (Take, Join, Aim)
    ]


@hookimpl
def mycelium_pipelines() -> list[PipelineSpec]:
    return [PipelineSpec("sums", "take,join,aim", "adds up the numbers")]


def cleared() -> None:
    """Forget all calls."""
    CALLS.clear()
    COMPUTED.clear()
