"""`mycelium examples`: from labels and verified rows to what specialists are trained on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mycelium.cli import early, options
from mycelium.cli.console import err, out, out_json, progress
from mycelium_ir.diagnostics import Diagnostic, MyceliumError

if TYPE_CHECKING:
    from mycelium_distill.examples.by_place import Placed
    from mycelium_distill.examples.copying import Copying
    from mycelium_distill.examples.record import Example
    from mycelium_distill.examples.sources import Gathered


def examples(
    labels: Annotated[
        str | None,
        typer.Option("--labels", metavar="FOLDER", help="What `mycelium label` wrote."),
    ] = None,
    templates: Annotated[
        str | None,
        typer.Option("--templates", metavar="FOLDER", help="What `mycelium templates` wrote."),
    ] = None,
    data: Annotated[
        str | None,
        typer.Option("--data", metavar="DIR", envvar="MYCELIUM_DATA", help="The data folder."),
    ] = None,
    algebra: Annotated[
        list[str] | None,
        typer.Option(
            "--algebra", metavar="FILE", help="Rows that `mycelium algebra` made; may be repeated."
        ),
    ] = None,
    perturbations: Annotated[
        int,
        typer.Option("--perturbations", min=0, help="Copies of a GSM8K row; others get a share."),
    ] = 24,
    distractors: Annotated[
        float,
        typer.Option(
            "--distractors", min=0, max=1, help="Share of short copies with a needless sentence."
        ),
    ] = 0.4,
    seed: Annotated[int, typer.Option("--seed", help="Seed of whatever is random.")] = 0,
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="The file to write.")
    ] = None,
    ceiling: Annotated[
        str | None,
        typer.Option(
            "--ceiling", metavar="FILE", help="Say how many programs of a file can be spelt."
        ),
    ] = None,
    place: Annotated[
        str | None,
        typer.Option(
            "--place", metavar="FILE", help="Label what a file of examples has without labels."
        ),
    ] = None,
    tokenizer: Annotated[
        str | None,
        typer.Option(
            "--tokenizer",
            metavar="FILE",
            help="A trunk's `tokenizer.json`: what is too long for it with labels gets none.",
        ),
    ] = None,
    workers: options.Workers = None,
    json: options.Json = False,
) -> None:
    """Make the examples that the specialists are trained on.

    Labelled problems become annotated programs, and are executed again; training rows get
    copies with other numbers, other people and needless sentences. Verified rows that
    nothing traced come along: their clauses are where their numbers and letters stand.
    No training row is a measured one with other numbers.

    Examples:
      mycelium examples --labels labels/ --templates templates/ --data data/ -o examples.jsonl.gz
      mycelium examples --ceiling examples.jsonl.gz
      mycelium examples --place examples.jsonl.gz --templates templates/ -o placed.jsonl.gz
    """
    if ceiling is not None:
        _ceiling(Path(ceiling), json)
        return
    if place is not None:
        _place(place, templates, tokenizer, output, options.workers(workers), json)
        return
    if labels is None or templates is None or data is None or output is None:
        raise MyceliumError(
            Diagnostic(
                "MYC231",
                "examples need labels, templates, data and a file to write to",
                hint="mycelium examples --labels FOLDER --templates FOLDER --data DIR -o FILE",
            )
        )
    from mycelium_distill.examples.building import SHARES, Told
    from mycelium_distill.examples.record import write_examples

    executor = early.executor()
    executor.workers = options.workers(workers)
    gathered = _gathered(
        Path(labels), Path(templates), data, [Path(path) for path in algebra or ()]
    )
    by_place = _labelled_by_place(gathered, Path(templates), tokenizer)
    told = Told()
    copies = {name: round(perturbations * share) for name, share in SHARES.items()}
    copying = _copying(gathered, copies, distractors, seed)
    write_examples(Path(output), map(told.add, _all(gathered, copying, options.workers(workers))))
    if json:
        out_json(
            {
                "ok": True,
                "rows": told.to_json(),
                "dropped": gathered.dropped,
                "placed": by_place.to_json(),
            }
        )
    else:
        out(told.report(gathered.dropped))
        out(by_place.report())


def _gathered(labels: Path, templates: Path, data: str, algebra: list[Path]) -> Gathered:
    from mycelium_distill.examples.sources import (
        Gathered,
        gather_algebra,
        gather_data,
        gather_labelled,
        measured_texts,
    )
    from mycelium_distill.templates.table import FILE, read_table

    executor = early.executor()
    gathered = Gathered(measured=measured_texts(data))
    begun = time.monotonic()

    def told(what: str) -> None:
        err(f"{len(gathered.rows):,} originals with {what} in {time.monotonic() - begun:.0f} s")

    gather_labelled(gathered, labels, read_table(templates / FILE), executor)
    told("labels")
    gather_data(gathered, data, executor)
    told("the data sets without labels")
    gather_algebra(gathered, algebra, executor)
    told("algebra")
    return gathered


def _labelled_by_place(gathered: Gathered, templates: Path, tokenizer: str | None) -> Placed:
    """Label by place what has no labels; copies, which are made later, have their original's."""
    from mycelium_distill.examples.by_place import Placed, Placer, accepting, labelled_by_place
    from mycelium_distill.templates.table import FILE, read_table

    table = read_table(templates / FILE)
    accepts = None if tokenizer is None else accepting(_text(tokenizer), table)
    told = Placed()
    gathered.rows[:] = labelled_by_place(gathered.rows, Placer(table, accepts), told)
    return told


def _place(
    path: str,
    templates: str | None,
    tokenizer: str | None,
    output: str | None,
    workers: int,
    json: bool,
) -> None:
    from mycelium_distill.examples.by_place import place_file
    from mycelium_distill.templates.table import FILE, read_table

    if templates is None or output is None:
        raise MyceliumError(
            Diagnostic(
                "MYC231",
                "labels by place need templates and a file to write to",
                hint="mycelium examples --place FILE --templates FOLDER -o FILE",
            )
        )
    told = place_file(
        Path(path),
        Path(output),
        read_table(Path(templates) / FILE),
        tokenizer=None if tokenizer is None else _text(tokenizer),
        workers=workers,
    )
    if json:
        out_json({"ok": True, "placed": told.to_json()})
    else:
        out(told.report())


def _text(tokenizer: str) -> str:
    try:
        return Path(tokenizer).read_text("utf-8")
    except (OSError, ValueError) as error:
        raise MyceliumError(
            Diagnostic(
                "MYC350",
                f"{tokenizer} cannot be read as a tokenizer: {error}",
                hint="give the `tokenizer.json` of a trunk or of trained weights",
                subject=tokenizer,
            )
        ) from None


def _copying(gathered: Gathered, copies: dict[str, int], distractors: float, seed: int) -> Copying:
    from mycelium_distill.examples.copying import STORIES, Copying
    from mycelium_distill.perturbing.distractors import Distractors
    from mycelium_distill.perturbing.varying import Varying
    from mycelium_ir.parser import parse

    told = [
        parse(row.program).problem or ""
        for row in gathered.rows
        if row.split == "train" and row.source in STORIES
    ]
    return Copying(copies, distractors, seed, Varying.learn(told), Distractors.learn(told))


def _all(gathered: Gathered, copying: Copying, workers: int) -> Iterator[Example]:
    """The originals and then their copies; a copy may not look like a measured row either."""
    from mycelium_distill.examples.copying import copies_of
    from mycelium_distill.examples.systems import copies_of_systems

    yield from gathered.rows
    rows = gathered.rows
    with progress("copies", len(rows)) as bar:
        yield from gathered.unmeasured(copies_of(rows, copying, workers=workers, progress=bar.to))
    systems = [row for row in rows if row.source in ("draw", "dolphin1878")]
    yield from gathered.unmeasured(
        copies_of_systems(systems, copying.copies, early.executor(), seed=copying.seed)
    )


def _ceiling(path: Path, json: bool) -> None:
    from mycelium_distill.examples.ceiling import LEAST, frequent_constants, operand_ceiling
    from mycelium_distill.examples.record import read_examples

    rows = [row for row in read_examples(path) if row.id == row.group]
    constants = frequent_constants(rows)
    found: list[dict[str, Any]] = [
        {"source": source, "split": split, "programs": each.programs, "spelt": each.spelt}
        for (source, split), each in sorted(operand_ceiling(rows, constants).items())
    ]
    listed = [str(value) for value in sorted(constants)]
    if json:
        out_json({"ok": True, "ceiling": found, "constants": listed})
        return
    out("Gold programs whose operands are numbers of the text, their percent form, complement")
    out(f"or reciprocal, earlier values, unknowns, or one of {len(listed)} constants that at least")
    out(f"{LEAST} training problems need:")
    for row in found:
        out(
            f"{row['source']:12s} {row['split']:7s} {row['spelt']:6,d} of {row['programs']:6,d} "
            f"({row['spelt'] / row['programs']:.1%})"
        )
    out(f"constants: {', '.join(listed)}")
