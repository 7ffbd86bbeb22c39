"""`mycelium train-verifier`: the head learns what can be learnt, and nothing else changes."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest
import torch
from tiny_specialists import save_tiny
from torch import nn
from typer.testing import CliRunner

from mycelium.cli.app import app
from mycelium_distill.judging import fitting
from mycelium_distill.judging.command import _write
from mycelium_distill.judging.fitting import fit_verifier
from mycelium_distill.judging.gathering import Drawn
from mycelium_passes.reading.loading import load_model
from mycelium_passes.weights import load_weights

WIDTH = 16


def made_up(*, separable: bool, problems: int = 60, seed: int = 0) -> Drawn:
    """Programs of problems, several each; a state tells whether one is right, or does not."""
    made = torch.Generator().manual_seed(seed)
    numbers = torch.arange(problems).repeat_interleave(4)
    states = torch.randn(len(numbers), WIDTH, generator=made)
    right = torch.rand(len(numbers), generator=made) < 0.5
    if separable:
        states[:, 3] += 3.0 * (2 * right.float() - 1)
    draws = torch.randint(1, 5, (len(numbers),), generator=made).float()
    return Drawn(states, right, numbers, draws)


def head() -> nn.Sequential:
    torch.manual_seed(1)
    return nn.Sequential(
        nn.Dropout(0.1), nn.Linear(WIDTH, 32), nn.GELU(), nn.Dropout(0.1), nn.Linear(32, 1)
    )


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "MOST_EPOCHS", 12)
    monkeypatch.setattr(fitting, "RATE", 3e-3)


def test_what_can_be_told_is_learnt() -> None:
    own, drawn = head(), made_up(separable=True)
    before = copy.deepcopy(own)
    fit = fit_verifier(own, drawn)
    assert fit.auroc > 0.9
    assert fit.loss < 0.4
    assert 1 <= fit.epochs <= 12
    assert not own.training
    # The head itself was fitted, on all problems; it holds for others too.
    fresh = made_up(separable=True, seed=7)
    with torch.no_grad():
        agrees = ((own(fresh.states).squeeze(-1) > 0) == fresh.right).float().mean()
        begun = ((before.eval()(fresh.states).squeeze(-1) > 0) == fresh.right).float().mean()
    assert agrees > 0.9 > begun


def test_what_cannot_be_told_is_not_learnt() -> None:
    """Problems that are left out tell: inside, a head of this size learns noise by heart."""
    fit = fit_verifier(head(), made_up(separable=False))
    assert 0.35 < fit.auroc < 0.65
    assert fit.loss > 0.65


def test_a_problem_is_never_inside_and_left_out() -> None:
    """What only names the problem helps with the same problem alone."""
    drawn = made_up(separable=False, problems=30)
    same = torch.rand(30, generator=torch.Generator().manual_seed(3)) < 0.5
    own = torch.randn(30, WIDTH, generator=torch.Generator().manual_seed(4))
    named = Drawn(4 * own[drawn.problems], same[drawn.problems], drawn.problems, drawn.draws)
    assert fit_verifier(head(), named).auroc < 0.8


def test_a_fit_is_the_same_for_a_seed() -> None:
    one, two = head(), head()
    drawn = made_up(separable=True, problems=20)
    assert fit_verifier(one, drawn, seed=5) == fit_verifier(two, drawn, seed=5)
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), two.parameters(), strict=True))


def test_problems_count_alike_however_often_they_were_drawn() -> None:
    drawn = Drawn(
        torch.zeros(4, WIDTH),
        torch.tensor([True, False, True, True]),
        torch.tensor([0, 0, 1, 2]),
        torch.tensor([3.0, 1.0, 8.0, 1.0]),
    )
    shares = fitting._shares(drawn)
    torch.testing.assert_close(shares, torch.tensor([0.75, 0.25, 1.0, 1.0]) / 3)


def test_nothing_but_the_verifier_changes(tmp_path: Path) -> None:
    source, output = tmp_path / "source", tmp_path / "judged"
    save_tiny(source)
    (source / "README.md").write_text("# Tiny\n", "utf-8")
    verify = load_model(str(source), "cpu").heads.verify
    changed = copy.deepcopy(verify)
    with torch.no_grad():
        for parameter in changed.parameters():
            parameter.add_(0.5)
    _write(source, output, changed)
    before, config = load_weights(source)
    after, again = load_weights(output)
    assert list(after) == list(before)
    assert again == config
    for name, tensor in before.items():
        if name.startswith("heads.verify."):
            assert not torch.equal(after[name], tensor)
        else:
            assert torch.equal(after[name], tensor), name
            assert after[name].dtype == tensor.dtype
    assert (output / "README.md").read_text("utf-8") == "# Tiny\n"
    told = load_model(str(output), "cpu").heads.verify.state_dict()
    for name, tensor in changed.state_dict().items():
        torch.testing.assert_close(told[name], tensor, rtol=1e-3, atol=1e-3)


def test_rows_that_are_held_out_are_refused(tmp_path: Path) -> None:
    (tmp_path / "gsm8k").mkdir()
    row = {"question": "Ann has 2 pens. How many?", "answer": "She has <<2=2>>2.\n#### 2"}
    (tmp_path / "gsm8k" / "test.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    save_tiny(tmp_path / "weights")
    arguments = ["train-verifier", tmp_path / "weights", "--data", tmp_path, "-o", tmp_path / "out"]
    told = [str(argument) for argument in arguments]
    result = CliRunner().invoke(app, [*told, "--dataset", "gsm8k:test"], prog_name="mycelium")
    assert result.exit_code != 0
    assert "MYC343" in result.output
    assert "held out" in result.output
    assert not (tmp_path / "out").exists()
