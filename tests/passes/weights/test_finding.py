"""Which weights are used, and what the command tells about them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import torch

from mycelium_ir.diagnostics import MyceliumError
from mycelium_passes.weights import finding, save_weights, weights_hash
from mycelium_passes.weights.command import weights as command


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.delenv(finding.VARIABLE, raising=False)
    monkeypatch.setattr(finding, "SHIPPED", tmp_path / "shipped")
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "mine"
    tensors = {"mlp": torch.randn(64, 128), "norm": torch.ones(5)}
    save_weights(folder, tensors, {"name": "tiny", "trained_on": ["seeds"]}, bits={"mlp": 5})
    return folder


def test_the_option_then_the_environment_then_the_package(folder, monkeypatch):
    save_weights(finding.SHIPPED, {"a": torch.ones(1)}, {}, bits={})
    other = folder.with_name("other")
    save_weights(other, {"a": torch.ones(1)}, {}, bits={})
    assert finding.find_weights() == finding.find_weights("") == finding.SHIPPED
    monkeypatch.setenv(finding.VARIABLE, str(other))
    assert finding.find_weights() == other
    assert finding.find_weights(str(folder)) == folder


@pytest.mark.parametrize("option", [None, "no_such_folder", "mine/no_such", "./a/b", "x" * 3000])
def test_none_is_told_in_one_line(folder, option):
    with pytest.raises(MyceliumError) as error:
        finding.find_weights(option)
    (diagnostic,) = error.value.diagnostics
    assert diagnostic.code == "MYC306"
    assert "--passes" in diagnostic.hint


def test_a_folder_without_weights_is_told(folder, monkeypatch):
    (folder / "specialists.json").unlink()
    monkeypatch.setenv(finding.VARIABLE, str(folder))
    with pytest.raises(MyceliumError, match=r"MYCELIUM_WEIGHTS names, holds no specialists\.json"):
        finding.find_weights()


def test_a_name_of_the_hub_is_fetched_once(folder, monkeypatch):
    import huggingface_hub

    asked = []

    def fetch(name, *, allow_patterns, local_files_only=False):
        asked.append((name, local_files_only))
        if local_files_only:
            raise FileNotFoundError
        return str(folder)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", fetch)
    assert finding.find_weights("someone/weights") == folder
    assert asked == [("someone/weights", True), ("someone/weights", False)]


def test_the_command_tells_all(folder, capsys):
    command(weights=str(folder), json=True)
    (told,) = json.loads(capsys.readouterr().out)["weights"]
    assert told["name"] == "tiny"
    assert told["hash"] == weights_hash(folder)
    assert told["parameters"] == 64 * 128 + 5
    assert told["bits"] == {"5": 64 * 128, "16": 5}
    assert told["bytes"] == sum(path.stat().st_size for path in folder.iterdir())
    command(weights=str(folder), json=False)
    text = capsys.readouterr().out
    assert "trained on  seeds" in text
    assert "weights-01.safetensors" in text


def test_the_command_verifies(folder):
    path = folder / "weights-01.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    with pytest.raises(MyceliumError, match="MYC307"):
        command(weights=str(folder), json=False)


def test_finding_needs_no_torch():
    code = (
        "import sys; from mycelium_passes.weights import find_weights, read_config, weights_hash;"
        "sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    code = (
        "import sys; from mycelium_passes.engine import LeanEngine;"
        "from mycelium_passes.weights import load_weights; sys.exit('transformers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
