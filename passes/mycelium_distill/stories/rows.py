"""Many stories from a seed: drawn schema by schema, told, checked, and none of them twice."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from mycelium_distill.examples.record import Example
from mycelium_distill.stories.author import Author
from mycelium_distill.stories.naming import Naming
from mycelium_distill.stories.programs import example, keys, needed
from mycelium_distill.stories.schemas import OFTEN, SCHEMAS
from mycelium_distill.stories.telling import tell
from mycelium_distill.stories.terms import Unfit

SHARES = {1: 0.18, 2: 0.27, 3: 0.20, 4: 0.14, 5: 0.10, 6: 0.06, 7: 0.03, 8: 0.02}
"""Rows by the number of steps that their question needs."""

TUNE = 0.02
LARGEST = 10**7
_QUESTIONS = 3
_PATIENCE = 400


def stories(
    count: int, seed: int, naming: Naming, progress: Callable[[int], None] | None = None
) -> Iterator[Example]:
    """So many rows; the same seed gives the same.

    A body is asked up to three questions; its rows are one group. Rows that differ in
    nothing but numbers are kept, those that are the same text are not.
    """
    left = _quotas(count)
    seen: set[str] = set()
    names = [name for name in SCHEMAS for _ in range(OFTEN.get(name, 1))]
    made = tries = 0
    body = 0
    while made < count:
        body += 1
        tries += 1
        if tries > _PATIENCE:  # what is left is too rare: any number of steps will do
            left = dict.fromkeys(left, count)
        draw = random.Random(f"{seed}/{body}")
        schema = names[body % len(names)]
        author = _written(schema, draw)
        if author is None:
            continue
        group = f"stories/{seed}-{body}"
        split = "tune" if draw.random() < TUNE else "train"
        questions = [q for q in author.questions if left.get(len(needed(q.target)), 0) > 0]
        chosen = draw.sample(questions, min(_QUESTIONS, len(questions)))
        for index, question in enumerate(chosen):
            steps = len(needed(question.target))
            if made == count or left[steps] <= 0 or abs(question.target.value) > LARGEST:
                continue
            try:
                told = tell(author, question.text, keys(question.target))
                if told.text in seen:
                    continue
                row = example(
                    told, question.target, naming, f"{group}-{index}",
                    f"stories.{schema}", group, split,
                )  # fmt: skip
            except Unfit:
                continue
            seen.add(told.text)
            left[steps] -= 1
            made += 1
            tries = 0
            if progress is not None:
                progress(made)
            yield row


def _written(schema: str, draw: random.Random) -> Author | None:
    """A story of a schema; None if its numbers never fit."""
    for _ in range(30):
        author = Author(draw)
        try:
            SCHEMAS[schema](author)
        except Unfit:
            continue
        return author
    return None


def _quotas(count: int) -> dict[int, int]:
    """How many rows of each number of steps are to be made: their shares, the rest to two steps."""
    found = {steps: int(count * share) for steps, share in SHARES.items()}
    found[2] += count - sum(found.values())
    return found


_NUMBER = re.compile(r"\d[\d,.]*")


def masked(text: str) -> str:
    """A text without its numbers: what tells wordings apart."""
    return _NUMBER.sub("#", text)
