"""Writing a folder of weights: quantised tensors in shards, and what they are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import Tensor

from mycelium_passes.weights.manifest import Entry, Manifest, file_hash, write_manifest
from mycelium_passes.weights.quantising import pack, quantise
from mycelium_passes.weights.sizes import bits_of

SHARD_BYTES = 48_000_000
_HEADER = 128
"""More than a tensor's entry in a shard's header takes, besides its name."""


def save_weights(
    folder: Path,
    tensors: Mapping[str, Tensor],
    config: Mapping[str, Any],
    *,
    bits: Mapping[str, int],
    tokenizer: str | None = None,
    card: str | None = None,
    shard_bytes: int = SHARD_BYTES,
) -> int:
    """Write tensors as a folder that `load_weights` reads.

    Args:
        folder: Made if need be; files of an earlier save are replaced.
        tensors: By name. Matrices are quantised, what is small stays float16.
        config: Anything that JSON can tell.
        bits: From parts of names to bits, as `bits_of` takes them.
        tokenizer: What tokenizer.json is to hold.
        card: What README.md is to hold.
        shard_bytes: The most that a file of tensors takes.

    Returns:
        The bytes of all files.

    Raises:
        ValueError: if one tensor is larger than a shard.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in (*folder.glob("weights-*.safetensors"), *folder.glob("specialists.json")):
        old.unlink()
    entries: list[Entry] = []
    shards: list[dict[str, Tensor]] = [{}]
    room = shard_bytes
    for name, tensor in tensors.items():
        many = bits_of(name, tensor.shape, bits)
        stored = _stored(name, tensor, many)
        size = sum(part.nbytes + len(key) + _HEADER for key, part in stored.items())
        if size > shard_bytes:
            raise ValueError(f"the tensor {name} takes {size:,} bytes, more than a shard")
        if size > room:
            shards.append({})
            room = shard_bytes
        room -= size
        shards[-1].update(stored)
        entries.append(Entry(name, tuple(tensor.shape), many, _shard(len(shards))))
    for number, shard in enumerate(shards, start=1):
        _write(folder / _shard(number), shard)
    names = [_shard(number) for number in range(1, len(shards) + 1)]
    for name, text in (("tokenizer.json", tokenizer), ("README.md", card)):
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8")
            names.append(name)
    files = {name: file_hash(folder / name) for name in names}
    write_manifest(folder, Manifest(config, entries, files))
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())


def _stored(name: str, tensor: Tensor, bits: int | None) -> dict[str, Tensor]:
    if bits is None:
        kept = tensor.detach().cpu().contiguous()
        return {name: kept.half() if kept.is_floating_point() else kept}
    codes, scales = quantise(tensor.cpu(), bits)
    return {f"{name}.codes": pack(codes, bits), f"{name}.scales": scales}


def _write(path: Path, tensors: dict[str, Tensor]) -> None:
    from safetensors.torch import save_file

    part = path.with_name(path.name + ".part")
    save_file(tensors, part)
    part.replace(path)


def _shard(number: int) -> str:
    return f"weights-{number:02}.safetensors"
