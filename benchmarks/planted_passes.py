"""Passes that write the programs of the planted problems: right, or wrong on demand.

A pass copies what the program in `BOOK` says, given what the passes before it have
left; with `wrong` it then spoils one thing in what it has written itself. What it
spoils depends on the row and on the thing alone, never on the rest of the program.
"""

from __future__ import annotations

import hashlib
import types
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, TypeVar

from planted_problems import BOOK, worth_of

from mycelium.evaluation.shapes import exact_value
from mycelium.hookspecs import hookimpl
from mycelium.passes import Context, Pass, ProgramPass
from mycelium.pipeline import Pipeline, parse_pipeline
from mycelium.plugins import Plugins, load_plugins
from mycelium.specs import PassSpec
from mycelium_ir.nodes import (
    Answer,
    Call,
    Expression,
    Name,
    Number,
    Program,
    Step,
    number,
    replace,
)
from mycelium_ir.rewrite import substitute_names

ORDER = ("segment", "classify", "extract", "wire", "bridge", "goal")
"""The passes that can be wrong, in the order in which they first run."""

_STAGES = ("segment", "classify", "extract", "wire", "bridge", "extract", "wire", "goal")
_OPERATORS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}

T = TypeVar("T")


# --------------------------------------------------------------------------- passes


@dataclass(frozen=True)
class Planted(ProgramPass):
    """What the passes share: the right program, and a choice that only row and thing decide."""

    wrong: bool = False
    seed: int = 0

    def pick(self, program: Program, things: Sequence[T], name: Callable[[T], str]) -> T:
        """One of the things, which the row and their names decide."""

        def drawn(thing: T) -> bytes:
            told = f"{self.seed}|{self.name}|{program.problem}|{name(thing)}"
            return hashlib.sha256(told.encode()).digest()

        return min(things, key=drawn)


def book(program: Program) -> Program:
    """The right program of a problem."""
    return BOOK[program.problem or ""]


@dataclass(frozen=True)
class Segment(Planted):
    """Writes the clauses; wrong, it misses one that states a step."""

    name: ClassVar[str] = "segment"
    requires: ClassVar[frozenset[str]] = frozenset({"problem"})
    provides: ClassVar[frozenset[str]] = frozenset({"clauses"})

    def rewrite(self, program: Program, context: Context) -> Program:
        if program.clauses:
            return program
        right = book(program)
        stating = [c for c in right.clauses if any(c.name in s.clauses for s in right.steps)]
        missed = self.pick(program, stating, lambda c: c.name) if self.wrong else None
        return program.add(*(c for c in right.clauses if c != missed))


@dataclass(frozen=True)
class Classify(Planted):
    """Plans the steps of the clauses that are there; wrong, it misses one or mistakes one."""

    name: ClassVar[str] = "classify"
    requires: ClassVar[frozenset[str]] = frozenset({"clauses"})
    provides: ClassVar[frozenset[str]] = frozenset({"typed"})

    def rewrite(self, program: Program, context: Context) -> Program:
        if program.steps:
            return program
        places = {(c.start, c.end): c.name for c in program.clauses}
        right = book(program)
        theirs = {c.name: places.get((c.start, c.end)) for c in right.clauses}
        planned = []
        for step in right.steps:
            clauses = tuple(c for name in step.clauses if (c := theirs[name]) is not None)
            if clauses:
                planned.append(Step(step.name, step.operation, clauses=clauses))
        if self.wrong:
            spoiled = self.pick(program, planned, lambda s: s.name)
            mistaken = self.pick(program, [*_OPERATORS, "missed"], lambda o: spoiled.name + o)
            if mistaken == "missed" and len(planned) > 1:
                planned.remove(spoiled)
            elif mistaken != "missed":
                planned[planned.index(spoiled)] = replace(spoiled, operation=mistaken)
        return program.add(*planned)


@dataclass(frozen=True)
class Extract(Planted):
    """Writes expressions, results as their values; wrong, it misreads one number."""

    name: ClassVar[str] = "extract"
    requires: ClassVar[frozenset[str]] = frozenset({"typed"})
    provides: ClassVar[frozenset[str]] = frozenset({"expressions"})

    def rewrite(self, program: Program, context: Context) -> Program:
        table = book(program).step_names
        misread = self._misread(program)
        values: dict[str, Fraction] = {}
        filled: dict[str, Step] = {}
        for name in dict.fromkeys((*table, *program.step_names)):
            step = program.step_names.get(name)
            if step is not None and step.expression is not None:
                expression = step.expression
            elif name in table:
                expression = _as(step or table[name], table[name])
                if misread is not None and misread[0] == name:
                    expression = _with_literal(expression, *misread[1:])
                before = {n: number(v) for n, v in values.items()}
                expression = substitute_names(expression, before)
            else:
                last = list(values.values())[-1]
                expression = Call("*", (number(last), Number(Fraction(2))))
            if step is not None and step.expression is None:
                filled[name] = replace(step, expression=expression)
            values[name] = _stand_in(values)
            # A step that nobody planned is never computed, unless a bridge may still bring it.
            if step is not None or (name in table and table[name].implicit):
                worth = worth_of(expression, values)
                values[name] = values[name] if worth is None else worth
        return program.update(filled) if filled else program

    def _misread(self, program: Program) -> tuple[str, int, Fraction] | None:
        """The step, the operand and the value that it is given, where a number is misread."""
        table = book(program).step_names
        slots = [
            (step.name, i, operand.value)
            for step in program.steps
            if step.expression is None and step.name in table
            for i, operand in enumerate(_operands(table[step.name]))
            if isinstance(operand, Number)
        ]
        if not self.wrong or not slots:
            return None
        name, index, value = self.pick(program, slots, lambda s: f"{s[0]} {s[1]}")
        more = self.pick(program, range(1, 9), lambda n: f"{name} {n}")
        return name, index, value + more


def _stand_in(values: dict[str, Fraction]) -> Fraction:
    """What is read in the place of a step that is not there: the result before it."""
    return list(values.values())[-1] if values else Fraction(1)


def _with_literal(expression: Expression, index: int, value: Fraction) -> Expression:
    assert type(expression) is Call
    operands = list(expression.operands)
    operands[index] = Number(value)
    return replace(expression, operands=tuple(operands))


def _as(step: Step, right: Step) -> Expression:
    """The right step's expression, in the operation that was planned."""
    assert type(right.expression) is Call
    if step.operation == right.operation:
        return right.expression
    return replace(right.expression, function=_OPERATORS[step.operation or "add"])


def _operands(step: Step) -> tuple[Expression, ...]:
    return step.expression.operands if type(step.expression) is Call else ()


@dataclass(frozen=True)
class Wire(Planted):
    """Turns values into references and names the last step; wrong, it mistakes one of these."""

    name: ClassVar[str] = "wire"
    requires: ClassVar[frozenset[str]] = frozenset({"expressions"})
    provides: ClassVar[frozenset[str]] = frozenset({"wired", "answer"})

    def rewrite(self, program: Program, context: Context) -> Program:
        made: list[tuple[str, int]] = []
        if "wire" not in program.done:
            for step in program.steps:
                program, new = self._wired(program, step)
                made += new
            program = program.set_done(*sorted({*program.done, "wire"}))
        chooses = program.answer is None
        if chooses:
            program = program.set_answer(program.steps[-1].name)
        return self._mistaken(program, made, chooses) if self.wrong else program

    def _wired(self, program: Program, step: Step) -> tuple[Program, list[tuple[str, int]]]:
        right = book(program).step_names.get(step.name)
        values = _values(program)
        operands, made = list(_operands(step)), []
        if right is None:
            earlier = [s.name for s in program.steps[: program.steps.index(step)]]
            sources: list[Expression] = [Name(earlier[-1]), Number(Fraction(2))]
        else:
            sources = list(_operands(right))
        for i, source in enumerate(sources):
            if type(source) is not Name or source.id not in values:
                continue
            if exact_value(operands[i]) == values[source.id]:
                operands[i] = source
                made.append((step.name, i))
        if not made:
            return program, []
        return _with_operands(program, step.name, operands), made

    def _mistaken(
        self, program: Program, made: Sequence[tuple[str, int]], chooses: bool
    ) -> Program:
        names = [s.name for s in program.steps]
        slots = [slot for slot in made if names.index(slot[0]) > 1]
        choices = [*slots, *([("answer", 0)] if chooses and len(names) > 1 else [])]
        if not choices:
            return program
        name, index = self.pick(program, choices, lambda s: f"{s[0]} {s[1]}")
        if name == "answer":
            others = [n for n in names if n != program.answer]
            return program.set_answer(self.pick(program, others, str))
        operands = list(_operands(program.step(name)))
        here = operands[index]
        others = [n for n in names[: names.index(name)] if here != Name(n)]
        operands[index] = Name(self.pick(program, others, lambda n: f"{name} {n}"))
        return _with_operands(program, name, operands)


def _values(program: Program) -> dict[str, Fraction]:
    """The steps' values; each step reads earlier ones only."""
    values: dict[str, Fraction] = {}
    for step in program.steps:
        if step.expression is not None:
            worth = worth_of(step.expression, values)
            if worth is not None:
                values[step.name] = worth
    return values


def _with_operands(program: Program, name: str, operands: Sequence[Expression]) -> Program:
    step = program.step(name)
    assert type(step.expression) is Call
    expression = replace(step.expression, operands=tuple(operands))
    return program.update({name: replace(step, expression=expression)})


@dataclass(frozen=True)
class Bridge(Planted):
    """Adds the implicit steps; wrong, it misses one, mistakes one, or adds one too many."""

    name: ClassVar[str] = "bridge"
    requires: ClassVar[frozenset[str]] = frozenset({"wired", "answer"})
    provides: ClassVar[frozenset[str]] = frozenset({"bridged"})
    invalidates: ClassVar[frozenset[str]] = frozenset({"expressions", "wired", "answer"})

    def rewrite(self, program: Program, context: Context) -> Program:
        if "bridge" in program.done:
            return program
        right = book(program)
        new = [
            Step(s.name, s.operation, implicit=True)
            for s in right.steps
            if s.implicit and s.name not in program.step_names
        ]
        if self.wrong and new:
            spoiled = self.pick(program, new, lambda s: s.name)
            mistaken = self.pick(program, ["add", "subtract", "missed"], lambda o: o)
            if mistaken == "missed":
                new.remove(spoiled)
            else:
                new[new.index(spoiled)] = replace(spoiled, operation=mistaken)
        elif self.wrong:
            new = [Step("b9", "multiply", implicit=True)]
        order = [s.name for s in right.steps]
        for step in new:
            later = order[order.index(step.name) + 1 :] if step.name in order else []
            before = next((n for n in later if n in program.step_names), None)
            program = program.add(step, before=before)
        done = {*program.done, "bridge"} - ({"wire"} if new else set())
        program = program.set_done(*sorted(done))
        if new:
            program = Program(tuple(s for s in program.statements if type(s) is not Answer))
        return program


@dataclass(frozen=True)
class Goal(Planted):
    """Writes the goal; wrong, it asks for another step."""

    name: ClassVar[str] = "goal"
    requires: ClassVar[frozenset[str]] = frozenset({"answer", "wired"})
    provides: ClassVar[frozenset[str]] = frozenset({"goal"})

    def rewrite(self, program: Program, context: Context) -> Program:
        if program.goal is not None or program.answer is None:
            return program
        step = program.answer
        others = [s.name for s in program.steps if s.name != step]
        if self.wrong and others:
            step = self.pick(program, others, str)
        # An answer need not be whole once something before it has gone wrong.
        return program.set_goal("rational", step)


PASSES: tuple[type[Pass], ...] = (Segment, Classify, Extract, Wire, Bridge, Goal)


def planted_plugins() -> Plugins:
    """The built-in plugin, and one called `planted` with these passes."""
    module = types.ModuleType("planted")
    module.HOOK_VERSION = 1  # type: ignore[attr-defined]

    def mycelium_passes() -> list[PassSpec]:
        return [
            PassSpec(
                kind.name,
                f"{kind.__module__}:{kind.__name__}",
                (kind.__doc__ or "").splitlines()[0],
                requires=kind.requires,
                provides=kind.provides,
                invalidates=kind.invalidates,
            )
            for kind in PASSES
        ]

    module.mycelium_passes = hookimpl(mycelium_passes)  # type: ignore[attr-defined]
    return load_plugins({"planted": module}, installed=False)


def pipeline(plugins: Plugins, wrong: Iterable[str] = (), seed: int = 0) -> Pipeline:
    """All six passes, those named wrong where they run first."""
    stages = [f"planted.{name}" for name in _STAGES]
    for name in wrong:
        stages[_STAGES.index(name)] += f"{{wrong=true,seed={seed}}}"
    return parse_pipeline(",".join(stages), plugins)


def pairs() -> Iterator[tuple[str, str]]:
    """Every two passes, the earlier first."""
    for i, first in enumerate(ORDER):
        for second in ORDER[i + 1 :]:
            yield first, second
