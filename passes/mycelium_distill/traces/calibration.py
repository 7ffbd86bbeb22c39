"""Which of a teacher's heads are read, and the thresholds: chosen once, kept with the teacher."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from mycelium.journal import write_atomically
from mycelium_distill import signals
from mycelium_distill.traces.record import Array
from mycelium_distill.traces.references import References
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

FILE = "calibration.json"
VERSION = 1

OFFSETS = (-2, -1, 1, 2)
"""The tokens, relative to one, whose reading says whether a step ends with it. The token
itself is not asked: a full stop or a newline gives itself away, whatever was read."""


@dataclass(frozen=True)
class Triple:
    """A head that points at operands' sources, asked at one position of the operand.

    Attributes:
        position: one of `places.POSITIONS`.
        layer: counted from 0.
        head: counted from 0.
        weight: its part in the mean; all of a calibration's sum to one.
        accuracy: how often it alone points at the right number, on the tuning rows.
    """

    position: str
    layer: int
    head: int
    weight: float
    accuracy: float


@dataclass(frozen=True)
class Boundary:
    """A logistic regression over a few heads' IAF: does a step end with this token?

    Attributes:
        heads: (layer, head) of each of the n heads.
        mean: what is taken from each head's IAF.
        scale: what it is then divided by.
        weights: [len(OFFSETS)][n].
        bias: the constant.
        threshold: the probability from which on a peak is a boundary.
    """

    heads: tuple[tuple[int, int], ...] = ()
    mean: tuple[float, ...] = ()
    scale: tuple[float, ...] = ()
    weights: tuple[tuple[float, ...], ...] = ()
    bias: float = 0.0
    threshold: float = 0.5

    @cached_property
    def by_layer(self) -> Mapping[int, tuple[tuple[int, int], ...]]:
        """For each layer, index and head of those that are in it."""
        found: dict[int, list[tuple[int, int]]] = {}
        for index, (layer, head) in enumerate(self.heads):
            found.setdefault(layer, []).append((index, head))
        return {layer: tuple(heads) for layer, heads in found.items()}

    def probability(self, fractions: Array) -> Array:
        """The probability that a step ends with each token.

        Args:
            fractions: [S, n], each head's IAF at each token.

        Returns:
            float64 [S]; 0 without heads.
        """
        if not self.heads:
            return np.zeros(len(fractions))
        values = windows((fractions - np.array(self.mean)) / np.array(self.scale))
        logits = values @ np.array(self.weights).ravel() + self.bias
        probability: Array = 1 / (1 + np.exp(-logits.clip(-30, 30)))
        return probability

    def ends(self, probability: Array) -> Array:
        """The tokens with which steps end: peaks at or above the threshold, indices into S."""
        return peaks_above(probability, self.threshold)


@dataclass(frozen=True)
class Calibration:
    """What tracing needs to know about a teacher.

    Attributes:
        triples: the heads that locate operands, best first.
        boundary: the heads that show where steps end.
        iaf_threshold: a token with less reads its own results rather than the problem.
        jsd_prominence: how far a peak of the smoothed JSD rises, in standard deviations.
        references: which operands refer to steps.
        hidden_parts: what `Trace.hidden` was before it was projected, part by part.
        question_parts: the same for `Trace.question`.
        chosen_on: how many rows and operands of which splits, and how well it went there.
    """

    triples: tuple[Triple, ...]
    boundary: Boundary = field(default_factory=Boundary)
    iaf_threshold: float = 0.0
    jsd_prominence: float = 1.0
    references: References = field(default_factory=References)
    hidden_parts: tuple[str, ...] = ()
    question_parts: tuple[str, ...] = ()
    chosen_on: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def by_layer(self) -> Mapping[int, tuple[Triple, ...]]:
        """The triples of each layer."""
        found: dict[int, list[Triple]] = {}
        for triple in self.triples:
            found.setdefault(triple.layer, []).append(triple)
        return {layer: tuple(triples) for layer, triples in found.items()}

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return {"version": VERSION, **asdict(self)}

    @staticmethod
    def from_json(found: Mapping[str, Any]) -> Calibration:
        """From JSON values.

        Raises:
            KeyError, TypeError, ValueError: for what is no calibration.
        """
        if found["version"] != VERSION:
            raise ValueError(f"version {found['version']}")
        boundary = found["boundary"]
        return Calibration(
            triples=tuple(Triple(**triple) for triple in found["triples"]),
            boundary=Boundary(
                heads=tuple((layer, head) for layer, head in boundary["heads"]),
                mean=tuple(boundary["mean"]),
                scale=tuple(boundary["scale"]),
                weights=tuple(tuple(row) for row in boundary["weights"]),
                bias=boundary["bias"],
                threshold=boundary["threshold"],
            ),
            iaf_threshold=found["iaf_threshold"],
            jsd_prominence=found["jsd_prominence"],
            # Teachers calibrated by earlier versions have none: operands are what they point at.
            references=References.from_json(found.get("references", {})),
            hidden_parts=tuple(found["hidden_parts"]),
            question_parts=tuple(found["question_parts"]),
            chosen_on=found["chosen_on"],
        )


def write_calibration(folder: Path, calibration: Calibration) -> None:
    """Keep a calibration with its teacher."""
    text = json.dumps(calibration.to_json(), indent=2) + "\n"
    write_atomically(folder / FILE, text)


def read_calibration(folder: Path) -> Calibration:
    """A teacher's calibration.

    Raises:
        MyceliumError: MYC285, if it has none that can be read.
    """
    path = folder / FILE
    try:
        return Calibration.from_json(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        what = f"the teacher {folder} is not calibrated"
    except (KeyError, TypeError, ValueError, OSError) as error:
        what = f"{path} is no calibration of this version ({error})"
    raise MyceliumError(
        Diagnostic(
            "MYC285",
            what,
            hint="choose its heads first: mycelium trace WRITTEN.jsonl --teacher FOLDER"
            " --calibrate",
            subject=str(folder),
        )
    )


def windows(values: Array) -> Array:
    """Each token's features beside those of its neighbours: [S, n] to [S, len(OFFSETS) * n].

    Beyond the ends the first and the last token are repeated.
    """
    at = np.arange(len(values))
    last = max(0, len(values) - 1)
    return np.concatenate([values[(at + offset).clip(0, last)] for offset in OFFSETS], axis=1)


def peaks_above(probability: Array, threshold: float) -> Array:
    """Tokens at or above a threshold that no token within two of them exceeds."""
    found: list[int] = []
    for token in np.flatnonzero(probability >= threshold).tolist():
        near = probability[max(0, token - 2) : token + 3]
        if probability[token] == near.max() and not (found and token - found[-1] <= 2):
            found.append(token)
    return np.array(found, "int32")


def jsd_peaks(jsd: Array, prominence: float) -> Array:
    """The plain way to find boundaries: peaks of the smoothed divergence, indices into S."""
    return signals.peaks(signals.smooth(jsd), prominence)
