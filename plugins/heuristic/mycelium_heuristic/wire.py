"""The pass `wire`: a literal equal to an earlier value becomes a reference to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from mycelium.analyses import VALUES, read_numbers
from mycelium.passes import Context, ProgramPass
from mycelium_heuristic.literals import exact_of, literal_value
from mycelium_heuristic.programs import mark_done
from mycelium_ir.nodes import Answer, Call, Expression, Hole, Name, Program, Step, has_hole, replace
from mycelium_ir.rewrite import references

MARK = "wire"


@dataclass(frozen=True)
class Wire(ProgramPass):
    """Turns values and holes into references, and names the step that answers the question."""

    name: ClassVar[str] = "wire"
    requires: ClassVar[frozenset[str]] = frozenset({"expressions"})
    provides: ClassVar[frozenset[str]] = frozenset({"wired", "answer"})

    def rewrite(self, program: Program, context: Context) -> Program:
        """The program with its references, `done wire` and an answer."""
        if MARK not in program.done:
            values = {
                name: exact
                for name, value in context.analyse(VALUES, program).items()
                if (exact := exact_of(value)) is not None
            }
            program = mark_done(_wired(program, values), MARK)
        if program.answer is None and program.steps:
            program = program.add(Answer(_last_result(program), attributes={"by": MARK}))
        return program


def _wired(program: Program, values: Mapping[str, Fraction]) -> Program:
    spoken = {mention.value for mention in read_numbers(program.problem or "")}
    used = _used(program)
    for index, step in enumerate(program.steps):
        if step.expression is None:
            continue
        earlier = [
            before
            for before in program.steps[:index]
            if before.expression is not None and not _depends(before.name, step.name, program)
        ]
        wiring = _Wiring(step, earlier, values, spoken, used)
        expression = wiring.holes(wiring.literals(step.expression, root=True))
        if expression is not step.expression:
            program = program.update({step.name: replace(step, expression=expression)})
            used |= set(references(expression))
    return program


def _used(program: Program) -> set[str]:
    return {
        name for s in program.steps if s.expression is not None for name in references(s.expression)
    }


def _depends(name: str, on: str, program: Program) -> bool:
    """Whether a step reads another, itself or through others (as forward references allow)."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        here = waiting.pop()
        if here == on:
            return True
        step = program.step_names.get(here)
        if here in seen or step is None or step.expression is None:
            continue
        seen.add(here)
        waiting.extend(references(step.expression))
    return False


@dataclass
class _Wiring:
    """The wiring of one step; `used` grows with every reference that is made."""

    step: Step
    earlier: list[Step]
    values: Mapping[str, Fraction]
    spoken: set[Fraction]
    used: set[str]

    def literals(self, node: Expression, *, root: bool = False) -> Expression:
        """The expression with literals that are earlier results exchanged for their names."""
        exact = None if root else literal_value(node)
        if exact is not None:
            name = self.source(exact)
            return node if name is None else Name(name)
        if not isinstance(node, Call):
            return node
        operands = tuple(self.literals(child) for child in node.operands)
        parameters = tuple(self.literals(child) for child in node.parameters)
        if operands == node.operands and parameters == node.parameters:
            return node
        return Call(node.function, operands, parameters)

    def source(self, exact: Fraction) -> str | None:
        """The earlier step whose result a literal is; None where the text may have it."""
        found = [s for s in self.earlier if self.values.get(s.name) == exact]
        unused = [s for s in found if s.name not in self.used]
        stated = [s for s in found if s.operation == "quantity"]
        chosen = (unused or stated or ([] if exact in self.spoken else found))[-1:]
        for step in chosen:
            self.used.add(step.name)
            return step.name
        return None

    def holes(self, expression: Expression) -> Expression:
        """The expression with its holes filled by earlier results that nothing uses yet."""
        rest = iter([s.name for s in self.earlier if s.name not in self.used])

        def filled(node: Expression) -> Expression:
            if isinstance(node, Hole):
                name = next(rest, None)
                if name is None:
                    return node
                self.used.add(name)
                return Name(name)
            if isinstance(node, Call) and any(map(has_hole, (*node.operands, *node.parameters))):
                return Call(
                    node.function,
                    tuple(map(filled, node.operands)),
                    tuple(map(filled, node.parameters)),
                )
            return node

        return filled(expression)


def _last_result(program: Program) -> str:
    """The last step that no other step uses."""
    used = _used(program)
    ends = [step.name for step in program.steps if step.name not in used]
    return (ends or [step.name for step in program.steps])[-1]
