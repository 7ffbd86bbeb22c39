"""The file `specialists.json`: what a folder of weights holds, and the hash of each file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mycelium_ir.diagnostics import Diagnostic, MyceliumError

MANIFEST = "specialists.json"
FORMAT = 1
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Entry:
    """One tensor.

    Attributes:
        name: Of the tensor.
        shape: Of the tensor.
        bits: How many bits a value has; None if it is stored as it is.
        file: The file that holds it.
    """

    name: str
    shape: tuple[int, ...]
    bits: int | None
    file: str


@dataclass(frozen=True)
class Manifest:
    """What a folder holds.

    Attributes:
        config: What the writer wanted to tell: sizes, symbols, templates, ...
        tensors: In the order in which they were written.
        files: The SHA-256 of each file but this one, by its name.
    """

    config: Mapping[str, Any]
    tensors: Sequence[Entry]
    files: Mapping[str, str]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it, last of all files, so that an unfinished folder has none."""
    told = {
        "format": FORMAT,
        "config": manifest.config,
        "tensors": [asdict(entry) for entry in manifest.tensors],
        "files": manifest.files,
    }
    part = folder / f"{MANIFEST}.part"
    part.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.replace(folder / MANIFEST)


def read_manifest(folder: Path) -> Manifest:
    """Read it.

    Raises:
        MyceliumError: MYC307, if it is missing or is no such file.
    """
    path = folder / MANIFEST
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["format"] != FORMAT:
            raise damaged(path, f"is of format {told['format']}, not {FORMAT}")
        tensors = [
            Entry(str(row["name"]), tuple(row["shape"]), row["bits"], str(row["file"]))
            for row in told["tensors"]
        ]
        files = {str(name): str(value) for name, value in told["files"].items()}
        config = dict(told["config"])
    except FileNotFoundError:
        raise damaged(path, "is missing") from None
    except OSError as error:
        raise damaged(path, f"cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged(path, "is damaged") from error
    names = {MANIFEST, *files}
    if any(Path(name).name != name for name in names) or not names.issuperset(
        entry.file for entry in tensors
    ):
        raise damaged(path, "is damaged")
    return Manifest(config, tensors, files)


def verify(folder: Path, manifest: Manifest) -> None:
    """Check each file's hash.

    Raises:
        MyceliumError: MYC307, if a file is missing or is not what was written.
    """
    for name, expected in manifest.files.items():
        if file_hash(folder / name) != expected:
            raise damaged(folder / name, "is not what was written (its SHA-256 differs)")


def file_hash(path: Path) -> str:
    """The SHA-256 of a file.

    Raises:
        MyceliumError: MYC307, if it cannot be read.
    """
    whole = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                whole.update(block)
    except FileNotFoundError:
        raise damaged(path, "is missing") from None
    except OSError as error:
        raise damaged(path, f"cannot be read ({error.strerror})") from error
    return whole.hexdigest()


def read_config(folder: Path) -> Mapping[str, Any]:
    """What the writer of a folder told.

    Raises:
        MyceliumError: MYC307, if it cannot be read.
    """
    return read_manifest(folder).config


def weights_hash(folder: Path) -> str:
    """One hash of a folder's weights and configuration: 16 hex digits.

    It is that of specialists.json, which has every other file's.

    Raises:
        MyceliumError: MYC307, if there is none.
    """
    return file_hash(folder / MANIFEST)[:16]


def damaged(path: Path, what: str) -> MyceliumError:
    """The error about a file of a folder of weights."""
    return MyceliumError(
        Diagnostic(
            "MYC307",
            f"the weights' file {path} {what}",
            hint="copy the folder again, or reinstall mycelium-math",
            subject=str(path),
        )
    )
