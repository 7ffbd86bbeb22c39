"""`mycelium train-monolith`: which weights it saves, and what it asks for before it trains."""

from __future__ import annotations

import json
from typing import Any

import pytest
from monolith_problems import PROBLEMS
from safetensors.torch import load_file
from tiny_models import tiny_trunk
from typer.testing import CliRunner

from mycelium.cli.app import app
from mycelium_passes.trunk import save_trunk


@pytest.fixture
def train(tmp_path, monkeypatch):
    """Calls the command with a tiny trunk and pairs, and figures that fall from probe to probe."""
    from mycelium_distill.training import Pair
    from mycelium_monolith import probing
    from mycelium_monolith.pairs import write_pairs
    from mycelium_monolith.target import prompt_of

    pairs = [Pair(prompt_of(problem), target) for problem, target in PROBLEMS.items()]
    trunk = tiny_trunk(texts=[pair.prompt + pair.target for pair in pairs])
    save_trunk(trunk, tmp_path / "trunk")
    write_pairs(tmp_path / "pairs.jsonl.gz", pairs, {"pairs": {"own": len(pairs)}})
    monkeypatch.delenv("MYCELIUM_DATA", raising=False)
    monkeypatch.setattr(
        probing, "probe_of", lambda data: lambda trunk, step: {probing.FIGURE: 1 / step}
    )
    fixed = ["--pairs", tmp_path / "pairs.jsonl.gz", "--trunk", tmp_path / "trunk"]
    fixed += ["--steps", "4", "--tokens-per-step", "384", "--row-tokens", "192"]

    def call(name: str, *options: Any) -> Any:
        line = ["train-monolith", *fixed, "--device", "cpu", "-o", tmp_path / name, *options]
        return CliRunner().invoke(app, [str(part) for part in line])

    return call


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        (["--probes", "2", "--data", "d"], 2),
        (["--probes", "2", "--data", "d", "--keep", "best"], 2),
        (["--probes", "2", "--data", "d", "--keep", "last"], 4),
        ([], 4),
    ],
)
def test_the_best_weights_are_saved_where_there_are_probes(train, tmp_path, options, kept):
    done = train("run", *options)
    assert done.exit_code == 0, done.output
    assert f"the weights of step {kept}" in done.output
    told = json.loads((tmp_path / "run" / "training.json").read_text())
    assert told["kept"] == kept
    assert told["recipe"]["keep"] == ("tune_solved" if kept == 2 else "")
    assert f'"kept": {kept}' in (tmp_path / "run" / "README.md").read_text()


def test_they_are_other_weights_than_the_last(train, tmp_path):
    for keep in ("best", "last"):
        assert train(keep, "--probes", "2", "--data", "d", "--keep", keep).exit_code == 0
    best, last = (load_file(tmp_path / name / "model.safetensors") for name in ("best", "last"))
    assert any(not value.equal(last[name]) for name, value in best.items())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--probes", "2"], "the probes have no tuning rows"),
        (["--keep", "best"], "without probes no weights are the best"),
    ],
)
def test_the_best_needs_probes_and_probes_need_rows(train, tmp_path, options, said):
    done = train("run", *options)
    assert done.exit_code == 2
    assert "MYC231" in done.stderr
    assert said in done.stderr
    assert not (tmp_path / "run").exists()


@pytest.fixture
def from_examples(tmp_path, monkeypatch):
    """Calls the command with a file of examples, and a trunk whose vocabulary can be cut."""
    from mycelium_distill.examples.record import Example, write_examples

    text = 'mycelium 1\nproblem "{}"\nstep s0 : take = {} - 2\ngoal integer s0\n'
    rows = [
        Example(
            f"e{n}",
            "made.up",
            "train",
            text.format(f"Ann has {n} pens and loses 2. How many has she?", n),
            {"s0": str(n - 2)},
            True,
            f"e{n}",
        )
        for n in range(3, 23)
    ]
    write_examples(tmp_path / "pens.jsonl.gz", rows)
    trunk = tiny_trunk(texts=[row.program for row in rows])
    save_trunk(trunk, tmp_path / "trunk")
    monkeypatch.delenv("MYCELIUM_DATA", raising=False)
    fixed = ["--examples", tmp_path / "pens.jsonl.gz", "--trunk", tmp_path / "trunk"]
    fixed += ["--steps", "2", "--tokens-per-step", "256", "--row-tokens", "128"]

    def call(*options: Any) -> Any:
        line = ["train-monolith", *fixed, "--device", "cpu", "-o", tmp_path / "run", *options]
        return CliRunner().invoke(app, [str(part) for part in line])

    return call


def test_it_learns_from_examples_with_dropout_and_a_cut_vocabulary(from_examples, tmp_path):
    from mycelium_monolith.pairs import read_pairs
    from mycelium_passes.trunk import load_trunk

    dropout = ["--dropout-attention", "0.1", "--dropout-hidden", "0.1", "--dropout-words", "0.2"]
    limits = ["--limit-source", "pens=12", "--vocabulary", "300"]
    done = from_examples(*dropout, *limits, "--workers", "1")
    assert done.exit_code == 0, done.output
    pairs, about = read_pairs(tmp_path / "run" / "pairs.jsonl.gz")
    assert len(pairs) == about["pairs"]["made"] == about["limits"]["pens"] == 12
    assert "- made: 12 pairs" in (tmp_path / "run" / "README.md").read_text()
    trunk = load_trunk(tmp_path / "run")
    assert trunk.model.config.vocab_size == 300
    assert max(trunk.encode([pairs[0].prompt + pairs[0].target])[0]) < 300
    assert trunk.decode(trunk.encode([pairs[0].prompt])[0]) == pairs[0].prompt


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--pairs", "p.gz"], "--examples is all that is learnt from"),
        (["--limit-source", "pens"], "says no file and number"),
    ],
)
def test_examples_are_all_that_is_learnt_from(from_examples, options, said):
    done = from_examples(*options)
    assert done.exit_code == 2
    assert said in done.stderr
