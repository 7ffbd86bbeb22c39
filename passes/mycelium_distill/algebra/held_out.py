"""The frozen list of problems that are never trained on: module, level, seed, hash.

The list holds no text. Problems are made again from their seeds and checked against
their hashes, so that an answer measured on them is an answer on the same problems.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from mycelium_distill.algebra.modules import MODULES, choose
from mycelium_distill.algebra.rows import Row, rows, text_hash, written
from mycelium_distill.algebra.sketch import Draft
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium.executor import Executor
    from mycelium_distill.written import Written

HELD_OUT = "held_out"
"""The split's name, and part of the seeds of its rows."""

REPORT = "report"
"""The split of the list's written solutions."""

FILE = "held_out.jsonl"

PER_MODULE = 50
"""How many problems of each module are held out."""


@dataclass(frozen=True)
class Held:
    """One problem of the list.

    Attributes:
        module: Its module's name.
        level: Its difficulty.
        seed: What makes it again.
        hash: The SHA-256 of its text, case and spaces aside.
        answer: The gold answer, where the package's own is a letter of the problem.
    """

    module: str
    level: str
    seed: int
    hash: str
    answer: str | None = None

    def draft(self) -> Draft:
        """The problem with its program, made again.

        Raises:
            MyceliumError: MYC291, if another version of a package makes another problem;
                MYC254, if the package is not installed.
        """
        draft = MODULES[self.module].draft(self.level, self.seed)
        if text_hash(draft.problem) != self.hash:
            raise MyceliumError(
                Diagnostic(
                    "MYC291",
                    f"seed {self.seed} of the module `{self.module}` no longer gives the problem "
                    "that is held out",
                    hint="install the versions that the list was made with: "
                    "mathematics_dataset 1.0.1, reasoning-gym 0.1.25, sympy 1.14",
                    subject=self.module,
                )
            )
        return draft


@cache
def held_out() -> tuple[Held, ...]:
    """The whole list."""
    text = files("mycelium_distill.algebra").joinpath(FILE).read_text("utf-8")
    return tuple(_read(text.splitlines()))


@cache
def held_out_hashes() -> frozenset[str]:
    """The hashes of all problems that are held out."""
    return frozenset(held.hash for held in held_out())


def _read(lines: Iterable[str]) -> Iterator[Held]:
    for line in lines:
        module = json.loads(line)
        for level, seed, known, *answer in module["rows"]:
            yield Held(module["module"], level, seed, known, *answer)


def held_out_rows(executor: Executor, *, modules: Iterable[str] | None = None) -> list[Written]:
    """The list's problems as written solutions, of the split `report`: to measure on.

    Args:
        executor: Runs the programs.
        modules: The names of the modules; all of them if not given.

    Raises:
        MyceliumError: MYC290 for an unknown module, or whatever `Held.draft` raises.
    """
    chosen = {module.name for module in choose(modules)}
    listed = [(held, held.draft()) for held in held_out() if held.module in chosen]
    outcomes = executor.run_many(draft.program for _, draft in listed)
    return [
        written(
            Row(MODULES[held.module], held.level, held.seed, draft, held.answer or draft.gold, run),
            REPORT,
        )
        for (held, draft), run in zip(listed, outcomes, strict=True)
    ]


def freeze(executor: Executor, path: Path, per_module: int = PER_MODULE) -> int:
    """Write the list anew, one line a module, and give the number of rows.

    This was done once, before any training; doing it again makes old figures and new
    ones incomparable.
    """
    taken: set[str] = set()
    lines, count = [], 0
    for module in choose(None):
        listed: list[list[object]] = []
        for row in rows(module, per_module, executor, split=HELD_OUT, taken=taken):
            answer = [row.answer] if row.answer != row.draft.gold else []
            listed.append([row.level, row.seed, row.hash, *answer])
        count += len(listed)
        lines.append(json.dumps({"module": module.name, "rows": listed}, ensure_ascii=False))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return count
