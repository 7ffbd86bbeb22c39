"""The trainer: that it learns, and that a stopped run goes on as if it had not been."""

from __future__ import annotations

import dataclasses
import itertools
import json
import math
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from tiny_models import tiny_trunk

from mycelium_distill.training import Fitted, Pair, PairTask, Recipe, fit
from mycelium_distill.training.feeding import ahead, tensors
from mycelium_distill.training.fitting import _rate, _rehearsed
from mycelium_distill.training.packing import Packer, encode
from mycelium_distill.training.stepping import Stepper
from mycelium_ir.diagnostics import MyceliumError
from mycelium_passes.trunk import Trunk, generate, load_trunk

SUMS = [Pair(f"{a} and {b}?", f"{a}+{b}") for a in range(1, 9) for b in range(1, 9)]
SMALL = Recipe(steps=12, tokens_per_step=128, longest=64, learning_rate=3e-3, report_every=4)


def only_error(call: Any) -> Any:
    with pytest.raises(MyceliumError) as raised:
        call()
    (diagnostic,) = raised.value.diagnostics
    return diagnostic


def silent(_: str) -> None:
    pass


# ------------------------------------------------------------------- stepping


def test_the_rate_rises_and_falls() -> None:
    recipe = Recipe(steps=100, learning_rate=1.0, warmup=0.1, floor=0.02)
    rates = [_rate(recipe, step, 100) for step in range(100)]
    assert rates[:10] == pytest.approx([0.1 * n for n in range(1, 11)])
    assert rates[10] == pytest.approx(1.0)
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[55] == pytest.approx(0.51)
    assert 0.02 < rates[-1] < 0.021


def test_an_average_follows_the_weights() -> None:
    trunk = tiny_trunk()
    stepper = Stepper(PairTask(trunk, SUMS, SMALL), dataclasses.replace(SMALL, average=0.75))
    expected = [p.detach().clone() for p in stepper.parameters]
    feed = Packer(encode(trunk, SUMS, 64), SMALL).batches()
    for batch in itertools.islice(feed, 4):
        stepper.step(tensors(batch, pinned=False), 1e-2)
        for mean, parameter in zip(expected, stepper.parameters, strict=True):
            mean.mul_(0.75).add_(0.25 * parameter.detach())
    last = [p.detach().clone() for p in stepper.parameters]
    for mean, wanted in zip(stepper.average, expected, strict=True):
        assert torch.allclose(mean, wanted, atol=1e-6)
    with stepper.averaged():
        assert not trunk.model.training
        assert all(map(torch.equal, stepper.parameters, stepper.average))
    assert trunk.model.training
    assert all(map(torch.equal, stepper.parameters, last))
    assert not all(map(torch.equal, last, stepper.average))


def test_weights_decay_where_they_are_matrices() -> None:
    stepper = Stepper(PairTask(tiny_trunk("qwen2"), SUMS, SMALL), SMALL)
    decayed = {
        len(p.shape): group["weight_decay"]
        for group in stepper.optimizer.param_groups
        for p in group["params"]
    }
    assert decayed == {1: 0.0, 2: SMALL.weight_decay}


@pytest.mark.skipif(not torch.cuda.is_available(), reason="captures need a GPU")
@pytest.mark.parametrize("average", [0.0, 0.9])
def test_a_captured_step_is_a_plain_one(average: float) -> None:
    recipe = dataclasses.replace(SMALL, average=average)
    runs = []
    for graphs in (True, False):
        on_cpu = tiny_trunk()
        device = torch.device("cuda")
        trunk = Trunk(on_cpu.model.to(device), on_cpu.tokenizer, device)
        task = PairTask(trunk, SUMS, recipe)
        stepper = Stepper(task, dataclasses.replace(recipe, graphs=graphs))
        _rehearsed(stepper, dataclasses.replace(recipe, steps=None, minutes=0.1), silent)
        with ahead(task.batches(40), pinned=True) as feed:
            losses = [stepper.step(batch, 1e-3) for batch in itertools.islice(feed, 20)]
            with stepper.averaged():
                generate(trunk, ["1 and 2?"], max_new_tokens=4, prefix=True)
            losses += [stepper.step(batch, 1e-3) for batch in itertools.islice(feed, 20)]
        state = {name: value.clone() for name, value in stepper.state().items()}
        runs.append((torch.cat(losses).tolist(), state))
        stepper.finish()
        assert all(torch.isfinite(p).all() for p in trunk.model.parameters())
    (captured, state), (plain, other) = runs
    assert captured == pytest.approx(plain, rel=0.05)  # bfloat16, and sums in no fixed order
    assert state.keys() == other.keys()
    for name, value in state.items():
        if name.startswith("step."):
            assert float(value) == float(other[name]) == 40
        if name.startswith(("model.", "average.")):
            assert float((value - other[name]).abs().mean()) < 1e-3


# -------------------------------------------------------------------- fitting


def trained(folder: Path, recipe: Recipe, pairs: list[Pair] = SUMS, **options: Any) -> Fitted:
    return fit(tiny_trunk(), pairs, recipe, folder, **{"log": silent, **options})


def weights(folder: Path) -> dict[str, torch.Tensor]:
    found: dict[str, torch.Tensor] = load_file(folder / "model.safetensors")
    return found


def equal(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return one.keys() == other.keys() and all(torch.equal(one[name], other[name]) for name in one)


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Fitted, Trunk]:
    folder = tmp_path_factory.mktemp("learnt")
    recipe = Recipe(
        steps=120,
        tokens_per_step=256,
        longest=64,
        learning_rate=5e-3,
        average=0.9,
        report_every=20,
        prefix=True,
    )
    seen: list[int] = []

    def probe(trunk: Trunk, step: int) -> dict[str, float]:
        seen.append(step)
        found = generate(trunk, [pair.prompt for pair in SUMS], max_new_tokens=6, prefix=True)
        right = sum(row[0].text == pair.target for row, pair in zip(found, SUMS, strict=True))
        return {"right": right / len(SUMS)}

    trunk = tiny_trunk()
    fitted = fit(trunk, SUMS, recipe, folder, probe=probe, probes=2, log=silent)
    assert seen == [60, 120]
    return folder, fitted, trunk


def test_it_learns(learnt: tuple[Path, Fitted, Trunk]) -> None:
    folder, fitted, _ = learnt
    losses = [line["loss"] for line in fitted.history]
    assert losses[0] > 2
    assert losses[-1] < 0.1
    assert [line["step"] for line in fitted.history] == [20, 40, 60, 80, 100, 120]
    again = load_trunk(folder)
    found = generate(again, [pair.prompt for pair in SUMS], max_new_tokens=6, prefix=True)
    assert [row[0].text for row in found] == [pair.target for pair in SUMS]
    assert fitted.history[-1]["right"] == 1.0


def test_a_run_is_told_in_its_folder(learnt: tuple[Path, Fitted, Trunk]) -> None:
    folder, fitted, trunk = learnt
    lines = [json.loads(line) for line in (folder / "history.jsonl").read_text().splitlines()]
    assert lines == fitted.history
    told = json.loads((folder / "training.json").read_text())
    assert told["steps"] == 120
    assert told["pairs"] == len(SUMS)
    assert told["recipe"]["learning_rate"] == 5e-3
    assert told["device"] == "cpu"
    assert told["data"] == fitted.data
    assert (folder / "curve.png").read_bytes().startswith(b"\x89PNG")
    assert not list(folder.glob("state*"))
    assert all(p.grad is None for p in trunk.model.parameters())
    assert not trunk.model.training


def test_the_average_is_what_is_saved(tmp_path: Path) -> None:
    trained(tmp_path / "last", SMALL)
    trained(tmp_path / "mean", dataclasses.replace(SMALL, average=0.5))
    trained(tmp_path / "start", dataclasses.replace(SMALL, average=1 - 1e-9))
    start = tiny_trunk().model.state_dict()
    last, mean, stayed = (weights(tmp_path / name) for name in ("last", "mean", "start"))
    for name in last:
        assert torch.allclose(stayed[name], start[name], atol=1e-6)
        assert not torch.equal(mean[name], last[name])

    def away(state: dict[str, torch.Tensor]) -> float:
        return math.sqrt(sum(float((state[n] - start[n]).square().sum()) for n in state))

    assert 0 < away(mean) < away(last)


class Stopped(Exception):
    """As if the machine went away."""


@pytest.mark.parametrize("average", [0.0, 0.9])
def test_a_stopped_run_goes_on_as_if_it_had_not_been(tmp_path: Path, average: float) -> None:
    recipe = dataclasses.replace(SMALL, average=average, save_every=0.0, report_every=1)
    whole = trained(tmp_path / "whole", recipe)

    def stop(_: Trunk, step: int) -> dict[str, float]:
        raise Stopped

    with pytest.raises(Stopped):
        trained(tmp_path / "parts", recipe, probe=stop, probes=2)
    assert (tmp_path / "parts" / "state.safetensors").exists()
    assert not (tmp_path / "parts" / "model.safetensors").exists()
    lines: list[str] = []
    gone_on = trained(tmp_path / "parts", recipe, log=lines.append)
    assert "from step 5 on" in lines[0], "the sixth was stopped before it was saved"
    assert equal(weights(tmp_path / "parts"), weights(tmp_path / "whole"))
    assert [line["loss"] for line in gone_on.history] == [line["loss"] for line in whole.history]
    assert len((tmp_path / "parts" / "history.jsonl").read_text().splitlines()) == 12


def test_the_same_seed_gives_the_same_weights_and_another_others(tmp_path: Path) -> None:
    for name, seed in (("one", 0), ("two", 0), ("three", 1)):
        trained(tmp_path / name, dataclasses.replace(SMALL, seed=seed))
    one, two, three = (weights(tmp_path / name) for name in ("one", "two", "three"))
    assert equal(one, two)
    assert not equal(one, three)


@pytest.mark.parametrize("finished", [True, False])
def test_another_run_in_the_folder_stays(tmp_path: Path, finished: bool) -> None:
    def stop(_: Trunk, step: int) -> dict[str, float]:
        raise Stopped

    recipe = dataclasses.replace(SMALL, save_every=0.0)
    if finished:
        trained(tmp_path, recipe)
    else:
        with pytest.raises(Stopped):
            trained(tmp_path, recipe, probe=stop, probes=1)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    other = dataclasses.replace(recipe, learning_rate=1e-4)
    for said, call in (
        ("another recipe", lambda: trained(tmp_path, other)),
        ("other rows", lambda: trained(tmp_path, recipe, SUMS[1:])),
        (
            "another model",
            lambda: fit(tiny_trunk("qwen2"), SUMS, recipe, tmp_path, log=silent),
        ),
    ):
        error = only_error(call)
        assert (error.code, said in error.message) == ("MYC275", True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("pairs", [[], [Pair("a " * 99, "b")], [Pair("", "b")]])
def test_nothing_to_train_on(pairs: list[Pair], tmp_path: Path) -> None:
    error = only_error(lambda: trained(tmp_path / "run", SMALL, pairs))
    assert error.code == "MYC276"
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("name", ["state.safetensors", "training.json"])
def test_a_damaged_state_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x10\x00")
    error = only_error(lambda: trained(tmp_path, SMALL))
    assert (error.code, name in error.message) == ("MYC271", True)


def test_minutes_become_steps_and_a_rehearsal_leaves_no_trace(tmp_path: Path) -> None:
    recipe = dataclasses.replace(SMALL, steps=None, minutes=0.03, average=0.9)
    trunk = tiny_trunk()
    start = {name: value.clone() for name, value in trunk.model.state_dict().items()}
    task = PairTask(trunk, SUMS, recipe)
    stepper = Stepper(task, recipe)
    steps = _rehearsed(stepper, recipe, silent)
    assert steps >= 1
    assert equal(trunk.model.state_dict(), start)
    state = stepper.state()
    for name, value in state.items():
        kind, _, own = name.partition(".")
        if kind in {"model", "average"}:
            assert torch.equal(value, start[own])
        else:
            assert not value.any()
    # The same weights come out as of a run that was told its number of steps.
    fresh = Stepper(PairTask(tiny_trunk(), SUMS, recipe), recipe)
    for batch in itertools.islice(task.batches(3), 3):
        for each in (stepper, fresh):
            each.step(tensors(batch, pinned=False), 1e-3)
    assert equal(stepper.state(), fresh.state())


def test_a_training_takes_the_minutes_that_it_was_given(tmp_path: Path) -> None:
    recipe = dataclasses.replace(SMALL, steps=None, minutes=0.04)
    lines: list[str] = []
    fitted = trained(tmp_path, recipe, log=lines.append)
    assert f"{fitted.steps:,} steps in 0.04 minutes" in lines[0]
    assert fitted.steps > 1
    assert fitted.history[-1]["step"] == fitted.steps


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"steps": 3, "minutes": 1.0},
        {"steps": 0},
        {"minutes": 0.0},
        {"steps": 3, "longest": 0},
        {"steps": 3, "longest": 512, "tokens_per_step": 256},
        {"steps": 3, "prompt_loss": 0.1},
    ],
)
def test_a_recipe_does_not_contradict_itself(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Recipe(**options)
