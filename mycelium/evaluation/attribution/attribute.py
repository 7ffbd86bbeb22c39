"""Which pass is at fault for each wrong row, by cumulative substitution of gold.

With gold for passes 1 to k and the real passes after, the pass at fault is the
smallest k from which the answer stays right for all larger k. That alone names the
later of two passes that are both at fault; so the passes before it are tried in
turn, with gold from the pass at fault on, and the earliest that makes the answer
wrong by itself is named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from mycelium.api import bare
from mycelium.compiler import BATCH_SIZE
from mycelium.evaluation.answers import Comparer, Verdict
from mycelium.evaluation.attribution.filling import State
from mycelium.evaluation.attribution.gold import Gold, NoGold, verified
from mycelium.evaluation.attribution.report import Attribution, Category, RowFault
from mycelium.evaluation.attribution.scores import Score, scores_of
from mycelium.evaluation.attribution.substitution import Row, Substitution
from mycelium.evaluation.dataset import Dataset, Example
from mycelium.evaluation.evaluate import evaluate
from mycelium.evaluation.report import RowReport
from mycelium.solving import RUN
from mycelium_ir.diagnostics import Diagnostic

if TYPE_CHECKING:
    from mycelium.executor import Limits
    from mycelium.passes import Context
    from mycelium.pipeline import Pipeline

GoldSource: TypeAlias = Callable[[Example], "Gold | NoGold"]
"""Gives a row's gold, or says why it has none."""

Progress: TypeAlias = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True)
class Trail:
    """What substitution showed of one row.

    Attributes:
        right: For k from 0 to the number of passes, whether the answer was right with
            gold for the first k.
        fault: The index of the pass at fault; None if no amount of gold helped, or
            the answer turned wrong again.
        later: The indices of passes after it that are at fault too.
    """

    right: tuple[bool, ...]
    fault: int | None = None
    later: tuple[int, ...] = ()

    @property
    def turned(self) -> bool:
        """Whether the answer turned wrong again with more gold."""
        return any(
            before and not after for before, after in zip(self.right, self.right[1:], strict=False)
        )


def attribute(
    dataset: Dataset,
    pipeline: Pipeline,
    context: Context,
    gold_of: GoldSource,
    *,
    limit: int | None = None,
    strict: bool = False,
    batch_size: int = BATCH_SIZE,
    limits: Limits | None = None,
    metrics: bool = False,
    broken: Sequence[Diagnostic] = (),
    progress: Progress | None = None,
) -> Attribution:
    """Measure a pipeline on a dataset, and find the pass at fault for each wrong row.

    Args:
        dataset: The problems with their gold answers.
        pipeline: The passes.
        context: What passes may use; its seed draws the sample.
        gold_of: Gives a row's gold.
        limit: The most rows to measure; all if not given.
        strict: Whether gold decimals accept only equal values.
        batch_size: Rows that are compiled at a time.
        limits: What each program may use.
        metrics: Whether each pass is measured by itself too, on all rows that have gold.
        broken: Findings about the gold that belong to no row; the report repeats them.
        progress: Called as the work goes on.

    Raises:
        MyceliumError: what `evaluate` raises. What goes wrong with a row, its gold
            included, is in the report.
    """

    def tell(what: str) -> Callable[[int, int, int], None]:
        return lambda done, total, _: progress(what, done, total) if progress else None

    report = evaluate(
        dataset,
        pipeline,
        context,
        limit=limit,
        strict=strict,
        batch_size=batch_size,
        limits=limits,
        progress=tell("measuring"),
    )
    examples = {example.id: example for example in dataset}
    comparer = Comparer(context.executor, strict)
    wrong = [row for row in report.rows if row.verdict is not Verdict.EQUAL]
    golds = golds_of([examples[row.id] for row in wrong], gold_of, comparer, context)
    asked = [
        (row, Row(examples[row.id], gold))
        for row, gold in zip(wrong, golds, strict=True)
        if isinstance(gold, Gold) and category_of(row) is Category.WRONG
    ]
    runs = Substitution(pipeline, context, comparer, limits, batch_size)
    found: dict[str, Trail] = {}
    for start in range(0, len(asked), _AT_ONCE):
        part = asked[start : start + _AT_ONCE]
        trails = trails_of([row for _, row in part], runs)
        found |= {row.id: trail for (row, _), trail in zip(part, trails, strict=True)}
        if progress is not None:
            progress("substituting gold", start + len(part), len(asked))
    scores: tuple[Score, ...] = ()
    if metrics:
        scores = _scores([examples[row.id] for row in report.rows], gold_of, runs)
    return Attribution(
        report=report,
        labels=pipeline.labels,
        gold=_gold_told(runs, golds),
        scores=scores,
        broken=tuple(broken),
        faults=tuple(
            _fault(row, examples[row.id], gold, found.get(row.id), pipeline.labels)
            for row, gold in zip(wrong, golds, strict=True)
        ),
    )


def _scores(
    examples: Sequence[Example], gold_of: GoldSource, runs: Substitution
) -> tuple[Score, ...]:
    """The metrics of each pass on all rows that have gold, the right ones too."""
    golds = golds_of(examples, gold_of, runs.comparer, runs.context)
    rows = [
        Row(example, gold)
        for example, gold in zip(examples, golds, strict=True)
        if isinstance(gold, Gold)
    ]
    return tuple(scores_of(rows, runs))


_AT_ONCE = 256
"""Rows that are substituted at a time: it bounds what is held in memory."""


def golds_of(
    examples: Sequence[Example], gold_of: GoldSource, comparer: Comparer, context: Context
) -> list[Gold | NoGold]:
    """The gold of each row, run and found to give the gold answer, or why there is none."""
    given = [gold_of(example) for example in examples]
    pairs = [(e, g) for e, g in zip(examples, given, strict=True) if isinstance(g, Gold)]
    sound = iter(verified(pairs, context.executor, comparer, context.language))
    return [next(sound) if isinstance(gold, Gold) else gold for gold in given]


def trails_of(rows: Sequence[Row], runs: Substitution) -> list[Trail]:
    """What substitution shows of some rows whose answer is wrong."""
    count = len(runs.pipeline)
    chain = [[State(bare(row.example.problem)) for row in rows]]
    for index in range(count):
        chain.append(runs.gold(rows, chain[-1], index))
    outcomes = [[False] * len(rows)]
    outcomes += [runs.right(rows, chain[k], k) for k in range(1, count + 1)]
    trails = [Trail(right) for right in zip(*outcomes, strict=True)]
    last = [_last_fault(trail) for trail in trails]
    first = list(last)
    later: list[list[int]] = [[] for _ in rows]
    for index in range(count - 1, -1, -1):
        tried = [
            i
            for i, fault in enumerate(first)
            if fault is not None and index < fault and runs.has_gold(index, rows[i].gold)
        ]
        for fault in sorted({f for i in tried if (f := first[i]) is not None}):
            part = [i for i in tried if first[i] == fault]
            kept = [rows[i] for i in part]
            states = runs.real([chain[index][i] for i in part], index, fault)
            for stage in range(fault, count):
                states = runs.gold(kept, states, stage)
            for i, right in zip(part, runs.right(kept, states, count), strict=True):
                if not right:
                    later[i].insert(0, fault)
                    first[i] = index
    return [
        Trail(trail.right, fault, tuple(more))
        for trail, fault, more in zip(trails, first, later, strict=True)
    ]


def _last_fault(trail: Trail) -> int | None:
    """The index of the pass whose gold makes the answer right for good; None if there is none."""
    if not trail.right[-1] or trail.turned:
        return None
    return trail.right.index(True) - 1


def category_of(row: RowReport) -> Category:
    """What a row that is not right is, before anything is substituted."""
    if row.verdict is Verdict.DIFFERENT:
        return Category.WRONG
    if row.answered:
        return Category.NOT_COMPARED
    if row.error is not None and row.error["stage"] != RUN:
        return Category.NOT_COMPILED
    return Category.EXECUTION


def _fault(
    row: RowReport,
    example: Example,
    gold: Gold | NoGold,
    trail: Trail | None,
    labels: Sequence[str],
) -> RowFault:
    category = category_of(row)
    name: str | None = None
    later: tuple[str, ...] = ()
    if category is Category.WRONG:
        if trail is None:
            category = Category.NO_GOLD
        elif trail.turned:
            category = Category.MORE_THAN_ONE
        elif trail.fault is None:
            category = Category.NOT_REPAIRED
        else:
            name = labels[trail.fault]
            later = tuple(labels[i] for i in trail.later)
    return RowFault(
        row=row,
        problem=example.problem,
        category=category,
        fault=name,
        later=later,
        right=() if trail is None else trail.right,
        gold=gold.program if isinstance(gold, Gold) else None,
        no_gold=() if isinstance(gold, Gold) else gold,
    )


def _gold_told(runs: Substitution, golds: Sequence[Gold | NoGold]) -> tuple[str, ...]:
    """For each stage where its gold comes from: the data, a teacher's labels, or nowhere."""
    told = []
    for stage in runs.pipeline:
        provided = stage.spec.provides
        having = [g for g in golds if isinstance(g, Gold) and provided & g.known]
        if not having:
            told.append("n/a")
        elif any(provided & gold.teacher for gold in having):
            told.append("teacher labels")
        else:
            told.append("data")
    return tuple(told)
