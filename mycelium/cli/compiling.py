"""`compile`: from problems, or programs that stopped half way, to programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

import typer

from mycelium.cli import early, options
from mycelium.cli.boundary import Stop, exit_for
from mycelium.cli.compilation import dumps, file_stem, pipeline_of, tell_timings, unique
from mycelium.cli.console import err, out_file, out_json, out_program, progress, show
from mycelium_ir.diagnostics import Diagnostic, MyceliumError
from mycelium_ir.nodes import Program

if TYPE_CHECKING:
    from mycelium.cli.console import Progress
    from mycelium.compiler import Observer
    from mycelium.pipeline import Pipeline

Form = Literal["ir", "json"]


class _Compiled(NamedTuple):
    """What became of one row: its program, or the errors."""

    name: str
    program: Program | None
    diagnostics: tuple[Diagnostic, ...]
    seconds: dict[str, float]


def compile_(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Problems, programs, .jsonl rows, folders, globs; - is standard input.",
        ),
    ],
    passes: options.Passes = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="PATH", help="A file; a folder where there are several."
        ),
    ] = None,
    emit: Annotated[
        Form, typer.Option("--emit", help="The language's text, or its JSON form.")
    ] = "ir",
    swap: options.Swap = None,
    without: options.Without = None,
    stop_after: options.StopAfter = None,
    dump_after: options.DumpAfter = None,
    dump_dir: options.DumpDir = None,
    timings: options.Timings = False,
    weights: options.Weights = None,
    seed: options.Seed = 0,
    batch_size: options.BatchSize = 32,
    timeout: options.Timeout = None,
    memory: options.Memory = None,
    json: options.Json = False,
) -> None:
    """Compile problems to programs; a program that stopped half way compiles on from there.

    Without --passes the learned pipeline runs. Each pass fills only what is missing.

    Examples:
      mycelium compile problem.txt --passes heuristic --emit ir
      mycelium compile problems/ --passes heuristic -o programs/
      mycelium compile half.myc --passes heuristic --dump-after all --timings
      echo "Tom has 3 pens and buys 4. How many now?" | mycelium compile - --passes heuristic
    """
    from mycelium.batch import read_rows
    from mycelium.files import expand

    pipeline = pipeline_of(passes, swap, without, stop_after)
    executor = early.executor()
    executor.limits = options.limits(timeout, memory)
    rows = list(read_rows(expand(files)))
    names = unique([_name(row.file or _only(files), row.id, row.index, len(rows)) for row in rows])
    found = [row.program if isinstance(row.program, Program) else None for row in rows]
    living = [number for number, program in enumerate(found) if program is not None]
    observer = dumps(dump_after, dump_dir, pipeline, lambda row: names[living[row]])
    with progress("compiling", len(living)) as bar:
        results = iter(
            _compile([p for p in found if p is not None], pipeline, seed, batch_size, observer, bar)
        )
        done = [
            next(results)._replace(name=name)
            if isinstance(row.program, Program)
            else _Compiled(name, None, row.program, {})
            for row, name in zip(rows, names, strict=True)
        ]
    errors = [d for one in done for d in one.diagnostics]
    if output is not None:
        _write(done, Path(output), emit)
    if json:
        out_json(_document(done, pipeline))
    else:
        if output is None:
            _print(done, emit)
        _tell_errors(done)
    if timings:
        tell_timings(_total(done), len(living))
    raise Stop(exit_for(errors))


def _compile(
    programs: Sequence[Program],
    pipeline: Pipeline,
    seed: int,
    batch_size: int,
    observer: Observer | None,
    bar: Progress,
) -> list[_Compiled]:
    from mycelium import api
    from mycelium.compiler import compile_iter
    from mycelium.plugins import plugins

    context = api.context_of(plugins(), early.executor(), seed)
    compiled: list[_Compiled] = []
    for result in compile_iter(
        programs, pipeline, context, batch_size=batch_size, observer=observer
    ):
        program = result.program if result.ok else None
        compiled.append(_Compiled("", program, result.diagnostics, dict(result.timings)))
        bar.to(len(compiled))
    return compiled


def _only(files: Sequence[str]) -> str:
    return "<stdin>" if files[0] == "-" else files[0]


def _name(file: str, identity: Any, index: int, rows: int) -> str:
    """What a row is called: its file, and in a file of rows its id or number."""
    if rows == 1 or not file.endswith((".jsonl", ".ndjson", "<stdin>")):
        return file
    return f"{file}:{index if identity is None else identity}"


def _text(program: Program, emit: Form) -> str:
    if emit == "ir":
        return str(program)
    from mycelium_ir.json_form import dumps

    return dumps(program)


def _print(done: Sequence[_Compiled], emit: Form) -> None:
    """Print the programs; where there are several, each says in a comment what it is."""
    good = [(one.name, one.program) for one in done if one.program is not None]
    for number, (name, program) in enumerate(good):
        if emit == "json":
            out_file(_text(program, emit))
            continue
        if number:
            out_file("\n")
        if len(done) > 1:
            out_file(f"# {name}\n")
        out_program(_text(program, emit))


def _write(done: Sequence[_Compiled], output: Path, emit: Form) -> None:
    from mycelium.cli.writing import unwritable, write_file

    good = [(one.name, one.program) for one in done if one.program is not None]
    if len(done) == 1 and not output.is_dir():
        for _, program in good:
            write_file(output, _text(program, emit))
        return
    if output.exists() and not output.is_dir():
        raise MyceliumError(
            Diagnostic(
                "MYC231",
                f"{len(done)} programs cannot go into the one file {output}",
                hint="name a folder with -o",
            )
        )
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(output, error) from None
    suffix = "myc" if emit == "ir" else "json"
    stems = unique([file_stem(name) for name, _ in good])
    for stem, (_, program) in zip(stems, good, strict=True):
        write_file(output / f"{stem}.{suffix}", _text(program, emit))


def _tell_errors(done: Sequence[_Compiled]) -> None:
    for one in done:
        if one.diagnostics:
            if len(done) > 1:
                err(f"{one.name}:")
            show(one.diagnostics)
    failed = sum(bool(one.diagnostics) for one in done)
    if len(done) > 1:
        err(f"{len(done) - failed} compiled, {failed} failed")


def _total(done: Sequence[_Compiled]) -> dict[str, float]:
    total: dict[str, float] = {}
    for one in done:
        for label, seconds in one.seconds.items():
            total[label] = total.get(label, 0.0) + seconds
    return total


def _document(done: Sequence[_Compiled], pipeline: Pipeline) -> dict[str, object]:
    from mycelium_ir.json_form import to_json

    return {
        "ok": not any(one.diagnostics for one in done),
        "pipeline": str(pipeline),
        "fingerprint": pipeline.fingerprint,
        "programs": [
            {
                "name": one.name,
                "ok": not one.diagnostics,
                "text": None if one.program is None else str(one.program),
                "program": None if one.program is None else to_json(one.program),
                "facts": [] if one.program is None else sorted(one.program.facts),
                "seconds": one.seconds,
                "diagnostics": [d.to_json() for d in one.diagnostics],
            }
            for one in done
        ],
    }
