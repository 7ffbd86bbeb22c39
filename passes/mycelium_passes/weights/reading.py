"""Reading a folder of weights: each tensor is unpacked when it is asked for."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from mycelium_passes.weights.manifest import Entry, Manifest, damaged, read_manifest
from mycelium_passes.weights.manifest import verify as verify_files
from mycelium_passes.weights.quantising import dequantise, unpack


class Weights(Mapping[str, Tensor]):
    """A folder's tensors by name, unpacked anew each time that one is asked for.

    Attributes:
        folder: Where they lie.
        dtype: Of what was quantised or float16; None for float32 and float16.
    """

    def __init__(self, folder: Path, manifest: Manifest, dtype: torch.dtype | None) -> None:
        self.folder = folder
        self.dtype = dtype
        self._entries = {entry.name: entry for entry in manifest.tensors}
        self._open: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Tensor:
        """The tensor of this name.

        Raises:
            KeyError: if there is none.
            MyceliumError: MYC307, if its file is damaged.
        """
        entry = self._entries[name]
        with self._readable(entry):
            file = self._file(entry.file)
            if entry.bits is None:
                kept: Tensor = file.get_tensor(name)
                if self.dtype is not None and kept.is_floating_point():
                    kept = kept.to(self.dtype)
                return kept.view(entry.shape)
            packed, scales = file.get_tensor(f"{name}.codes"), file.get_tensor(f"{name}.scales")
            rows, columns = entry.shape
            codes = unpack(packed, entry.bits, (rows, columns))
            return dequantise(codes, scales, self.dtype or torch.float32)

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def bits(self, name: str) -> int | None:
        """How many bits a value of a tensor has; None if it was not quantised."""
        return self._entries[name].bits

    def _file(self, name: str) -> Any:
        if name not in self._open:
            from safetensors import safe_open

            self._open[name] = safe_open(self.folder / name, framework="pt")
        return self._open[name]

    @contextlib.contextmanager
    def _readable(self, entry: Entry) -> Iterator[None]:
        from safetensors import SafetensorError

        try:
            yield
        except FileNotFoundError:
            raise damaged(self.folder / entry.file, "is missing") from None
        except (SafetensorError, OSError, RuntimeError, ValueError) as error:
            raise damaged(self.folder / entry.file, "is damaged") from error


def load_weights(
    folder: Path, *, verify: bool = True, dtype: torch.dtype | None = None
) -> tuple[Weights, Mapping[str, Any]]:
    """Open a folder of weights.

    Args:
        folder: What `save_weights` wrote.
        verify: Whether each file's hash is checked first.
        dtype: What tensors are wanted in; float32 where they were quantised, if not given.

    Returns:
        The tensors, unpacked when asked for, and the configuration.

    Raises:
        MyceliumError: MYC307, if a file is missing, cut short or altered.
    """
    manifest = read_manifest(folder)
    if verify:
        verify_files(folder, manifest)
    return Weights(folder, manifest, dtype), manifest.config
