"""Helpers for those who write passes: rewrite expressions, rename, find fresh names.

Each takes a program or an expression and returns another; comments, attributes
and everything that is not asked about stay as they are, and what does not change
stays the same object. All are linear in the size of what they are given. The
helpers that only read (`references`, `users_of`, `execution_order`, ...) can be
imported from here too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count
from typing import Any, TypeVar

from mycelium_ir.diagnostics import Diagnostic, MyceliumError, nearest
from mycelium_ir.language import Language, base_language
from mycelium_ir.nodes import (
    Answer,
    Call,
    Clause,
    Define,
    Done,
    Expression,
    Goal,
    Hole,
    Name,
    Number,
    Problem,
    Program,
    Statement,
    Step,
    Unknown,
    replace,
    walk,
)
from mycelium_ir.references import (
    bound_by,
    execution_order,
    leaves,
    operands_of,
    references,
    users_of,
    value_positions,
)

__all__ = [
    "bound_by",
    "execution_order",
    "fresh_name",
    "fresh_names",
    "leaves",
    "map_expression",
    "map_expressions",
    "occurring",
    "operands_of",
    "references",
    "rename",
    "rename_all",
    "replace",
    "skeleton",
    "substitute_names",
    "users_of",
]

_StatementT = TypeVar(
    "_StatementT", Problem, Clause, Unknown, Define, Step, Done, Answer, Goal, Statement
)


# --------------------------------------------------------------------------- expressions


def skeleton(expression: Expression, language: Language | None = None) -> Expression:
    """The expression with every operand slot emptied: `s0 / 2` becomes `_ / _`."""
    hole = Hole()
    return _map_leaves(expression, lambda leaf: hole, language or base_language())


def map_expression(
    expression: Expression, change: Callable[[Expression], Expression]
) -> Expression:
    """The expression with `change` applied to each node, operands before their calls."""
    if type(expression) is Call:
        expression = _call_with(
            expression,
            (map_expression(child, change) for child in expression.operands),
            (map_expression(child, change) for child in expression.parameters),
        )
    return change(expression)


def map_expressions(program: Program, change: Callable[[Expression], Expression]) -> Program:
    """The program with `change` applied to each node of its steps and definitions, bottom up."""

    def visit(statement: Statement) -> Statement:
        if type(statement) is Step and statement.expression is not None:
            return _changed(statement, expression=map_expression(statement.expression, change))
        if type(statement) is Define:
            return _changed(statement, body=map_expression(statement.body, change))
        return statement

    return _map_statements(program, visit)


def substitute_names(
    expression: Expression,
    values: Mapping[str, Expression],
    language: Language | None = None,
) -> Expression:
    """The expression with free names exchanged for expressions, all at once.

    A name that the expression binds itself is left alone, and is given another
    name where it would capture a free name of the new expressions.
    """
    language = language or base_language()
    coming = {name: set(references(value, language)) for name, value in values.items()}
    taken = {node.id for node in walk(expression) if type(node) is Name}.union(*coming.values())

    def visit(node: Expression, values: Mapping[str, Expression]) -> Expression:
        if type(node) is Name:
            return values.get(node.id, node)
        if type(node) is not Call:
            return node
        own = bound_by(node, language)
        if own is not None:
            values = {name: value for name, value in values.items() if name != own}
            put_in = (name for name in references(node, language) if name in values)
            if any(own in coming[name] for name in put_in):
                values[own] = Name(next(f"{own}{n}" for n in count() if f"{own}{n}" not in taken))
        operands, parameters = value_positions(node, language)
        return _call_with(
            node,
            (visit(c, values) if i in operands else c for i, c in enumerate(node.operands)),
            (visit(c, values) if i in parameters else c for i, c in enumerate(node.parameters)),
        )

    return visit(expression, values)


# --------------------------------------------------------------------------- names


def fresh_names(program: Program, prefix: str) -> Iterator[str]:
    """Names that occur nowhere in the program: `s0`, `s1`, ... without those that are taken."""
    taken = occurring(program)
    return (name for n in count() if (name := f"{prefix}{n}") not in taken)


def fresh_name(program: Program, prefix: str) -> str:
    """The first of `fresh_names`; for several, take them from one `fresh_names`."""
    return next(fresh_names(program, prefix))


def rename(program: Program, old: str, new: str, language: Language | None = None) -> Program:
    """The program with a clause, step, unknown or definition renamed wherever it occurs.

    Raises:
        MyceliumError: MYC223 if nothing is named `old`, MYC224 if `new` is taken.
    """
    return rename_all(program, {old: new}, language)


def rename_all(
    program: Program, names: Mapping[str, str], language: Language | None = None
) -> Program:
    """The program with several names exchanged at once, so that two may also be swapped.

    Parameters of definitions and names that a call introduces are left alone.

    Raises:
        MyceliumError: MYC223 if a name is not there, MYC224 if a new name is taken.
    """
    names = {old: new for old, new in names.items() if old != new}
    if not names:
        return program
    language = language or base_language()
    _check_names(program, names, language)
    functions = {old: new for old, new in names.items() if old in program.definitions}

    def new(name: str) -> str:
        return names.get(name, name)

    def new_leaf(leaf: Number | Name | Hole) -> Expression:
        return Name(names[leaf.id]) if type(leaf) is Name and leaf.id in names else leaf

    def new_call(node: Expression) -> Expression:
        if type(node) is Call and node.function in functions:
            return replace(node, function=functions[node.function])
        return node

    def visit(statement: Statement) -> Statement:
        match statement:
            case Step(name, _, expression, clauses):
                if expression is not None:
                    expression = _map_leaves(expression, new_leaf, language)
                    expression = map_expression(expression, new_call)
                clauses = tuple(map(new, clauses))
                return _changed(statement, name=new(name), expression=expression, clauses=clauses)
            case Define(name, parameters, body):
                body = _map_leaves(body, new_leaf, language, frozenset(parameters))
                return _changed(statement, name=new(name), body=map_expression(body, new_call))
            case Clause(name):
                return _changed(statement, name=new(name))
            case Unknown(unknowns):
                return _changed(statement, names=tuple(map(new, unknowns)))
            case Answer(step) | Goal(step=step):
                return _changed(statement, step=new(step))
            case _:
                return statement

    return _map_statements(program, visit)


def _check_names(program: Program, names: Mapping[str, str], language: Language) -> None:
    introduced = set(_introduced(program))
    for old in names:
        if old not in introduced:
            raise MyceliumError(
                Diagnostic(
                    "MYC223",
                    f"nothing is named `{old}`",
                    hint=nearest(old, introduced)
                    or "rename a clause, step, unknown or definition of this program",
                )
            )
    taken = occurring(program) - set(names) | _bound_names(program, language)
    times = Counter(names.values())
    for old, new in names.items():
        if new in taken or times[new] > 1:
            raise MyceliumError(
                Diagnostic(
                    "MYC224",
                    f"cannot rename `{old}` to `{new}`: that name is taken",
                    hint=f"a free one is `{fresh_name(program, 's')}`",
                )
            )


# --------------------------------------------------------------------------- within


def _map_leaves(
    node: Expression,
    change: Callable[[Number | Name | Hole], Expression],
    language: Language,
    bound: frozenset[str] = frozenset(),
) -> Expression:
    """The expression with `change` applied to each operand slot (see `leaves`)."""
    if not isinstance(node, Call):
        return node if type(node) is Name and node.id in bound else change(node)
    own = bound_by(node, language)
    if own is not None:
        bound = bound | {own}
    operands, parameters = value_positions(node, language)

    def visit(child: Expression) -> Expression:
        return _map_leaves(child, change, language, bound)

    return _call_with(
        node,
        (visit(c) if i in operands else c for i, c in enumerate(node.operands)),
        (visit(c) if i in parameters else c for i, c in enumerate(node.parameters)),
    )


def _call_with(
    call: Call, operands: Iterable[Expression], parameters: Iterable[Expression]
) -> Call:
    """The call with other children, or itself where all of them are the same objects."""
    operands, parameters = tuple(operands), tuple(parameters)
    same = all(a is b for a, b in zip(operands, call.operands, strict=True)) and all(
        a is b for a, b in zip(parameters, call.parameters, strict=True)
    )
    return call if same else Call(call.function, operands, parameters, at=call.at)


def _changed(statement: _StatementT, **fields: Any) -> _StatementT:
    """The statement with some fields changed, or itself where none differs."""
    if all(_same(getattr(statement, name), value) for name, value in fields.items()):
        return statement
    return replace(statement, **fields)


def _same(a: object, b: object) -> bool:
    return a is b or (not isinstance(a, Call) and a == b)


def _map_statements(program: Program, visit: Callable[[Statement], Statement]) -> Program:
    statements = tuple(visit(statement) for statement in program.statements)
    if all(new is old for new, old in zip(statements, program.statements, strict=True)):
        return program
    return Program(statements, header=program.header, footer=program.footer)


def _expressions(program: Program) -> Iterator[Expression]:
    for statement in program.statements:
        if type(statement) is Step and statement.expression is not None:
            yield statement.expression
        elif type(statement) is Define:
            yield statement.body


def _introduced(program: Program) -> Iterator[str]:
    """The names of clauses, unknowns, definitions and steps."""
    for statement in program.statements:
        if isinstance(statement, Clause | Step | Define):
            yield statement.name
        elif type(statement) is Unknown:
            yield from statement.names


def occurring(program: Program) -> set[str]:
    """Every name that stands anywhere in the program, and the language's constants."""
    found = set(_introduced(program)) | set(base_language().constants)
    for statement in program.statements:
        if type(statement) is Step:
            found.update(statement.clauses)
        elif type(statement) is Define:
            found.update(statement.parameters)
        elif isinstance(statement, Answer | Goal):
            found.add(statement.step)
    for expression in _expressions(program):
        for node in walk(expression):
            if type(node) is Name:
                found.add(node.id)
            elif type(node) is Call:
                found.add(node.function)
    return found


def _bound_names(program: Program, language: Language) -> set[str]:
    """The parameters of definitions and the names that calls introduce."""
    found = {p for d in program.definitions.values() for p in d.parameters}
    for expression in _expressions(program):
        for node in walk(expression):
            own = bound_by(node, language) if type(node) is Call else None
            if own is not None:
                found.add(own)
    return found
