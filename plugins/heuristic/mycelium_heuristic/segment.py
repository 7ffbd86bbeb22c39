"""The pass `segment`: clauses are sentences, cut where a new verb begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from mycelium.passes import Context, ProgramPass
from mycelium_heuristic.clauses import clause_spans
from mycelium_heuristic.errors import nothing_to_segment
from mycelium_ir.nodes import Clause, Program
from mycelium_ir.rewrite import fresh_names


@dataclass(frozen=True)
class Segment(ProgramPass):
    """Writes clauses into a program that has none."""

    name: ClassVar[str] = "segment"
    requires: ClassVar[frozenset[str]] = frozenset({"problem"})
    provides: ClassVar[frozenset[str]] = frozenset({"clauses"})

    def rewrite(self, program: Program, context: Context) -> Program:
        """The program with clauses.

        Raises:
            MyceliumError: MYC180, if the problem has no words.
        """
        text = program.problem
        if program.clauses or text is None:
            return program
        spans = [
            (start, end)
            for start, end in clause_spans(text)
            if any(map(str.isalnum, text[start:end]))
        ]
        if not spans:
            raise nothing_to_segment()
        names = fresh_names(program, "c")
        return program.add(
            *(Clause(next(names), start, end, text[start:end]) for start, end in spans)
        )
