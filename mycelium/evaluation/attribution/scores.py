"""Each pass by itself: given gold for all passes before it, how near it comes to its own gold.

Every metric stands beside its best trivial predictor: all inside, each sentence, the
majority, numbers in order, equal values, the last step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from mycelium.api import bare
from mycelium.evaluation.attribution import scored_parts as parts
from mycelium.evaluation.attribution.filling import State
from mycelium.evaluation.attribution.gold import Gold
from mycelium.evaluation.attribution.metrics import (
    Matches,
    accuracy,
    macro_f1,
    majority,
    sentence_spans,
    span_matches,
    token_matches,
)
from mycelium.evaluation.attribution.substitution import Row, Substitution
from mycelium_ir.nodes import Step
from mycelium_ir.outcome import Value

Baseline: TypeAlias = tuple[str, "float | None"]


@dataclass(frozen=True)
class Score:
    """One metric of one pass.

    Attributes:
        stage: The pass's label.
        metric: What is measured.
        value: From 0 to 1; None where there is no gold.
        n: How many things were counted: tokens, spans, steps, edges, gaps, rows.
        baseline: The value of the best trivial predictor, and what it is.
        gold: Where the gold comes from: `data`, `teacher labels`, `n/a`.
    """

    stage: str
    metric: str
    value: float | None
    n: int
    baseline: Baseline
    gold: str

    def to_json(self) -> dict[str, Any]:
        """The score as a JSON object."""
        return {
            "pass": self.stage,
            "metric": self.metric,
            "value": self.value,
            "n": self.n,
            "trivial": self.baseline[0],
            "trivial_value": self.baseline[1],
            "gold": self.gold,
        }


def score_table(scores: Iterable[Score]) -> tuple[list[str], list[list[str]], set[int]]:
    """Header, rows, and which columns hold numbers."""

    def told(value: float | None) -> str:
        return "n/a" if value is None else f"{100 * value:.1f}"

    rows = [
        [s.stage, s.metric, told(s.value), told(s.baseline[1]), s.baseline[0], str(s.n), s.gold]
        for s in scores
    ]
    header = ["pass", "metric", "value", "trivial", "which is", "n", "gold"]
    return header, rows, {2, 3, 5}


@dataclass(frozen=True)
class Seen:
    """One row at one stage: its gold, the program before and after, and the values after."""

    gold: Gold
    before: State
    after: State
    values: Mapping[str, Value]


def scores_of(rows: Sequence[Row], runs: Substitution) -> list[Score]:
    """The metrics of every pass of a pipeline on some rows that have gold.

    A pass that takes whole steps is given the gold's, whoever should have planned them;
    else, where the gold of an earlier pass is not known, that pass's own output stands.
    """
    chain = [State(bare(row.example.problem)) for row in rows]
    found: list[Score] = []
    for index, (label, stage) in enumerate(zip(runs.pipeline.labels, runs.pipeline, strict=True)):
        facts = stage.spec.provides
        before = chain
        if "expressions" in stage.spec.requires and facts & {"wired", "answer"}:
            before = [_given(state, row.gold) for row, state in zip(rows, chain, strict=True)]
        after = runs.aligned(rows, runs.real(before, index, index + 1))
        values = runs.values(after)
        seen = [
            Seen(row.gold, b, a, v)
            for row, b, a, v in zip(rows, before, after, values, strict=True)
        ]
        for fact, measure in _MEASURES.items():
            if fact in facts:
                known = [s for s in seen if fact in s.gold.known and not s.before.failure]
                origin = _origin(fact, known)
                for metric, value, n, baseline in measure(known, runs):
                    found.append(
                        Score(
                            label,
                            metric,
                            value if n else None,
                            n,
                            (baseline[0], baseline[1] if n else None),
                            origin if n else "n/a",
                        )
                    )
        chain = runs.gold(rows, chain, index)
    return found


_Measured: TypeAlias = "tuple[str, float | None, int, Baseline]"


def _origin(fact: str, seen: Sequence[Seen]) -> str:
    if not seen:
        return "n/a"
    return "teacher labels" if any(fact in s.gold.teacher for s in seen) else "data"


def _given(state: State, gold: Gold) -> State:
    """The state with the gold's stated steps, results as their values, if it has not got them."""
    if state.failure or state.is_whole or "bridge" in state.program.done:
        return state
    program = state.program.remove(*state.program.step_names).set_done()
    taken = {clause.name for clause in program.clauses}
    if taken & gold.program.step_names.keys():
        return state
    steps = [
        Step(step.name, step.operation, gold.expression(step.name, {}))
        for step in gold.program.steps
    ]
    names = {step.name: step.name for step in gold.program.steps}
    return State(program.add(*gold.introduced, *steps), names)


# --------------------------------------------------------------------------- the six


def _clauses(seen: Sequence[Seen], runs: Substitution) -> Iterable[_Measured]:
    tokens, spans, inside, sentences = Matches(), Matches(), Matches(), Matches()
    for one in seen:
        text = one.gold.program.problem or ""
        gold = [(c.start, c.end) for c in one.gold.program.clauses]
        mine = [(c.start, c.end) for c in one.after.program.clauses]
        tokens += token_matches(text, mine, gold)
        inside += token_matches(text, [(0, len(text))], gold)
        spans += span_matches(mine, gold)
        sentences += span_matches(sentence_spans(text), gold)
    yield "token F1", tokens.f1, tokens.gold, ("all inside", inside.f1)
    yield "span F1 at IoU 0.5", spans.f1, spans.gold, ("each sentence", sentences.f1)


def _typed(seen: Sequence[Seen], runs: Substitution) -> Iterable[_Measured]:
    pairs = [pair for one in seen for pair in parts.operations(one.gold, one.after)]
    mine, gold = [p for p, _ in pairs], [g for _, g in pairs]
    steps = [g for g in gold if g is not None]
    most = majority(steps)
    constant = [most] * len(steps)
    yield (
        "accuracy per step",
        accuracy(mine, gold),
        len(steps),
        (
            _always(most),
            accuracy(constant, steps),
        ),
    )
    real = [(p, g) for p, g in pairs if g is not None]
    yield (
        "macro-F1",
        macro_f1([p for p, _ in real], [g for _, g in real]),
        len(steps),
        (_always(most), macro_f1(constant, steps)),
    )


def _expressions(seen: Sequence[Seen], runs: Substitution) -> Iterable[_Measured]:
    asked = [
        (one, names) for one in seen if (names := parts.asked_of_extract(one.gold, one.before))
    ]
    trivial = runs.values([State(parts.numbers_in_order(one.gold, names)) for one, names in asked])
    mine, baseline = Matches(), Matches()
    whole = whole_baseline = 0
    for (one, names), guessed in zip(asked, trivial, strict=True):
        found = parts.value_matches(one.gold, names, one.after, one.values)
        other = parts.named_matches(one.gold, names, guessed)
        mine, baseline = mine + found, baseline + other
        whole += found.right == found.gold
        whole_baseline += other.right == other.gold
    rows = len(asked)
    yield "exact value per step", mine.recall, mine.gold, ("numbers in order", baseline.recall)
    yield (
        "whole problems",
        whole / rows if rows else None,
        rows,
        ("numbers in order", whole_baseline / rows if rows else None),
    )


def _wired(seen: Sequence[Seen], runs: Substitution) -> Iterable[_Measured]:
    usable = [
        one for one in seen if not one.after.failure and "wire" not in one.before.program.done
    ]
    edges, equal = Matches(), Matches()
    hard, hard_equal = Matches(), Matches()
    for one in usable:
        found = parts.edges(one.gold, one.before, one.after)
        edges += found.all
        equal += found.equal
        hard += found.ambiguous
        hard_equal += found.ambiguous_equal
    for metric, mine, other in (
        ("edge precision", edges.precision, equal.precision),
        ("edge recall", edges.recall, equal.recall),
        ("edge F1", edges.f1, equal.f1),
    ):
        yield metric, mine, edges.gold, ("equal values", other)
    yield "F1 on ambiguous edges", hard.f1, hard.gold, ("equal values", hard_equal.f1)


def _answer(seen: Sequence[Seen], runs: Substitution) -> Iterable[_Measured]:
    asked = [
        one
        for one in seen
        if one.before.program.answer is None
        and one.gold.program.answer in one.before.steps.values()
    ]
    right = [
        one.after.steps.get(one.after.program.answer or "") == one.gold.program.answer
        for one in asked
    ]
    last = [
        one.before.steps.get(one.before.program.steps[-1].name) == one.gold.program.answer
        for one in asked
    ]
    n = len(asked)
    yield (
        "answer step",
        sum(right) / n if n else None,
        n,
        (
            "the last step",
            sum(last) / n if n else None,
        ),
    )


def _bridged(seen: Sequence[Seen], runs: Substitution) -> Iterable[_Measured]:
    gaps = [gap for one in seen for gap in parts.gaps(one.gold, one.before, one.after)]
    mine, gold = [p for p, _ in gaps], [g for _, g in gaps]
    most = majority(["+".join(g) for g in gold]) or ""
    constant = [tuple(most.split("+")) if most else ()] * len(gold)
    yield (
        "accuracy per gap",
        accuracy(mine, gold),
        len(gold),
        (
            _always(most or "none"),
            accuracy(constant, gold),
        ),
    )
    filled = sum(map(bool, gold))
    matches = Matches(sum(p == g and bool(g) for p, g in gaps), sum(map(bool, mine)), filled)
    yield "F1 of gaps with a step", matches.f1, filled, ("always none", 0.0)


def _goal(seen: Sequence[Seen], runs: Substitution) -> Iterable[_Measured]:
    pairs = [
        (None if goal is None else goal.type, theirs.type)
        for one in seen
        if (theirs := one.gold.program.goal) is not None
        for goal in (one.after.program.goal,)
    ]
    mine, gold = [p for p, _ in pairs], [g for _, g in pairs]
    most = majority(gold)
    constant = [most] * len(gold)
    name = _always(most)
    yield "accuracy", accuracy(mine, gold), len(gold), (name, accuracy(constant, gold))
    yield "macro-F1", macro_f1(mine, gold), len(gold), (name, macro_f1(constant, gold))


def _always(most: str | None) -> str:
    return "majority" if most is None else f"always {most}"


_MEASURES: dict[str, Callable[[Sequence[Seen], Substitution], Iterable[_Measured]]] = {
    "clauses": _clauses,
    "typed": _typed,
    "expressions": _expressions,
    "wired": _wired,
    "answer": _answer,
    "bridged": _bridged,
    "goal": _goal,
}
