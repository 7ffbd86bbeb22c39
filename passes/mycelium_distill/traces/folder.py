"""A run that traces many solutions into a folder of shards, and goes on where it was killed."""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mycelium.journal import write_atomically
from mycelium_distill.teacher.folder import Teacher
from mycelium_distill.traces.calibration import Calibration
from mycelium_distill.traces.pooling import Projection
from mycelium_distill.traces.record import FORMAT, MANIFEST, read_failures, write_shard
from mycelium_distill.traces.tracing import BATCH_TOKENS, MAX_TOKENS, place_all, trace
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium_distill.written import Written

SHARD_ROWS = 1000
"""Rows a shard: some 5 MB of GSM8K's."""


def trace_into(
    folder: Path,
    rows: Sequence[Written],
    teacher: Teacher,
    calibration: Calibration,
    projections: tuple[Projection, Projection],
    *,
    shard_rows: int = SHARD_ROWS,
    batch_tokens: int = BATCH_TOKENS,
    max_tokens: int = MAX_TOKENS,
    log: Callable[[str], None] = print,
) -> dict[str, Any]:
    """Trace rows into a folder, shard by shard; shards that are there already are left alone.

    A shard appears whole or not at all, and depends on its own rows only: a run that was
    killed and is begun again ends with the same files. Memory holds one shard.

    Gives the manifest.

    Raises:
        MyceliumError: MYC289, if the folder was begun from something else or another
            process is writing it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        asked = manifest(
            rows, teacher, calibration, projections, shard_rows, batch_tokens, max_tokens
        )
        _check(folder, asked)
        count = -(-len(rows) // shard_rows)
        for index in range(count):
            path = folder / f"shard-{index:05d}.parquet"
            if path.exists():
                log(f"{path.name} is there already")
                continue
            some = rows[index * shard_rows : (index + 1) * shard_rows]
            places, failures = place_all(teacher, some, max_tokens)
            traces = trace(teacher, places, calibration, projections, batch_tokens)
            write_shard(path, traces, failures)
            log(f"{path.name}: {len(traces)} traces, {path.stat().st_size / 1e6:.1f} MB")
        failures = [
            failure
            for index in range(count)
            for failure in read_failures(folder / f"shard-{index:05d}.parquet")
        ]
        _write(folder, {**asked, "traces": len(rows) - len(failures), "failures": failures})
        return read_manifest(folder)


def manifest(
    rows: Sequence[Written],
    teacher: Teacher,
    calibration: Calibration,
    projections: tuple[Projection, Projection],
    shard_rows: int,
    batch_tokens: int,
    max_tokens: int,
) -> dict[str, Any]:
    """Whatever the traces depend on, as JSON values."""
    import torch
    import transformers

    from mycelium import __version__

    model = teacher.model
    digest = hashlib.sha256()
    for row in rows:
        digest.update(json.dumps(row.to_json(), sort_keys=True).encode() + b"\n")
    return {
        "format": FORMAT,
        "rows": {"count": len(rows), "sha256": digest.hexdigest()},
        "model": {
            "class": type(model).__name__,
            "layers": model.config.num_hidden_layers,
            "heads": model.config.num_attention_heads,
            "weights_sha256": teacher.weights,
            "dtype": str(model.dtype).removeprefix("torch."),
        },
        "tokenizer": {"class": type(teacher.tokenizer).__name__, "sha256": teacher.tokens},
        "template": teacher.template,
        "calibration": calibration.to_json(),
        "hidden_parts": list(calibration.hidden_parts),
        "question_parts": list(calibration.question_parts),
        "projection": {
            name: {
                "method": "principal components of standardised columns, unit variance",
                "from": len(one.mean),
                "to": len(one.basis),
            }
            for name, one in zip(("hidden", "question"), projections, strict=True)
        },
        "iaf_threshold": calibration.iaf_threshold,
        "options": {
            "shard_rows": shard_rows,
            "batch_tokens": batch_tokens,
            "max_tokens": max_tokens,
        },
        "versions": {
            "mycelium": __version__,
            "torch": torch.__version__,
            "transformers": transformers.__version__,
        },
    }


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder of traces.

    Raises:
        MyceliumError: MYC281, if there is none.
    """
    try:
        found: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        raise MyceliumError(
            Diagnostic(
                "MYC281",
                f"{folder} has no manifest that can be read",
                hint="make traces with `mycelium trace WRITTEN.jsonl --teacher FOLDER -o TRACES`",
                subject=str(folder),
            )
        ) from None
    return found


def _check(folder: Path, asked: Mapping[str, Any]) -> None:
    if not (folder / MANIFEST).exists():
        if any(folder.glob("shard-*.parquet")):
            raise _occupied(folder, "it holds shards without a manifest")
        _write(folder, {**asked, "traces": None, "failures": []})
        return
    found = read_manifest(folder)
    now = json.loads(json.dumps(asked))
    different = sorted(key for key in now if found.get(key) != now[key])
    if different:
        raise _occupied(folder, f"it was begun with other {', '.join(different)}")


def _write(folder: Path, found: Mapping[str, Any]) -> None:
    write_atomically(
        folder / MANIFEST, json.dumps(found, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    )


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise _occupied(folder, "another process is writing it") from None
        yield


def _occupied(folder: Path, why: str) -> MyceliumError:
    return MyceliumError(
        Diagnostic(
            "MYC289",
            f"traces cannot be written into {folder}: {why}",
            hint="give another -o, or delete the folder to start over",
            subject=str(folder),
        )
    )
