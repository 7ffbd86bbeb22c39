"""The trunk's states over a program's transcript: the analysis that wire, bridge and goal read."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, TypeAlias, TypeVar
from weakref import WeakValueDictionary

import torch
from torch import Tensor

from mycelium.analyses import VALUES, Analysis
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import NO_COMMENTS, Answer, Done, Goal, Program, replace
from mycelium_passes.reading.encoding import Reading, Readings, batches, clause_tokens, memory
from mycelium_passes.reading.model import Model
from mycelium_passes.transcript import Transcript, rational_values, transcribe
from mycelium_passes.transcript.symbols import MARKERS

if TYPE_CHECKING:
    from mycelium.passes import Context

LONGEST = 1024
"""The most symbols of a program."""

Key: TypeAlias = "tuple[str | None, tuple[tuple[int, int], ...], tuple[int, ...]]"
"""What states depend on: the problem, the clauses' spans, the symbols."""

REMEMBERED = 128
"""How many programs' states are kept that whoever wrote them had already."""

_T = TypeVar("_T")


@dataclass(frozen=True, eq=False)
class Held:
    """States [S, d] that several programs with one transcript share."""

    states: Tensor


@dataclass(frozen=True, eq=False)
class Stated:
    """A program that was read behind its problem.

    Attributes:
        reading: The problem.
        values: Of the steps that give a rational number.
        transcript: The program's symbols, to the end.
        held: A state for each symbol.
    """

    reading: Reading
    values: Mapping[str, Fraction]
    transcript: Transcript
    held: Held

    @property
    def states(self) -> Tensor:
        """[S, d], a state for each symbol."""
        return self.held.states


def marker_table(model: Model, reading: Reading, program: Program) -> Tensor:
    """[C, d]: what a clause's text adds to its marker's embedding, for clauses with a marker."""
    engine = model.engine
    words = engine.embed(torch.tensor(reading.tokens, device=engine.device)).float()
    rows = [words.new_zeros(0, engine.width)]
    for clause in program.clauses[:MARKERS]:
        first, last = clause_tokens(reading, clause.start, clause.end)
        rows.append(words[first:last].sum(0, keepdim=True) / max(last - first, 1))
    return torch.cat(rows)


def embedded(model: Model, transcript: Transcript, table: Tensor) -> Tensor:
    """[S, d]: the input embeddings of a transcript's symbols; `table` is `marker_table`'s."""
    device = model.engine.device
    with torch.inference_mode():
        found = model.heads.symbols(torch.tensor(transcript.symbols, device=device))
        if transcript.markers:
            places, clauses = torch.tensor(transcript.markers, device=device).T
            found = found.index_add(0, places, table[clauses].to(found.dtype))
    told: Tensor = found
    return told


class States(Analysis[Stated | MyceliumError]):
    """Reads programs behind their problems, or says why one cannot be read.

    The transcript has no plan, and `<end>` closes it. Two programs with one transcript, such
    as one before and one behind `wire`, are read once, as long as somebody holds the result.
    """

    name: ClassVar[str] = "states"

    def __init__(self, model: Model) -> None:
        self.model = model
        self.readings = Readings(model)
        self._known: WeakValueDictionary[Key, Held] = WeakValueDictionary()
        self._remembered: deque[Held] = deque(maxlen=REMEMBERED)

    @property
    def fingerprint(self) -> str:
        """Changes with the weights and the device."""
        return f"{self.name} {self.version} {self.model.fingerprint}"

    def reads(self, program: Program) -> str:
        """All but what stands behind the steps, attributes and comments."""
        kept = (s for s in program.statements if not isinstance(s, Done | Answer | Goal))
        bare = (replace(s, attributes={}, comments=NO_COMMENTS) for s in kept)
        return str(Program(tuple(bare)))

    def remember(self, program: Program, symbols: Sequence[int], states: Tensor) -> None:
        """Take over what whoever wrote a program has read already.

        Args:
            program: With the problem and the clauses that it was written for.
            symbols: What was read: the program's whole transcript, without a plan.
            states: [S, d], a state for each symbol.
        """
        held = self._known.setdefault(_key(program, symbols), Held(states))
        self._remembered.append(held)

    def compute(
        self, programs: Sequence[Program], context: Context
    ) -> Sequence[Stated | MyceliumError]:
        """Read all programs that are not known yet, those of about the same length together."""
        told: list[tuple[Reading, Mapping[str, Fraction], Transcript, Key] | MyceliumError] = []
        held: dict[Key, Held] = {}
        waiting: dict[Key, tuple[Program, Reading, Transcript]] = {}
        with context.analyses.batch(programs):
            for program in programs:
                try:
                    reading = sound(context.analyse(self.readings, program))
                    values = rational_values(context.analyse(VALUES, program))
                    transcript = checked_transcript(self.model, program, values)
                except MyceliumError as error:
                    told.append(error)
                    continue
                key = _key(program, transcript.symbols)
                known = self._known.get(key)
                if known is not None:
                    held[key] = known
                else:
                    waiting.setdefault(key, (program, reading, transcript))
                told.append((reading, values, transcript, key))
        held |= self._read(waiting)
        return [
            one if isinstance(one, MyceliumError) else Stated(*one[:3], held[one[3]])
            for one in told
        ]

    def size(self, result: Stated | MyceliumError) -> int:
        """The bytes of the states, and about what the transcript takes."""
        if isinstance(result, MyceliumError):
            return 1000
        states = result.states
        return memory(states, states.nbytes) + 64 * len(states)

    def _read(self, waiting: Mapping[Key, tuple[Program, Reading, Transcript]]) -> dict[Key, Held]:
        rows = list(waiting.items())
        sizes = [len(reading) + len(transcript.symbols) for _, (_, reading, transcript) in rows]
        order = sorted(range(len(rows)), key=sizes.__getitem__)
        found: dict[Key, Held] = {}
        for batch in batches(order, sizes, self.model):
            states = read_suffixes(self.model, [rows[index][1] for index in batch])
            for index, own in zip(batch, states, strict=True):
                key = rows[index][0]
                found[key] = self._known[key] = Held(own)
        return found


def _key(program: Program, symbols: Sequence[int]) -> Key:
    spans = tuple((clause.start, clause.end) for clause in program.clauses)
    return program.problem, spans, tuple(symbols)


def checked_transcript(
    model: Model, program: Program, values: Mapping[str, Fraction]
) -> Transcript:
    """The whole transcript of a program.

    Raises:
        MyceliumError: MYC334, if it cannot be spelled, or is too long.
    """
    try:
        transcript = transcribe(program, values, model.vocabulary)
    except ValueError as error:
        raise _unreadable(str(error)) from None
    if len(transcript.symbols) > LONGEST:
        raise _unreadable(f"it has {len(transcript.symbols):,} symbols, more than {LONGEST:,}")
    return transcript


def read_suffixes(
    model: Model, rows: Sequence[tuple[Program, Reading, Transcript]]
) -> list[Tensor]:
    """The states [S, d] of each program's transcript, all read at once behind their problems."""
    engine = model.engine
    given = [
        embedded(model, transcript, marker_table(model, reading, program))
        for program, reading, transcript in rows
    ]
    caches = [reading.cache for _, reading, _ in rows]
    lengths = torch.tensor([len(each) for each in given], device=engine.device)
    padded = torch.nn.utils.rnn.pad_sequence(given, batch_first=True)
    states = engine.extend(type(caches[0]).join(caches), padded, lengths)
    return [states[place, : len(each)].clone() for place, each in enumerate(given)]


def sound(result: _T | MyceliumError) -> _T:
    """What an analysis found; why it cannot be had is raised.

    Raises:
        MyceliumError: the one that was found instead.
    """
    if isinstance(result, MyceliumError):
        raise result
    return result


def readings(model: Model) -> Readings:
    """The analysis that reads problems with a model."""
    return states(model).readings


def states(model: Model) -> States:
    """The analysis that reads programs with a model; the same one each time."""
    found = model.shared.setdefault("states", States(model))
    assert isinstance(found, States)
    return found


def _unreadable(why: str) -> MyceliumError:
    return MyceliumError(
        Diagnostic(
            "MYC334",
            f"the specialists cannot read this program: {why}",
            hint="write it with the language's own functions, short names and fewer steps, "
            "or finish it with other passes",
        )
    )
