"""Writing a verified program out as a solution, a line a step, with the place of every operand.

Earlier results stand as their values, as a person writes them: `s0 / 2` becomes
`48 / 2 = 24`. What a program's text says is printed and read again, so that each
operand's place in the solution comes from the parser and not from a search.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from mycelium.evaluation.shapes import exact_value
from mycelium_distill.algebra.mentions import Mentions
from mycelium_distill.algebra.sketch import Draft, is_literal
from mycelium_distill.written import Span, Written, WrittenOperand, WrittenStep
from mycelium_ir.kinds import Kind
from mycelium_ir.nodes import (
    Call,
    Expression,
    Name,
    Number,
    Program,
    Step,
    children,
    is_finite_decimal,
    number,
    replace,
    walk,
)
from mycelium_ir.outcome import Value
from mycelium_ir.parser import parse_expression
from mycelium_ir.printer import print_expression, print_program
from mycelium_ir.rewrite import map_expression, substitute_names

_RELATIONS = {"Eq": "=", "Ne": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_ORDINALS = {2: "second ", 3: "third ", 4: "fourth "}
_SAME = frozenset({"expand", "factor", "collect", "simplify"})
"""Functions that leave an expression equal: `(x + 1)**2 = x**2 + 2*x + 1` says what they did."""


def write(
    draft: Draft, values: Mapping[str, Value], answer: str, *, id: str, source: str, split: str
) -> Written:
    """The written solution of a program that was run.

    Args:
        draft: The problem and its program.
        values: The value of each step, by its name.
        answer: The gold answer, which ends the solution.
        id: Names the row.
        source: Where it comes from, such as `algebra.linear_1d`.
        split: The split that it belongs to.
    """
    writer = _Writer(draft, values)
    steps = tuple(map(writer.step, draft.program.steps))
    writer.text.add(f"#### {answer}")
    return Written(
        id=id,
        source=source,
        split=split,
        problem=draft.problem,
        solution=str(writer.text),
        steps=steps,
        program=print_program(draft.program),
        answer=answer,
    )


@dataclass
class _Text:
    """A text that grows."""

    parts: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, part: str) -> Span:
        """Add a part; where it stands."""
        start = self.length
        self.parts.append(part)
        self.length += len(part)
        return start, self.length

    def __str__(self) -> str:
        return "".join(self.parts)


class _Writer:
    """Writes the steps of one program, and finds their operands."""

    def __init__(self, draft: Draft, values: Mapping[str, Value]) -> None:
        self.draft = draft
        self.program: Program = draft.program
        self.values = values
        self.text = _Text()
        self.mentions = Mentions(draft.problem)
        self.order = {step.name: i for i, step in enumerate(self.program.steps)}
        self.decimal = _has_decimals(draft)
        self.literals = _literals(draft.program)
        self.shown: dict[str, Expression] = {}
        for step in self.program.steps:
            self.shown[step.name] = shown = self._shown(values[step.name])
            if exact_value(shown) is not None:
                self.literals.setdefault(exact_value(shown), shown)
        self.numbers = {name: exact_value(shown) for name, shown in self.shown.items()}
        self.operands: list[WrittenOperand] = []
        self.current = 0

    def _shown(self, value: Value) -> Expression:
        """How a value is written: as a decimal where the problem reckons with decimals.

        The members of a set or a tuple are written as the program writes them.
        """
        expression = value.expression
        if isinstance(expression, Call) and expression.function in ("set", "tuple"):
            members = (self.literals.get(exact_value(o), o) for o in expression.operands)
            return replace(expression, operands=tuple(members))
        exact = exact_value(expression) if self.decimal else None
        return expression if exact is None or not is_finite_decimal(exact) else number(exact)

    def step(self, step: Step) -> WrittenStep:
        """The step's line."""
        assert step.expression is not None
        self.current, self.operands = self.order[step.name], []
        start = self.text.length
        expression, result = self._line(step, step.expression)
        end = self.text.length
        self.text.add("\n")
        return WrittenStep(
            name=step.name,
            span=(start, end),
            expression=expression,
            result=result,
            operands=tuple(self.operands),
        )

    # -- lines

    def _line(self, step: Step, expression: Expression) -> tuple[Span | None, Span | None]:
        value, label = self.values[step.name], self.draft.labels.get(step.name)
        shown = self.shown[step.name]
        if shown != value.expression or value.kind in (Kind.SET, Kind.TUPLE):
            value = Value(value.kind, print_expression(shown))
        match expression:
            case Call(function=sign, operands=(left, right)) if sign in _RELATIONS:
                return self._relation(sign, left, right, value)
            case Call(function="solve", operands=parts, parameters=(Name(id=letter), *_)):
                return self._solved(parts, letter, value)
            case Call(function="only", operands=(of,)):
                self.text.add(f"{label or self._letter(of)} = ")
                self._refer(of, (self.text.length, self.text.length + len(value.text)))
                return None, self.text.add(value.text)
            case Call(function="substitute", operands=(of,), parameters=pairs):
                return self._substituted(of, pairs, value, label)
            case Call(function="diff", operands=(of,), parameters=(Name(id=letter), *order)):
                return self._derived(of, letter, order, value, label)
            case Call(function="convert", operands=(of, Name(id=unit), Name(id=target))):
                span = self._expression(of)
                unit_span = self.text.add(f" {unit}")
                self.text.add(" = ")
                result = self.text.add(value.text)
                self.text.add(f" {target}")
                return (span[0], unit_span[1]), result
            case Call(function=name) if name in self.program.definitions:
                return self._applied(expression, value)
            case Call(function=name, operands=(of,)) if name in _SAME:
                return self._equal(of, value, label)
        return self._equal(expression, value, label)

    def _letter(self, of: Expression) -> str:
        """The unknown whose solutions a step has."""
        step = self.program.step(of.id) if isinstance(of, Name) else None
        match None if step is None else step.expression:
            case Call(function="solve", parameters=(Name(id=letter), *_)):
                return letter
        return "the only one"

    def _equal(self, expression: Expression, value: Value, label: str | None) -> tuple[Span, Span]:
        if label is not None:
            self.text.add(f"{label} = ")
        span = self._expression(expression)
        if is_literal(expression):
            return span, span
        defined = self.program.definitions
        if any(isinstance(node, Call) and node.function in defined for node in walk(expression)):
            self.text.add(f" = {print_expression(self._inlined(expression))}")
        self.text.add(" = ")
        return span, self.text.add(value.text)

    def _relation(
        self, sign: str, left: Expression, right: Expression, value: Value
    ) -> tuple[Span, Span | None]:
        start = self._expression(left)[0]
        self.text.add(f" {_RELATIONS[sign]} ")
        span = (start, self._expression(right)[1])
        if value.kind is not Kind.BOOLEAN:
            return span, None
        self.text.add(" is ")
        return span, self.text.add(value.text)

    def _solved(
        self, parts: tuple[Expression, ...], letter: str, value: Value
    ) -> tuple[Span, Span]:
        start = self.text.add("solve ")[1]
        for place, part in enumerate(parts):
            if place:
                self.text.add(" and " if place == len(parts) - 1 else ", ")
            span = self._whole(part)
            self._refer(part, span)
        end = self.text.add(f" for {letter}")[1]
        self.text.add(": ")
        return (start, end), self.text.add(_solutions(letter, value.expression))

    def _whole(self, part: Expression) -> Span:
        """An equation or inequality that an earlier step has, as that step wrote it."""
        meant = self.shown.get(part.id) if isinstance(part, Name) else None
        match meant if meant is not None else part:
            case Call(function=sign, operands=(left, right)) if sign in _RELATIONS:
                shown = f"{print_expression(left)} {_RELATIONS[sign]} {print_expression(right)}"
            case other:
                shown = print_expression(other)
        return self.text.add(shown)

    def _substituted(
        self,
        of: Expression,
        pairs: tuple[Expression, ...],
        value: Value,
        label: str | None,
    ) -> tuple[Span, Span]:
        if label is not None:
            self.text.add(f"{label} = ")
        start = self._expression(of)[0]
        end = start
        for place, (letter, put) in enumerate(_paired(pairs)):
            self.text.add(" with " if not place else ", ")
            self.text.add(f"{print_expression(letter)} = ")
            end = self._expression(put)[1]
        given = {p.id: self._with_values(put) for p, put in _paired(pairs) if isinstance(p, Name)}
        body = substitute_names(self._with_values(of), given)
        self.text.add(f": {print_expression(body)} = ")
        return (start, end), self.text.add(value.text)

    def _derived(
        self,
        of: Expression,
        letter: str,
        order: list[Expression],
        value: Value,
        label: str | None,
    ) -> tuple[Span, Span]:
        nth = 1
        if order and isinstance(order[0], Number):
            nth = int(order[0].value)
        named = "" if nth == 1 else _ORDINALS.get(nth, f"{nth}th ")
        self.text.add(f"{label} = " if label is not None else "")
        start = self.text.add(f"the {named}derivative of ")[0]
        self._expression(of)
        end = self.text.add(f" by {letter}")[1]
        self.text.add(" = ")
        return (start, end), self.text.add(value.text)

    def _applied(self, expression: Expression, value: Value) -> tuple[Span, Span]:
        span = self._expression(expression)
        self.text.add(f" = {print_expression(self._inlined(expression))} = ")
        return span, self.text.add(value.text)

    def _inlined(self, expression: Expression) -> Expression:
        """An expression with what the problem defines in place of its names."""

        def inline(node: Expression) -> Expression:
            define = self.program.definitions.get(node.function) if isinstance(node, Call) else None
            if define is None or not isinstance(node, Call):
                return node
            given = dict(zip(define.parameters, node.operands, strict=True))
            return substitute_names(map_expression(define.body, inline), given)

        return self._with_values(map_expression(expression, inline))

    # -- expressions and their operands

    def _with_values(self, expression: Expression) -> Expression:
        return substitute_names(expression, dict(self.shown))

    def _expression(self, expression: Expression) -> Span:
        """Write an expression with the values of earlier steps, and note its operands."""
        shown = print_expression(self._with_values(expression))
        span = self.text.add(shown)
        self._locate(expression, parse_expression(shown), span[0])
        return span

    def _locate(self, meant: Expression, placed: Expression, offset: int) -> None:
        at = placed.at
        assert at is not None
        span = (at[0] + offset, at[1] + offset)
        if isinstance(meant, Name):
            self._refer(meant, span)
            return
        if isinstance(meant, Number) or (is_literal(meant) and self._is_whole(meant)):
            value = exact_value(meant)
            assert value is not None
            self._operand(span, value, None)
            return
        match meant, placed:
            case (
                Call(function="from_digits", operands=(Call(operands=digits), *rest)),
                Call(operands=(Call(operands=shown), *others)),
            ) if all(isinstance(digit, Number) for digit in digits):
                self._numeral(digits, shown, offset)
                pairs = zip(rest, others, strict=True)
            case _:
                pairs = zip(children(meant), children(placed), strict=True)
        for one, two in pairs:
            self._locate(one, two, offset)

    def _numeral(
        self, digits: tuple[Expression, ...], shown: tuple[Expression, ...], offset: int
    ) -> None:
        """Note the digits of a numeral that stands in the problem in one piece."""
        values = [int(digit.value) for digit in digits if isinstance(digit, Number)]
        starts = self.mentions.numerals(values)
        for place, (value, node) in enumerate(zip(values, shown, strict=True)):
            assert node.at is not None
            places = tuple((start + place, start + place + 1) for start in starts)
            self.operands.append(
                WrittenOperand(
                    span=(node.at[0] + offset, node.at[1] + offset),
                    value=Fraction(value),
                    source="problem" if places else "constant",
                    places=places,
                )
            )

    def _is_whole(self, literal: Expression) -> bool:
        """Whether the problem has a fraction in one piece, as in `three halves`."""
        value = exact_value(literal)
        parts = (exact_value(part) for part in children(literal))
        return bool(
            value is not None
            and self.mentions.places(value)
            and not all(part is not None and self.mentions.places(part) for part in parts)
        )

    def _refer(self, name: Expression, span: Span) -> None:
        """Note an earlier step that is read, if it has the value of a number."""
        if isinstance(name, Name) and name.id in self.order:
            value = self.numbers.get(name.id)
            if value is not None:
                self._operand(span, value, self.order[name.id])

    def _operand(self, span: Span, value: Fraction, gold: int | None) -> None:
        places = self.mentions.places(value)
        earlier = tuple(
            i for name, i in self.order.items() if i < self.current and self.numbers[name] == value
        )
        source = "step" if gold is not None else ("problem" if places else "constant")
        self.operands.append(
            WrittenOperand(
                span=span, value=value, source=source, places=places, steps=earlier, gold=gold
            )
        )


def _paired(pairs: tuple[Expression, ...]) -> list[tuple[Expression, Expression]]:
    """The letters and what is put in for them."""
    return list(zip(pairs[::2], pairs[1::2], strict=True))


def _has_decimals(draft: Draft) -> bool:
    """Whether a program reckons with decimals, and so shows its values as decimals."""
    goal = draft.program.goal
    if goal is not None and goal.type == "decimal":
        return True
    return any(
        isinstance(node, Number) and node.value.denominator > 1
        for step in draft.program.steps
        if step.expression is not None
        for node in walk(step.expression)
    )


def _literals(program: Program) -> dict[Fraction | None, Expression]:
    """The literals of a program by their values, as it writes them."""
    found: dict[Fraction | None, Expression] = {}
    for step in program.steps:
        if step.expression is not None:
            for node in walk(step.expression):
                if isinstance(node, Call) and is_literal(node):
                    found.setdefault(exact_value(node), node)
                elif isinstance(node, Number) and node.value.denominator > 1:
                    found.setdefault(node.value, node)
    return found


def _solutions(letter: str, value: Expression) -> str:
    """A set of solutions in words: `x = -5 or x = 2`."""
    if isinstance(value, Call) and value.function == "set":
        if not value.operands:
            return "no solution"
        return " or ".join(f"{letter} = {print_expression(o)}" for o in value.operands)
    return f"{letter} in {print_expression(value)}"
