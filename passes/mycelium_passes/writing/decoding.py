"""Many drafts written at once: the trunk says what comes next, the grammar what may.

All drafts of a batch advance by one choice at a time; what is forced is read together
with the choice before it. A draft's symbols do not depend on its neighbours, up to
rounding: each has random numbers of its own.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import torch
from torch import Tensor

from mycelium_passes.engine import Cache
from mycelium_passes.reading.encoding import Reading, clause_tokens
from mycelium_passes.reading.model import Model
from mycelium_passes.transcript import Symbols
from mycelium_passes.writing.draft import Draft, Order
from mycelium_passes.writing.grammar import Expressions
from mycelium_passes.writing.literals import Literals, text_literals

MOST_SYMBOLS = 640
"""The longest transcript; a draft that comes to it is given up."""

ON_A_GPU, ELSEWHERE = 768, 64
"""How many drafts are written at a time."""

Values = Callable[[Sequence["Writing"]], Sequence[Fraction | None]]
"""Gives the values of the steps that drafts wait for."""


@dataclass(frozen=True, eq=False)
class Task:
    """One order, with the problem as it was read.

    Attributes:
        reading: The problem.
        order: What is to be written.
        samples: How many drafts; the first is greedy where there is no temperature.
    """

    reading: Reading
    order: Order
    samples: int = 1


@dataclass(eq=False)
class Writing:
    """A draft under way.

    Attributes:
        task: Its task.
        draft: The draft.
        spans: The tokens of each clause.
        drawn: Uniform numbers for its choices; None to take the likeliest each time.
        chunks: The trunk's states of its symbols, as far as they were kept.
    """

    task: Task
    draft: Draft
    spans: list[tuple[int, int]]
    drawn: Tensor | None = None
    chunks: list[Tensor] = dataclasses.field(default_factory=list)
    _pooled: dict[int, Tensor] = dataclasses.field(default_factory=dict)

    @property
    def states(self) -> Tensor:
        """The trunk's states of the symbols that it has read, [S, d]."""
        return torch.cat(self.chunks)

    def clause(self, model: Model, clause: int) -> Tensor:
        """The mean of the input embeddings of a clause's tokens, [d]."""
        if clause not in self._pooled:
            first, last = self.spans[clause]
            tokens = self.task.reading.tokens[first : max(last, first + 1)]
            ids = torch.tensor(tokens, device=model.engine.device)
            self._pooled[clause] = model.engine.embed(ids).float().mean(0)
        return self._pooled[clause]


def write(
    model: Model,
    tasks: Sequence[Task],
    *,
    temperature: float = 0.0,
    seed: int = 0,
    values: Values | None = None,
    keep_states: bool = False,
    bare: bool = True,
) -> list[list[Writing]]:
    """Write drafts for each task.

    Args:
        model: The specialists.
        tasks: What to write.
        temperature: 0 takes the likeliest symbol each time; above, symbols are drawn.
        seed: Of the draws; the n-th sample of a task is the same whatever else is asked.
        values: Computes what is beyond plain arithmetic; without it such values stay open.
        keep_states: Whether the states of all symbols are kept.
        bare: Whether a step's provenance may stay unknown.

    Returns:
        For each task, its drafts. One that was given up has a log probability of -inf.
    """
    settings = _Settings(temperature, seed, values, keep_states, bare)
    room = ON_A_GPU if model.engine.device.type == "cuda" else ELSEWHERE
    found: list[list[Writing]] = [[] for _ in tasks]
    order = sorted(range(len(tasks)), key=lambda index: len(tasks[index].reading))
    rows = [(index, sample) for index in order for sample in range(tasks[index].samples)]
    for start in range(0, len(rows), room):
        writings = []
        for index, sample in rows[start : start + room]:
            writing = _begun(model, tasks[index], sample, settings)
            writings.append(writing)
            found[index].append(writing)
        _advance(model, writings, settings)
    return found


@dataclass(frozen=True)
class _Settings:
    """What all drafts of a call share; see `write`."""

    temperature: float
    seed: int
    values: Values | None
    keep_states: bool
    bare: bool


def _begun(model: Model, task: Task, sample: int, settings: _Settings) -> Writing:
    program = task.order.program
    literals = Literals((*text_literals(program.problem or ""), *model.constants))
    table = _table(model.templates)
    draft = Draft(model.vocabulary, table, task.order, literals, bare=settings.bare)
    spans = [clause_tokens(task.reading, c.start, c.end) for c in program.clauses]
    drawn = _uniform(settings.seed, task, sample) if settings.temperature > 0 else None
    return Writing(task, draft, spans, drawn)


def _advance(model: Model, writings: Sequence[Writing], settings: _Settings) -> None:
    """Write drafts to their ends, all at once."""
    device = model.engine.device
    active = list(writings)
    held = _joined(active).select(_own_rows(active).to(device))
    for step in range(MOST_SYMBOLS):
        embedded, lengths = _embedded(model, active)
        counts = torch.tensor(lengths, device=device)
        states = model.engine.extend(held, embedded, counts)
        if settings.keep_states:
            for row, writing in enumerate(active):
                writing.chunks.append(states[row, : lengths[row]].clone())
        live = [row for row, writing in enumerate(active) if not writing.draft.finished]
        if not live:
            return
        rows = torch.tensor(live, device=device)
        last = states[rows, counts[rows] - 1]
        going = [active[row] for row in live]
        _choose(going, model.heads.next_symbol(last), step, settings.temperature)
        _compute(going, settings.values)
        for writing in going:
            if len(writing.draft.writer.symbols) > MOST_SYMBOLS:
                writing.draft.give_up()
        # Those that have just ended are read once more, where their states are wanted.
        kept = [r for r in live if settings.keep_states or not active[r].draft.finished]
        if not kept:
            return
        if len(kept) <= 0.8 * len(active):
            held = held.select(torch.tensor(kept, device=device))
            active = [active[row] for row in kept]
    for writing in active:
        if not writing.draft.finished:
            writing.draft.give_up()


def _joined(writings: Sequence[Writing]) -> Cache:
    """The caches of the problems, each once."""
    caches = list({id(w.task.reading): w.task.reading.cache for w in writings}.values())
    joined: Cache = type(caches[0]).join(caches)
    return joined


def _own_rows(writings: Sequence[Writing]) -> Tensor:
    """Each draft's row among the problems, int64 [B]."""
    rows: dict[int, int] = {}
    return torch.tensor([rows.setdefault(id(w.task.reading), len(rows)) for w in writings])


def _choose(writings: Sequence[Writing], logits: Tensor, step: int, temperature: float) -> None:
    """Push each draft's next symbol: the likeliest of those that may come, or a drawn one."""
    allowed = [writing.draft.allowed() for writing in writings]
    rows = torch.repeat_interleave(
        torch.arange(len(writings)), torch.tensor([len(each) for each in allowed])
    )
    columns = torch.tensor([symbol for each in allowed for symbol in each])
    mask = torch.zeros(logits.shape, dtype=torch.bool)
    mask[rows, columns] = True
    mask = mask.to(logits.device)
    logits = logits.masked_fill(~mask, float("-inf"))
    told = logits.log_softmax(-1)
    drawn = [writing.drawn[step] for writing in writings if writing.drawn is not None]
    if not drawn:
        chosen = told.argmax(-1)
    else:
        running = (logits / temperature).softmax(-1).cumsum(-1)
        wanted = torch.stack(drawn).to(logits.device)[:, None] * running[:, -1:]
        chosen = torch.searchsorted(running, wanted, right=True)[:, 0]
        # Rounding may leave the sum a hair short of the draw: the last that may come is taken.
        chosen = torch.minimum(chosen, mask.long().cumsum(-1).argmax(-1))
    picked = told.gather(1, chosen[:, None])[:, 0]
    for writing, symbol, score in zip(writings, chosen.tolist(), picked.tolist(), strict=True):
        writing.draft.push(symbol, score)


def _compute(writings: Sequence[Writing], values: Values | None) -> None:
    """Give the drafts that wait for a value theirs, or leave it open."""
    waiting = [writing for writing in writings if writing.draft.waiting]
    if not waiting:
        return
    computed = values(waiting) if values is not None else [None] * len(waiting)
    for writing, value in zip(waiting, computed, strict=True):
        writing.draft.close(value)


def _embedded(model: Model, writings: Sequence[Writing]) -> tuple[Tensor, list[int]]:
    """The input embeddings of what the model has not read yet [B, T, d], and how many a row."""
    pending = [writing.draft.pending() for writing in writings]
    width = max(1, max(map(len, pending)))
    ids = torch.tensor([[s for s, _ in each] + [0] * (width - len(each)) for each in pending])
    embedded = model.heads.symbols(ids.to(model.engine.device))
    marked = [
        (row, place, writings[row].clause(model, clause))
        for row, each in enumerate(pending)
        for place, (_, clause) in enumerate(each)
        if clause >= 0
    ]
    if marked:
        rows, places, pooled = zip(*marked, strict=True)
        at = (torch.tensor(rows, device=ids.device), torch.tensor(places, device=ids.device))
        embedded[at[0].to(embedded.device), at[1].to(embedded.device)] += torch.stack(pooled)
    return embedded, [len(each) for each in pending]


def _uniform(seed: int, task: Task, sample: int) -> Tensor:
    """Uniform numbers for one sample of one task, which no neighbour changes."""
    told = f"{seed} {sample} {task.order.mode} {task.order.plan} {task.reading.clean.text}"
    number = int.from_bytes(
        hashlib.sha256(told.encode("utf-8", "surrogatepass")).digest()[:7], "big"
    )
    return torch.rand(MOST_SYMBOLS, generator=torch.Generator().manual_seed(number))


@cache
def _table(templates: tuple[str, ...]) -> Expressions:
    return Expressions(Symbols(templates))
