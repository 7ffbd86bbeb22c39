"""Writing a verified program out as a solution, a line a step, with the place of every operand.

Earlier results stand as their values, as a person writes them: `s0 / 2` becomes
`48 / 2 = 24`.
"""

from __future__ import annotations

from collections.abc import Mapping

from mycelium_distill.algebra.page import Page
from mycelium_distill.algebra.shown import Shown
from mycelium_distill.algebra.sketch import Draft, is_literal
from mycelium_distill.written import ANSWER_MARK, Span, Written, WrittenStep
from mycelium_ir.kinds import Kind
from mycelium_ir.nodes import Call, Expression, Name, Number, Program, Step, walk
from mycelium_ir.outcome import Value
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
    return Written(
        id=id,
        source=source,
        split=split,
        problem=draft.problem,
        solution=str(writer.page).removesuffix("\n") + ANSWER_MARK + answer,
        steps=steps,
        program=print_program(draft.program),
        answer=answer,
    )


class _Writer:
    """Writes the lines of one program's steps."""

    def __init__(self, draft: Draft, values: Mapping[str, Value]) -> None:
        self.draft = draft
        self.program: Program = draft.program
        self.values = values
        self.shown = Shown(self.program, values)
        self.page = Page(self.program, self.shown)

    def step(self, step: Step) -> WrittenStep:
        """The step's line."""
        assert step.expression is not None
        self.page.begin(step.name)
        start = self.page.length
        expression, result = self._line(step, step.expression)
        end = self.page.length
        self.page.add("\n")
        return WrittenStep(
            name=step.name,
            span=(start, end),
            expression=expression,
            result=result,
            operands=self.page.operands,
        )

    # -- lines

    def _line(self, step: Step, expression: Expression) -> tuple[Span | None, Span | None]:
        value, label = self.values[step.name], self.draft.labels.get(step.name)
        value = Value(value.kind, self.shown.text(step.name))
        match expression:
            case Call(function=sign, operands=(left, right)) if sign in _RELATIONS:
                return self._relation(sign, left, right, value)
            case Call(function="solve", operands=parts, parameters=(Name(id=letter), *_)):
                return self._solved(parts, letter, value)
            case Call(function="only", operands=(of,)):
                self.page.add(f"{label or self._letter(of)} = ")
                self.page.refer(of, (self.page.length, self.page.length + len(value.text)))
                return None, self.page.add(value.text)
            case Call(function="substitute", operands=(of,), parameters=pairs):
                return self._substituted(of, pairs, value, label)
            case Call(function="diff", operands=(of,), parameters=(Name(id=letter), *order)):
                return self._derived(of, letter, order, value, label)
            case Call(function="convert", operands=(of, Name(id=unit), Name(id=target))):
                span = self.page.expression(of)
                unit_span = self.page.add(f" {unit}")
                self.page.add(" = ")
                result = self.page.add(value.text)
                self.page.add(f" {target}")
                return (span[0], unit_span[1]), result
            case Call(function=name) if name in self.program.definitions:
                return self._applied(expression, value)
            case Call(function=name, operands=(of,)) if name in _SAME:
                return self._equal(step, of, value, label)
        return self._equal(step, expression, value, label)

    def _letter(self, of: Expression) -> str:
        """The unknown whose solutions a step has."""
        step = self.program.step(of.id) if isinstance(of, Name) else None
        match None if step is None else step.expression:
            case Call(function="solve", parameters=(Name(id=letter), *_)):
                return letter
        return "the only one"

    def _form(self, step: Step) -> str:
        """A literal's value in the form that the goal asks for."""
        goal = self.program.goal
        fraction = goal is not None and goal.type == "rational" and goal.step == step.name
        return self.values[step.name].text if fraction else self.shown.text(step.name)

    def _equal(
        self, step: Step, expression: Expression, value: Value, label: str | None
    ) -> tuple[Span, Span]:
        if label is not None:
            self.page.add(f"{label} = ")
        span = self.page.expression(expression)
        if is_literal(expression):
            # `9/8 = 1.125` and `18.5 = 37/2` say something; `7 = 7` does not.
            form = self._form(step)
            if form == str(self.page)[span[0] : span[1]].replace(" ", ""):
                return span, span
            self.page.add(" = ")
            return span, self.page.add(form)
        defined = self.program.definitions
        if any(isinstance(node, Call) and node.function in defined for node in walk(expression)):
            self.page.add(f" = {print_expression(self._inlined(expression))}")
        self.page.add(" = ")
        return span, self.page.add(value.text)

    def _relation(
        self, sign: str, left: Expression, right: Expression, value: Value
    ) -> tuple[Span, Span | None]:
        start = self.page.expression(left)[0]
        self.page.add(f" {_RELATIONS[sign]} ")
        span = (start, self.page.expression(right)[1])
        if value.kind is not Kind.BOOLEAN:
            return span, None
        self.page.add(" is ")
        return span, self.page.add(value.text)

    def _solved(
        self, parts: tuple[Expression, ...], letter: str, value: Value
    ) -> tuple[Span, Span]:
        start = self.page.add("solve ")[1]
        for place, part in enumerate(parts):
            if place:
                self.page.add(" and " if place == len(parts) - 1 else ", ")
            span = self._whole(part)
            self.page.refer(part, span)
        end = self.page.add(f" for {letter}")[1]
        self.page.add(": ")
        return (start, end), self.page.add(_solutions(letter, value.expression))

    def _whole(self, part: Expression) -> Span:
        """An equation or inequality that an earlier step has, as that step wrote it."""
        meant = self.shown.value(part.id) if isinstance(part, Name) else None
        match meant if meant is not None else part:
            case Call(function=sign, operands=(left, right)) if sign in _RELATIONS:
                shown = f"{print_expression(left)} {_RELATIONS[sign]} {print_expression(right)}"
            case other:
                shown = print_expression(other)
        return self.page.add(shown)

    def _substituted(
        self,
        of: Expression,
        pairs: tuple[Expression, ...],
        value: Value,
        label: str | None,
    ) -> tuple[Span, Span]:
        if label is not None:
            self.page.add(f"{label} = ")
        start = self.page.expression(of)[0]
        end = start
        for place, (letter, put) in enumerate(_paired(pairs)):
            self.page.add(" with " if not place else ", ")
            self.page.add(f"{print_expression(letter)} = ")
            end = self.page.expression(put)[1]
        given = {p.id: self.shown.into(put) for p, put in _paired(pairs) if isinstance(p, Name)}
        body = substitute_names(self.shown.into(of), given)
        self.page.add(f": {print_expression(body)} = ")
        return (start, end), self.page.add(value.text)

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
        self.page.add(f"{label} = " if label is not None else "")
        start = self.page.add(f"the {named}derivative of ")[0]
        self.page.expression(of)
        end = self.page.add(f" by {letter}")[1]
        self.page.add(" = ")
        return (start, end), self.page.add(value.text)

    def _applied(self, expression: Expression, value: Value) -> tuple[Span, Span]:
        span = self.page.expression(expression)
        self.page.add(f" = {print_expression(self._inlined(expression))} = ")
        return span, self.page.add(value.text)

    def _inlined(self, expression: Expression) -> Expression:
        """An expression with what the problem defines in place of its names."""

        def inline(node: Expression) -> Expression:
            define = self.program.definitions.get(node.function) if isinstance(node, Call) else None
            if define is None or not isinstance(node, Call):
                return node
            given = dict(zip(define.parameters, node.operands, strict=True))
            return substitute_names(map_expression(define.body, inline), given)

        return self.shown.into(map_expression(expression, inline))


def _paired(pairs: tuple[Expression, ...]) -> list[tuple[Expression, Expression]]:
    """The letters and what is put in for them."""
    return list(zip(pairs[::2], pairs[1::2], strict=True))


def _solutions(letter: str, value: Expression) -> str:
    """A set of solutions in words: `x = -5 or x = 2`."""
    if isinstance(value, Call) and value.function == "set":
        if not value.operands:
            return "no solution"
        return " or ".join(f"{letter} = {print_expression(o)}" for o in value.operands)
    return f"{letter} in {print_expression(value)}"
