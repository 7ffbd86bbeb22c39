"""Valid programs made slightly wrong, as a tired person or a torn file would."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TOKEN = re.compile(r'"[^"\n]*"|[A-Za-z_][A-Za-z0-9_]*|\d+(?:\.\d+)?|\*\*|<=|>=|[^\s]')
SPARE = [
    *"+-*/()[]{},;:=@_<>#^%!?\"'\\",
    *["**", "<=", "==", "0", "1", "48", "0.5", "1e9", "9" * 1200, "x", "s0", "s1", "zz", "pi"],
    *["step", "goal", "in", "implicit", "unknown", "Eq", "solve", "sqrt", "divide", "integer"],
    *['"words"', "é", "²", "×", "😀", "\u202e", "\x00", "__import__", "lambda"],
]


@dataclass(frozen=True)
class Mutation:
    """A text, and whether it differs by one token inside an otherwise valid line."""

    text: str
    token: bool


def mutations(texts: Sequence[str], count: int, seed: int) -> Iterator[Mutation]:
    """`count` mutations of the texts, 40% of them a token changed inside a valid line."""
    rng = random.Random(seed)
    for _ in range(count):
        text = rng.choice(texts)
        if rng.random() < 0.4:
            yield Mutation(_token(text, rng), token=True)
        else:
            change = rng.choice([_characters, _lines, _cut, _noise])
            yield Mutation(change(text, rng), token=False)


def _token(text: str, rng: random.Random) -> str:
    """Another token in place of one, or one left out, or one written twice."""
    tokens = [m for m in TOKEN.finditer(text) if not m.group().startswith("#")]
    chosen = rng.choice(tokens)
    other = rng.choice([rng.choice(SPARE), rng.choice(tokens).group(), "", chosen.group() * 2])
    return text[: chosen.start()] + other + text[chosen.end() :]


def _characters(text: str, rng: random.Random) -> str:
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(text))
        text = text[:at] + rng.choice(["", rng.choice(SPARE)[0], text[at]]) + text[at + 1 :]
    return text


def _lines(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    a, b = rng.randrange(len(lines)), rng.randrange(len(lines))
    match rng.randrange(3):
        case 0:
            del lines[a]
        case 1:
            lines.insert(b, lines[a])
        case _:
            lines[a], lines[b] = lines[b], lines[a]
    return "\n".join(lines)


def _cut(text: str, rng: random.Random) -> str:
    return text[: rng.randrange(len(text))]


def _noise(text: str, rng: random.Random) -> str:
    at = rng.randrange(len(text))
    noise = "".join(chr(rng.choice([rng.randrange(32), rng.randrange(0x3000)])) for _ in range(8))
    return text[:at] + noise + text[at:]
