"""A JSON-lines file that is written row by row, survives being killed, and is taken up again.

Beside the file stands a manifest that says what the rows were made from; the file
is continued only from the very same. A line is whole or it is not there: one that
was torn by a crash is cut off and written anew.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any, BinaryIO

from mycelium_ir.diagnostics import Diagnostic, MyceliumError

SYNC_SECONDS = 2.0
"""How often rows are forced onto the disk; a crash of the machine can cost what is younger."""


class Journal:
    """An open output file: `done` rows stand in it already, `write` adds the next one."""

    def __init__(self, file: BinaryIO, done: int) -> None:
        self._file = file
        self._synced = monotonic()
        self.done = done

    def write(self, row: Mapping[str, Any]) -> None:
        """Add a row; once this returns it survives the death of the process."""
        self._file.write(to_line(row))
        self._file.flush()
        self.done += 1
        if monotonic() - self._synced >= SYNC_SECONDS:
            self.sync()

    def sync(self) -> None:
        """Force all rows onto the disk."""
        os.fsync(self._file.fileno())
        self._synced = monotonic()


def to_line(row: Mapping[str, Any]) -> bytes:
    """A row as one line of JSON, newline included."""
    try:
        return json.dumps(row, ensure_ascii=False, allow_nan=False).encode("utf-8") + b"\n"
    except UnicodeEncodeError:  # half a surrogate pair, handed on from an input row
        return json.dumps(row, allow_nan=False).encode("ascii") + b"\n"


def manifest_path(output: Path) -> Path:
    """Where the manifest of an output file stands: `answers.jsonl.manifest.json`."""
    return output.with_name(output.name + ".manifest.json")


@contextmanager
def open_journal(output: Path, manifest: Mapping[str, Any]) -> Iterator[Journal]:
    """Open an output file for writing, new or where an earlier run stopped.

    `manifest` is what the rows depend on, as JSON values: it is written beside a
    new output before its first row, and compared where there is one already.

    Raises:
        MyceliumError: MYC241 if the output was made from something else, MYC242 if
            another process is writing it, MYC244 if it is no output of a batch or
            is damaged, MYC237 if it cannot be written.
    """
    try:
        file = output.open("a+b")
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise MyceliumError(
            Diagnostic(
                "MYC237",
                f"cannot write {output}: {why}",
                hint="name a file in a folder that exists and that you may write to",
                subject=str(output),
            )
        ) from None
    with file:
        _lock(file, output)
        _check_manifest(file, output, manifest)
        journal = Journal(file, _cut_torn_line(file, output))
        try:
            yield journal
        finally:
            journal.sync()


def _lock(file: BinaryIO, output: Path) -> None:
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
            raise
        raise MyceliumError(
            Diagnostic(
                "MYC242",
                f"another process is writing {output}",
                hint="wait until it is done, or give another -o; a run that ended leaves no lock",
                subject=str(output),
            )
        ) from None


def _check_manifest(file: BinaryIO, output: Path, manifest: Mapping[str, Any]) -> None:
    path = manifest_path(output)
    if not os.fstat(file.fileno()).st_size:
        write_atomically(path, json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
        return
    if not path.exists():
        raise _damaged(
            output,
            f"{output} holds something already, and {path.name} is not beside it",
            "give another -o, or move the file away",
        )
    try:
        found = json.loads(path.read_text("utf-8"))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise _damaged(
            output,
            f"the manifest {path} cannot be read",
            f"delete it together with {output.name} to start over",
        )
    asked = json.loads(json.dumps(manifest))
    different = [
        f"{key}: {_short(found.get(key))} then, {_short(asked.get(key))} now"
        for key in sorted({*found, *asked})
        if found.get(key) != asked.get(key)
    ]
    if different:
        raise MyceliumError(
            Diagnostic(
                "MYC241",
                f"{output} was begun from something else ({'; '.join(different)})",
                hint="run it again as it was begun, give another -o, "
                f"or delete {output.name} and {path.name} to start over",
                subject=str(output),
            )
        )


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 72 else text[:71] + "…"


def _cut_torn_line(file: BinaryIO, output: Path) -> int:
    """Cut a torn last line off; give the number of whole rows. Leaves the file at its end."""
    file.seek(0)
    done = whole = 0
    for line in file:
        if not (line.endswith(b"\n") and _row_number(line) == done):
            if file.read(1):
                raise _damaged(
                    output,
                    f"line {done + 1} of {output} is not what this batch wrote there",
                    f"delete from line {done + 1} on and run again: "
                    "the rows that are gone are computed anew",
                )
            file.truncate(whole)
            break
        done += 1
        whole += len(line)
    file.seek(0, os.SEEK_END)
    return done


def _row_number(line: bytes) -> object:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row.get("row") if isinstance(row, dict) else None


def write_atomically(path: Path, text: str) -> None:
    """Write a file so that a reader, or a crash, finds the old one or the new one, whole."""
    temporary = path.with_name(path.name + ".new")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _damaged(output: Path, message: str, hint: str) -> MyceliumError:
    return MyceliumError(Diagnostic("MYC244", message, hint=hint, subject=str(output)))
