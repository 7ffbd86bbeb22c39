"""Writing files so that nothing is ever lost: whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from mycelium_ir.diagnostics import Diagnostic, MyceliumError


def write_file(path: Path, content: str | bytes) -> None:
    """Write a file by way of a new one beside it, which then takes its place.

    Permissions of a file that was there are kept, links are followed, and
    devices and pipes are written to as they stand.

    Raises:
        MyceliumError: MYC232, if that cannot be done; what was there is untouched.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    target = path.resolve()
    try:
        mode = _mode(target)
        if mode is not None and not stat.S_ISREG(mode):
            path.write_bytes(data)
            return
        _exchange(target, data, mode)
    except OSError as error:
        raise unwritable(path, error) from None


def check_writable(path: Path) -> None:
    """Refuse a file that could not be written, before the work that it is for begins.

    Raises:
        MyceliumError: MYC232, as `write_file` would.
    """
    target = path.resolve()
    error: OSError | None = None
    if target.is_dir():
        error = IsADirectoryError(errno.EISDIR, "it is a folder")
    elif not target.parent.exists():
        error = FileNotFoundError(errno.ENOENT, "its folder is missing")
    elif not target.parent.is_dir():
        error = NotADirectoryError(errno.ENOTDIR, f"{target.parent.name} is no folder")
    elif not os.access(target if target.exists() else target.parent, os.W_OK):
        error = PermissionError(errno.EACCES, "permission denied")
    if error is not None:
        raise unwritable(path, error)


def check_apart(outputs: Iterable[Path], source: str) -> None:
    """Refuse to write over the file that is being read, say a dataset of one's own.

    `source` is what the command line calls it; a name that is no file is never in the way.

    Raises:
        MyceliumError: MYC231, naming the file.
    """
    for path in outputs:
        if os.path.realpath(path) == os.path.realpath(source) and Path(source).is_file():
            raise MyceliumError(
                Diagnostic(
                    "MYC231",
                    f"{path} is read here and would be written over",
                    hint="name another file for what is written",
                    subject=str(path),
                )
            )


def unwritable(path: Path, error: OSError) -> MyceliumError:
    """The error that says why a file could not be written."""
    why = (error.strerror or type(error).__name__).lower()
    hint = "check its folder's permissions, or name another file with -o"
    if isinstance(error, FileNotFoundError):
        hint = f"make the folder first: mkdir -p {path.parent}"
    elif isinstance(error, IsADirectoryError):
        hint = "it is a folder: name a file"
    elif isinstance(error, FileExistsError | NotADirectoryError):
        hint = "a file stands where a folder has to be: name another one"
    return MyceliumError(
        Diagnostic("MYC232", f"cannot write {path}: {why}", hint=hint, subject=str(path))
    )


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _exchange(target: Path, data: bytes, mode: int | None) -> None:
    if mode is not None and not os.access(target, os.W_OK):
        # Renaming would get around a file's own permissions; its owner meant them.
        raise PermissionError(13, "Permission denied")
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            os.chmod(beside, stat.S_IMODE(mode))
        os.replace(beside, target)
    except BaseException:
        with suppress(FileNotFoundError):
            beside.unlink()
        raise
