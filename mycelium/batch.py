"""Solving many problems into a JSON-lines file: each answer is written as it comes.

A batch that was killed is taken up where it stopped, without losing or repeating
a row, and its file is then the same as if nothing had happened, timings apart.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from mycelium.api import bare
from mycelium.compiler import BATCH_SIZE
from mycelium.files import MAX_BYTES, Input, decode, kind_of_text, lines_of, open_binary
from mycelium.journal import Journal, open_journal, to_line
from mycelium.solving import Broken, given, solve_all, told
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Program
from mycelium_ir.parser import parse

if TYPE_CHECKING:
    from mycelium.executor import Limits
    from mycelium.passes import Context
    from mycelium.pipeline import Pipeline

FORMAT = 1
"""The version of the output's form."""

Progress = Callable[[int, int], None]
"""Called after each row with the rows that are in the output and those that failed."""


@dataclass(frozen=True)
class Row:
    """One input row: its place, the key that its output row carries, and what it holds."""

    index: int
    key: str
    program: Program | Broken
    id: Any = None
    file: str | None = None


@dataclass(frozen=True)
class Summary:
    """What a batch did: rows that were there before, rows written, and how many of these failed."""

    resumed: int
    written: int
    failed: int

    @property
    def rows(self) -> int:
        """The rows in the output now."""
        return self.resumed + self.written


def solve_batch(
    inputs: Sequence[Input],
    output: Path | None,
    pipeline: Pipeline,
    context: Context,
    *,
    batch_size: int = BATCH_SIZE,
    limits: Limits | None = None,
    progress: Progress | None = None,
    min_confidence: float = 0.0,
) -> Summary:
    """Solve all rows of the inputs into a JSON-lines file, or go on with one.

    Args:
        inputs: JSON-lines files with rows `{"problem": ...}` (an `id` is handed on),
            problem files and programs, as `files.expand` names them.
        output: The file; None writes to standard output, without taking up anything.
        pipeline: The passes.
        context: What passes may use; its executor runs the programs. Of each row as many
            candidates are run as it wants samples, and one answer is chosen.
        batch_size: Rows that are compiled at a time; it has no bearing on the result.
        limits: What each program may use; the executor's own limits if not given.
        progress: Called after each row.
        min_confidence: Answers that are less sure are not given.

    Raises:
        MyceliumError: MYC241, MYC242, MYC244 where the output cannot be continued
            (see `mycelium.journal.open_journal`), MYC237 where an input cannot be
            read. A bad row gives a row with the error, and the batch goes on.
    """
    with _Sources(inputs) as sources:
        manifest = _manifest(sources, pipeline, context, limits, min_confidence)
        journal: AbstractContextManager[Journal | _Stream]
        journal = nullcontext(_Stream()) if output is None else open_journal(output, manifest)
        with journal as out:
            resumed, failed = out.done, 0
            rows = islice(sources.rows(), resumed, None)
            for found in solve_all(
                ((row, row.program) for row in rows),
                pipeline,
                context,
                batch_size=batch_size,
                limits=limits,
            ):
                solved = given(found, min_confidence)
                row: Row = solved.item
                out.write({**_head(row), **told(solved)})
                failed += bool(solved.diagnostics)
                if progress is not None:
                    progress(out.done, failed)
            return Summary(resumed, out.done - resumed, failed)


def read_rows(inputs: Sequence[Input]) -> Iterator[Row]:
    """All rows of the inputs, one at a time, as `solve_batch` reads them."""
    with _Sources(inputs) as sources:
        yield from sources.rows()


def _head(row: Row) -> dict[str, Any]:
    head: dict[str, Any] = {"row": row.index, "key": row.key}
    if row.id is not None:
        head["id"] = row.id
    if row.file is not None:
        head["file"] = row.file
    return head


def _manifest(
    sources: _Sources,
    pipeline: Pipeline,
    context: Context,
    limits: Limits | None,
    min_confidence: float,
) -> Mapping[str, Any]:
    """All that the output's rows depend on."""
    from mycelium import __version__

    return {
        "mycelium": __version__,
        "format": FORMAT,
        "input": sources.digest(),
        "pipeline": str(pipeline),
        "fingerprint": pipeline.fingerprint,
        "seed": context.seed,
        "samples": context.samples,
        "min_confidence": min_confidence,
        "limits": asdict(limits or context.executor.limits),
    }


class _Stream:
    """Standard output in a journal's place."""

    def __init__(self) -> None:
        self.done = 0

    def write(self, row: Mapping[str, Any]) -> None:
        """Print a row as a line of JSON."""
        sys.stdout.write(to_line(row).decode("utf-8"))
        sys.stdout.flush()
        self.done += 1


class _Sources:
    """The inputs, readable twice: once for their digest, once for their rows.

    Standard input is kept in a temporary file for that.
    """

    def __init__(self, inputs: Sequence[Input]) -> None:
        self.inputs = inputs
        self._stdin: BinaryIO | None = None
        self._files = ExitStack()

    def __enter__(self) -> _Sources:
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def digest(self) -> str:
        """A hash of the inputs' contents, in order."""
        whole = hashlib.sha256()
        for source in self.inputs:
            inner = hashlib.sha256()
            with self._open(source) as file:
                while block := file.read(1 << 20):
                    inner.update(block)
            whole.update(f"{source.kind} {inner.hexdigest()}\n".encode())
        return f"sha256:{whole.hexdigest()}"

    def rows(self) -> Iterator[Row]:
        """All rows of all inputs, one at a time."""
        several = len(self.inputs) > 1
        index = 0
        for source in self.inputs:
            for content, read in self._contents(source):
                key = f"{index}-{hashlib.sha256(content).hexdigest()[:16]}"
                program, found = read(content, source.name)
                yield Row(index, key, program, found, source.name if several else None)
                index += 1

    def _contents(self, source: Input) -> Iterator[tuple[bytes, _Read]]:
        """The bytes of each row, and the function that reads them."""
        kind = source.kind
        with self._open(source) as file:
            if source.path is None:
                text = file.read(1 << 16).decode("utf-8", errors="replace")
                kind = kind_of_text(text.removeprefix("\ufeff"))
                file.seek(0)
            if kind != "rows":
                yield file.read(MAX_BYTES + 1), _read_program if kind == "program" else _read_text
                return
            for line in lines_of(file, source.name):
                if line.strip():
                    yield line, _read_line

    def _open(self, source: Input) -> AbstractContextManager[BinaryIO]:
        if source.path is not None:
            return open_binary(source.path)
        if self._stdin is None:
            from shutil import copyfileobj

            from mycelium.files import stdin_binary

            self._stdin = self._files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
            copyfileobj(stdin_binary(), self._stdin)
        self._stdin.seek(0)
        return nullcontext(self._stdin)


_Read = Callable[[bytes, str], tuple[Program | Broken, Any]]


def _read_text(content: bytes, name: str) -> tuple[Program | Broken, Any]:
    try:
        return bare(_text(content, name)), None
    except MyceliumError as error:
        return error.diagnostics, None


def _read_program(content: bytes, name: str) -> tuple[Program | Broken, Any]:
    try:
        return parse(_text(content, name), name=name), None
    except MyceliumError as error:
        return error.diagnostics, None


def _text(content: bytes, name: str) -> str:
    if len(content) > MAX_BYTES:
        raise MyceliumError(_bad(f"it is longer than {MAX_BYTES:,} bytes"))
    return decode(content, name)


def _read_line(content: bytes, name: str) -> tuple[Program | Broken, Any]:
    """A row's program, or why it has none, and its id."""
    try:
        text = _text(content, name)
    except MyceliumError as error:
        return error.diagnostics, None
    try:
        row = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return (_bad(f"it is no JSON: {error}"),), None
    if not isinstance(row, dict):
        return (_bad("it is no JSON object"),), None
    found = row.get("id")
    try:
        return _program_of(row), found
    except MyceliumError as error:
        return error.diagnostics, found


def _program_of(row: Mapping[str, Any]) -> Program:
    problem, program = row.get("problem"), row.get("program")
    if isinstance(problem, str) and problem.strip():
        if any("\ud800" <= c <= "\udfff" for c in problem):
            raise MyceliumError(_bad("its `problem` holds half a character (a lone surrogate)"))
        return bare(problem)
    if isinstance(program, str) and "problem" not in row:
        return parse(program, name="<program>")
    if "problem" in row:
        raise MyceliumError(_bad("its `problem` is no text, or an empty one"))
    raise MyceliumError(_bad("it has no `problem`"))


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")


def _bad(what: str) -> Diagnostic:
    return Diagnostic(
        "MYC243",
        f"the row cannot be used: {what}",
        hint='write rows such as {"problem": "Ann has 3 pens ..."}, one to a line',
    )
