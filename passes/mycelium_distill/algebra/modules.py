"""The modules of algebra: which there are, and how one of their problems is made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal

from mycelium_distill.algebra import deepmind, gym
from mycelium_distill.algebra.own.table import GENERATORS
from mycelium_distill.algebra.sketch import Draft
from mycelium_ir.diagnostics import Diagnostic, MyceliumError, nearest

LEVELS = ("easy", "medium", "hard")
"""The difficulties of every module."""

Origin = Literal["mathematics_dataset", "reasoning_gym", "own"]


@dataclass(frozen=True)
class Module:
    """A kind of problem: its name, and the package that it comes from, or `own`."""

    name: str
    origin: Origin

    @property
    def source(self) -> str:
        """What rows of the module name as their source."""
        return f"algebra.{self.name}"

    def draft(self, level: str, seed: int) -> Draft:
        """The problem for a level and a seed, with its program; the same in every process.

        Raises:
            UnreadError: if the problem has no program.
            MyceliumError: MYC254, if the package that it comes from is not installed.
        """
        if self.origin == "own":
            return GENERATORS[self.name](Random(seed), level)
        if self.origin == "mathematics_dataset":
            return deepmind.draft(self.name, deepmind.generate(self.name, level, seed))
        return gym.draft(self.name, gym.generate(self.name, level, seed))


MODULES: Mapping[str, Module] = {
    **{name: Module(name, "mathematics_dataset") for name in deepmind.MODULES},
    **{name: Module(name, "reasoning_gym") for name in gym.TASKS},
    **{name: Module(name, "own") for name in GENERATORS},
}
"""All modules by name."""


def choose(names: Iterable[str] | None) -> tuple[Module, ...]:
    """The modules of these names; all of them for None.

    Raises:
        MyceliumError: MYC290, if there is none of a name.
    """
    if names is None:
        return tuple(MODULES.values())
    chosen = []
    for name in names:
        module = MODULES.get(name)
        if module is None:
            hint = nearest(name, MODULES) or "`mycelium algebra --list` names them"
            raise MyceliumError(
                Diagnostic("MYC290", f"algebra has no module `{name}`", hint=hint, subject=name)
            )
        chosen.append(module)
    return tuple(chosen)
