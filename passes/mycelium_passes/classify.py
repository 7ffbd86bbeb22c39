"""The pass `classify` (C2): what kinds of step each clause calls for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from mycelium.passes import Candidate, Context, Failure
from mycelium_ir.nodes import Program, Step, replace
from mycelium_ir.rewrite import fresh_names
from mycelium_ir.skeletons import admits
from mycelium_passes.specialist import Specialist, each, marks

if TYPE_CHECKING:
    from torch import Tensor

    from mycelium_passes.reading.model import Model

MARK = "classify"


@dataclass(frozen=True)
class Classify(Specialist):
    """Plans typed steps for the clauses that have none, and types the steps that lack it.

    A program whose references are written is planned no further: what it has no use for is
    missing on purpose.
    """

    name: ClassVar[str] = "classify"
    requires: ClassVar[frozenset[str]] = frozenset({"problem", "clauses"})
    provides: ClassVar[frozenset[str]] = frozenset({"typed"})
    types: ClassVar[str] = "templates"

    def decide(
        self, batch: Sequence[Candidate], context: Context, model: Model
    ) -> Sequence[Sequence[Candidate] | Failure]:
        """Type each program."""
        from mycelium_passes.reading.plans import plans
        from mycelium_passes.reading.states import sound

        def rewrite(program: Program) -> Program:
            begun = {"wired", "bridged", "answer"} & program.facts
            untyped = [step for step in program.steps if step.operation is None]
            if (begun or all_have_steps(program)) and not untyped and program.steps:
                return program
            chances = sound(context.analyse(plans(model), program)).exp()
            if untyped:
                types = {s.name: _typed(s, program, model, chances) for s in untyped}
                program = program.update(types)
            if begun and program.steps:
                return program
            return program.add(*_planned(program, model, chances))

        return each(batch, rewrite)


def all_have_steps(program: Program) -> bool:
    """Whether every clause is some step's."""
    used = {name for step in program.steps for name in step.clauses}
    return all(clause.name in used for clause in program.clauses)


def chosen(posterior: Tensor) -> list[list[tuple[int, float]]]:
    """The templates of each clause or gap with their probabilities: slot by slot until none.

    Args:
        posterior: [C, SLOTS, classes], probabilities; class 0 is none.
    """
    best = posterior.max(-1)
    found: list[list[tuple[int, float]]] = []
    for classes, sure in zip(best.indices.tolist(), best.values.tolist(), strict=True):
        slots: list[tuple[int, float]] = []
        for number, chance in zip(classes, sure, strict=True):
            if number == 0:
                break
            slots.append((number - 1, chance))
        found.append(slots)
    return found


def _planned(program: Program, model: Model, chances: Tensor) -> Iterator[Step]:
    """The steps for clauses without any; at least one where the program has none at all."""
    plan = chosen(chances)
    if not program.steps and not any(plan):
        # A program has a step: the likeliest of all.
        first = chances[:, 0, 1:]
        place = int(first.argmax())
        clause, template = divmod(place, first.shape[1])
        plan[clause] = [(template, float(first.flatten()[place]))]
    used = {name for step in program.steps for name in step.clauses}
    names = fresh_names(program, "s")
    for clause_, slots in zip(program.clauses, plan, strict=True):
        if clause_.name in used:
            continue
        for template, chance in slots:
            attributes = marks(MARK, chance)
            yield Step(
                next(names),
                model.templates[template],
                clauses=(clause_.name,),
                attributes=attributes,
            )


def _typed(step: Step, program: Program, model: Model, chances: Tensor) -> Step:
    """A step with the likeliest template of its clauses that its expression fits."""
    places = [i for i, clause in enumerate(program.clauses) if clause.name in step.clauses]
    own = chances[places] if places else chances
    order = own[:, :, 1:].amax((0, 1)).argsort(descending=True, stable=True).tolist()
    expression = step.expression
    fitting = (
        model.templates[index]
        for index in order
        if expression is None
        or (model.operations[index].skeletons and admits(model.operations[index], expression))
    )
    # `expression` is the language's own word for a step that is of no kind.
    return replace(step, operation=next(fitting, "expression"))
