"""What the writer of questions learns from and is asked: a body, a program, a line of a solution.

A training pair's question is the data set's own, of the last step. A request is the
same prompt for an earlier step; sentences that the step does not need stay in the
body, where they become distractors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mycelium_distill.labels.model import Labels, StepLabel
from mycelium_distill.labels.slots import scalar
from mycelium_distill.retargeting.asking import Asking, asking
from mycelium_distill.solutions.generated import number_text
from mycelium_distill.training.recipe import Pair
from mycelium_distill.written import Span, Written
from mycelium_ir.nodes import Number
from mycelium_ir.parser import parse_expression
from mycelium_passes.transcript.cleaning import clean

SOURCES = ("gsm8k", "mawps")
"""The data sets whose questions are learnt."""

REQUESTED = ("gsm8k",)
"""The data sets whose steps are asked for."""

_FIGURES = re.compile(r"\d+")

Lines = Mapping[tuple[str, str], str]
"""The line of the written solution that gives a step, by the problem's id and the step."""


@dataclass(frozen=True)
class Request:
    """A step that a new question is wanted for.

    Attributes:
        labels: The problem with its labels.
        step: The step that the question is to ask for.
        needed: The steps that it depends on, and itself, in order of execution.
        removed: What the new question takes the place of: the old one, or its whole
            sentence where the step needs none of it.
        prompt: What the writer reads.
    """

    labels: Labels = field(repr=False)
    step: str
    needed: tuple[str, ...]
    removed: Span
    prompt: str

    @property
    def id(self) -> str:
        """Names the problem and the step."""
        return f"{self.labels.id}?{self.step}"

    @property
    def begins(self) -> bool:
        """Whether the question begins a sentence."""
        return self.labels.problem[: self.removed[0]].rstrip()[-1:] in ("", *".?!\"'”’)")


def lines_of(rows: Iterable[Written]) -> dict[tuple[str, str], str]:
    """The solutions' lines by problem and step."""
    return {
        (row.id, step.name): " ".join(row.solution[slice(*step.span)].split())
        for row in rows
        for step in row.steps
    }


def pairs_of(labels: Iterable[Labels], lines: Lines) -> Iterator[tuple[str, Pair]]:
    """The problems' ids with a pair each: whatever asks with a question mark.

    A question that states a number of its own is left out: nobody could guess it.
    """
    for row in _usable(labels, SOURCES):
        where = asking(row.problem, row.goal.question)
        target = clean(row.problem[slice(*where.question)]).text
        line = lines.get((row.id, row.goal.step))
        if (
            line is None
            or not target.endswith("?")
            or _numbers_read(row, row.steps, where.question)
        ):
            continue
        yield row.id, Pair(_prompt(row, row.goal.step, where.question, line), target)


def requests_of(labels: Iterable[Labels], lines: Lines) -> Iterator[Request]:
    """A request for each step that can be asked for, but for those that answer already."""
    for row in _usable(labels, REQUESTED):
        where = asking(row.problem, row.goal.question)
        for step in row.steps:
            line = lines.get((row.id, step.name))
            if step.name == row.goal.step or line is None:
                continue
            needed = needed_for(row, step.name)
            removed = _removed(row, needed, where)
            if removed is not None and _computes(row, needed):
                prompt = _prompt(row, step.name, removed, line)
                yield Request(row, step.name, needed, removed, prompt)


def needed_for(labels: Labels, step: str) -> tuple[str, ...]:
    """A step and all that it depends on, in order of execution."""
    found, waiting = set(), [step]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [e.origin for e in labels.edges if e.step == name and e.origin is not None]
    return tuple(s.name for s in labels.steps if s.name in found)


def _usable(labels: Iterable[Labels], sources: tuple[str, ...]) -> Iterator[Labels]:
    """Training rows of plain arithmetic: each step has a value."""
    for row in labels:
        fits = row.split == "train" and row.source in sources and not row.statements
        if fits and row.steps and all(step.value for step in row.steps):
            yield row


def _computes(labels: Labels, needed: tuple[str, ...]) -> bool:
    """Whether there is anything to work out: no step that only names a number."""
    return any(
        type(parse_expression(step.expression)) is not Number
        for step in labels.steps
        if step.name in needed
    )


def _removed(labels: Labels, needed: tuple[str, ...], where: Asking) -> Span | None:
    """What a new question replaces; None if the step needs a number that the old one states."""
    steps = [step for step in labels.steps if step.name in needed]
    if _numbers_read(labels, steps, where.question):
        return None
    condition = where.sentence[0], where.question[0]
    read = any(_overlap(labels.clauses[i].span, condition) for step in steps for i in step.clauses)
    # Nothing says where a constant comes from: the 3 of `21 / 3` may be read off `1/3`.
    alike = {*_FIGURES.findall(labels.problem[slice(*condition)])} & {
        figure for step in steps for figure in _FIGURES.findall(step.expression)
    }
    if read or alike or _numbers_read(labels, steps, condition):
        return where.question
    return where.sentence


def _numbers_read(labels: Labels, steps: Iterable[StepLabel], span: Span) -> bool:
    """Whether steps take a number from a part of the problem."""
    names = {step.name for step in steps}
    return any(
        edge.step in names and edge.place is not None and _overlap(edge.place, span)
        for edge in labels.edges
    )


def _overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _prompt(labels: Labels, step: str, removed: Span, line: str) -> str:
    """The body without what asks, the steps, and the line of the solution, a line each."""
    text = labels.problem
    body = clean(text[: removed[0]] + text[removed[1] :]).text
    needed = needed_for(labels, step)
    program = ";".join(_spelled(each) for each in labels.steps if each.name in needed)
    return f"{body}\n{program}\n{line}\n"


def _spelled(step: StepLabel) -> str:
    value = scalar(parse_expression(step.value))
    assert value is not None  # the label of a scalar
    return f"{step.expression.replace(' ', '')}={number_text(value)}"
