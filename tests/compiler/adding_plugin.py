"""A plugin with one fast pass, as an installed distribution of its own, for processes to find."""

from __future__ import annotations

from pathlib import Path

MODULE = '''
from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from mycelium.hookspecs import hookimpl
from mycelium.passes import Context, ProgramPass
from mycelium.specs import PassSpec
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Call, Name, Number, Program, Step

HOOK_VERSION = 1


@hookimpl
def mycelium_passes() -> list[PassSpec]:
    facts = {"requires": Add.requires, "provides": Add.provides}
    return [PassSpec("add", "adding:Add", "adds all numbers", **facts)]


@dataclass(frozen=True)
class Add(ProgramPass):
    """Adds all whole numbers of a problem; a problem without one fails."""

    name: ClassVar[str] = "add"
    requires: ClassVar[frozenset[str]] = frozenset({"problem"})
    provides: ClassVar[frozenset[str]] = frozenset({"expressions", "wired", "goal"})

    bonus: int = 0

    def rewrite(self, program: Program, context: Context) -> Program:
        found = [int(digits) for digits in re.findall(r"[0-9]+", program.problem or "")]
        if not found:
            raise MyceliumError(Diagnostic("MYC999", "there is no number to add"))
        total = Number(Fraction(self.bonus))
        for value in found:
            total = Call("+", (total, Number(Fraction(value))))
        step = Step(name="s0", expression=total)
        return program.add(step).set_done("wire").set_goal("integer", "s0")
'''


def install(folder: Path) -> Path:
    """Lay the distribution into a folder, which then belongs on `PYTHONPATH`."""
    info = folder / "adding-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: adding\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[mycelium]\nadding = adding\n")
    (info / "RECORD").write_text("")
    (folder / "adding.py").write_text(MODULE)
    return folder
