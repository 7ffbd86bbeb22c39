"""The plugin's dataset: it needs no files, so the data folder is not looked at."""

from pathlib import Path

from mycelium.evaluation.dataset import Dataset, Example, choose_split

PROBLEMS = [
    ("What is the 10th Fibonacci number?", "34"),
    ("Tell me the third Fibonacci number.", "1"),
    ("Rabbits follow the Fibonacci numbers. What is the twentieth?", "4181"),
    ("How many rabbits are there?", "1"),
]


def rabbits(folder: Path | None = None, split: str | None = None) -> Dataset:
    split = choose_split("rabbits", split, ["test"])
    examples = [
        Example(id=f"rabbits-{i}", problem=problem, answer=answer)
        for i, (problem, answer) in enumerate(PROBLEMS)
    ]
    return Dataset("rabbits", split, tuple(examples), source="mycelium-fibonacci")
