"""A teacher's folder: the model, its tokenizer, its prompt, and once chosen its calibration."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mycelium.journal import write_atomically
from mycelium_distill.traces.encoding import TEMPLATE, check_template
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium_passes.trunk import Trunk

FILE = "teacher.json"


@dataclass(frozen=True, eq=False)
class Teacher:
    """A causal model that writes solutions.

    Attributes:
        trunk: the model and its tokenizer.
        template: its prompt, with `{problem}` in it.
        folder: where it lies.
        weights: SHA-256 of its weights.
        tokens: SHA-256 of its tokenizer.
    """

    trunk: Trunk
    template: str
    folder: Path
    weights: str
    tokens: str

    @property
    def model(self) -> Any:
        """The transformers model."""
        return self.trunk.model

    @property
    def tokenizer(self) -> Any:
        """The transformers tokenizer."""
        return self.trunk.tokenizer


def load_teacher(
    folder: Path | str,
    *,
    device: str = "cpu",
    dtype: Any = None,
    template: str | None = None,
) -> Teacher:
    """A teacher from its folder, ready to be read.

    `template` is for a model of somebody else's, whose folder says nothing about a prompt.

    Raises:
        MyceliumError: MYC286, if the folder holds no model; MYC282 for an unfit template.
    """
    from mycelium_passes.trunk import load_trunk

    path = Path(folder)
    if not (path / "config.json").is_file():
        raise MyceliumError(
            Diagnostic(
                "MYC286",
                f"{path} holds no teacher",
                hint="make one with `mycelium teach`, or name a folder with config.json,"
                " a tokenizer and *.safetensors",
                subject=str(path),
            )
        )
    trunk = load_trunk(path, device=device, dtype=dtype)
    trunk.model.eval()
    return Teacher(
        trunk=trunk,
        template=check_template(template or read_template(path)),
        folder=path,
        weights=hash_files(sorted(path.glob("*.safetensors"))),
        tokens=hash_files([path / "tokenizer.json"]),
    )


def read_template(folder: Path) -> str:
    """The prompt that a teacher was trained with, or the default one."""
    return str(read_card(folder).get("template", TEMPLATE))


def read_card(folder: Path) -> dict[str, Any]:
    """What `mycelium teach` wrote down of a teacher; nothing for somebody else's model.

    Raises:
        MyceliumError: MYC286, if the file is damaged.
    """
    path = folder / FILE
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text("utf-8"))
        if isinstance(found, dict):
            return found
    except (OSError, ValueError):
        pass
    raise MyceliumError(
        Diagnostic(
            "MYC286",
            f"{path} cannot be read",
            hint="teach anew, or delete the file and give the prompt with --template",
            subject=str(path),
        )
    )


def write_card(folder: Path, card: Mapping[str, Any]) -> None:
    """Write down how a teacher was made: its prompt, its trunk, its training."""
    write_atomically(folder / FILE, json.dumps(card, indent=2, ensure_ascii=False) + "\n")


def hash_files(paths: list[Path]) -> str:
    """SHA-256 over files' names and bytes, in hexadecimal digits; the projection is left out."""
    digest = hashlib.sha256()
    for path in paths:
        if path.name == "projection.safetensors" or not path.is_file():
            continue
        digest.update(path.name.encode() + b"\0")
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
