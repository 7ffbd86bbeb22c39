"""Pairs in rows of one shape: each is there, whole, and what counts is its target."""

from __future__ import annotations

import dataclasses
import itertools
import threading
from collections import Counter
from typing import Any

import numpy as np
import pytest
import torch
from tiny_models import tiny_trunk

from mycelium_distill.training import Pair, Recipe
from mycelium_distill.training.feeding import ahead, tensors
from mycelium_distill.training.packing import Batch, Packer, encode
from mycelium_distill.training.pairs import pair_loss
from mycelium_passes.trunk import Trunk, prefix_mask

UNLIKE = [  # of many lengths, so that rows do not come out even
    Pair("ab " * (1 + number % 7), "7 " * (1 + number % 5), 1.0 + number % 3)
    for number in range(53)
]
SMALL = Recipe(steps=12, tokens_per_step=128, longest=64, learning_rate=3e-3, report_every=4)


@pytest.fixture(scope="module")
def trunk() -> Trunk:
    """A trunk that no test changes."""
    found: Trunk = tiny_trunk()
    return found


def unpacked(batch: Batch) -> list[tuple[list[int], int]]:
    """The texts of a batch with the length of each one's prompt."""
    found = []
    for row in range(len(batch.tokens)):
        for number in range(1, int(batch.texts[row].max()) + 1):
            (places,) = np.nonzero(batch.texts[row] == number)
            assert places.tolist() == list(range(places[0], places[-1] + 1)), "in one piece"
            assert batch.positions[row, places].tolist() == list(range(len(places)))
            prompt = int(batch.prompt[row, places].sum())
            assert batch.prompt[row, places[:prompt]].all(), "a prompt stands first"
            found.append((batch.tokens[row, places].tolist(), prompt))
    return found


@pytest.mark.parametrize("tokens_per_step", [64, 128, 1000])
def test_each_pair_is_there_once_an_epoch_and_whole(trunk: Trunk, tokens_per_step: int) -> None:
    recipe = dataclasses.replace(SMALL, tokens_per_step=tokens_per_step)
    packer = Packer(encode(trunk, UNLIKE, 64), recipe)
    expected: Counter[Any] = Counter()
    for pair in UNLIKE:
        read, written = trunk.encode([pair.prompt, pair.target])
        expected[(*read, *written, trunk.end), len(read)] += 1
    found: Counter[Any] = Counter()
    steps = 40
    for batch in itertools.islice(packer.batches(), steps):
        assert batch.tokens.shape == (packer.rows, 64)
        found.update((tuple(tokens), prompt) for tokens, prompt in unpacked(batch))
    assert found.keys() == expected.keys()
    # What waits for room may come a little later, and no pair falls behind.
    epochs = [found[text] / expected[text] for text in expected]
    assert max(epochs) - min(epochs) <= 2
    assert sum(found.values()) > 2 * len(UNLIKE)


def test_an_epoch_is_a_permutation(trunk: Trunk) -> None:
    packer = Packer(encode(trunk, UNLIKE, 64), SMALL)
    drawn = list(itertools.islice(packer._order(), 3 * len(UNLIKE)))
    epochs = [drawn[start : start + len(UNLIKE)] for start in range(0, len(drawn), len(UNLIKE))]
    assert all(sorted(epoch) == list(range(len(UNLIKE))) for epoch in epochs)
    assert epochs[0] != epochs[1] != epochs[2]


def test_rows_are_nearly_full(trunk: Trunk) -> None:
    recipe = dataclasses.replace(SMALL, tokens_per_step=512)
    packer = Packer(encode(trunk, UNLIKE, 64), recipe)
    batches = list(itertools.islice(packer.batches(), 20))
    assert np.mean([batch.texts > 0 for batch in batches]) > 0.9


def test_what_counts_is_the_target_and_its_end(trunk: Trunk) -> None:
    packer = Packer(encode(trunk, UNLIKE, 64), SMALL)
    weights: dict[tuple[int, ...], set[float]] = {}
    for pair in UNLIKE:
        weights.setdefault(tuple(trunk.encode([pair.prompt])[0]), set()).add(pair.weight)
    for batch in itertools.islice(packer.batches(), 10):
        assert batch.where.shape == batch.labels.shape == batch.weights.shape == (packer.most,)
        used = batch.weights > 0
        assert not batch.where[~used].any()
        flat, texts, prompt = (
            each.reshape(-1) for each in (batch.tokens, batch.texts, batch.prompt)
        )
        where = batch.where[used]
        assert (np.diff(where) > 0).all()
        assert (flat[where + 1] == batch.labels[used]).all()
        assert (texts[where + 1] == texts[where]).all()
        targets = np.flatnonzero((texts > 0) & ~prompt)
        assert (where + 1).tolist() == targets.tolist()
        for place, weight in zip(where, batch.weights[used], strict=True):
            row = place // 64
            own = (batch.texts[row] == texts[place]) & batch.prompt[row]
            assert weight in weights[tuple(batch.tokens[row][own].tolist())]


def test_a_causal_reader_may_foresee_its_prompt(trunk: Trunk) -> None:
    recipe = dataclasses.replace(SMALL, prefix=False, prompt_loss=0.25)
    pairs = [dataclasses.replace(pair, weight=2.0) for pair in UNLIKE]
    packer = Packer(encode(trunk, pairs, 64), recipe)
    batch = next(packer.batches())
    texts, prompt = batch.texts.reshape(-1), batch.prompt.reshape(-1)
    used = batch.weights > 0
    where = batch.where[used]
    inside = np.flatnonzero((texts[1:] == texts[:-1]) & (texts[1:] > 0))
    assert where.tolist() == inside.tolist()
    assert batch.weights[used].tolist() == [0.5 if prompt[at + 1] else 2.0 for at in where]


def same(one: Batch, other: Batch) -> bool:
    return all(
        np.array_equal(getattr(one, field.name), getattr(other, field.name))
        for field in dataclasses.fields(Batch)
    )


def test_the_seed_decides_the_order_and_a_skip_goes_on(trunk: Trunk) -> None:
    encoded = encode(trunk, UNLIKE, 64)
    first = list(itertools.islice(Packer(encoded, SMALL).batches(), 30))
    again = list(itertools.islice(Packer(encoded, SMALL).batches(), 30))
    assert all(map(same, first, again))
    later = list(itertools.islice(Packer(encoded, SMALL).batches(17), 13))
    assert all(map(same, first[17:], later))
    other = Packer(encoded, dataclasses.replace(SMALL, seed=1))
    assert not same(next(other.batches()), first[0])


def test_pairs_that_are_too_long_or_without_a_prompt_are_counted(trunk: Trunk) -> None:
    pairs = [Pair("a", "b"), Pair("a " * 99, "b"), Pair("", "b"), Pair("a", "b " * 99)]
    encoded = encode(trunk, pairs, 64)
    assert (len(encoded), encoded.left_out, encoded.longest) == (1, 3, 3)


def test_a_pair_as_long_as_a_row_fits(trunk: Trunk) -> None:
    encoded = encode(trunk, [Pair("7" * 40, "8" * 23)], 64)
    assert encoded.longest == 64
    batch = next(Packer(encoded, dataclasses.replace(SMALL, tokens_per_step=64)).batches())
    assert [(len(tokens), prompt) for tokens, prompt in unpacked(batch)] == [(64, 40)]


# -------------------------------------------------------------------- feeding


def test_batches_come_in_order_and_an_error_reaches_the_reader(trunk: Trunk) -> None:
    packer = Packer(encode(trunk, UNLIKE, 64), SMALL)
    expected = list(itertools.islice(packer.batches(), 20))

    def failing() -> Any:
        yield from expected
        raise OSError("the disk is gone")

    with ahead(failing(), pinned=False) as feed:
        for batch in expected:
            found = next(feed)
            assert all(np.array_equal(found[n].numpy(), getattr(batch, n)) for n in found)
        with pytest.raises(OSError, match="disk"):
            next(feed)
    with ahead(iter(expected[:2]), pinned=False) as feed:
        assert len(list(feed)) == 2


def test_who_stops_reading_stops_the_thread(trunk: Trunk) -> None:
    packer = Packer(encode(trunk, UNLIKE, 64), SMALL)
    with ahead(packer.batches(), pinned=False) as feed:
        next(feed)
        assert [thread for thread in threading.enumerate() if thread.name == "batches"]
    assert not [thread for thread in threading.enumerate() if thread.name == "batches"]


@pytest.mark.parametrize("family", ["llama", "qwen2"])
@pytest.mark.parametrize("prefix", [True, False])
def test_the_loss_is_the_mean_of_each_pair_read_alone(family: str, prefix: bool) -> None:
    trunk = tiny_trunk(family)
    recipe = dataclasses.replace(SMALL, prefix=prefix, prompt_loss=0.0 if prefix else 0.5)
    pairs = UNLIKE[:6]
    packer = Packer(encode(trunk, pairs, 64), dataclasses.replace(recipe, tokens_per_step=512))
    total = weight = 0.0
    batch = next(packer.batches())
    weights = {
        (*trunk.encode([p.prompt])[0], *trunk.encode([p.target])[0]): p.weight for p in pairs
    }
    with torch.no_grad():
        for tokens, prompt in unpacked(batch):
            ids = torch.tensor([tokens])
            read = torch.arange(len(tokens))[None] < prompt
            mask = prefix_mask(torch.ones_like(read), read if prefix else None, torch.float32)
            logits = trunk.model(input_ids=ids, attention_mask=mask).logits[0]
            for place in range(1, len(tokens)):
                counts = 1.0 if place >= prompt else recipe.prompt_loss
                counts *= weights[tuple(tokens[:-1])]
                total -= counts * float(logits[place - 1].log_softmax(-1)[tokens[place]])
                weight += counts
        found = float(pair_loss(trunk.model, tensors(batch, pinned=False), recipe))
    assert found == pytest.approx(total / weight, rel=1e-5)
