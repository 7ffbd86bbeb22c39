"""Copies of a row that keep its meaning: other numbers, other people, a needless sentence."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from mycelium_distill.examples.executing import arithmetic
from mycelium_distill.examples.record import Example, copied
from mycelium_distill.perturbation import perturb
from mycelium_distill.perturbing.distractors import Distractors
from mycelium_distill.perturbing.edits import Edits
from mycelium_distill.perturbing.varying import Varying
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.nodes import Clause, Problem, Program, Statement, replace
from mycelium_ir.parser import parse

RENAMED = 0.5
"""The share of copies in which people have other names."""

SHORT = 3
"""Programs of at most so many steps get needless sentences at the full share."""

LONGER = 0.35
"""The part of that share which longer programs get: they have sentences enough."""

STORIES = ("gsm8k", "mawps")
"""The data sets whose problems are told in whole sentences about people."""

CHUNK = 128
"""Rows that a worker is given at a time."""


@dataclass(frozen=True)
class Copying:
    """How rows are copied.

    Attributes:
        copies: How many a row gets, by data set; none where it is not named.
        distractors: The share of short programs' copies with a needless sentence.
        seed: Of all draws; a row's copies depend on it, on the row, and on what
            `varying` and `needless` have learnt.
        varying: Gives people other names.
        needless: Finds sentences that change nothing.
    """

    copies: Mapping[str, int]
    distractors: float
    seed: int
    varying: Varying
    needless: Distractors

    def of(self, row: Example) -> Iterator[tuple[Example, str]]:
        """A row's copies with their problems, none twice; fewer where its numbers do not move."""
        source = row.source.partition(".")[0]
        wanted = self.copies.get(source, 0)
        if not wanted or row.split != "train":
            return
        original = parse(row.program)
        values = arithmetic(original)
        if values is None:
            return
        draw = random.Random(f"{self.seed}:{row.id}")
        seen = {original.problem}
        for program in self._numbers(original, wanted):
            if source in STORIES:
                program = self._said(program, draw)
            if program.problem in seen:
                continue
            seen.add(program.problem)
            found = arithmetic(program)
            assert found is not None  # its numbers alone are others
            yield copied(row, len(seen) - 1, program, found), program.problem or ""

    def _numbers(self, program: Program, wanted: int) -> Sequence[Program]:
        try:
            found = perturb(program, wanted, seed=self.seed)
        except MyceliumError:  # its numbers cannot be exchanged; its people may
            found = ()
        return found or (program,) * wanted

    def _said(self, program: Program, draw: random.Random) -> Program:
        if draw.random() < RENAMED:
            program = edited(program, self.varying.renaming(program.problem or "", draw))
        share = self.distractors * (1 if len(program.steps) <= SHORT else LONGER)
        if draw.random() < share:
            clauses = [(clause.start, clause.end) for clause in program.clauses]
            program = edited(program, self.needless.inserting(program.problem or "", clauses, draw))
        return program


def edited(program: Program, edits: Edits) -> Program:
    """The program of an edited problem: clauses stand where their text stands now."""
    if edits.new == program.problem:
        return program
    statements: list[Statement] = []
    for statement in program.statements:
        if isinstance(statement, Problem):
            statement = replace(statement, text=edits.new)
        elif isinstance(statement, Clause):
            start, end = edits.moved((statement.start, statement.end))
            statement = replace(statement, start=start, end=end, text=edits.new[start:end])
        statements.append(statement)
    return Program(tuple(statements), header=program.header)


# --------------------------------------------------------------------------- many rows

_copying: Copying | None = None


def copies_of(
    rows: Sequence[Example],
    copying: Copying,
    *,
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Iterator[tuple[Example, str]]:
    """The copies of all rows with their problems, in order, made by so many processes."""
    chunks = [rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK)]
    if workers <= 1:
        for done, chunk in enumerate(chunks, 1):
            for row in chunk:
                yield from copying.of(row)
            if progress is not None:
                progress(min(done * CHUNK, len(rows)))
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), _start, (copying,)) as pool:
        for done, found in enumerate(pool.map(_chunk, chunks), 1):
            yield from found
            if progress is not None:
                progress(min(done * CHUNK, len(rows)))


def _start(copying: Copying) -> None:
    global _copying
    _copying = copying


def _chunk(rows: Sequence[Example]) -> list[tuple[Example, str]]:
    assert _copying is not None  # `_start` has run in this process
    return [copy for row in rows for copy in _copying.of(row)]
