"""Both engines give the same states, alone or in a batch, at once or in pieces."""

from __future__ import annotations

import pytest
import tiny_models
import torch

from mycelium_ir.diagnostics import MyceliumError
from mycelium_passes.engine import LeanEngine, TransformersEngine, shape_of

NEAR = {"atol": 1e-4, "rtol": 1e-4}


@pytest.fixture(params=["llama", "qwen2"])
def pair(request):
    model = tiny_models.tiny_model(request.param)
    for name, value in model.state_dict().items():
        if name.endswith("bias") or "norm" in name:
            torch.nn.init.uniform_(value, 0.5, 1.5)  # as zeros and ones they would not be seen
    return LeanEngine.of(model), TransformersEngine(model)


def _batch(engine, seed=0):
    draw = torch.Generator().manual_seed(seed)
    tokens = torch.randint(0, 400, (4, 9), generator=draw)
    lengths = torch.tensor([9, 3, 6, 1])
    more = torch.randn(4, 5, engine.width, generator=draw)
    return tokens, lengths, more, torch.tensor([2, 5, 0, 4])


def _real(states, lengths):
    return torch.cat([row[:length] for row, length in zip(states, lengths, strict=True)])


def test_engines_agree_on_ragged_batches(pair):
    outcomes = []
    for engine in pair:
        tokens, lengths, more, steps = _batch(engine)
        read, cache = engine.read(tokens, lengths)
        first = engine.extend(cache, more, steps)
        second = engine.extend(cache, more.flip(1), steps.flip(0))
        assert cache.lengths.tolist() == [15, 8, 11, 7]
        outcomes.append((_real(read, lengths), _real(first, steps), _real(second, steps.flip(0))))
    for ours, theirs in zip(*outcomes, strict=True):
        torch.testing.assert_close(ours, theirs, **NEAR)


def test_a_row_is_the_same_alone_and_with_any_padding(pair):
    for engine in pair:
        tokens, lengths, more, steps = _batch(engine)
        read, cache = engine.read(tokens, lengths)
        told = engine.extend(cache, more, steps)
        for row, (length, step) in enumerate(zip(lengths.tolist(), steps.tolist(), strict=True)):
            one, alone = engine.read(tokens[row : row + 1, :length], torch.tensor([length]))
            torch.testing.assert_close(one[0], read[row, :length], **NEAR)
            if step:
                more_one = more[row : row + 1, :step]
                said = engine.extend(alone, more_one, torch.tensor([step]))
                torch.testing.assert_close(said[0], told[row, :step], **NEAR)


def test_in_pieces_as_at_once(pair):
    for engine in pair:
        tokens, lengths, more, _ = _batch(engine)
        whole = engine.extend(engine.read(tokens, lengths)[1], more, torch.full((4,), 5))
        _, cache = engine.read(tokens, lengths)
        for step in range(5):
            piece = engine.extend(cache, more[:, step : step + 1], torch.ones(4).long())
            torch.testing.assert_close(piece[:, 0], whole[:, step], **NEAR)


def test_the_cache_grows_past_its_room(pair):
    lean, other = pair
    tokens, lengths, _, _ = _batch(lean)
    long = torch.randn(4, 90, lean.width)
    told = []
    for engine in (lean, other):
        _, cache = engine.read(tokens, lengths)
        size = cache.nbytes
        told.append(engine.extend(cache, long, torch.full((4,), 90)))
        assert cache.nbytes > size
    torch.testing.assert_close(*told, **NEAR)


def test_rows_are_chosen_repeated_and_cut_back(pair):
    for engine in pair:
        tokens, lengths, more, steps = _batch(engine)
        _, cache = engine.read(tokens, lengths)
        before = engine.extend(cache, more, steps)
        cache.truncate(lengths)
        assert cache.lengths.tolist() == lengths.tolist()
        torch.testing.assert_close(
            _real(engine.extend(cache, more, steps), steps), _real(before, steps), **NEAR
        )
        cache.truncate(lengths)
        rows = torch.tensor([2, 0, 0])
        chosen = cache.select(rows)
        told = engine.extend(chosen, more[[1, 0, 0]], torch.tensor([5, 2, 2]))
        torch.testing.assert_close(told[1, :2], before[0, :2], **NEAR)
        torch.testing.assert_close(told[2, :2], before[0, :2], **NEAR)
        assert cache.lengths.tolist() == lengths.tolist()
        twice = cache.expand(2)
        assert twice.lengths.tolist() == [9, 9, 3, 3, 6, 6, 1, 1]
        again = engine.extend(twice, more.repeat_interleave(2, 0), steps.repeat_interleave(2))
        torch.testing.assert_close(again[3], again[2])
        torch.testing.assert_close(again[2, :5], before[1, :5], **NEAR)
        with pytest.raises(ValueError, match="truncated"):
            cache.truncate(lengths + 1)


def test_bfloat16_is_near(pair):
    model = pair[1].model
    lean = LeanEngine.of(model, dtype=torch.bfloat16)
    tokens, lengths, more, steps = _batch(lean)
    wanted, held = pair[0].read(tokens, lengths)
    told, cache = lean.read(tokens, lengths)
    assert told.dtype == torch.float32
    assert (_real(told, lengths) - _real(wanted, lengths)).abs().mean() < 0.05
    near = lean.extend(cache, more, steps) - pair[0].extend(held, more, steps)
    assert _real(near, steps).abs().mean() < 0.05


def test_another_family_is_refused():
    config = tiny_models.tiny_model().config.to_dict()
    for change in (
        {"model_type": "gpt2"},
        {"rope_parameters": {"rope_type": "llama3"}},
        {"use_sliding_window": True},
        {"hidden_act": "gelu"},
    ):
        with pytest.raises(MyceliumError) as error:
            shape_of(config | change)
        assert error.value.diagnostics[0].code == "MYC308"
