"""Problem and solution as the teacher's tokens, each with its character offsets at once.

No token index leaves this folder but through the offsets made here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from mycelium_distill.traces.record import Array
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

Span = tuple[int, int]

PLACE = "{problem}"
"""Where the problem stands in a teacher's prompt template."""

TEMPLATE = "Problem: {problem}\nSolution:\n"
"""The default prompt. It begins with a word of its own, for the first token is the sink."""


@dataclass(frozen=True, eq=False)
class Encoded:
    """One sequence for the teacher: the prompt, the solution, the end.

    Attributes:
        ids: int64 [T], the tokens.
        problem_tokens: int32 [P], which of them are the problem's.
        problem_offsets: int32 [P, 2], their characters in the problem.
        start: the first token of the solution; the last token of all is the end mark.
        solution_offsets: int32 [S, 2], the characters in the solution of its S tokens.
    """

    ids: Array
    problem_tokens: Array
    problem_offsets: Array
    start: int
    solution_offsets: Array

    @property
    def length(self) -> int:
        """T, the number of tokens, the end mark included."""
        return len(self.ids)

    @property
    def solution_length(self) -> int:
        """S, the number of the solution's tokens, the end mark left out."""
        return len(self.solution_offsets)

    @cached_property
    def sinks(self) -> Array:
        """The positions that take attention without being read: the first one."""
        return np.zeros(1, "int32")

    def problem_positions(self, span: Span) -> Array:
        """The tokens, as indices into `ids`, that overlap characters of the problem."""
        return self.problem_tokens[overlapping(self.problem_offsets, span)]

    def solution_positions(self, span: Span) -> Array:
        """The tokens, as indices into `ids`, that overlap characters of the solution."""
        return (overlapping(self.solution_offsets, span) + self.start).astype("int32")


def prompt_of(template: str, problem: str) -> str:
    """The prompt for a problem."""
    return template.replace(PLACE, problem)


def check_template(template: str) -> str:
    """The template, if the problem stands in it once.

    Raises:
        MyceliumError: MYC282, otherwise.
    """
    if template.count(PLACE) != 1:
        raise MyceliumError(
            Diagnostic(
                "MYC282",
                f"the teacher's prompt {template!r} does not name {PLACE} once",
                hint=f"for instance {TEMPLATE!r}",
            )
        )
    return template


def encode(tokenizer: Any, template: str, problem: str, solution: str) -> Encoded:
    """A problem and its solution as one sequence, tokenised as in training and sampling.

    The prompt is tokenised as one text, the solution as another, for so they meet when
    the teacher writes. A token that holds the problem's last character and the template's
    next one counts as the problem's, cut to the problem's characters.

    Raises:
        MyceliumError: MYC283, if the tokenizer gives no character offsets, or wrong ones.
    """
    before = template.index(PLACE)
    prompt = prompt_of(template, problem)
    prompt_ids, prompt_offsets = tokenise(tokenizer, prompt)
    solution_ids, solution_offsets = tokenise(tokenizer, solution)
    inside = overlapping(prompt_offsets, (before, before + len(problem)))
    offsets = (prompt_offsets[inside] - before).clip(0, len(problem))
    end = tokenizer.eos_token_id
    ids = [*prompt_ids, *solution_ids, *([end] if end is not None else solution_ids[-1:])]
    return Encoded(
        ids=np.array(ids, "int64"),
        problem_tokens=inside.astype("int32"),
        problem_offsets=trimmed(problem, offsets),
        start=len(prompt_ids),
        solution_offsets=trimmed(solution, solution_offsets),
    )


def tokenise(tokenizer: Any, text: str) -> tuple[list[int], Array]:
    """The tokens of a text, without special ones, and their characters, int32 [n, 2].

    Byte-level tokenizers split an emoji or an accented letter into several tokens: each
    of them has the whole character for its span.

    Raises:
        MyceliumError: MYC283, if there are no offsets, or they do not fit the text.
    """
    if not getattr(tokenizer, "is_fast", False):
        raise _unfit("it gives no character offsets", "use its fast version (tokenizer.json)")
    found = tokenizer(text, return_offsets_mapping=True, add_special_tokens=False, verbose=False)
    ids: list[int] = list(found["input_ids"])
    offsets = np.array(found["offset_mapping"], "int32").reshape(len(ids), 2)
    start, end = offsets[:, 0], offsets[:, 1].copy()
    # Some versions give the second part of a split character an empty span at its start.
    end[(end == start) & (start < len(text))] += 1
    offsets = np.stack([start, end], axis=1)
    sound = (start >= 0) & (start <= end) & (end <= len(text))
    if not sound.all() or (np.diff(start) < 0).any() or (np.diff(end) < 0).any():
        raise _unfit(
            f"its character offsets do not fit the text {text[:40]!r}",
            "update `tokenizers`; labels cut by wrong offsets are worthless",
        )
    return ids, offsets


def trimmed(text: str, offsets: Array) -> Array:
    """Spans without the white space at their ends; one that is nothing else stays.

    A token ` apples` is about the word: its span shall cut `apples`.
    """
    result = offsets.copy()
    for row, (start, end) in enumerate(offsets.tolist()):
        piece = text[start:end]
        bare = piece.strip()
        if bare and bare != piece:
            begin = start + piece.index(bare)
            result[row] = begin, begin + len(bare)
    return result.astype("int32")


def overlapping(offsets: Array, span: Span) -> Array:
    """The indices of the tokens that share a character with a span."""
    return np.flatnonzero((offsets[:, 0] < span[1]) & (offsets[:, 1] > span[0]))


def token_at(offsets: Array, character: int) -> int | None:
    """The first token that ends behind a character, or None after the last one."""
    behind = np.flatnonzero(offsets[:, 1] > character)
    return int(behind[0]) if len(behind) else None


def batches(lengths: Sequence[int], tokens: int) -> list[list[int]]:
    """Rows of like length together: at most `tokens` each, the padding counted.

    A row that is longer than that alone is a batch of its own. The same lengths give the
    same batches, so a run that is resumed computes what the first one would have.
    """
    found: list[list[int]] = []
    group: list[int] = []
    for row in sorted(range(len(lengths)), key=lambda i: (lengths[i], i)):
        if group and lengths[row] * (len(group) + 1) > tokens:
            found.append(group)
            group = []
        group.append(row)
    if group:
        found.append(group)
    return found


def padded(rows: Iterable[Array], fill: int = 0) -> Array:
    """Rows of different lengths as one int64 matrix, filled up on the right."""
    found = list(rows)
    width = max(len(row) for row in found)
    matrix = np.full((len(found), width), fill, "int64")
    for index, row in enumerate(found):
        matrix[index, : len(row)] = row
    return matrix


def _unfit(what: str, hint: str) -> MyceliumError:
    return MyceliumError(Diagnostic("MYC283", f"the tokenizer cannot be used: {what}", hint=hint))
