"""Dependency edges by attention against those of the annotations, from stored traces alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from mycelium_distill import signals
from mycelium_distill.traces.choosing import choose_floor
from mycelium_distill.traces.record import Array, Trace
from mycelium_distill.traces.references import (
    NONE,
    UNSURE,
    References,
    edge_of,
    features,
    fitted,
)
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium_distill.written import Written, WrittenOperand

Read: TypeAlias = "tuple[Written, Trace]"
"""A written solution with its trace."""

Pair: TypeAlias = tuple[int, int]
"""An edge of the program's graph: a step, and one that uses its result."""

COLUMNS = ("numbers", "operands", "scores", "mass")
"""What of a trace is needed here."""


@dataclass(frozen=True, eq=False)
class _Case:
    """An operand to learn from: its problem, the steps that it may refer to, and the true one."""

    problem: int
    candidates: Array
    values: Array
    edge: int


@dataclass
class Edges:
    """References found: right, said but wrong, missed; each problem counted by itself."""

    counts: dict[str, list[int]] = field(default_factory=dict)

    def add(self, problem: str, said: int, true: int) -> None:
        """Count an operand: the step that attention says and the true one, -1 for none."""
        counts = self.counts.setdefault(problem, [0, 0, 0])
        counts[0] += said >= 0 and said == true
        counts[1] += said >= 0
        counts[2] += true >= 0

    def add_all(self, problem: str, said: set[Pair], true: set[Pair]) -> None:
        """Count sets of edges."""
        counts = self.counts.setdefault(problem, [0, 0, 0])
        for index, some in enumerate((said & true, said, true)):
            counts[index] += len(some)

    def to_json(self) -> dict[str, Any]:
        """Counts, F1 and its standard error; no F1 where there is no edge.

        The error is that of a ratio of sums over problems (linearised; Cochran 1977, 6.4).
        """
        table = np.array(list(self.counts.values())).reshape(-1, 3)
        hits, said, true = (int(total) for total in table.sum(axis=0))
        told: dict[str, Any] = {"hits": hits, "said": said, "true": true}
        if not true:
            return {**told, "f1": None, "standard_error": None}
        f1 = signals.f1(hits, said, true)
        rest = 2 * table[:, 0] - f1 * (table[:, 1] + table[:, 2])
        error = sqrt(float((rest**2).sum())) / (said + true)
        return {**told, "f1": round(f1, 4), "standard_error": round(error, 4)}


def choose_references(reads: Sequence[Read]) -> tuple[References, dict[str, Any]]:
    """The regression that best tells references from the rest, and how well it does.

    It is fitted to operands whose value stands in one place or in none: execution vouches
    for their source. The others' annotations go by value alone and teach nothing. Where
    all of them refer to steps, or none does, there is nothing to fit.
    """
    cases: list[_Case] = []
    missed = 0
    for index, (written, trace) in enumerate(reads):
        for row, operand in _operands(written, trace):
            if operand.ambiguous:
                continue
            edge = edge_of(operand)
            candidates, values = features(trace, row)
            if len(candidates):
                cases.append(_Case(index, candidates, values, edge))
            else:
                missed += edge >= 0
    if not _both(cases):
        return References(), {"edges_f1": None, "edges_cross_validated_f1": None}
    found = _fitted(cases)
    counted = Edges()
    halves = [[case for case in cases if case.problem % 2 == side] for side in (0, 1)]
    if all(map(_both, halves)):
        for side in (0, 1):
            _count(counted, _fitted(halves[1 - side]), halves[side])
    plain = Edges()
    _count(plain, found, cases)
    return found, {
        "edges_f1": _with_missed(plain, missed),
        "edges_cross_validated_f1": _with_missed(counted, missed) if counted.counts else None,
    }


def measure_edges(reads: Iterable[Read], references: References) -> dict[str, Any]:
    """Edges by attention against the annotations.

    `ambiguous` are the operands whose value also stands elsewhere. The annotations do not
    say which of several equal numbers is meant: they name the latest step that has the
    value. So three figures are given: against what they name; `any_equal_step`, where each
    step with the value counts as right; and `by_text_and_attention`, where attention only
    chooses among the places that have the written value.

    These count operands. `dependencies` counts the edges of the program's graph: a step
    that uses another's result in two operands depends on it once. Of these,
    `ambiguous_dependencies` rest on ambiguous operands alone.
    """
    names = ("all", "unambiguous", "ambiguous", "any_equal_step", "by_text_and_attention")
    found = {name: Edges() for name in (*names, "dependencies", "ambiguous_dependencies")}
    for written, trace in reads:
        saying: set[Pair] = set()
        true: set[Pair] = set()
        sure: set[Pair] = set()
        steps = references.steps(trace)
        for row, operand in _operands(written, trace):
            edge = edge_of(operand)
            if edge == UNSURE:
                continue
            said = steps[row]
            user = int(trace.operands[row, 0])
            for step, pairs in ((said, saying), (edge, true)):
                if step >= 0:
                    pairs.add((step, user))
                    if not operand.ambiguous:
                        sure.add((step, user))
            found["all"].add(written.id, said, edge)
            if not operand.ambiguous:
                found["unambiguous"].add(written.id, said, edge)
                continue
            found["ambiguous"].add(written.id, said, edge)
            equal = edge if edge >= 0 and said in operand.steps else said
            found["any_equal_step"].add(written.id, equal, edge)
            found["by_text_and_attention"].add(written.id, _among(operand, trace, row), edge)
        found["dependencies"].add_all(written.id, saying, true)
        found["ambiguous_dependencies"].add_all(written.id, saying - sure, true - sure)
    return {name: edges.to_json() for name, edges in found.items()}


def measure_copies(
    copies: Iterable[Read], originals: Iterable[Written], references: References
) -> dict[str, Any]:
    """Edges by attention on number-perturbed copies against the copies' programs.

    `once_ambiguous` are the operands that were ambiguous in the original and whose value
    stands nowhere else in the copy; `still_ambiguous` counts those that could be steps in both.
    A copy is made from the program that the annotations
    spell, solution and all: that attention follows it says that it reads what is written,
    not that the original meant the same step.
    """
    rows = {row.id: row for row in originals}
    found = {"all": Edges(), "once_ambiguous": Edges()}
    still = 0
    for copy, trace in copies:
        original = rows.get(copy.id.rpartition("~")[0])
        if original is None:
            continue
        steps = references.steps(trace)
        for row, operand in _operands(copy, trace):
            step, place = trace.operands[row].tolist()
            before = original.steps[step].operands[place]
            if operand.ambiguous:
                still += before.ambiguous and bool(before.steps)
                continue
            edge = edge_of(operand)
            said = steps[row]
            found["all"].add(copy.id, said, edge)
            if before.ambiguous:
                found["once_ambiguous"].add(copy.id, said, edge)
    told = {name: edges.to_json() for name, edges in found.items()}
    return {**told, "still_ambiguous": still}


def evaluate_stored(
    rows: Sequence[Written],
    traces: Iterable[Trace],
    copies: Sequence[Written] = (),
    copied: Iterable[Trace] = (),
) -> dict[str, Any]:
    """Choose on the tuning rows, measure on the report rows, and on their copies.

    Raises:
        MyceliumError: MYC288, if rows of either split were not traced.
    """
    known = {row.id: row for row in rows}
    reads = [(known[one.id], one) for one in traces if one.id in known]
    splits = {
        split: [read for read in reads if read[0].split == split] for split in ("tune", "report")
    }
    for split, some in splits.items():
        if not some:
            raise MyceliumError(
                Diagnostic(
                    "MYC288",
                    f"the traces have no rows of split `{split}`",
                    hint="trace rows of splits `tune` and `report`, and give the same rows here",
                )
            )
    references, chosen = choose_references(splits["tune"])
    told = {
        "tuning_rows": len(splits["tune"]),
        "report_rows": len(splits["report"]),
        "chosen": {**chosen, "threshold": references.threshold},
        "edges": measure_edges(splits["report"], references),
    }
    held = {copy.id: copy for copy in copies if copy.split == "report"}
    if held:
        pairs = [(held[one.id], one) for one in copied if one.id in held]
        told["copies"] = measure_copies(pairs, rows, references)
    return told


def summary(found: dict[str, Any]) -> str:
    """The figures of `evaluate_stored` as lines for people."""
    lines = [
        f"chosen on {found['tuning_rows']} tuning rows, measured on {found['report_rows']} others"
    ]
    lines += [f"edges, {name}: {line(one)}" for name, one in found["edges"].items()]
    copies = found.get("copies", {})
    lines += [f"copies, {name}: {line(copies[name])}" for name in copies if "still" not in name]
    if copies:
        lines.append(f"copies, still ambiguous and left out: {copies['still_ambiguous']}")
    return "\n".join(line.replace("_", " ") for line in lines)


def line(edges: dict[str, Any]) -> str:
    """An F1 with its error and what it is of."""
    if edges["f1"] is None:
        return "none"
    return f"F1 {edges['f1']:.3f} ± {edges['standard_error']:.3f} of {edges['true']}"


def _operands(written: Written, trace: Trace) -> Iterable[tuple[int, WrittenOperand]]:
    for row, (step, operand) in enumerate(trace.operands.tolist()):
        yield row, written.steps[step].operands[operand]


def _among(operand: WrittenOperand, trace: Trace, row: int) -> int:
    """The step that attention chooses among the places with the written value."""
    count = len(trace.numbers)
    scores = trace.scores[row].astype("float64")
    numbers = [
        index
        for index, (start, end) in enumerate(trace.numbers.tolist())
        if any(start < last and end > first for first, last in operand.places)
    ]
    step = max(operand.steps, key=lambda one: float(scores[count + one]), default=NONE)
    return step if step >= 0 and scores[count + step] > scores[numbers].max(initial=0) else NONE


def _both(cases: Sequence[_Case]) -> bool:
    """Whether some refer to a step and some do not."""
    return 0 < sum(case.edge >= 0 for case in cases) < len(cases)


def _fitted(cases: Sequence[_Case]) -> References:
    chosen = [int(np.append(np.flatnonzero(c.candidates == c.edge), NONE)[0]) for c in cases]
    found = fitted([case.values for case in cases], chosen)
    told = [(*found.likeliest(case.candidates, case.values), case.edge) for case in cases]
    floor, _ = choose_floor([(chance, step, edge) for step, chance, edge in told])
    return dataclasses.replace(found, threshold=floor)


def _count(edges: Edges, found: References, cases: Sequence[_Case]) -> None:
    for case in cases:
        step, chance = found.likeliest(case.candidates, case.values)
        edges.add(str(case.problem), step if chance >= found.threshold else NONE, case.edge)


def _with_missed(edges: Edges, missed: int) -> float:
    told = edges.to_json()
    return round(signals.f1(told["hits"], told["said"], told["true"] + missed), 4)
