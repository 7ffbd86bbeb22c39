"""Facts: what is known of a program so far, read off its text.

A pass declares the facts that it requires and provides; a pipeline is in order
when each pass finds its facts. Facts can be lost: a new step without an
expression takes `expressions` and `wired` away.
"""

from __future__ import annotations

from mycelium_ir.nodes import Program, has_hole

FACTS: dict[str, str] = {
    "problem": "the program has a problem's text",
    "clauses": "the program has clauses",
    "typed": "there are steps, and every step has an operation",
    "expressions": "there are steps, and every step has an expression",
    "wired": "every step has an expression without holes, and `done` names wire",
    "bridged": "`done` names bridge",
    "answer": "a step is named that answers the question",
    "goal": "the answer has a goal type",
}
"""Every fact, with one line of documentation."""


def facts_of(program: Program) -> frozenset[str]:
    """The facts that hold of a program."""
    found: set[str] = set()
    steps = program.steps
    if program.problem is not None:
        found.add("problem")
    if program.clauses:
        found.add("clauses")
    if steps and all(s.operation is not None for s in steps):
        found.add("typed")
    if steps and all(s.expression is not None for s in steps):
        found.add("expressions")
        if "wire" in program.done and not any(
            has_hole(s.expression) for s in steps if s.expression is not None
        ):
            found.add("wired")
    if "bridge" in program.done:
        found.add("bridged")
    if program.answer is not None:
        found.add("answer")
    if program.goal is not None:
        found.add("goal")
    return frozenset(found)
