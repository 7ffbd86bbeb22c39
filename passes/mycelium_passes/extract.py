"""The pass `extract` (C3): writes the expressions, in the order in which it takes planned steps.

C2's plan informs, it does not dictate: a program is written under the plan, without one,
and without the clauses, and the likelihoods of both specialists choose. A planned step that
is of no use is dropped, if it still carries classify's mark; a step of a person's is filled,
never dropped.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from mycelium.passes import Candidate, Context, Failure
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Program, Step
from mycelium_passes.classify import MARK as PLANNED
from mycelium_passes.ranking import Option, ranked
from mycelium_passes.specialist import Specialist
from mycelium_passes.transcript.symbols import STATED, WHOLE

if TYPE_CHECKING:
    from torch import Tensor

    from mycelium_passes.reading.model import Model
    from mycelium_passes.writing.decoding import Task, Writing
    from mycelium_passes.writing.draft import Draft, Order, Plan


LONGEST = 256
"""A draft of more symbols is given up: it repeats itself."""


HEADERS = 0.25
"""What headers count of a program's log probability: a view without clauses has none to get wrong.

Chosen on tuning and training rows.
"""

HIDDEN_COST = 0.1
"""So much likelier, in nats, a program must be that does not say where its steps come from."""


@dataclass(frozen=True)
class Extract(Specialist):
    """Fills the steps that have no expression.

    Attributes:
        plans: under how many plans a program is written: 0 for none at all, 1 for C2's,
            2 for both, 3 also without showing the clauses; of the programs that are written
            `ranking` says which comes first, and the others count where it does not execute.
        implicit: whether implicit steps are written too, or left for `bridge`.
        samples: how many programs are drawn; 0 for as many as the caller will run.
        temperature: what the logits of draws are divided by.
    """

    name: ClassVar[str] = "extract"
    requires: ClassVar[frozenset[str]] = frozenset({"problem", "typed"})
    provides: ClassVar[frozenset[str]] = frozenset({"expressions"})

    plans: int = 3
    implicit: bool = True
    samples: int = 0
    temperature: float = 0.7

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.samples < 0 or self.temperature <= 0 or self.plans not in (0, 1, 2, 3):
            raise ValueError(
                "samples must not be negative, temperature must be above 0, plans 0 to 3"
            )

    def decide(
        self, batch: Sequence[Candidate], context: Context, model: Model
    ) -> Sequence[Sequence[Candidate] | Failure]:
        """Fill each program."""
        from mycelium_passes.writing.assembling import Computing
        from mycelium_passes.writing.decoding import write

        results: dict[int, Sequence[Candidate] | Failure] = {}
        tasks: list[Task] = []
        owners: list[int] = []
        for index, candidate in enumerate(batch):
            results[index] = [candidate]
            if all(step.expression is not None for step in candidate.program.steps):
                continue
            try:
                own = list(self._tasks(candidate.program, context, model))
            except MyceliumError as error:
                results[index] = Failure(candidate.row, error.diagnostics)
                continue
            tasks += own
            owners += [index] * len(own)
        drawn = (self.samples or context.samples) > 1
        written = write(
            model,
            tasks,
            temperature=self.temperature if drawn else 0.0,
            seed=context.seed,
            values=Computing(model, context.executor, context.language),
            keep_states=True,
            longest=LONGEST,
        )
        options: dict[int, list[Option]] = {}
        for index in dict.fromkeys(owners):
            own_writings = [
                writing
                for owner, writings in zip(owners, written, strict=True)
                if owner == index
                for writing in writings
            ]
            found = _valid(batch[index], own_writings, context, model)
            if isinstance(found, Failure):
                results[index] = found
            elif drawn:
                results[index] = [option.candidate for option in found]
            else:
                options[index] = found
        best = ranked(list(options.values()), context, model)
        results |= dict(zip(options, best, strict=True))
        return list(results.values())

    def _tasks(self, program: Program, context: Context, model: Model) -> Iterable[Task]:
        from mycelium.analyses import VALUES
        from mycelium_passes.reading.states import checked_transcript, readings, sound
        from mycelium_passes.transcript import rational_values
        from mycelium_passes.writing.decoding import Task
        from mycelium_passes.writing.draft import Order

        reading = sound(context.analyse(readings(model), program))
        open_steps = [step for step in program.steps if step.expression is None]
        planned = [step for step in open_steps if step.attributes.get("by") == PLANNED]
        values = rational_values(context.analyse(VALUES, program))
        # What is there is read out first, so it must be one that can be spelled.
        checked_transcript(model, program, values)
        order = Order(
            program,
            values,
            None,
            WHOLE if self.implicit or len(planned) < len(open_steps) else STATED,
            fill=frozenset(step.name for step in open_steps if step not in planned),
            free=bool(planned),
        )
        plan = _plan(program, planned, model)
        views = [dataclasses.replace(order, plan=plan), order]
        if not planned or self.plans == 0:
            views = [order]
        elif self.plans == 1:
            views = views[:1]
        elif self.plans == 3 and order.mode == WHOLE and len(planned) == len(program.steps):
            views.append(dataclasses.replace(order, clauses=False))
        samples = self.samples or context.samples
        for view, share in zip(views, _shares(samples, views), strict=True):
            if samples == 1 or share:
                yield Task(reading, view, max(share, 1))


def _shares(samples: int, views: Sequence[Order]) -> list[int]:
    """How many draws each view gets: about as many as every other."""
    return [len(range(number, samples, len(views))) for number in range(len(views))]


def _plan(program: Program, planned: Sequence[Step], model: Model) -> Plan:
    """The planned steps' templates, as far as the model knows them, by clause."""
    known = [step for step in planned if step.operation in model.templates]
    return [
        [s.operation or "" for s in known if s.clauses and s.clauses[-1] == clause.name]
        for clause in program.clauses
    ]


def _valid(
    candidate: Candidate, writings: Sequence[Writing], context: Context, model: Model
) -> list[Option] | Failure:
    """The programs that are valid, with their scores."""
    from mycelium_ir.verifier import check
    from mycelium_passes.reading.plans import posterior
    from mycelium_passes.writing.assembling import assembled

    before = candidate.program
    droppable = frozenset(
        step.name
        for step in before.steps
        if step.expression is None and step.attributes.get("by") == PLANNED
    )
    believed = posterior(context, model, before) if before.clauses else None
    weight = float(model.calibration.get("plan_weight", 0.0))
    found: list[Option] = []
    failure: MyceliumError | None = None
    for writing in writings:
        draft = writing.draft
        if draft.log_probability == float("-inf"):
            continue
        try:
            program = assembled(draft, context.language, droppable)
            check(program, context.language)
        except MyceliumError as error:
            failure = failure or error
            continue
        _remember(writing, program, model)
        score = draft.log_probability - (1 - HEADERS) * draft.headers
        score -= 0 if writing.task.order.clauses else HIDDEN_COST
        if believed is not None and weight and writing.task.order.clauses:
            score += weight * _plan_score(program, believed, model)
        own = dataclasses.replace(candidate, program=program, score=candidate.score + score)
        found.append(Option(own, _value(draft, program)))
    if not found:
        return Failure(candidate.row, failure.diagnostics if failure else (_nothing(),))
    return found


def _remember(writing: Writing, program: Program, model: Model) -> None:
    """Keep what was read while writing where those who read the program would read the same."""
    from mycelium_passes.reading.states import states

    order = writing.task.order
    if order.plan is None and order.clauses and order.mode == WHOLE:
        states(model).remember(program, writing.draft.writer.symbols, writing.states)


def _value(draft: Draft, program: Program) -> Hashable:
    """What a program computes, as far as that is known while it is written."""
    last = draft.values.get(draft.steps[-1].name) if draft.steps else None
    return last if last is not None else tuple(step.expression for step in program.steps)


def _plan_score(program: Program, believed: Tensor, model: Model) -> float:
    """What C2 thinks of a program's steps: the log probability of each clause's templates."""
    numbers = {name: number for number, name in enumerate(model.templates, start=1)}
    total = 0.0
    for row, clause in zip(believed, program.clauses, strict=True):
        own = [
            numbers.get(step.operation or "", 0)
            for step in program.steps
            if step.clauses and step.clauses[-1] == clause.name
        ]
        slots = (own + [0] * len(row))[: len(row)]
        total += sum(float(chances[number]) for chances, number in zip(row, slots, strict=True))
    return total


def _nothing() -> Diagnostic:
    return Diagnostic(
        "MYC340",
        "no program was found for this problem",
        hint="say the problem in other words, or draw several programs with `--samples 8`",
    )
