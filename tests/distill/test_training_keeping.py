"""Keeping the best weights: which they are, that a stopped run ends with the same ones."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from tiny_models import tiny_trunk

from mycelium_distill.training import Fitted, Pair, Recipe, fit
from mycelium_ir.diagnostics import MyceliumError
from mycelium_passes.trunk import Trunk

SUMS = [Pair(f"{a} and {b}?", f"{a}+{b}") for a in range(1, 9) for b in range(1, 9)]
KEEPING = Recipe(
    steps=12, tokens_per_step=128, longest=64, learning_rate=3e-3, report_every=4, keep="solved"
)
PEAK = {3: 0.5, 6: 0.9, 9: 0.9, 12: 0.1}

State = dict[str, torch.Tensor]


class Measuring:
    """A probe with set figures that remembers the weights it saw; it may stop a run."""

    def __init__(self, figures: Mapping[int, float], stop: int = 0) -> None:
        self.figures = figures
        self.stop = stop
        self.seen: dict[int, State] = {}

    def __call__(self, trunk: Trunk, step: int) -> dict[str, float]:
        if step == self.stop:
            raise KeyboardInterrupt
        self.seen[step] = {n: v.clone() for n, v in trunk.model.state_dict().items()}
        return {"solved": self.figures[step]}


def trained(folder: Path, recipe: Recipe, probe: Any, probes: int = 4) -> Fitted:
    trunk = tiny_trunk()
    fitted = fit(trunk, SUMS, recipe, folder, probe=probe, probes=probes, log=lambda line: None)
    saved = load_file(folder / "model.safetensors")
    assert equal(saved, trunk.model.state_dict()), "the trunk has what was saved"
    return fitted


def equal(some: State, others: State) -> bool:
    return all(torch.equal(value, others[name]) for name, value in some.items())


@pytest.mark.parametrize("average", [0.0, 0.9])
@pytest.mark.parametrize(
    ("figures", "kept"),
    [
        (PEAK, 6),  # the earlier one of two that are equal
        ({3: 0.4, 6: 0.3, 9: 0.2, 12: 0.1}, 3),
        ({3: 0.1, 6: 0.2, 9: 0.3, 12: 0.4}, 12),
        ({3: 0.0, 6: 0.0, 9: 0.0, 12: 0.0}, 3),
        (dict.fromkeys(PEAK, float("nan")), 12),  # nothing was measured: the last ones
    ],
)
def test_the_best_weights_are_saved(
    tmp_path: Path, average: float, figures: Mapping[int, float], kept: int
) -> None:
    probe = Measuring(figures)
    fitted = trained(tmp_path, dataclasses.replace(KEEPING, average=average), probe)
    saved = load_file(tmp_path / "model.safetensors")
    assert [step for step, seen in probe.seen.items() if equal(saved, seen)] == [kept]
    assert (fitted.steps, fitted.kept) == (12, kept)
    told = json.loads((tmp_path / "training.json").read_text())
    assert (told["steps"], told["kept"], told["recipe"]["keep"]) == (12, kept, "solved")


def test_keeping_changes_nothing_in_the_training(tmp_path: Path) -> None:
    best, last = Measuring(PEAK), Measuring(PEAK)
    trained(tmp_path / "best", KEEPING, best)
    fitted = trained(tmp_path / "last", dataclasses.replace(KEEPING, keep=""), last)
    assert fitted.kept == 12
    assert equal(load_file(tmp_path / "last" / "model.safetensors"), last.seen[12])
    assert all(equal(best.seen[step], last.seen[step]) for step in PEAK)


@pytest.mark.parametrize("average", [0.0, 0.9])
@pytest.mark.parametrize("stop", [3, 6, 9, 12])
def test_a_stopped_run_keeps_the_same_weights(tmp_path: Path, stop: int, average: float) -> None:
    recipe = dataclasses.replace(KEEPING, save_every=0.0, average=average)
    trained(tmp_path / "whole", recipe, Measuring(PEAK))
    with pytest.raises(KeyboardInterrupt):
        trained(tmp_path / "parts", recipe, Measuring(PEAK, stop=stop))
    rest = Measuring(PEAK)
    fitted = trained(tmp_path / "parts", recipe, rest)
    assert sorted(rest.seen) == [step for step in PEAK if step >= stop], "it went on"
    assert fitted.kept == 6
    whole = load_file(tmp_path / "whole" / "model.safetensors")
    assert equal(load_file(tmp_path / "parts" / "model.safetensors"), whole)


def test_other_probes_are_another_run(tmp_path: Path) -> None:
    trained(tmp_path, KEEPING, Measuring(PEAK))
    with pytest.raises(MyceliumError) as raised:
        trained(tmp_path, KEEPING, Measuring(PEAK), probes=2)
    (found,) = raised.value.diagnostics
    assert (found.code, "other probes" in found.message) == ("MYC275", True)


def test_what_is_not_measured_cannot_be_the_best(tmp_path: Path) -> None:
    for probe, probes in ((None, 4), (Measuring(PEAK), 0)):
        with pytest.raises(ValueError, match="without a probe"):
            trained(tmp_path / "run", KEEPING, probe, probes)
    assert not (tmp_path / "run").exists()
    with pytest.raises(ValueError, match="gives no 'other'"):
        trained(tmp_path / "run", dataclasses.replace(KEEPING, keep="other"), Measuring(PEAK))
