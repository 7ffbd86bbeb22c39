"""Reading what a user names: problem files, programs, JSON lines, folders, globs, standard input.

Reading drops a byte-order mark, turns CRLF into LF and touches nothing else.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from mycelium_ir.diagnostics import Diagnostic, MyceliumError

MAX_BYTES = 4_000_000
"""The largest problem or program file that is read, in bytes; JSON lines are read line by line."""

SUFFIXES = (".jsonl", ".myc", ".txt")
"""What a folder is searched for."""

Kind = Literal["problem", "program", "rows"]


@dataclass(frozen=True)
class Input:
    """One thing to read: `name` is what errors call it; `path` is None for standard input."""

    name: str
    kind: Kind
    path: Path | None = None


def decode(data: bytes, name: str) -> str:
    """Bytes of a file as text: UTF-8, no byte-order mark, LF for CRLF.

    Raises:
        MyceliumError: MYC238, if the bytes are no UTF-8 text.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _not_text(name, "it is UTF-16 text", "save it as UTF-8")
    if b"\0" in data:
        raise _not_text(name, "it holds NUL bytes, as binary files do", "give a text file")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _not_text(
            name,
            f"byte {error.start} (line {line}) is not UTF-8",
            "save the file as UTF-8, or convert it with `iconv -f LATIN1 -t UTF-8`",
        ) from None
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def read_text(path: str | Path, *, max_bytes: int = MAX_BYTES) -> str:
    """The text of a file; `-` is standard input.

    Raises:
        MyceliumError: MYC237 if it cannot be read, MYC238 if it is no UTF-8 text,
            MYC239 if it is larger than `max_bytes`.
    """
    if str(path) == "-":
        return read_stdin(max_bytes=max_bytes)
    name = str(path)
    with open_binary(Path(path)) as file:
        data = _read(file, name, max_bytes)
    return decode(data, name)


def read_stdin(*, max_bytes: int = MAX_BYTES) -> str:
    """All of standard input as text, by the rules of `read_text`."""
    return decode(_read(stdin_binary(), "<stdin>", max_bytes), "<stdin>")


def open_binary(path: Path) -> BinaryIO:
    """A file opened for reading bytes.

    Raises:
        MyceliumError: MYC237, if that cannot be done.
    """
    try:
        if path.is_dir():
            raise _unreadable(str(path), "it is a folder", "name a file in it")
        return path.open("rb")
    except FileNotFoundError:
        raise _unreadable(str(path), "there is no such file", _beside(path)) from None
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise _unreadable(str(path), why, "check its permissions and try again") from None


def expand(arguments: Sequence[str]) -> list[Input]:
    """What the arguments of a command name, in a stable order.

    Arguments keep their order. `-` is standard input; a folder stands for every
    `.myc`, `.txt` and `.jsonl` file in it at any depth, a glob for the files that
    it matches, both sorted by path, hidden ones left out. A file that is named
    twice is taken once.

    Raises:
        MyceliumError: MYC237 for a file that is missing, MYC240 for a folder or a
            glob that holds nothing to read.
    """
    found: list[Input] = []
    seen: set[Path] = set()
    for argument in arguments:
        if argument == "-":
            if not any(known.path is None for known in found):
                found.append(Input("<stdin>", "problem"))
            continue
        for path in _paths(argument):
            key = path.resolve()
            if key not in seen:
                seen.add(key)
                found.append(Input(str(path), kind_of(path), path))
    return found


def kind_of(path: Path) -> Kind:
    """What a file holds, by its suffix: `.myc` a program, `.jsonl` rows, else a problem."""
    suffix = path.suffix.lower()
    if suffix == ".myc":
        return "program"
    return "rows" if suffix in (".jsonl", ".ndjson") else "problem"


def kind_of_text(text: str) -> Kind:
    """What a text from standard input holds, by its first line that is no comment."""
    for line in text.splitlines():
        bare = line.strip()
        if bare and not bare.startswith("#"):
            if bare.split()[0] == "mycelium" and bare.removeprefix("mycelium").strip().isdigit():
                return "program"
            return "rows" if bare.startswith("{") and bare.endswith("}") else "problem"
    return "problem"


def lines_of(file: BinaryIO, name: str, *, max_bytes: int = MAX_BYTES) -> Iterator[bytes]:
    """The lines of a file as bytes, without their ends, one at a time.

    The last line need not end in a newline; a byte-order mark is dropped. A line
    longer than `max_bytes` is given cut, so that memory stays bounded: no JSON
    reader will take it for whole.
    """
    first = True
    while True:
        line = file.readline(max_bytes + 1)
        if not line:
            return
        whole = line
        while whole and not whole.endswith(b"\n") and len(line) > max_bytes:
            whole = file.readline(max_bytes + 1)
        if first:
            line = line.removeprefix(b"\xef\xbb\xbf")
            first = False
        yield line.removesuffix(b"\n").removesuffix(b"\r")


def _paths(argument: str) -> list[Path]:
    if not argument.strip():  # Python would take it for the folder that one is in
        raise MyceliumError(
            Diagnostic("MYC237", "an argument is empty", hint="name a file, or give a problem")
        )
    path = Path(argument)
    if path.is_dir():
        inside = sorted(
            (p for s in SUFFIXES for p in path.rglob(f"*{s}") if _shown(p, path) and p.is_file()),
            key=lambda p: p.relative_to(path).parts,
        )
        if not inside:
            raise MyceliumError(
                Diagnostic(
                    "MYC240",
                    f"the folder {argument} holds nothing to read",
                    hint="it is searched for files that end in .myc, .txt or .jsonl",
                    subject=argument,
                )
            )
        return inside
    if path.exists():
        return [path]
    if any(c in argument for c in "*?["):
        from glob import glob

        matched = sorted(Path(p) for p in glob(argument, recursive=True) if Path(p).is_file())
        if not matched:
            raise MyceliumError(
                Diagnostic(
                    "MYC240",
                    f"no file matches {argument}",
                    hint="check the pattern and the folder that you are in; `**` goes into folders",
                    subject=argument,
                )
            )
        return matched
    raise _unreadable(argument, "there is no such file", _beside(path))


def _shown(path: Path, folder: Path) -> bool:
    return not any(part.startswith(".") for part in path.relative_to(folder).parts)


def _read(file: BinaryIO, name: str, max_bytes: int) -> bytes:
    try:
        data = file.read(max_bytes + 1)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise _unreadable(name, why, "check that it is a regular file") from None
    if len(data) > max_bytes:
        raise MyceliumError(
            Diagnostic(
                "MYC239",
                f"{name} is larger than {max_bytes:,} bytes",
                hint="many problems belong into a .jsonl file, one to a line",
                subject=name,
            )
        )
    return data


def stdin_binary() -> BinaryIO:
    """Standard input as a stream of bytes."""
    buffer: BinaryIO | None = getattr(sys.stdin, "buffer", None)
    # A test or a notebook may put a plain text stream in standard input's place.
    return buffer if buffer is not None else io.BytesIO(sys.stdin.read().encode("utf-8"))


def _beside(path: Path) -> str:
    from mycelium_ir.diagnostics import nearest

    parent = path.parent
    if parent.is_dir():
        hint = nearest(path.name, (p.name for p in parent.iterdir()))
        return hint or f"check its name; the folder {parent.resolve().name or parent} exists"
    return f"the folder {parent} does not exist either"


def unwritable(path: Path, error: OSError) -> MyceliumError:
    """The error of a file of rows or runs that cannot be written."""
    why = (error.strerror or type(error).__name__).lower()
    return MyceliumError(
        Diagnostic(
            "MYC237",
            f"cannot write {path}: {why}",
            hint="name a file in a folder that exists and that you may write to",
            subject=str(path),
        )
    )


def _unreadable(name: str, why: str, hint: str) -> MyceliumError:
    return MyceliumError(
        Diagnostic("MYC237", f"cannot read {name}: {why}", hint=hint, subject=name)
    )


def _not_text(name: str, why: str, hint: str) -> MyceliumError:
    return MyceliumError(
        Diagnostic("MYC238", f"{name} is no UTF-8 text: {why}", hint=hint, subject=name)
    )
