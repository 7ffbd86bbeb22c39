"""Build a program in Python, step by step, with the operators that Python has.

    build = ProgramBuilder("Ann has 3 apples and buys 4 more. How many has she?")
    has = build.step("quantity", 3, clauses=[build.clause("Ann has 3 apples")])
    total = build.step("add", has + 4, clauses=[build.clause("buys 4 more")])
    build.goal("integer", total)
    program = build.build()

What a builder makes is not verified: `mycelium_ir.verifier.check` does that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count

from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import (
    Answer,
    Attributes,
    Clause,
    Define,
    Goal,
    Name,
    Problem,
    Program,
    Statement,
    Step,
    Unknown,
)
from mycelium_ir.rewrite import occurring
from mycelium_ir.terms import HOLE, Operand, Term, call, expression_of

__all__ = ["HOLE", "Operand", "ProgramBuilder", "Term", "call", "expression_of"]

_ORDER: list[type] = [Clause, Unknown, Define, Step]


class ProgramBuilder:
    """Collects statements and builds a program of them.

    Args:
        problem: The problem's text, or a program to build on, or nothing.
    """

    def __init__(self, problem: str | Program | None = None) -> None:
        if isinstance(problem, Program):
            self._start = problem
        else:
            self._start = Program(() if problem is None else (Problem(problem),))
        self._statements: list[Statement] = []
        self._taken = occurring(self._start)
        self._numbers: dict[str, Iterator[int]] = {}
        self._goal: Answer | Goal | None = None
        self._done: tuple[str, ...] | None = None

    def __getitem__(self, name: str) -> Term:
        """The term of a step or unknown that is there already.

        Raises:
            KeyError: if there is none of that name.
        """
        names = {*self._start.step_names, *self._start.unknowns}
        for statement in self._statements:
            if type(statement) is Step:
                names.add(statement.name)
            elif type(statement) is Unknown:
                names.update(statement.names)
        if name not in names:
            raise KeyError(name)
        return Term(Name(name))

    # -- statements

    def clause(
        self,
        where: str | tuple[int, int],
        *,
        name: str | None = None,
        attributes: Attributes | None = None,
    ) -> str:
        """Add a clause and give its name.

        Args:
            where: Its text, where that occurs once in the problem, or its character
                offsets, start inclusive and end exclusive.
            name: Its name; by default the next of `c0`, `c1`, ...
            attributes: Remarks for tools.

        Raises:
            MyceliumError: MYC051 if there is no such place in the problem or more than
                one, MYC030 if the name is taken.
        """
        start, end = self._span(where)
        text = (self._start.problem or "")[start:end]
        name = self._claim(self._fresh("c") if name is None else name)
        self._statements.append(Clause(name, start, end, text, attributes=dict(attributes or {})))
        return name

    def unknown(self, name: str, domain: str = "real") -> Term:
        """Add an unknown; its domain is integer, rational, real or complex.

        Raises:
            MyceliumError: MYC030 if the name is taken.
        """
        return self.unknowns(name, domain=domain)[0]

    def unknowns(self, *names: str, domain: str = "real") -> tuple[Term, ...]:
        """Add several unknowns of one domain in one line: `m, r = build.unknowns("m", "r")`.

        Raises:
            MyceliumError: MYC030 if a name is taken.
        """
        self._statements.append(Unknown(tuple(map(self._claim, names)), domain))
        return tuple(Term(Name(name)) for name in names)

    def define(
        self, name: str, parameters: Sequence[str], body: Operand | Callable[..., Operand]
    ) -> Callable[..., Term]:
        """Add a function of the problem and give what calls it.

        Args:
            name: Its name.
            parameters: The names of its parameters.
            body: An expression, or a Python function that takes the parameters as
                terms and returns one: `build.define("f", ["x"], lambda x: x**2 - 1)`.

        Raises:
            MyceliumError: MYC030 if the name is taken, MYC050 if the body is no expression.
        """
        if callable(body):
            body = body(*(Term(Name(p)) for p in parameters))
        name = self._claim(name)
        self._taken.update(parameters)
        self._statements.append(Define(name, tuple(parameters), expression_of(body)))
        return lambda *operands: call(name, *operands)

    def step(
        self,
        operation: str | None = None,
        expression: Operand | None = None,
        *,
        clauses: Iterable[str] = (),
        implicit: bool = False,
        name: str | None = None,
        attributes: Attributes | None = None,
    ) -> Term:
        """Add a step and give its term.

        Args:
            operation: What the step is, such as `divide`; None if not known.
            expression: What it computes; None if not known.
            clauses: The names of the clauses that it came from.
            implicit: Whether no clause states it.
            name: Its name; by default the next of `s0`, `s1`, ..., or of `b0`, `b1`,
                ... for an implicit step.
            attributes: Remarks for tools, such as `{"by": "classify"}`.

        Raises:
            MyceliumError: MYC050 if the expression is none, MYC030 if the name is taken,
                MYC052 if the step is implicit and has clauses.
        """
        clauses = tuple(clauses)
        if implicit and clauses:
            raise _error(
                "MYC052",
                "a step is either implicit or comes from clauses, not both",
                "leave out `implicit=True` or the clauses",
            )
        found = None if expression is None else expression_of(expression)
        if name is None:
            name = self._fresh("b" if implicit else "s")
        name = self._claim(name)
        self._statements.append(
            Step(name, operation, found, clauses, implicit, attributes=dict(attributes or {}))
        )
        return Term(Name(name))

    def done(self, *passes: str) -> None:
        """Say which passes have run: `build.done("wire", "bridge")`."""
        self._done = passes

    def answer(self, step: Term | str) -> None:
        """Say which step answers the question, before the answer has a type.

        Raises:
            MyceliumError: MYC053 if it is no step but an expression.
        """
        self._goal = Answer(_step_name(step))

    def goal(self, type: str, step: Term | str, *, attributes: Attributes | None = None) -> None:
        """Say which step answers the question, and in which form.

        Raises:
            MyceliumError: MYC053 if it is no step but an expression.
        """
        self._goal = Goal(type, _step_name(step), attributes=dict(attributes or {}))

    def build(self) -> Program:
        """The program so far; new statements stand where their kind belongs."""
        program = self._start.add(*sorted(self._statements, key=lambda s: _ORDER.index(type(s))))
        if self._done is not None:
            program = program.set_done(*self._done)
        if isinstance(self._goal, Goal):
            return program.set_goal(self._goal.type, self._goal.step, **self._goal.attributes)
        return program if self._goal is None else program.set_answer(self._goal.step)

    # -- within

    def _fresh(self, prefix: str) -> str:
        numbers = self._numbers.setdefault(prefix, count())
        return next(name for n in numbers if (name := f"{prefix}{n}") not in self._taken)

    def _claim(self, name: str) -> str:
        """The name, which is taken from now on."""
        if name in self._taken:
            hint = f"a free one is `{self._fresh(name)}`"
            raise _error("MYC030", f"the name `{name}` is taken", hint)
        self._taken.add(name)
        return name

    def _span(self, where: str | tuple[int, int]) -> tuple[int, int]:
        problem = self._start.problem
        if problem is None:
            raise _error(
                "MYC051",
                "there is no problem to take a clause from",
                "give the problem's text to ProgramBuilder",
            )
        if isinstance(where, tuple):
            start, end = where
            if not 0 <= start < end <= len(problem):
                raise _error(
                    "MYC051",
                    f"[{start}:{end}] is no piece of the problem",
                    f"the problem has {len(problem)} characters",
                )
            return start, end
        start = problem.find(where) if where else -1
        if start < 0:
            raise _error(
                "MYC051",
                f"the problem has no “{where}”",
                "a clause is a piece of the problem, word for word",
            )
        again = problem.find(where, start + 1)
        if again >= 0:
            raise _error(
                "MYC051",
                f"the problem has “{where}” more than once",
                f"give its place instead: {(start, start + len(where))} "
                f"or {(again, again + len(where))}",
            )
        return start, start + len(where)


def _step_name(step: Term | str) -> str:
    name = step if isinstance(step, str) else step.expression
    if isinstance(name, str):
        return name
    if isinstance(name, Name):
        return name.id
    raise _error(
        "MYC053",
        f"`{step}` is an expression and no step",
        'make it a step first: build.goal("integer", build.step("add", s0 + s1))',
    )


def _error(code: str, message: str, hint: str) -> MyceliumError:
    return MyceliumError(Diagnostic(code, message, hint=hint))
