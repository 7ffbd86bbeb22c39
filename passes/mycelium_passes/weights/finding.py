"""Where the weights are: what the user names, else what the environment names, else the package."""

from __future__ import annotations

import os
import re
from pathlib import Path

from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_passes.weights.manifest import MANIFEST

VARIABLE = "MYCELIUM_WEIGHTS"
SHIPPED = Path(__file__).parents[1] / "shipped"
_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_FILES = ["*.json", "*.safetensors", "*.md"]
_WITHOUT = "install a release of mycelium-math, name a folder with --weights, or choose --passes"


def find_weights(option: str | None = None) -> Path:
    """The folder of the weights to use.

    Args:
        option: A folder, or a name of the Hugging Face hub such as `someone/weights`,
            which is fetched where it is not yet in the cache; empty for those that the
            environment names or that are installed.

    Raises:
        MyceliumError: MYC306, if there are none.
    """
    if option:
        return _named(option, "--weights")
    if by_variable := os.environ.get(VARIABLE):
        return _named(by_variable, VARIABLE)
    if (SHIPPED / MANIFEST).is_file():
        return SHIPPED
    raise _none("no trained weights are installed", None)


def _named(name: str, by: str) -> Path:
    try:
        folder = Path(name).expanduser()
        if (folder / MANIFEST).is_file():
            return folder
        # Where the first part is a folder here, a folder was meant.
        hub = bool(_HUB_NAME.fullmatch(name)) and not folder.parent.exists()
        there = folder.exists()
    except (OSError, ValueError, RuntimeError) as error:  # no name that a file can have
        raise _none(f"{by} names no folder that can be read", None) from error
    if there:
        raise _none(f"{name}, which {by} names, holds no {MANIFEST}", name)
    if not hub:
        raise _none(f"there is no folder {name}, which {by} names", name)
    return _fetched(name)


def _fetched(name: str) -> Path:
    try:
        from huggingface_hub import snapshot_download
    except ImportError:
        raise _none(
            f"there is no folder {name}, and the package huggingface_hub, which would fetch "
            "it, is not installed",
            name,
        ) from None
    try:
        try:  # what was fetched before needs no network
            fetched = snapshot_download(name, allow_patterns=_FILES, local_files_only=True)
        except FileNotFoundError:
            fetched = snapshot_download(name, allow_patterns=_FILES)
    except Exception as error:  # the client raises errors of its own and of the network's
        first = str(error).strip().partition("\n")[0]
        raise _none(f"there is no folder {name}, and the hub gave none: {first}", name) from error
    folder = Path(fetched)
    if not (folder / MANIFEST).is_file():
        raise _none(f"{name} on the hub holds no {MANIFEST}", name)
    return folder


def _none(message: str, subject: str | None) -> MyceliumError:
    return MyceliumError(Diagnostic("MYC306", message, hint=_WITHOUT, subject=subject))
