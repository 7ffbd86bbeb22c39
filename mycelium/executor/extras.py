"""What a program uses beyond the language as it ships: the part of it that plugins offer."""

from __future__ import annotations

from dataclasses import dataclass

from mycelium_ir.functions import Function
from mycelium_ir.goals import GoalType
from mycelium_ir.language import Language, base_language
from mycelium_ir.nodes import Call, Define, Name, Program, Step, walk


@dataclass(frozen=True)
class Extras:
    """The entries of a program's language that a worker does not have by itself."""

    functions: tuple[Function, ...] = ()
    goals: tuple[GoalType, ...] = ()
    constants: tuple[tuple[str, str], ...] = ()


def extras_of(program: Program, language: Language) -> Extras | None:
    """The functions, goal types and constants of the program that only plugins offer, if any."""
    base = base_language()
    if language is base:
        return None
    names = _names(program)
    functions = (language.functions.get(name) for name in names)
    constants = ((name, language.constants.get(name)) for name in names)
    goal = None if program.goal is None else language.goals.get(program.goal.type)
    extras = Extras(
        tuple(f for f in functions if f is not None and f != base.functions.get(f.name)),
        () if goal is None or goal == base.goals.get(goal.name) else (goal,),
        tuple((n, c) for n, c in constants if c is not None and c != base.constants.get(n)),
    )
    return None if extras == Extras() else extras


def _names(program: Program) -> list[str]:
    """Every word in the program's expressions, each once, in the order of its first mention."""
    names: dict[str, None] = {}
    for statement in program.statements:
        match statement:
            case Step(expression=Call() | Name() as expression) | Define(body=expression):
                pass
            case _:
                continue
        for node in walk(expression):
            if type(node) is Call:
                names[node.function] = None
            elif type(node) is Name:
                names[node.id] = None
    return list(names)
