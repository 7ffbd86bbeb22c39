"""What a compiler pass is: the contract that built-in and strangers' passes share.

A pass is a frozen dataclass; its fields are its options. It fills what is missing
in the programs that it is given and leaves all else exactly as it is, so that it
can run twice, start from a half-filled or hand-edited program, and be left out
where nothing after it needs it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeVar

from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.language import Language
from mycelium_ir.nodes import Program

if TYPE_CHECKING:
    from mycelium.analyses import Analyses, Analysis
    from mycelium.executor import Executor
    from mycelium.trust import Trust

_T = TypeVar("_T")


@dataclass(frozen=True)
class Candidate:
    """One way to compile one row: a program and its log score (natural log, 0 at the start).

    `draws` is how many samples came to this program: a pass that draws one several
    times says so, or gives it several times; other passes hand the number on.
    `judged` is the probability that the program is right, by a pass that judges
    programs; None where none did.
    """

    row: int
    program: Program
    score: float = 0.0
    draws: int = 1
    judged: float | None = None


@dataclass(frozen=True)
class Failure:
    """A row that a pass could not treat, and why; the other rows go on."""

    row: int
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class Context:
    """What passes may use besides the programs; the same for every row of a run.

    Attributes:
        language: What the programs may name.
        executor: Runs programs, such as those made so far.
        analyses: What is computed of a program once and shared.
        seed: What is random is drawn from the seed and the row's own text, never from
            the row's place, so that a row's result does not depend on its neighbours.
        samples: How many candidates the caller will run for each row. A pass that can
            draw several gives at least so many, each with its log probability, where
            its own options do not say how many; with 1 it gives its best one, and is
            deterministic. Other passes take no notice.
    """

    language: Language
    executor: Executor
    analyses: Analyses
    seed: int = 0
    samples: int = 1

    def analyse(self, analysis: Analysis[_T], program: Program) -> _T:
        """What an analysis finds of a program, computed for the whole batch if nobody asked yet."""
        return self.analyses.get(analysis, program, self)


@dataclass(frozen=True)
class Pass(ABC):
    """A compiler pass.

    `name` is what a pipeline's text calls it; `requires`, `provides` and
    `invalidates` are facts (`mycelium_ir.facts.FACTS`); `types` is what the pass calls kinds
    of step: the language's own `operations`, or the `templates` that labels have. A row's
    result depends on the row, the options, the weights and the context's seed, never on the
    row's neighbours in the batch. The program is valid before and after.
    """

    name: ClassVar[str]
    version: ClassVar[str] = "1"
    requires: ClassVar[frozenset[str]] = frozenset()
    provides: ClassVar[frozenset[str]] = frozenset()
    invalidates: ClassVar[frozenset[str]] = frozenset()
    types: ClassVar[str] = "operations"

    @abstractmethod
    def run(
        self, batch: Sequence[Candidate], context: Context
    ) -> Sequence[Sequence[Candidate] | Failure]:
        """Treat a batch: for each candidate, in order, its successors or a failure of its row."""

    @property
    def weights(self) -> str:
        """A hash of the weights that the pass uses; empty where it has none."""
        return ""

    @property
    def trust(self) -> Trust | None:
        """What a pass that judges programs says of its judgements; None if it judges none."""
        return None

    @property
    def options(self) -> dict[str, object]:
        """The pass's fields by name."""
        return {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}

    @property
    def fingerprint(self) -> str:
        """16 hex digits that change with name, version, options or weights."""
        told = json.dumps(
            [self.name, self.version, self.options, self.weights], sort_keys=True, default=str
        )
        return hashlib.sha256(told.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class ProgramPass(Pass):
    """The usual pass, one program in and one out: write `rewrite` and nothing else."""

    @abstractmethod
    def rewrite(self, program: Program, context: Context) -> Program:
        """The program with this pass's facts filled in.

        Raises:
            MyceliumError: if this program cannot be treated; only its row fails.
        """

    def run(
        self, batch: Sequence[Candidate], context: Context
    ) -> Sequence[Sequence[Candidate] | Failure]:
        """Rewrite each candidate by itself."""
        results: list[Sequence[Candidate] | Failure] = []
        for candidate in batch:
            try:
                program = self.rewrite(candidate.program, context)
            except MyceliumError as error:
                results.append(Failure(candidate.row, error.diagnostics))
            else:
                results.append([dataclasses.replace(candidate, program=program)])
        return results
