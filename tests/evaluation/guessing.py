"""A plugin with one pass that answers in a way that tests can foresee."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from mycelium.hookspecs import hookimpl
from mycelium.passes import Context, ProgramPass
from mycelium.specs import PassSpec
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Call, Number, Program, Step
from mycelium_ir.parser import parse_expression

HOOK_VERSION = 1


@hookimpl
def mycelium_passes() -> list[PassSpec]:
    return [
        PassSpec(
            "guess", "guessing:Guess", "guesses", requires=Guess.requires, provides=Guess.provides
        )
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
