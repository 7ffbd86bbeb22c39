"""The language's nodes: what a `.myc` file says, as immutable data.

A `Program` is a sequence of statements in the author's order; everything else
(its steps, its clauses, its facts) is a view on that sequence. Nodes know
nothing of parsing, printing, sympy or networkx.

Equality is equality of meaning: comments, attributes and places in a file are
carried along but never compared.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, TypeAlias, TypeVar

from mycelium_ir.diagnostics import Diagnostic, MyceliumError, Source

if TYPE_CHECKING:
    import networkx

VERSION = 1
"""The language version that this release reads and writes."""

MAX_DEPTH = 200
"""The deepest expression that can be built; it keeps every recursion in the project safe."""

BINARY_OPERATORS = frozenset({"+", "-", "*", "/", "**", "<", "<=", ">", ">="})

Place: TypeAlias = tuple[int, int]
"""Where a node stands in its file: character offsets, start inclusive, end exclusive."""

AttributeValue: TypeAlias = "str | int | float | bool | tuple[AttributeValue, ...]"
Attributes: TypeAlias = Mapping[str, AttributeValue]

_NO_ATTRIBUTES: Attributes = {}


# --------------------------------------------------------------------------- expressions


@dataclass(frozen=True, slots=True)
class Number:
    """A literal: a non-negative integer or finite decimal, exact."""

    value: Fraction
    at: Place | None = field(default=None, compare=False, repr=False)

    depth: ClassVar[int] = 1

    def __post_init__(self) -> None:
        value = self.value
        if value.numerator < 0:
            raise ValueError(f"a literal is never negative: write -{-value} as Call('-', ...)")
        if value.denominator != 1 and not is_finite_decimal(value):
            raise ValueError(f"{value} has no finite decimal form: write it as a division")


@dataclass(frozen=True, slots=True)
class Name:
    """A step, an unknown, a parameter, a constant (`pi`), a defined function or a unit."""

    id: str
    at: Place | None = field(default=None, compare=False, repr=False)

    depth: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Hole:
    """An operand that is not known yet, written `_`."""

    at: Place | None = field(default=None, compare=False, repr=False)

    depth: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Call:
    """A function applied to operands: `f(operands; parameters)`.

    Operators are functions too: `a + b` is `Call("+", (a, b))`, `-a` is
    `Call("-", (a,))`, `{a, b}` is `Call("set", (a, b))` and `(a, b)` is
    `Call("tuple", (a, b))`.

    Raises:
        MyceliumError: MYC008, if the expression would be deeper than `MAX_DEPTH`.
        ValueError: if an operator is given the wrong number of operands.
    """

    function: str
    operands: tuple[Expression, ...]
    parameters: tuple[Expression, ...] = ()
    at: Place | None = field(default=None, compare=False, repr=False)
    depth: int = field(init=False, default=1, compare=False, repr=False)

    def __post_init__(self) -> None:
        depth = 1
        for child in self.operands:
            if child.depth >= depth:
                depth = child.depth + 1
        for child in self.parameters:
            if child.depth >= depth:
                depth = child.depth + 1
        if depth > MAX_DEPTH:
            raise MyceliumError(
                Diagnostic(
                    "MYC008",
                    f"this expression is nested more than {MAX_DEPTH} deep",
                    at=self.at,
                    hint="split it into several steps",
                )
            )
        object.__setattr__(self, "depth", depth)
        if self.function in BINARY_OPERATORS:
            count = len(self.operands)
            if self.parameters or not (count == 2 or (count == 1 and self.function == "-")):
                raise ValueError(f"operator {self.function} takes 2 operands, not {count}")


Expression: TypeAlias = Number | Name | Hole | Call


# --------------------------------------------------------------------------- statements


@dataclass(frozen=True, slots=True)
class Comments:
    """The comments of one statement, each without its `#` but with the space after it."""

    before: tuple[str, ...] = ()
    behind: str | None = None


NO_COMMENTS = Comments()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statement:
    attributes: Attributes = field(default_factory=dict, compare=False)
    comments: Comments = field(default=NO_COMMENTS, compare=False, repr=False)
    at: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Problem(_Statement):
    """The problem's text, word for word."""

    text: str


@dataclass(frozen=True, slots=True)
class Clause(_Statement):
    """A piece of the problem: `problem[start:end] == text`, in characters."""

    name: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Unknown(_Statement):
    """Unknowns and their common domain: integer, rational, real or complex."""

    names: tuple[str, ...]
    domain: str = "real"


@dataclass(frozen=True, slots=True)
class Define(_Statement):
    """A function of the problem: `define f(x) = x**2`."""

    name: str
    parameters: tuple[str, ...]
    body: Expression


@dataclass(frozen=True, slots=True)
class Step(_Statement):
    """One step of the computation.

    Its provenance is the clauses that it came from, or `implicit` where no
    clause states it, or neither where that is not known.
    """

    name: str
    operation: str | None = None
    expression: Expression | None = None
    clauses: tuple[str, ...] = ()
    implicit: bool = False

    def __post_init__(self) -> None:
        if self.implicit and self.clauses:
            raise ValueError(f"step {self.name} is either implicit or from clauses, not both")


@dataclass(frozen=True, slots=True)
class Done(_Statement):
    """Passes that have run and may have left no other mark: `done wire, bridge`."""

    passes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer(_Statement):
    """The step that answers the question, before the answer has a type."""

    step: str


@dataclass(frozen=True, slots=True)
class Goal(_Statement):
    """The step that answers the question, and the form in which to hand it back."""

    type: str
    step: str


Statement: TypeAlias = Problem | Clause | Unknown | Define | Step | Done | Answer | Goal

_StatementT = TypeVar("_StatementT", Problem, Clause, Unknown, Define, Step, Done, Answer, Goal)

_ORDER: tuple[type[Statement], ...] = (
    Problem,
    Clause,
    Unknown,
    Define,
    Step,
    Done,
    Answer,
    Goal,
)


# --------------------------------------------------------------------------- programs


@dataclass(frozen=True)
class Program:
    """A program at any stage of its compilation.

    `header` holds the comments around the version line and `footer` those after
    the last statement. `source` is the file that the nodes' places refer to; a
    rewritten program has none.
    """

    statements: tuple[Statement, ...] = ()
    header: Comments = field(default=NO_COMMENTS, compare=False, repr=False)
    footer: tuple[str, ...] = field(default=(), compare=False, repr=False)
    source: Source | None = field(default=None, compare=False, repr=False)

    # -- views

    def _of(self, kind: type[_StatementT]) -> tuple[_StatementT, ...]:
        return tuple(s for s in self.statements if type(s) is kind)

    @cached_property
    def problem(self) -> str | None:
        """The problem's text, or None."""
        found = self._of(Problem)
        return found[0].text if found else None

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses, in the author's order."""
        return self._of(Clause)

    @cached_property
    def unknowns(self) -> dict[str, str]:
        """Each unknown's name and domain."""
        return {name: u.domain for u in self._of(Unknown) for name in u.names}

    @cached_property
    def definitions(self) -> dict[str, Define]:
        """The functions that the problem defines, by name."""
        return {d.name: d for d in self._of(Define)}

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps, in the author's order (which need not be an order of execution)."""
        return self._of(Step)

    @cached_property
    def step_names(self) -> dict[str, Step]:
        """The steps by name."""
        return {s.name: s for s in self.steps}

    @cached_property
    def done(self) -> frozenset[str]:
        """The passes that a `done` line names."""
        return frozenset(p for d in self._of(Done) for p in d.passes)

    @cached_property
    def goal(self) -> Goal | None:
        """The goal, if the program has one."""
        found = self._of(Goal)
        return found[0] if found else None

    @cached_property
    def answer(self) -> str | None:
        """The name of the step that answers the question, from `goal` or `answer`."""
        if self.goal is not None:
            return self.goal.step
        found = self._of(Answer)
        return found[0].step if found else None

    @cached_property
    def facts(self) -> frozenset[str]:
        """What is known of the program so far; see `mycelium_ir.facts`."""
        from mycelium_ir.facts import facts_of

        return facts_of(self)

    def step(self, name: str) -> Step:
        """The step of that name.

        Raises:
            KeyError: if there is none.
        """
        return self.step_names[name]

    # -- new programs from old

    def add(self, *statements: Statement, before: str | None = None) -> Program:
        """This program with more statements.

        Each goes behind the last statement of its kind, or where its kind
        belongs; with `before`, all go in front of the statement of that name.

        Raises:
            KeyError: if `before` names no statement.
        """
        body = list(self.statements)
        if before is not None:
            index = next((i for i, s in enumerate(body) if name_of(s) == before), None)
            if index is None:
                raise KeyError(before)
            body[index:index] = statements
            return self._with(body)
        for statement in statements:
            rank = _ORDER.index(type(statement))
            at = len(body)
            while at and _ORDER.index(type(body[at - 1])) > rank:
                at -= 1
            body.insert(at, statement)
        return self._with(body)

    def remove(self, *names: str) -> Program:
        """This program without the clauses, steps and definitions of these names."""
        gone = set(names)
        return self._with(s for s in self.statements if name_of(s) not in gone)

    def update(self, statements: Mapping[str, Step | Clause | Define]) -> Program:
        """This program with each named statement exchanged for another, in its place."""
        missing = set(statements) - {name_of(s) for s in self.statements}
        if missing:
            raise KeyError(sorted(missing)[0])
        return self._with(
            statements[name] if (name := name_of(s)) is not None and name in statements else s
            for s in self.statements
        )

    def set_done(self, *passes: str) -> Program:
        """This program with exactly these passes on its `done` line (none: no line)."""
        rest = self._with(s for s in self.statements if type(s) is not Done)
        return rest.add(Done(tuple(passes))) if passes else rest

    def set_answer(self, step: str) -> Program:
        """This program with `answer step` in place of any answer or goal."""
        return self._with(s for s in self.statements if type(s) not in (Answer, Goal)).add(
            Answer(step)
        )

    def set_goal(self, type: str, step: str, **attributes: AttributeValue) -> Program:
        """This program with `goal type step` in place of any answer or goal."""
        return self._with(s for s in self.statements if not isinstance(s, Answer | Goal)).add(
            Goal(type, step, attributes=attributes)
        )

    def _with(self, statements: Iterable[Statement]) -> Program:
        return Program(tuple(statements), header=self.header, footer=self.footer)

    # -- doors to the other modules

    def graph(self) -> networkx.DiGraph[str]:
        """The dependency graph: an edge from each step to the steps that use it."""
        from mycelium_ir.graph import graph_of

        return graph_of(self)

    def __str__(self) -> str:
        from mycelium_ir.printer import print_program

        return print_program(self)


def name_of(statement: Statement) -> str | None:
    """The name that a clause, step or definition introduces; None for the others."""
    return statement.name if isinstance(statement, Step | Clause | Define) else None


# --------------------------------------------------------------------------- small helpers


def is_finite_decimal(value: Fraction) -> bool:
    """Whether a fraction can be written with finitely many decimal digits."""
    rest = value.denominator
    while rest % 10 == 0:
        rest //= 10
    while rest % 2 == 0:
        rest //= 2
    while rest % 5 == 0:
        rest //= 5
    return rest == 1


def number(value: int | Fraction | str) -> Expression:
    """The expression of an exact number: a literal, a negation or a division of literals."""
    exact = Fraction(value)
    if exact < 0:
        return Call("-", (number(-exact),))
    if is_finite_decimal(exact):
        return Number(exact)
    return Call("/", (Number(Fraction(exact.numerator)), Number(Fraction(exact.denominator))))


def children(expression: Expression) -> tuple[Expression, ...]:
    """The operands and parameters of a call; nothing for the others."""
    if type(expression) is Call:
        return expression.operands + expression.parameters
    return ()


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and all that is in it, outermost first, left to right."""
    stack = [expression]
    while stack:
        node = stack.pop()
        yield node
        if type(node) is Call:
            stack.extend(reversed(node.parameters))
            stack.extend(reversed(node.operands))


def has_hole(expression: Expression) -> bool:
    """Whether an operand of the expression is not known yet."""
    return any(type(node) is Hole for node in walk(expression))


replace = dataclasses.replace
"""`replace(step, expression=...)`: a node with some fields changed (from `dataclasses`)."""
