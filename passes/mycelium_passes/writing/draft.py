"""One program while it is written: what may come next, and what is forced.

Headers and expressions are the model's; values are computed, and steps that were there
already are read out as they are. The draft knows no tensors.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from mycelium_ir.diagnostics import MyceliumError
from mycelium_ir.language import base_language
from mycelium_ir.nodes import (
    Call,
    Define,
    Expression,
    Hole,
    Name,
    Number,
    Program,
    Statement,
    Step,
    Unknown,
)
from mycelium_ir.parser import parse_expression
from mycelium_passes.transcript import symbols as signs
from mycelium_passes.transcript.symbols import Symbols
from mycelium_passes.transcript.transcribe import (
    Transcriber,
    Transcript,
    shown_as,
    write_statements,
)
from mycelium_passes.transcript.values import stated
from mycelium_passes.writing.grammar import Expressions, ExpressionState
from mycelium_passes.writing.literals import Literals
from mycelium_passes.writing.parsed import plain_value

MOST_STEPS = 24
"""A program with more steps than any problem needs is closed."""

Plan: TypeAlias = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Order:
    """What is to be written.

    Attributes:
        program: With its clauses; steps that have an expression are read out first, in
            the author's order, and those that must be filled are filled where they stand.
        values: The values of the steps that give a rational number.
        plan: The templates that each clause is given; None for no plan.
        mode: `WHOLE`, or `STATED` where implicit steps are left for later.
        fill: The names of the steps that must be filled.
        free: Whether steps may be added behind those that are there.
        clauses: Whether the clauses are shown; without them no step says where it comes
            from, as in the examples of which only problem and program are known.
    """

    program: Program
    values: Mapping[str, Fraction]
    plan: Plan | None = None
    mode: str = signs.WHOLE
    fill: frozenset[str] = frozenset()
    free: bool = True
    clauses: bool = True


class Draft:
    """A program that grows symbol by symbol.

    Args:
        vocabulary: The symbols.
        table: Its expressions' sets.
        order: What is to be written.
        literals: The numbers that it may name; they are copied.
        bare: Whether a step's provenance may stay unknown.
    """

    def __init__(
        self,
        vocabulary: Symbols,
        table: Expressions,
        order: Order,
        literals: Literals,
        *,
        bare: bool = True,
    ) -> None:
        self.vocabulary = vocabulary
        self.table = table
        self.order = order
        self.literals = literals.copy()
        self.bare = bare
        names = [clause.name for clause in order.program.clauses] if order.clauses else []
        self.writer = Transcriber(vocabulary, names, order.plan, order.mode)
        self.clauses = names[: signs.MARKERS]
        self.defined = {n: len(d.parameters) for n, d in order.program.definitions.items()}
        self.declared: list[Statement] = []
        self.steps: list[Step] = []
        self.values: dict[str, Fraction] = {}
        self.exact: dict[Fraction, Fraction] = {}
        self.log_probability = 0.0
        self.headers = 0.0  # of it, that of the steps' headers
        self.scores: list[float | None] = []  # of each step, the log probability of its symbols
        self._scored = 0.0
        self.finished = False
        self.waiting = False  # for the value of its last step
        self.open_values = 0
        self._fed = 0
        self._marked = 0
        self._taken = {
            step.name
            for step in order.program.steps
            if step.expression is not None or step.name in order.fill
        }
        self._script = [
            step
            for step in order.program.steps
            if step.expression is not None or step.name in order.fill
        ]
        self._state = "header"
        self._expression: ExpressionState | None = None
        self._header = 0
        self._started = 0
        self._current = Step("")
        self._names: list[int] = []
        write_statements(self.writer, order.program)
        self._follow_script()

    # -- towards the model

    def pending(self) -> tuple[list[int], list[tuple[int, int]]]:
        """What the model has not read yet: symbols, and markers by place among them and clause."""
        symbols, markers = self.writer.symbols, self.writer.markers
        fed, self._fed = self._fed, len(symbols)
        if self._marked == len(markers):
            return symbols[fed:], []
        marked, self._marked = self._marked, len(markers)
        return symbols[fed:], [(place - fed, clause) for place, clause in markers[marked:]]

    def allowed(self) -> tuple[int, ...]:
        """The symbols that may come next."""
        state = self._state
        if state == "expression":
            assert self._expression is not None
            return self._expression.allowed()
        if state == "template":
            return self.table.templates
        if state == "header":
            return self._headers()
        return tuple(self._declaring(state))

    def _declaring(self, state: str) -> list[int]:
        number = self.vocabulary.numbers
        if state == "names":
            letters = list(self.table.letters)
            if not self._names or self._names[-1] == self.table.comma:
                return letters
            return [self.table.comma, number[signs.IN]]
        if state == "domain":
            return [number[name] for name in ("integer", "rational", "complex")]
        if state == "function":
            return list(self.table.letters)
        if state == "parameters":
            letters = list(self.table.letters)
            if self._names[-1] in (self.table.opens, self.table.comma):
                return letters
            return [self.table.comma, self.table.closes]
        assert self._expression is not None
        return list(self._expression.allowed())

    def _headers(self) -> tuple[int, ...]:
        number = self.vocabulary.numbers
        if len(self.steps) >= MOST_STEPS:
            return (number[signs.END],)
        key = (len(self.clauses), self.order.mode, self.bare, not self.steps)
        known = self.table.sets.get(key)
        if known is not None:
            return known
        found = [number[f"@{index}"] for index in range(len(self.clauses))]
        if self.order.mode == signs.WHOLE and self.order.clauses:
            found.append(number[signs.IMPLICIT])
        if self.bare or not found:
            found.append(number[signs.BARE])
        if self.steps:
            found.append(number[signs.END])
        else:
            found += [number[signs.UNKNOWN], number[signs.DEFINE]]
        self.table.sets[key] = tuple(found)
        return self.table.sets[key]

    def push(self, symbol: int, log_probability: float) -> None:
        """Take the symbol that the model chose, one that is allowed."""
        self.log_probability += log_probability
        name = self.vocabulary.all[symbol]
        if self._state in ("header", "template") and name != signs.END:
            self.headers += log_probability
        getattr(self, f"_in_{self._state}")(symbol, name)

    def give_up(self) -> None:
        """End it without a program."""
        self.log_probability = float("-inf")
        self.finished = True

    def _write(self, symbol: int) -> None:
        self.writer.symbols.append(symbol)

    # -- the states

    def _in_header(self, symbol: int, name: str) -> None:
        self._header = len(self.writer.symbols)
        if name == signs.END:
            self._write(symbol)
            self.finished = True
        elif name in (signs.UNKNOWN, signs.DEFINE):
            self._write(symbol)
            self._names = []
            self._state = "names" if name == signs.UNKNOWN else "function"
        elif name == signs.BARE:
            self._write(symbol)
            self._begin(Step(self._fresh()))
        else:
            if name == signs.IMPLICIT:
                self._write(symbol)
                self._current = Step(self._fresh(), implicit=True)
            else:
                clause = int(name[1:])
                self.writer.mark(clause)
                self._current = Step(self._fresh(), clauses=(self.clauses[clause],))
            self._state = "template"

    def _in_template(self, symbol: int, name: str) -> None:
        self._write(symbol)
        self._begin(dataclasses.replace(self._current, operation=name[1:]))

    def _begin(self, step: Step) -> None:
        self._current = step
        self._started = len(self.writer.symbols)
        self._state = "expression"
        self._expression = ExpressionState(
            self.table,
            self.literals,
            self.defined,
            holes=self.open_values > 0 or self.order.mode == signs.STATED,
            end=self.table.equals,
        )

    def _in_expression(self, symbol: int, name: str) -> None:
        assert self._expression is not None
        if not self._expression.push(symbol):
            self._write(symbol)
            return
        start = self._started
        try:
            parsed = self.table.parsed.of(self.writer.symbols[start:])
        except (MyceliumError, ValueError):
            # Too deep or too long for the language.
            self.give_up()
            return
        expression = parsed.expression
        self.writer.note_operands(parsed.leaves, start)
        self._current = dataclasses.replace(self._current, expression=expression)
        value = parsed.value
        if self.exact:
            value = plain_value(_exactly(expression, self.exact))
        if value is None and may_be_number(expression, self.defined):
            self.waiting = True
        else:
            self.close(value)

    def close(self, value: Fraction | None) -> None:
        """Write the value of the step that was written last, and go on."""
        self.waiting = False
        self.writer.expression_from(self._started)
        self._closed(self._current, self._header, value)
        self._follow_script()

    def _closed(self, step: Step, header: int, value: Fraction | None) -> None:
        self.writer.close(step.name, header, value)
        self.steps.append(step)
        was_there = self.order.program.step_names.get(step.name)
        read_out = was_there is not None and was_there.expression is not None
        self.scores.append(None if read_out else self.log_probability - self._scored)
        self._scored = self.log_probability
        self._state = "header"
        told = None if value is None else stated(value)
        if value is None or told is None:
            self.open_values += 1
            return
        self.values[step.name] = value
        self.literals.add(abs(told))
        if told != value:
            self.exact[abs(told)] = abs(value)

    def _in_names(self, symbol: int, name: str) -> None:
        self._write(symbol)
        self._names.append(symbol)
        if name == signs.IN:
            self._state = "domain"

    def _in_domain(self, symbol: int, name: str) -> None:
        self._write(symbol)
        names = [self.vocabulary.all[n] for n in self._names if n in self.table.letters]
        self.declared.append(Unknown(tuple(dict.fromkeys(names)), name))
        self._write(self.vocabulary[signs.STEP])
        self._state = "header"

    def _in_function(self, symbol: int, name: str) -> None:
        self._write(symbol)
        self._write(self.table.opens)
        self._names = [symbol, self.table.opens]
        self._state = "parameters"

    def _in_parameters(self, symbol: int, name: str) -> None:
        self._write(symbol)
        self._names.append(symbol)
        if symbol == self.table.closes:
            self._write(self.table.equals)
            self._started = len(self.writer.symbols)
            self._state = "body"
            self._expression = ExpressionState(
                self.table,
                self.literals,
                self.defined,
                holes=False,
                end=self.vocabulary[signs.STEP],
            )

    def _in_body(self, symbol: int, name: str) -> None:
        assert self._expression is not None
        ended = self._expression.push(symbol)
        self._write(symbol)
        if not ended:
            return
        text = self.vocabulary.text(self.writer.symbols[self._started : -1])
        function, *inside = [self.vocabulary.all[n] for n in self._names if n in self.table.letters]
        try:
            define = Define(function, tuple(dict.fromkeys(inside)), parse_expression(text))
        except MyceliumError:
            self.give_up()
            return
        self.declared.append(define)
        self.defined[function] = len(define.parameters)
        self._state = "header"

    # -- what is there already

    def _follow_script(self) -> None:
        """Read out the steps that are there, up to one that must be filled."""
        while self._script:
            step = self._script.pop(0)
            header = len(self.writer.symbols)
            self._header = header
            self.writer.header(step)
            if step.expression is None:
                self._begin(step)
                return
            shown = {s.name: shown_as(self.values.get(s.name)) for s in self.steps}
            for other in self._script:
                shown.setdefault(other.name, Hole())
            self.writer.write_expression(step, shown)
            self._closed(step, header, self.order.values.get(step.name))
        if not self.order.free and self._state == "header":
            self._write(self.vocabulary[signs.END])
            self.finished = True

    def _fresh(self) -> str:
        index = len(self.steps)
        while f"s{index}" in self._taken:
            index += 1
        self._taken.add(f"s{index}")
        return f"s{index}"

    # -- what came of it

    @property
    def current(self) -> Step:
        """The step whose value is waited for."""
        return self._current

    def transcript(self) -> Transcript:
        """What is written so far."""
        return self.writer.transcript()


def _exactly(node: Expression, exact: Mapping[Fraction, Fraction]) -> Expression:
    """The expression with rounded earlier results exchanged for what they are rounded from."""
    if type(node) is Number and node.value in exact:
        value = exact[node.value]
        whole = [Number(Fraction(part)) for part in (value.numerator, value.denominator)]
        return Call("/", (whole[0], whole[1]))
    if type(node) is Call and exact:
        return Call(
            node.function,
            tuple(_exactly(child, exact) for child in node.operands),
            tuple(_exactly(child, exact) for child in node.parameters),
        )
    return node


def may_be_number(expression: Expression, defined: Mapping[str, int]) -> bool:
    """Whether an expression that is no plain arithmetic may have a rational value."""
    from mycelium_ir.kinds import Kind

    if type(expression) is not Call:
        return type(expression) is Name
    if expression.function in defined:
        return True
    function = base_language().functions.get(expression.function)
    if function is None:
        return False
    return not isinstance(function.result, Kind) or function.result in (Kind.NUMBER, Kind.ANY)
