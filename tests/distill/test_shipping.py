"""`mycelium pack`: smaller weights that load again, with a name and what they come from."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from click.testing import Result
from tiny_specialists import save_tiny
from typer.testing import CliRunner

from mycelium.cli.app import app
from mycelium_distill.shipping.command import BITS, bits_of
from mycelium_ir.diagnostics import MyceliumError
from mycelium_passes.reading.loading import load_model
from mycelium_passes.weights import load_weights
from mycelium_passes.weights.sizes import GROUP, SMALL

Call = Callable[..., Result]


@pytest.fixture
def call() -> Call:
    """Call the command line in this process."""

    def run(*arguments: object) -> Result:
        told = [str(argument) for argument in arguments]
        return CliRunner().invoke(app, told, prog_name="mycelium")

    return run


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weights") / "trained"
    save_tiny(folder)
    (folder / "README.md").write_text("# Tiny\n", "utf-8")
    return folder


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def test_packed_weights_are_smaller_and_load_again(
    trained: Path, call: Call, tmp_path: Path
) -> None:
    output = tmp_path / "shipped"
    result = call("pack", trained, "-o", output, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told == {"ok": True, "folder": str(output), "bytes": size_of(output)}
    assert (output / "README.md").read_text("utf-8") == "# Tiny\n", "the card that was there"
    assert (output / "tokenizer.json").read_bytes() == (trained / "tokenizer.json").read_bytes()
    before, config = load_weights(trained)
    after, again = load_weights(output)
    assert again == config
    assert list(after) == list(before)
    model = load_model(str(output), "cpu")
    assert model.templates == load_model(str(trained), "cpu").templates


def test_values_are_close_by_their_bits(call: Call, tmp_path: Path) -> None:
    """A folder with matrices that are wide enough for groups."""
    from mycelium_passes.weights import save_weights

    torch.manual_seed(0)
    shape = (SMALL // GROUP, 2 * GROUP)
    tensors = {name: torch.randn(shape) for name in ("a.mlp", "a.self_attn", "b", "embed_tokens")}
    tensors["norm"] = torch.randn(100)
    source = tmp_path / "source"
    save_weights(source, tensors, {"templates": []}, bits={}, tokenizer="{}")
    sizes, errors = [], []
    for bits in (4, 8, 16):
        output = tmp_path / str(bits)
        result = call("pack", source, "-o", output, "--bits", f"default={bits}")
        assert result.exit_code == 0, result.output
        assert f"{size_of(output):,} bytes" in result.stdout
        after, _ = load_weights(output)
        away = [float((after[n].float() - t).abs().mean()) for n, t in tensors.items()]
        assert away[-1] < 1e-3, "what is small stays as it is"
        sizes.append(size_of(output))
        errors.append(max(away))
    assert sizes == sorted(sizes)
    assert errors == sorted(errors, reverse=True)
    assert errors[0] < 0.2
    assert errors[1] < 0.02
    assert errors[2] < 1e-3
    mixed = tmp_path / "mixed"
    call("pack", source, "-o", mixed, "--bits", "mlp=4", "--bits", "default=8")
    told = json.loads(call("weights", "--weights", mixed, "--json").stdout)
    (one,) = told["weights"]
    count = shape[0] * shape[1]
    assert one["bits"] == {"4": count, "8": 3 * count, "16": 100}
    usual = tmp_path / "usual"
    call("pack", source, "-o", usual)
    (one,) = json.loads(call("weights", "--weights", usual, "--json").stdout)["weights"]
    assert one["bits"] == {"5": count, "6": 2 * count, "8": count, "16": 100}


def test_a_name_a_source_and_a_card(trained: Path, call: Call, tmp_path: Path) -> None:
    card = tmp_path / "card.md"
    card.write_text("# Another\n", "utf-8")
    output = tmp_path / "shipped"
    options = ["--name", "tiny-one", "--trained-on", "made-up rows", "--trained-on", "and stories"]
    assert call("pack", trained, "-o", output, *options, "--card", card).exit_code == 0
    told = call("weights", "--weights", output)
    assert told.exit_code == 0, told.output
    assert told.stdout.startswith("tiny-one ")
    assert "made-up rows, and stories" in told.stdout
    assert (output / "README.md").read_text("utf-8") == "# Another\n"
    # Packed again without options, they stay.
    again = tmp_path / "again"
    assert call("pack", output, "-o", again).exit_code == 0
    assert call("weights", "--weights", again).stdout.startswith("tiny-one ")
    plain = call("weights", "--weights", trained)
    assert plain.stdout.startswith("trained ")
    assert "not told" in plain.stdout


@pytest.mark.parametrize("bits", ["mlp", "=5", "mlp=", "mlp=7", "mlp=x", "mlp=4=5", "mlp=32"])
def test_bits_of_another_form_are_refused(
    bits: str, trained: Path, call: Call, tmp_path: Path
) -> None:
    result = call("pack", trained, "-o", tmp_path / "shipped", "--bits", bits)
    assert result.exit_code != 0
    assert "MYC231" in result.output
    assert not (tmp_path / "shipped").exists()


def test_bits_are_by_part_of_a_name() -> None:
    assert bits_of(BITS) == {"mlp": 6, "self_attn": 6, "embed_tokens": 5, "default": 8}
    assert bits_of(["a=4", "a=16"]) == {"a": 16}
    with pytest.raises(MyceliumError):
        bits_of(["a=04"])


def test_its_own_folder_and_a_missing_card_are_refused(
    trained: Path, call: Call, tmp_path: Path
) -> None:
    before = {path.name: path.read_bytes() for path in trained.iterdir()}
    own = call("pack", trained, "-o", trained.parent / "." / "trained")
    assert own.exit_code != 0
    assert "MYC231" in own.output
    missing = call("pack", trained, "-o", tmp_path / "shipped", "--card", tmp_path / "none.md")
    assert missing.exit_code != 0
    assert "MYC231" in missing.output
    assert {path.name: path.read_bytes() for path in trained.iterdir()} == before
    nothing = call("pack", tmp_path / "nothing", "-o", tmp_path / "shipped")
    assert nothing.exit_code != 0
