"""The plugin's pass."""

import re
from dataclasses import dataclass
from typing import ClassVar

from mycelium.analyses import NUMBERS, Surface
from mycelium.passes import Context, ProgramPass
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Call, Program, Step, number


@dataclass(frozen=True)
class Recognise(ProgramPass):
    """Writes the whole program where a problem asks for "the 10th Fibonacci number"."""

    name: ClassVar[str] = "recognise"
    version: ClassVar[str] = "1"
    requires: ClassVar[frozenset[str]] = frozenset({"problem"})
    provides: ClassVar[frozenset[str]] = frozenset({"expressions", "wired", "goal"})

    first: int = 0

    def __post_init__(self) -> None:
        if self.first not in (0, 1):
            raise ValueError("the sequence begins with 0 or with 1")

    def rewrite(self, program: Program, context: Context) -> Program:
        if not program.steps:
            program = program.add(self.step(program, context))
        if "wire" not in program.done:
            program = program.set_done(*sorted({*program.done, "wire"}))
        if program.goal is None:
            program = program.set_goal("integer", program.answer or program.steps[-1].name)
        return program

    def step(self, program: Program, context: Context) -> Step:
        wanted = re.search("fibonacci", program.problem or "", re.IGNORECASE)
        places = [
            mention.value
            for mention in context.analyse(NUMBERS, program)
            if mention.surface is Surface.ORDINAL
        ]
        if wanted is None or len(places) != 1:
            raise MyceliumError(
                Diagnostic(
                    "FIB001",
                    "the problem does not ask for one Fibonacci number",
                    hint='ask for instance "What is the 10th Fibonacci number?"',
                )
            )
        index = number(places[0] - 1 + self.first)
        return Step(
            name="s0",
            operation="expression",
            expression=Call("fibonacci", (index,)),
            attributes={"by": self.name},
        )
