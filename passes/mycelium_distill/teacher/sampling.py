"""Solutions that a teacher writes itself, kept where they spell a program with the right answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mycelium.evaluation.answers import Comparer, Verdict
from mycelium_distill.teacher.folder import Teacher
from mycelium_distill.traces.encoding import prompt_of
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.parser import parse

if TYPE_CHECKING:
    from mycelium.executor import Executor
    from mycelium_distill.written import Written


@dataclass(frozen=True)
class Sampling:
    """How a teacher is asked.

    Attributes:
        samples: solutions a problem; one where the temperature is 0.
        temperature: 0 takes the likeliest token each time.
        max_new_tokens: where a solution is cut off.
        seed: draws depend on it, the prompt and the sample's number alone.
    """

    samples: int = 4
    temperature: float = 0.7
    max_new_tokens: int = 320
    seed: int = 0


@dataclass(frozen=True)
class Sampled:
    """What a teacher wrote.

    Attributes:
        rows: the solutions kept, no two of a problem alike.
        solved: how many problems have at least one.
        problems: how many were asked.
        fallen: how many texts were not kept, by reason.
    """

    rows: tuple[Written, ...]
    solved: int
    problems: int
    fallen: dict[str, int]

    def to_json(self) -> dict[str, Any]:
        """The counts."""
        return {
            "kept": len(self.rows),
            "solved": self.solved,
            "problems": self.problems,
            "fallen": self.fallen,
        }


def sample(
    teacher: Teacher,
    rows: Sequence[Written],
    sampling: Sampling,
    executor: Executor,
    *,
    log: Callable[[str], None] = print,
) -> Sampled:
    """Let a teacher solve the rows' problems, and keep what is right.

    A text is kept if the program that its calculations spell executes to the gold answer
    by the rules of evaluation. The gold solution itself is not kept again.
    """
    from mycelium_passes.trunk import generate

    texts = generate(
        teacher.trunk,
        [prompt_of(teacher.template, row.problem) for row in rows],
        max_new_tokens=sampling.max_new_tokens,
        prefix=False,
        samples=sampling.samples,
        temperature=sampling.temperature,
        seed=sampling.seed,
    )
    log(f"{sum(map(len, texts))} solutions written")
    fallen: Counter[str] = Counter()
    drafts: list[tuple[Written, Written]] = []
    for row, written in zip(rows, texts, strict=True):
        seen = {_even(row.solution)}
        for number, one in enumerate(written):
            draft = _draft(row, one.text, number, fallen)
            if draft is None:
                continue
            if _even(draft.solution) in seen:
                fallen["written already"] += 1
                continue
            seen.add(_even(draft.solution))
            drafts.append((row, draft))
    kept = _right(drafts, executor, fallen)
    return Sampled(
        rows=tuple(draft for _, draft in kept),
        solved=len({row.id for row, _ in kept}),
        problems=len(rows),
        fallen=dict(fallen.most_common()),
    )


def _draft(row: Written, text: str, number: int, fallen: Counter[str]) -> Written | None:
    from mycelium.codes import all_codes
    from mycelium_distill.solutions import from_sample

    try:
        return from_sample(
            row.problem,
            text,
            row.answer,
            id=f"{row.id}#{number}",
            source=f"{row.source}.sample",
            split=row.split,
        )
    except MyceliumError as error:
        fallen[f"{error.code}: {all_codes()[error.code].title}"] += 1
        return None


def _right(
    drafts: Sequence[tuple[Written, Written]], executor: Executor, fallen: Counter[str]
) -> list[tuple[Written, Written]]:
    comparer = Comparer(executor)
    programs = [parse(draft.program) for _, draft in drafts]
    kept = []
    for (row, draft), program, outcome in zip(
        drafts, programs, executor.run_many(programs), strict=True
    ):
        goal = None if program.goal is None else program.goal.type
        if outcome.answer is None:
            fallen[f"{outcome.diagnostics[0].code}: its program does not run"] += 1
        elif comparer.compare(row.answer, outcome.answer, goal).verdict is not Verdict.EQUAL:
            fallen["its program gives another answer"] += 1
        else:
            kept.append((row, draft))
    return kept


def _even(text: str) -> str:
    return " ".join(text.split())
