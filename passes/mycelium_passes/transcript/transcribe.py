"""From a program, whole or begun, to its transcript, and where everything stands in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from mycelium_ir.nodes import (
    Call,
    Define,
    Expression,
    Hole,
    Name,
    Program,
    Step,
    Unknown,
    number,
)
from mycelium_ir.printer import print_expression
from mycelium_ir.references import bound_by, execution_order
from mycelium_passes.transcript import symbols as signs
from mycelium_passes.transcript.symbols import MARKERS, Symbols
from mycelium_passes.transcript.values import stated

Path = tuple[int, ...]
Leaf = tuple[Path, int, Fraction | None]
"""An operand in an expression by itself: its path, its last symbol, its value if a literal."""


@dataclass(frozen=True)
class Operand:
    """One operand that may be an earlier result, a number of the problem, or a constant.

    Attributes:
        step: The number of its step in the transcript.
        path: Where it stands in the step's expression: indices of children from the
            root, operands before parameters; a negated literal's path is the negation's.
        position: Its last symbol.
        literal: What is written; None for a hole.
        origin: The step that it refers to in the program; None if it refers to none.
    """

    step: int
    path: Path
    position: int
    literal: Fraction | None
    origin: str | None


@dataclass(frozen=True)
class Written:
    """Where a step stands: its name, and the places of its header, expression and end.

    `expression` is the span from its first symbol to `=`, exclusive; `end` is where `.` is.
    """

    name: str
    header: int
    expression: tuple[int, int]
    end: int


@dataclass(frozen=True)
class Transcript:
    """A program's symbols.

    Attributes:
        symbols: Their numbers.
        markers: Place and clause, for each marker of a clause.
        go: Where the plan ends.
        steps: In order of execution.
        operands: In the order in which they are written.
    """

    symbols: tuple[int, ...]
    markers: tuple[tuple[int, int], ...]
    go: int
    steps: tuple[Written, ...]
    operands: tuple[Operand, ...]


class Transcriber:
    """Writes a transcript symbol by symbol; extract goes on from where one stops.

    Args:
        vocabulary: The symbols.
        clauses: The names of the program's clauses, in their order.
        plan: The templates that each clause is given; None for clauses without any.
        mode: `WHOLE`, or `STATED` where implicit steps are left for later.
    """

    def __init__(
        self,
        vocabulary: Symbols,
        clauses: Sequence[str],
        plan: Sequence[Sequence[str]] | None = None,
        mode: str = signs.WHOLE,
    ) -> None:
        self.vocabulary = vocabulary
        self.clauses = {name: index for index, name in enumerate(clauses[:MARKERS])}
        self.symbols: list[int] = [vocabulary[mode]]
        self.markers: list[tuple[int, int]] = []
        self.steps: list[Written] = []
        self.operands: list[Operand] = []
        for index in range(len(self.clauses)):
            self.mark(index)
            for template in plan[index] if plan is not None else ():
                self.symbols.append(vocabulary.template(template))
        self.go = len(self.symbols)
        self.symbols.append(vocabulary[signs.GO])

    def mark(self, clause: int) -> None:
        """Write a clause's marker."""
        self.markers.append((len(self.symbols), clause))
        self.symbols.append(self.vocabulary[f"@{clause}"])

    def header(self, step: Step) -> None:
        """Write the anchor and the template of a step, as far as they are known."""
        known = step.operation is not None and f":{step.operation}" in self.vocabulary.numbers
        anchor = self.clauses.get(step.clauses[-1]) if step.clauses else None
        if not known or (anchor is None and not step.implicit):
            self.symbols.append(self.vocabulary[signs.BARE])
            return
        if anchor is None:
            self.symbols.append(self.vocabulary[signs.IMPLICIT])
        else:
            self.mark(anchor)
        assert step.operation is not None
        self.symbols.append(self.vocabulary.template(step.operation))

    def statement(self, statement: Unknown | Define) -> None:
        """Write a declaration, as a step without a header."""
        spell = self.vocabulary.spelled
        if isinstance(statement, Unknown):
            words = [signs.UNKNOWN, signs.IN, statement.domain]
            first, inside, domain = (self.vocabulary[word] for word in words)
            self.symbols += [first, *spell(",".join(statement.names)), inside, domain]
        else:
            head = f"{statement.name}({','.join(statement.parameters)})"
            self.symbols += [self.vocabulary[signs.DEFINE], *spell(head)]
            self.symbols += [self.vocabulary[signs.EQUALS]]
            self.symbols += spell(compact(statement.body))
        self.symbols.append(self.vocabulary[signs.STEP])

    def step(self, step: Step, shown: Mapping[str, Expression], value: Fraction | None) -> None:
        """Write a step: header, expression with earlier results as they are shown, value."""
        header = len(self.symbols)
        self.header(step)
        self.write_expression(step, shown)
        self.close(step.name, header, value)

    def write_expression(self, step: Step, shown: Mapping[str, Expression]) -> None:
        """Write a step's expression with earlier results as they are shown."""
        assert step.expression is not None
        start = len(self.symbols)
        self.symbols += self.vocabulary.spelled(compact(_shown(step.expression, shown)))
        self._note(list(_leaves(step.expression, shown, ())), start)
        self.expression_from(start)

    def expression_from(self, start: int) -> None:
        """Say where the expression began that is written."""
        self._start = start

    def note_operands(self, leaves: Iterable[Leaf], start: int) -> None:
        """Say where the operands of the expression stand that begins at a place."""
        step = len(self.steps)
        self.operands += [
            Operand(step, path, start + last, literal, None) for path, last, literal in leaves
        ]

    def _note(self, leaves: Sequence[tuple[Path, str | None, bool]], start: int) -> None:
        for (path, origin, counts), (last, literal) in zip(
            leaves, _places(self.vocabulary, self.symbols, start, len(leaves)), strict=True
        ):
            if counts:
                self.operands.append(Operand(len(self.steps), path, last, literal, origin))

    def close(self, name: str, header: int, value: Fraction | None) -> None:
        """Write `=`, the value, and the step's end."""
        equals = len(self.symbols)
        self.symbols.append(self.vocabulary[signs.EQUALS])
        told = None if value is None else stated(value)
        if told is not None:
            self.symbols += self.vocabulary.spelled(compact(number(told)))
        self.steps.append(Written(name, header, (self._start, equals), len(self.symbols)))
        self.symbols.append(self.vocabulary[signs.STEP])

    _start = 0

    def transcript(self) -> Transcript:
        """What is written so far."""
        return Transcript(
            tuple(self.symbols),
            tuple(self.markers),
            self.go,
            tuple(self.steps),
            tuple(self.operands),
        )


def transcribe(
    program: Program,
    values: Mapping[str, Fraction],
    vocabulary: Symbols,
    *,
    plan: Sequence[Sequence[str]] | None = None,
    mode: str = signs.WHOLE,
    end: bool = True,
) -> Transcript:
    """The transcript of a program; steps without an expression are left out.

    Args:
        program: Its problem is not read.
        values: The values of the steps that give a rational number.
        vocabulary: The symbols.
        plan: The templates that each clause is given.
        mode: `WHOLE` or `STATED`.
        end: Whether `<end>` closes it.

    Raises:
        ValueError: if it has a name or a sign that cannot be spelled.
        MyceliumError: if its steps have no order.
    """
    writer = Transcriber(vocabulary, [clause.name for clause in program.clauses], plan, mode)
    write_statements(writer, program)
    shown: dict[str, Expression] = {}
    for step in execution_order(program):
        if step.expression is None:
            shown[step.name] = Hole()
            continue
        writer.step(step, shown, values.get(step.name))
        shown[step.name] = shown_as(values.get(step.name))
    if end:
        writer.symbols.append(vocabulary[signs.END])
    return writer.transcript()


def write_statements(writer: Transcriber, program: Program) -> None:
    """Write a program's definitions, and its unknowns where they are not all real."""
    for define in program.definitions.values():
        writer.statement(define)
    unknowns = [s for s in program.statements if isinstance(s, Unknown)]
    if any(unknown.domain != "real" for unknown in unknowns):
        for unknown in unknowns:
            writer.statement(unknown)


def shown_as(value: Fraction | None) -> Expression:
    """What stands for a step in the steps after it."""
    told = None if value is None else stated(value)
    return Hole() if told is None else number(told)


def compact(expression: Expression) -> str:
    """An expression's text without spaces."""
    return print_expression(expression).replace(" ", "")


def _shown(node: Expression, shown: Mapping[str, Expression]) -> Expression:
    if type(node) is Name:
        return shown.get(node.id, node)
    if type(node) is Call:
        shown = _free(node, shown)
        return Call(
            node.function,
            tuple(_shown(child, shown) for child in node.operands),
            tuple(_shown(child, shown) for child in node.parameters),
        )
    return node


def _free(call: Call, shown: Mapping[str, Expression]) -> Mapping[str, Expression]:
    """Without a step whose name the call introduces for itself."""
    own = bound_by(call)
    return shown if own not in shown else {n: e for n, e in shown.items() if n != own}


def _leaves(
    node: Expression, shown: Mapping[str, Expression], path: Path
) -> Iterator[tuple[Path, str | None, bool]]:
    """The leaves as they are written, from left to right: path, origin, is it an operand."""
    if type(node) is Call:
        shown = _free(node, shown)
        for index, child in enumerate((*node.operands, *node.parameters)):
            yield from _leaves(child, shown, (*path, index))
        return
    if type(node) is Name:
        yield path, node.id if node.id in shown else None, node.id in shown
        return
    yield path, None, True


def leaves_in(
    vocabulary: Symbols, symbols: Sequence[int], expression: Expression
) -> tuple[Leaf, ...]:
    """The operands of an expression that a model wrote: nothing refers to a step yet.

    Raises:
        ValueError: if they cannot be told apart.
    """
    leaves = list(_leaves(expression, {}, ()))
    places = _places(vocabulary, symbols, 0, len(leaves))
    return tuple(
        (path, last, literal)
        for (path, _, counts), (last, literal) in zip(leaves, places, strict=True)
        if counts
    )


def _places(
    vocabulary: Symbols, symbols: Sequence[int], start: int, count: int
) -> list[tuple[int, Fraction | None]]:
    found = list(_leaf_places(vocabulary, symbols, start))
    if len(found) != count:
        raise ValueError("an expression's leaves are not those that are written")
    return found


def _leaf_places(
    vocabulary: Symbols, symbols: Sequence[int], start: int
) -> Iterator[tuple[int, Fraction | None]]:
    """For each leaf in the symbols from a place on: its last symbol, and its value if a literal."""
    at = start
    while at < len(symbols):
        first = vocabulary.all[symbols[at]]
        end = at + 1
        if first.isdigit():
            while end < len(symbols) and _in_number(vocabulary.all[symbols[end]]):
                end += 1
            yield end - 1, Fraction(vocabulary.text(symbols[at:end]))
        elif first == signs.HOLE:
            yield at, None
        elif first.isalpha() and symbols[at] not in vocabulary.functions:
            long = len(first) > 1
            while not long and end < len(symbols) and _in_name(vocabulary.all[symbols[end]]):
                end += 1
            if end >= len(symbols) or vocabulary.all[symbols[end]] != "(":
                yield end - 1, None
        at = end


def _in_number(symbol: str) -> bool:
    return symbol.isdigit() or symbol == signs.POINT


def _in_name(symbol: str) -> bool:
    return len(symbol) == 1 and (symbol.isalpha() or symbol.isdigit())
