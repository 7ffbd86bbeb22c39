"""The problem as the trunk reads it, once for all passes: the analysis `reading_of`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import torch
from torch import Tensor

from mycelium.analyses import Analysis
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Program
from mycelium_passes.engine import Cache
from mycelium_passes.reading.model import Model
from mycelium_passes.transcript import Clean, clean

if TYPE_CHECKING:
    from mycelium.passes import Context

LONGEST = 1024
"""The most tokens of a problem."""

_ON_A_GPU, _ELSEWHERE = 131_072, 8_192
"""How many tokens are read at once, padding included."""


@dataclass(frozen=True, eq=False)
class Reading:
    """A problem that was read.

    Attributes:
        clean: Its text as the trunk reads it.
        tokens: The text's, and the newline that closes it.
        offsets: The span of each token of the text in `clean.text`.
        states: [P, d], the trunk's last states.
        cache: Of one row, to be gone on from; it must not be changed itself.
    """

    clean: Clean
    tokens: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]
    states: Tensor
    cache: Cache

    def __len__(self) -> int:
        return len(self.tokens)


def clause_tokens(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """The tokens of a span of the original text: the first, and one past the last.

    Tokens that have nothing but white space of it do not count; if none is left the
    span is empty, and lies at the beginning.
    """
    left, right = reading.clean.span(start, end)
    text = reading.clean.text
    found = [
        index
        for index, (first, last) in enumerate(reading.offsets)
        if first < right and last > left and text[max(first, left) : min(last, right)].strip()
    ]
    return (found[0], found[-1] + 1) if found else (0, 0)


class Readings(Analysis[Reading | MyceliumError]):
    """Reads problems, or says why one cannot be read, so that no neighbour is read twice."""

    name: ClassVar[str] = "reading"

    def __init__(self, model: Model) -> None:
        self.model = model

    @property
    def fingerprint(self) -> str:
        """Changes with the weights and the device."""
        return f"{self.name} {self.version} {self.model.fingerprint}"

    def reads(self, program: Program) -> str:
        """The problem's text."""
        return program.problem or ""

    def compute(
        self, programs: Sequence[Program], context: Context
    ) -> Sequence[Reading | MyceliumError]:
        """Read all problems."""
        return self.read(programs)

    def read(self, programs: Sequence[Program]) -> list[Reading | MyceliumError]:
        """Read all problems, those of about the same length together; no context is needed."""
        texts = [clean(program.problem or "") for program in programs]
        rows = [self._encoded(text) for text in texts]
        found: list[Reading | MyceliumError] = [
            row if isinstance(row, MyceliumError) else _UNREAD for row in rows
        ]
        sound = {i: row for i, row in enumerate(rows) if not isinstance(row, MyceliumError)}
        order = sorted(sound, key=lambda index: len(sound[index][0]))
        for batch in batches(
            order, [len(sound[i][0]) if i in sound else 0 for i in range(len(rows))], self.model
        ):
            for index, states, cache in self._read(batch, [sound[i][0] for i in batch]):
                tokens, offsets = sound[index]
                found[index] = Reading(texts[index], tokens, offsets, states, cache)
        return found

    def size(self, result: Reading | MyceliumError) -> int:
        """The bytes of states and cache."""
        if isinstance(result, MyceliumError):
            return 1000
        return memory(result.states, result.states.nbytes + result.cache.nbytes)

    def _encoded(
        self, text: Clean
    ) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]] | MyceliumError:
        if not text.text:
            return MyceliumError(
                Diagnostic("MYC332", "the problem is empty", hint="write a problem's text")
            )
        # Half a character, which a command line may hold, is read as a question mark.
        whole = text.text.encode("utf-8", "replace").decode("utf-8")
        encoded = self.model.tokenizer.encode(whole, add_special_tokens=False)
        count = len(encoded.ids) + 1
        if count > LONGEST:
            return MyceliumError(
                Diagnostic(
                    "MYC333",
                    f"the problem has {count:,} tokens, and at most {LONGEST:,} are read",
                    hint="leave out what the question does not need",
                )
            )
        # The newline is a token of its own, as in training.
        return (*encoded.ids, self.model.newline), tuple(encoded.offsets)

    def _read(
        self, batch: Sequence[int], rows: Sequence[tuple[int, ...]]
    ) -> Iterator[tuple[int, Tensor, Cache]]:
        engine = self.model.engine
        width = max(map(len, rows))
        tokens = torch.tensor([[*row, *[0] * (width - len(row))] for row in rows])
        lengths = torch.tensor([len(row) for row in rows])
        states, cache = engine.read(tokens.to(engine.device), lengths.to(engine.device))
        for place, index in enumerate(batch):
            own = states[place, : len(rows[place])].clone()
            yield index, own, cache.select(torch.tensor([place], device=engine.device))


def batches(order: Sequence[int], sizes: Sequence[int], model: Model) -> Iterator[list[int]]:
    """Neighbours in an order by size, as many as fit when all are as large as the largest."""
    room = _ON_A_GPU if model.engine.device.type == "cuda" else _ELSEWHERE
    batch: list[int] = []
    most = 0
    for index in order:
        if batch and max(most, sizes[index]) * (len(batch) + 1) > room:
            yield batch
            batch, most = [], 0
        batch.append(index)
        most = max(most, sizes[index])
    if batch:
        yield batch


def memory(tensor: Tensor, size: int) -> int:
    """What a result counts in the store of analyses; a GPU's memory is not the processor's."""
    return size if tensor.device.type == "cpu" else size // 16


_UNREAD = MyceliumError(Diagnostic("MYC332", "the problem was not read"))
