"""The monolith's dropout: words of problems alone are exchanged, and a stopped run goes on."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from monolith_problems import PROBLEMS
from tiny_models import tiny_trunk

from mycelium_distill.training import Pair, PairTask, Recipe
from mycelium_distill.training.feeding import tensors
from mycelium_ir.diagnostics import MyceliumError
from mycelium_monolith.learning import Dropping, MonolithTask
from mycelium_monolith.target import prompt_of

PAIRS = [Pair(prompt_of(problem), target) for problem, target in PROBLEMS.items()]
RECIPE = Recipe(steps=4, tokens_per_step=384, longest=192)


def task(**dropping: float) -> MonolithTask:
    trunk = tiny_trunk(texts=[pair.prompt + pair.target for pair in PAIRS])
    return MonolithTask(trunk, PAIRS, RECIPE, Dropping(**dropping))


def test_only_words_of_problems_are_exchanged():
    plain, dropped = task(), task(words=0.5)
    changed = 0
    for before, after in itertools.islice(
        zip(plain.batches(4), dropped.batches(4), strict=False), 4
    ):
        unlike = before["tokens"] != after["tokens"]
        assert before["prompt"][unlike].all()
        for token in before["tokens"][unlike], after["tokens"][unlike]:
            assert all(plain.trunk.decode([t]).strip().isalpha() for t in token)
        assert all((before[name] == after[name]).all() for name in before if name != "tokens")
        changed += unlike.sum()
    assert changed > 20


def test_a_stopped_run_is_given_the_same_words():
    dropped = task(words=0.5)
    whole = list(itertools.islice(dropped.batches(4), 4))
    rest = list(itertools.islice(dropped.batches(4, 2), 2))
    for one, other in zip(whole[2:], rest, strict=True):
        np.testing.assert_array_equal(one["tokens"], other["tokens"])


@pytest.mark.parametrize("dropping", [{"attention": 0.3}, {"hidden": 0.3}])
def test_dropout_is_of_training_alone(dropping):
    plain, dropped = task(), task(**dropping)
    batch = tensors(next(iter(plain.batches(4))), pinned=False)

    def loss(of: MonolithTask, *, training: bool) -> float:
        of.module.train(training)
        torch.manual_seed(0)
        with torch.no_grad():
            return float(of.loss(batch)[0])

    assert loss(dropped, training=False) == pytest.approx(loss(plain, training=False), abs=1e-6)
    assert abs(loss(dropped, training=True) - loss(plain, training=False)) > 1e-4


def test_another_dropout_is_another_run_and_none_is_as_before():
    trunk = tiny_trunk()
    assert task().data() == PairTask(trunk, PAIRS, RECIPE).data()
    told = {task().data(), task(words=0.1).data(), task(hidden=0.1).data()}
    assert len(told) == 3


def test_a_trunk_that_cannot_drop_is_refused():
    trunk = tiny_trunk()
    del trunk.model.base_model.layers[0].self_attn.o_proj
    with pytest.raises(MyceliumError) as caught:
        MonolithTask(trunk, PAIRS, RECIPE, Dropping(hidden=0.1))
    assert caught.value.diagnostics[0].code == "MYC272"
