"""Who reads whom: the names in an expression, a step's operands and users, the order to run in.

The `language` that these take says which functions introduce a name of their own
(the `k` of `sum(k**2; k, 1, 10)`) and where a unit stands; it defaults to the
language as it ships. All are linear in the size of what they read
(`execution_order` has one logarithm more).
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Sequence

from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.kinds import Kind
from mycelium_ir.language import Language, base_language
from mycelium_ir.nodes import Call, Define, Expression, Hole, Name, Number, Program, Step, walk

_NOTHING: frozenset[str] = frozenset()


# --------------------------------------------------------------------------- in an expression


def bound_by(call: Call, language: Language | None = None) -> str | None:
    """The name that a call introduces for itself, such as the `k` of `sum(k; k, 1, 9)`."""
    function = (language or base_language()).functions.get(call.function)
    if function is not None and function.binds and call.parameters:
        first = call.parameters[0]
        return first.id if type(first) is Name else None
    return None


def leaves(
    expression: Expression, language: Language | None = None
) -> Iterator[Number | Name | Hole]:
    """The operand slots of an expression, left to right: its literals, free names and holes.

    Names that a call introduces for itself and names of units fill no slot.
    """
    language = language or base_language()
    stack: list[tuple[Expression, frozenset[str]]] = [(expression, _NOTHING)]
    while stack:
        node, bound = stack.pop()
        if type(node) is Call:
            own = bound_by(node, language)
            inner = bound if own is None else bound | {own}
            stack.extend((child, inner) for child in reversed(_value_children(node, language)))
        elif not (type(node) is Name and node.id in bound):
            yield node  # type: ignore[misc]


def references(expression: Expression, language: Language | None = None) -> tuple[str, ...]:
    """The free names of an expression, each once, in the order of their first mention.

    Steps, unknowns, parameters and constants are all names; bound names and units are not.
    """
    return tuple(
        dict.fromkeys(leaf.id for leaf in leaves(expression, language) if type(leaf) is Name)
    )


def value_positions(call: Call, language: Language) -> tuple[Collection[int], Collection[int]]:
    """The indices of the operands and of the parameters that are values, not units."""
    operands: Collection[int] = range(len(call.operands))
    parameters: Collection[int] = range(len(call.parameters))
    function = language.functions.get(call.function)
    if function is not None and Kind.UNIT in function.operands:
        operands = {i for i in operands if function.operand_kind(i) is not Kind.UNIT}
    if function is not None and Kind.UNIT in function.parameters:
        parameters = {i for i in parameters if function.parameter_kind(i) is not Kind.UNIT}
    return operands, parameters


def _value_children(call: Call, language: Language) -> list[Expression]:
    operands, parameters = value_positions(call, language)
    return [c for i, c in enumerate(call.operands) if i in operands] + [
        c for i, c in enumerate(call.parameters) if i in parameters
    ]


# --------------------------------------------------------------------------- in a program


def operands_of(program: Program, name: str, language: Language | None = None) -> tuple[str, ...]:
    """The steps that a step reads itself, each once, in the order of their first mention.

    Raises:
        KeyError: if no step has that name.
    """
    expression = program.step(name).expression
    if expression is None:
        return ()
    return tuple(n for n in references(expression, language) if n in program.step_names)


def users_of(program: Program, name: str, language: Language | None = None) -> tuple[str, ...]:
    """The steps and definitions that mention a step, unknown or defined function."""
    language = language or base_language()
    users = []
    mentioned: Collection[str]
    for statement in program.statements:
        match statement:
            case Step(name=user, expression=expression) if expression is not None:
                mentioned = _mentioned(expression, program, language)
            case Define(name=user, parameters=parameters, body=body):
                mentioned = _mentioned(body, program, language).keys() - parameters
            case _:
                continue
        if name in mentioned:
            users.append(user)
    return tuple(users)


def execution_order(program: Program, language: Language | None = None) -> tuple[Step, ...]:
    """The steps in an order in which they can run: the author's, wherever that is free.

    A step that calls a defined function waits for the steps that the function reads.
    Names that are no step are passed over; the verifier is the one to speak of them.

    Raises:
        MyceliumError: MYC032 if steps need each other in a circle.
    """
    language = language or base_language()
    ordered, stuck = dependency_order(program, language)
    if stuck:
        raise _cycle(program, stuck, language)
    return tuple(part for part in ordered if type(part) is Step)


def dependency_order(
    program: Program, language: Language
) -> tuple[list[Step | Define], list[Step | Define]]:
    """Steps and definitions in an order of need, and those that wait in or for a circle."""
    needs = _needs(program, language)
    # Definitions come first, so that they never hold up a step.
    parts: list[Step | Define] = [*program.definitions.values(), *program.steps]
    index = {part.name: i for i, part in enumerate(parts)}
    users: list[list[int]] = [[] for _ in parts]
    waiting = [0] * len(parts)
    for i, part in enumerate(parts):
        for name in needs[part.name]:
            users[index[name]].append(i)
            waiting[i] += 1
    ready = [i for i, n in enumerate(waiting) if not n]
    ordered: list[Step | Define] = []
    while ready:
        i = heapq.heappop(ready)
        ordered.append(parts[i])
        for user in users[i]:
            waiting[user] -= 1
            if not waiting[user]:
                heapq.heappush(ready, user)
    return ordered, [parts[i] for i, n in enumerate(waiting) if n]


def read_by_definitions(program: Program, language: Language) -> dict[str, tuple[str, ...]]:
    """For each defined function, the steps that it reads, itself or through others."""
    if not program.definitions:
        return {}
    needs = _needs(program, language)
    ordered, _ = dependency_order(program, language)
    found: dict[str, tuple[str, ...]] = {}
    for part in ordered:
        if type(part) is Define:
            names: dict[str, None] = {}
            for name in needs[part.name]:
                names.update(dict.fromkeys(found.get(name, (name,))))
            found[part.name] = tuple(names)
    return found


def _mentioned(expression: Expression, program: Program, language: Language) -> dict[str, None]:
    """The free names of an expression and the defined functions that it calls."""
    names = dict.fromkeys(references(expression, language))
    for node in walk(expression):
        if type(node) is Call and node.function in program.definitions:
            names[node.function] = None
    return names


def _needs(program: Program, language: Language) -> dict[str, tuple[str, ...]]:
    """For each step and definition, the steps it reads and the defined functions it calls."""
    own: dict[str, tuple[str, ...]] = {}
    bodies: dict[str, Expression | None] = {s.name: s.expression for s in program.steps}
    for define in program.definitions.values():
        own[define.name] = define.parameters
        bodies[define.name] = define.body
    return {
        name: tuple(
            other
            for other in _mentioned(body, program, language)
            if other in bodies and other not in own.get(name, ())
        )
        if body is not None
        else ()
        for name, body in bodies.items()
    }


def _cycle(program: Program, stuck: Sequence[Step | Define], language: Language) -> MyceliumError:
    """The error that shows one circle among steps that wait for each other."""
    needs = _needs(program, language)
    waiting = {part.name: part for part in stuck}
    path: dict[str, int] = {}
    name = stuck[0].name
    while name not in path:
        path[name] = len(path)
        name = next(other for other in needs[name] if other in waiting)
    circle = [*list(path)[path[name] :], name]
    return MyceliumError(
        Diagnostic(
            "MYC032",
            f"step `{name}` needs its own result: {' → '.join(circle)}",
            at=waiting[name].at,
            hint="change one of these steps so that it uses only earlier ones",
            subject=name,
            source=program.source,
        )
    )
