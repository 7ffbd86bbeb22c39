"""Gold programs: what data sets hold beside an answer, as programs that execute to it.

Calculator annotations, equations, formulas and systems are read, never guessed at. A
program that comes out of here still has to be run: `verified` keeps those whose exact
answer is equal to the gold one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from mycelium.evaluation.dataset import Example
from mycelium.evaluation.gold_programs.chains import program_of_solution
from mycelium.evaluation.gold_programs.equations import program_of_mawps, program_of_svamp
from mycelium.evaluation.gold_programs.formulas import program_of_formula
from mycelium.evaluation.gold_programs.systems import programs_of_dolphin, programs_of_draw
from mycelium.evaluation.gold_programs.verifying import Candidate, Checked, counted, verified
from mycelium_ir.diagnostics import Diagnostic, MyceliumError, nearest
from mycelium_ir.nodes import Program

__all__ = [
    "Candidate",
    "Candidates",
    "Checked",
    "candidates",
    "counted",
    "gold_program",
    "gold_programs",
    "verified",
]

_Read = Callable[[Example], tuple[Program, ...]]


def _one(read: Callable[[Example], Program]) -> _Read:
    return lambda example: (read(example),)


_READERS: dict[str, _Read] = {
    "gsm8k": _one(program_of_solution),
    "mawps": _one(program_of_mawps),
    "svamp": _one(program_of_svamp),
    "mathqa": _one(program_of_formula),
    "draw": programs_of_draw,
    "dolphin1878": programs_of_dolphin,
}


def gold_program(example: Example, dataset: str) -> Program:
    """The program that a row spells beside its answer; the likeliest where there are several.

    Its steps are `s0`, `s1`, ... in order of execution, each with an expression and an
    operation that admits it; it has no clauses, and a goal that fits its value. Whether
    it executes to the gold answer, `verified` tells.

    Raises:
        MyceliumError: MYC265 if the row's solution cannot be read, MYC266 if it does not
            lead to its answer, MYC267 if rows of this dataset hold no program.
    """
    return gold_programs(example, dataset)[0]


def gold_programs(example: Example, dataset: str) -> tuple[Program, ...]:
    """All programs that a row may mean, the likeliest first; at least one.

    Raises:
        MyceliumError: as `gold_program` does.
    """
    read = _READERS.get(dataset)
    if read is None:
        hint = nearest(dataset, _READERS) or f"those with programs are {', '.join(_READERS)}"
        raise MyceliumError(
            Diagnostic(
                "MYC267",
                f"rows of the dataset {dataset!r} hold no program",
                hint=hint,
                subject=dataset,
            )
        )
    return read(example)


@dataclass(frozen=True)
class Candidates:
    """The rows that have a program to verify, and why the others have none."""

    rows: tuple[Candidate[Example], ...]
    without: tuple[tuple[Example, Diagnostic], ...]


def candidates(examples: Iterable[Example], dataset: str) -> Candidates:
    """The programs of a dataset's rows, ready for `verified`.

    Raises:
        MyceliumError: MYC267, if rows of this dataset hold no program.
    """
    found: list[Candidate[Example]] = []
    without: list[tuple[Example, Diagnostic]] = []
    for example in examples:
        try:
            programs: Sequence[Program] = gold_programs(example, dataset)
        except MyceliumError as error:
            if error.diagnostics[0].code == "MYC267":
                raise
            without.append((example, error.diagnostics[0]))
            continue
        found.append(Candidate(example, tuple(programs), example.golds))
    return Candidates(tuple(found), tuple(without))
