"""The pass `extract`: numbers of the text, in the order that the cues give them, fill the steps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import ClassVar

from mycelium.analyses import VALUES, read_numbers
from mycelium.passes import Context, ProgramPass
from mycelium_heuristic.classify import MARK
from mycelium_heuristic.conversions import conversion_of, converted
from mycelium_heuristic.errors import cannot_fill
from mycelium_heuristic.literals import as_operand
from mycelium_heuristic.plans import MAX_PLANS, Plan, plans
from mycelium_heuristic.programs import clause_names, spans_of
from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.language import Language
from mycelium_ir.nodes import (
    Call,
    Expression,
    Hole,
    Program,
    Step,
    Unknown,
    number,
    replace,
    walk,
)
from mycelium_ir.rewrite import references
from mycelium_ir.skeletons import skeletons_of


@dataclass(frozen=True)
class Extract(ProgramPass):
    """Writes the expressions that are missing, with earlier results as their values."""

    name: ClassVar[str] = "extract"
    requires: ClassVar[frozenset[str]] = frozenset({"problem", "typed"})
    provides: ClassVar[frozenset[str]] = frozenset({"expressions"})

    def rewrite(self, program: Program, context: Context) -> Program:
        """The program with every step's expression.

        A planned step that nothing can be found for is dropped if it still
        carries classify's mark; a person's is given holes.

        Raises:
            MyceliumError: MYC184, if a person's step is of an operation without
                a skeleton; MYC181 to MYC183, if the problem cannot be read.
        """
        open_steps = [step for step in program.steps if step.expression is None]
        if not open_steps:
            return program
        if len(open_steps) == len(program.steps):
            found = _whole(program, open_steps)
            if found is not None:
                return found
        return _one_by_one(program, context)


# --------------------------------------------------------------------------- a whole plan


def _whole(program: Program, steps: Sequence[Step]) -> Program | None:
    """The program filled from the best plan that has the planned operations, if there is one."""
    planned = [step.operation for step in steps]
    spare = [step.attributes.get("by") == MARK for step in steps]
    try:
        options = list(islice(plans(program.problem or "", spans_of(program)), MAX_PLANS))
    except MyceliumError:
        # Steps that somebody else planned may still be filled one by one.
        return None
    for plan in options:
        chosen = _aligned(plan.operations, planned, spare)
        if chosen is not None:
            return _filled(program, steps, plan, chosen)
    return None


def _aligned(
    found: Sequence[str], planned: Sequence[str | None], spare: Sequence[bool]
) -> list[int] | None:
    """Which planned steps a plan's steps fill, in order; None if it does not fill all it must."""
    chosen: list[int] = []
    at = 0
    for operation in found:
        while at < len(planned) and planned[at] != operation:
            if not spare[at]:
                return None
            at += 1
        if at == len(planned):
            return None
        chosen.append(at)
        at += 1
    return chosen if all(spare[at:]) else None


def _filled(program: Program, steps: Sequence[Step], plan: Plan, chosen: Sequence[int]) -> Program:
    filled = {
        steps[index].name: replace(steps[index], expression=planned.expression)
        for index, planned in zip(chosen, plan.steps, strict=True)
    }
    program = program.update(filled).remove(*(s.name for s in steps if s.name not in filled))
    return _with_unknowns(program, plan.unknowns)


def _with_unknowns(program: Program, names: Sequence[str]) -> Program:
    missing = tuple(name for name in names if name not in program.unknowns)
    domain = "integer" if "integer" in (program.problem or "").lower() else "real"
    return program.add(Unknown(missing, domain)) if missing else program


# --------------------------------------------------------------------------- one step by itself


def _one_by_one(program: Program, context: Context) -> Program:
    """Fill each open step with the next numbers of its clauses, then of the text, then results."""
    for name in [step.name for step in program.steps if step.expression is None]:
        step = program.step(name)
        expression = _expression(step, program, context)
        if expression is not None:
            program = program.update({name: replace(step, expression=expression)})
        elif step.attributes.get("by") == MARK and not _is_used(name, program):
            program = program.remove(name)
        else:
            expression = _opened(step, program, context)
            program = program.update({name: replace(step, expression=expression)})
    return program


def _is_used(name: str, program: Program) -> bool:
    return name == program.answer or any(
        step.expression is not None and name in references(step.expression)
        for step in program.steps
    )


def _expression(step: Step, program: Program, context: Context) -> Expression | None:
    """What the step computes, or None where its operands cannot be found."""
    results = _open_results(step, program, context)
    if step.implicit and results:
        source, value = results[-1]
        if step.operation == "unit_convert":
            factor = conversion_of(program, source)
            return None if factor is None else converted(value, factor)
        if step.operation == "complement":
            return Call("-", (number(100), value))
    skeleton = _skeleton(step, context.language)
    holes = sum(isinstance(node, Hole) for node in walk(skeleton))
    numbers = _open_numbers(step, program)
    operands = [value for _, value in results] + numbers
    if len(numbers) >= holes and step.clauses:
        operands = numbers
    return None if len(operands) < holes else _fill(skeleton, operands)


def _opened(step: Step, program: Program, context: Context) -> Expression:
    """What the step computes as far as its operands can be found, with holes for the others."""
    operands = [value for _, value in _open_results(step, program, context)]
    operands += _open_numbers(step, program)
    return _fill(_skeleton(step, context.language), operands)


def _skeleton(step: Step, language: Language) -> Expression:
    """The first skeleton of the step's operation, or of the operation that it refines.

    Raises:
        MyceliumError: MYC184, if there is none.
    """
    operation = language.operations.get(step.operation or "")
    while operation is not None and not operation.skeletons and operation.parent is not None:
        operation = language.operations.get(operation.parent)
    if operation is None or not operation.skeletons:
        raise cannot_fill(step.name, step.operation or "")
    return skeletons_of(operation.skeletons)[0]


def _fill(skeleton: Expression, operands: Sequence[Expression]) -> Expression:
    """The skeleton with its holes filled from left to right."""
    rest = iter(operands)

    def filled(node: Expression) -> Expression:
        if isinstance(node, Hole):
            return next(rest, node)
        if isinstance(node, Call):
            return Call(
                node.function,
                tuple(map(filled, node.operands)),
                tuple(map(filled, node.parameters)),
            )
        return node

    return filled(skeleton)


def _open_results(step: Step, program: Program, context: Context) -> list[tuple[str, Expression]]:
    """Results of earlier steps that no step uses yet, as operands, in order."""
    names = [s.name for s in program.steps]
    earlier = program.steps[: names.index(step.name)]
    if not earlier:
        return []
    values = context.analyse(VALUES, program)
    used = {
        name for s in program.steps if s.expression is not None for name in references(s.expression)
    }
    spoken = Counter(
        node for s in program.steps if s.expression is not None for node in walk(s.expression)
    )
    found: list[tuple[str, Expression]] = []
    for before in earlier:
        if before.name in used or before.expression is None:
            continue
        operand = as_operand(values.get(before.name))
        unspoken = not spoken[operand] or before.expression == operand
        if unspoken or isinstance(operand, Hole):
            found.append((before.name, operand))
    return found


def _open_numbers(step: Step, program: Program) -> list[Expression]:
    """Numbers of the step's clauses (of the text, if it names none) that no step uses yet."""
    spans = spans_of(program)
    if step.clauses:
        names = clause_names(program)
        spans = [span for span, name in zip(spans, names, strict=True) if name in step.clauses]
    used = Counter(
        node for s in program.steps if s.expression is not None for node in walk(s.expression)
    )
    found: list[Expression] = []
    for mention in read_numbers(program.problem or ""):
        literal = number(mention.value)
        if used[literal]:
            used[literal] -= 1
        elif any(start <= mention.start and mention.end <= end for start, end in spans):
            found.append(literal)
    return found
