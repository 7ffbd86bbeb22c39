"""Which new questions stay: those that solvers which never saw the problem answer as meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mycelium.evaluation.splits import masked
from mycelium_distill.examples.record import Example
from mycelium_ir.parser import parse

UNSOLVED = "no solver found its value"
WORSE = "another question for the step was answered more often"
DUPLICATE = "a candidate with this text but for numbers is kept already"
MEASURED = "a measured row has this text with other numbers"


@dataclass(frozen=True)
class Kept:
    """The candidates that stay, and how many fell for which reason."""

    rows: tuple[Example, ...]
    dropped: Mapping[str, int]

    def report(self) -> str:
        """The counts as lines for people."""
        whole = len(self.rows) + sum(self.dropped.values())
        lines = [f"{len(self.rows):,} of {whole:,} candidates kept"]
        lines += [f"{count:8,d}  {why}" for why, count in self.dropped.items() if count]
        return "\n".join(lines)


def kept(
    candidates: Iterable[Example],
    solved: Mapping[str, Sequence[str]],
    measured: Collection[str] = (),
) -> Kept:
    """The candidates that a solver answers as meant: one for a step, none with another's text.

    Args:
        candidates: What `mycelium retarget` wrote.
        solved: For each candidate's id the answers of solvers, as numbers are written
            (`24`, `1/3`, `2.5`); their models must not have seen the candidate's group.
        measured: Problems of measured rows; one like them but for numbers is dropped.
    """
    dropped: Counter[str] = Counter()
    best: dict[str, tuple[int, Example]] = {}
    for row in candidates:
        votes = sum(answer == target(row) for answer in map(_number, solved.get(row.id, ())))
        if not votes:
            dropped[UNSOLVED] += 1
            continue
        step = step_of(row)
        if step in best:
            dropped[WORSE] += 1
        if step not in best or votes > best[step][0]:
            best[step] = votes, row
    forbidden = {masked(problem) for problem in measured}
    seen: set[str] = set()
    rows: list[Example] = []
    for _, row in best.values():
        text = masked(parse(row.program).problem or "")
        if text in forbidden:
            dropped[MEASURED] += 1
        elif text in seen:
            dropped[DUPLICATE] += 1
        else:
            seen.add(text)
            rows.append(row)
    return Kept(tuple(rows), dropped)


def target(row: Example) -> Fraction:
    """What a candidate's question asks for: its last step's value."""
    return Fraction(list(row.values.values())[-1])


def step_of(row: Example) -> str:
    """The problem and step that a candidate asks for: its id without the question's number."""
    return row.id.rpartition(".")[0]


def _number(answer: str) -> Fraction | None:
    try:
        return Fraction(answer.replace(",", "").replace(" ", ""))
    except (ValueError, ZeroDivisionError):
        return None
