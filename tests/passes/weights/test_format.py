"""Weights come back as they were rounded, are as small as foretold, and show any damage."""

from __future__ import annotations

import json

import pytest
import torch

from mycelium_ir.diagnostics import MyceliumError
from mycelium_passes.weights import load_weights, save_weights, weights_bytes, weights_hash
from mycelium_passes.weights.quantising import dequantise, pack, quantise, unpack

BITS = {"mlp": 4, "attn": 5, "embed": 6, "default": 8}


def _tensors():
    draw = torch.Generator().manual_seed(1)
    return {
        "mlp.weight": torch.randn(96, 128, generator=draw),
        "attn.weight": torch.randn(64, 192, generator=draw),
        "embed": torch.randn(70, 64, generator=draw),
        "other": torch.randn(64, 64, generator=draw),
        "norm": torch.randn(64, generator=draw),
        "odd": torch.randn(100, 65, generator=draw),
    }


@pytest.mark.parametrize("bits", [4, 5, 6, 8])
def test_codes_come_back_from_bytes(bits):
    top = 2 ** (bits - 1) - 1
    codes = torch.randint(-top, top + 1, (6, 64), dtype=torch.int8)
    codes[0, :2] = torch.tensor([-top, top])
    packed = pack(codes, bits)
    assert packed.nbytes == 6 * 64 * bits // 8
    assert torch.equal(unpack(packed, bits, (6, 64)), codes)


@pytest.mark.parametrize(("bits", "most"), [(4, 0.11), (5, 0.055), (6, 0.028), (8, 0.007)])
def test_rounding_errs_as_little_as_its_bits_allow(bits, most):
    matrix = torch.randn(50, 256, generator=torch.Generator().manual_seed(0))
    matrix[3] *= 100  # a large row does not spoil the others: each group has its scale
    matrix[5] = 0
    near = dequantise(*quantise(matrix, bits))
    error = (near - matrix).square().mean(1).sqrt() / matrix.square().mean(1).sqrt().clamp(min=1)
    assert error.mean() < most
    assert not near[5].any()


def test_a_clipped_scale_is_chosen_where_it_errs_less():
    matrix = torch.randn(200, 64, generator=torch.Generator().manual_seed(0))
    _, scales = quantise(matrix, 4)
    whole = (matrix.abs().amax(1) / 7).half()
    assert (scales[:, 0] < whole).float().mean() > 0.5


def test_a_folder_gives_back_what_it_was_given(tmp_path):
    tensors, config = _tensors(), {"name": "tiny", "symbols": ["=", "≤"]}
    size = save_weights(
        tmp_path, tensors, config, bits=BITS, tokenizer="{}", card="# Card", shard_bytes=14_000
    )
    shards = sorted(tmp_path.glob("*.safetensors"))
    assert len(shards) > 1
    assert all(path.stat().st_size <= 14_000 for path in shards)
    assert size == sum(path.stat().st_size for path in tmp_path.iterdir())
    loaded, told = load_weights(tmp_path)
    assert told == config
    assert list(loaded) == list(tensors)
    for name, bits in (("mlp.weight", 4), ("attn.weight", 5), ("embed", 6), ("other", 8)):
        assert torch.equal(loaded[name], dequantise(*quantise(tensors[name], bits)))
    for name in ("norm", "odd"):
        assert torch.equal(loaded[name], tensors[name].half())
    half, _ = load_weights(tmp_path, dtype=torch.bfloat16)
    assert {half[name].dtype for name in half} == {torch.bfloat16}
    assert "absent" not in loaded
    shapes = {name: tensor.shape for name, tensor in tensors.items()}
    stored = sum(path.stat().st_size for path in shards)
    assert 0 < stored - weights_bytes(shapes, BITS) < 2_500  # headers


def test_a_second_save_leaves_nothing_of_the_first(tmp_path):
    save_weights(tmp_path, _tensors(), {}, bits={}, shard_bytes=30_000)
    before = weights_hash(tmp_path)
    save_weights(tmp_path, {"norm": torch.ones(3)}, {}, bits={})
    assert [path.name for path in tmp_path.glob("*.safetensors")] == ["weights-01.safetensors"]
    assert list(load_weights(tmp_path)[0]) == ["norm"]
    assert weights_hash(tmp_path) != before


def _cut(path):
    path.write_bytes(path.read_bytes()[:-10])


def _alter(path):
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("harm", [_cut, _alter, lambda path: path.unlink()])
@pytest.mark.parametrize("name", ["weights-01.safetensors", "tokenizer.json"])
def test_damage_is_told_in_one_line(tmp_path, harm, name):
    save_weights(tmp_path, _tensors(), {}, bits=BITS, tokenizer='{"model": "what there is"}')
    harm(tmp_path / name)
    with pytest.raises(MyceliumError) as error:
        load_weights(tmp_path)
    (diagnostic,) = error.value.diagnostics
    assert diagnostic.code == "MYC307"
    assert name in diagnostic.message
    assert "\n" not in diagnostic.message


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"format": 1}', '{"format": 99, "config": {}, "files": {}}']
)
def test_a_damaged_manifest_is_told(tmp_path, text):
    save_weights(tmp_path, _tensors(), {}, bits=BITS)
    (tmp_path / "specialists.json").write_text(text)
    with pytest.raises(MyceliumError) as error:
        load_weights(tmp_path)
    assert error.value.diagnostics[0].code == "MYC307"


def test_a_manifest_names_only_files_of_its_folder(tmp_path):
    save_weights(tmp_path, _tensors(), {}, bits=BITS)
    path = tmp_path / "specialists.json"
    told = json.loads(path.read_text())
    told["files"]["../elsewhere"] = "0" * 64
    path.write_text(json.dumps(told))
    with pytest.raises(MyceliumError, match="MYC307"):
        load_weights(tmp_path)


def test_damage_shows_without_the_hashes_too(tmp_path):
    save_weights(tmp_path, _tensors(), {}, bits=BITS)
    _cut(tmp_path / "weights-01.safetensors")
    with pytest.raises(MyceliumError, match="MYC307"):
        load_weights(tmp_path, verify=False)[0]["mlp.weight"]
