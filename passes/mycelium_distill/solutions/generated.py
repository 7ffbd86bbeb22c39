"""Written rows from equations: their programs written out, a line a step.

MAWPS has one equation a row, `X=(27-6)+5`, which becomes the lines `27 - 6 = 21` and
`21 + 5 = 26`; a system of equations is written down and then solved.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from mycelium.evaluation.dataset import Example
from mycelium.evaluation.gold_programs.equations import program_of_mawps
from mycelium.evaluation.gold_programs.exact import values_of
from mycelium_distill.solutions.places import Places
from mycelium_distill.written import Source, Span, Written, WrittenOperand, WrittenStep
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Call, Expression, Name, Number, Program, is_finite_decimal
from mycelium_ir.printer import print_expression, print_number, print_program

_LOOSE = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 4}
_NEGATION = 3
_RELATIONS = {"Eq": "=", "Ne": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def from_mawps(example: Example, *, split: str = "train") -> Written:
    """The row of a MAWPS example: its equation, one operation a line.

    Raises:
        MyceliumError: MYC265 or MYC266, if the equation spells no program.
    """
    program = program_of_mawps(example)
    return from_arithmetic(example, program, source="mawps", split=split)


def from_arithmetic(
    example: Example, program: Program, *, source: str, split: str = "train"
) -> Written:
    """The row of any program of plain arithmetic, one line a step.

    Raises:
        MyceliumError: MYC266, if a step has no value as a fraction.
    """
    values = _values(example.id, program)
    writer = _Writer(example.problem, program)
    for step in program.steps:
        assert step.expression is not None  # it has a value
        start, expression = writer.begin(), writer.add(step.expression, values)
        if type(step.expression) is Number:
            result = expression
        else:
            writer.text(" = ")
            result = writer.text(number_text(values[step.name]))
        writer.end(step.name, start, expression, result)
    return writer.written(example, source, split)


def from_system(
    example: Example, program: Program, solutions: str, *, source: str, split: str = "train"
) -> Written:
    """The row of a system of equations: a line for each, then one for the solutions.

    Args:
        example: The problem and its gold answer.
        program: Its verified program: relations, and a `solve` of them.
        solutions: The value of the last step, as the executor gives it.
        source: The data set that it comes from.
        split: The split that it belongs to.

    Raises:
        MyceliumError: MYC265, if the program has another form.
    """
    writer = _Writer(example.problem, program)
    for step in program.steps:
        match step.expression:
            case Call(function=sign, operands=(left, right)) if sign in _RELATIONS:
                start, first = writer.begin(), writer.add(left, {})
                writer.text(f" {_RELATIONS[sign]} ")
                last = writer.add(right, {})
                writer.end(step.name, start, (first[0], last[1]), None)
            case Call(function="solve", operands=parts, parameters=asked):
                start = writer.begin()
                names = ", ".join(print_expression(name) for name in asked)
                expression = writer.text("solve for ")[0], writer.text(names)[1]
                writer.text(": ")
                result = writer.text(solutions)
                for part in parts:
                    writer.refer(part)
                writer.end(step.name, start, expression, result)
            case _:
                raise MyceliumError(
                    Diagnostic(
                        "MYC265",
                        f"{example.id}: step {step.name} is neither a relation nor a `solve`",
                        hint="leave the row out of training",
                        subject=example.id,
                    )
                )
    return writer.written(example, source, split)


def number_text(value: Fraction) -> str:
    """A number as a solution writes it: digits, or a fraction where they have no end."""
    sign = "-" if value < 0 else ""
    if is_finite_decimal(value):
        return sign + print_number(abs(value))
    return f"{sign}{abs(value.numerator)}/{value.denominator}"


def _values(row: str, program: Program) -> dict[str, Fraction]:
    from mycelium.evaluation.gold_programs.building import without_answer
    from mycelium.evaluation.gold_programs.exact import NoValueError

    try:
        return values_of(program)
    except NoValueError as error:
        raise without_answer(row, str(error)) from None


class _Writer:
    """Writes lines, and notes where each operand stands."""

    def __init__(self, problem: str, program: Program) -> None:
        self.program = program
        self.places = Places(problem)
        self.order = {step.name: i for i, step in enumerate(program.steps)}
        self.parts: list[str] = []
        self.length = 0
        self.operands: list[WrittenOperand] = []
        self.steps: list[WrittenStep] = []
        self.results: list[Fraction | None] = []
        self.spans: dict[str, Span] = {}

    # -- lines

    def begin(self) -> int:
        self.operands = []
        return self.length

    def end(self, name: str, start: int, expression: Span, result: Span | None) -> None:
        span = start, self.length
        self.steps.append(WrittenStep(name, span, expression, result, tuple(self.operands)))
        self.spans[name] = span
        self.text("\n")

    def text(self, piece: str) -> Span:
        start = self.length
        self.parts.append(piece)
        self.length += len(piece)
        return start, self.length

    def written(self, example: Example, source: str, split: str) -> Written:
        self.text(f"#### {example.answer}")
        return Written(
            id=example.id,
            source=source,
            split=split,
            problem=example.problem,
            solution="".join(self.parts),
            steps=tuple(self.steps),
            program=print_program(self.program),
            answer=example.answer,
        )

    # -- expressions

    def add(self, node: Expression, values: Mapping[str, Fraction], tight: int = 0) -> Span:
        """Write an expression, earlier results as their values; where it stands.

        `tight` is how tightly it has to bind, or it gets parentheses.
        """
        start = self.length
        if type(node) is Number:
            span = self.text(print_number(node.value))
            self._operand(span, node.value, None, values)
        elif type(node) is Name and node.id in values:
            shown = number_text(values[node.id])
            bracketed = tight > 1 and not shown.isdigit() and "." not in shown
            self.text("(" if bracketed else "")
            span = self.text(shown)
            self._operand(span, values[node.id], self.order[node.id], values)
            self.text(")" if bracketed else "")
        elif type(node) is Name:
            span = self.text(node.id)
            self.operands.append(WrittenOperand(span, Fraction(0), "unknown"))
        elif type(node) is Call:
            self._call(node, values, tight)
        return start, self.length

    def _call(self, node: Call, values: Mapping[str, Fraction], tight: int) -> None:
        own = _LOOSE.get(node.function, 5)
        if node.function == "percent":
            self.add(node.operands[0], values, 5)
            self.text("%")
            return
        if node.function == "-" and len(node.operands) == 1:
            own = _NEGATION
        self.text("(" if own < tight else "")
        if own == _NEGATION:
            self.text("-")
            self.add(node.operands[0], values, _NEGATION + 1)
        elif node.function in _LOOSE:
            left, right = node.operands
            power = node.function == "**"
            self.add(left, values, own + power)
            self.text(f" {node.function} " if not power else "**")
            self.add(right, values, own + (not power))
        else:
            self.text(f"{node.function}(")
            for index, operand in enumerate(node.operands):
                self.text(", " if index else "")
                self.add(operand, values)
            self.text(")")
        self.text(")" if own < tight else "")

    def refer(self, part: Expression) -> None:
        """An operand that is an earlier relation; it stands where that was written."""
        if type(part) is Name and part.id in self.spans:
            index = self.order[part.id]
            span = self.spans[part.id]
            self.operands.append(WrittenOperand(span, Fraction(0), "step", (), (index,), index))

    def _operand(
        self, span: Span, value: Fraction, gold: int | None, values: Mapping[str, Fraction]
    ) -> None:
        places = self.places.of(abs(value))
        now = len(self.steps)
        steps = tuple(
            i for i, s in enumerate(self.program.steps) if i < now and values.get(s.name) == value
        )
        source: Source = "step" if gold is not None else "problem" if places else "constant"
        self.operands.append(WrittenOperand(span, value, source, places, steps, gold))
