"""`mycelium algebra`: algebra problems with verified programs and written solutions, as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mycelium.cli import early, options
from mycelium.cli.console import out, out_json, progress, table
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium.executor import Executor
    from mycelium_distill.algebra.rows import Tally


def algebra(
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE.jsonl", help="The file to write."),
    ] = None,
    rows: Annotated[int, typer.Option("--rows", min=1, help="How many rows of each module.")] = 200,
    seed: Annotated[int, typer.Option("--seed", help="Another one gives other rows.")] = 0,
    modules: Annotated[
        str | None,
        typer.Option(
            "--modules", metavar="NAMES", help="Modules, with commas; all of them if not given."
        ),
    ] = None,
    report: Annotated[
        bool, typer.Option("--report", help="Print what became of each module's problems.")
    ] = False,
    held_out: Annotated[
        bool,
        typer.Option("--held-out", help="Write the problems that are held out, to measure on."),
    ] = False,
    list_: Annotated[bool, typer.Option("--list", help="List the modules.")] = False,
    workers: options.Workers = None,
    json: options.Json = False,
) -> None:
    """Make algebra problems, each with a verified program and a written solution.

    A row is kept only if its program executes to the answer of the package that it
    comes from. What the frozen list holds out is made with --held-out only.

    Examples:
      mycelium algebra -o algebra.jsonl
      mycelium algebra -o sums.jsonl --modules linear_1d,system_in_words --rows 500
      mycelium algebra --report --rows 50
      mycelium algebra --held-out -o held_out.jsonl
      mycelium algebra --list
    """
    from mycelium_distill.algebra.modules import choose
    from mycelium_distill.algebra.rows import training_rows
    from mycelium_distill.written import write_written

    chosen = choose(None if modules is None else [name.strip() for name in modules.split(",")])
    if list_:
        if json:
            listed = [{"name": module.name, "origin": module.origin} for module in chosen]
            out_json({"ok": True, "modules": listed})
        else:
            table([(module.name, module.origin) for module in chosen], ("module", "comes from"))
        return
    if output is None and not report:
        raise MyceliumError(
            Diagnostic(
                "MYC231",
                "it is not said where the rows go",
                hint="give -o FILE.jsonl, or --report to see what they come to",
            )
        )
    executor = early.executor()
    executor.workers = options.workers(workers)
    names = [module.name for module in chosen]
    if held_out:
        _write_held_out(executor, names, output, json)
        return
    tallies: dict[str, Tally] = {}
    with progress("algebra", len(chosen)) as bar:
        made = training_rows(
            rows,
            seed,
            modules=names,
            executor=executor,
            tallies=tallies,
            progress=lambda _name, _count: bar.to(len(tallies), len(chosen)),
        )
    if output is not None:
        write_written(Path(output), made)
    if json:
        told = {name: tally.to_json() for name, tally in tallies.items()}
        out_json({"ok": True, "rows": len(made), "modules": told})
        return
    if report:
        table([_told(*item) for item in tallies.items()], _HEADER)
    where = "" if output is None else f" in {output}"
    out(f"{len(made):,} rows of {len(chosen)} modules{where}, seed {seed}")


def _write_held_out(executor: Executor, names: list[str], output: str | None, json: bool) -> None:
    from mycelium_distill.algebra.held_out import held_out_rows
    from mycelium_distill.written import write_written

    made = held_out_rows(executor, modules=names)
    if output is not None:
        write_written(Path(output), made)
    if json:
        out_json({"ok": True, "rows": len(made)})
    else:
        where = "" if output is None else f" in {output}"
        out(f"{len(made):,} rows that are held out{where}")


_HEADER = ("module", "rows", "verified", "repeated", "what fell out")


def _told(name: str, tally: Tally) -> tuple[str, ...]:
    fallen = "; ".join(f"{count} {why}" for why, count in tally.fallen.most_common())
    return name, f"{tally.rows:,}", f"{100 * tally.yield_:.1f}%", f"{tally.repeated:,}", fallen
