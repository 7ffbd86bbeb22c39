"""What differs in meaning between two programs: steps added, rewired, retyped, renamed, ...

Steps are matched first by name and structure together, then by structure, then by
name; so a program whose steps are all renamed differs in names and nothing else.
Comments, attributes and the order of the lines make no difference.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from mycelium_ir.language import Language, base_language
from mycelium_ir.matching import Matching, match, parameters_numbered, translated
from mycelium_ir.nodes import Clause, Define, Expression, Name, Program, Step
from mycelium_ir.printer import print_expression, print_string
from mycelium_ir.references import leaves
from mycelium_ir.rewrite import skeleton

ChangeKind: TypeAlias = Literal[
    "added", "removed", "renamed", "retyped", "rewired", "changed", "provenance", "moved"
]
"""What can happen to a part of a program.

`rewired` is a step that does the same with other operands, `changed` one that
computes something else; `moved` is a clause at another place of the problem.
"""

_SIGNS: dict[str, str] = {"added": "+", "removed": "-"}


@dataclass(frozen=True)
class Change:
    """One difference.

    Attributes:
        kind: What happened.
        part: What it happened to: problem, clause, unknown, define, step, done or answer.
        name: The part's name in the first program (in the second, for what was added);
            empty for a part that has none.
        before: Its text in the first program, None if it is not there.
        after: Its text in the second program, None if it is not there.
    """

    kind: ChangeKind
    part: str
    name: str
    before: str | None = None
    after: str | None = None

    def __str__(self) -> str:
        head = f"{_SIGNS.get(self.kind, '~')} {self.part}"
        if self.name:
            head += f" {self.name}"
        if self.kind in _SIGNS:
            text = self.after if self.kind == "added" else self.before
            return head if text == self.name else f"{head}: {text}"
        return f"{head} {self.kind}: {_or_nothing(self.before)} → {_or_nothing(self.after)}"

    def to_json(self) -> dict[str, str | None]:
        """The change as a JSON object."""
        return {
            "kind": self.kind,
            "part": self.part,
            "name": self.name,
            "before": self.before,
            "after": self.after,
        }


def diff(a: Program, b: Program, language: Language | None = None) -> list[Change]:
    """The differences in meaning that lead from one program to another.

    Args:
        a: The first program.
        b: The second program.
        language: Which functions bind names; the base language if not given.

    Returns:
        The changes, in the order of the parts in a file; empty if the programs mean
        the same.
    """
    language = language or base_language()
    matching = match(a, b, language)
    changes: list[Change] = []
    if a.problem != b.problem:
        changes.append(_change("problem", "", _quoted(a.problem), _quoted(b.problem)))
    changes += _clauses(a, b, matching)
    changes += _unknowns(a, b)
    names = _Names(a, matching, language)
    changes += _definitions(a, b, matching, names)
    changes += _steps(a, b, matching, names)
    changes += (Change("removed", "done", p, p) for p in sorted(a.done - b.done))
    changes += (Change("added", "done", p, after=p) for p in sorted(b.done - a.done))
    changes += _answer(a, b, matching)
    return changes


def render(changes: Iterable[Change]) -> str:
    """The changes as text, one a line; a plain sentence where there are none."""
    return "\n".join(map(str, changes)) or "the programs mean the same"


# --------------------------------------------------------------------------- parts


def _clauses(a: Program, b: Program, matching: Matching) -> Iterator[Change]:
    theirs = {clause.name: clause for clause in b.clauses}
    for clause in a.clauses:
        other = theirs.get(matching.clauses.get(clause.name, ""))
        if other is None:
            yield Change("removed", "clause", clause.name, _place(clause))
            continue
        if clause.name != other.name:
            yield Change("renamed", "clause", clause.name, clause.name, other.name)
        if (clause.start, clause.end, clause.text) != (other.start, other.end, other.text):
            yield Change("moved", "clause", clause.name, _place(clause), _place(other))
    matched = set(matching.clauses.values())
    for clause in b.clauses:
        if clause.name not in matched:
            yield Change("added", "clause", clause.name, after=_place(clause))


def _unknowns(a: Program, b: Program) -> Iterator[Change]:
    for name in dict.fromkeys((*a.unknowns, *b.unknowns)):
        before, after = a.unknowns.get(name), b.unknowns.get(name)
        if before != after:
            yield _change("unknown", name, before, after)


def _definitions(a: Program, b: Program, matching: Matching, names: _Names) -> Iterator[Change]:
    for name, mine in a.definitions.items():
        if name not in matching.definitions:
            yield Change("removed", "define", name, _definition(mine))
            continue
        other = b.definitions[matching.definitions[name]]
        if name != other.name:
            yield Change("renamed", "define", name, name, other.name)
        mine_numbered, other_numbered = parameters_numbered(mine), parameters_numbered(other)
        if len(mine.parameters) != len(other.parameters) or names.translate(
            mine.body, mine_numbered
        ) != translated(other.body, other_numbered, names.language):
            yield Change("changed", "define", name, _definition(mine), _definition(other))
    matched = set(matching.definitions.values())
    for name, other in b.definitions.items():
        if name not in matched:
            yield Change("added", "define", name, after=_definition(other))


def _steps(a: Program, b: Program, matching: Matching, names: _Names) -> Iterator[Change]:
    theirs = b.step_names
    for step in a.steps:
        if step.name in matching.steps:
            yield from _step(step, theirs[matching.steps[step.name]], matching, names)
        else:
            yield Change("removed", "step", step.name, _line(step))
    matched = set(matching.steps.values())
    for step in b.steps:
        if step.name not in matched:
            yield Change("added", "step", step.name, after=_line(step))


def _step(mine: Step, other: Step, matching: Matching, names: _Names) -> Iterator[Change]:
    name = mine.name
    if name != other.name:
        yield Change("renamed", "step", name, name, other.name)
    if mine.operation != other.operation:
        yield Change("retyped", "step", name, mine.operation, other.operation)
    if (names.translate(mine.expression) if mine.expression else None) != other.expression:
        rewired = _is_rewired(mine.expression, other.expression, names.language)
        yield Change(
            "rewired" if rewired else "changed",
            "step",
            name,
            _expression(mine.expression),
            _expression(other.expression),
        )
    clauses = {matching.clauses.get(clause, f"-{clause}") for clause in mine.clauses}
    if clauses != set(other.clauses) or mine.implicit != other.implicit:
        yield Change("provenance", "step", name, _provenance(mine), _provenance(other))


class _Names:
    """Puts expressions of the first program into the names of the second."""

    def __init__(self, a: Program, matching: Matching, language: Language) -> None:
        # What is gone gets a name that nothing in the second program can have.
        gone = {name: f"-{name}" for name in (*a.step_names, *a.definitions)}
        self.names = gone | dict(matching.steps) | dict(matching.definitions)
        self.language = language

    def translate(
        self, expression: Expression, local: Mapping[str, str] | None = None
    ) -> Expression:
        names = ChainMap(dict(local or {}), self.names)
        return translated(expression, names, self.language)


def _is_rewired(mine: Expression | None, other: Expression | None, language: Language) -> bool:
    """Whether two different expressions have one skeleton and differ in a reference."""
    if mine is None or other is None or skeleton(mine, language) != skeleton(other, language):
        return False
    pairs = zip(leaves(mine, language), leaves(other, language), strict=True)
    return any(x != y and Name in (type(x), type(y)) for x, y in pairs)


def _answer(a: Program, b: Program, matching: Matching) -> Iterator[Change]:
    def told(program: Program, names: Mapping[str, str]) -> str | None:
        if program.answer is None:
            return None
        step = names.get(program.answer, program.answer)
        return f"{program.goal.type} {step}" if program.goal is not None else step

    if told(a, matching.steps) != told(b, {}):
        yield _change("answer", "", told(a, {}), told(b, {}))


# --------------------------------------------------------------------------- texts


def _change(part: str, name: str, before: str | None, after: str | None) -> Change:
    kind: ChangeKind = "added" if before is None else "removed" if after is None else "changed"
    return Change(kind, part, name, before, after)


def _or_nothing(text: str | None) -> str:
    return "nothing" if text is None else text


def _quoted(text: str | None) -> str | None:
    return None if text is None else print_string(text)


def _place(clause: Clause) -> str:
    return f"[{clause.start}:{clause.end}] {print_string(clause.text)}"


def _expression(expression: Expression | None) -> str | None:
    return None if expression is None else print_expression(expression)


def _definition(define: Define) -> str:
    return f"({', '.join(define.parameters)}) = {print_expression(define.body)}"


def _provenance(step: Step) -> str | None:
    return ", ".join(step.clauses) or ("implicit" if step.implicit else None)


def _line(step: Step) -> str:
    parts = [step.operation or "", f"= {_expression(step.expression)}" if step.expression else ""]
    return " ".join(filter(None, parts)) or "not known yet"
