"""Small rewritings of programs that several passes share; all keep what a person wrote."""

from __future__ import annotations

from mycelium_heuristic.clauses import clause_spans
from mycelium_ir.nodes import Answer, Done, Program, replace


def spans_of(program: Program) -> list[tuple[int, int]]:
    """The clauses' spans in order of the text; where there are none, those of `segment`."""
    if program.clauses:
        return sorted((clause.start, clause.end) for clause in program.clauses)
    return clause_spans(program.problem or "")


def clause_names(program: Program) -> list[str]:
    """The clauses' names in the order of `spans_of`; empty where there are none."""
    return [c.name for c in sorted(program.clauses, key=lambda c: (c.start, c.end))]


def mark_done(program: Program, role: str) -> Program:
    """The program with a pass's role on its `done` line."""
    if role in program.done:
        return program
    if not program.done:
        return program.add(Done((role,)))
    last = [s for s in program.statements if isinstance(s, Done)][-1]
    return exchange(program, last, replace(last, passes=(*last.passes, role)))


def unmark_done(program: Program, role: str) -> Program:
    """The program without a pass's role on its `done` lines."""
    for line in [s for s in program.statements if isinstance(s, Done) and role in s.passes]:
        rest = tuple(p for p in line.passes if p != role)
        program = exchange(program, line, replace(line, passes=rest) if rest else None)
    return program


def exchange(program: Program, old: Done | Answer, new: Done | Answer | None) -> Program:
    """The program with one statement in another's place, or with none there."""
    kept = [new if s is old else s for s in program.statements]
    return Program(
        tuple(s for s in kept if s is not None), header=program.header, footer=program.footer
    )
