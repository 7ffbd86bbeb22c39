"""What the tests of the monolith share: a tiny one that has learnt four problems by heart."""

from __future__ import annotations

from pathlib import Path

import pytest
from monolith_problems import PROBLEMS
from tiny_models import tiny_trunk

pytest.importorskip("mycelium_monolith", reason="needs the plugin of plugins/monolith")


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a monolith of two layers, trained on `PROBLEMS` alone."""
    from mycelium_distill.training import Pair, Recipe, fit
    from mycelium_monolith.target import prompt_of

    pairs = [Pair(prompt_of(problem), target) for problem, target in PROBLEMS.items()]
    trunk = tiny_trunk(texts=[pair.prompt + pair.target for pair in pairs])
    recipe = Recipe(
        steps=160, tokens_per_step=384, longest=192, learning_rate=5e-3, warmup=0.1, save_every=1e9
    )
    folder = tmp_path_factory.mktemp("monolith")
    fit(trunk, pairs, recipe, folder, log=lambda line: None)
    return folder


@pytest.fixture
def monolith(weights: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny monolith, named by its environment variable."""
    monkeypatch.setenv("MYCELIUM_MONOLITH", str(weights))
    return weights
