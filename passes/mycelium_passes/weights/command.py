"""`mycelium weights`: which weights are installed, and whether they are as they were written."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mycelium.cli import options
from mycelium.cli.console import out, out_json

if TYPE_CHECKING:
    from mycelium_passes.weights.manifest import Manifest


def weights(weights: options.Weights = None, json: options.Json = False) -> None:
    """List the trained passes' weights that are used, and verify each file.

    Those are what `--weights` names, else the variable MYCELIUM_WEIGHTS, else the package's.

    Examples:
      mycelium weights
      mycelium weights --weights out/weights --json
    """
    from mycelium_passes.weights.finding import find_weights
    from mycelium_passes.weights.manifest import read_manifest, verify

    folder = find_weights(weights or "")
    manifest = read_manifest(folder)
    verify(folder, manifest)
    told = describe(folder, manifest)
    if json:
        out_json({"ok": True, "weights": [told]})
        return
    out(f"{told['name']} {told['hash']}")
    out(f"folder      {folder}")
    out(f"size        {told['bytes']:,} bytes in {len(told['files'])} files, all as written")
    spread = ", ".join(f"{count:,} of {bits} bits" for bits, count in told["bits"].items())
    out(f"parameters  {told['parameters']:,}: {spread}")
    out(f"trained on  {told['trained_on'] or 'not told'}")
    for name, file in told["files"].items():
        out(f"  {file['bytes']:>11,}  {file['sha256'][:16]}  {name}")


def describe(folder: Path, manifest: Manifest) -> dict[str, Any]:
    """What there is to tell about a folder of weights."""
    from mycelium_passes.weights.manifest import MANIFEST, file_hash, weights_hash

    hashes = {MANIFEST: file_hash(folder / MANIFEST), **manifest.files}
    files = {
        name: {"bytes": (folder / name).stat().st_size, "sha256": value}
        for name, value in hashes.items()
    }
    bits: dict[int, int] = {}
    for entry in manifest.tensors:
        count = math.prod(entry.shape)
        bits[entry.bits or 16] = bits.get(entry.bits or 16, 0) + count
    trained_on = manifest.config.get("trained_on") or []
    return {
        "folder": str(folder),
        "name": str(manifest.config.get("name") or folder.name),
        "hash": weights_hash(folder),
        "bytes": sum(file["bytes"] for file in files.values()),
        "parameters": sum(bits.values()),
        "bits": dict(sorted(bits.items())),
        "trained_on": trained_on if isinstance(trained_on, str) else ", ".join(trained_on),
        "files": files,
    }
