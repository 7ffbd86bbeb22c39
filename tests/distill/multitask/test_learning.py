"""Training the specialists: they learn, a stopped run goes on, two processes are as good as one."""

from __future__ import annotations

import dataclasses
import json
import multiprocessing
import os
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from task_rows import GOALS, TEMPLATES, task_rows
from tiny_models import tiny_trunk

from mycelium_distill.multitask.dropping import words_of
from mycelium_distill.multitask.encoded import Source
from mycelium_distill.multitask.learning import SpecialistsTask, new_learner
from mycelium_distill.multitask.recipe import (
    TASKS,
    Dropout,
    PhaseRecipe,
    SpecialistsRecipe,
    training_of,
)
from mycelium_distill.multitask.rows import EncodedRows
from mycelium_distill.multitask.running import tune_probe
from mycelium_distill.training import Fitted, Processes, together, train
from mycelium_distill.training.feeding import tensors
from mycelium_ir.diagnostics import MyceliumError
from mycelium_passes.reading.loading import load_model

FULL = "full.safetensors"
TOLD = [{"name": f"kind{n}", "kind": "any", "skeletons": []} for n in range(TEMPLATES)]
TRAINING = {
    "steps": 8,
    "tokens_per_step": 256,
    "longest": 64,
    "learning_rate": 3e-3,
    "report_every": 2,
    "save_every": 0.0,
    "average": 0.9,
}
RECIPE = SpecialistsRecipe(
    "tiny",
    training=TRAINING,
    hidden=16,
    dropout=Dropout(heads=0.0),
    phases=(PhaseRecipe(1, {"b": 0.0}), PhaseRecipe(1, {"b": 2.0})),
    weights={"extract": 1.0, "segment": 0.5},
)


def source(seed: int, count: int = 40) -> Source:
    return Source(EncodedRows.of(task_rows(count, seed=seed)), Counter(), f"seed {seed}")


def task_of(
    recipe: SpecialistsRecipe, processes: Processes | None = None, family: str = "llama"
) -> SpecialistsTask:
    learner = new_learner(tiny_trunk(family), recipe, TOLD, [f"goal{n}" for n in range(GOALS)])
    return SpecialistsTask(learner, {"a": source(0), "b": source(1)}, recipe, processes)


def trained(folder: Path, recipe: SpecialistsRecipe = RECIPE, **options: Any) -> Fitted:
    told = {"log": lambda line: None, **options}
    family = told.pop("family", "llama")
    task = task_of(recipe, told.get("processes"), family)
    fitted = train(task, training_of(recipe), folder, **told)
    save_file(task.learner.tensors(), folder / FULL)
    return fitted


def weights(folder: Path) -> dict[str, torch.Tensor]:
    """The weights before they are rounded to what is saved."""
    found: dict[str, torch.Tensor] = load_file(folder / FULL)
    return found


def test_all_specialists_learn_and_are_told_apart(tmp_path: Path) -> None:
    longer = dataclasses.replace(RECIPE, training={**TRAINING, "steps": 40, "save_every": 99.0})
    fitted = trained(tmp_path, longer)
    first, last = fitted.history[0], fitted.history[-1]
    for name in TASKS:
        assert last[f"loss.{name}"] < first[f"loss.{name}"], name
    total = sum(longer.weights.get(name, 1.0) * last[f"loss.{name}"] for name in TASKS)
    assert last["loss"] == pytest.approx(total, rel=1e-4)
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")
    model = load_model(str(tmp_path), "cpu")
    assert model.templates == tuple(told["name"] for told in TOLD)
    heads, full = model.heads.state_dict(), weights(tmp_path)
    assert all(torch.allclose(v, full[f"heads.{n}"], atol=1e-2) for n, v in heads.items())


class Stopped(Exception):
    """As if the machine went away."""


def stop(_: Any, step: int) -> dict[str, float]:
    raise Stopped


@pytest.mark.parametrize("dropout", [Dropout(0.0), Dropout(0.1, 0.1, 0.1, 0.2)])
def test_a_stopped_run_goes_on_as_if_it_had_not_been(tmp_path: Path, dropout: Dropout) -> None:
    recipe = dataclasses.replace(RECIPE, dropout=dropout, training={**TRAINING, "report_every": 1})
    whole = trained(tmp_path / "whole", recipe)
    with pytest.raises(Stopped):
        trained(tmp_path / "parts", recipe, probe=stop, probes=2)
    gone_on = trained(tmp_path / "parts", recipe)
    one, other = weights(tmp_path / "whole"), weights(tmp_path / "parts")
    assert all(torch.equal(one[name], other[name]) for name in one)
    assert [line["loss"] for line in whole.history] == [line["loss"] for line in gone_on.history]


def test_a_finished_run_stays_and_another_is_refused(tmp_path: Path) -> None:
    trained(tmp_path)
    before = (tmp_path / "training.json").read_bytes()
    assert trained(tmp_path, again=False).steps == 8
    assert (tmp_path / "training.json").read_bytes() == before
    for changes in ({"weights": {}}, {"tasks": ("goal",)}, {"training": {**TRAINING, "seed": 1}}):
        with pytest.raises(MyceliumError) as raised:
            trained(tmp_path, dataclasses.replace(RECIPE, **changes), again=False)
        assert raised.value.diagnostics[0].code == "MYC275"


def test_one_specialist_is_trained_alone(tmp_path: Path) -> None:
    recipe = dataclasses.replace(RECIPE, tasks=("wire", "answer"))
    task = task_of(recipe, family="qwen2")
    start = {n: p.detach().clone() for n, p in task.module.named_parameters()}
    fitted = train(task, training_of(recipe), tmp_path, log=lambda line: None)
    assert {key for key in fitted.history[0] if key.startswith("loss.")} == {
        "loss.wire",
        "loss.answer",
    }
    moved = {n for n, p in task.module.named_parameters() if not torch.equal(p, start[n])}
    assert any(name.startswith("body.") for name in moved)
    heads = {name.split(".")[1] for name in moved if name.startswith("heads.")}
    assert heads == {"wire", "answer", "symbols"}, "symbols are read by all"


def test_tuning_rows_are_measured() -> None:
    task = task_of(RECIPE)
    probe = tune_probe({"a": source(2)}, RECIPE)
    assert probe is not None
    found = probe(task.learner, 0)
    assert set(found) == {f"tune.{name}" for name in TASKS}
    assert all(value > 0 for value in found.values())
    empty = Source(EncodedRows.of([]), Counter(), "")
    assert tune_probe({"a": empty}, RECIPE) is None


def test_words_are_neither_numbers_nor_signs() -> None:
    tokenizer = tiny_trunk(texts=["Ann has two pens and five clips"] * 9).tokenizer
    words = words_of(tokenizer, 400)
    kept = {tokenizer.decode([n]).strip() for n in range(len(tokenizer)) if words[n]}
    assert "pens" in kept
    assert not kept & {"two", "five", "3", ".", "<|end|>", ""}


# ------------------------------------------------------------------- processes


def test_shares_of_a_loss_add_up_to_the_whole() -> None:
    whole = task_of(RECIPE)
    parts = [task_of(RECIPE, Processes(rank, 2)) for rank in range(2)]

    def loss(task: SpecialistsTask) -> torch.Tensor:
        batch = next(task.batches(8))
        found, told = task.loss(tensors(batch, pinned=False))
        return torch.stack([found.detach(), *(told[name].detach() for name in TASKS)])

    assert torch.allclose(loss(whole), loss(parts[0]) + loss(parts[1]), atol=1e-5)


def together_in(folder: Path, rank: int, port: int, stopping: bool) -> None:
    """What each of several processes runs."""
    os.environ |= {
        "RANK": str(rank),
        "LOCAL_RANK": str(rank),
        "WORLD_SIZE": "2",
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(port),
    }
    with together(torch.device("cpu")) as processes:
        trained(folder, processes=processes, probe=stop if stopping else None, probes=2)


def launched(folder: Path, *, stopping: bool = False) -> list[int | None]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    fork = multiprocessing.get_context("fork")
    running = [
        fork.Process(target=together_in, args=(folder, rank, port, stopping)) for rank in range(2)
    ]
    for process in running:
        process.start()
    running[0].join(100)
    if stopping:
        running[1].kill()  # it waits for the first one
    running[1].join(100)
    codes = [process.exitcode for process in running]
    for process in running:
        process.kill()
    return codes


def stop_and_go_on(folder: Path) -> None:
    """Forks all processes from this one, so that what takes seconds to import is imported once."""
    task_of(RECIPE)
    assert launched(folder, stopping=True)[0] != 0
    assert (folder / "state.safetensors").exists()
    assert not (folder / "specialists.json").exists()
    assert launched(folder) == [0, 0]


def test_two_processes_that_were_stopped_train_as_one(tmp_path: Path) -> None:
    paths = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "support")]
    code = (
        "from pathlib import Path; from test_learning import stop_and_go_on; "
        f"stop_and_go_on(Path({str(tmp_path / 'two')!r}))"
    )
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(paths)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    trained(tmp_path / "one")
    one, two = weights(tmp_path / "one"), weights(tmp_path / "two")
    # Softmax does not see a bias of all keys: its gradient is rounding, which AdamW blows up.
    names = [name for name in one if not name.endswith("key.bias")]
    away = torch.cat([(one[name] - two[name]).abs().flatten() for name in names])
    assert float((away > 1e-5).float().mean()) < 1e-3
    assert float(away.max()) < 1e-3
    assert float(away.mean()) < 1e-7
    last = [
        json.loads((tmp_path / name / "history.jsonl").read_text().splitlines()[-1])
        for name in ("one", "two")
    ]
    assert last[0]["loss"] == pytest.approx(last[1]["loss"], rel=1e-5)
