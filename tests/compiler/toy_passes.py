"""A plugin with small passes, sound and unsound, as the tests of the compiler need them."""

from __future__ import annotations

import dataclasses
import re
import types
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import ClassVar, Literal

from mycelium.analyses import NUMBERS, VALUES
from mycelium.hookspecs import hookimpl
from mycelium.passes import Candidate, Context, Failure, Pass, ProgramPass
from mycelium.specs import PassSpec, PipelineSpec
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Call, Clause, Name, Number, Program, Step


@dataclass(frozen=True)
class Split(ProgramPass):
    """One clause for each sentence."""

    name: ClassVar[str] = "split"
    requires: ClassVar[frozenset[str]] = frozenset({"problem"})
    provides: ClassVar[frozenset[str]] = frozenset({"clauses"})

    def rewrite(self, program: Program, context: Context) -> Program:
        text = program.problem
        if program.clauses or text is None:
            return program
        found = re.finditer(r"[^\s.?!][^.?!]*", text)
        clauses = [Clause(f"c{i}", m.start(), m.end(), m.group()) for i, m in enumerate(found)]
        return program.add(*clauses)


@dataclass(frozen=True)
class Count(ProgramPass):
    """A step for each number of the problem, and with `total` one that adds them up."""

    name: ClassVar[str] = "count"
    requires: ClassVar[frozenset[str]] = frozenset({"problem"})
    provides: ClassVar[frozenset[str]] = frozenset({"typed", "expressions"})

    total: bool = True
    limit: int | None = None

    def rewrite(self, program: Program, context: Context) -> Program:
        if program.steps:
            return program
        mentions = context.analyse(NUMBERS, program)[: self.limit]
        steps = [
            Step(name=f"s{i}", operation="quantity", expression=Number(m.value))
            for i, m in enumerate(mentions)
        ]
        if self.total and len(steps) > 1:
            expression = Name("s0")
            for step in steps[1:]:
                expression = Call("+", (expression, Name(step.name)))
            steps.append(Step(name=f"s{len(steps)}", operation="add", expression=expression))
        return program.add(*steps)


@dataclass(frozen=True)
class Wire(ProgramPass):
    """Names the last step as the answer; the steps are wired already."""

    name: ClassVar[str] = "wire"
    requires: ClassVar[frozenset[str]] = frozenset({"expressions"})
    provides: ClassVar[frozenset[str]] = frozenset({"wired", "answer"})

    def rewrite(self, program: Program, context: Context) -> Program:
        done = program.set_done(*sorted({*program.done, "wire"}))
        return done if done.answer else done.set_answer(done.steps[-1].name)


@dataclass(frozen=True)
class Bridge(ProgramPass):
    """Adds an implicit step that nobody has filled yet, and so unwires the program."""

    name: ClassVar[str] = "bridge"
    requires: ClassVar[frozenset[str]] = frozenset({"wired"})
    provides: ClassVar[frozenset[str]] = frozenset({"bridged"})
    invalidates: ClassVar[frozenset[str]] = frozenset({"expressions"})

    def rewrite(self, program: Program, context: Context) -> Program:
        if "bridge" in program.done:
            return program
        step = Step(name="b0", operation="quantity", implicit=True)
        return program.add(step).set_done(*sorted({*program.done, "bridge"}))


@dataclass(frozen=True)
class Fill(ProgramPass):
    """Gives a step without an expression the value `value`."""

    name: ClassVar[str] = "fill"
    requires: ClassVar[frozenset[str]] = frozenset({"typed"})
    provides: ClassVar[frozenset[str]] = frozenset({"expressions"})

    value: int = 1

    def rewrite(self, program: Program, context: Context) -> Program:
        empty = {
            s.name: dataclasses.replace(s, expression=Number(Fraction(self.value)))
            for s in program.steps
            if s.expression is None
        }
        return program.update(empty) if empty else program


@dataclass(frozen=True)
class Target(ProgramPass):
    """The goal `integer`."""

    name: ClassVar[str] = "target"
    requires: ClassVar[frozenset[str]] = frozenset({"answer", "wired"})
    provides: ClassVar[frozenset[str]] = frozenset({"goal"})

    def rewrite(self, program: Program, context: Context) -> Program:
        context.analyse(VALUES, program)
        return program if program.goal else program.set_goal("integer", program.answer or "")


@dataclass(frozen=True)
class Beam(Pass):
    """One candidate for each score; the i-th calls its only step `b{i}`."""

    name: ClassVar[str] = "beam"
    provides: ClassVar[frozenset[str]] = frozenset({"expressions"})

    scores: tuple[float, ...] = (0.0,)
    same: bool = False

    def run(
        self, batch: Sequence[Candidate], context: Context
    ) -> Sequence[Sequence[Candidate] | Failure]:
        return [
            [
                Candidate(
                    c.row,
                    c.program.add(
                        Step(name="b0" if self.same else f"b{i}", expression=Number(Fraction(1)))
                    ),
                    c.score + score,
                )
                for i, score in enumerate(self.scores)
            ]
            for c in batch
        ]


@dataclass(frozen=True)
class Picky(ProgramPass):
    """Wants none of these steps."""

    name: ClassVar[str] = "picky"

    unwanted: tuple[str, ...] = ("b0",)

    def rewrite(self, program: Program, context: Context) -> Program:
        for name in self.unwanted:
            if name in program.step_names:
                raise MyceliumError(Diagnostic("MYC999", f"step {name} is unwanted"))
        return program


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True)
class Options(ProgramPass):
    """A pass with every sort of option."""

    name: ClassVar[str] = "options"

    whole: int = 1
    share: float = 0.5
    flag: bool = False
    text: str = "plain"
    maybe: int | None = None
    either: int | str = 0
    many: tuple[int, ...] = ()
    pair: tuple[str, float] = ("a", 1.0)
    words: tuple[str, ...] = ()
    mode: Literal["fast", "exact"] = "fast"
    colour: Colour = Colour.RED
    path: Path = Path("here")

    def __post_init__(self) -> None:
        if self.whole < 0:
            raise ValueError("whole must not be negative")

    def rewrite(self, program: Program, context: Context) -> Program:
        return program


@dataclass(frozen=True)
class Needy(ProgramPass):
    """A pass with an option that has no default."""

    name: ClassVar[str] = "needy"

    size: int

    def rewrite(self, program: Program, context: Context) -> Program:
        return program


# ---------------------------------------------------------------- passes that do wrong


@dataclass(frozen=True)
class Bad(Pass):
    """Does wrong, in the way that `how` says, in rows whose problem has the word `bad`."""

    name: ClassVar[str] = "bad"
    provides: ClassVar[frozenset[str]] = frozenset()

    how: str = "crash"

    def run(
        self, batch: Sequence[Candidate], context: Context
    ) -> Sequence[Sequence[Candidate] | Failure]:
        return [
            self.wrong(c) if "bad" in (c.program.problem or "") else [c]  # type: ignore[misc]
            for c in batch
        ]

    def wrong(self, candidate: Candidate) -> object:
        program = candidate.program
        match self.how:
            case "crash":
                raise KeyError("s9")
            case "deep":
                return self.wrong(candidate)
            case "refuse":
                raise MyceliumError(Diagnostic("MYC999", "cannot read this", hint="write better"))
            case "fail":
                return Failure(candidate.row, (Diagnostic("MYC999", "cannot do this"),))
            case "break":
                step = Step(name="odd", expression=Name("nowhere"))
                return [dataclasses.replace(candidate, program=program.add(step))]
            case "garble":
                step = Step(name="s0", expression="1 + 1")  # type: ignore[arg-type]
                return [dataclasses.replace(candidate, program=program.add(step))]
            case "nothing":
                return []
            case "none":
                return None
            case "program":
                return [program]
            case "row":
                return [dataclasses.replace(candidate, row=candidate.row + 1)]
            case "score":
                return [dataclasses.replace(candidate, score=float("nan"))]
            case "silent":
                return Failure(candidate.row, ())
        raise AssertionError(self.how)


@dataclass(frozen=True)
class Short(Pass):
    """Returns one entry too few."""

    name: ClassVar[str] = "short"

    def run(
        self, batch: Sequence[Candidate], context: Context
    ) -> Sequence[Sequence[Candidate] | Failure]:
        return [[c] for c in batch][1:]


@dataclass(frozen=True)
class Liar(ProgramPass):
    """Promises an answer and gives none."""

    name: ClassVar[str] = "liar"
    provides: ClassVar[frozenset[str]] = frozenset({"answer"})

    def rewrite(self, program: Program, context: Context) -> Program:
        return program


@dataclass(frozen=True)
class Thief(ProgramPass):
    """Takes the clauses away and does not say so."""

    name: ClassVar[str] = "thief"

    def rewrite(self, program: Program, context: Context) -> Program:
        return program.remove(*(c.name for c in program.clauses))


@dataclass(frozen=True)
class Weigher(ProgramPass):
    """Needs the clauses."""

    name: ClassVar[str] = "weigher"
    requires: ClassVar[frozenset[str]] = frozenset({"clauses"})

    def rewrite(self, program: Program, context: Context) -> Program:
        return program


PASSES: tuple[type[Pass], ...] = (
    Split,
    Count,
    Wire,
    Bridge,
    Fill,
    Target,
    Beam,
    Picky,
    Options,
    Needy,
    Bad,
    Short,
    Liar,
    Thief,
    Weigher,
)


def spec_of(kind: type[Pass]) -> PassSpec:
    return PassSpec(
        kind.name,
        f"{kind.__module__}:{kind.__name__}",
        (kind.__doc__ or "a pass").splitlines()[0],
        requires=kind.requires,
        provides=kind.provides,
        invalidates=kind.invalidates,
    )


def plugin(**hooks: object) -> types.ModuleType:
    """A plugin module whose hooks return (or, if they are exceptions, raise) these things."""
    module = types.ModuleType("a_plugin")
    module.HOOK_VERSION = 1  # type: ignore[attr-defined]
    for name, answer in hooks.items():

        def hook(answer: object = answer) -> object:
            if isinstance(answer, Exception):
                raise answer
            return answer

        setattr(module, f"mycelium_{name}", hookimpl(hook))
    return module


def toy_plugin() -> types.ModuleType:
    return plugin(
        passes=[spec_of(kind) for kind in PASSES],
        pipelines=[PipelineSpec("sums", "split,count,wire,target", "adds all numbers up")],
    )
