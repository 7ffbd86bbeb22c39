"""One pass over the candidates of several rows, and everything that a pass can do wrong.

A pass is a stranger's code: it may crash, break a program, forget what it promised
or return nonsense. Each of these fails the rows that it happens to, and no others.
"""

from __future__ import annotations

import dataclasses
import math
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from mycelium.passes import Candidate, Context, Failure
from mycelium.pipeline import PipelineStage
from mycelium.reproducer import write_reproducer
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.facts import FACTS
from mycelium_ir.nodes import Program
from mycelium_ir.parser import parse
from mycelium_ir.printer import print_program
from mycelium_ir.verifier import verify

Answer: TypeAlias = "list[Candidate] | Failure"


class _NonsenseError(Exception):
    """What a pass returned is not what passes return."""


@dataclass(frozen=True)
class StageRun:
    """A stage, the context that it runs in, and the folder for reproducers (None: none)."""

    stage: PipelineStage
    context: Context
    reproducers: Path | None

    def results(self, rows: Sequence[Sequence[Candidate]]) -> list[Answer]:
        """For each row's candidates, their verified successors or why the row failed.

        A candidate that fails is dropped while others of its row go on; the row
        fails when none is left, with the reason of its best one. A candidate that
        the pass broke fails its row at once: that is the pass's own fault. Only where
        several samples are wanted is it dropped like one that fails.
        """
        answers: list[Answer | None] = [None] * len(rows)
        ready: list[tuple[int, list[Candidate]]] = []
        for index, row in enumerate(rows):
            complete = [c for c in row if not self._lacking(c.program)]
            if complete:
                ready.append((index, complete))
            else:
                answers[index] = self._lacks(row[0])
        for (index, _), answer in zip(ready, self._run([c for _, c in ready]), strict=True):
            answers[index] = answer
        return [answer for answer in answers if answer is not None]

    # -- running

    def _run(self, rows: Sequence[Sequence[Candidate]]) -> list[Answer]:
        """All rows at once; one by one if that raises, so that only the guilty one fails."""
        if not rows:
            return []
        batch = [candidate for row in rows for candidate in row]
        try:
            with self.context.analyses.batch([candidate.program for candidate in batch]):
                returned = self.stage.instance.run(batch, self.context)
            replies = _one_each(returned, len(batch))
        except Exception as error:  # a pass is a stranger's code and may raise anything
            if len(rows) == 1:
                return [self._raised(rows[0][0], error)]
            return [answer for row in rows for answer in self._run([row])]
        answers: list[Answer] = []
        at = 0
        for row in rows:
            answers.append(self._row(row, replies[at : at + len(row)]))
            at += len(row)
        return answers

    def _row(self, row: Sequence[Candidate], replies: Sequence[object]) -> Answer:
        """What a pass's replies to one row's candidates come to."""
        successors: list[Candidate] = []
        failures: list[Failure] = []
        for candidate, reply in zip(row, replies, strict=True):
            try:
                made = _sound(candidate, reply)
            except _NonsenseError as error:
                return self._raised(candidate, error)
            if isinstance(made, Failure):
                failures.append(self._owned(made))
                continue
            if not made:
                failures.append(self._nothing(candidate))
            for successor in made:
                broken = self._broken(candidate, successor)
                if broken is not None and self.context.samples == 1:
                    return broken
                if broken is not None:
                    failures.append(broken)
                    continue
                missing = sorted(self.stage.spec.provides - successor.program.facts)
                if missing:
                    failures.append(self._unkept(candidate, missing))
                else:
                    successors.append(successor)
        return successors or failures[0]

    # -- what can go wrong

    def _lacking(self, program: Program) -> list[str]:
        return sorted(self.stage.spec.requires - program.facts)

    def _lacks(self, candidate: Candidate) -> Failure:
        fact = self._lacking(candidate.program)[0]
        return self._failure(
            candidate,
            Diagnostic(
                "MYC165",
                f"pass `{self.stage.name}` needs the fact `{fact}`, which was lost on the way",
                hint=f"the fact says: {FACTS.get(fact, fact)}; an earlier pass took it away and "
                "should declare that it invalidates it",
            ),
        )

    def _nothing(self, candidate: Candidate) -> Failure:
        return self._failure(
            candidate,
            Diagnostic(
                "MYC164",
                f"pass `{self.stage.name}` found no way to go on with this program",
                hint="see the program that it was given with `--dump-after`, or swap the pass",
            ),
        )

    def _unkept(self, candidate: Candidate, facts: Sequence[str]) -> Failure:
        fact = facts[0]
        return self._failure(
            candidate,
            Diagnostic(
                "MYC162",
                f"pass `{self.stage.name}` did not bring about the fact `{fact}`: "
                f"{FACTS.get(fact, fact)}",
                hint="write what is missing into the program by hand, or swap the pass",
            ),
        )

    def _raised(self, candidate: Candidate, error: Exception) -> Failure:
        if isinstance(error, MyceliumError):
            return self._owned(Failure(candidate.row, error.diagnostics))
        name = self.stage.name
        if isinstance(error, _NonsenseError):
            problem = Diagnostic("MYC163", f"pass `{name}` returned {error}")
        else:
            told = f"{type(error).__name__}: {error}".removesuffix(": ")
            problem = Diagnostic(
                "MYC160", f"pass `{name}` crashed on this program{_where(error)}: {told}"
            )
        return self._fault(candidate, problem)

    def _broken(self, before: Candidate, after: Candidate) -> Failure | None:
        """The failure of a row whose program the pass broke, or None."""
        if after.program is before.program:
            return None
        try:
            hash(after.program)
            found = [d for d in verify(after.program, self.context.language) if d.is_error]
        except Exception as error:  # nodes that hold what no node may hold
            problem = Diagnostic(
                "MYC163",
                f"pass `{self.stage.name}` returned a program that is not made of the language's "
                f"nodes: {type(error).__name__}: {error}",
            )
            return self._fault(before, problem)
        if not found:
            return None
        problem = Diagnostic(
            "MYC161", f"pass `{self.stage.name}` broke the program: {found[0].message}"
        )
        return self._fault(before, problem, self._shown(after.program) or found)

    def _shown(self, program: Program) -> list[Diagnostic]:
        """The errors of a program with their places in its text, where it can be read back."""
        try:
            again = parse(print_program(program), name=f"<after {self.stage.name}>")
        except (MyceliumError, ValueError):
            return []
        return [d for d in verify(again, self.context.language) if d.is_error]

    def _fault(
        self, candidate: Candidate, problem: Diagnostic, more: Sequence[Diagnostic] = ()
    ) -> Failure:
        """A failure that is the pass's own fault, with a reproducer."""
        hint = f"this is a fault of the plugin `{self.stage.spec.plugin}`: tell its author"
        if self.reproducers is not None:
            written = write_reproducer(
                self.reproducers, candidate.program, self.stage, problem, self.context.seed
            )
            hint = f"{hint}; {written}"
        return self._failure(candidate, dataclasses.replace(problem, hint=hint), *more)

    def _failure(self, candidate: Candidate, *diagnostics: Diagnostic) -> Failure:
        return self._owned(Failure(candidate.row, diagnostics))

    def _owned(self, failure: Failure) -> Failure:
        """A failure whose diagnostics all say which pass they come from."""
        return Failure(
            failure.row,
            tuple(
                d if d.subject else dataclasses.replace(d, subject=self.stage.name)
                for d in failure.diagnostics
            ),
        )


def _one_each(returned: object, count: int) -> Sequence[object]:
    if not isinstance(returned, list | tuple):
        raise _NonsenseError(f"{type(returned).__name__}, not a list with one entry a candidate")
    if len(returned) != count:
        raise _NonsenseError(f"{len(returned)} entries for {count} candidates")
    return returned


def _sound(candidate: Candidate, reply: object) -> list[Candidate] | Failure:
    """A pass's reply to one candidate, if it is one."""
    if isinstance(reply, Failure):
        if reply.row != candidate.row:
            raise _NonsenseError(f"a failure of row {reply.row} for row {candidate.row}")
        if not reply.diagnostics or not all(isinstance(d, Diagnostic) for d in reply.diagnostics):
            raise _NonsenseError("a failure without diagnostics")
        return reply
    if not isinstance(reply, list | tuple):
        raise _NonsenseError(
            f"{type(reply).__name__} for a candidate, not a list of candidates or a Failure"
        )
    for made in reply:
        if not isinstance(made, Candidate) or not isinstance(made.program, Program):
            raise _NonsenseError(f"{type(made).__name__} in a list of candidates")
        if made.row != candidate.row:
            raise _NonsenseError(f"a candidate of row {made.row} for row {candidate.row}")
        if not isinstance(made.score, int | float) or math.isnan(made.score):
            raise _NonsenseError(f"a candidate with the score {made.score}")
        if not isinstance(made.draws, int) or made.draws < 1:
            raise _NonsenseError(f"a candidate that was drawn {made.draws} times")
    return list(reply)


def _where(error: Exception) -> str:
    """The last line of code that an exception passed through, in words."""
    frames = traceback.extract_tb(error.__traceback__)
    if len(frames) < 2:
        return ""
    last = frames[-1]
    return f" ({Path(last.filename).name}, line {last.lineno})"
