"""`mycelium view`: look at traces, in the terminal or as a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mycelium.cli.console import err, out
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium_distill.viewing.view import View


def view(
    traces: Annotated[str, typer.Argument(metavar="TRACES", help="A folder of traces.")],
    written: Annotated[
        list[str],
        typer.Option("--written", metavar="FILE", help="The solutions; may be repeated."),
    ],
    ids: Annotated[
        list[str] | None,
        typer.Option("--id", metavar="ID", help="Show this trace; may be repeated."),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Show at most so many.")] = 5,
    html: Annotated[
        str | None,
        typer.Option("--html", metavar="FILE", help="Write one self-contained page instead."),
    ] = None,
) -> None:
    """Show what a teacher read: each step's pieces of the problem, boundaries, operands.

    Examples:
      mycelium view traces/ --written gsm8k.jsonl --id train-17
      mycelium view traces/ --written gsm8k.jsonl --limit 50 --html traces.html
    """
    shown = list(_views(Path(traces), [Path(name) for name in written], ids, limit))
    if not shown:
        raise MyceliumError(
            Diagnostic(
                "MYC299",
                f"{traces} holds no trace of {', '.join(ids) if ids else 'these solutions'}",
                hint="give the file that was traced with --written, and an id that stands in it",
                subject=traces,
            )
        )
    if html is None:
        from mycelium_distill.viewing.terminal import show

        for index, one in enumerate(shown):
            if index:
                out("\n" + "─" * 78)
            show(one)
        return
    from mycelium.cli.writing import write_file
    from mycelium_distill.viewing.page import page

    write_file(Path(html), page(shown, f"Traces of {Path(traces).name}"))
    err(f"wrote {html}: {len(shown)} traces")


def _views(
    folder: Path, written: Sequence[Path], ids: Sequence[str] | None, limit: int
) -> Iterator[View]:
    from itertools import islice

    from mycelium_distill.traces.record import read_traces
    from mycelium_distill.viewing.view import view_of
    from mycelium_distill.written import read_written

    rows = {row.id: row for path in written for row in read_written(path)}
    wanted = rows.keys() if ids is None else set(ids) & rows.keys()
    found = (trace for trace in read_traces(folder) if trace.id in wanted)
    for trace in islice(found, limit):
        yield view_of(rows[trace.id], trace)
