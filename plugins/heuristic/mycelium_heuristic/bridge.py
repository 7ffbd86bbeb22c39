"""The pass `bridge`: conversions and complements that the question asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from mycelium.analyses import Surface, read_numbers
from mycelium.passes import Context, ProgramPass
from mycelium_heuristic import wire
from mycelium_heuristic.conversions import conversion_of
from mycelium_heuristic.programs import exchange, mark_done, spans_of, unmark_done
from mycelium_heuristic.question import find_question
from mycelium_ir.nodes import Answer, Program, Step
from mycelium_ir.rewrite import fresh_name

MARK = "bridge"


@dataclass(frozen=True)
class Bridge(ProgramPass):
    """Puts a typed, implicit step behind the answer, for `extract` and `wire` to fill."""

    name: ClassVar[str] = "bridge"
    requires: ClassVar[frozenset[str]] = frozenset({"problem", "wired", "answer"})
    provides: ClassVar[frozenset[str]] = frozenset({"bridged"})
    invalidates: ClassVar[frozenset[str]] = frozenset({"expressions", "wired", "answer"})

    def rewrite(self, program: Program, context: Context) -> Program:
        """The program with `done bridge`; where a step goes in, `wire` has to run again."""
        if MARK in program.done:
            return program
        program = mark_done(program, MARK)
        answers = [s for s in program.statements if isinstance(s, Answer)]
        if program.goal is not None or any(a.attributes.get("by") != wire.MARK for a in answers):
            # A person chose the answer: a step behind it would not be what they asked for.
            return program
        operation = _missing(program)
        if operation is None:
            return program
        for answer in answers:
            program = exchange(program, answer, None)
        step = Step(fresh_name(program, "b"), operation, implicit=True, attributes={"by": MARK})
        return unmark_done(program.add(step), wire.MARK)


def _missing(program: Program) -> str | None:
    """The operation of the step that the question calls for, or None."""
    if program.answer is None:
        return None
    step = program.step(program.answer)
    if step.operation not in ("unit_convert", "complement"):
        if conversion_of(program, step.name) is not None:
            return "unit_convert"
        if _asks_rest(program):
            return "complement"
    return None


def _asks_rest(program: Program) -> bool:
    """Whether the text gives shares in per cent and asks for the share that is left."""
    text = program.problem or ""
    question = find_question(text, spans_of(program))
    numbers = [m for m in read_numbers(text) if m.surface is not Surface.ORDINAL]
    return (
        question is not None
        and bool(numbers)
        and all(mention.surface is Surface.PERCENT for mention in numbers)
        and re.search(r"\bpercent|%", question.text) is not None
        and re.search(r"\bnot\b|n't\b|\brest\b|\bremain|\bother|\bleft\b", question.text)
        is not None
    )
