"""Checks that a program means something, before anything runs.

`verify` finds every error that can be known from the text: names, cycles, kinds,
counts, spans, goals. It never raises and never computes a value. What it passes
can still fail when run (a division by zero), and then says so with a place too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from mycelium_ir.diagnostics import Diagnostic, MyceliumError, Source, nearest
from mycelium_ir.inference import Scope, infer
from mycelium_ir.kinds import Kind
from mycelium_ir.language import Language, base_language
from mycelium_ir.nodes import (
    Answer,
    Call,
    Clause,
    Define,
    Done,
    Expression,
    Goal,
    Problem,
    Program,
    Statement,
    Step,
    Unknown,
    walk,
)
from mycelium_ir.references import references
from mycelium_ir.skeletons import admits, matches

DOMAINS = ("integer", "rational", "real", "complex")
"""What an unknown may range over."""

ROLES = ("wire", "bridge")
"""The passes that a `done` line may name: those that can leave no other mark."""

RESERVED = ("in", "implicit")
"""Words that cannot be names."""

_NAME = re.compile(r"[A-Za-z\u0370-\u03ff][A-Za-z0-9_\u0370-\u03ff]*")


def verify(program: Program, language: Language | None = None) -> list[Diagnostic]:
    """Every error and warning of a program, in the order of its lines.

    Args:
        program: The program, at any stage of its compilation.
        language: The tables to check against; the base language if not given.

    Returns:
        Diagnostics with places. Where the program has been built or rewritten
        rather than parsed, the places are in its canonical text.
    """
    language = language or base_language()
    found = _Verifier(program, language).run()
    if found and program.source is None:
        # Only now is the text needed, to have something to point at.
        try:
            found = _Verifier(_printed(program), language).run()
        except MyceliumError:
            return found  # a name that cannot be written: found above, without a place
    return sorted(found, key=lambda d: d.at or (0, 0))


def check(program: Program, language: Language | None = None) -> None:
    """Raise if a program has errors.

    Raises:
        MyceliumError: with every error; warnings are left out.
    """
    errors = [d for d in verify(program, language) if d.is_error]
    if errors:
        raise MyceliumError(*errors)


def kinds_of(program: Program, language: Language | None = None) -> dict[str, Kind]:
    """The kind of each step's value, as far as it is known without running."""
    verifier = _Verifier(program, language or base_language())
    verifier.run()
    return verifier.kinds


def _printed(program: Program) -> Program:
    from mycelium_ir.parser import parse
    from mycelium_ir.printer import print_program

    return parse(print_program(program), name="<program>")


class _Verifier:
    """One run of the verifier over one program."""

    def __init__(self, program: Program, language: Language) -> None:
        self.program = program
        self.language = language
        self.source = program.source or Source("")
        self.found: list[Diagnostic] = []
        self.kinds: dict[str, Kind] = {}
        self.owners: dict[str, Statement] = {}
        self.where: Statement | None = None

    def run(self) -> list[Diagnostic]:
        """Check everything, in an order in which later checks can lean on earlier ones."""
        self._names()
        self._spans()
        self._definitions()
        self._steps()
        self._ends()
        return self.found

    # -- reporting

    def report(
        self,
        code: str,
        message: str,
        at: tuple[int, int] | None = None,
        hint: str | None = None,
        severity: str = "error",
    ) -> None:
        """Note a finding at a place, or at the statement that is being checked."""
        subject = getattr(self.where, "name", None)
        if at is None and self.where is not None:
            at = self.where.at
        self.found.append(Diagnostic(code, message, at, hint, severity, subject, self.source))

    def at_word(self, statement: Statement, word: str, after: str = "") -> tuple[int, int] | None:
        """The place of a word in a statement's line, looked for behind the text `after`."""
        if statement.at is None:
            return None
        text = self.source.text
        end = text.find("\n", statement.at[0])
        end = len(text) if end < 0 else end
        start = max(text.find(after, statement.at[1], end), statement.at[1]) if after else 0
        match = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)").search(
            text, max(start, statement.at[1]), end
        )
        return match.span() if match else statement.at

    # -- names

    def _names(self) -> None:
        """Each name is introduced once, is well formed, and hides nothing."""
        counts: dict[type, int] = {}
        for statement in self.program.statements:
            self.where = statement
            kind = type(statement)
            if kind in (Step, Clause, Define):
                self._introduce(statement, statement.name)  # type: ignore[union-attr]
            elif kind is Unknown:
                for name in statement.names:  # type: ignore[union-attr]
                    self._introduce(statement, name)
                self._domain(statement)  # type: ignore[arg-type]
            elif kind in (Problem, Answer, Goal):
                counts[kind] = counts.get(kind, 0) + 1
                if counts[kind] == 2:
                    word = kind.__name__.lower()
                    self.report("MYC031", f"the program has more than one `{word}` line")

    def _introduce(self, statement: Statement, name: str) -> None:
        at = None
        if name in self.owners:
            at = self.at_word(statement, name)
            first = self.owners[name]
            line = ""
            if first.at is not None:
                line = f" in line {self.source.position(first.at[0])[0]}"
            self.report("MYC030", f"the name `{name}` is taken already{line}", at, "choose another")
            return
        self.owners[name] = statement
        if not _NAME.fullmatch(name) or name in RESERVED:
            hint = "names are letters, digits and `_`, and neither `in` nor `implicit`"
            self.report("MYC038", f"`{name}` cannot be a name", None, hint)
        table: Iterable[str] = (
            self.language.functions if type(statement) is Define else self.language.constants
        )
        if name in table and type(statement) is not Clause:
            what = "function" if type(statement) is Define else "constant"
            at = self.at_word(statement, name)
            self.report(
                "MYC251",
                f"`{name}` hides the {what} of that name",
                at,
                severity="warning",
            )

    def _domain(self, statement: Unknown) -> None:
        if statement.domain not in DOMAINS:
            self.report(
                "MYC036",
                f"`{statement.domain}` is no domain",
                self.at_word(statement, statement.domain, " in "),
                nearest(statement.domain, DOMAINS) or f"the domains are {', '.join(DOMAINS)}",
            )

    # -- clauses

    def _spans(self) -> None:
        """Each clause's span cuts just its text out of the problem."""
        problem = self.program.problem
        for clause in self.program.clauses:
            self.where = clause
            span = f"[{clause.start}:{clause.end}]"
            if problem is None:
                self.report(
                    "MYC037",
                    f"clause `{clause.name}` refers to a problem that is not there",
                    hint='add a line `problem "..."`',
                )
            elif not 0 <= clause.start < clause.end <= len(problem):
                self.report(
                    "MYC034",
                    f"the span {span} lies outside the problem's {len(problem)} characters",
                    hint="leave the span out: `mycelium fmt` adds the right one",
                )
            elif problem[clause.start : clause.end] != clause.text:
                there = _shortened(problem[clause.start : clause.end])
                self.report(
                    "MYC034",
                    f"the span {span} does not match its text: the problem has “{there}” there",
                    hint="leave the span out: `mycelium fmt` adds the right one",
                )

    # -- definitions

    def _definitions(self) -> None:
        """Definitions name their parameters once and do not define themselves."""
        definitions = self.program.definitions
        for definition in definitions.values():
            self.where = definition
            if len(set(definition.parameters)) < len(definition.parameters):
                self.report("MYC039", f"`{definition.name}` has two parameters of one name")
        calls = {
            name: [
                n.function for n in walk(d.body) if type(n) is Call and n.function in definitions
            ]
            for name, d in definitions.items()
        }
        for cycle in _order(calls)[1]:
            self.where = definitions[cycle[0]]
            shown = " → ".join([*cycle, cycle[0]])
            self.report("MYC033", f"a function is defined by itself: {shown}")
            return
        for definition in definitions.values():
            self.where = definition
            bound = dict.fromkeys(definition.parameters, Kind.ANY)
            steps = dict.fromkeys(self.program.step_names, Kind.ANY)
            infer(definition.body, self._scope(steps), bound, self.report)

    def _scope(self, steps: dict[str, Kind]) -> Scope:
        return Scope(
            self.language,
            steps,
            self.program.unknowns,
            self.program.definitions,
            frozenset(c.name for c in self.program.clauses),
            self.program.step_names,
        )

    # -- steps

    def _steps(self) -> None:
        """Operations, provenance and expressions of the steps, in an order of execution."""
        steps = self.program.step_names
        clauses = {c.name for c in self.program.clauses}
        order, cycles = _order(self._needs())
        for cycle in cycles:
            if not any(name in steps for name in cycle):
                continue  # a definition that uses itself is MYC033
            self.where = self.owners[cycle[0]]
            shown = " → ".join([*cycle, cycle[0]])
            self.report(
                "MYC032",
                f"step `{cycle[0]}` needs its own result: {shown}",
                hint="change one of these steps so that it uses only earlier ones",
            )
        scope = self._scope(self.kinds)
        in_cycle = {name for cycle in cycles for name in cycle}
        for name in in_cycle:
            self.kinds[name] = Kind.ANY
        for name in order:
            if name in steps:
                self._step(steps[name], scope, clauses)
        for step in self.program.steps:
            if steps[step.name] is not step:  # its name is taken; the rest of it is checked too
                kind = self.kinds[step.name]
                self._step(step, scope, clauses)
                self.kinds[step.name] = kind

    def _needs(self) -> dict[str, list[str]]:
        """For each step and definition, the steps that it names and the definitions it calls."""
        steps, definitions = self.program.step_names, self.program.definitions
        bodies: dict[str, tuple[Expression | None, tuple[str, ...]]] = {
            **{name: (step.expression, ()) for name, step in steps.items()},
            **{name: (d.body, d.parameters) for name, d in definitions.items()},
        }
        needs: dict[str, list[str]] = {}
        for name, (body, own) in bodies.items():
            used: list[str] = []
            needs[name] = used
            if body is None:
                continue
            free = references(body, self.language)
            used.extend(other for other in free if other in steps and other not in own)
            if definitions:
                calls = (part.function for part in walk(body) if type(part) is Call)
                used.extend(other for other in calls if other in definitions)
        return needs

    def _step(self, step: Step, scope: Scope, clauses: set[str]) -> None:
        self.where = step
        for clause in step.clauses:
            if clause not in clauses:
                at = self.at_word(step, clause, "@")
                self.report(
                    "MYC042", f"there is no clause `{clause}`", at, nearest(clause, clauses)
                )
        operation = None
        if step.operation is not None:
            operation = self.language.operations.get(step.operation)
            if operation is None:
                self.report(
                    "MYC041",
                    f"there is no operation `{step.operation}`",
                    self.at_word(step, step.operation, ":"),
                    nearest(step.operation, self.language.operations)
                    or "`mycelium ops` lists the operations",
                )
        if step.expression is None:
            result = operation.result if operation is not None else Kind.ANY
            self.kinds[step.name] = result if isinstance(result, Kind) else Kind.ANY
            return
        kind = infer(step.expression, scope, {}, self.report)
        self.kinds[step.name] = kind
        if operation is None:
            return
        if not admits(operation, step.expression):
            self.report(
                "MYC250",
                f"step `{step.name}` says `{operation.name}`, and its expression is none",
                getattr(step.expression, "at", None),
                "the expression decides; change the operation if it is wrong",
                severity="warning",
            )

    # -- done, answer, goal

    def _ends(self) -> None:
        """What the last lines name exists, and the goal can be met."""
        steps = self.program.step_names
        has_goal = self.program.goal is not None
        for statement in self.program.statements:
            self.where = statement
            if isinstance(statement, Done):
                for role in statement.passes:
                    if role not in ROLES:
                        at = self.at_word(statement, role)
                        hint = nearest(role, ROLES) or f"it may name {' and '.join(ROLES)}"
                        self.report("MYC043", f"`done` cannot name `{role}`", at, hint)
            elif isinstance(statement, Answer | Goal):
                if isinstance(statement, Answer) and has_goal:
                    self.report(
                        "MYC044",
                        "the program has an `answer` and a `goal`",
                        hint="delete the `answer` line: the goal names the step",
                    )
                if statement.step not in steps:
                    at = self.at_word(statement, statement.step)
                    if isinstance(statement, Goal) and statement.step == statement.type:
                        at = statement.at
                    self.report(
                        "MYC040",
                        f"there is no step `{statement.step}`",
                        at,
                        nearest(statement.step, steps),
                    )
                elif isinstance(statement, Goal):
                    self._goal(statement)
                if isinstance(statement, Goal) and statement.type not in self.language.goals:
                    self.report(
                        "MYC045",
                        f"there is no goal type `{statement.type}`",
                        self.at_word(statement, statement.type),
                        nearest(statement.type, self.language.goals)
                        or f"the goal types are {', '.join(self.language.goals)}",
                    )

    def _goal(self, goal: Goal) -> None:
        form = self.language.goals.get(goal.type)
        kind = self.kinds.get(goal.step, Kind.ANY)
        if form is None or any(k.accepts(kind) for k in form.kinds):
            return
        if kind is Kind.BOOLEAN and Kind.BOOLEAN not in form.kinds:
            hint = "the goal type of a statement that is true or false is `boolean`"
        elif kind in (Kind.SET, Kind.INTERVAL):
            hint = f"take one member, as in `only({goal.step})`, or use `goal solution_set`"
        else:
            hint = f"the step's value is of kind {kind}"
        self.report(
            "MYC071",
            f"goal `{goal.type}` cannot be met: step `{goal.step}` is of kind {kind}",
            self.at_word(goal, goal.type),
            hint,
        )


def _shortened(text: str, most: int = 40) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _order(needs: dict[str, list[str]]) -> tuple[list[str], list[list[str]]]:
    """An order in which each name comes after what it needs, and the cycles that forbid one.

    The author's order is kept wherever it is free. Linear in names and needs.
    """
    order: list[str] = []
    cycles: list[list[str]] = []
    state: dict[str, int] = {}
    for root in needs:
        if root in state:
            continue
        path: list[str] = [root]
        stack = [iter(needs[root])]
        state[root] = 1
        while stack:
            for name in stack[-1]:
                if state.get(name) == 1:
                    cycles.append(path[path.index(name) :])
                elif name not in state:
                    state[name] = 1
                    path.append(name)
                    stack.append(iter(needs[name]))
                    break
            else:
                stack.pop()
                name = path.pop()
                state[name] = 2
                order.append(name)
    return order, cycles


__all__ = ["DOMAINS", "ROLES", "check", "kinds_of", "matches", "verify"]
