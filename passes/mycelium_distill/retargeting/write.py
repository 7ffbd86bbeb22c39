"""Writers of questions: trained in folds, so that none writes for a problem that it has read.

A writer that has learnt a problem's own question by heart asks it again, whatever
step it is given. A run that was killed goes on training where it stopped.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mycelium.evaluation.folds import fold_of
from mycelium_distill.examples.record import Example
from mycelium_distill.retargeting.candidates import UnfitError, candidate, question_of
from mycelium_distill.retargeting.pairs import Request
from mycelium_distill.templates.table import TemplateTable
from mycelium_distill.training.recipe import Pair, Recipe
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium_passes.trunk import Trunk

LONGEST = 48
"""Tokens that a question has at most."""

TEMPERATURE = 0.7

AGAIN = "it is the same as another for the step"

_ASKED = "asked.json"

_BATCH_TOKENS = {"cuda": 400_000}
"""What is written at a time; the trunk's own bound on a processor."""


@dataclass(frozen=True)
class Writing:
    """How questions are written.

    Attributes:
        trunk: The model that the writers begin as: a folder, a GGUF file, or a name.
        device: What computes.
        steps: Optimizer steps of each writer.
        folds: Writers; each learns from the problems of the other folds. With 1, a single
            writer writes for the problems that it has read.
        tokens_per_step: Tokens of an optimizer step.
        samples: Questions a step beside the likeliest one, drawn at `TEMPERATURE`.
        seed: Of whatever is random.
    """

    trunk: str
    device: str = "cpu"
    steps: int = 220
    folds: int = 2
    tokens_per_step: int = 8192
    samples: int = 1
    seed: int = 0

    def recipe(self, *, on_gpu: bool) -> Recipe:
        """How a writer is trained."""
        return Recipe(
            steps=self.steps,
            tokens_per_step=self.tokens_per_step,
            longest=min(512, self.tokens_per_step),
            seed=self.seed,
            compile=on_gpu,
        )


@dataclass
class Written:
    """The candidates, and how many questions gave none for which reason."""

    rows: list[Example] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)


def write_candidates(
    pairs: Sequence[tuple[str, Pair]],
    requests: Sequence[Request],
    table: TemplateTable,
    writing: Writing,
    folder: Path,
    *,
    log: Callable[[str], None] = print,
) -> Written:
    """Train the writers, ask them for all steps, and make candidates of what they write.

    Args:
        pairs: What to learn, with the problems' ids.
        requests: The steps to ask for.
        table: The templates.
        writing: How.
        folder: Where the writers are kept, one folder for each fold.
        log: Told a line now and then.

    Raises:
        MyceliumError: MYC346 if a writer has nothing to learn, or whatever loading a model
            and training it raise.
    """
    found = Written()
    for fold in range(writing.folds):
        wanted = [r for r in requests if fold_of(r.labels.id, writing.folds) == fold]
        if not wanted:
            continue
        learnt = [
            pair
            for group, pair in pairs
            if writing.folds == 1 or fold_of(group, writing.folds) != fold
        ]
        writer = _writer(learnt, writing, folder / f"{fold}", log)
        log(f"writer {fold}: questions for {len(wanted):,} steps")
        texts = questions(writer, [request.prompt for request in wanted], writing)
        del writer  # the next one needs its memory
        for request, several in zip(wanted, texts, strict=True):
            _add(found, request, several, table)
    return found


def questions(writer: Trunk, prompts: Sequence[str], writing: Writing) -> list[list[str]]:
    """For each prompt the likeliest question, and drawn ones; none that was cut off."""
    from mycelium_passes.trunk import generate
    from mycelium_passes.trunk.generation import BATCH_TOKENS

    room = _BATCH_TOKENS.get(writer.device.type, BATCH_TOKENS)
    told: list[list[str]] = [[] for _ in prompts]
    for samples, temperature in ((1, 0.0), (writing.samples, TEMPERATURE)):
        if not samples:
            continue
        found = generate(
            writer,
            prompts,
            max_new_tokens=LONGEST,
            prefix=True,
            samples=samples,
            temperature=temperature,
            seed=writing.seed,
            batch_tokens=room,
        )
        for texts, several in zip(told, found, strict=True):
            texts += [one.text if one.finished else "" for one in several]
    return told


def _add(found: Written, request: Request, texts: Sequence[str], table: TemplateTable) -> None:
    seen: set[str] = set()
    for number, text in enumerate(texts):
        try:
            question = question_of(text, request)
            if question in seen:
                raise UnfitError(AGAIN)
            seen.add(question)
            found.rows.append(candidate(request, question, number, table))
        except UnfitError as error:
            found.dropped[str(error)] += 1


def _writer(
    pairs: Sequence[Pair], writing: Writing, folder: Path, log: Callable[[str], None]
) -> Trunk:
    """A trained writer, ready to write: from its folder if it was trained there as it is now."""
    import torch

    from mycelium_distill.training import fit
    from mycelium_passes.trunk import load_trunk

    if not pairs:
        raise MyceliumError(
            Diagnostic(
                "MYC346",
                "there is no question to learn from",
                hint="give labels and written solutions of the same training rows",
            )
        )
    asked = _asked(pairs, writing)
    if not _is_done(folder, asked):
        trunk = load_trunk(writing.trunk, device=writing.device)
        recipe = writing.recipe(on_gpu=trunk.device.type == "cuda")
        fit(trunk, pairs, recipe, folder, log=log)
        (folder / _ASKED).write_text(json.dumps(asked) + "\n", encoding="utf-8")
        del trunk
    writer = load_trunk(folder, device=writing.device)
    if writer.device.type == "cuda":
        writer.model.to(torch.bfloat16)
    return writer


def _asked(pairs: Sequence[Pair], writing: Writing) -> dict[str, object]:
    whole = hashlib.sha256()
    for pair in pairs:
        whole.update(json.dumps([pair.prompt, pair.target]).encode())
    recipe = json.loads(json.dumps(asdict(writing.recipe(on_gpu=False))))
    return {"pairs": whole.hexdigest(), "trunk": writing.trunk, "recipe": recipe}


def _is_done(folder: Path, asked: dict[str, object]) -> bool:
    try:
        return bool(json.loads((folder / _ASKED).read_text(encoding="utf-8")) == asked)
    except (OSError, ValueError):  # it was not finished
        return False
