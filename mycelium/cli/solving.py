"""`solve`: from a problem to its answer, or from many problems to a file of answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mycelium.cli import early, options
from mycelium.cli.boundary import Stop, exit_for
from mycelium.cli.compilation import dumps, pipeline_of, tell_timings
from mycelium.cli.console import err, out, out_json, progress, show
from mycelium.cli.exits import Exit
from mycelium.cli.writing import write_file
from mycelium.files import Input
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium.batch import Summary
    from mycelium.executor import Limits
    from mycelium.passes import Context
    from mycelium.pipeline import Pipeline
    from mycelium.solving import Solved
    from mycelium_ir.nodes import Program


def solve(
    problems: Annotated[
        list[str],
        typer.Argument(
            metavar="PROBLEM...",
            help="A problem in quotes, or files, folders, globs, .jsonl rows; - is standard input.",
        ),
    ],
    passes: options.Passes = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write a JSON line for each problem as it is solved; run again, it goes on.",
        ),
    ] = None,
    emit: Annotated[
        str | None,
        typer.Option(
            "--emit",
            metavar="FILE",
            help="Write one problem's program there, as far as it came.",
        ),
    ] = None,
    samples: options.Samples = 1,
    min_confidence: options.MinConfidence = None,
    values: options.Values = False,
    explain: options.Explain = False,
    swap: options.Swap = None,
    without: options.Without = None,
    dump_after: options.DumpAfter = None,
    dump_dir: options.DumpDir = None,
    timings: options.Timings = False,
    weights: options.Weights = None,
    seed: options.Seed = 0,
    batch_size: options.BatchSize = 32,
    workers: options.Workers = None,
    timeout: options.Timeout = None,
    memory: options.Memory = None,
    json: options.Json = False,
) -> None:
    """Compile problems and run them: one problem's answer, or a JSON line for each of many.

    A batch that was stopped goes on where it stopped when the same command runs again.
    Where a pass judges programs, an answer that is too likely wrong is not given.

    Examples:
      mycelium solve "Tom has 3 pens and buys 4. How many now?" --passes heuristic
      mycelium solve problem.txt --passes heuristic --explain
      mycelium solve problem.txt --samples 16 --min-confidence 0.5
      mycelium solve problems.jsonl --passes heuristic -o answers.jsonl
    """
    from mycelium import api
    from mycelium.plugins import plugins
    from mycelium.trust import least_confidence

    pipeline = pipeline_of(passes, swap, without, None)
    executor = early.executor()
    context = api.context_of(plugins(), executor, seed, samples)
    least = least_confidence(min_confidence, pipeline)
    executor.limits = options.limits(timeout, memory)
    with _inputs(problems) as found:
        single = _single(found) if output is None else None
        if single is not None:
            observer = dumps(dump_after, dump_dir, pipeline, lambda _: _told_name(found))
            solved = _compiled_and_run(single, pipeline, context, observer, least)
            if emit is not None and solved.program is not None:
                write_file(Path(emit), str(solved.program))
            if json:
                _document(solved, pipeline)
            else:
                _tell(single, solved, values, explain, emit)
            if timings:
                tell_timings(solved.seconds, 1)
            raise Stop(exit_for(_diagnostics(solved)))
        _refuse_for_batches(found, values, explain, bool(dump_after), timings, emit is not None)
        executor.workers = options.workers(workers)
        inputs = [one for one in found if isinstance(one, Input)]
        where = None if output is None or output == "-" else Path(output)
        _solve_many(inputs, where, pipeline, context, batch_size, executor.limits, least, json)


# --------------------------------------------------------------------------- what is asked


@contextmanager
def _inputs(arguments: Sequence[str]) -> Iterator[list[Input | str]]:
    """What the arguments name: files, or the text of a problem.

    Standard input is kept in a file meanwhile, since only its content says what it is.
    """
    from tempfile import TemporaryDirectory

    from mycelium.files import expand

    found: list[Input | str] = []
    for argument in arguments:
        if _is_text(argument):
            found.append(argument)
        else:
            found += [one for one in expand([argument]) if one not in found]
    if not any(isinstance(one, Input) and one.path is None for one in found):
        yield found
        return
    with TemporaryDirectory(prefix="mycelium-") as folder:
        kept = _kept_stdin(Path(folder) / "stdin")
        yield [kept if isinstance(one, Input) and one.path is None else one for one in found]


def _is_text(argument: str) -> bool:
    """Whether an argument is a problem's text: it has spaces, and no file is called so."""
    if argument == "-" or not any(c.isspace() for c in argument.strip()):
        return False
    try:
        return not Path(argument).exists() and not any(c in argument for c in "*[")
    except OSError:  # too long for a file's name
        return True


def _kept_stdin(path: Path) -> Input:
    from shutil import copyfileobj

    from mycelium.files import kind_of_text, stdin_binary

    with path.open("wb") as file:
        copyfileobj(stdin_binary(), file)
    with path.open("rb") as file:
        start = file.read(1 << 16).decode("utf-8", errors="replace")
    return Input("<stdin>", kind_of_text(start.removeprefix("\ufeff")), path)


def _single(found: Sequence[Input | str]) -> Program | None:
    """The one problem, or program, that is asked for; None if there are several."""
    from mycelium.api import bare
    from mycelium.cli.inputs import to_compile

    if len(found) != 1:
        return None
    (only,) = found
    if isinstance(only, str):
        return bare(only)
    return None if only.kind == "rows" else to_compile(only)


def _told_name(found: Sequence[Input | str]) -> str:
    (only,) = found
    return only.name if isinstance(only, Input) else "problem"


def _refuse_for_batches(
    found: Sequence[Input | str],
    values: bool,
    explain: bool,
    dumped: bool,
    timings: bool,
    emitted: bool,
) -> None:
    if any(isinstance(one, str) for one in found):
        raise _unfit(
            "the text of a problem cannot be part of a batch",
            "put the problems into a .jsonl file or into files of their own",
        )
    asked = {
        "--values": values,
        "--explain": explain,
        "--dump-after": dumped,
        "--timings": timings,
        "--emit": emitted,
    }
    for option, given in asked.items():
        if given:
            raise _unfit(
                f"{option} is for one problem",
                "each row of a batch holds its program and its timings; `mycelium run` and "
                "`mycelium compile` show more of one",
            )


def _unfit(message: str, hint: str) -> MyceliumError:
    return MyceliumError(Diagnostic("MYC231", message, hint=hint))


# --------------------------------------------------------------------------- one problem


def _compiled_and_run(
    program: Program, pipeline: Pipeline, context: Context, observer: Any, least: float
) -> Solved[None]:
    from mycelium.compiler import compile_rows
    from mycelium.solving import given, run_result

    (result,) = compile_rows([program], pipeline, context, observer=observer)
    return given(run_result(None, result, pipeline, context), least)


def _diagnostics(solved: Solved[None]) -> Sequence[Diagnostic]:
    return solved.diagnostics if solved.outcome is None else solved.outcome.diagnostics


def _document(solved: Solved[None], pipeline: Pipeline) -> None:
    """Print one problem's document: what its run gave, or why there was none."""
    from mycelium.cli.answers import document

    program, outcome = solved.program, solved.outcome
    told: dict[str, Any]
    if program is None or outcome is None:
        told = {"ok": False, "diagnostics": [d.to_json() for d in solved.diagnostics]}
        told["stage"] = solved.stage
    else:
        told = document(program, outcome)
    told |= {"pipeline": str(pipeline), "fingerprint": pipeline.fingerprint}
    if solved.confidence is not None:
        told["confidence"] = solved.confidence
    text = None if program is None else str(program)
    out_json({**told, "program": text, "seconds": dict(solved.seconds)})


def _tell(
    begun: Program, solved: Solved[None], values: bool, explain: bool, emit: str | None
) -> None:
    """Print one problem's answer; what went wrong, and how far it came, on standard error."""
    from mycelium.cli.answers import tell

    program, outcome = solved.program, solved.outcome
    if program is not None and outcome is not None:
        tell(program, outcome, values=values, explain=explain)
        if explain and solved.confidence is not None:
            out(f"\nConfidence: {solved.confidence:.2f}")
    show(_diagnostics(solved))
    if solved.answer is None and program is not None and program != begun:
        kept = f"is in {emit}" if emit else "is kept with --emit FILE"
        err(f"the program, as far as it came, {kept}")


# --------------------------------------------------------------------------- many


def _solve_many(
    inputs: Sequence[Input],
    output: Path | None,
    pipeline: Pipeline,
    context: Context,
    batch_size: int,
    limits: Limits,
    least: float,
    json: bool,
) -> None:
    from tempfile import TemporaryDirectory

    from mycelium.batch import solve_batch

    def solved(where: Path | None) -> Summary:
        with progress("solving", None) as bar:
            return solve_batch(
                inputs,
                where,
                pipeline,
                context,
                batch_size=batch_size,
                limits=limits,
                progress=lambda done, _: bar.to(done),
                min_confidence=least,
            )

    told: dict[str, Any] = {"pipeline": str(pipeline), "fingerprint": pipeline.fingerprint}
    if json and output is None:
        with TemporaryDirectory(prefix="mycelium-") as folder:
            rows = Path(folder) / "answers.jsonl"
            summary = solved(rows)
            told["answers"] = list(_rows(rows))
    else:
        summary = solved(output)
        told["output"] = None if output is None else str(output)
    failed = summary.failed
    if output is not None and summary.resumed:
        failed = sum(row["error"] is not None for row in _rows(output))
    if json:
        counts = {"rows": summary.rows, "resumed": summary.resumed, "failed": failed}
        out_json({"ok": failed == 0, **counts, **told})
    else:
        err(_summary(summary, failed, output))
    if failed:
        raise Stop(Exit.ERRORS)


def _rows(path: Path) -> Iterator[Any]:
    import json

    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _summary(summary: Summary, failed: int, output: Path | None) -> str:
    before = f" ({summary.resumed} stood there already)" if summary.resumed else ""
    where = "" if output is None else f" -> {output}"
    return f"{summary.rows - failed} solved, {failed} failed{before}{where}"
