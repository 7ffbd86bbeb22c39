"""How good a monolith is while it is trained: the tuning rows that it solves, never a test row."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from mycelium_ir.diagnostics import MyceliumError

if TYPE_CHECKING:
    from mycelium.evaluation.dataset import Example
    from mycelium_distill.training.fitting import Probe
    from mycelium_passes.trunk import Trunk

DATASET = "gsm8k:tune"
FIGURE = "tune_solved"


def probe_of(data: Path | str) -> Probe:
    """A probe that gives the share of GSM8K's tuning rows with exactly the right answer.

    Raises:
        MyceliumError: MYC245, if the data folder lacks them.
    """
    from mycelium.evaluation.dataset import load_dataset

    examples = load_dataset(DATASET, folder=data).examples

    def probe(trunk: Trunk, step: int) -> Mapping[str, float]:
        from mycelium_monolith.target import prompt_of
        from mycelium_monolith.whole import LONGEST, batch_tokens
        from mycelium_passes.trunk import generate

        written = generate(
            trunk,
            [prompt_of(example.problem) for example in examples],
            max_new_tokens=LONGEST,
            prefix=True,
            batch_tokens=batch_tokens(trunk),
        )
        right = sum(_right(e, texts[0].text) for e, texts in zip(examples, written, strict=True))
        return {FIGURE: right / len(examples)}

    return probe


def _right(example: Example, text: str) -> bool:
    """Whether a text is a program of plain arithmetic whose value is the gold answer."""
    from mycelium.evaluation.gold_programs.exact import NoValueError, values_of
    from mycelium_monolith.target import program_of

    try:
        program = program_of(example.problem, text)
        value = values_of(program)[program.answer or ""]
        return any(value == Fraction(gold.replace(",", "")) for gold in example.golds)
    except (MyceliumError, NoValueError, ValueError):
        return False
