"""Gold put into a program: what each pass would have written, as far as its steps align.

Everything here fills only what is missing, as passes do. A state carries which of
the program's steps is which gold step; a gold step is used only where its operands
are there too, so no program is given a result that none of its steps computes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from mycelium.evaluation.attribution.alignment import exact_of, gold_reads, literal_of
from mycelium.evaluation.attribution.gold import Gold, operand_of
from mycelium_ir.diagnostics import Diagnostic
from mycelium_ir.language import Language
from mycelium_ir.nodes import (
    Answer,
    Call,
    Clause,
    Define,
    Expression,
    Hole,
    Name,
    Program,
    Step,
    replace,
)
from mycelium_ir.outcome import Value
from mycelium_ir.rewrite import fresh_names, occurring, substitute_names
from mycelium_ir.skeletons import admits


@dataclass(frozen=True)
class State:
    """A program on its way, the gold step that each of its steps is, or why it failed."""

    program: Program
    steps: Mapping[str, str] = field(default_factory=dict)
    failure: tuple[Diagnostic, ...] = ()

    @property
    def inverse(self) -> dict[str, str]:
        """The program's step for each gold step that it has."""
        return {gold: mine for mine, gold in self.steps.items()}

    @property
    def is_whole(self) -> bool:
        """Whether every step is a gold step."""
        return all(step.name in self.steps for step in self.program.steps)


def fill(
    state: State,
    gold: Gold,
    facts: frozenset[str],
    values: Mapping[str, Value],
    *,
    bridged_later: bool,
    language: Language,
) -> State:
    """The state with the gold of these facts, as far as it can be had without running a pass.

    Args:
        state: Before the pass.
        gold: The row's gold.
        facts: What the pass provides.
        values: Those of the program's own steps, as far as they have any.
        bridged_later: Whether another pass of the pipeline adds the implicit steps.
        language: Says which expressions an operation admits.
    """
    filled = {step.name for step in state.program.steps if step.expression is not None}
    if "clauses" in facts & gold.known:
        state = with_clauses(state, gold)
    if not state.program.steps and ({"typed", "expressions"} & facts):
        state = _with_plan(state, gold, facts, bridged_later)
    if "bridged" in facts:
        state = _with_bridges(state, gold, language)
    if "expressions" in facts:
        state = with_expressions(state, gold)
    if state.program.steps and state.is_whole and "expressions" in state.program.facts:
        if "wired" in facts and "wire" not in state.program.done:
            # A step that has only just been filled has the gold step's own value.
            given = {
                mine: gold.values[theirs]
                for mine, theirs in state.steps.items()
                if mine not in filled and theirs in gold.values
            }
            state = with_done(with_references(state, gold, {**values, **given}), "wire")
        if "answer" in facts and state.program.answer is None:
            state = with_answer(state, gold)
    if "goal" in facts:
        state = with_goal(state, gold, whole="expressions" in facts)
    return state


def with_clauses(state: State, gold: Gold) -> State:
    """The state with the gold clauses, if it has none."""
    program = state.program
    if program.clauses:
        return state
    taken = occurring(program)
    if any(clause.name in taken for clause in gold.program.clauses):
        names = fresh_names(program, "c")
        clauses = [replace(clause, name=next(names)) for clause in gold.program.clauses]
        return dataclasses.replace(state, program=program.add(*clauses))
    return dataclasses.replace(state, program=program.add(*gold.program.clauses))


def _with_plan(state: State, gold: Gold, facts: Collection[str], bridged_later: bool) -> State:
    """The state with the gold's steps, typed, none of them filled."""
    if "expressions" in facts:
        # A pass that writes whole steps: gold steps are what it should have written.
        chosen = gold.stated if bridged_later else gold.program.steps
    elif "typed" in gold.known:
        # Steps of a clause that is not there are not there either.
        program = state.program
        chosen = tuple(s for s in gold.stated if not s.clauses or _clauses(s, gold, program))
    else:
        return state
    return _with_steps(state, gold, chosen)


def _with_steps(state: State, gold: Gold, chosen: Collection[Step]) -> State:
    """The state with more gold steps, each before the first of its steps that comes later."""
    program, steps = state.program, dict(state.steps)
    taken, fresh = occurring(program), fresh_names(program, "g")
    order = [step.name for step in gold.program.steps]
    for step in chosen:
        name = next(fresh) if step.name in taken else step.name
        later = order[order.index(step.name) + 1 :]
        inverse = {g: mine for mine, g in steps.items()}
        before = next((inverse[g] for g in later if g in inverse), None)
        clauses = () if step.implicit else _clauses(step, gold, program)
        new = Step(name, step.operation, clauses=clauses, implicit=step.implicit)
        program = program.add(new, before=before)
        steps[name] = step.name
    return dataclasses.replace(state, program=program, steps=steps)


def _clauses(step: Step, gold: Gold, program: Program) -> tuple[str, ...]:
    """A gold step's clauses as the program has them: those that overlap them most."""
    theirs = {clause.name: clause for clause in gold.program.clauses}
    found: dict[str, None] = {}
    for name in step.clauses:
        best = max(program.clauses, key=lambda c: _overlap(c, theirs[name]), default=None)
        if best is not None and _overlap(best, theirs[name]) > 0:
            found[best.name] = None
    return tuple(found)


def _overlap(first: Clause, second: Clause) -> float:
    """Intersection over union of two clauses' spans."""
    inside = min(first.end, second.end) - max(first.start, second.start)
    if inside <= 0:
        return 0.0
    return inside / (max(first.end, second.end) - min(first.start, second.start))


def _with_bridges(state: State, gold: Gold, language: Language) -> State:
    """The state with the gold's implicit steps, those of which the operands are there."""
    if "bridged" not in gold.known or "bridge" in state.program.done:
        return state
    here = set(state.steps.values())
    missing = {step.name for step in gold.implicit} - here
    usable = closed(missing, here, gold)
    chosen = [step for step in gold.implicit if step.name in usable]
    state = with_done(_with_steps(state, gold, chosen), "bridge")
    if not chosen:
        return state
    program = state.program.set_done(*sorted(state.program.done - {"wire"}))
    if gold.program.answer in usable:
        # The answer has moved to a new step: `wire` names it again.
        kept = tuple(s for s in program.statements if type(s) is not Answer)
        program = Program(kept, header=program.header, footer=program.footer)
    return dataclasses.replace(state, program=program)


def with_expressions(state: State, gold: Gold, names: Collection[str] | None = None) -> State:
    """The state with gold expressions, wired to its own steps, and what they introduce.

    Without `names`, steps that have none are filled; the steps in `names` are filled
    whatever a pass has just written there. A step of which an operand is not there is
    left alone, unless a bridge may still bring it.
    """
    program = state.program
    here = set(state.steps.values())
    sound = closed(here, {step.name for step in gold.implicit}, gold)
    names_of: dict[str, Expression] = {
        theirs: Name(mine) for mine, theirs in state.steps.items() if mine in program.step_names
    }
    chosen = {
        step.name: replace(step, expression=gold.expression(state.steps[step.name], names_of))
        for step in program.steps
        if state.steps.get(step.name) in sound
        and (step.expression is None if names is None else step.name in names)
    }
    if not chosen:
        return state
    return dataclasses.replace(state, program=_introduce(program.update(chosen), gold))


def unwired(
    state: State, names: Collection[str], values: Mapping[str, Value], language: Language
) -> State:
    """The state in which some steps have results as their values, or holes where there are none."""
    operands = {step.name: operand_of(values.get(step.name)) for step in state.program.steps}
    changed = {
        step.name: replace(step, expression=substitute_names(step.expression, operands, language))
        for step in state.program.steps
        if step.name in names and step.expression is not None
    }
    return dataclasses.replace(state, program=state.program.update(changed))


def _introduce(program: Program, gold: Gold) -> Program:
    for statement in gold.introduced:
        if isinstance(statement, Define):
            if statement.name not in program.definitions:
                program = program.add(statement)
        else:
            names = tuple(n for n in statement.names if n not in program.unknowns)
            if names:
                program = program.add(replace(statement, names=names))
    return program


def with_references(state: State, gold: Gold, values: Mapping[str, Value]) -> State:
    """The state with gold references in its steps that are gold steps.

    `values` are those of the program's own steps: an operand refers to a step only
    where it is that step's value, or a hole.
    """
    sources = {
        theirs: (Name(mine), exact_of(values.get(mine))) for mine, theirs in state.steps.items()
    }
    changed = {}
    for step in state.program.steps:
        theirs = state.steps.get(step.name)
        if theirs is None or step.expression is None:
            continue
        model = gold.program.step(theirs).expression
        assert model is not None
        expression = _following(step.expression, model, sources)
        if expression != step.expression:
            changed[step.name] = replace(step, expression=expression)
    return dataclasses.replace(state, program=state.program.update(changed))


_Sources: TypeAlias = Mapping[str, tuple[Name, Fraction | None]]


def _following(expression: Expression, model: Expression, sources: _Sources) -> Expression:
    """An expression with the references of a gold one, wherever both have the same shape."""
    if type(model) is Name and model.id in sources:
        source, value = sources[model.id]
        literal = literal_of(expression)
        is_it = type(expression) is Hole or (literal is not None and literal == value)
        return source if is_it else expression
    if type(model) is not Call or type(expression) is not Call:
        return expression
    if (model.function, len(model.operands), len(model.parameters)) != (
        expression.function,
        len(expression.operands),
        len(expression.parameters),
    ):
        return expression
    operands = zip(expression.operands, model.operands, strict=True)
    parameters = zip(expression.parameters, model.parameters, strict=True)
    return replace(
        expression,
        operands=tuple(_following(e, m, sources) for e, m in operands),
        parameters=tuple(_following(e, m, sources) for e, m in parameters),
    )


def with_answer(state: State, gold: Gold) -> State:
    """The state with the gold's answer, or, before the bridges, what comes nearest to it."""
    inverse = state.inverse
    answer = gold.program.answer
    if answer is None:
        return state
    if answer not in inverse:
        table = gold.program.step_names
        if not table[answer].implicit:
            return state
        leads = _leading_to(answer, gold)
        nearest = [name for name in table if name in leads and name in inverse]
        if not nearest:
            return state
        answer = nearest[-1]
    return dataclasses.replace(state, program=state.program.set_answer(inverse[answer]))


def _leading_to(name: str, gold: Gold) -> set[str]:
    """The gold steps that a step reads, itself or through others."""
    table = gold.program.step_names
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for read in gold_reads(table[waiting.pop()], table):
            if read not in found:
                found.add(read)
                waiting.append(read)
    return found


def with_goal(state: State, gold: Gold, *, whole: bool) -> State:
    """The state with the gold's goal, where its answer is the gold's; `whole`: known or not."""
    program, goal = state.program, gold.program.goal
    if goal is None or program.goal is not None or not (whole or "goal" in gold.known):
        return state
    if program.answer is None or state.steps.get(program.answer) != goal.step:
        return state
    return dataclasses.replace(state, program=program.set_goal(goal.type, program.answer))


def with_done(state: State, role: str) -> State:
    """The state with a pass on the `done` line."""
    program = state.program
    if role in program.done:
        return state
    return dataclasses.replace(state, program=program.set_done(*sorted({*program.done, role})))


def closed(names: Collection[str], there: Collection[str], gold: Gold) -> set[str]:
    """Those of some gold steps of which all operands are among them, or are there."""
    table = gold.program.step_names
    kept = set(names)
    while True:
        have = kept | set(there)
        lost = {n for n in kept if not have.issuperset(gold_reads(table[n], table))}
        if not lost:
            return kept
        kept -= lost


def fits(step: Step, name: str, gold: Gold, language: Language) -> bool:
    """Whether a step's operation admits the gold step's expression."""
    operation = language.operations.get(step.operation or "")
    expression = gold.program.step(name).expression
    return operation is None or expression is None or admits(operation, expression)
