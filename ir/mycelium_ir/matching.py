"""Which step, clause and definition of one program is which of another."""

from __future__ import annotations

from collections import ChainMap, Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from mycelium_ir.language import Language
from mycelium_ir.nodes import Call, Clause, Define, Expression, Hole, Name, Program, Step, replace
from mycelium_ir.references import dependency_order, references
from mycelium_ir.rewrite import map_expression, substitute_names

_T = TypeVar("_T", Step, Clause, Define)


@dataclass(frozen=True)
class Matching:
    """For each matched step, clause and definition of the first program, its name in the second."""

    steps: Mapping[str, str]
    clauses: Mapping[str, str]
    definitions: Mapping[str, str]


def match(a: Program, b: Program, language: Language) -> Matching:
    """Match two programs, parts that are alike in name and structure first.

    A part that only one of the programs has is matched with nothing.
    """
    forms = _Forms(language)
    form: dict[int, str] = {}
    for program in (a, b):
        found = forms.of(program)
        form |= {id(step): found[step.name] for step in program.steps}
        form |= {id(define): found[name] for name, define in program.definitions.items()}
    shapes = {
        id(step): (step.operation, _shape(step, program, language))
        for program in (a, b)
        for step in program.steps
    }
    # Twins are told apart by their names, never guessed.
    twins = {shape for steps in (a.steps, b.steps) for shape in _twins(steps, shapes)}
    steps = _pairs(
        a.steps,
        b.steps,
        lambda s: (s.name, form[id(s)]),
        lambda s: form[id(s)],
        lambda s: (s.name, shapes[id(s)]),
        lambda s: shapes[id(s)] if shapes[id(s)] not in twins else (s.name, shapes[id(s)]),
        lambda s: s.name,
    )
    clauses = _pairs(
        a.clauses,
        b.clauses,
        lambda c: (c.name, c.start, c.end, c.text),
        lambda c: (c.start, c.end, c.text),
        lambda c: (c.name, c.text),
        lambda c: c.text,
        lambda c: c.name,
    )
    definitions = _pairs(
        tuple(a.definitions.values()),
        tuple(b.definitions.values()),
        lambda d: (d.name, form[id(d)]),
        lambda d: form[id(d)],
        lambda d: d.name,
    )
    return Matching(steps, clauses, definitions)


def translated(expression: Expression, names: Mapping[str, str], language: Language) -> Expression:
    """An expression with its free names and the functions that it calls exchanged for others."""
    mentioned = [name for name in references(expression, language) if name in names]
    if mentioned:
        exchange = {name: Name(names[name]) for name in mentioned}
        expression = substitute_names(expression, exchange, language)

    def called(node: Expression) -> Expression:
        if type(node) is Call and node.function in names:
            return replace(node, function=names[node.function])
        return node

    return map_expression(expression, called)


def parameters_numbered(define: Define) -> dict[str, str]:
    """The parameters of a definition and the names by which any two can be compared."""
    return {parameter: f"#parameter{i}" for i, parameter in enumerate(define.parameters)}


class _Forms:
    """Numbers that are equal for parts that compute the same in the same way."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.numbers: dict[Hashable, str] = {}

    def of(self, program: Program) -> dict[str, str]:
        """The form of each step and definition; one that needs itself is known by its name."""
        ordered, stuck = dependency_order(program, self.language)
        forms: dict[str, str] = {}
        for part in (*ordered, *stuck):
            key: Hashable
            if type(part) is Define:
                names = ChainMap(parameters_numbered(part), forms)
                key = (len(part.parameters), self.form(part.body, names))
            else:
                assert type(part) is Step
                key = (part.operation, self.form(part.expression, forms))
            forms[part.name] = self.numbers.setdefault(key, f"#{len(self.numbers)}")
        return forms

    def form(self, expression: Expression | None, names: Mapping[str, str]) -> Expression | None:
        return None if expression is None else translated(expression, names, self.language)


def _shape(step: Step, program: Program, language: Language) -> Expression | None:
    """The step's expression with a hole for each step that it reads."""
    if step.expression is None:
        return None
    read = [name for name in references(step.expression, language) if name in program.step_names]
    return substitute_names(step.expression, dict.fromkeys(read, Hole()), language)


def _twins(steps: Sequence[Step], shapes: Mapping[int, Hashable]) -> list[Hashable]:
    counts = Counter(shapes[id(step)] for step in steps)
    return [shape for shape, times in counts.items() if times > 1]


def _pairs(
    mine: Sequence[_T], theirs: Sequence[_T], *keys: Callable[[_T], Hashable]
) -> dict[str, str]:
    """Pair parts of equal keys, the first key first; within one key, in the author's order."""
    pairs: dict[str, str] = {}
    for key in keys:
        waiting: defaultdict[Hashable, deque[_T]] = defaultdict(deque)
        for other in theirs:
            waiting[key(other)].append(other)
        rest = []
        matched = set()
        for part in mine:
            found = waiting.get(key(part))
            if found:
                other = found.popleft()
                matched.add(id(other))
                pairs[part.name] = other.name
            else:
                rest.append(part)
        mine = rest
        theirs = [other for other in theirs if id(other) not in matched]
    return pairs
