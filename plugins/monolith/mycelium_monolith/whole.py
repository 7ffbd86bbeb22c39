"""The pass `whole`: one model reads the problem and writes the whole program at once."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from mycelium.passes import Candidate, Context, Failure, Pass
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_monolith.plugin import PROVIDES, REQUIRES

if TYPE_CHECKING:
    from mycelium_ir.language import Language
    from mycelium_ir.nodes import Program
    from mycelium_passes.trunk import Generated, Trunk

VARIABLE = "MYCELIUM_MONOLITH"
"""The environment variable that names the folder of weights where the option does not."""

LONGEST = 192
"""The most tokens of a program."""

ON_A_GPU, ELSEWHERE = 196_608, 16_384
"""How many tokens are held at once; a GPU is idle with few, and has room for more."""

_MARK = "monolith"


@dataclass(frozen=True)
class Whole(Pass):
    """Writes a whole program for a problem that has no step yet.

    A program that is whole already stays as it is; one with steps of its own that is
    not whole cannot be gone on with, and fails. One program is written greedily;
    several are drawn, each with its log probability.

    Attributes:
        folder: where the weights are; the variable MYCELIUM_MONOLITH says so if empty.
        device: `cpu`, `cuda`, `cuda:1`, or `auto`: a GPU where there is one.
        samples: how many programs are drawn; 0 for as many as the caller will run.
        temperature: what the logits of draws are divided by.
    """

    name: ClassVar[str] = "whole"
    version: ClassVar[str] = "1"
    requires: ClassVar[frozenset[str]] = REQUIRES
    provides: ClassVar[frozenset[str]] = PROVIDES

    folder: str = ""
    device: str = "auto"
    samples: int = 0
    temperature: float = 0.7

    def __post_init__(self) -> None:
        if self.samples < 0 or self.temperature <= 0:
            raise ValueError("samples must not be negative, and temperature must be above 0")

    @property
    def weights(self) -> str:
        """A hash of the weights."""
        return _hash(self._folder())

    def run(
        self, batch: Sequence[Candidate], context: Context
    ) -> Sequence[Sequence[Candidate] | Failure]:
        """Write programs for the candidates that have no steps."""
        results: list[Sequence[Candidate] | Failure] = [_as_it_is(each) for each in batch]
        bare = [index for index, each in enumerate(batch) if not each.program.steps]
        written = self._write([batch[index].program.problem or "" for index in bare], context)
        for index, texts in zip(bare, written, strict=True):
            candidate = batch[index]
            results[index] = (
                Failure(candidate.row, texts.diagnostics)
                if isinstance(texts, MyceliumError)
                else _successors(candidate, texts, context.language)
            )
        return results

    def _write(
        self, problems: Sequence[str], context: Context
    ) -> list[Sequence[Generated] | MyceliumError]:
        """The texts that the model writes for each problem, or why it cannot read it."""
        if not problems:
            return []
        from mycelium_monolith.target import prompt_of
        from mycelium_passes.trunk import generate

        trunk = _loaded(self._folder(), self.device)
        prompts = [prompt_of(problem) for problem in problems]
        refused = [
            _too_long(len(ids), trunk.model.config.max_position_embeddings - LONGEST)
            for ids in trunk.encode(prompts)
        ]
        samples = self.samples or context.samples
        texts = iter(
            generate(
                trunk,
                [p for p, error in zip(prompts, refused, strict=True) if error is None],
                max_new_tokens=LONGEST,
                prefix=True,
                samples=samples,
                temperature=self.temperature if samples > 1 else 0.0,
                seed=context.seed,
                batch_tokens=batch_tokens(trunk),
            )
        )
        return [next(texts) if error is None else error for error in refused]

    def _folder(self) -> str:
        folder = self.folder or os.environ.get(VARIABLE, "")
        if not folder:
            raise MyceliumError(
                Diagnostic(
                    "MYC278",
                    "the monolith has no weights",
                    hint="make them with `mycelium train-monolith`, then name their folder: the "
                    f'variable {VARIABLE}, or `monolith.whole{{folder="FOLDER"}}`',
                )
            )
        return folder


def batch_tokens(trunk: Trunk) -> int:
    """How many tokens a trunk's device holds at once."""
    return ON_A_GPU if trunk.device.type == "cuda" else ELSEWHERE


@cache
def _loaded(folder: str, device: str) -> Trunk:
    """The model in float32, loaded once in a process: rounding must not tell neighbours apart."""
    import torch

    from mycelium_passes.trunk import load_trunk

    return load_trunk(folder, device=device, dtype=torch.float32)


@cache
def _hash(folder: str) -> str:
    from mycelium_passes.trunk import weights_hash

    return weights_hash(Path(folder))


def _too_long(tokens: int, most: int) -> MyceliumError | None:
    if tokens <= most:
        return None
    return MyceliumError(
        Diagnostic(
            "MYC274",
            f"the problem has {tokens:,} tokens, and the monolith reads {most:,} at most",
            hint="leave out what the question does not need",
        )
    )


def _as_it_is(candidate: Candidate) -> Sequence[Candidate] | Failure:
    """A program that is whole; a failure for one that is only begun."""
    if candidate.program.facts >= PROVIDES:
        return [candidate]
    return Failure(
        candidate.row,
        (
            Diagnostic(
                "MYC279",
                "the monolith writes whole programs, and this one has been begun",
                hint="remove its steps, or fill what is missing with other passes, "
                "such as `--passes heuristic`",
            ),
        ),
    )


def _successors(
    candidate: Candidate, texts: Sequence[Generated], language: Language
) -> Sequence[Candidate] | Failure:
    """The texts that are valid programs; why the likeliest is none, if none is."""
    from mycelium_ir.verifier import check
    from mycelium_monolith.target import program_of

    problem = candidate.program.problem or ""
    found: list[Candidate] = []
    failure: MyceliumError | None = None
    for written in sorted(texts, key=lambda each: -each.log_probability):
        try:
            program = _joined(candidate.program, program_of(problem, written.text, language))
            check(program, language)
        except MyceliumError as error:
            failure = failure or _not_valid(error, written.text)
            continue
        score = candidate.score + written.log_probability
        found.append(dataclasses.replace(candidate, program=program, score=score))
    if failure is not None and not found:
        return Failure(candidate.row, failure.diagnostics)
    return found


def _not_valid(error: MyceliumError, text: str) -> MyceliumError:
    """The error of a text, told as one about the text and not about a file."""
    first = error.diagnostics[0]
    if first.code == "MYC277":
        return error
    shown = text if len(text) <= 80 else text[:79] + "…"
    return MyceliumError(
        Diagnostic(
            "MYC277",
            f"what the model wrote is no program: {first.code}: {first.message}: {shown!r}",
            hint=first.hint,
        )
    )


def _joined(before: Program, made: Program) -> Program:
    """What was there, clauses for instance, with what the model wrote."""
    from mycelium_ir.nodes import Define, Goal, Step, Unknown, replace

    new = (
        replace(statement, attributes={"by": _MARK})
        if isinstance(statement, Step | Goal)
        else statement
        for statement in made.statements
        if isinstance(statement, Unknown | Define | Step)
    )
    goal = made.goal
    assert goal is not None
    program = before.add(*new).set_done(*sorted(before.done | made.done))
    return program.set_goal(goal.type, goal.step, by=_MARK)
