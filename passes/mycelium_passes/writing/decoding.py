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
from mycelium_passes.reading.encoding import Reading
from mycelium_passes.reading.model import Model
from mycelium_passes.transcript import Symbols
from mycelium_passes.writing.draft import Draft, Order
from mycelium_passes.writing.grammar import Expressions
from mycelium_passes.writing.inputs import Masks, pooled_clauses
from mycelium_passes.writing.literals import Literals, text_literals

MOST_SYMBOLS = 640
"""The longest transcript; a draft that comes to it is given up."""

ON_A_GPU, ELSEWHERE = 2048, 64
"""How many drafts are written at a time, where there is memory for them."""

_GROWTH = 160
"""Symbols that a draft is reckoned with before it is written."""

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
        drawn: Uniform numbers for its choices; None to take the likeliest each time.
        chunks: The trunk's states of its symbols, as far as they were kept.
    """

    task: Task
    draft: Draft
    drawn: Tensor | None = None
    chunks: list[Tensor] = dataclasses.field(default_factory=list)

    @property
    def states(self) -> Tensor:
        """The trunk's states of the symbols that it has read, [S, d]."""
        return torch.cat(self.chunks)


def write(
    model: Model,
    tasks: Sequence[Task],
    *,
    temperature: float = 0.0,
    seed: int = 0,
    values: Values | None = None,
    keep_states: bool = False,
    bare: bool = True,
    longest: int = MOST_SYMBOLS,
    at_once: int = ON_A_GPU,
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
        longest: Symbols at which a draft is given up, at most `MOST_SYMBOLS`.
        at_once: The most drafts that a GPU writes at a time; other processes may use it too.

    Returns:
        For each task, its drafts. One that was given up has a log probability of -inf.
    """
    settings = _Settings(temperature, seed, values, keep_states, bare, longest)
    found: list[list[Writing]] = [[] for _ in tasks]
    order = sorted(range(len(tasks)), key=lambda index: len(tasks[index].reading))
    texts = dict.fromkeys(task.order.program.problem or "" for task in tasks)
    literals = {text: Literals((*text_literals(text), *model.constants)) for text in texts}
    rows = [(index, sample) for index in order for sample in range(tasks[index].samples)]
    start = 0
    while start < len(rows):
        fitting = [tasks[index].reading for index, _ in rows[start : start + at_once]]
        room = min(at_once, _room(model, fitting))
        writings = []
        for index, sample in rows[start : start + room]:
            own = literals[tasks[index].order.program.problem or ""]
            writing = _begun(model, tasks[index], sample, own, settings)
            writings.append(writing)
            found[index].append(writing)
        _advance(model, writings, settings)
        start += room
    return found


def _room(model: Model, readings: Sequence[Reading]) -> int:
    """How many drafts are written at a time, of problems in order of their length."""
    device = model.engine.device
    if device.type != "cuda":
        return ELSEWHERE
    free = torch.cuda.mem_get_info(device)[0]
    free += torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
    longest = readings[-1]
    each = longest.cache.nbytes * (1 + _GROWTH / len(longest))
    # A cache that grows is there twice, once with double room.
    return max(1, min(ON_A_GPU, int(free / (5 * each))))


@dataclass(frozen=True)
class _Settings:
    """What all drafts of a call share; see `write`."""

    temperature: float
    seed: int
    values: Values | None
    keep_states: bool
    bare: bool
    longest: int


def _begun(
    model: Model, task: Task, sample: int, literals: Literals, settings: _Settings
) -> Writing:
    table = _table(model.templates)
    draft = Draft(model.vocabulary, table, task.order, literals, bare=settings.bare)
    drawn = _uniform(settings.seed, task, sample) if settings.temperature > 0 else None
    return Writing(task, draft, drawn)


def _advance(model: Model, writings: Sequence[Writing], settings: _Settings) -> None:
    """Write drafts to their ends, all at once."""
    device = model.engine.device
    active = list(writings)
    held = _joined(active).select(_own_rows(active).to(device))
    clauses, begin = pooled_clauses(model, [writing.task for writing in active])
    drawn = [writing.drawn for writing in active if writing.drawn is not None]
    draws = torch.stack(drawn).to(device) if drawn else None
    masks = model.shared.setdefault("masks", Masks(len(model.vocabulary), device))
    assert isinstance(masks, Masks)
    sizes = torch.tensor([len(writing.task.reading) for writing in active])
    for step in range(settings.longest):
        embedded, lengths = _embedded(model, active, clauses, begin)
        told = torch.tensor(lengths)
        counts = told.to(device)
        states = model.engine.extend(held, embedded, counts)
        sizes += told
        if device.type == "cuda":
            # The cache does not ask the device how long its rows are, and reckons with more.
            held.truncate(sizes)
        if settings.keep_states:
            for row, writing in enumerate(active):
                writing.chunks.append(states[row, : lengths[row]].clone())
        live = [row for row, writing in enumerate(active) if not writing.draft.finished]
        if not live:
            return
        rows = torch.tensor(live, device=device)
        logits = model.heads.next_symbol(states[rows, counts[rows] - 1])
        going = [active[row] for row in live]
        mask = masks.of([writing.draft.allowed() for writing in going])
        wanted = None if draws is None else draws[rows, step]
        _choose(going, logits.masked_fill(~mask, float("-inf")), wanted, settings.temperature)
        _compute(going, settings.values)
        for writing in going:
            if len(writing.draft.writer.symbols) > settings.longest:
                writing.draft.give_up()
        # Those that have just ended are read once more, where their states are wanted.
        kept = [r for r in live if settings.keep_states or not active[r].draft.finished]
        if not kept:
            return
        if len(kept) <= 0.8 * len(active):
            rows = torch.tensor(kept, device=device)
            held = held.select(rows)
            draws = None if draws is None else draws[rows]
            sizes = sizes[kept]
            active = [active[row] for row in kept]
            begin = [begin[row] for row in kept]
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


def _choose(
    writings: Sequence[Writing], logits: Tensor, wanted: Tensor | None, temperature: float
) -> None:
    """Push each draft's next symbol: the likeliest of those that may come, or a drawn one."""
    told = logits.log_softmax(-1)
    if wanted is None:
        chosen = told.argmax(-1)
    else:
        running = (logits / temperature).softmax(-1).cumsum(-1)
        # Rounding may leave the sum a hair short of the draw: the last that may come is taken.
        most = running[:, -1].nextafter(torch.zeros_like(wanted))
        at = torch.minimum(wanted * running[:, -1], most)
        chosen = torch.searchsorted(running, at[:, None], right=True)[:, 0]
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


def _embedded(
    model: Model, writings: Sequence[Writing], clauses: Tensor, begin: Sequence[int]
) -> tuple[Tensor, list[int]]:
    """The input embeddings of what the model has not read yet [B, T, d], and how many a row."""
    device = model.engine.device
    lengths: list[int] = []
    symbols: list[int] = []
    marked: list[tuple[int, int, int]] = []
    for row, (writing, first) in enumerate(zip(writings, begin, strict=True)):
        fresh, markers = writing.draft.pending()
        lengths.append(len(fresh))
        symbols += fresh
        if markers:
            marked += [(row, place, first + clause) for place, clause in markers]
    width = max(1, max(lengths))
    ids = torch.zeros(len(writings), width, dtype=torch.int64)
    ids[torch.arange(width) < torch.tensor(lengths)[:, None]] = torch.tensor(symbols)
    embedded = model.heads.symbols(ids.to(device))
    if marked:
        rows, places, own = torch.tensor(marked).T.to(device)
        embedded[rows, places] += clauses[own]
    return embedded, lengths


def _uniform(seed: int, task: Task, sample: int) -> Tensor:
    """Uniform numbers for one sample of one task, which no neighbour changes."""
    view = f"{task.order.mode} {task.order.plan} {task.order.clauses}"
    told = f"{seed} {sample} {view} {task.reading.clean.text}"
    number = int.from_bytes(
        hashlib.sha256(told.encode("utf-8", "surrogatepass")).digest()[:7], "big"
    )
    return torch.rand(MOST_SYMBOLS, generator=torch.Generator().manual_seed(number))


@cache
def _table(templates: tuple[str, ...]) -> Expressions:
    return Expressions(Symbols(templates))
