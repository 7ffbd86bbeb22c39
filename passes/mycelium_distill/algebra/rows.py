"""Making rows: problems drawn, their programs run, kept only where the answer is the gold one.

Each row has a seed of its own, made of module, split, seed and number; so a row is the
same whoever asks for it, and however many others are made.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from mycelium.evaluation.answers import Comparer, Verdict
from mycelium_distill.algebra.modules import LEVELS, Module, choose
from mycelium_distill.algebra.sketch import Draft
from mycelium_distill.algebra.sources import UnreadError
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.nodes import Name, Unknown, walk
from mycelium_ir.outcome import Outcome, Value
from mycelium_ir.parser import parse_expression
from mycelium_ir.printer import print_expression
from mycelium_ir.rewrite import substitute_names

if TYPE_CHECKING:
    from mycelium.executor import Executor
    from mycelium_distill.written import Written

TRAIN = "train"
"""The split of the rows that are trained on."""

PATIENCE = 20
"""How many times as many problems are drawn as rows are wanted, before a module is given up."""


@dataclass(frozen=True)
class Row:
    """A problem whose program gives the gold answer."""

    module: Module
    level: str
    seed: int
    draft: Draft
    answer: str
    outcome: Outcome = field(compare=False)

    @property
    def hash(self) -> str:
        """What the row is known by: the hash of its problem."""
        return text_hash(self.draft.problem)


@dataclass
class Tally:
    """What became of the problems that were drawn for a module."""

    drawn: int = 0
    repeated: int = 0
    rows: int = 0
    fallen: Counter[str] = field(default_factory=Counter)

    @property
    def yield_(self) -> float:
        """The share of the problems, repetitions aside, that became rows."""
        tried = self.rows + sum(self.fallen.values())
        return self.rows / tried if tried else 0.0

    def to_json(self) -> dict[str, object]:
        """The counts, for machines."""
        return {
            "rows": self.rows,
            "drawn": self.drawn,
            "repeated": self.repeated,
            "verified": round(self.yield_, 4),
            "fallen": dict(self.fallen.most_common()),
        }


def text_hash(problem: str) -> str:
    """The SHA-256 of a problem's text, upper and lower case and spaces aside."""
    return hashlib.sha256(" ".join(problem.split()).casefold().encode()).hexdigest()


def row_seed(module: Module, split: str, seed: int, number: int) -> int:
    """The seed of one row: 32 bits, as numpy takes."""
    told = f"{module.name} {split} {seed} {number}".encode()
    return int.from_bytes(hashlib.sha256(told).digest()[:4], "big")


def rows(
    module: Module,
    count: int,
    executor: Executor,
    *,
    split: str = TRAIN,
    seed: int = 0,
    taken: set[str],
    tally: Tally | None = None,
) -> Iterator[Row]:
    """Rows of a module, at most `count`; fewer, if the module only repeats itself.

    Args:
        module: Where the problems come from.
        count: How many rows are wanted.
        executor: Runs the programs.
        split: Part of each row's seed, as is `seed`.
        seed: Another one gives other rows.
        taken: Hashes of problems that are left out; those of the rows are added.
        tally: Counts what became of the problems.
    """
    counted = Tally() if tally is None else tally
    comparer = Comparer(executor)
    drawn = _drawn(module, split, seed, PATIENCE * count, taken, counted)
    missing = count
    # Just as many are run as are still missing, so that nothing is run in vain.
    while batch := list(islice(drawn, missing)):
        programs = (draft.program for _, _, draft in batch)
        for (level, own, draft), outcome in zip(batch, executor.run_many(programs), strict=True):
            answer, why = verified(draft, outcome, comparer)
            if why is not None:
                counted.fallen[why] += 1
                continue
            counted.rows += 1
            missing -= 1
            yield Row(module, level, own, draft, answer, outcome)


def _drawn(
    module: Module, split: str, seed: int, most: int, taken: set[str], tally: Tally
) -> Iterator[tuple[str, int, Draft]]:
    """Level, seed and draft of problems that were not there before."""
    for number in range(most):
        level, own = LEVELS[number % len(LEVELS)], row_seed(module, split, seed, number)
        tally.drawn += 1
        try:
            draft = module.draft(level, own)
        except UnreadError as error:
            tally.fallen[str(error)] += 1
            continue
        known = text_hash(draft.problem)
        if known in taken:
            tally.repeated += 1
            continue
        taken.add(known)
        yield level, own, draft


def verified(draft: Draft, outcome: Outcome, comparer: Comparer) -> tuple[str, str | None]:
    """The gold answer with its letters resolved, and why the program does not count, if so."""
    if outcome.answer is None:
        found = outcome.diagnostics[0]
        return "", f"{found.code}: the program does not run"
    gold = resolved(draft, outcome.values)
    goal = draft.program.goal
    comparison = comparer.compare(
        gold, outcome.answer, None if goal is None else goal.type, domains_of(draft)
    )
    if comparison.verdict is Verdict.EQUAL:
        return gold, None
    return gold, f"the answers: {comparison.verdict}"


def domains_of(draft: Draft) -> dict[str, str]:
    """The domain of each unknown of a draft's program."""
    return {
        name: statement.domain
        for statement in draft.program.statements
        if isinstance(statement, Unknown)
        for name in statement.names
    }


def resolved(draft: Draft, values: Mapping[str, Value]) -> str:
    """The gold answer, with the letters that a problem gave to results as these results."""
    letters = {label: name for name, label in draft.labels.items() if len(label) == 1}
    if not letters or not any(letter in draft.gold for letter in letters):
        return draft.gold
    try:
        gold = parse_expression(draft.gold)
    except MyceliumError:
        return draft.gold
    named = {node.id for node in walk(gold) if isinstance(node, Name)} & set(letters)
    if not named:
        return draft.gold
    if isinstance(gold, Name):
        return values[letters[gold.id]].text
    exchange = {letter: values[letters[letter]].expression for letter in named}
    return print_expression(substitute_names(gold, exchange))


def training_rows(
    per_module: int,
    seed: int = 0,
    *,
    modules: Iterable[str] | None = None,
    executor: Executor | None = None,
    workers: int = 2,
    tallies: dict[str, Tally] | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> Sequence[Written]:
    """Written solutions of verified programs to train on; none of them is held out.

    Args:
        per_module: How many rows of each module.
        seed: Another one gives other rows.
        modules: The names of the modules; all of them if not given.
        executor: Runs the programs; one of its own with `workers` if not given.
        workers: Programs that run at a time.
        tallies: Filled with what became of each module's problems, by its name.
        progress: Told the module and how many rows it gave, after each module.

    Raises:
        MyceliumError: MYC254 if a package is missing, MYC290 for an unknown module.
    """
    from mycelium.executor import Executor
    from mycelium_distill.algebra.held_out import held_out_hashes

    if executor is None:
        with Executor(workers=workers) as own:
            return training_rows(
                per_module,
                seed,
                modules=modules,
                executor=own,
                tallies=tallies,
                progress=progress,
            )
    taken = set(held_out_hashes())
    found: list[Written] = []
    for module in choose(modules):
        tally = Tally()
        before = len(found)
        for row in rows(module, per_module, executor, seed=seed, taken=taken, tally=tally):
            found.append(written(row, TRAIN))
        if tallies is not None:
            tallies[module.name] = tally
        if progress is not None:
            progress(module.name, len(found) - before)
    return found


def written(row: Row, split: str) -> Written:
    """A row as a written solution."""
    from mycelium_distill.algebra.solution import write

    name = f"{row.module.source}-{row.level}-{row.seed}"
    return write(
        row.draft,
        row.outcome.values,
        row.answer,
        id=name,
        source=row.module.source,
        split=split,
    )
