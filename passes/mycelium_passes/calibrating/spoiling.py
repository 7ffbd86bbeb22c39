"""Problems that cannot be answered, made of those that can: what a threshold is to refuse."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Callable, Sequence

from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.parser import parse

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_SENTENCE = re.compile(r"(?<=[.?!])\s+")


def without_numbers(text: str, rng: random.Random) -> str:
    """Every number becomes a word that says nothing."""
    return _NUMBER.sub(lambda _: rng.choice(("some", "a few", "several", "many")), text)


def without_question(text: str, rng: random.Random) -> str:
    """Only the first sentence stays."""
    return _SENTENCE.split(text.strip())[0] if len(_SENTENCE.split(text.strip())) > 1 else ""


def only_question(text: str, rng: random.Random) -> str:
    """Only the last sentence stays, without its numbers."""
    return without_numbers(_SENTENCE.split(text.strip())[-1], rng)


def shuffled(text: str, rng: random.Random) -> str:
    """The words in no order."""
    words = text.split()
    rng.shuffle(words)
    return " ".join(words)


def scrambled(text: str, rng: random.Random) -> str:
    """Each word's letters are others, as of a language that nobody speaks; numbers stay."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    key = dict(zip(letters, rng.sample(letters, len(letters)), strict=True))
    return "".join(key.get(c, c) for c in text.lower())


KINDS: tuple[Callable[[str, random.Random], str], ...] = (
    without_numbers,
    without_question,
    only_question,
    shuffled,
    scrambled,
)


def spoiled(problems: Sequence[str], count: int, seed: int) -> list[str]:
    """So many texts at most, all kinds as often, each of a problem that is drawn by the seed."""
    rng = random.Random(f"spoiled {seed}")
    found: list[str] = []
    for number, text in enumerate(rng.sample(list(problems), min(count, len(problems)))):
        made = KINDS[number % len(KINDS)](text, rng)
        if made.strip() and made != text:
            found.append(made)
    return found


def read_unanswerable(path: str, count: int, seed: int) -> list[str]:
    """So many problems at most of a file that `mycelium unanswerable` wrote, drawn by the seed.

    Raises:
        MyceliumError: MYC355, if it cannot be read or has other rows.
    """
    found: list[str] = []
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        for row in random.Random(f"unanswerable {seed}").sample(rows, min(count, len(rows))):
            if not row["source"].startswith("unanswerable."):
                raise ValueError(f"row {row['id']} may have an answer")
            found.append(parse(row["program"]).problem or "")
    except (OSError, EOFError, ValueError, KeyError, TypeError, MyceliumError) as error:
        raise MyceliumError(
            Diagnostic(
                "MYC355",
                f"{path}: no unanswerable problems can be read: {error}",
                hint="make the file with `mycelium unanswerable EXAMPLES --tune -o FILE`",
                subject=path,
            )
        ) from None
    return found
