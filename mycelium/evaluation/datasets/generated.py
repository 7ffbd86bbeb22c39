"""Sets that PyPI packages generate: `mathematics_dataset` (DeepMind) and `reasoning-gym`.

A set is the same on every machine for the same name, `n` and `seed`. Both packages
repeat themselves; a problem occurs once here. A problem whose answer is no value is
named and counted apart, and another one is drawn in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from mycelium.evaluation.dataset import Dataset, Example, bad_row, choose_split
from mycelium.evaluation.datasets.asked import Asked, read_asked
from mycelium.evaluation.datasets.mathematics_package import Module, mathematics_modules, seeded
from mycelium.evaluation.datasets.reading import BadRowError
from mycelium.evaluation.gold import read_gold
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

ROWS = 200
"""Problems in a set, unless `n` says otherwise."""

DRAWS = 20
"""How many problems are drawn at most for each one that is wanted."""

OPTIONS = ("n", "seed")

TASKS: Mapping[str, str] = {
    "advanced_geometry": "",
    "basic_arithmetic": "",
    "chain_sum": "",
    "complex_arithmetic": "",
    "count_bits": "",
    "count_primes": "",
    "decimal_arithmetic": "",
    "decimal_chain_sum": "",
    "dice": "",
    "fraction_simplification": "",
    "gcd": "",
    "gsm_symbolic": "its templates come from GSM8K's test split: never train on it",
    "lcm": "",
    "leg_counting": "",
    "number_sequence": "",
    "polynomial_equations": "",
    "products": "",
    "simple_equations": "",
    "simple_geometry": "",
}
"""The tasks of reasoning-gym whose answers are values, and what forbids training on one."""


def load_mathematics(folder: Path | None = None, split: str | None = None) -> Dataset:
    """Problems of one module of `mathematics_dataset`; no folder is read.

    Problems of any length are kept; what the package itself writes to files leaves out
    the long ones. `split` is `MODULE[:PART][,n=ROWS][,seed=SEED]`. The part is `interpolate`, whose
    problems are kept out of the training parts by their hash; `extrapolate`;
    `train`, `train-easy`, `train-medium` or `train-hard`.

    Raises:
        MyceliumError: MYC249 for an unknown module or part, MYC254 if the package is
            missing, MYC262 for options.
    """
    name = "mathematics_dataset"
    asked = read_asked(name, split, f"{name}:algebra__linear_1d,n=50", OPTIONS)
    regimes = mathematics_modules()
    regime = choose_split(
        f"{name}:{asked.name}", asked.part or None, ("interpolate", *sorted(regimes))
    )
    choose_split(name, asked.name, regimes[regime])
    seed = asked.whole("seed", 0, 0)
    return _dataset(
        asked, _drawn(regimes[regime][asked.name], asked.name, regime, seed), held_out=False
    )


def load_gym(folder: Path | None = None, split: str | None = None) -> Dataset:
    """Problems of one task of `reasoning-gym`; no folder is read.

    `split` is `TASK[,n=ROWS][,seed=SEED]`, and `TASKS` are the tasks.

    Raises:
        MyceliumError: MYC249 for an unknown task, MYC254 if the package is missing,
            MYC262 for options.
    """
    name = "reasoning_gym"
    asked = read_asked(name, split, f"{name}:simple_equations,n=50", OPTIONS)
    choose_split(name, f"{asked.name}:{asked.part}" if asked.part else asked.name, sorted(TASKS))
    try:
        import reasoning_gym
    except ImportError as error:
        raise MyceliumError(
            Diagnostic(
                "MYC254",
                f"the package reasoning-gym cannot be imported: {error}",
                hint="install it with `pip install 'mycelium-math[datasets]'`",
                subject=name,
            )
        ) from None
    seed, n = asked.whole("seed", 0, 0), asked.whole("n", ROWS, 1)
    with seeded(f"{asked.name} {seed}"):
        made = reasoning_gym.create_dataset(asked.name, size=n * DRAWS, seed=seed)
    return _dataset(asked, _given(made, asked.name, seed), held_out=bool(TASKS[asked.name]))


def _dataset(asked: Asked, drawn: Iterable[tuple[str, str]], *, held_out: bool) -> Dataset:
    """The first `n` different problems of those that are drawn, with readable answers."""
    n = asked.whole("n", ROWS, 1)
    examples: list[Example] = []
    problems: list[Diagnostic] = []
    seen: set[str] = set()
    for index, (question, answer) in enumerate(drawn):
        if len(examples) == n or index == n * DRAWS:
            break
        text = " ".join(question.split())
        if text in seen:
            continue
        seen.add(text)
        try:
            gold = gold_of_answer(asked.name, question, answer)
        except BadRowError as error:
            problems.append(bad_row(f"{asked.dataset} {asked.name}, draw {index + 1}", str(error)))
        else:
            examples.append(Example(str(index), question.strip(), gold))
    return Dataset(
        asked.dataset,
        str(asked),
        tuple(examples),
        tuple(problems),
        source=f"the package {asked.dataset}",
        held_out=held_out,
    )


def _drawn(module: Module, name: str, regime: str, seed: int) -> Iterator[tuple[str, str]]:
    index = 0
    while True:
        with seeded(f"{regime} {name} {seed} {index}"):
            problem = module()
            question, answer = str(problem.question), str(problem.answer)
        index += 1
        yield question, answer


def _given(made: Any, name: str, seed: int) -> Iterator[tuple[str, str]]:
    for index in range(len(made)):
        with seeded(f"{name} {seed} {index}"):
            row = made[index]
        yield str(row["question"]), str(row["answer"])


# --------------------------------------------------------------------------- gold answers


_CHOICE = re.compile(r"\(([a-z])\) (\S+)")
_NUMERAL = re.compile(r"-?[0-9a-z]+")
_IN_BASE = ("arithmetic__add_or_sub_in_base", "numbers__base_conversion")


def gold_of_answer(name: str, question: str, answer: str) -> str:
    """A package's answer as a gold answer that means the value.

    The letter of a choice becomes what stands there; a sorted list, whose order
    counts, a tuple; a numeral of another base is read as it is written, and where
    letters are among its digits as the tuple of its digits.

    Raises:
        BadRowError: if the answer is no value.
    """
    gold = answer.strip()
    if name in _IN_BASE:
        gold = _numeral(gold)
    if name.startswith("comparison__"):
        choices = dict(_CHOICE.findall(question))
        gold = choices.get(gold, gold)
        if gold not in ("True", "False") and re.search(r"[a-z]", gold):
            raise BadRowError(f"the answer {gold!r} is a name, and no value")
        if "," in gold:
            gold = f"({gold})"
    try:
        read_gold(gold)
    except MyceliumError as error:
        raise BadRowError(error.diagnostics[0].message) from None
    return gold


def _numeral(text: str) -> str:
    if not _NUMERAL.fullmatch(text):
        raise BadRowError(f"the answer {text!r} is no numeral")
    if text.lstrip("-").isdigit():
        return text
    if text.startswith("-"):
        raise BadRowError(f"the negative numeral {text!r} with letters is no value")
    return f"({', '.join(str(int(digit, 36)) for digit in text)})"
