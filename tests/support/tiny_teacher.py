"""A teacher of two random layers in a folder, and written solutions of problems of our own."""

from __future__ import annotations

import random
from pathlib import Path

from tiny_models import tiny_model, tiny_tokenizer

from mycelium_distill.solutions import from_sample
from mycelium_distill.written import Written

NAMES = ("Ann", "Zoë", "Bo", "Håkon", "Mei")
THINGS = ("pens", "apples", "stamps", "marbles")


def written_row(number: int, split: str = "train") -> Written:
    """A problem of two steps whose four numbers all differ."""
    draw = random.Random(number)
    name, thing = draw.choice(NAMES), draw.choice(THINGS)
    first, second, third = draw.sample(range(11, 40), 3)
    town = "".join(draw.choices("aeilnorst", k=6)).capitalize()  # no two problems are alike
    both = first + second
    problem = (
        f"{name} of {town} has {first} {thing} and buys {second} more. "
        f"Then every one of them is sold for {third} coins. How many coins does {name} get?"
    )
    solution = (
        f"{name} has {first} + {second} = {both} {thing}.\n"
        f"They are sold for {both} * {third} = {both * third} coins."
    )
    return from_sample(
        problem, solution, str(both * third), id=f"own/{number}", source="own", split=split
    )


def written_rows(count: int) -> list[Written]:
    """Rows of all three splits, half of them for training."""
    splits = ("train", "tune", "train", "report")
    return [written_row(number, splits[number % 4]) for number in range(count)]


def teacher_folder(folder: Path, family: str = "llama") -> Path:
    """A folder with a random model, its tokenizer and nothing else."""
    texts = [f"Problem: {row.problem}\nSolution:\n{row.solution}" for row in written_rows(20)]
    tiny_model(family).save_pretrained(folder)
    tiny_tokenizer(texts).save_pretrained(folder)
    return folder
