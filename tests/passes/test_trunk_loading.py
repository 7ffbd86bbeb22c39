"""What is saved is loaded as it was, and what cannot be loaded is told in one line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from tiny_models import tiny_model, tiny_tokenizer, tiny_trunk

from mycelium_ir.diagnostics import MyceliumError
from mycelium_passes.trunk import (
    Trunk,
    generate,
    load_trunk,
    save_trunk,
    weights_hash,
)

FAMILIES = pytest.mark.parametrize("family", ["llama", "qwen2"])
PROMPTS = ["How many pens has Ann?", "Ann has 3.", "7 and 8 and 9 pens, and then some more in all?"]


def only_error(call: Any) -> Any:
    with pytest.raises(MyceliumError) as raised:
        call()
    (diagnostic,) = raised.value.diagnostics
    assert diagnostic.hint
    assert "\n" not in diagnostic.message
    return diagnostic


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_trunk(tiny_trunk("qwen2"), tmp_path / "model")
    return tmp_path / "model"


@FAMILIES  # the tiny Llama ties its embeddings, the tiny Qwen2 does not
def test_what_is_saved_is_loaded_bit_for_bit(tmp_path: Path, family: str) -> None:
    trunk = tiny_trunk(family)
    save_trunk(trunk, tmp_path)
    again = load_trunk(tmp_path)
    assert not again.model.training
    before, after = trunk.model.state_dict(), again.model.state_dict()
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)
    tied = again.model.get_output_embeddings().weight is again.model.get_input_embeddings().weight
    assert tied == (family == "llama")
    assert ("lm_head.weight" in load_file(tmp_path / "model.safetensors")) == (not tied)
    assert again.encode(PROMPTS) == trunk.encode(PROMPTS)
    assert [again.decode(row) for row in again.encode(PROMPTS)] == PROMPTS
    assert generate(again, PROMPTS, max_new_tokens=4, prefix=True) == generate(
        trunk, PROMPTS, max_new_tokens=4, prefix=True
    )
    assert sorted(p.suffix for p in tmp_path.iterdir() if "model" in p.name) == [".safetensors"]


def test_half_the_bytes_are_written_where_asked(tmp_path: Path) -> None:
    trunk = tiny_trunk()
    save_trunk(trunk, tmp_path, dtype=torch.bfloat16)
    assert next(trunk.model.parameters()).dtype == torch.float32
    kinds = {value.dtype for value in load_file(tmp_path / "model.safetensors").values()}
    assert kinds == {torch.bfloat16}
    assert next(load_trunk(tmp_path).model.parameters()).dtype == torch.float32
    half = load_trunk(tmp_path, dtype=torch.bfloat16)
    assert next(half.model.parameters()).dtype == torch.bfloat16


def test_a_hash_tells_one_bit(folder: Path) -> None:
    before = weights_hash(folder)
    assert (len(before), weights_hash(folder)) == (16, before)
    path = folder / "model.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert weights_hash(folder) != before
    content[-1] ^= 1
    path.write_bytes(content)
    assert weights_hash(folder) == before


def test_a_folder_without_weights_has_no_hash(tmp_path: Path) -> None:
    assert only_error(lambda: weights_hash(tmp_path)).code == "MYC271"


def test_no_such_model(tmp_path: Path) -> None:
    for source in (tmp_path / "none", tmp_path, tmp_path / "none.gguf"):
        error = only_error(lambda source=source: load_trunk(source))
        assert (error.code, str(source) in error.message) == ("MYC270", True)


def test_a_copy_that_was_cut_short(folder: Path) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-1000])
    assert only_error(lambda: load_trunk(folder)).code == "MYC271"


def test_a_tensor_that_lacks(folder: Path) -> None:
    path = folder / "model.safetensors"
    state = load_file(path)
    del state["model.layers.1.mlp.up_proj.weight"]
    save_file(state, path, metadata={"format": "pt"})
    error = only_error(lambda: load_trunk(folder))
    assert error.code == "MYC271"
    assert "model.layers.1.mlp.up_proj.weight" in error.message


def test_a_tensor_of_another_shape(folder: Path) -> None:
    path = folder / "model.safetensors"
    state = load_file(path)
    state["model.norm.weight"] = torch.ones(7)
    save_file(state, path, metadata={"format": "pt"})
    assert only_error(lambda: load_trunk(folder)).code == "MYC271"


def test_pickled_weights_are_not_read(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    assert only_error(lambda: load_trunk(folder)).code == "MYC270"


def test_code_that_comes_with_a_model_is_not_run(folder: Path) -> None:
    ran = folder / "ran"
    (folder / "mine.py").write_text(f"open({str(ran)!r}, 'w').close()\n")
    path = folder / "config.json"
    config = json.loads(path.read_text())
    config |= {"model_type": "mine", "auto_map": {"AutoConfig": "mine.Mine"}}
    path.write_text(json.dumps(config))
    assert only_error(lambda: load_trunk(folder)).code in {"MYC270", "MYC271"}
    assert not ran.exists()


def test_a_tokenizer_without_offsets(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from transformers import AutoTokenizer, ByT5Tokenizer

    monkeypatch.setattr(AutoTokenizer, "from_pretrained", lambda *_, **__: ByT5Tokenizer())
    assert only_error(lambda: load_trunk(folder)).code == "MYC272"


def test_no_tokenizer_at_all(folder: Path) -> None:
    for path in folder.glob("tokenizer*"):
        path.unlink()
    error = only_error(lambda: load_trunk(folder))
    assert (error.code, "tokenizer" in error.message) == ("MYC270", True)


def test_a_tokenizer_that_cannot_end_a_text() -> None:
    tokenizer = tiny_tokenizer()
    tokenizer.eos_token = None
    trunk = Trunk(tiny_model(), tokenizer, torch.device("cpu"))
    assert only_error(lambda: trunk.end).code == "MYC271"


@pytest.mark.parametrize("device", ["gpu", "cuda:99", "meta"])
def test_no_such_device(folder: Path, device: str) -> None:
    error = only_error(lambda: load_trunk(folder, device=device))
    assert (error.code, error.subject) == ("MYC292", device)


def test_auto_takes_what_there_is(folder: Path) -> None:
    wanted = "cuda" if torch.cuda.is_available() else "cpu"
    assert load_trunk(folder, device="auto").device.type == wanted


def test_a_copied_folder_is_the_same_model(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "copy")
    assert weights_hash(tmp_path / "copy") == weights_hash(folder)
