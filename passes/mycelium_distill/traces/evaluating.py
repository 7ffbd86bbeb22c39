"""How well a calibrated teacher's attention tells what was read, on rows kept for reporting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from mycelium_distill import signals
from mycelium_distill.traces.calibration import Calibration, jsd_peaks
from mycelium_distill.traces.choosing import boundary_f1
from mycelium_distill.traces.edges import Edges, line
from mycelium_distill.traces.places import Places

if TYPE_CHECKING:
    from mycelium_distill.traces.record import Trace

TOLERANCE = 2
"""A boundary is found if one is said within so many tokens."""


@dataclass
class Share:
    """Right ones among all, with the standard error of their share."""

    right: int = 0
    of: int = 0

    def add(self, right: bool) -> None:
        """Count one."""
        self.right += right
        self.of += 1

    def to_json(self) -> dict[str, Any]:
        """Counts, share and standard error; no share where there is nothing to count."""
        if not self.of:
            return {"right": 0, "of": 0, "share": None, "standard_error": None}
        share = self.right / self.of
        error = sqrt(share * (1 - share) / self.of)
        return {
            "right": self.right,
            "of": self.of,
            "share": round(share, 4),
            "standard_error": round(error, 4),
        }


@dataclass
class Findings:
    """What the attention says, compared with what is known, over some rows."""

    rows: int = 0
    problem: Share = field(default_factory=Share)
    step: Share = field(default_factory=Share)
    edges: Edges = field(default_factory=Edges)
    ambiguous: Edges = field(default_factory=Edges)
    iaf: dict[str, list[float]] = field(default_factory=dict)

    def add(self, place: Places, trace: Trace, calibration: Calibration) -> None:
        """Count one row's operands."""
        self.rows += 1
        count = len(place.numbers)
        steps = calibration.references.steps(trace)
        for row, (step, operand) in enumerate(place.operands.tolist()):
            located = trace.located(step, operand)
            said = steps[row]
            true, edge = int(place.true[row]), int(place.edges[row])
            ambiguous = bool(place.ambiguous[row])
            alone = int(place.allowed[row].sum()) < 2
            if true >= 0 and not ambiguous and not alone:
                best = None
                if located is not None:
                    best = located[1] + (count if located[0] == "step" else 0)
                (self.problem if true < count else self.step).add(best == true)
            if edge >= -1:
                (self.ambiguous if ambiguous else self.edges).add(trace.id, said, edge)
            source = place.written.steps[step].operands[operand].source
            own = int(place.rows[row, 1]) - place.encoded.start
            self.iaf.setdefault(source, []).append(float(trace.iaf[own]))

    def to_json(self) -> dict[str, Any]:
        """The figures."""
        return {
            "rows": self.rows,
            "operands_from_problem": self.problem.to_json(),
            "operands_from_steps": self.step.to_json(),
            "edges": self.edges.to_json(),
            "ambiguous_edges": self.ambiguous.to_json(),
            "mean_iaf": {
                source: round(float(np.mean(found)), 4)
                for source, found in sorted(self.iaf.items())
            },
        }


def evaluate(
    places: Sequence[Places], traces: Iterable[Trace], calibration: Calibration
) -> dict[str, Any]:
    """All figures: over all rows, and for each source.

    Operands are located among all numbers of the problem and all earlier results, where
    there are at least two of them; those whose value stands in several places are left to
    `ambiguous_edges`, which counts the ones whose step is known. Boundaries are the ends
    of the solution's lines and steps.
    """
    findings: dict[str, Findings] = {}
    pairs = list(zip(places, traces, strict=True))
    for place, trace in pairs:
        for name in ("all", place.written.source):
            findings.setdefault(name, Findings()).add(place, trace, calibration)
    true = [place.boundaries for place, _ in pairs]

    def f1(found: list[Any]) -> float:
        return round(boundary_f1(found, true, TOLERANCE), 4)

    return {
        "split": sorted({place.written.split for place, _ in pairs}),
        "tolerance_tokens": TOLERANCE,
        "operands": {name: one.to_json() for name, one in sorted(findings.items())},
        "boundaries": {
            "true": sum(map(len, true)),
            "jsd_peaks_f1": f1([jsd_peaks(t.jsd, calibration.jsd_prominence) for _, t in pairs]),
            "number_jsd_peaks_f1": f1(
                [jsd_peaks(number_jsd(p, t), calibration.jsd_prominence) for p, t in pairs]
            ),
            "boundary_heads_f1": f1([calibration.boundary.ends(t.boundary) for _, t in pairs]),
        },
        "chosen_on": dict(calibration.chosen_on),
    }


def number_jsd(place: Places, trace: Trace, window: int = 6) -> Any:
    """The divergence between what is read before and after, over numbers and earlier steps.

    A step reads several numbers; what changes at its end is which of them. Columns are the
    attention to the problem's numbers and to each step's text; nats, [S].
    """
    tokens = place.candidates[: len(place.numbers), place.encoded.problem_tokens]
    columns = [trace.attention.astype("float64") @ tokens.T, trace.earlier.astype("float64")]
    return signals.consecutive_divergence(np.concatenate(columns, axis=1), window)


def summary(found: dict[str, Any]) -> str:
    """The figures as lines for people."""
    lines = []
    for name, one in found["operands"].items():
        problem, step = one["operands_from_problem"], one["operands_from_steps"]
        lines.append(
            f"{name} ({one['rows']} rows): operands of the problem {_share(problem)}, "
            f"earlier results {_share(step)}, edges {line(one['edges'])}, "
            f"ambiguous {line(one['ambiguous_edges'])}"
        )
    ends = found["boundaries"]
    lines.append(
        f"boundaries ({ends['true']}, within {found['tolerance_tokens']} tokens): plain JSD peaks "
        f"F1 {ends['jsd_peaks_f1']:.3f}, JSD over numbers and steps "
        f"{ends['number_jsd_peaks_f1']:.3f}, boundary heads {ends['boundary_heads_f1']:.3f}"
    )
    return "\n".join(lines)


def _share(found: dict[str, Any]) -> str:
    if found["share"] is None:
        return "none"
    return f"{found['share']:.1%} ± {found['standard_error']:.1%} of {found['of']}"
