"""Evaluates whole programs: steps in order, errors with places, the answer in its goal's form."""

from __future__ import annotations

from dataclasses import replace

from sympy import Basic

from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.kinds import Kind
from mycelium_ir.language import Language
from mycelium_ir.lowering.bodies import imported
from mycelium_ir.lowering.budget import Budget, limited_to
from mycelium_ir.lowering.errors import RefusedError, too_large
from mycelium_ir.lowering.evaluator import Evaluator, FaultError, UnavailableError
from mycelium_ir.lowering.raising import Raiser
from mycelium_ir.lowering.values import as_value, examine, is_rational, kind_of, settled
from mycelium_ir.nodes import Goal, Hole, Program, Step, walk
from mycelium_ir.outcome import Outcome, Value
from mycelium_ir.references import execution_order


def evaluate(
    program: Program,
    language: Language,
    *,
    partial: bool = False,
    digits: int = 10_000,
    size: int = 100_000,
) -> Outcome:
    """Run a program exactly.

    Args:
        program: The program; it need not have been verified.
        language: The tables of functions and goals to run it with.
        partial: Leave out, silently, steps with holes or without an expression and
            those that depend on them, and ask for no answer.
        digits: The most decimal digits that a number may have.
        size: The most nodes, members or terms that a value may have.

    Returns:
        The value of every step that has one, the answer, and the errors. A step
        that fails is reported once; the steps that depend on it are left out.

    Raises:
        MemoryError: if there is no memory left. Nothing else: errors are diagnostics.
    """
    with limited_to(Budget(digits, size)):
        return _Run(program, language, partial).outcome()


class _Run:
    """One evaluation of one program."""

    def __init__(self, program: Program, language: Language, partial: bool) -> None:
        self.program = program
        self.language = language
        self.partial = partial
        self.errors: list[Diagnostic] = []
        self.values: dict[str, Value] = {}
        self.evaluator = Evaluator(
            language, program.unknowns, program.definitions, program.step_names, program.source
        )
        self.known = frozenset(self.evaluator.unknowns.values())
        self.sizes: dict[Basic, int] = {}
        taken = (*program.step_names, *program.unknowns, *program.definitions)
        self.raiser = Raiser(self.evaluator.functions, frozenset(taken))

    def outcome(self) -> Outcome:
        """Evaluate every step, then the answer."""
        try:
            order = execution_order(self.program, self.language)
        except MyceliumError as error:
            return Outcome(diagnostics=error.diagnostics)
        for step in order:
            self._step(step)
        answer = self._answer()
        return Outcome(self.values, answer, tuple(self.errors))

    # -- steps

    def _step(self, step: Step) -> None:
        expression = step.expression
        if expression is None:
            self._unfinished(step, f"step `{step.name}` has no expression")
            return
        if type(expression) is Hole or (self._has_calls(step) and _holes(step)):
            self._unfinished(step, f"step `{step.name}` has a hole")
            return
        try:
            value = self.evaluator.value(expression, {})
            value = settled(value)
            examine(value, self.known, self.sizes)
            self.values[step.name] = self._written(value)
            self.evaluator.values[step.name] = value
        except UnavailableError:
            return
        except FaultError as fault:
            self._report(fault.diagnostic, step)
        except MyceliumError as error:
            self._report(_too_deep(error), step)
        except RefusedError as error:
            self._report(Diagnostic(error.code, str(error), hint=error.hint), step)
        except RecursionError:
            refused = too_large(f"the value of step `{step.name}`")
            self._report(Diagnostic(refused.code, str(refused), hint=refused.hint), step)
        except MemoryError:
            raise
        except Exception as error:
            self._report(_unexpected(f"step `{step.name}`", error), step)

    @staticmethod
    def _has_calls(step: Step) -> bool:
        return step.expression is not None and step.expression.depth > 1

    def _unfinished(self, step: Step, message: str) -> None:
        if not self.partial:
            hint = "fill it in, or compile the program with the passes that do"
            self._report(Diagnostic("MYC111", message, hint=hint), step)

    def _report(self, found: Diagnostic, step: Step) -> None:
        at = found.at
        if at is None and step.expression is not None:
            at = step.expression.at
        self.errors.append(
            replace(found, at=at or step.at, subject=step.name, source=self.program.source)
        )

    def _written(self, value: Basic, kind: Kind | None = None) -> Value:
        if is_rational(value) and value.q == 1:
            return Value(Kind.NUMBER, whole_number_text(value.p))
        from mycelium_ir.printer import print_value

        return Value(kind or kind_of(value), print_value(self.raiser.expression(value)))

    # -- the answer

    def _answer(self) -> Value | None:
        program = self.program
        if program.answer is None:
            if not self.partial:
                self.errors.append(
                    Diagnostic(
                        "MYC112",
                        "the program names no step as its answer",
                        hint="end it with a line such as `goal integer s2` or `answer s2`",
                        source=program.source,
                    )
                )
            return None
        value = self.evaluator.values.get(program.answer)
        if value is None:
            if program.answer not in program.step_names and not self.partial:
                self._goal_error("MYC040", f"there is no step `{program.answer}`", None)
            return None
        if program.goal is None:
            return self.values[program.answer]
        return self._in_form(program.goal, value)

    def _in_form(self, goal: Goal, value: Basic) -> Value | None:
        form = self.language.goals.get(goal.type)
        if form is None:
            self._goal_error("MYC045", f"there is no goal type `{goal.type}`", None)
            return None
        kind = kind_of(value)
        if not any(wanted.accepts(kind) for wanted in form.kinds):
            hint = (
                f"take one member, as in `only({goal.step})`, or use `goal solution_set`"
                if kind in (Kind.SET, Kind.INTERVAL)
                else f"the value is of kind {kind}"
            )
            self._goal_error(
                "MYC071", f"goal `{goal.type}` cannot be met: the value is a {kind}", hint
            )
            return None
        try:
            return self._written(as_value(imported(form.lower)(value)))
        except RefusedError as error:
            self._goal_error(error.code, str(error), error.hint)
        except ValueError as error:
            self._goal_error("MYC113", f"goal `{goal.type}` cannot be met: {error}", None)
        except MyceliumError as error:
            found = _too_deep(error)
            self._goal_error(found.code, found.message, found.hint)
        except ImportError as error:
            self._goal_error(
                "MYC110", f"the code of `{goal.type}` cannot be imported: {error}", None
            )
        except MemoryError:
            raise
        except Exception as error:
            found = _unexpected(f"goal `{goal.type}`", error)
            self._goal_error(found.code, found.message, found.hint)
        return None

    def _goal_error(self, code: str, message: str, hint: str | None) -> None:
        goal = self.program.goal
        self.errors.append(
            Diagnostic(
                code,
                message,
                at=None if goal is None else goal.at,
                hint=hint,
                subject=self.program.answer,
                source=self.program.source,
            )
        )


def _holes(step: Step) -> bool:
    return step.expression is not None and any(type(n) is Hole for n in walk(step.expression))


def _too_deep(error: MyceliumError) -> Diagnostic:
    """The error of a value whose expression would be nested too deep."""
    found = error.diagnostics[0]
    return Diagnostic(found.code, f"the value cannot be written: {found.message}", hint=found.hint)


def _unexpected(what: str, error: Exception) -> Diagnostic:
    told = f"{type(error).__name__}: {error}".strip()[:200]
    return Diagnostic(
        "MYC105",
        f"{what} failed ({told})",
        hint="write it in another way, or simplify its operands first",
    )


def whole_number_text(value: int) -> str:
    """An integer in decimal digits, of any length.

    Python refuses to convert more than 4,300 digits at once, to protect servers; the
    limit on digits has already been applied here.
    """
    if value.bit_length() < 10_000:
        return str(value)
    sign, value = ("-", -value) if value < 0 else ("", value)
    pieces: list[str] = []
    part = 10**1000
    while value:
        value, low = divmod(value, part)
        pieces.append(str(low).rjust(1000, "0"))
    return sign + "".join(reversed(pieces)).lstrip("0")
